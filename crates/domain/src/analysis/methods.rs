//! Other defensible ways of scoring the same answers, for comparison only: nobody is ever scored with them. Each gives
//! a question score from 0 to 1 and what random answering averages under it, so that it is anchored like the method in
//! use. A missing answer counts as chance in all of them.

use super::design::{carrying, raw};
use crate::answer::{Answer, RATING};
use crate::frozen::{FrozenAssessment, FrozenQuestion};
use crate::question::key::anchored;
use crate::question::{Format, Question};
use crate::score_card::Contribution;
use psychometrics::moments::correlation;
use psychometrics::ranks::mid_ranks;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Key values nearer than this are one value.
const SAME: f64 = 1e-9;

/// A scoring method that differs from the one in use for some formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Only the best reply counts (and, for most and least, the worst): no partial credit.
    BestReply,
    /// How far ratings and places lie from the key's (absolute distance, footrule).
    Distance,
    /// How ratings and places go with the key's (Pearson, Spearman).
    Correlation,
}

impl Method {
    const ALL: [Self; 3] = [Self::BestReply, Self::Distance, Self::Correlation];

    /// Those that score some question of the assessment in another way than the method in use.
    pub fn of(assessment: &FrozenAssessment) -> Vec<Self> {
        Self::applying(&carrying(assessment))
    }

    fn applying(carrying: &[(usize, &FrozenQuestion)]) -> Vec<Self> {
        let ordered = |format| matches!(format, Format::RateEach | Format::RankOrder);
        let any = carrying.iter().any(|(_, one)| ordered(one.format));
        let differs = |method: &Self| any || *method == Self::BestReply;
        Self::ALL.into_iter().filter(differs).collect()
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::BestReply => "Only the best reply counts",
            Self::Distance => "Distance from the key",
            Self::Correlation => "Correlation with the key",
        }
    }

    pub fn meaning(self) -> &'static str {
        match self {
            Self::BestReply => {
                "No partial credit: putting the best reply first is right, everything else wrong (for most and least, the \
                 worst reply counts too)."
            }
            Self::Distance => {
                "Ratings and orders are scored by how far they lie from the key; other questions as now."
            }
            Self::Correlation => {
                "Ratings and orders are scored by how they go up and down with the key; other questions as now."
            }
        }
    }

    /// Question score and its chance level; `None` where the method in use stands.
    fn score(self, question: &Question, answer: &Answer) -> Option<(f64, f64)> {
        match (self, answer) {
            (Self::BestReply, Answer::MostLeast { most, least }) => {
                let (most, least) = (most.as_deref()?, least.as_deref()?);
                let worth =
                    |id: &str| f64::from(is_best(question, id)) - f64::from(is_worst(question, id));
                Some(((worth(most) - worth(least) + 2.0) / 4.0, 0.5))
            }
            (Self::BestReply, _) => {
                let first = answer.preferred();
                let best = |id: &&&str| is_best(question, id);
                let hits = first.iter().filter(best).count() as f64;
                let all = question.options.iter();
                let chance = all.filter(|option| is_best(question, &option.id)).count() as f64;
                Some((
                    hits / first.len() as f64,
                    chance / question.options.len() as f64,
                ))
            }
            (Self::Distance, Answer::RateEach { ratings }) => {
                let (low, high) = (f64::from(*RATING.start()), f64::from(*RATING.end()));
                let scale: Vec<f64> = RATING.map(f64::from).collect();
                let key = values(question);
                let most = key.iter().map(|key| (key - low).max(high - key)).sum();
                distance(&given(question, ratings)?, &key, &scale, most)
            }
            (Self::Distance, Answer::RankOrder { places }) => {
                let key = key_places(question)?;
                let scale: Vec<f64> = (1..=key.len()).map(|place| place as f64).collect();
                let mut sorted = key.clone();
                sorted.sort_by(f64::total_cmp);
                let reversed = sorted.iter().rev().zip(&scale);
                let most = reversed.map(|(key, place)| (key - place).abs()).sum();
                distance(&given(question, places)?, &key, &scale, most)
            }
            (Self::Correlation, Answer::RateEach { ratings }) => {
                Some(along(&given(question, ratings)?, &values(question)))
            }
            (Self::Correlation, Answer::RankOrder { places }) => {
                Some(along(&given(question, places)?, &key_places(question)?))
            }
            (Self::Distance | Self::Correlation, _) => None,
        }
    }
}

/// The totals of one attempt under the methods of its assessment, on the scale of the total in use.
pub(super) fn totals(
    carrying: &[(usize, &FrozenQuestion)],
    weights: &[f64],
    lines: &[&Contribution],
) -> Vec<f64> {
    let total = |method: Method| -> f64 {
        let questions = carrying.iter().zip(weights).zip(lines);
        questions
            .map(|(((_, question), weight), line)| weight * rescored(method, question, line))
            .sum()
    };
    Method::applying(carrying).into_iter().map(total).collect()
}

/// s' under a method; 0 for a missing answer.
fn rescored(method: Method, question: &FrozenQuestion, line: &Contribution) -> f64 {
    let Some(answer) = line.answer.as_ref().filter(|_| line.score.is_some()) else {
        return 0.0;
    };
    let (score, chance) = method
        .score(&question.question, answer)
        .unwrap_or((raw(question, line.anchored), question.chance));
    // A key on which random answering is always right tells nobody apart.
    if chance < 1.0 {
        anchored(score, chance)
    } else {
        0.0
    }
}

fn values(question: &Question) -> Vec<f64> {
    question.options.iter().map(|option| option.value).collect()
}

fn is_best(question: &Question, id: &str) -> bool {
    let best = values(question).into_iter().fold(f64::MIN, f64::max);
    question
        .option(id)
        .is_some_and(|option| best - option.value < SAME)
}

fn is_worst(question: &Question, id: &str) -> bool {
    let worst = values(question).into_iter().fold(f64::MAX, f64::min);
    question
        .option(id)
        .is_some_and(|option| option.value - worst < SAME)
}

/// The place of each reply by the key, 1 for the best; equal ones share the middle of theirs.
fn key_places(question: &Question) -> Option<Vec<f64>> {
    let turned: Vec<f64> = values(question).iter().map(|value| -value).collect();
    mid_ranks(&turned).ok()
}

/// Ratings or places in the order of the stored replies.
fn given(question: &Question, numbers: &BTreeMap<String, u8>) -> Option<Vec<f64>> {
    let options = question.options.iter();
    options
        .map(|option| numbers.get(&option.id).map(|&number| f64::from(number)))
        .collect()
}

/// `1 − Σ|x − k| / most`, and the same for the mean over all numbers of the scale, which random answering averages:
/// each reply gets each number of the scale equally often.
fn distance(given: &[f64], key: &[f64], scale: &[f64], most: f64) -> Option<(f64, f64)> {
    let off: f64 = given.iter().zip(key).map(|(x, k)| (x - k).abs()).sum();
    let random = |k: &f64| scale.iter().map(|x| (x - k).abs()).sum::<f64>() / scale.len() as f64;
    let random: f64 = key.iter().map(random).sum();
    (most > 0.0).then(|| (1.0 - off / most, 1.0 - random / most))
}

/// `(1 + r)/2`; all ratings alike are chance. Turning an answer round turns the sign, so chance is one half.
fn along(given: &[f64], key: &[f64]) -> (f64, f64) {
    ((1.0 + correlation(given, key).unwrap_or(0.0)) / 2.0, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::key::tests::question;

    const METHODS: [Method; 3] = Method::ALL;

    fn map(numbers: &[u8]) -> BTreeMap<String, u8> {
        let ids = ["a", "b", "c", "d", "e"].map(String::from);
        ids.into_iter().zip(numbers.iter().copied()).collect()
    }

    /// The vectors of the specification: K = (6.2, 1.8, 4.5, 3.1, 5.6) rated 7, 2, 3, 4, 6.
    #[test]
    fn worked_ratings() {
        let question = question(&[6.2, 1.8, 4.5, 3.1, 5.6]);
        let answer = Answer::RateEach {
            ratings: map(&[7, 2, 3, 4, 6]),
        };
        let (score, chance) = Method::Distance.score(&question, &answer).expect("scored");
        assert!((score - 0.830_357).abs() < 1e-6 && (chance - 0.5268).abs() < 1e-4);
        let (score, _) = Method::Correlation
            .score(&question, &answer)
            .expect("scored");
        assert!((score - 0.941_840).abs() < 1e-6);
        let (score, chance) = Method::BestReply.score(&question, &answer).expect("scored");
        assert_eq!((score, chance), (1.0, 0.2));
    }

    /// π = (2,1,3,5,4) against the identity: footrule 2/3, ρ = .8; c = 1/3 for five replies.
    #[test]
    fn worked_order() {
        let question = question(&[5.0, 4.0, 3.0, 2.0, 1.0]);
        let answer = Answer::RankOrder {
            places: map(&[2, 1, 3, 5, 4]),
        };
        let (score, chance) = Method::Distance.score(&question, &answer).expect("scored");
        assert!((score - 2.0 / 3.0).abs() < 1e-12 && (chance - 1.0 / 3.0).abs() < 1e-12);
        let (score, chance) = Method::Correlation
            .score(&question, &answer)
            .expect("scored");
        assert!((score - 0.9).abs() < 1e-12 && chance == 0.5);
        assert_eq!(
            Method::BestReply.score(&question, &answer),
            Some((0.0, 0.2))
        );
    }

    /// Every answer there is, one by one: random answering averages the stated chance, agreement gives 1.
    #[test]
    fn chance_is_what_all_answers_average() {
        for values in [
            &[6.0, 2.5, 4.0, 1.0][..],
            &[6.0, 6.0, 2.0],
            &[5.0, 1.0, 1.0],
        ] {
            let question = question(values);
            let n = values.len();
            let ids: Vec<String> = question.options.iter().map(|o| o.id.clone()).collect();
            let mut answers: Vec<Vec<Answer>> = vec![Vec::new(); 3];
            for most in &ids {
                for least in ids.iter().filter(|least| *least != most) {
                    answers[0].push(Answer::MostLeast {
                        most: Some(most.clone()),
                        least: Some(least.clone()),
                    });
                }
            }
            for index in 0..7_usize.pow(n as u32) {
                let ratings: Vec<u8> = (0..n)
                    .map(|i| (index / 7_usize.pow(i as u32) % 7) as u8 + 1)
                    .collect();
                answers[1].push(Answer::RateEach {
                    ratings: map(&ratings),
                });
                let mut distinct = ratings.clone();
                distinct.sort_unstable();
                if distinct.into_iter().eq(1..=n as u8) {
                    answers[2].push(Answer::RankOrder {
                        places: map(&ratings),
                    });
                }
            }
            for method in METHODS {
                for answers in &answers {
                    let scored: Vec<(f64, f64)> = answers
                        .iter()
                        .filter_map(|answer| method.score(&question, answer))
                        .collect();
                    if scored.is_empty() {
                        continue;
                    }
                    let mean = scored.iter().map(|(s, _)| s).sum::<f64>() / scored.len() as f64;
                    let best = scored.iter().map(|(s, _)| *s).fold(f64::MIN, f64::max);
                    assert!(
                        (mean - scored[0].1).abs() < 1e-9,
                        "{method:?} {values:?} {mean}"
                    );
                    // Places cannot equal the shared middle of equal key values.
                    assert!(best <= 1.0 + 1e-12 && best > 0.6, "{method:?} {values:?}");
                }
            }
        }
    }

    #[test]
    fn a_straight_line_is_chance() {
        let question = question(&[6.0, 2.5, 4.0]);
        let answer = Answer::RateEach {
            ratings: map(&[4, 4, 4]),
        };
        assert_eq!(
            Method::Correlation.score(&question, &answer),
            Some((0.5, 0.5))
        );
    }
}
