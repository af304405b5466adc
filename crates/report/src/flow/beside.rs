//! Two short blocks side by side. They become one slice: no page cuts them, and each is read out whole, the left first.

use super::{Flow, Panel};
use crate::mark::{Item, Slice, Tagged};

/// Distance between the two blocks.
const GUTTER: f32 = 18.0;
/// Shares of the width for the left block; the one that makes the lower pair is taken.
const SHARES: [f32; 9] = [0.42, 0.44, 0.46, 0.48, 0.5, 0.52, 0.54, 0.56, 0.58];
/// A pair is never taller: it cannot be cut, and has to find room on the smallest paper below something else.
const TALLEST: f32 = 400.0;

/// A block's place: left edge and width.
type Place = (f32, f32);

impl Flow {
    /// Writes two blocks side by side where that saves height, otherwise one below the other.
    pub fn beside(&mut self, left: impl Fn(&mut Flow), right: impl Fn(&mut Flow)) {
        let (edge, width) = self.measure();
        let places = |share: f32| -> [Place; 2] {
            let first = share * (width - GUTTER);
            let second = width - GUTTER - first;
            [(edge, first), (edge + first + GUTTER, second)]
        };
        let height = |width: f32, block: &dyn Fn(&mut Flow)| {
            let mut trial = Flow::new(width);
            block(&mut trial);
            trial.items.iter().map(Item::height).sum::<f32>()
        };
        let paired = SHARES.map(|share| {
            let [(_, first), (_, second)] = places(share);
            (share, height(first, &left).max(height(second, &right)))
        });
        let lowest = paired.into_iter().min_by(|a, b| a.1.total_cmp(&b.1));
        let stacked = height(width, &left) + height(width, &right);
        match lowest {
            Some((share, height)) if height < stacked.min(TALLEST) => {
                let [first, second] = places(share);
                self.pair((first, &left), (second, &right));
            }
            _ => {
                left(self);
                right(self);
            }
        }
    }

    fn pair(&mut self, left: (Place, &dyn Fn(&mut Flow)), right: (Place, &dyn Fn(&mut Flow))) {
        let group = self.group();
        let mut whole = Slice {
            group,
            ..Slice::default()
        };
        let mut before = 0.0_f32;
        for (place, block) in [left, right] {
            let items = self.written(place, block);
            let starts = items.iter().position(|item| matches!(item, Item::Slice(_)));
            let (spaces, items) = items.split_at(starts.unwrap_or(items.len()));
            before = before.max(spaces.iter().map(Item::height).sum());
            stack(items, place, &self.panels, &mut whole);
        }
        self.space(before);
        self.push(whole);
    }

    /// What a block writes at a place, taken out of the stream again.
    fn written(&mut self, (edge, width): Place, block: &dyn Fn(&mut Flow)) -> Vec<Item> {
        let outer = (self.left, self.right);
        self.left = edge;
        self.right = self.width - edge - width;
        let first = self.items.len();
        block(self);
        (self.left, self.right) = outer;
        self.items.split_off(first)
    }
}

/// Puts a block's items into `whole`, from its top down, with the grounds of their panels behind them.
fn stack(items: &[Item], (edge, width): Place, panels: &[Panel], whole: &mut Slice) {
    let mut y = 0.0;
    let (mut grounds, mut marks): (Vec<Tagged>, Vec<Tagged>) = (Vec::new(), Vec::new());
    let panel_of = |item: &Item| match item {
        Item::Slice(slice) => slice.panel,
        _ => None,
    };
    for run in items.chunk_by(|a, b| panel_of(a) == panel_of(b)) {
        let top = y;
        for item in run {
            if let Item::Slice(slice) = item {
                let own = slice.marks.iter().cloned();
                marks.extend(own.map(|(node, mark)| (node, mark.shifted(0.0, y))));
                let titles = slice.bookmarks.iter().cloned();
                whole
                    .bookmarks
                    .extend(titles.map(|(below, title)| (y + below, title)));
            }
            y += item.height();
        }
        if let Some(panel) = panel_of(&run[0]) {
            grounds.push((None, panels[panel].ground(edge, top, width, y - top)));
        }
    }
    whole.height = whole.height.max(y);
    whole.marks.extend(grounds);
    whole.marks.extend(marks);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::Setting;
    use crate::mark::Mark;
    use crate::style;
    use crate::text::Span;

    fn words(count: usize) -> impl Fn(&mut Flow) {
        move |flow| {
            flow.heading("Title");
            flow.panel(Panel::Care, |flow| {
                let spans = [Span::new("word ".repeat(count), style::BODY)];
                flow.paragraph(&spans, Setting::BODY);
            });
        }
    }

    fn slices(flow: &Flow) -> Vec<&Slice> {
        let slices = flow.items.iter().filter_map(|item| match item {
            Item::Slice(slice) => Some(slice),
            _ => None,
        });
        slices.collect()
    }

    #[test]
    fn short_blocks_are_one_slice_read_left_first_and_never_meet() {
        let mut flow = Flow::new(500.0);
        flow.beside(words(30), words(24));
        let [slice] = slices(&flow)[..] else {
            panic!("one slice")
        };
        assert_eq!(slice.bookmarks.len(), 2);
        let mut texts: Vec<_> = slice
            .marks
            .iter()
            .filter_map(|(node, mark)| match mark {
                Mark::Text { x, style, text, .. } => {
                    Some((*node, *x, x + crate::text::measure(text.trim_end(), *style)))
                }
                _ => None,
            })
            .collect();
        texts.sort_by_key(|(node, ..)| *node);
        let turn = texts.iter().position(|(_, x, _)| *x > 200.0).unwrap_or(0);
        let (left, right) = texts.split_at(turn);
        let end = left.iter().map(|(.., end)| *end).fold(0.0, f32::max);
        assert!(!left.is_empty() && right.iter().all(|(_, x, _)| *x > end));
        let grounds = slice.marks.iter().filter_map(|(node, mark)| match mark {
            Mark::Box { x, width, .. } if node.is_none() => Some((*x, x + width)),
            _ => None,
        });
        let grounds: Vec<_> = grounds.collect();
        assert_eq!(grounds.len(), 2);
        assert!(grounds[0].1 < grounds[1].0 && grounds[1].1 <= 500.1);
        assert_eq!(flow.measure(), (0.0, 500.0));
    }

    #[test]
    fn blocks_too_tall_for_a_pair_stand_one_below_the_other() {
        let mut flow = Flow::new(500.0);
        flow.beside(words(900), words(900));
        assert!(slices(&flow).len() > 20);
    }
}
