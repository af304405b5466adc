//! The key that a panel gives: the mean rating of every reply, and where it comes from.

use super::{OptionEvidence, QuestionEvidence};
use crate::bank::{Key, KeyStatus, Provenance};
use crate::question::Question;

/// Values are kept to a hundredth: eight ratings cannot tell more, and files stay readable.
const HUNDREDTHS: f64 = 100.0;
/// Agreement is kept to four decimals.
const DECIMALS: f64 = 10_000.0;

/// The question with the panel's key; `None` where the gate holds something against it.
pub fn derived(question: &Question, evidence: &QuestionEvidence) -> Option<Question> {
    evidence
        .passes()
        .then(|| with_means(question, &evidence.options))
}

/// Where the key comes from: a panel of so many experts, with their agreement, on `date` (ISO). Who can read it stays as
/// it was.
pub fn provenance(present: &Key, evidence: &QuestionEvidence, date: &str) -> Key {
    Key {
        provenance: Provenance::ExpertPanel,
        status: KeyStatus::Confirmed,
        visibility: present.visibility,
        experts: u32::try_from(evidence.experts).ok(),
        date: Some(date.to_owned()),
        icc2k: evidence
            .agreement
            .map(|agreement| (agreement.icc2k * DECIMALS).round() / DECIMALS),
    }
}

/// Whether two versions of a question show an expert the same: a key may then be carried from one to the other.
pub fn same_for_experts(one: &Question, other: &Question) -> bool {
    let replies = |question: &Question| -> Vec<(String, String)> {
        let options = question.options.iter();
        options
            .map(|option| (option.id.clone(), option.text.clone()))
            .collect()
    };
    (one.channel, one.direction, &one.sector) == (other.channel, other.direction, &other.sector)
        && one.title == other.title
        && one.content_note == other.content_note
        && one.customer_record == other.customer_record
        && one.scenario == other.scenario
        && replies(one) == replies(other)
}

pub(super) fn with_means(question: &Question, options: &[OptionEvidence]) -> Question {
    let mut question = question.clone();
    for option in &mut question.options {
        let rated = options.iter().find(|rated| rated.id == option.id);
        if let Some(mean) = rated.and_then(|rated| rated.mean) {
            option.value = (mean * HUNDREDTHS).round() / HUNDREDTHS;
        }
    }
    question
}
