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
    let circles = circles(&by_id);
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
            Some(_) if circles.contains(question.id.as_str()) => findings.error(
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

/// The questions from which following substitutes leads back to themselves. Each is followed once: a chain of 20,000
/// is no work.
fn circles<'q>(by_id: &BTreeMap<&'q str, &'q Question>) -> BTreeSet<&'q str> {
    let next = |id: &str| by_id.get(id).and_then(|one| one.substitute.as_deref());
    let (mut circles, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for start in by_id.keys() {
        let mut way = Vec::new();
        let mut here = Some(*start);
        while let Some(id) = here.filter(|id| seen.insert(*id)) {
            way.push(id);
            here = next(id).filter(|id| by_id.contains_key(id));
        }
        // Where it met its own way, the rest of that is a circle.
        if let Some(at) = here.and_then(|id| way.iter().position(|one| *one == id)) {
            circles.extend(way.drain(at..));
        }
    }
    circles
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
