//! The ranking: bands as tinted heads, each person with rank interval, score, and the score's interval drawn.

use crate::chart::{Axis, interval_row};
use crate::flow::Flow;
use crate::style::{BANDS, CELL, CELL_LEADING, QUIET, TextStyle};
use crate::table::{Align, Cell, Column, Rhythm, RowStyle, Table, first_column_grows};
use crate::text::measure;
use crate::words;
use domain::report::{RankingBand, RankingRow};

const CHART_WIDTH: f32 = 128.0;
const RANK: f32 = 50.0;
const DECISION: f32 = 52.0;
/// Room for scores: for numbers, and at most for words.
const SCORE: std::ops::RangeInclusive<f32> = 34.0..=110.0;

pub fn draw(flow: &mut Flow, title: &str, sentence: &str, bands: &[RankingBand]) {
    flow.heading(title);
    flow.lead(sentence);
    let (_, width) = flow.measure();
    let rows = || bands.iter().flat_map(|band| &band.rows);
    let axis = Axis::covering(rows().map(|row| &row.interval), CHART_WIDTH);
    let ranked = rows().any(|row| !row.rank.is_empty());
    let mut heads = vec![
        Cell::head(words::CANDIDATE),
        Cell::axis_head(words::SCORE_WITH_INTERVAL, &axis),
        Cell::head(words::SCORE),
        Cell::head(words::DECISION),
    ];
    if ranked {
        heads.insert(1, Cell::head(words::RANK));
    }
    let score = rows()
        .map(|row| measure(&row.score, score_style(&row.score)))
        .fold(*SCORE.start(), f32::max)
        .min(*SCORE.end());
    let columns = columns(width, score, ranked);
    let mut table = Table::new(flow, Rhythm::CALM, columns, &heads);
    for (index, band) in bands.iter().enumerate() {
        if !band.title.is_empty() {
            let head = |text: String| Cell::text(text, CELL.bold());
            let tint = BANDS[index.min(BANDS.len() - 1)];
            table.part(
                head(band.title.clone()),
                head(words::continued(&band.title)),
                tint,
            );
        }
        for row in &band.rows {
            table.row(&cells(row, &axis, ranked), RowStyle::default());
        }
    }
}

fn columns(width: f32, score: f32, ranked: bool) -> Vec<Column> {
    let start = |width| (width, Align::Start);
    let mut others = vec![start(CHART_WIDTH), (score, Align::End), start(DECISION)];
    if ranked {
        others.insert(0, start(RANK));
    }
    first_column_grows(width, &others)
}

/// Numbers stand out; words in their place are quiet.
fn score_style(score: &str) -> TextStyle {
    if score.contains(char::is_alphabetic) {
        CELL.coloured(QUIET)
    } else {
        CELL.bold()
    }
}

fn cells(row: &RankingRow, axis: &Axis, ranked: bool) -> Vec<Cell> {
    let interval = &row.interval;
    let alt = words::interval_alt(&row.name, &row.score, interval.low, interval.high);
    let mut cells = vec![
        Cell::text(row.name.as_str(), CELL).naming(),
        Cell::figure(interval_row(Some(interval), axis, CELL_LEADING), alt),
        Cell::text(row.score.as_str(), score_style(&row.score)),
        Cell::text(row.decision.as_str(), CELL.coloured(QUIET)),
    ];
    if ranked {
        cells.insert(1, Cell::text(row.rank.as_str(), CELL));
    }
    cells
}
