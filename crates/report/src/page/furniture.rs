//! What every page has: the running head with the product's mark or the report's title, and the foot with
//! "page x of y". Decoration: it stands outside the structure.

use super::Sheet;
use crate::mark::{Mark, Slice};
use crate::style::{self, ACCENT, CARE, CARE_INK, FOOT, HEAD, LINE, MARGIN_SIDE, TICK};
use crate::text::{Line, Span, measure, wrap};
use crate::words;
use domain::report::Report;

/// Running head and foot.
pub(super) fn marks(report: &Report, sheet: Sheet, index: usize, pages: usize) -> Vec<Mark> {
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
    let foot = sheet.height - FOOT;
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
        height: 9.0,
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
}
