//! Substitutes: a question may name an equivalent one of the same bank, for whoever would rather not answer it. That it
//! leads somewhere is a rule; that the two are alike is advice.

use super::Findings;
use crate::question::Question;
use std::collections::{BTreeMap, BTreeSet};

/// Reading times further apart than this, as a share of the longer one, change how long an assessment takes.
const SAME_TIME: f64 = 0.75;

/// Checks the substitutes of all `questions`; ids that repeat stand for their first use.
pub(super) fn check(questions: &[Question], findings: &mut Findings) {
    let mut by_id: BTreeMap<&str, &Question> = BTreeMap::new();
    for question in questions {
        by_id.entry(&question.id).or_insert(question);
    }
    for (index, question) in questions.iter().enumerate() {
        let Some(named) = question.substitute.as_deref() else {
            continue;
        };
        findings.enter(index, &question.id);
        match by_id.get(named) {
            None => findings.error(
                "substitute",
                format!("No question of this bank has the id `{named}`."),
            ),
            Some(_) if comes_round(question, &by_id) => findings.error(
                "substitute",
                format!("`{named}` leads back here: substitutes must not go in a circle."),
            ),
            Some(substitute) => {
                for difference in differences(question, substitute) {
                    findings.warning("substitute", format!("`{named}` {difference}."));
                }
            }
        }
        findings.leave();
    }
}

/// Whether following substitutes from `question` returns to it.
fn comes_round(question: &Question, by_id: &BTreeMap<&str, &Question>) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = question.substitute.as_deref();
    while let Some(id) = next {
        if id == question.id {
            return true;
        }
        if !seen.insert(id) {
            return false;
        }
        next = by_id
            .get(id)
            .and_then(|question| question.substitute.as_deref());
    }
    false
}

/// How `substitute` is no equivalent of `question`, each as the rest of a sentence.
fn differences(question: &Question, substitute: &Question) -> Vec<&'static str> {
    let apart = |holds: bool, says: &'static str| holds.then_some(says);
    let (one, other) = (
        f64::from(question.reading_seconds),
        f64::from(substitute.reading_seconds),
    );
    [
        apart(
            question.kind != substitute.kind,
            "is of the other kind, empathy or job",
        ),
        apart(
            !question.competencies.is_empty()
                && !question
                    .competencies
                    .keys()
                    .any(|competency| substitute.competencies.contains_key(competency)),
            "measures none of the same competencies",
        ),
        apart(
            question.difficulty != substitute.difficulty,
            "is not as difficult",
        ),
        apart(
            one.min(other) < SAME_TIME * one.max(other),
            "takes much more or much less time",
        ),
        apart(
            question.content_note.is_some() && substitute.content_note.is_some(),
            "carries a content note, too",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}
