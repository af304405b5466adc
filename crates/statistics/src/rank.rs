//! Ranks with their uncertainty, and bands of scores that cannot be told apart.
//!
//! With one reliability for all, true scores are drawn towards the mean; with a
//! standard error for each candidate, scores are taken as they are and the
//! reliability that bands need is what the errors imply: `1 − mean(SE²)/S²`.
//! Never contains an order within a tie.

use crate::figure::{Figure, Gate};
use crate::problem::{Problem, Problems};
use crate::sheet::Sheet;
use crate::text::{Page, number, percent};
use psychometrics::Undefined;
use psychometrics::banding::{classic_width, corrected_width, fixed_bands};
use psychometrics::gates::Figure as Needs;
use psychometrics::moments::sd;
use psychometrics::rank_intervals::{
    Method, RankIntervals, expected_ranks, own_errors, rank_intervals,
};
use psychometrics::ranks::competition_ranks;
use serde::Serialize;

/// How sure scores are.
#[derive(Debug, Clone, PartialEq)]
pub enum Certainty {
    /// One reliability, 0 to 1, for all.
    Reliability(f64),
    /// The column with everyone's standard error.
    Errors(String),
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The column that names candidates; see [`crate::sheet::Header::id`].
    pub id: Option<String>,
    /// The column of scores.
    pub score: String,
    /// How sure they are.
    pub certainty: Certainty,
    /// Standard deviation of the scores; `None` to take it from them.
    pub sd: Option<f64>,
    /// Seed of the draws.
    pub seed: u64,
    /// Level of the bands.
    pub level: f64,
}

/// Candidates ranked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Candidates with a score.
    pub n: usize,
    /// Candidates without one; they have no rank.
    pub left_out: Vec<String>,
    /// Standard deviation in use.
    #[serde(flatten)]
    pub sd: Figure,
    /// Reliability in use: given, or implied by the errors.
    #[serde(flatten)]
    pub reliability: Figure,
    /// Candidates there are, and how many it takes to lean on their spread.
    pub reliability_gate: Gate,
    /// Width of the classic band.
    #[serde(flatten)]
    pub width_classic: Figure,
    /// Width of the band corrected for inference about true scores; bands have it.
    #[serde(flatten)]
    pub width_corrected: Figure,
    /// How rank intervals were computed.
    #[serde(flatten)]
    pub method: Figure<String>,
    /// The seed.
    pub seed: u64,
    /// Level of the bands; rank intervals hold 90 %.
    pub level: f64,
    /// Candidates, best first.
    pub candidates: Vec<Candidate>,
}

/// One candidate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// Name.
    pub id: String,
    /// Score.
    pub score: f64,
    /// Competition rank; ties share the best.
    pub rank: usize,
    /// 90 % interval of the rank.
    #[serde(flatten)]
    pub rank_interval: Figure<[usize; 2]>,
    /// Mean of the rank.
    #[serde(flatten)]
    pub expected_rank: Figure,
    /// Band, 1 at the top.
    #[serde(flatten)]
    pub band: Figure<usize>,
}

/// Scores that exist, with names and errors.
#[derive(Default)]
struct Scored {
    names: Vec<String>,
    scores: Vec<f64>,
    errors: Vec<f64>,
    left_out: Vec<String>,
}

/// Ranks the candidates of a table.
///
/// # Errors
/// Names every score or error that is no number, every error below 0 or
/// missing, every id that occurs twice; nobody with a score; a reliability
/// outside 0 to 1.
pub fn run(sheet: &Sheet, request: &Request) -> Result<Report, Problems> {
    let scored = read(sheet, request)?;
    let scores = &scored.scores;
    let spread = match request.sd {
        Some(sd) => Ok(sd),
        None => sd(scores),
    };
    let reliability = match request.certainty {
        Certainty::Reliability(reliability) => Ok(reliability),
        Certainty::Errors(_) => spread.map(|sd| implied(&scored.errors, sd)),
    };
    let both = spread.and_then(|sd| Ok((sd, reliability?)));
    let width = |of: fn(f64, f64, f64) -> Result<f64, Undefined>| {
        both.and_then(|(sd, reliability)| of(sd, reliability, request.level))
    };
    let (classic, corrected) = (width(classic_width), width(corrected_width));
    // Where nobody can be told apart, everybody shares a band.
    let unreliable = both.is_ok_and(|(_, reliability)| reliability == 0.0);
    let band_width = if unreliable {
        Ok(f64::INFINITY)
    } else {
        corrected
    };
    let bands = band_width.and_then(|width| fixed_bands(scores, width));
    let (intervals, expected) = match &request.certainty {
        Certainty::Errors(_) => (
            own_errors::rank_intervals(scores, &scored.errors, request.seed),
            own_errors::expected_ranks(scores, &scored.errors),
        ),
        Certainty::Reliability(_) => (
            both.and_then(|(sd, r)| rank_intervals(scores, sd, r, request.seed)),
            both.and_then(|(sd, r)| expected_ranks(scores, sd, r)),
        ),
    };
    let ranks = competition_ranks(scores).map_err(asked)?;
    let one = |index: usize| Candidate {
        id: scored.names[index].clone(),
        score: scores[index],
        rank: ranks[index],
        rank_interval: of(&intervals, "rank_interval", |found| {
            let interval = found.intervals[index];
            [interval.best, interval.worst]
        }),
        expected_rank: of(&expected, "expected_rank", |found| found[index]),
        band: of(&bands, "band", |found| found.band_of[index]),
    };
    let mut candidates: Vec<Candidate> = (0..scores.len()).map(one).collect();
    candidates.sort_by_key(|candidate| candidate.rank);
    Ok(Report {
        n: scores.len(),
        left_out: scored.left_out,
        sd: Figure::of("sd", spread),
        reliability: Figure::of("reliability", reliability),
        reliability_gate: Needs::Reliability.gate(scores.len()).into(),
        width_classic: Figure::of("width_classic", classic),
        width_corrected: Figure::of("width_corrected", corrected),
        method: of(&intervals, "method", method),
        seed: request.seed,
        level: request.level,
        candidates,
    })
}

fn of<F, T>(
    found: &Result<F, Undefined>,
    name: &'static str,
    value: impl Fn(&F) -> T,
) -> Figure<T> {
    Figure::of(
        name,
        found.as_ref().map(value).map_err(|undefined| *undefined),
    )
}

fn method(found: &RankIntervals) -> String {
    match found.method {
        Method::MonteCarlo { draws, .. } => format!("{draws} draws"),
        Method::NormalApproximation => "normal approximation".into(),
        Method::Exact => "exact: reliability 1".into(),
    }
}

/// What is left of the variance without that of the errors; 0 at least.
fn implied(errors: &[f64], sd: f64) -> f64 {
    let error = errors.iter().map(|error| error * error).sum::<f64>() / errors.len() as f64;
    if sd > 0.0 {
        (1.0 - error / (sd * sd)).max(0.0)
    } else {
        0.0
    }
}

fn asked(undefined: Undefined) -> Problem {
    Problem::Asked(undefined.reason.to_string())
}

fn read(sheet: &Sheet, request: &Request) -> Result<Scored, Problems> {
    let mut problems = Problems::default();
    if let Certainty::Reliability(reliability) = request.certainty
        && !(0.0..=1.0).contains(&reliability)
    {
        problems.push(Problem::Asked("a reliability lies between 0 and 1".into()));
    }
    if request.sd.is_some_and(|sd| !(sd > 0.0 && sd.is_finite())) {
        problems.push(Problem::Asked("a standard deviation is above 0".into()));
    }
    if !(request.level > 0.0 && request.level < 1.0) {
        problems.push(Problem::Asked("a level lies between 0 and 1".into()));
    }
    let ids = sheet.ids(request.id.as_deref(), &mut problems);
    let score = problems.take(sheet.header.find(&request.score));
    let errors = match &request.certainty {
        Certainty::Errors(column) => problems.take(sheet.header.find(column)),
        Certainty::Reliability(_) => None,
    };
    let scores = score.map(|column| sheet.values(column, &mut problems));
    let values = errors.map(|column| (column, sheet.values(column, &mut problems)));
    let mut scored = Scored::default();
    let rows = sheet.numbers().zip(&ids).enumerate();
    for (index, (row, id)) in rows {
        let Some(score) = scores.as_ref().and_then(|scores| scores[index]) else {
            scored.left_out.push(id.clone());
            continue;
        };
        if let Some((column, errors)) = &values {
            match errors[index] {
                Some(error) if error >= 0.0 => scored.errors.push(error),
                Some(error) => problems.push(sheet.header.odd(
                    &error.to_string(),
                    row,
                    *column,
                    "a standard error of 0 or more",
                )),
                None => problems.push(Problem::Missing {
                    row,
                    column: sheet.header.label(*column),
                }),
            }
        }
        scored.names.push(id.clone());
        scored.scores.push(score);
    }
    if problems.count() == 0 && scored.scores.is_empty() {
        problems.push(Problem::Asked("nobody has a score".into()));
    }
    problems.or(scored)
}

impl Report {
    /// A readable table, best first.
    pub fn text(&self) -> String {
        let mut page = Page::default();
        page.line(format!("{} candidates", self.n));
        if !self.left_out.is_empty() {
            page.line(format!("without a score: {}", self.left_out.join(", ")));
        }
        page.heading(&format!("Bands at {} %", percent(self.level)));
        page.figure("SD of scores", &self.sd);
        page.figure("reliability", &self.reliability);
        page.figure("classic width", &self.width_classic);
        page.figure("corrected width", &self.width_corrected);
        page.heading(&format!("Ranks (90 % intervals, seed {})", self.seed));
        let row = |one: &Candidate| {
            let interval = one.rank_interval.value.as_ref();
            vec![
                one.id.clone(),
                number(one.score),
                one.rank.to_string(),
                interval.map_or("-".into(), |[best, worst]| format!("{best}-{worst}")),
                crate::text::cell(&one.expected_rank),
                one.band
                    .value
                    .as_ref()
                    .map_or("-".into(), ToString::to_string),
            ]
        };
        let rows: Vec<Vec<String>> = self.candidates.iter().map(row).collect();
        let header = ["candidate", "score", "rank", "interval", "expected", "band"];
        page.table(&header, &rows);
        page.note("rank intervals", &self.method);
        page.finish()
    }
}
