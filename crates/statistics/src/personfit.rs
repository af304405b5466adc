//! Signs of careless answering, a row for each person.
//!
//! Runs and spread look at the answers as given; distance, even-odd and Guttman
//! errors at the scores, reversed items turned. A person with a gap keeps the
//! indices that need none. Never contains a verdict on a person: that two
//! indices of different families point the same way is a reason to look.

use crate::figure::Figure;
use crate::items::{Assigned, Columns, Selection};
use crate::problem::{Problem, Problems};
use crate::sheet::Sheet;
use crate::text::{Page, cell};
use psychometrics::Undefined;
use psychometrics::person_fit::{
    Distances, easiest_first, even_odd, guttman_errors, irv, longstring, mahalanobis,
};
use psychometrics::table::Table;
use serde::Serialize;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Request {
    /// Ids, items and reversed items.
    pub columns: Selection,
    /// The subscale of each item, for even-odd consistency.
    pub strata: Option<Assigned<String>>,
    /// Scores of at least this are right, for Guttman errors; `None` where
    /// scores are 0 or 1.
    pub cut: Option<f64>,
}

/// Every person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Persons.
    pub n: usize,
    /// Persons without a gap.
    pub complete: usize,
    /// Items.
    pub k: usize,
    /// Gate: ten persons without a gap for every item, as distances need.
    pub mahalanobis_gate: bool,
    /// One entry a person, in the order of the table.
    pub rows: Vec<PersonReport>,
}

/// One person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonReport {
    /// The id, or the row.
    pub id: String,
    /// Longest run of one answer; a gap ends it.
    #[serde(flatten)]
    pub longstring: Figure<usize>,
    /// Standard deviation of the answers.
    #[serde(flatten)]
    pub irv: Figure,
    /// Squared Mahalanobis distance.
    #[serde(flatten)]
    pub mahalanobis: Figure,
    /// Its upper tail of χ².
    #[serde(flatten)]
    pub mahalanobis_p: Figure,
    /// Even-odd consistency: −1 is consistent.
    #[serde(flatten)]
    pub even_odd: Figure,
    /// Guttman errors.
    #[serde(flatten)]
    pub guttman: Figure<u64>,
    /// The same by how many are possible.
    #[serde(flatten)]
    pub guttman_normed: Figure,
}

/// Computes every index for every row.
///
/// # Errors
/// Names every cell that is no number, every id that occurs twice, and strata
/// that do not fit the items.
pub fn run(sheet: &Sheet, request: &Request) -> Result<Report, Problems> {
    let columns = request.columns.columns(&sheet.header, &[])?;
    let mut problems = Problems::default();
    let ids = sheet.ids(request.columns.id.as_deref(), &mut problems);
    let subscales = subscales(request, &columns, &mut problems);
    let answers = answers(sheet, &columns, &mut problems);
    problems.or(())?;
    let whole = |row: &Vec<Option<(f64, f64)>>| -> Option<Vec<f64>> {
        row.iter().map(|answer| Some((*answer)?.1)).collect()
    };
    let scores: Vec<Option<Vec<f64>>> = answers.iter().map(whole).collect();
    let complete: Vec<&Vec<f64>> = scores.iter().flatten().collect();
    let together = Together::of(&complete, request.cut);
    let mut place = 0;
    let rows = ids
        .into_iter()
        .zip(&answers)
        .zip(&scores)
        .map(|((id, answers), scores)| {
            let scores = scores.as_ref().map(|scores| {
                place += 1;
                (place - 1, scores.as_slice())
            });
            together.person(id, answers, scores, subscales.as_deref())
        });
    let rows: Vec<PersonReport> = rows.collect();
    Ok(Report {
        n: rows.len(),
        complete: complete.len(),
        k: columns.items.len(),
        mahalanobis_gate: together
            .distances
            .as_ref()
            .is_ok_and(|found| found.enough_people),
        rows,
    })
}

/// Answers as given and as scored.
type Answers = Vec<Option<(f64, f64)>>;

fn answers(sheet: &Sheet, columns: &Columns, problems: &mut Problems) -> Vec<Answers> {
    let mut rows = vec![Vec::with_capacity(columns.items.len()); sheet.len()];
    for item in &columns.items {
        let cells = sheet.numbers().zip(sheet.cells(item.column));
        for ((number, text), row) in cells.zip(&mut rows) {
            row.push(text.and_then(|text| {
                let header = &sheet.header;
                let given = problems.take(header.number(text, number, item.column))?;
                let score = problems.take(columns.score(header, number, item, text))?;
                Some((given, score))
            }));
        }
    }
    rows
}

fn subscales(
    request: &Request,
    columns: &Columns,
    problems: &mut Problems,
) -> Option<Vec<Vec<usize>>> {
    let entries = &request.strata.as_ref()?.entries;
    let (mut names, mut subscales): (Vec<&str>, Vec<Vec<usize>>) = Default::default();
    for (item, stratum) in entries {
        let Some(index) = columns.find(item) else {
            problems.push(Problem::Asked(format!(
                "the strata name {item:?}, which is no item"
            )));
            continue;
        };
        match names.iter().position(|name| name == stratum) {
            Some(known) => subscales[known].push(index),
            None => {
                names.push(stratum);
                subscales.push(vec![index]);
            }
        }
    }
    subscales
        .iter_mut()
        .for_each(|subscale| subscale.sort_unstable());
    Some(subscales)
}

/// What is computed from everybody.
struct Together {
    distances: Result<Distances, Undefined>,
    /// Columns by difficulty.
    order: Result<Vec<usize>, Undefined>,
    cut: Option<f64>,
}

impl Together {
    fn of(complete: &[&Vec<f64>], cut: Option<f64>) -> Self {
        let right = complete.iter().map(|row| dichotomous(row, cut));
        Self {
            distances: Table::from_rows(complete).and_then(|table| mahalanobis(&table)),
            order: Table::from_rows(right).and_then(|table| easiest_first(&table)),
            cut,
        }
    }

    /// `scores` are there for a person without a gap, with the place among these.
    fn person(
        &self,
        id: String,
        answers: &Answers,
        scores: Option<(usize, &[f64])>,
        subscales: Option<&[Vec<usize>]>,
    ) -> PersonReport {
        let given: Vec<f64> = answers.iter().flatten().map(|(given, _)| *given).collect();
        let runs = answers.split(Option::is_none);
        let runs = runs.map(|run| run.iter().flatten().map(|(given, _)| *given).collect());
        let longest = runs.filter_map(|run: Vec<f64>| longstring(&run).ok()).max();
        let gap = "an answer is missing";
        let distance = scores.ok_or(gap).map(|(place, _)| {
            let distances = self.distances.as_ref().map_err(|undefined| *undefined);
            distances.map(|found| found.of_person[place])
        });
        let errors = scores.ok_or(gap).map(|(_, scores)| {
            let order = self.order.as_ref().map_err(|undefined| *undefined)?;
            guttman_errors(&dichotomous(scores, self.cut), order)
        });
        let consistency = match (subscales, scores) {
            (None, _) => Err("no --strata were given".into()),
            (_, None) => Err(gap.to_owned()),
            (Some(subscales), Some((_, scores))) => {
                let own = subscales.iter();
                let own = own.map(|items| items.iter().map(|&i| scores[i]).collect::<Vec<f64>>());
                even_odd(&own.collect::<Vec<_>>()).map_err(|undefined| undefined.reason.to_string())
            }
        };
        PersonReport {
            id,
            longstring: match longest {
                Some(longest) => Figure::some("longstring", longest),
                None => Figure::none("longstring", "every answer is missing"),
            },
            irv: Figure::of("irv", irv(&given)),
            mahalanobis: of("mahalanobis", distance, |found| Ok(found.squared)),
            mahalanobis_p: of("mahalanobis_p", distance, |found| Ok(found.p)),
            even_odd: Figure {
                name: "even_odd",
                value: consistency,
            },
            guttman: of("guttman", errors, |found| Ok(found.errors)),
            guttman_normed: of("guttman_normed", errors, |found| found.normed),
        }
    }
}

fn of<F, T>(
    name: &'static str,
    found: Result<Result<F, Undefined>, &'static str>,
    value: impl Fn(F) -> Result<T, Undefined>,
) -> Figure<T> {
    match found {
        Ok(found) => Figure::of(name, found.and_then(value)),
        Err(reason) => Figure::none(name, reason),
    }
}

fn dichotomous(scores: &[f64], cut: Option<f64>) -> Vec<f64> {
    let right = |score: &f64| match cut {
        Some(cut) => f64::from(u8::from(*score >= cut)),
        None => *score,
    };
    scores.iter().map(right).collect()
}

impl Report {
    /// A readable table, in the order of the rows.
    pub fn text(&self) -> String {
        let mut page = Page::default();
        page.line(format!(
            "{} persons ({} without a gap), {} items",
            self.n, self.complete, self.k
        ));
        if !self.mahalanobis_gate {
            page.line("few persons: distances take ten for every item");
        }
        page.heading("Indices");
        let row = |person: &PersonReport| {
            let longest = person.longstring.value.as_ref().ok();
            let errors = person.guttman.value.as_ref().ok();
            vec![
                person.id.clone(),
                longest.map_or("-".into(), ToString::to_string),
                cell(&person.irv),
                cell(&person.mahalanobis),
                cell(&person.mahalanobis_p),
                cell(&person.even_odd),
                errors.map_or("-".into(), ToString::to_string),
                cell(&person.guttman_normed),
            ]
        };
        let header = [
            "person",
            "longest run",
            "irv",
            "mahalanobis",
            "p",
            "even-odd",
            "guttman",
            "normed",
        ];
        page.table(&header, &self.rows.iter().map(row).collect::<Vec<_>>());
        for person in &self.rows {
            for figure in [
                &person.mahalanobis,
                &person.even_odd,
                &person.guttman_normed,
            ] {
                page.note(figure.name, figure);
            }
        }
        page.finish()
    }
}
