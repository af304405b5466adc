//! What is kept of a comparison: its lines, one for each thing found, and their sums. Never contains how they are found.

use domain::bank::BankInfo;
use domain::ids::QuestionVersionId;
use domain::question::Question;
use domain::workshop::difference::Difference;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a line of an upload is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An error of the file: nothing can be imported.
    Error,
    /// Something about the file or the bank as a whole.
    Bank,
    New,
    Changed,
    Same,
    /// The bank holds it, the file does not.
    Missing,
    /// The file holds it, and a bank has no place for it.
    Dropped,
}

impl Kind {
    pub const ALL: [Self; 7] = [
        Self::Error,
        Self::Bank,
        Self::New,
        Self::Changed,
        Self::Same,
        Self::Missing,
        Self::Dropped,
    ];
}

/// Something that the conversion does not carry as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LossLine {
    /// kept, approximated or dropped.
    pub how: String,
    pub field: String,
    pub why: String,
}

/// An error, or a warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemLine {
    /// The file within a package; empty for the file itself.
    pub file: String,
    /// The line of a text, the row of a table.
    pub line: u32,
    pub question: Option<String>,
    pub path: String,
    pub message: String,
}

/// Something about the bank as a whole: one of the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankLine {
    pub loss: Option<LossLine>,
    pub warning: Option<ProblemLine>,
}

/// One question of the file, or of the bank where the file has none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuestionLine {
    pub id: String,
    pub title: String,
    /// What is written when it is confirmed; absent where nothing is.
    pub question: Option<Box<Question>>,
    /// The version that the bank holds.
    pub before: Option<QuestionVersionId>,
    pub differences: Vec<Difference>,
    pub losses: Vec<LossLine>,
    pub warnings: Vec<ProblemLine>,
}

/// What was found, in numbers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// The bank as the file describes it; absent for a file with errors.
    pub info: Option<BankInfo>,
    /// Whether the file itself says anything of the bank.
    pub describes: bool,
    /// Lines by kind.
    pub counts: BTreeMap<Kind, i64>,
    /// Changed questions that candidates will read or answer in another way.
    pub for_candidates: i64,
    /// Changed questions whose key is another one.
    pub in_key: i64,
    /// Losses by how: kept, approximated, dropped.
    pub losses: BTreeMap<String, i64>,
    pub warnings: i64,
}

impl Summary {
    pub fn count(&self, kind: Kind) -> i64 {
        self.counts.get(&kind).copied().unwrap_or(0)
    }
}
