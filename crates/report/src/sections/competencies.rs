//! Competency lines: chart and table in one, every score on the same axis with its interval beside it in numbers.

use crate::chart::{Axis, interval_row};
use crate::flow::Flow;
use crate::style::{CELL, CELL_LEADING, QUIET, SMALL};
use crate::table::{Align, Cell, RowStyle, Table, first_column_grows};
use crate::text::Span;
use crate::words;
use domain::report::IntervalRow;

const CHART_WIDTH: f32 = 176.0;

pub fn draw(flow: &mut Flow, title: &str, sentence: &str, rows: &[IntervalRow]) {
    flow.heading(title);
    flow.lead(sentence);
    let (_, width) = flow.measure();
    let axis = Axis::covering(
        rows.iter().filter_map(|row| row.interval.as_ref()),
        CHART_WIDTH,
    );
    let others = [
        (CHART_WIDTH, Align::Start),
        (40.0, Align::End),
        (74.0, Align::End),
    ];
    let columns = first_column_grows(width, &others);
    let heads = [
        Cell::head(words::COMPETENCY),
        Cell::axis_head(words::SCORE_WITH_INTERVAL, &axis),
        Cell::head(words::SCORE),
        Cell::head(words::INTERVAL),
    ];
    let mut table = Table::new(flow, columns, &heads);
    for row in rows {
        table.row(
            &cells(row, &axis),
            RowStyle {
                named: true,
                ..RowStyle::default()
            },
        );
    }
}

fn cells(row: &IntervalRow, axis: &Axis) -> [Cell; 4] {
    let mut name = vec![vec![Span::new(row.label.as_str(), CELL)]];
    if !row.note.is_empty() {
        name.push(vec![Span::new(row.note.as_str(), SMALL)]);
    }
    let marks = interval_row(row.interval.as_ref(), axis, CELL_LEADING);
    let (alt, score, range) = match &row.interval {
        Some(interval) => (
            words::interval_alt(&row.label, interval.score, interval.low, interval.high),
            words::whole(interval.score),
            words::range(interval.low, interval.high),
        ),
        None => (
            words::no_interval_alt(&row.label),
            words::NO_SCORE.into(),
            String::new(),
        ),
    };
    [
        Cell::paragraphs(name),
        Cell::figure(marks, alt),
        Cell::text(score, CELL.bold()),
        Cell::text(range, CELL.coloured(QUIET)),
    ]
}
