//! Builds the stream of slices: headings, paragraphs, lists, panels. Sections write into a [`Flow`] and never see a
//! page; `paginate` cuts the stream. Tables are in `table`, charts in `chart`.

mod beside;
mod panel;

pub use panel::Panel;

use crate::mark::{Item, Mark, Slice, Tagged, line_marks};
use crate::style::{self, ACCENT, TextStyle};
use crate::tags::{Node, Role, Tags};
use crate::text::{Span, wrap};

/// How a paragraph is set.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    pub role: Role,
    pub leading: f32,
    /// Stay with what follows.
    pub keep: bool,
}

impl Setting {
    pub const BODY: Setting = Setting {
        role: Role::P,
        leading: style::BODY_LEADING,
        keep: false,
    };
    pub const CELL: Setting = Setting {
        role: Role::P,
        leading: style::CELL_LEADING,
        keep: false,
    };
    pub const SMALL: Setting = Setting {
        role: Role::P,
        leading: style::SMALL_LEADING,
        keep: false,
    };

    pub fn kept(self) -> Self {
        Self { keep: true, ..self }
    }
}

/// What repeats above a table's rows when they go on on a new page.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// Index of the header of the whole table; the header's own index unless it belongs to a part of the table.
    pub table: usize,
    pub slices: Vec<Slice>,
}

/// The stream of a report's content.
#[derive(Debug, Default)]
pub struct Flow {
    pub items: Vec<Item>,
    pub tags: Tags,
    pub panels: Vec<Panel>,
    pub headers: Vec<Header>,
    width: f32,
    left: f32,
    right: f32,
    panel: Option<usize>,
    branch: Option<Node>,
    groups: u32,
}

impl Flow {
    /// An empty stream `width` points wide.
    pub fn new(width: f32) -> Self {
        Self {
            width,
            ..Self::default()
        }
    }

    /// Left edge of the text now, and its width.
    pub fn measure(&self) -> (f32, f32) {
        (self.left, self.width - self.left - self.right)
    }

    /// The structure element new content goes under.
    pub fn branch(&self) -> Node {
        self.branch.unwrap_or(Tags::ROOT)
    }

    /// A number no other paragraph or row has.
    pub fn group(&mut self) -> u32 {
        self.groups += 1;
        self.groups
    }

    /// Adds a slice, on the current panel.
    pub fn push(&mut self, slice: Slice) {
        self.items.push(Item::Slice(Slice {
            panel: self.panel,
            ..slice
        }));
    }

    /// Distance before what follows; on a panel it is part of the panel.
    pub fn space(&mut self, height: f32) {
        if self.panel.is_none() {
            self.items.push(Item::Space(height));
        } else {
            let group = self.group();
            self.push(Slice {
                height,
                group,
                keep: true,
                ..Slice::default()
            });
        }
    }

    /// What follows begins a page.
    pub fn new_page(&mut self) {
        self.items.push(Item::NewPage);
    }

    /// The title of the report.
    pub fn title(&mut self, title: &str, subtitle: &str) {
        let set = Setting {
            role: Role::H1,
            leading: style::TITLE_LEADING,
            keep: true,
        };
        self.paragraph(&[Span::new(title, style::TITLE)], set);
        if !subtitle.is_empty() {
            self.space(3.0);
            let set = Setting {
                role: Role::P,
                leading: style::SUBTITLE_LEADING,
                keep: false,
            };
            self.paragraph(&[Span::new(subtitle, style::SUBTITLE)], set);
        }
    }

    /// A section's heading, with its bookmark. An empty title leaves only the distance.
    pub fn heading(&mut self, title: &str) {
        self.space(11.0);
        if title.is_empty() {
            return;
        }
        let first = self.items.len();
        let set = Setting {
            role: Role::H2,
            leading: style::HEADING_LEADING,
            keep: true,
        };
        self.paragraph(&[Span::new(title, style::HEADING)], set);
        if let Some(slice) = self.items.get_mut(first).and_then(Item::slice_mut) {
            slice.bookmarks.push((0.0, title.into()));
        }
        self.space(2.0);
    }

    /// A heading inside a section.
    pub fn subheading(&mut self, spans: &[Span]) {
        self.paragraph(
            spans,
            Setting {
                role: Role::H3,
                leading: style::BODY_LEADING,
                keep: true,
            },
        );
    }

    /// The sentence that says what a chart or table shows, if there is one.
    pub fn lead(&mut self, sentence: &str) {
        if !sentence.is_empty() {
            self.paragraph(&[Span::new(sentence, style::BODY)], Setting::BODY.kept());
            self.space(2.5);
        }
    }

    /// A paragraph; its first two and last two lines stay together.
    pub fn paragraph(&mut self, spans: &[Span], set: Setting) {
        let parent = self.branch();
        let node = self.tags.add(parent, set.role);
        self.lines(spans, set, node, &[]);
    }

    /// One list of bullets.
    pub fn bullets(&mut self, items: &[&str]) {
        const INDENT: f32 = 13.0;
        let parent = self.branch();
        let list = self.tags.add(parent, Role::List);
        for (index, text) in items.iter().enumerate() {
            if index > 0 {
                self.space(1.0);
            }
            let item = self.tags.add(list, Role::Item);
            let body = self.tags.add(item, Role::ItemBody);
            let bullet = Mark::Text {
                x: self.left + 2.0,
                y: crate::mark::baseline(style::BODY_LEADING, style::BODY.size),
                style: style::BODY.coloured(ACCENT),
                text: "•".into(),
            };
            self.left += INDENT;
            self.lines(
                &[Span::new(*text, style::BODY)],
                Setting::BODY,
                body,
                &[bullet],
            );
            self.left -= INDENT;
        }
    }

    /// Runs `content`, which stays on one page where it fits on one.
    pub fn together(&mut self, content: impl FnOnce(&mut Flow)) {
        let first = self.items.len();
        content(self);
        let run = self.items[first..].iter_mut().rev();
        let slices = run.filter_map(Item::slice_mut);
        slices.skip(1).for_each(|slice| slice.keep = true);
    }

    /// Runs `content` on a panel.
    pub fn panel(&mut self, panel: Panel, content: impl FnOnce(&mut Flow)) {
        let (left, right, edge) = panel.padding();
        let (outer, outer_branch) = (self.panel, self.branch);
        self.panels.push(panel);
        self.panel = Some(self.panels.len() - 1);
        let parent = self.branch();
        self.branch = Some(self.tags.add(parent, Role::Note));
        self.left += left;
        self.right += right;
        self.space(edge);
        content(self);
        if let Some(Item::Slice(last)) = self.items.last_mut() {
            last.keep = true;
        }
        let group = self.group();
        self.push(Slice {
            height: edge,
            group,
            ..Slice::default()
        });
        self.left -= left;
        self.right -= right;
        (self.panel, self.branch) = (outer, outer_branch);
    }

    fn lines(&mut self, spans: &[Span], set: Setting, node: Node, before_first: &[Mark]) {
        let (left, width) = self.measure();
        let lines = wrap(spans, width);
        let (group, count) = (self.group(), lines.len());
        for (index, line) in lines.iter().enumerate() {
            let own = line_marks(line, left, 0.0, set.leading).into_iter();
            let extra = if index == 0 { before_first } else { &[] };
            let marks: Vec<Tagged> = extra
                .iter()
                .cloned()
                .chain(own)
                .map(|mark| (Some(node), mark))
                .collect();
            let keep = keeps_with_next(index, count) || (set.keep && index + 1 == count);
            self.push(Slice {
                height: set.leading,
                marks,
                group,
                keep,
                ..Slice::default()
            });
        }
    }
}

/// No single first or last line of several stands alone on a page.
pub fn keeps_with_next(index: usize, count: usize) -> bool {
    index + 1 < count && (index == 0 || index + 2 == count)
}

/// A run of `text` in the style of body text, bold.
pub fn strong(text: &str, style: TextStyle) -> Span {
    Span::new(text, style.bold())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slices(flow: &Flow) -> Vec<&Slice> {
        flow.items
            .iter()
            .filter_map(|item| match item {
                Item::Slice(slice) => Some(slice),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn headings_stay_with_what_follows_and_carry_a_bookmark() {
        let mut flow = Flow::new(400.0);
        flow.heading("What this tells you");
        flow.lead("A sentence.");
        let slices = slices(&flow);
        assert!(slices[0].keep && slices[1].keep);
        assert_eq!(slices[0].bookmarks, [(0.0, "What this tells you".into())]);
    }

    #[test]
    fn paragraphs_keep_their_ends_together() {
        let keeps: Vec<bool> = (0..5).map(|index| keeps_with_next(index, 5)).collect();
        assert_eq!(keeps, [true, false, false, true, false]);
        assert!(!keeps_with_next(0, 1));
    }

    #[test]
    fn what_is_written_together_is_one_run() {
        let mut flow = Flow::new(400.0);
        flow.together(|flow| {
            flow.paragraph(
                &[Span::new("word ".repeat(200), style::BODY)],
                Setting::BODY,
            );
            flow.space(6.0);
            flow.paragraph(&[Span::new("One.", style::BODY)], Setting::BODY);
        });
        let slices = slices(&flow);
        let (last, before) = slices.split_last().unwrap();
        assert!(!last.keep && before.len() > 4 && before.iter().all(|slice| slice.keep));
    }

    #[test]
    fn a_panel_indents_and_covers_its_spaces() {
        let mut flow = Flow::new(400.0);
        flow.panel(Panel::Care, |flow| {
            flow.paragraph(&[Span::new("One.", style::BODY)], Setting::BODY);
            flow.space(6.0);
            flow.paragraph(&[Span::new("Two.", style::BODY)], Setting::BODY);
        });
        assert!(slices(&flow).iter().all(|slice| slice.panel == Some(0)));
        assert_eq!(slices(&flow).len(), 5);
        assert_eq!(flow.measure(), (0.0, 400.0));
    }
}
