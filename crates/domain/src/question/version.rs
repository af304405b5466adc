//! A question as a bank keeps it: immutable, numbered, with the provenance of its key.

use super::Question;
use crate::bank::Key;
use crate::ids::QuestionVersionId;
use serde::{Deserialize, Serialize};

/// One immutable version of one question. What building and publishing an assessment need to know of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuestionVersion {
    pub id: QuestionVersionId,
    /// The bank's id and the version's number, for people: `core-empathy`, 3.
    pub bank: String,
    pub number: u32,
    /// Where this version's key comes from and who can read it: the question's own key or its bank's. A private one is
    /// public here while the wording can be read in a public bank.
    pub key: Key,
    pub question: Question,
}
