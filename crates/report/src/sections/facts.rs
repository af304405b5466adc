//! Label and value pairs: who, what, when; two pairs side by side where both are short.

use crate::flow::Flow;
use crate::style::{CELL, QUIET};
use crate::table::{Align, Cell, Column, GAP, Rhythm, RowStyle, Table};
use crate::text::measure;

const LONGEST_LABEL: f32 = 128.0;
/// In a block narrower than this a row holds one pair.
const TWO_PAIRS_FROM: f32 = 400.0;

pub fn draw(flow: &mut Flow, title: &str, rows: &[(String, String)]) {
    flow.heading(title);
    let (_, width) = flow.measure();
    let label = rows
        .iter()
        .map(|(label, _)| measure(label, CELL))
        .fold(0.0, f32::max)
        .min(LONGEST_LABEL);
    let pairs = if width < TWO_PAIRS_FROM { 1 } else { 2 };
    let gaps = (2 * pairs - 1) as f32 * GAP;
    let value = (width - gaps) / pairs as f32 - label;
    let columns = [label, value]
        .repeat(pairs)
        .into_iter()
        .map(|width| Column {
            width,
            align: Align::Start,
        });
    let short = |(_, text): &(String, String)| measure(text, CELL) <= value;
    let mut table = Table::new(flow, Rhythm::CALM, columns.collect(), &[]);
    let mut rest = rows;
    while let [first, after @ ..] = rest {
        let name = |text: &str| Cell::text(text, CELL.coloured(QUIET)).naming();
        let value = |text: &str| Cell::text(text, CELL);
        let mut cells = vec![name(&first.0)];
        rest = match after {
            [second, after @ ..] if pairs == 2 && short(first) && short(second) => {
                cells.extend([value(&first.1), name(&second.0), value(&second.1)]);
                after
            }
            _ => {
                cells.push(value(&first.1).spanning(2 * pairs - 1));
                after
            }
        };
        table.row(&cells, RowStyle::default());
    }
}
