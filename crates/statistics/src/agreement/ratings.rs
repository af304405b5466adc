//! Ratings as a table: targets by raters, or one rating a row.

use crate::problem::{Problem, Problems};
use crate::sheet::Sheet;
use psychometrics::agreement::Rating;
use std::collections::{BTreeMap, HashMap};

/// Ratings of targets by raters, with gaps.
#[derive(Debug, Clone, PartialEq)]
pub struct Ratings {
    /// Names of the targets.
    pub targets: Vec<String>,
    /// Names of the raters.
    pub raters: Vec<String>,
    /// The categories in order, with the value each stands for.
    pub categories: Vec<(String, f64)>,
    /// Whether the order of the categories means something.
    pub(crate) ordered: bool,
    words: bool,
    /// By target, then by rater.
    values: Vec<Vec<Option<f64>>>,
}

/// The three columns of a table with one rating a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Long {
    /// What was rated.
    pub target: String,
    /// Who rated.
    pub rater: String,
    /// The rating.
    pub value: String,
}

impl Ratings {
    /// Whether ratings are words for categories.
    pub fn are_words(&self) -> bool {
        self.words
    }

    /// What stands for each category.
    pub(super) fn category_values(&self) -> Vec<f64> {
        self.categories.iter().map(|(_, value)| *value).collect()
    }

    /// The targets that every rater rated.
    pub(super) fn complete(&self) -> Vec<Vec<f64>> {
        let whole = |row: &Vec<Option<f64>>| row.iter().copied().collect();
        self.values.iter().filter_map(whole).collect()
    }

    /// The ratings each target received.
    pub(super) fn units(&self) -> Vec<Vec<f64>> {
        let given = |row: &Vec<Option<f64>>| row.iter().flatten().copied().collect();
        self.values.iter().map(given).collect()
    }

    /// Every rating, and which targets have one.
    pub(super) fn flat(&self) -> (Vec<Rating>, Vec<bool>) {
        let mut flat = Vec::new();
        for (target, row) in self.values.iter().enumerate() {
            let given = row.iter().enumerate();
            flat.extend(given.filter_map(|(rater, value)| {
                Some(Rating {
                    target,
                    rater,
                    value: (*value)?,
                })
            }));
        }
        let rated = |row: &Vec<Option<f64>>| row.iter().any(Option::is_some);
        (flat, self.values.iter().map(rated).collect())
    }
}

/// A cell with the place it stands in.
struct Given<'a> {
    row: u64,
    column: usize,
    text: Option<&'a str>,
}

/// Reads targets in rows and raters in columns; every named column but the id is
/// a rater. `categories` states the categories and their order.
///
/// # Errors
/// Names every cell that is neither a number, nor a category where they are
/// stated; words everywhere are categories, words among numbers are not.
pub fn read_wide(
    sheet: &Sheet,
    id: Option<&str>,
    categories: Option<&[String]>,
) -> Result<Ratings, Problems> {
    let mut problems = Problems::default();
    let targets = sheet.ids(id, &mut problems);
    let id = sheet.header.id(id).ok().flatten();
    let names = sheet.header.names();
    let columns: Vec<usize> = (0..names.len())
        .filter(|column| Some(*column) != id && !names[*column].is_empty())
        .collect();
    let raters: Vec<String> = columns
        .iter()
        .map(|&column| names[column].clone())
        .collect();
    let by_rater = columns.iter().map(|&column| {
        let cells = sheet.numbers().zip(sheet.cells(column));
        cells
            .map(move |(row, text)| Given { row, column, text })
            .collect()
    });
    let by_rater: Vec<Vec<Given<'_>>> = by_rater.collect();
    let cells =
        (0..targets.len()).map(|target| by_rater.iter().map(move |c| c.get(target)).collect());
    finish(
        sheet,
        targets,
        raters,
        cells.collect(),
        categories,
        problems,
    )
}

/// Reads one rating a row.
///
/// # Errors
/// As [`read_wide`]; names every rater who rated a target twice, and every row
/// without target or rater.
pub fn read_long(
    sheet: &Sheet,
    long: &Long,
    categories: Option<&[String]>,
) -> Result<Ratings, Problems> {
    let mut problems = Problems::default();
    let columns = [&long.target, &long.rater, &long.value];
    let found = columns.map(|name| problems.take(sheet.header.find(name)));
    let [Some(target), Some(rater), Some(column)] = found else {
        return Err(problems);
    };
    let given: Vec<Given<'_>> = sheet
        .numbers()
        .zip(sheet.cells(column))
        .map(|(row, text)| Given { row, column, text })
        .collect();
    let (mut targets, mut raters) = (Names::default(), Names::default());
    let mut places: BTreeMap<(usize, usize), &Given<'_>> = BTreeMap::new();
    let names = sheet.cells(target).zip(sheet.cells(rater));
    for (given, (target_name, rater_name)) in given.iter().zip(names) {
        let row = given.row;
        let mut named = |text: Option<&str>, column| {
            problems.take(text.map(str::to_owned).ok_or_else(|| Problem::Missing {
                row,
                column: sheet.header.label(column),
            }))
        };
        let (Some(target), Some(rater)) = (named(target_name, target), named(rater_name, rater))
        else {
            continue;
        };
        let place = (targets.index(&target), raters.index(&rater));
        if let Some(before) = places.insert(place, given) {
            problems.push(Problem::Row {
                row,
                what: format!("{rater} has rated {target} in row {} already", before.row),
            });
        }
    }
    let (targets, raters) = (targets.names, raters.names);
    let cells = (0..targets.len()).map(|target| {
        let of_rater = |rater| places.get(&(target, rater)).copied();
        (0..raters.len()).map(of_rater).collect()
    });
    let cells = cells.collect();
    finish(sheet, targets, raters, cells, categories, problems)
}

/// Names in the order of their first occurrence.
#[derive(Default)]
struct Names {
    names: Vec<String>,
    places: HashMap<String, usize>,
}

impl Names {
    fn index(&mut self, name: &str) -> usize {
        if let Some(&index) = self.places.get(name) {
            return index;
        }
        self.places.insert(name.to_owned(), self.names.len());
        self.names.push(name.to_owned());
        self.names.len() - 1
    }
}

fn finish(
    sheet: &Sheet,
    targets: Vec<String>,
    raters: Vec<String>,
    cells: Vec<Vec<Option<&Given<'_>>>>,
    stated: Option<&[String]>,
    mut problems: Problems,
) -> Result<Ratings, Problems> {
    if raters.len() < 2 {
        problems.push(Problem::Asked(format!(
            "agreement takes at least 2 raters, there is {}: {}",
            raters.len(),
            raters.join(", ")
        )));
    }
    let is_number = |text: &str| sheet.header.number(text, 0, 0).is_ok();
    let mut texts: Vec<&str> = cells
        .iter()
        .flatten()
        .flatten()
        .filter_map(|given| given.text)
        .collect();
    let words = match stated {
        Some(stated) => !stated.iter().all(|text| is_number(text)),
        None => !texts.is_empty() && !texts.iter().any(|text| is_number(text)),
    };
    texts.sort_unstable();
    texts.dedup();
    let categories = match stated {
        Some(stated) => categories(sheet, stated, words),
        None => {
            let names: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
            let mut categories = categories(sheet, &names, words);
            categories.sort_by(|a, b| a.1.total_cmp(&b.1));
            categories.dedup_by(|a, b| a.1 == b.1);
            categories
        }
    };
    let mut value = |given: &Given<'_>| {
        let text = given.text?;
        let known = categories.iter().find(|(name, _)| name == text);
        let number = || sheet.header.number(text, given.row, given.column);
        let value = match known {
            Some((_, value)) => Ok(*value),
            None if words => {
                Err(sheet
                    .header
                    .odd(text, given.row, given.column, "one of the categories"))
            }
            None => number().and_then(|value| match stated {
                Some(_) if !categories.iter().any(|(_, known)| *known == value) => Err(sheet
                    .header
                    .odd(text, given.row, given.column, "one of the categories")),
                _ => Ok(value),
            }),
        };
        problems.take(value)
    };
    let values = cells
        .iter()
        .map(|row| row.iter().map(|given| value((*given)?)).collect());
    let values = values.collect();
    problems.or(Ratings {
        targets,
        raters,
        ordered: !words || stated.is_some(),
        words,
        categories,
        values,
    })
}

/// Categories with their values: numbers themselves, words by their place.
fn categories(sheet: &Sheet, names: &[String], words: bool) -> Vec<(String, f64)> {
    let value = |(place, name): (usize, &String)| match words {
        true => Some((name.clone(), (place + 1) as f64)),
        false => Some((name.clone(), sheet.header.number(name, 0, 0).ok()?)),
    };
    names.iter().enumerate().filter_map(value).collect()
}
