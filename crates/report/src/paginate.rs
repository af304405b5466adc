//! Cuts the stream into pages: what must stay together moves together, a table's header repeats, and what is taller
//! than a page is cut between slices. Pure: slices in, places out.

use crate::flow::{Flow, Header};
use crate::mark::{Item, Slice};

/// A slice on a page, its top `y` points below the page's text area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed<'a> {
    pub y: f32,
    pub slice: &'a Slice,
    /// A table header shown again: decoration, already read out once.
    pub repeated: bool,
}

/// What one page holds.
pub type Page<'a> = Vec<Placed<'a>>;

struct Pages<'a> {
    done: Vec<Page<'a>>,
    page: Page<'a>,
    y: f32,
    height: f32,
    headers: &'a [Header],
    /// Header of the slice placed last, whatever its page.
    header: Option<usize>,
}

/// Distributes the stream over pages whose text area is `height` points tall. There is always one page.
pub fn paginate(flow: &Flow, height: f32) -> Vec<Page<'_>> {
    let mut pages = Pages {
        done: Vec::new(),
        page: Vec::new(),
        y: 0.0,
        height,
        headers: &flow.headers,
        header: None,
    };
    let mut start = 0;
    while start < flow.items.len() {
        if flow.items[start] == Item::NewPage {
            if pages.y > 0.0 {
                pages.turn(&[]);
            }
            start += 1;
            continue;
        }
        let end = chunk_end(&flow.items, start);
        pages.place(&flow.items[start..end]);
        start = end;
    }
    pages.done.push(pages.page);
    pages.done
}

/// End of the run that starts at `start` and stays together.
fn chunk_end(items: &[Item], start: usize) -> usize {
    let mut end = start;
    while end < items.len() && items[end] != Item::NewPage {
        end += 1;
        if matches!(&items[end - 1], Item::Slice(slice) if !slice.keep) {
            break;
        }
    }
    end
}

impl<'a> Pages<'a> {
    fn place(&mut self, chunk: &'a [Item]) {
        const SLACK: f32 = 0.01;
        let chunk_height: f32 = chunk.iter().map(Item::height).sum();
        if self.y > 0.0 && self.y + chunk_height > self.height + SLACK {
            self.turn(chunk);
        }
        for (index, item) in chunk.iter().enumerate() {
            match item {
                Item::Space(height) if self.y > 0.0 => self.y += height,
                Item::Space(_) | Item::NewPage => {}
                Item::Slice(slice) => {
                    if self.y > 0.0 && self.y + slice.height > self.height + SLACK {
                        self.turn(&chunk[index..]);
                    }
                    self.put(slice, false);
                    self.header = slice.header;
                }
            }
        }
    }

    /// Starts a new page; inside a table it begins with the table's header, and that of the part that goes on.
    fn turn(&mut self, next: &'a [Item]) {
        self.done.push(std::mem::take(&mut self.page));
        self.y = 0.0;
        let next = next.iter().find_map(|item| match item {
            Item::Slice(slice) => Some(slice.header),
            Item::Space(_) | Item::NewPage => None,
        });
        let (Some(last), Some(Some(next))) = (self.header, next) else {
            return;
        };
        let table = self.headers[next].table;
        if self.headers[last].table == table {
            let shown = if last == next { next } else { table };
            for slice in &self.headers[shown].slices {
                self.put(slice, true);
            }
        }
    }

    fn put(&mut self, slice: &'a Slice, repeated: bool) {
        self.page.push(Placed {
            y: self.y,
            slice,
            repeated,
        });
        self.y += slice.height;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(height: f32, keep: bool, header: Option<usize>) -> Item {
        Item::Slice(Slice {
            height,
            keep,
            header,
            ..Slice::default()
        })
    }

    fn flow(items: Vec<Item>) -> Flow {
        let mut flow = Flow::new(100.0);
        flow.items = items;
        flow
    }

    fn heights(pages: &[Page<'_>]) -> Vec<Vec<f32>> {
        pages
            .iter()
            .map(|page| page.iter().map(|placed| placed.slice.height).collect())
            .collect()
    }

    #[test]
    fn what_does_not_fit_goes_to_the_next_page() {
        let flow = flow(vec![
            slice(60.0, false, None),
            slice(30.0, false, None),
            slice(20.0, false, None),
        ]);
        assert_eq!(
            heights(&paginate(&flow, 100.0)),
            [vec![60.0, 30.0], vec![20.0]]
        );
    }

    #[test]
    fn a_heading_is_never_left_behind() {
        let items = vec![
            slice(70.0, false, None),
            slice(20.0, true, None),
            slice(15.0, false, None),
        ];
        assert_eq!(
            heights(&paginate(&flow(items), 100.0)),
            [vec![70.0], vec![20.0, 15.0]]
        );
    }

    #[test]
    fn space_vanishes_at_the_top_of_a_page() {
        let items = vec![
            Item::Space(9.0),
            slice(95.0, false, None),
            Item::Space(30.0),
            slice(10.0, false, None),
        ];
        let flow = flow(items);
        let pages = paginate(&flow, 100.0);
        assert_eq!(pages.len(), 2);
        assert_eq!(pages[0][0].y, 0.0);
        assert_eq!(pages[1][0].y, 0.0);
    }

    #[test]
    fn a_chunk_taller_than_a_page_is_cut_between_slices() {
        let flow = flow((0..7).map(|_| slice(40.0, true, None)).collect());
        assert_eq!(
            heights(&paginate(&flow, 100.0)),
            [
                vec![40.0, 40.0],
                vec![40.0, 40.0],
                vec![40.0, 40.0],
                vec![40.0]
            ]
        );
    }

    #[test]
    fn a_table_repeats_its_header_but_not_at_its_start() {
        let header = Slice {
            height: 10.0,
            keep: true,
            header: Some(0),
            ..Slice::default()
        };
        let mut items = vec![slice(85.0, false, None), Item::Slice(header.clone())];
        items.extend((0..6).map(|_| slice(30.0, false, Some(0))));
        let mut flow = flow(items);
        flow.headers = vec![Header {
            table: 0,
            slices: vec![header],
        }];
        let pages = paginate(&flow, 100.0);
        assert_eq!(
            heights(&pages),
            [
                vec![85.0],
                vec![10.0, 30.0, 30.0, 30.0],
                vec![10.0, 30.0, 30.0, 30.0]
            ]
        );
        let repeated: Vec<bool> = pages.iter().map(|page| page[0].repeated).collect();
        assert_eq!(repeated, [false, false, true]);
    }

    #[test]
    fn a_part_of_a_table_repeats_its_own_header_while_it_goes_on() {
        let tall = |height| Slice {
            height,
            ..Slice::default()
        };
        let mut flow = flow(
            (0..8)
                .map(|row| slice(30.0, false, Some(usize::from(row >= 5))))
                .collect(),
        );
        flow.headers = vec![
            Header {
                table: 0,
                slices: vec![tall(9.0)],
            },
            Header {
                table: 0,
                slices: vec![tall(9.0), tall(8.0)],
            },
        ];
        let pages = heights(&paginate(&flow, 100.0));
        assert_eq!(
            pages,
            [
                vec![30.0; 3],
                vec![9.0, 30.0, 30.0, 30.0],
                vec![9.0, 8.0, 30.0, 30.0]
            ]
        );
    }

    #[test]
    fn a_new_page_begins_where_it_must_but_none_stays_empty() {
        let items = vec![
            Item::NewPage,
            slice(20.0, true, None),
            Item::NewPage,
            Item::Space(9.0),
            slice(30.0, false, None),
        ];
        let flow = flow(items);
        let pages = paginate(&flow, 100.0);
        assert_eq!(heights(&pages), [vec![20.0], vec![30.0]]);
        assert_eq!(pages[1][0].y, 0.0);
    }

    #[test]
    fn nothing_is_one_empty_page() {
        assert_eq!(paginate(&flow(vec![]), 100.0), vec![Vec::new()]);
    }
}
