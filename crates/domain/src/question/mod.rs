//! A question: a scenario, its options with the expert key, and how it may be answered. Contains no person and no
//! answer. One file a format below holds what is particular to it: `single_best`, `most_least`, `rate_each`,
//! `rank_order`; [`key`] dispatches to them. To add a format: a file here, an arm in each function of [`key`].

mod concordance;
pub mod key;
mod most_least;
mod rank_order;
mod rate_each;
mod single_best;
mod tags;
mod version;

pub use tags::{Ask, Channel, Competency, Difficulty, Direction, Style};
pub use version::QuestionVersion;

use crate::bank::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a question is answered.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Pick the best option; the key gives partial credit.
    SingleBest,
    /// Pick the most and the least helpful option.
    MostLeast,
    /// Rate every option from 1 to 7.
    RateEach,
    /// Put the options in order, best first.
    RankOrder,
}

impl Format {
    pub const ALL: [Self; 4] = [
        Self::SingleBest,
        Self::MostLeast,
        Self::RateEach,
        Self::RankOrder,
    ];

    /// For people: "answered as …".
    pub fn name(self) -> &'static str {
        match self {
            Self::SingleBest => "single best",
            Self::MostLeast => "most and least",
            Self::RateEach => "rate each",
            Self::RankOrder => "rank order",
        }
    }
}

/// Empathy questions carry competencies and styles; job questions test comprehension, accuracy or policy.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    Default,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    #[default]
    Empathy,
    Job,
}

/// What the agent would see on screen beside the conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerRecord {
    pub name: String,
    /// Customer since this year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<u16>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub last_contacts: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// One reply, with its expert key. Never leaves the server towards a candidate: see [`crate::candidate_view`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyOption {
    /// Short and unique within the question, such as `a`.
    pub id: String,
    pub text: String,
    /// Expert effectiveness, 1 (harmful) to 7 (very effective).
    #[schemars(range(min = 1, max = 7))]
    pub value: f64,
    /// Required for empathy questions, absent for job questions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub style: Option<Style>,
    /// Why experts value it so, in words a supervisor would accept.
    #[serde(default)]
    pub reason: String,
    /// A pinned option keeps its place when options are shuffled.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
}

/// A question as its author wrote it, key included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Kebab-case, unique within the bank and stable over versions.
    pub id: String,
    pub title: String,
    #[serde(default)]
    pub kind: Kind,
    pub format: Format,
    /// The formats a recruiter may choose; the question's own format always counts as allowed.
    #[serde(default)]
    pub allowed_formats: Vec<Format>,
    pub channel: Channel,
    pub direction: Direction,
    pub sector: String,
    /// Shares that sum to 1, at most two; empty for job questions.
    #[serde(default)]
    pub competencies: BTreeMap<Competency, f64>,
    #[serde(default)]
    pub asks: Vec<Ask>,
    #[serde(default)]
    pub difficulty: Difficulty,
    /// Expected reading and answering time.
    #[schemars(range(min = 5, max = 900))]
    pub reading_seconds: u32,
    /// Shown before a hard scenario.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_note: Option<String>,
    /// The id of an equivalent question of the same bank, for whoever would rather not answer this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub substitute: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_record: Option<CustomerRecord>,
    /// Restricted Markdown: paragraphs, emphasis, lists.
    pub scenario: String,
    /// The instruction under the scenario.
    pub task: String,
    /// Where this question's key comes from and who can read it, when that differs from its bank's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Key>,
    #[schemars(length(min = 2, max = 8))]
    pub options: Vec<ReplyOption>,
}

impl Question {
    /// Competency shares including `JB: 1` for job questions, in a fixed order.
    pub fn shares(&self) -> BTreeMap<Competency, f64> {
        match self.kind {
            Kind::Empathy => self.competencies.clone(),
            Kind::Job => BTreeMap::from([(Competency::JB, 1.0)]),
        }
    }

    pub fn option(&self, id: &str) -> Option<&ReplyOption> {
        self.options.iter().find(|option| option.id == id)
    }

    pub fn allows(&self, format: Format) -> bool {
        self.format == format || self.allowed_formats.contains(&format)
    }
}
