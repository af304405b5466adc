//! A plain table of texts.

use crate::flow::Flow;
use crate::style::CELL;
use crate::table::{Cell, RowStyle, Table, fitted_columns};

pub fn draw(flow: &mut Flow, title: &str, sentence: &str, header: &[String], rows: &[Vec<String>]) {
    flow.heading(title);
    flow.lead(sentence);
    let (_, width) = flow.measure();
    let columns = fitted_columns(header, rows, width);
    let heads: Vec<Cell> = header.iter().map(|head| Cell::head(head)).collect();
    let mut table = Table::new(flow, columns, &heads);
    for row in rows {
        let cells: Vec<Cell> = row.iter().map(|text| Cell::text(text, CELL)).collect();
        table.row(
            &cells,
            RowStyle {
                named: true,
                ..RowStyle::default()
            },
        );
    }
}
