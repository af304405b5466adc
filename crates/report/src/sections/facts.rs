//! Label and value pairs: who, what, when; two pairs side by side where both are short.

use crate::flow::Flow;
use crate::style::{CELL, QUIET};
use crate::table::{Align, Cell, Column, GAP, Rhythm, RowStyle, Table};
use crate::text::measure;

const LONGEST_LABEL: f32 = 128.0;

pub fn draw(flow: &mut Flow, title: &str, rows: &[(String, String)]) {
    flow.heading(title);
    let (_, width) = flow.measure();
    let label = rows
        .iter()
        .map(|(label, _)| measure(label, CELL))
        .fold(0.0, f32::max)
        .min(LONGEST_LABEL);
    let value = (width - 2.0 * label - 3.0 * GAP) / 2.0;
    let columns = [label, value, label, value].map(|width| Column {
        width,
        align: Align::Start,
    });
    let short = |(_, text): &(String, String)| measure(text, CELL) <= value;
    let mut table = Table::new(flow, Rhythm::CALM, columns.to_vec(), &[]);
    let mut rest = rows;
    while let [first, after @ ..] = rest {
        let name = |text: &str| Cell::text(text, CELL.coloured(QUIET)).naming();
        let value = |text: &str| Cell::text(text, CELL);
        let mut cells = vec![name(&first.0)];
        rest = match after {
            [second, after @ ..] if short(first) && short(second) => {
                cells.extend([value(&first.1), name(&second.0), value(&second.1)]);
                after
            }
            _ => {
                cells.push(value(&first.1).spanning(3));
                after
            }
        };
        table.row(&cells, RowStyle::default());
    }
}
