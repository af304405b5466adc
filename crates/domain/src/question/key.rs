//! What a key makes of an answer: the question score s in 0..=1, the scores a question can give and how often a
//! random answerer gets each, chance and anchoring. Formats keep their formulas in their own
//! files; this one dispatches.

use super::{Format, Question, most_least, rank_order, rate_each, single_best};
use crate::answer::Answer;

/// Expert values lie on this scale.
pub const VALUES: std::ops::RangeInclusive<f64> = 1.0..=7.0;
/// Scores are enumerated exactly up to this many options.
pub const MAX_OPTIONS: usize = 8;
pub const MIN_OPTIONS: usize = 2;

/// Scores nearer than this are one score.
const SAME_SCORE: f64 = 1e-9;

/// The question score s in 0..=1 of an answer, in the format of the answer; `None` while the answer is not complete,
/// does not fit the question, or the key cannot be scored.
pub fn score(question: &Question, answer: &Answer) -> Option<f64> {
    answer.check(question, answer.format()).ok()?;
    match answer {
        Answer::SingleBest { choice } => single_best::score(question, choice.as_deref()?),
        Answer::MostLeast { most, least } => {
            most_least::score(question, most.as_deref()?, least.as_deref()?)
        }
        Answer::RateEach { ratings } => rate_each::score(question, ratings),
        Answer::RankOrder { places } => rank_order::score(question, places),
    }
}

/// Why a question cannot be scored in a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unscorable {
    #[error("it has fewer than two replies")]
    TooFewOptions,
    #[error("it has more than eight replies")]
    TooManyOptions,
    #[error("a key value is not between 1 and 7")]
    ValueOutOfRange,
    #[error("every answer would get the same score")]
    AllAlike,
}

/// Every score the question can give in `format`, with its probability under uniformly random complete answers.
///
/// # Errors
/// [`Unscorable`] when there is no score to speak of.
pub fn distribution(question: &Question, format: Format) -> Result<Distribution, Unscorable> {
    let count = question.options.len();
    if count < MIN_OPTIONS {
        return Err(Unscorable::TooFewOptions);
    }
    if count > MAX_OPTIONS {
        return Err(Unscorable::TooManyOptions);
    }
    if question
        .options
        .iter()
        .any(|option| !VALUES.contains(&option.value))
    {
        return Err(Unscorable::ValueOutOfRange);
    }
    let distribution = match format {
        Format::SingleBest => single_best::distribution(question),
        Format::MostLeast => most_least::distribution(question),
        Format::RateEach => rate_each::distribution(question),
        Format::RankOrder => rank_order::distribution(question),
    };
    distribution
        .filter(|scores| scores.points().len() > 1)
        .ok_or(Unscorable::AllAlike)
}

/// The anchored score `s' = (s − c)/(1 − c)`: 0 for a random answer on average, 1 for the best, and below 0 for
/// worse than random.
pub fn anchored(score: f64, chance: f64) -> f64 {
    (score - chance) / (1.0 - chance)
}

/// Distance between the lowest and the highest expert value, 0..=6.
pub fn span(question: &Question) -> f64 {
    value_range(question).map_or(0.0, |(low, high)| high - low)
}

/// Lowest and highest expert value; `None` when they coincide or are not finite.
pub(super) fn value_range(question: &Question) -> Option<(f64, f64)> {
    let values = || question.options.iter().map(|option| option.value);
    let low = values().min_by(f64::total_cmp)?;
    let high = values().max_by(f64::total_cmp)?;
    (low.is_finite() && high.is_finite() && high - low > SAME_SCORE).then_some((low, high))
}

/// The scores a question can give and their probabilities under uniformly random answers, lowest first; never empty.
/// With them the chance level c, their mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    points: Vec<(f64, f64)>,
    chance: f64,
}

impl Distribution {
    /// From (score, probability) in any order; chance is their mean.
    pub(super) fn with_mean_chance(outcomes: Vec<(f64, f64)>) -> Self {
        let mut distribution = Self::symmetric(outcomes);
        distribution.chance = distribution.mean();
        distribution
    }

    /// As above, for formats in which every answer has a reverse that scores 1 − s: chance is one half exactly, not
    /// up to rounding.
    pub(super) fn symmetric(mut outcomes: Vec<(f64, f64)>) -> Self {
        outcomes.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut points: Vec<(f64, f64)> = Vec::new();
        for (score, probability) in outcomes {
            match points.last_mut() {
                Some(last) if score - last.0 < SAME_SCORE => last.1 += probability,
                _ => points.push((score, probability)),
            }
        }
        Self {
            points,
            chance: 0.5,
        }
    }

    /// The chance level c.
    pub fn chance(&self) -> f64 {
        self.chance
    }

    /// (anchored score, probability), lowest first.
    pub fn anchored_points(&self) -> Vec<(f64, f64)> {
        self.points
            .iter()
            .map(|&(score, p)| (anchored(score, self.chance), p))
            .collect()
    }

    /// (score, probability), lowest score first.
    pub fn points(&self) -> &[(f64, f64)] {
        &self.points
    }

    pub fn mean(&self) -> f64 {
        self.points
            .iter()
            .map(|(score, probability)| score * probability)
            .sum()
    }

    /// Standard deviation of a random answerer's anchored score.
    pub fn anchored_sd(&self) -> f64 {
        let squares = self
            .points
            .iter()
            .map(|(score, p)| p * (score - self.chance).powi(2));
        squares.sum::<f64>().sqrt() / (1.0 - self.chance)
    }

    pub fn lowest(&self) -> f64 {
        self.points.first().map_or(0.0, |point| point.0)
    }

    pub fn highest(&self) -> f64 {
        self.points.last().map_or(1.0, |point| point.0)
    }

    /// The worst and best anchored score an answer can reach, shown to the author.
    pub fn attainable(&self) -> (f64, f64) {
        (
            anchored(self.lowest(), self.chance),
            anchored(self.highest(), self.chance),
        )
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::super::{Channel, Direction, Kind, ReplyOption};
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// An empathy question with options a, b, c … of the given expert values.
    pub(crate) fn question(values: &[f64]) -> Question {
        Question {
            id: "parcel".into(),
            title: "The late parcel".into(),
            kind: Kind::Empathy,
            format: Format::SingleBest,
            allowed_formats: Format::ALL.to_vec(),
            channel: Channel::Voice,
            direction: Direction::Inbound,
            sector: "delivery".into(),
            competencies: BTreeMap::from([(super::super::Competency::PT, 1.0)]),
            asks: vec![],
            difficulty: super::super::Difficulty::Medium,
            reading_seconds: 60,
            content_note: None,
            substitute: None,
            customer_record: None,
            scenario: "A parcel is late.".into(),
            task: "Which reply is best?".into(),
            key: None,
            options: values
                .iter()
                .zip('a'..)
                .map(|(&value, id)| ReplyOption {
                    id: id.to_string(),
                    text: format!("Reply {id}"),
                    value,
                    style: None,
                    reason: format!("Because {id}"),
                    pinned: false,
                })
                .collect(),
        }
    }

    fn keys() -> impl Strategy<Value = Vec<f64>> {
        prop::collection::vec(
            (2..=14_u8).prop_map(|halves| f64::from(halves) / 2.0),
            2..=5,
        )
    }

    proptest! {
        #[test]
        fn random_answers_average_zero_and_the_best_has_one(values in keys()) {
            let question = question(&values);
            for format in Format::ALL {
                let Ok(scores) = distribution(&question, format) else { continue };
                let probability: f64 = scores.points().iter().map(|point| point.1).sum();
                prop_assert!((probability - 1.0).abs() < 1e-12);
                prop_assert!((scores.mean() - scores.chance()).abs() < 1e-12);
                let mean: f64 = scores.anchored_points().iter().map(|(s, p)| s * p).sum();
                prop_assert!(mean.abs() < 1e-12, "{format:?} {mean}");
                let (worst, best) = scores.attainable();
                prop_assert_eq!(best, 1.0);
                prop_assert!(worst < 0.0);
                if format != Format::SingleBest {
                    prop_assert_eq!(worst, -1.0);
                }
            }
        }
    }

    #[test]
    fn a_half_given_or_foreign_answer_has_no_score() {
        let question = question(&[5.5, 4.0, 2.5, 1.5]);
        let most = |most: &str, least: Option<&str>| Answer::MostLeast {
            most: Some(most.into()),
            least: least.map(Into::into),
        };
        assert_eq!(score(&question, &most("b", Some("d"))), Some(0.8125));
        assert_eq!(score(&question, &most("b", None)), None);
        assert_eq!(score(&question, &most("b", Some("b"))), None);
        assert_eq!(score(&question, &most("z", Some("b"))), None);
        assert_eq!(score(&question, &Answer::SingleBest { choice: None }), None);
        let ratings = ["a", "b", "c", "d"].map(|id| (id.to_owned(), 9)).into();
        assert_eq!(score(&question, &Answer::RateEach { ratings }), None);
        let places = ["a", "b", "c", "d"].map(|id| (id.to_owned(), 1)).into();
        assert_eq!(score(&question, &Answer::RankOrder { places }), None);
    }

    #[test]
    fn what_cannot_be_scored_is_named() {
        let of = |values: &[f64], format| distribution(&question(values), format).map(|_| ());
        assert_eq!(
            of(&[5.0], Format::SingleBest),
            Err(Unscorable::TooFewOptions)
        );
        assert_eq!(
            of(&[5.0; 9], Format::RateEach),
            Err(Unscorable::TooManyOptions)
        );
        assert_eq!(
            of(&[5.0, 8.0], Format::SingleBest),
            Err(Unscorable::ValueOutOfRange)
        );
        assert_eq!(
            of(&[5.0, f64::NAN], Format::SingleBest),
            Err(Unscorable::ValueOutOfRange)
        );
        assert_eq!(
            of(&[4.0, 4.0, 4.0], Format::MostLeast),
            Err(Unscorable::AllAlike)
        );
        assert_eq!(
            of(&[4.0, 4.3, 4.1], Format::RateEach),
            Err(Unscorable::AllAlike)
        );
        assert_eq!(of(&[4.0, 4.3, 4.1], Format::MostLeast), Ok(()));
    }
}
