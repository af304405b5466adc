//! A plain table of texts.

use crate::flow::Flow;
use crate::style::CELL;
use crate::table::{Cell, Rhythm, RowStyle, Table, fitted_columns};

pub fn draw(flow: &mut Flow, title: &str, sentence: &str, header: &[String], rows: &[Vec<String>]) {
    flow.heading(title);
    flow.lead(sentence);
    let (_, width) = flow.measure();
    let columns = fitted_columns(header, rows, width);
    let heads: Vec<Cell> = header.iter().map(|head| Cell::head(head)).collect();
    let mut table = Table::new(flow, Rhythm::CALM, columns, &heads);
    for (index, row) in rows.iter().enumerate() {
        let texts = row.iter().map(|text| Cell::text(text, CELL));
        let cells: Vec<Cell> = texts
            .enumerate()
            .map(|(column, cell)| if column == 0 { cell.naming() } else { cell })
            .collect();
        // The last row never goes to a new page alone.
        let keep = index + 2 == rows.len();
        table.row(
            &cells,
            RowStyle {
                keep,
                ..RowStyle::default()
            },
        );
    }
}
