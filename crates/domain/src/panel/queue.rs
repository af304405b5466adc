//! The disagreement queue: which questions to talk about first.

use super::{LEAST_EXPERTS, QuestionEvidence};

/// Places, in the list given, of the questions on which a panel of sufficient size disagrees: the lowest ICC(2,k) first
/// (none at all comes before any), then the widest spread of a reply, then the order of the list.
pub fn disagreements(questions: &[QuestionEvidence]) -> Vec<usize> {
    let disputed = |evidence: &QuestionEvidence| {
        evidence.experts >= LEAST_EXPERTS
            && evidence.held_back.iter().any(|one| one.is_disagreement())
    };
    let agreement = |place: usize| {
        let agreement = questions[place].agreement;
        agreement.map_or(f64::NEG_INFINITY, |agreement| agreement.icc2k)
    };
    let spread = |place: usize| {
        let widest = questions[place].widest();
        widest.and_then(|option| option.sd).unwrap_or(0.0)
    };
    let places = 0..questions.len();
    let mut queue: Vec<usize> = places
        .filter(|place| disputed(&questions[*place]))
        .collect();
    queue.sort_by(|&a, &b| {
        let by_agreement = agreement(a).total_cmp(&agreement(b));
        by_agreement
            .then(spread(b).total_cmp(&spread(a)))
            .then(a.cmp(&b))
    });
    queue
}
