//! The total: a large number beside its dot and interval on an axis that also shows how far random answering reaches.

use crate::chart::{Axis, LEAD_HEIGHT, lead_interval};
use crate::flow::{Flow, Panel, Setting};
use crate::mark::{Mark, Slice, Tagged};
use crate::style::{BODY, FIGURE, INK, SMALL, TextStyle};
use crate::tags::Role;
use crate::text::{Span, measure};
use crate::words;
use domain::report::IntervalRow;

/// Room for the number at the left.
const NUMBER_WIDTH: f32 = 118.0;

pub fn draw(flow: &mut Flow, title: &str, sentence: &str, row: &IntervalRow, random_95: f64) {
    flow.heading(title);
    if !sentence.is_empty() {
        flow.paragraph(&[Span::new(sentence, BODY)], Setting::BODY.kept());
        flow.space(9.0);
    }
    flow.panel(Panel::Wash, |flow| {
        figure(flow, row, random_95);
        if !row.note.is_empty() {
            flow.space(4.0);
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
            words::whole(interval.score),
            format!(
                "{} {}",
                words::INTERVAL,
                words::range(interval.low, interval.high)
            ),
            words::interval_alt(&row.label, interval.score, interval.low, interval.high),
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
    let mut marks: Vec<Tagged> = vec![
        (
            Some(score),
            Mark::Text {
                x: left - 1.0,
                y: 35.0,
                style: FIGURE,
                text: number,
            },
        ),
        (
            Some(range),
            Mark::Text {
                x: left,
                y: 52.0,
                style: below_style.coloured(INK),
                text: below,
            },
        ),
    ];
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
