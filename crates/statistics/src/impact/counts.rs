//! Counts by group: from a table of counts, or from scores.

use crate::problem::{Problem, Problems};
use crate::sheet::Sheet;
use psychometrics::Undefined;
use psychometrics::impact::{GroupCounts, tally_scores};
use psychometrics::moments::{Summary, summary};

/// Largest group: exact tests go through every possible table.
const LARGEST: f64 = 1e7;

/// Counts by group.
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    pub(super) names: Vec<String>,
    pub(super) groups: Vec<GroupCounts>,
    pub(super) unknown: GroupCounts,
    pub(super) scores: Option<Scores>,
}

/// What scores add to counts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scores {
    pub median: f64,
    pub on_median: u64,
    pub left_out: usize,
    pub of_group: Vec<Result<Summary, Undefined>>,
}

/// Reads counts: columns `group`, `n` and `selected`. A row without a group
/// counts people whose group is unknown.
///
/// # Errors
/// Names every count that is not a whole number from 0 to 10 million, every row with
/// more selected than there are, and every group that stands twice.
pub fn counts(sheet: &Sheet) -> Result<Counts, Problems> {
    let mut problems = Problems::default();
    let found = ["group", "n", "selected"].map(|name| problems.take(sheet.header.find(name)));
    let [Some(group), Some(n), Some(selected)] = found else {
        return Err(problems);
    };
    let (sizes, chosen) = (
        sheet.values(n, &mut problems),
        sheet.values(selected, &mut problems),
    );
    let mut counts = Counts {
        names: Vec::new(),
        groups: Vec::new(),
        unknown: GroupCounts::default(),
        scores: None,
    };
    let rows = sheet.numbers().zip(sheet.cells(group)).enumerate();
    for (index, (row, name)) in rows {
        let mut whole = |column: usize, value: Option<f64>| {
            let Some(value) = value else {
                // A cell that is no number has been named already.
                if sheet.cells(column).nth(index).flatten().is_none() {
                    let column = sheet.header.label(column);
                    problems.push(Problem::Missing { row, column });
                }
                return None;
            };
            if value.fract() == 0.0 && (0.0..=LARGEST).contains(&value) {
                return Some(value as u64);
            }
            let expected = "a whole number from 0 to 10 million";
            problems.push(sheet.header.odd(&value.to_string(), row, column, expected));
            None
        };
        let (Some(n), Some(selected)) = (whole(n, sizes[index]), whole(selected, chosen[index]))
        else {
            continue;
        };
        if selected > n {
            let what = format!("{selected} selected of {n}: no more are selected than applied");
            problems.push(Problem::Row { row, what });
            continue;
        }
        let group = GroupCounts {
            applicants: n,
            selected,
        };
        match name {
            None => {
                counts.unknown.applicants += n;
                counts.unknown.selected += selected;
            }
            Some(name) if counts.names.iter().any(|own| own == name) => {
                let what = format!("the group {name:?} stands in a row above already");
                problems.push(Problem::Row { row, what });
            }
            Some(name) => {
                counts.names.push(name.to_owned());
                counts.groups.push(group);
            }
        }
    }
    problems.or(counts)
}

/// Counts those above the median of everyone by one or more columns of groups,
/// crossed where there are several ("a × b"). A person without a group in any of
/// them is unknown, one without a score is left out.
///
/// # Errors
/// Names every score that is no number; nobody with a score.
pub fn from_scores(sheet: &Sheet, scores: &str, groups: &[String]) -> Result<Counts, Problems> {
    let mut problems = Problems::default();
    let column = problems.take(sheet.header.find(scores));
    let found = groups
        .iter()
        .map(|name| problems.take(sheet.header.find(name)));
    let found: Vec<Option<usize>> = found.collect();
    let (Some(column), false) = (column, found.is_empty() || found.contains(&None)) else {
        problems.push(Problem::Asked(
            "scores and at least one column of groups are needed".into(),
        ));
        return Err(problems);
    };
    let values = sheet.values(column, &mut problems);
    let words = found
        .iter()
        .flatten()
        .map(|&column| sheet.cells(column).collect());
    let words: Vec<Vec<Option<&str>>> = words.collect();
    let (mut names, mut categories, mut scored) = (Vec::<String>::new(), Vec::new(), Vec::new());
    for (index, value) in values.iter().enumerate() {
        let Some(value) = value else { continue };
        scored.push(*value);
        let parts: Option<Vec<&str>> = words.iter().map(|column| column[index]).collect();
        categories.push(parts.map(|parts| {
            let name = parts.join(" × ");
            names
                .iter()
                .position(|own| *own == name)
                .unwrap_or_else(|| {
                    names.push(name);
                    names.len() - 1
                })
        }));
    }
    if scored.is_empty() && problems.count() == 0 {
        problems.push(Problem::Asked("nobody has a score".into()));
    }
    problems.or(())?;
    let asked = |undefined: Undefined| Problem::Asked(undefined.reason.to_string());
    let tally = tally_scores(&categories, names.len(), &scored).map_err(asked)?;
    let of_group = |group: usize| {
        let own = categories.iter().zip(&scored);
        let own = own.filter(|(category, _)| **category == Some(group));
        summary(&own.map(|(_, score)| *score).collect::<Vec<f64>>())
    };
    Ok(Counts {
        groups: tally.tally.groups,
        unknown: tally.tally.unknown,
        scores: Some(Scores {
            median: tally.median,
            on_median: tally.on_median,
            left_out: values.len() - scored.len(),
            of_group: (0..names.len()).map(of_group).collect(),
        }),
        names,
    })
}
