//! Label and value pairs: who, what, when.

use crate::flow::Flow;
use crate::style::{CELL, QUIET};
use crate::table::{Align, Cell, Column, GAP, RowStyle, Table};

const LABEL_WIDTH: f32 = 128.0;

pub fn draw(flow: &mut Flow, title: &str, rows: &[(String, String)]) {
    flow.heading(title);
    let (_, width) = flow.measure();
    let column = |width| Column {
        width,
        align: Align::Start,
    };
    let columns = vec![column(LABEL_WIDTH), column(width - LABEL_WIDTH - GAP)];
    let mut table = Table::new(flow, columns, &[]);
    for (label, value) in rows {
        let cells = [
            Cell::text(label, CELL.coloured(QUIET)),
            Cell::text(value, CELL),
        ];
        table.row(
            &cells,
            RowStyle {
                named: true,
                ..RowStyle::default()
            },
        );
    }
}
