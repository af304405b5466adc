//! Freezing a published assessment again with other keys, by the code that froze it first: chance levels are enumerated
//! anew, the limit of random answerers and the engine's version with them.

use super::offer::with_key;
use crate::bank::{Key, KeyStatus, Provenance};
use crate::frozen::{FrozenAssessment, FrozenQuestion, KeyChange, KeyVersion};
use crate::ids::QuestionVersionId;
use crate::publishing::{Publication, PublishProblem, freeze};
use crate::question::QuestionVersion;

/// The version whose key a question gets.
#[derive(Debug, Clone, PartialEq)]
pub struct Rekey {
    /// The question as it is asked.
    pub asked: QuestionVersionId,
    /// A version that [`super::offer`] called usable.
    pub with: QuestionVersion,
}

/// `current` with other keys. Title, purpose, publication and acknowledgements stay.
///
/// # Errors
/// Whatever publishing would refuse.
pub fn rekeyed(
    current: &FrozenAssessment,
    rekeys: &[Rekey],
    change: KeyChange,
) -> Result<FrozenAssessment, Vec<PublishProblem>> {
    let chosen = |question: &FrozenQuestion| {
        let found = rekeys.iter().find(|one| one.asked == question.version);
        found.map(|one| &one.with)
    };
    let versions: Vec<QuestionVersion> = current
        .questions
        .iter()
        .map(|question| version(question, chosen(question)))
        .collect();
    let publication = Publication {
        id: current.id,
        purpose: current.purpose,
        acknowledgements: current.acknowledgements.clone(),
        published_by: current.published_by.clone(),
        published_at: current.published_at,
    };
    let mut frozen = freeze(&current.definition, &versions, publication)?;
    for (question, before) in frozen.questions.iter_mut().zip(&current.questions) {
        question.keyed_by = match chosen(before) {
            Some(with) => Some(KeyVersion {
                version: with.id,
                number: with.number,
            })
            .filter(|key| key.version != before.version),
            None => before.keyed_by,
        };
    }
    frozen.key_change = Some(change);
    Ok(frozen)
}

/// The question as it is asked, with the key that is to count.
fn version(question: &FrozenQuestion, with: Option<&QuestionVersion>) -> QuestionVersion {
    QuestionVersion {
        id: question.version,
        bank: question.bank.clone(),
        number: question.version_number,
        key: with.map_or_else(|| key_of(question), |with| with.key.clone()),
        question: with.map_or_else(
            || question.question.clone(),
            |with| with_key(&question.question, with),
        ),
    }
}

/// What is known of a frozen question's key, which need not be its own but its bank's.
fn key_of(question: &FrozenQuestion) -> Key {
    let status = match question.provenance {
        Provenance::Rational => KeyStatus::Provisional,
        Provenance::ExpertPanel => KeyStatus::Confirmed,
    };
    let own = question.question.key.clone().unwrap_or(Key {
        provenance: question.provenance,
        status,
        visibility: question.visibility,
        experts: None,
        date: None,
        icc2k: None,
    });
    Key {
        provenance: question.provenance,
        visibility: question.visibility,
        ..own
    }
}
