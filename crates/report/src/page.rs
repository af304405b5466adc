//! Whole pages: panels behind their slices, and content in reading order with its structure, inside the furniture that
//! every page has. Decides nothing about what is said.

mod furniture;

pub use furniture::top_space;

use crate::canvas::{Canvas, FontNames};
use crate::flow::Flow;
use crate::mark::Mark;
use crate::paginate::{Page, Placed};
use crate::style::{MARGIN_BOTTOM, MARGIN_SIDE, MARGIN_TOP};
use crate::tags::{Node, Role};
use crate::text::measure;
use domain::assessment::Paper;
use domain::report::Report;
use printpdf::Op;
use std::collections::BTreeMap;

/// A paper's size in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sheet {
    pub width: f32,
    pub height: f32,
}

impl Sheet {
    pub fn new(paper: Paper) -> Self {
        match paper {
            Paper::A4 => Self {
                width: 595.28,
                height: 841.89,
            },
            Paper::Letter => Self {
                width: 612.0,
                height: 792.0,
            },
        }
    }

    /// Width and height of the text area.
    pub fn area(self) -> (f32, f32) {
        (
            self.width - 2.0 * MARGIN_SIDE,
            self.height - MARGIN_TOP - MARGIN_BOTTOM,
        )
    }
}

/// A place in the document worth a bookmark; `y` from the page's bottom.
#[derive(Debug, Clone, PartialEq)]
pub struct Bookmark {
    pub title: String,
    pub page: usize,
    pub y: f32,
}

/// A figure's frame on its page: left, bottom, right, top.
pub type Frame = [f32; 4];

/// All pages drawn, with what `finish` needs to know about them.
#[derive(Debug, Default)]
pub struct Drawn {
    pub pages: Vec<Vec<Op>>,
    /// For each page, the structure element of each numbered piece of content.
    pub owners: Vec<Vec<Node>>,
    pub bookmarks: Vec<Bookmark>,
    pub frames: BTreeMap<Node, Frame>,
}

/// Draws the pages of `flow`.
pub fn draw(
    report: &Report,
    sheet: Sheet,
    flow: &Flow,
    pages: &[Page<'_>],
    fonts: &FontNames,
) -> Drawn {
    let mut drawn = Drawn::default();
    for (index, page) in pages.iter().enumerate() {
        let mut canvas = Canvas::new(sheet.height, fonts);
        canvas.decoration(furniture::marks(report, sheet, index, pages.len()).into_iter());
        canvas.decoration(panels(flow, sheet, pages, index).into_iter());
        let mut owners = Vec::new();
        for group in
            page.chunk_by(|a, b| a.slice.group == b.slice.group && a.repeated == b.repeated)
        {
            content(
                flow,
                sheet,
                group,
                &mut canvas,
                &mut owners,
                &mut drawn.frames,
            );
        }
        let titles = page
            .iter()
            .flat_map(|placed| placed.slice.bookmarks.iter().map(|it| (placed.y, it)));
        drawn
            .bookmarks
            .extend(titles.map(|(y, (below, title))| Bookmark {
                title: title.clone(),
                page: index,
                y: sheet.height - MARGIN_TOP - y - below,
            }));
        drawn.pages.push(canvas.into_ops());
        drawn.owners.push(owners);
    }
    drawn
}

/// One paragraph or row: each cell's content in one piece, in reading order.
fn content(
    flow: &Flow,
    sheet: Sheet,
    group: &[Placed<'_>],
    canvas: &mut Canvas<'_>,
    owners: &mut Vec<Node>,
    frames: &mut BTreeMap<Node, Frame>,
) {
    let mut marks: Vec<(Option<Node>, Mark)> = Vec::new();
    for placed in group {
        let moved = |mark: &Mark| mark.clone().shifted(MARGIN_SIDE, MARGIN_TOP + placed.y);
        let node = |node: Option<Node>| if placed.repeated { None } else { node };
        marks.extend(
            placed
                .slice
                .marks
                .iter()
                .map(|(owner, mark)| (node(*owner), moved(mark))),
        );
    }
    marks.sort_by_key(|(node, _)| *node);
    for run in marks.chunk_by(|a, b| a.0 == b.0) {
        let run_marks = run.iter().map(|(_, mark)| mark.clone());
        let Some(node) = run[0].0 else {
            canvas.decoration(run_marks);
            continue;
        };
        let role = flow.tags.elements()[node.0].role;
        canvas.marked(role.name(), run_marks);
        owners.push(node);
        if role == Role::Figure {
            frames.insert(node, frame(run.iter().map(|(_, mark)| mark), sheet.height));
        }
    }
}

fn frame<'m>(marks: impl Iterator<Item = &'m Mark>, page_height: f32) -> Frame {
    let mut bounds = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
    for mark in marks {
        let (x1, y1, x2, y2) = match mark {
            Mark::Text { x, y, style, text } => (*x, y - style.size, x + measure(text, *style), *y),
            Mark::Box {
                x,
                y,
                width,
                height,
                ..
            } => (*x, *y, x + width, y + height),
            Mark::Rule { from, to, .. } => (
                from.0.min(to.0),
                from.1.min(to.1),
                from.0.max(to.0),
                from.1.max(to.1),
            ),
            Mark::Dot { x, y, radius, .. } => (x - radius, y - radius, x + radius, y + radius),
        };
        bounds = [
            bounds[0].min(x1),
            bounds[1].min(y1),
            bounds[2].max(x2),
            bounds[3].max(y2),
        ];
    }
    [
        bounds[0],
        page_height - bounds[3],
        bounds[2],
        page_height - bounds[1],
    ]
}

/// The grounds of runs of slices on the same panel. A panel that goes on on another page reaches a little beyond its
/// text there.
fn panels(flow: &Flow, sheet: Sheet, pages: &[Page<'_>], index: usize) -> Vec<Mark> {
    const OVERHANG: f32 = 8.0;
    let panel_of = |placed: Option<&Placed<'_>>| placed.and_then(|placed| placed.slice.panel);
    let before = index
        .checked_sub(1)
        .and_then(|before| panel_of(pages[before].last()));
    let after = pages
        .get(index + 1)
        .and_then(|after| panel_of(after.first()));
    let page = &pages[index];
    let mark = |run: &[Placed<'_>]| {
        let (first, last) = (run.first()?, run.last()?);
        let own = first.slice.panel?;
        let top = if first.y == 0.0 && before == Some(own) {
            OVERHANG
        } else {
            0.0
        };
        let bottom = if page.last() == Some(last) && after == Some(own) {
            OVERHANG
        } else {
            0.0
        };
        let y = MARGIN_TOP + first.y - top;
        let height = last.y + last.slice.height - first.y + top + bottom;
        Some(flow.panels[own].ground(MARGIN_SIDE, y, sheet.area().0, height))
    };
    page.chunk_by(|a, b| a.slice.panel == b.slice.panel)
        .filter_map(mark)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::{ACCENT, LINE};

    #[test]
    fn a_frame_holds_its_marks_from_the_bottom() {
        let marks = [
            Mark::Dot {
                x: 50.0,
                y: 100.0,
                radius: 5.0,
                fill: ACCENT,
            },
            Mark::rule(10.0, 90.0, 100.0, 1.0, LINE),
        ];
        assert_eq!(frame(marks.iter(), 800.0), [10.0, 695.0, 90.0, 705.0]);
    }
}
