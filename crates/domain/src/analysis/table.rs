//! The question and reply tables as cells, for files. Contains no file format.

use super::Analysis;
use super::questions::QuestionRow;
use super::reading::Reading;
use crate::question::Style;

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Text(String),
    Number(f64),
}

/// A table with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub name: &'static str,
    pub header: Vec<&'static str>,
    pub rows: Vec<Vec<Cell>>,
}

/// A row for each question that carries weight.
pub fn question_table(analysis: &Analysis) -> Table {
    Table {
        name: "Questions",
        header: vec![
            "number",
            "question",
            "format",
            "attempts",
            "weight",
            "effective weight",
            "chance",
            "facility",
            "standard deviation",
            "item-rest correlation",
            "competency",
            "item-rest within competency",
            "alpha if deleted",
            "D index (27 %)",
            "key order",
            "missing",
            "flags",
        ],
        rows: analysis.questions.iter().map(question).collect(),
    }
}

fn question(row: &QuestionRow) -> Vec<Cell> {
    let within = row.within.first();
    let flags: Vec<&str> = row.flags.iter().map(|flag| flag.label.as_str()).collect();
    vec![
        Cell::Number(row.number as f64),
        Cell::Text(row.title.clone()),
        Cell::Text(row.format.name().into()),
        Cell::Number(row.exposure as f64),
        Cell::Number(row.nominal),
        cell(&row.effective),
        Cell::Number(row.chance),
        cell(&row.facility),
        cell(&row.sd),
        cell(&row.item_rest),
        Cell::Text(within.map_or(String::new(), |(competency, _)| competency.name().into())),
        within.map_or(Cell::Text(String::new()), |(_, reading)| cell(reading)),
        cell(&row.alpha_if_deleted),
        cell(&row.d_index),
        cell(&row.key_order),
        cell(&row.missing),
        Cell::Text(flags.join("; ")),
    ]
}

/// A row for each reply of each question that carries weight.
pub fn option_table(analysis: &Analysis) -> Table {
    let rows = analysis.questions.iter().flat_map(|question| {
        question.options.iter().map(|option| {
            vec![
                Cell::Number(question.number as f64),
                Cell::Text(question.title.clone()),
                Cell::Text(option.letter.to_string()),
                Cell::Text(option.text.clone()),
                Cell::Text(
                    option
                        .style
                        .map_or(String::new(), |style: Style| style.name().into()),
                ),
                Cell::Number(option.key),
                Cell::Number(question.exposure as f64),
                cell(&option.share),
                cell(&option.rest_mean),
                cell(&option.rest_correlation),
            ]
        })
    });
    Table {
        name: "Replies",
        header: vec![
            "number",
            "question",
            "reply",
            "words",
            "style",
            "key",
            "attempts",
            "share first",
            "rest mean",
            "rest correlation",
        ],
        rows: rows.collect(),
    }
}

/// A number, or why there is none.
fn cell(reading: &Reading) -> Cell {
    match reading.value {
        Ok(value) => Cell::Number(value),
        Err(absent) => Cell::Text(absent.words()),
    }
}
