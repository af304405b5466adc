//! The ledger: every question's way from the answer to its points, and their sum.

use crate::flow::Flow;
use crate::style::{CELL, QUIET, SMALL, TextStyle};
use crate::table::{Align, Cell, Column, GAP, RowStyle, Table};
use crate::text::Span;
use crate::words;
use domain::report::LedgerRow;

/// Widths of the columns of numbers: number, weight, s, c, s′, points.
const NUMBER: f32 = 22.0;
const FIGURES: [f32; 5] = [34.0, 34.0, 38.0, 48.0, 32.0];

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
    let mut table = Table::new(flow, columns, &words::LEDGER_HEAD.map(Cell::head));
    for (index, row) in rows.iter().enumerate() {
        let keep = index + 1 == rows.len();
        table.row(
            &cells(row),
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

fn cells(row: &LedgerRow) -> [Cell; 7] {
    const FIGURE: TextStyle = TextStyle { size: 8.4, ..CELL };
    let question = [
        (row.title.as_str(), CELL),
        (row.answer.as_str(), FIGURE),
        (row.reason.as_str(), SMALL),
    ];
    let paragraphs = question.into_iter().filter(|(text, _)| !text.is_empty());
    let figure = |text: &str| Cell::text(text, FIGURE.coloured(QUIET));
    [
        figure(&row.number),
        Cell::paragraphs(
            paragraphs
                .map(|(text, style)| vec![Span::new(text, style)])
                .collect(),
        ),
        figure(&row.weight),
        figure(&row.score),
        figure(&row.chance),
        figure(&row.anchored),
        Cell::text(row.points.as_str(), FIGURE.bold()),
    ]
}
