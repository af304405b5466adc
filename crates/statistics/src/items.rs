//! Which columns are items, and what their cells score.
//!
//! Shared by the commands that read persons by items. Never contains statistics.

use crate::problem::{Problem, Problems};
use crate::sheet::{Header, Row, Sheet};

/// Which columns of a table are items, and how they are turned.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Selection {
    /// The column that names persons; see [`Header::id`].
    pub id: Option<String>,
    /// The items, in this order; `None` for every named column that is nothing else.
    pub items: Option<Vec<String>>,
    /// Items scored the other way round: `lowest + highest − x`.
    pub reverse: Vec<String>,
    /// Lowest and highest point of the scale, for reversing.
    pub scale: Option<(f64, f64)>,
}

/// One item.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Item {
    pub name: String,
    pub column: usize,
    /// Lowest plus highest point, where the item is reversed.
    turned: Option<f64>,
}

/// The columns of a table of persons.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Columns {
    pub id: Option<usize>,
    pub items: Vec<Item>,
    scale: Option<(f64, f64)>,
}

impl Selection {
    /// Finds the columns; `others` are not items unless asked for by name.
    pub(crate) fn columns(&self, header: &Header, others: &[usize]) -> Result<Columns, Problems> {
        let mut problems = Problems::default();
        let id = problems.take(header.id(self.id.as_deref())).flatten();
        let all: Vec<usize> = match &self.items {
            Some(names) => {
                let found = names.iter().map(|name| problems.take(header.find(name)));
                found.collect::<Vec<_>>().into_iter().flatten().collect()
            }
            None => (0..header.names().len())
                .filter(|column| Some(*column) != id && !others.contains(column))
                .filter(|column| !header.names()[*column].is_empty())
                .collect(),
        };
        let mut items: Vec<Item> = Vec::with_capacity(all.len());
        for column in all {
            let name = header.names()[column].clone();
            if items.iter().any(|item| item.column == column) {
                problems.push(Problem::Asked(format!("item {name:?} is named twice")));
            }
            items.push(Item {
                name,
                column,
                turned: None,
            });
        }
        if items.is_empty() && problems.count() == 0 {
            problems.push(Problem::Asked("there is no column of items".into()));
        }
        self.turn(&mut items, &mut problems);
        let scale = self.scale;
        problems.or(Columns { id, items, scale })
    }

    fn turn(&self, items: &mut [Item], problems: &mut Problems) {
        match self.scale {
            None if !self.reverse.is_empty() => {
                problems.push(Problem::Asked("--reverse needs --scale-max".into()));
            }
            Some((low, high)) if !(low < high && low.is_finite() && high.is_finite()) => {
                let words =
                    format!("a scale runs from a lower to a higher point, not {low} to {high}");
                problems.push(Problem::Asked(words));
            }
            _ => {}
        }
        for name in &self.reverse {
            match items.iter_mut().find(|item| item.name == *name) {
                Some(item) => item.turned = self.scale.map(|(low, high)| low + high),
                None => problems.push(Problem::Asked(format!(
                    "--reverse names {name:?}, which is no item"
                ))),
            }
        }
    }
}

impl Columns {
    /// The score in a cell: its number, turned if the item is reversed.
    pub(crate) fn score(
        &self,
        header: &Header,
        row: u64,
        item: &Item,
        text: &str,
    ) -> Result<f64, Problem> {
        let value = header.number(text, row, item.column)?;
        let Some(sum) = item.turned else {
            return Ok(value);
        };
        match self.scale {
            Some((low, high)) if !(low..=high).contains(&value) => {
                let column = header.label(item.column);
                Err(Problem::Row {
                    row,
                    what: format!(
                        "column {column}: {value} is not a point of the scale from {low} to {high}, which --scale-min and --scale-max state"
                    ),
                })
            }
            _ => Ok(sum - value),
        }
    }

    /// The cell of an item.
    pub(crate) fn cell<'a>(
        &self,
        header: &Header,
        row: &'a Row,
        item: &Item,
    ) -> Result<Option<&'a str>, Problem> {
        row.cell(header, item.column)
    }

    /// Where an item stands.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.items.iter().position(|item| item.name == name)
    }
}

/// A file that gives every item one word or number: two columns, the first of
/// which is called `item` (or `name`, or `stratum` for weights of strata).
#[derive(Debug, Clone, PartialEq)]
pub struct Assigned<T> {
    pub(crate) entries: Vec<(String, T)>,
}

impl<T> Assigned<T> {
    fn read(
        sheet: &Sheet,
        names: &[&str],
        value: &str,
        parse: impl Fn(&str, u64, usize, &Header) -> Result<T, Problem>,
    ) -> Result<Self, Problems> {
        let header = &sheet.header;
        let found = names.iter().find_map(|name| header.find(name).ok());
        let first = found.map_or_else(|| header.find(names[0]), Ok);
        let mut problems = Problems::default();
        let (first, second) = (problems.take(first), problems.take(header.find(value)));
        let (Some(first), Some(second)) = (first, second) else {
            return Err(problems);
        };
        let names = sheet.names(first, &mut problems);
        let mut entries = Vec::new();
        let cells = sheet.numbers().zip(sheet.cells(second));
        for ((row, cell), name) in cells.zip(&names) {
            let parsed = match cell {
                Some(text) => parse(text, row, second, header),
                None => Err(Problem::Missing {
                    row,
                    column: header.label(second),
                }),
            };
            if let Some(value) = problems.take(parsed) {
                entries.push((name.clone(), value));
            }
        }
        problems.or(Self { entries })
    }
}

/// Reads strata: columns `item` and `stratum`.
///
/// # Errors
/// Names every item that stands twice or without a stratum.
pub fn strata(sheet: &Sheet) -> Result<Assigned<String>, Problems> {
    Assigned::read(sheet, &["item"], "stratum", |text, _, _, _| {
        Ok(text.to_owned())
    })
}

/// Reads weights: a column `item` or `stratum`, and a column `weight`.
///
/// # Errors
/// Names every weight that is not a number above 0 and every name that stands
/// twice.
pub fn weights(sheet: &Sheet) -> Result<Assigned<f64>, Problems> {
    let names = ["item", "stratum", "name"];
    Assigned::read(sheet, &names, "weight", |text, row, column, header| {
        let weight = header.number(text, row, column)?;
        if weight > 0.0 {
            Ok(weight)
        } else {
            Err(header.odd(text, row, column, "a weight above 0"))
        }
    })
}

/// Reads a key: a column `key`, one cell for each item in their order.
///
/// # Errors
/// Names every item without a key.
pub fn key(sheet: &Sheet) -> Result<Vec<String>, Problems> {
    let column = sheet.header.find("key")?;
    let mut problems = Problems::default();
    let mut keys = Vec::new();
    for (row, cell) in sheet.numbers().zip(sheet.cells(column)) {
        match cell {
            Some(text) => keys.push(text.to_owned()),
            None => problems.push(Problem::Missing {
                row,
                column: "key".into(),
            }),
        }
    }
    problems.or(keys)
}
