//! Competency lines: chart and table in one, every score on the same axis with its interval beside it in numbers. A
//! line without a score says why where its drawing would stand.

use crate::chart::{Axis, interval_row};
use crate::flow::Flow;
use crate::style::{CELL, CELL_LEADING, QUIET, SMALL};
use crate::table::{Align, Cell, Rhythm, RowStyle, Table, first_column_grows};
use crate::text::Span;
use crate::words;
use domain::report::IntervalRow;

const CHART_WIDTH: f32 = 150.0;

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
        (28.0, Align::End),
        (54.0, Align::End),
    ];
    let columns = first_column_grows(width, &others);
    let heads = [
        Cell::head(words::COMPETENCY),
        Cell::axis_head(words::SCORE_WITH_INTERVAL, &axis),
        Cell::head(words::SCORE),
        Cell::head(words::INTERVAL),
    ];
    let mut table = Table::new(flow, Rhythm::CALM, columns, &heads);
    for row in rows {
        table.row(&cells(row, &axis), RowStyle::default());
    }
}

fn cells(row: &IntervalRow, axis: &Axis) -> Vec<Cell> {
    let name = Span::new(row.label.as_str(), CELL);
    let named = |spans| Cell::paragraphs(vec![spans]).naming();
    let Some(interval) = &row.interval else {
        let why = format!("{}  {}", words::NO_SCORE, row.note);
        return vec![named(vec![name]), Cell::text(why, SMALL).spanning(3)];
    };
    let mut spans = vec![name];
    if !row.note.is_empty() {
        spans.push(Span::new(format!("  {}", row.note), SMALL));
    }
    let marks = interval_row(Some(interval), axis, CELL_LEADING);
    let score = words::whole(interval.score);
    let alt = words::interval_alt(&row.label, &score, interval.low, interval.high);
    let range = words::range(interval.low, interval.high);
    vec![
        named(spans),
        Cell::figure(marks, alt),
        Cell::text(score, CELL.bold()),
        Cell::text(range, CELL.coloured(QUIET)),
    ]
}
