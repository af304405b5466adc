//! The ledger: every question's way from the answer to its points, and their sum. The key's reason stands below its
//! row's figures and has the whole width.

use crate::flow::Flow;
use crate::style::{CELL, INK, SMALL};
use crate::table::{Align, Cell, Column, GAP, Rhythm, RowStyle, Table};
use crate::text::{Span, measure};
use crate::words;
use domain::report::LedgerRow;

/// Widths of the columns of numbers: number, weight, s, c, s′, points.
const NUMBER: f32 = 18.0;
const FIGURES: [f32; 5] = [32.0, 32.0, 37.0, 48.0, 28.0];

pub fn draw(flow: &mut Flow, title: &str, sentence: &str, rows: &[LedgerRow], total: &str) {
    flow.heading(title);
    flow.lead(sentence);
    let (_, width) = flow.measure();
    let text = width - NUMBER - FIGURES.iter().sum::<f32>() - 6.0 * GAP;
    let start = |width| Column {
        width,
        align: Align::Start,
    };
    let end = |width| Column {
        width,
        align: Align::End,
    };
    let columns = [start(NUMBER), start(text)]
        .into_iter()
        .chain(FIGURES.map(end))
        .collect();
    let heads = words::LEDGER_HEAD.map(Cell::head);
    let mut table = Table::new(flow, Rhythm::DENSE, columns, &heads);
    for (index, row) in rows.iter().enumerate() {
        let keep = index + 1 == rows.len();
        table.row(
            &cells(row, text),
            RowStyle {
                keep,
                ..RowStyle::default()
            },
        );
    }
    let cells = [
        Cell::text("", CELL),
        Cell::text(words::TOTAL, CELL.bold()).spanning(4),
        Cell::text(total, CELL.bold()).spanning(2),
    ];
    table.row(&cells, RowStyle::default());
}

fn cells(row: &LedgerRow, room: f32) -> [Cell; 7] {
    let figure = |text: &str| Cell::text(text, SMALL);
    let mut question = vec![Span::new(row.title.as_str(), CELL.bold())];
    let mut below = Vec::new();
    let beside = measure(&row.title, CELL.bold()) + measure(&format!("  {}", row.answer), CELL);
    if !row.answer.is_empty() && (row.reason.is_empty() || beside <= room) {
        question.push(Span::new(format!("  {}", row.answer), CELL));
    } else if !row.answer.is_empty() {
        // It would take a second line beside the figures; below them there is room for it.
        below.push(Span::new(format!("{}.  ", row.answer), SMALL.coloured(INK)));
    }
    if !row.reason.is_empty() {
        below.push(Span::new(row.reason.as_str(), SMALL));
    }
    let question = Cell::paragraphs(vec![question]);
    let question = if below.is_empty() {
        question
    } else {
        question.with_below(vec![below])
    };
    [
        figure(&row.number),
        question,
        figure(&row.weight),
        figure(&row.score),
        figure(&row.chance),
        figure(&row.anchored),
        Cell::text(row.points.as_str(), CELL.bold()),
    ]
}
