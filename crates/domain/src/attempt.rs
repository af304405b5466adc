//! One taking of an assessment: its plan (order of questions and options), its deadline and what may happen when.
//! Contains no key. The rules of time live here: open, in grace, late, closed.

use crate::frozen::{FrozenAssessment, FrozenQuestion};
use crate::ids::QuestionVersionId;
use crate::question::ReplyOption;
use crate::time::{SECOND, Timestamp};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// Answers that arrive this long after the deadline are still scored.
pub const GRACE_MILLIS: i64 = 30 * SECOND;

/// A question as this candidate meets it: its number is its index + 1, letters follow `options`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedQuestion {
    pub version: QuestionVersionId,
    /// Option ids in displayed order: the first is A.
    pub options: Vec<String>,
}

/// The order in which one attempt presents questions and options; drawn once from a stored seed at the start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub seed: u64,
    pub questions: Vec<PlannedQuestion>,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The candidate confirmed.
    Submitted,
    /// The deadline passed; the server closed it.
    TimedOut,
    /// The intake or invitation closed while it was open.
    WindowClosed,
}

/// What time allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    Open,
    /// Past the deadline, within the grace for answers in flight.
    Grace,
    Over,
}

/// Where `now` stands against an optional deadline.
pub fn clock(deadline: Option<Timestamp>, now: Timestamp) -> Clock {
    match deadline {
        None => Clock::Open,
        Some(deadline) if now <= deadline => Clock::Open,
        Some(deadline) if now <= deadline.plus(GRACE_MILLIS) => Clock::Grace,
        Some(_) => Clock::Over,
    }
}

/// The letter of a displayed position: 0 is A.
pub fn letter(position: usize) -> char {
    u8::try_from(position)
        .ok()
        .and_then(|offset| b'A'.checked_add(offset))
        .map_or('?', char::from)
}

/// Draws the order in which one attempt meets the questions and their options. The same assessment and seed always
/// give the same plan; the plan is stored, so that a later engine need not draw it again.
///
/// Pinned options keep their place; the others are shuffled among the places that remain.
pub fn draw_plan(assessment: &FrozenAssessment, seed: u64) -> Plan {
    let definition = &assessment.definition;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut order: Vec<&FrozenQuestion> = assessment.questions.iter().collect();
    if definition.shuffle_questions {
        order.shuffle(&mut rng);
    }
    let questions = order
        .into_iter()
        .map(|question| PlannedQuestion {
            version: question.version,
            options: option_order(
                &question.question.options,
                definition.shuffle_options,
                &mut rng,
            ),
        })
        .collect();
    Plan { seed, questions }
}

/// Ids in the order shown: pinned options keep their place, the others are shuffled among the places that remain.
pub(crate) fn option_order(
    options: &[ReplyOption],
    shuffle: bool,
    rng: &mut ChaCha8Rng,
) -> Vec<String> {
    let id = |option: &ReplyOption| option.id.clone();
    if !shuffle {
        return options.iter().map(id).collect();
    }
    let mut loose: Vec<String> = options
        .iter()
        .filter(|option| !option.pinned)
        .map(id)
        .collect();
    loose.shuffle(rng);
    let mut loose = loose.into_iter();
    options
        .iter()
        .filter_map(|option| {
            if option.pinned {
                Some(id(option))
            } else {
                loose.next()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn time_is_open_then_in_grace_then_over() {
        let deadline = Some(Timestamp(1_000_000));
        assert_eq!(clock(None, Timestamp(i64::MAX)), Clock::Open);
        assert_eq!(clock(deadline, Timestamp(1_000_000)), Clock::Open);
        assert_eq!(clock(deadline, Timestamp(1_000_001)), Clock::Grace);
        assert_eq!(
            clock(deadline, Timestamp(1_000_000 + GRACE_MILLIS)),
            Clock::Grace
        );
        assert_eq!(
            clock(deadline, Timestamp(1_000_001 + GRACE_MILLIS)),
            Clock::Over
        );
    }

    #[test]
    fn a_plan_without_shuffling_keeps_the_recruiters_order() {
        let mut assessment = samples::assessment(6);
        assessment.definition.shuffle_questions = false;
        assessment.definition.shuffle_options = false;
        let plan = draw_plan(&assessment, 9);
        for (planned, question) in plan.questions.iter().zip(&assessment.questions) {
            assert_eq!(planned.version, question.version);
            let ids: Vec<_> = question
                .question
                .options
                .iter()
                .map(|o| o.id.clone())
                .collect();
            assert_eq!(planned.options, ids);
        }
    }

    #[test]
    fn a_plan_is_a_permutation_that_depends_only_on_the_seed() {
        let assessment = samples::assessment(8);
        let plan = draw_plan(&assessment, 1);
        assert_eq!(plan, draw_plan(&assessment, 1));
        assert_ne!(plan.questions, draw_plan(&assessment, 2).questions);
        let mut versions: Vec<_> = plan.questions.iter().map(|q| q.version).collect();
        versions.sort();
        let mut expected: Vec<_> = assessment.questions.iter().map(|q| q.version).collect();
        expected.sort();
        assert_eq!(versions, expected);
    }

    #[test]
    fn pinned_options_keep_their_place() {
        let mut assessment = samples::assessment(3);
        for question in &mut assessment.questions {
            question.question.options[3].pinned = true;
        }
        let mut firsts = std::collections::BTreeSet::new();
        for seed in 0..50 {
            for planned in draw_plan(&assessment, seed).questions {
                assert_eq!(planned.options[3], "d");
                assert_eq!(planned.options.len(), 4);
                firsts.insert(planned.options[0].clone());
            }
        }
        assert_eq!(firsts.into_iter().collect::<Vec<_>>(), ["a", "b", "c"]);
    }

    #[test]
    fn letters_follow_positions() {
        assert_eq!(letter(0), 'A');
        assert_eq!(letter(7), 'H');
        assert_eq!(letter(999), '?');
    }
}
