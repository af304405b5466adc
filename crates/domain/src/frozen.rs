//! A published assessment as it was frozen: definition, question versions with their keys, chance levels and engine
//! version. Immutable; everything an attempt needs to be shown, checked and scored. Contains no candidate.

use crate::assessment::{Acknowledgement, Definition, Purpose};
use crate::bank::{Provenance, Visibility};
use crate::ids::{AssessmentId, QuestionVersionId};
use crate::question::{Format, Question};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The version of a question whose key counts, where it is not the version that candidates are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyVersion {
    pub version: QuestionVersionId,
    pub number: u32,
}

/// That somebody gave a published assessment other keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyChange {
    pub at: Timestamp,
    pub by: String,
    pub reason: String,
}

/// One question of a frozen assessment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrozenQuestion {
    pub version: QuestionVersionId,
    /// Bank id and version number, for people: `core-empathy`, 3.
    pub bank: String,
    pub version_number: u32,
    pub format: Format,
    /// ω_i = w_question · w_section · Σ_d a_id W_d, not normalised.
    pub weight: f64,
    /// Chance level c by enumeration of uniform answers.
    pub chance: f64,
    pub provenance: Provenance,
    pub visibility: Visibility,
    /// Absent while the key is that of the version asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keyed_by: Option<KeyVersion>,
    /// As it is asked; its options carry the key that counts.
    pub question: Question,
}

impl FrozenQuestion {
    /// The version whose key counts.
    pub fn key_version(&self) -> KeyVersion {
        self.keyed_by.unwrap_or(KeyVersion {
            version: self.version,
            number: self.version_number,
        })
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrozenAssessment {
    pub id: AssessmentId,
    pub purpose: Purpose,
    pub published_at: Timestamp,
    pub published_by: String,
    pub acknowledgements: Vec<Acknowledgement>,
    pub engine_version: String,
    pub definition: Definition,
    /// In the recruiter's order; an attempt's plan may shuffle it.
    pub questions: Vec<FrozenQuestion>,
    /// 19 in 20 random answerers stay below this total.
    pub random_95: f64,
    /// Planning reliability by length.
    pub planning_reliability: f64,
    /// The last time keys were changed after publishing; everything else is as it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_change: Option<KeyChange>,
}

impl FrozenAssessment {
    pub fn question(&self, version: QuestionVersionId) -> Option<&FrozenQuestion> {
        self.questions
            .iter()
            .find(|question| question.version == version)
    }

    /// Questions whose key any applicant can read.
    pub fn public_keys(&self) -> usize {
        self.questions
            .iter()
            .filter(|question| question.visibility == Visibility::Public)
            .count()
    }

    /// Questions whose key no panel of experts has rated.
    pub fn provisional_keys(&self) -> usize {
        self.questions
            .iter()
            .filter(|question| question.provenance == Provenance::Rational)
            .count()
    }
}
