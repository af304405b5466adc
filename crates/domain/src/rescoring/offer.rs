//! What another version of a question offers to an assessment that asks this one: its key, if candidates read the same.

use crate::frozen::FrozenQuestion;
use crate::publishing::{QuestionFault, checked_scores};
use crate::question::{Question, QuestionVersion};
use crate::workshop::difference::{Audience, Difference, differences};

/// What stands between an assessment and another version's key.
#[derive(Debug, Clone, PartialEq)]
pub enum Obstacle {
    /// Candidates answered other words, so the key says nothing about their answers. What differs.
    Asked(Vec<Difference>),
    /// An empathy question became a job question, or the reverse: its replies have no styles, or others.
    Kind,
    /// The key would not be published.
    Fault(QuestionFault),
}

/// What a version offers.
#[derive(Debug, Clone, PartialEq)]
pub enum Offer {
    /// Its key counts for the answers given.
    Usable {
        /// What changes in the key.
        changes: Vec<Difference>,
        /// What the version changes beside the key; the assessment keeps its own.
        kept: Vec<Difference>,
    },
    Unusable(Obstacle),
    /// The key that counts already.
    Same,
}

/// What `other`, a version of the same question, offers to `asked`.
pub fn offer(asked: &FrozenQuestion, other: &QuestionVersion) -> Offer {
    let before = &asked.question;
    let as_asked = in_the_order_of(before, &other.question);
    let found = differences(before, &as_asked);
    let of = |audience: Audience| -> Vec<Difference> {
        let concerned = found.iter().filter(|one| one.audience == audience);
        concerned.cloned().collect()
    };
    let otherwise = of(Audience::Candidates);
    if !otherwise.is_empty() {
        return Offer::Unusable(Obstacle::Asked(otherwise));
    }
    if before.kind != other.question.kind {
        return Offer::Unusable(Obstacle::Kind);
    }
    let keyed = with_key(before, other);
    let mut changes: Vec<Difference> = differences(before, &keyed)
        .into_iter()
        .filter(|one| one.audience == Audience::Key)
        .collect();
    if changes.is_empty() && sources(asked) != source(other) {
        changes.push(Difference {
            audience: Audience::Key,
            what: "Where the key comes from".into(),
            before: sources(asked),
            after: source(other),
        });
    }
    if changes.is_empty() {
        return Offer::Same;
    }
    if let Err(fault) = checked_scores(&keyed, asked.format) {
        return Offer::Unusable(Obstacle::Fault(fault));
    }
    let mut kept = differences(&keyed, &as_asked);
    kept.retain(|one| one.audience != Audience::Candidates);
    Offer::Usable { changes, kept }
}

/// `asked` with the key of `other`: values, styles and reasons by the ids of the replies.
pub(super) fn with_key(asked: &Question, other: &QuestionVersion) -> Question {
    let mut question = asked.clone();
    for option in &mut question.options {
        if let Some(keyed) = other.question.option(&option.id) {
            option.value = keyed.value;
            option.style = keyed.style;
            option.reason.clone_from(&keyed.reason);
        }
    }
    question.key.clone_from(&other.question.key);
    question
}

/// `other` without what an assessment decides itself: the format it asks in and the order of the replies, which each
/// candidate's plan holds.
fn in_the_order_of(asked: &Question, other: &Question) -> Question {
    let mut question = other.clone();
    question.format = asked.format;
    question.allowed_formats.clone_from(&asked.allowed_formats);
    let place = |id: &str| asked.options.iter().position(|option| option.id == id);
    question
        .options
        .sort_by_key(|option| place(&option.id).unwrap_or(usize::MAX));
    for option in &mut question.options {
        if let Some(before) = asked.option(&option.id) {
            option.pinned = before.pinned;
        }
    }
    question
}

fn sources(asked: &FrozenQuestion) -> String {
    format!("{:?}, {:?}", asked.provenance, asked.visibility).to_lowercase()
}

fn source(version: &QuestionVersion) -> String {
    format!("{:?}, {:?}", version.key.provenance, version.key.visibility).to_lowercase()
}
