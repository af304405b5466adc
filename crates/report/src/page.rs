//! Whole pages: panels behind their slices, content in reading order with its structure, the running head and the
//! foot with "page x of y". Decides nothing about what is said.

use crate::canvas::{Canvas, FontNames};
use crate::flow::{Flow, Panel};
use crate::mark::{Mark, Slice};
use crate::paginate::{Page, Placed};
use crate::style::{
    self, ACCENT, CARE, CARE_INK, LINE, MARGIN_BOTTOM, MARGIN_SIDE, MARGIN_TOP, TICK,
};
use crate::tags::{Node, Role};
use crate::text::{Line, Span, measure, wrap};
use crate::words;
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
        canvas.decoration(furniture(report, sheet, index, pages.len()).into_iter());
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
            .filter_map(|placed| Some((placed.slice.bookmark.clone()?, placed.y)));
        drawn.bookmarks.extend(titles.map(|(title, y)| Bookmark {
            title,
            page: index,
            y: sheet.height - MARGIN_TOP - y,
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
        let (width, radius) = if flow.panels[own] == Panel::Scene {
            (2.6, 0.0)
        } else {
            (sheet.area().0, 6.0)
        };
        Some(Mark::Box {
            x: MARGIN_SIDE,
            y,
            width,
            height,
            radius,
            fill: flow.panels[own].fill(),
        })
    };
    page.chunk_by(|a, b| a.slice.panel == b.slice.panel)
        .filter_map(mark)
        .collect()
}

/// Running head and foot.
fn furniture(report: &Report, sheet: Sheet, index: usize, pages: usize) -> Vec<Mark> {
    const HEAD: f32 = 38.0;
    let (width, _) = sheet.area();
    let (left, right) = (MARGIN_SIDE, sheet.width - MARGIN_SIDE);
    let mut marks = Vec::new();
    let text = |x: f32, y: f32, style, text: String| Mark::Text { x, y, style, text };
    let mut head_width = width;
    if report.pilot {
        let pill = measure(words::PILOT, TICK.bold()) + 16.0;
        head_width -= pill + 12.0;
        marks.push(Mark::Box {
            x: right - pill,
            y: HEAD - 11.5,
            width: pill,
            height: 15.0,
            radius: 7.5,
            fill: CARE,
        });
        let style = TICK.bold().coloured(CARE_INK);
        marks.push(text(
            right - pill + 8.0,
            HEAD - 1.3,
            style,
            words::PILOT.into(),
        ));
    }
    if index == 0 {
        marks.extend(brand(left, HEAD));
    } else {
        let running = [report.title.as_str(), report.subtitle.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty());
        let line = one_line(
            &running.collect::<Vec<_>>().join(" · "),
            style::SMALL,
            head_width,
        );
        marks.extend(
            line.pieces
                .into_iter()
                .map(|piece| text(left + piece.x, HEAD, piece.style, piece.text)),
        );
    }
    let foot = sheet.height - 34.0;
    marks.push(Mark::rule(left, right, foot - 13.0, 0.6, LINE));
    let page = words::page_of(index + 1, pages);
    let page_width = measure(&page, TICK);
    let line = one_line(&report.footer, TICK, width - page_width - 16.0);
    marks.extend(
        line.pieces
            .into_iter()
            .map(|piece| text(left + piece.x, foot, piece.style, piece.text)),
    );
    marks.push(text(right - page_width, foot, TICK, page));
    marks
}

/// The mark of the product, a score with its interval, and its name.
fn brand(left: f32, y: f32) -> Vec<Mark> {
    vec![
        Mark::rule(left, left + 22.0, y - 3.7, 2.0, ACCENT),
        Mark::Dot {
            x: left + 11.0,
            y: y - 3.7,
            radius: 3.8,
            fill: ACCENT,
        },
        Mark::Text {
            x: left + 29.0,
            y,
            style: style::SUBHEADING.coloured(ACCENT),
            text: words::BRAND.into(),
        },
    ]
}

/// The first line of a text, with an ellipsis when there is more.
fn one_line(text: &str, style: style::TextStyle, width: f32) -> Line {
    let mut lines = wrap(&[Span::new(text, style)], width - measure(" …", style));
    let more = lines.len() > 1;
    let mut first = lines.swap_remove(0);
    if more && let Some(piece) = first.pieces.last_mut() {
        piece.text.push_str(" …");
    }
    first
}

/// Distance between the product's mark and the title.
pub fn top_space() -> Slice {
    Slice {
        height: 18.0,
        ..Slice::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_heads_are_cut_with_an_ellipsis() {
        let line = one_line(&"long name ".repeat(80), style::SMALL, 300.0);
        assert_eq!(line.pieces.len(), 1);
        assert!(line.pieces[0].text.ends_with('…'));
        assert!(measure(&line.pieces[0].text, style::SMALL) <= 300.0);
        assert!(one_line("short", style::SMALL, 300.0).pieces[0].text == "short");
        assert!(one_line("", style::SMALL, 300.0).pieces.is_empty());
    }

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
