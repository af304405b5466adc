//! What a panel's ratings of one question show: mean, spread and agreement of every reply, agreement over the replies,
//! the gap at the top, and what the gate holds against a key made of them.

use super::HeldBack;
use super::held_back::held_back;
use crate::answer::RATING;
use crate::attempt::letter;
use crate::question::Question;
use psychometrics::agreement::panel::derive_key;
use psychometrics::agreement::r_wg;
use psychometrics::moments::{mean, sd};
use psychometrics::table::Table;
use std::collections::BTreeMap;

/// One expert's ratings of one question: option id to 1–7.
pub type Ratings = BTreeMap<String, u8>;

/// Points of the scale, for r_wg.
const POINTS: u32 = 7;

/// What the panel says of one reply.
#[derive(Debug, Clone, PartialEq)]
pub struct OptionEvidence {
    pub id: String,
    /// In the order of the question, as staff see it.
    pub letter: char,
    /// How often each rating from 1 to 7 was given.
    pub counts: [u32; 7],
    /// 1 to 7; absent without a rating.
    pub mean: Option<f64>,
    /// Standard deviation (n − 1); absent below two experts.
    pub sd: Option<f64>,
    /// `1 − s²/4`: 1 is full agreement, 0 or less what random ratings give. Absent below two experts.
    pub r_wg: Option<f64>,
}

/// How far the experts agree over the replies, with a 95 % interval where there is one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// ICC(2,k), of the panel's means.
    pub icc2k: f64,
    pub interval: Option<(f64, f64)>,
    /// ICC(2,1), of a single expert.
    pub icc21: Option<f64>,
}

/// What a panel says of one question.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionEvidence {
    /// Experts who rated every reply; only they count.
    pub experts: usize,
    /// In the order of the question.
    pub options: Vec<OptionEvidence>,
    /// Absent below two experts, and where all replies are rated alike.
    pub agreement: Option<Agreement>,
    /// Difference between the best and the second best mean.
    pub gap: Option<f64>,
    /// What stands against a key made of these ratings; empty means that it passes.
    pub held_back: Vec<HeldBack>,
}

impl QuestionEvidence {
    pub fn passes(&self) -> bool {
        self.held_back.is_empty()
    }

    /// The replies with the best mean; several when tied, none without ratings.
    pub fn best(&self) -> Vec<&OptionEvidence> {
        let best = self.options.iter().filter_map(|option| option.mean);
        let Some(best) = best.max_by(f64::total_cmp) else {
            return Vec::new();
        };
        let options = self.options.iter();
        options.filter(|option| option.mean == Some(best)).collect()
    }

    /// The widest spread of a reply.
    pub fn widest(&self) -> Option<&OptionEvidence> {
        let spread = |option: &&OptionEvidence| option.sd.is_some();
        let options = self.options.iter().filter(spread);
        options.max_by(|a, b| {
            let of = |option: &OptionEvidence| option.sd.unwrap_or(0.0);
            // The first of several equals.
            of(a).total_cmp(&of(b)).then(b.letter.cmp(&a.letter))
        })
    }
}

/// What `ratings`, one entry an expert, show of a question. Ratings that leave a reply out, name one that the question
/// does not have, or leave the scale are not counted.
pub fn evidence(question: &Question, ratings: &[Ratings]) -> QuestionEvidence {
    let rows: Vec<Vec<f64>> = ratings
        .iter()
        .filter_map(|one| row(question, one))
        .collect();
    let options: Vec<OptionEvidence> = (0..)
        .zip(&question.options)
        .map(|(position, option)| {
            let column: Vec<f64> = rows.iter().map(|row| row[position]).collect();
            of_option(&option.id, letter(position), &column)
        })
        .collect();
    let key = Table::from_rows(&rows).and_then(|table| derive_key(&table, super::gate()));
    let agreement = key.as_ref().ok().and_then(|key| {
        let panel = key.panel.ok()?;
        Some(Agreement {
            icc2k: panel.value,
            interval: panel
                .interval
                .ok()
                .map(|interval| (interval.lower, interval.upper)),
            icc21: key.single_expert.ok().map(|single| single.value),
        })
    });
    QuestionEvidence {
        experts: rows.len(),
        agreement,
        gap: key.as_ref().ok().map(|key| key.gap),
        held_back: held_back(question, rows.len(), &options, key.as_ref().ok()),
        options,
    }
}

/// Ratings in the order of the options.
fn row(question: &Question, ratings: &Ratings) -> Option<Vec<f64>> {
    let whole = ratings.len() == question.options.len();
    let rating = |id: &String| ratings.get(id).filter(|rating| RATING.contains(*rating));
    let row = question
        .options
        .iter()
        .map(|option| rating(&option.id).map(|r| f64::from(*r)));
    row.collect::<Option<Vec<f64>>>().filter(|_| whole)
}

fn of_option(id: &str, letter: char, ratings: &[f64]) -> OptionEvidence {
    let mut counts = [0; 7];
    for (point, count) in RATING.zip(&mut counts) {
        let same = ratings.iter().filter(|rating| **rating == f64::from(point));
        *count = u32::try_from(same.count()).unwrap_or(u32::MAX);
    }
    OptionEvidence {
        id: id.to_owned(),
        letter,
        counts,
        mean: mean(ratings).ok(),
        sd: sd(ratings).ok(),
        r_wg: r_wg(ratings, POINTS).ok(),
    }
}
