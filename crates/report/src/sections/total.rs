//! The total: a large number beside its dot and interval on an axis that also shows how far random answering reaches.

use crate::chart::{Axis, LEAD_HEIGHT, lead_interval};
use crate::flow::{Flow, Panel, Setting};
use crate::mark::{Mark, Slice, Tagged, line_marks};
use crate::style::{ACCENT, BODY, FIGURE, HEADING, INK, SMALL, TextStyle};
use crate::tags::Role;
use crate::text::{Span, measure, wrap};
use crate::words;
use domain::report::IntervalRow;

/// Room for the number at the left.
const NUMBER_WIDTH: f32 = 118.0;

pub fn draw(flow: &mut Flow, title: &str, sentence: &str, row: &IntervalRow, random_95: f64) {
    flow.heading(title);
    if !sentence.is_empty() {
        flow.paragraph(&[Span::new(sentence, BODY)], Setting::BODY.kept());
        flow.space(5.0);
    }
    flow.panel(Panel::Wash, |flow| {
        figure(flow, row, random_95);
        if !row.note.is_empty() {
            flow.space(2.0);
            flow.paragraph(
                &[Span::new(row.note.as_str(), SMALL.coloured(INK))],
                Setting::SMALL,
            );
        }
    });
}

fn figure(flow: &mut Flow, row: &IntervalRow, random_95: f64) {
    let (left, width) = flow.measure();
    let axis = Axis::covering(row.interval.iter(), width - NUMBER_WIDTH);
    let (number, below, alt) = match &row.interval {
        Some(interval) => (
            words::total(interval.score),
            format!(
                "{} {}",
                words::INTERVAL,
                words::range(interval.low, interval.high)
            ),
            words::interval_alt(
                &row.label,
                &words::total(interval.score),
                interval.low,
                interval.high,
            ),
        ),
        None => (
            words::NO_SCORE.into(),
            String::new(),
            words::no_interval_alt(&row.label),
        ),
    };
    let branch = flow.branch();
    let (score, range) = (
        flow.tags.add(branch, Role::P),
        flow.tags.add(branch, Role::P),
    );
    let drawing = flow.tags.figure(branch, &alt);
    let label_width = measure(&below, SMALL);
    let below_style = if label_width > NUMBER_WIDTH - 8.0 {
        TextStyle {
            size: SMALL.size * (NUMBER_WIDTH - 8.0) / label_width,
            ..SMALL
        }
    } else {
        SMALL
    };
    let mut marks: Vec<Tagged> = number_marks(number)
        .into_iter()
        .map(|mark| (Some(score), mark.shifted(left, 0.0)))
        .collect();
    marks.push((
        Some(range),
        Mark::Text {
            x: left,
            y: 52.0,
            style: below_style.coloured(INK),
            text: below,
        },
    ));
    let chart = lead_interval(row.interval.as_ref(), &axis, random_95);
    marks.extend(
        chart
            .into_iter()
            .map(|mark| (Some(drawing), mark.shifted(left + NUMBER_WIDTH, 0.0))),
    );
    let group = flow.group();
    flow.push(Slice {
        height: LEAD_HEIGHT,
        marks,
        group,
        ..Slice::default()
    });
}

/// The score large; words in its place on lines of their own.
fn number_marks(score: String) -> Vec<Mark> {
    const STEP: f32 = 17.0;
    if !score.contains(char::is_alphabetic) {
        return vec![Mark::Text {
            x: -1.0,
            y: 35.0,
            style: FIGURE,
            text: score,
        }];
    }
    let style = HEADING.coloured(ACCENT);
    let lines = wrap(&[Span::new(score, style)], NUMBER_WIDTH - 8.0);
    let tops = (0..).map(|line| line as f32 * STEP);
    tops.zip(&lines)
        .flat_map(|(top, line)| line_marks(line, 0.0, top, STEP))
        .collect()
}
