//! What a question is about: channel, direction, competency, the five questions an agent should ask, response style
//! and difficulty. To add a value: a variant with its name; bank files spell it in snake case, competencies and asks by
//! their code.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Voice,
    Chat,
    Email,
}

impl Channel {
    pub const ALL: [Self; 3] = [Self::Voice, Self::Chat, Self::Email];

    pub fn name(self) -> &'static str {
        match self {
            Self::Voice => "Phone call",
            Self::Chat => "Chat",
            Self::Email => "E-mail",
        }
    }
}

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Inbound,
    Outbound,
}

impl Direction {
    pub const ALL: [Self; 2] = [Self::Inbound, Self::Outbound];

    pub fn name(self) -> &'static str {
        match self {
            Self::Inbound => "Incoming",
            Self::Outbound => "Outgoing",
        }
    }
}

/// The seven empathy competencies, and `JB` for job questions (never written in a bank file).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub enum Competency {
    /// Active listening and probing.
    AL,
    /// Perspective-taking.
    PT,
    /// Recognising and validating emotion.
    EV,
    /// Empathic problem-solving and ownership.
    PS,
    /// Personalisation and adaptive communication.
    PA,
    /// Self-regulation under strain.
    SR,
    /// Independent judgement within policy.
    IJ,
    /// Job knowledge: comprehension, accuracy, policy.
    #[schemars(skip)]
    JB,
}

impl Competency {
    pub const EMPATHY: [Self; 7] = [
        Self::AL,
        Self::PT,
        Self::EV,
        Self::PS,
        Self::PA,
        Self::SR,
        Self::IJ,
    ];
    pub const ALL: [Self; 8] = [
        Self::AL,
        Self::PT,
        Self::EV,
        Self::PS,
        Self::PA,
        Self::SR,
        Self::IJ,
        Self::JB,
    ];

    /// The two-letter code used in files and tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::AL => "AL",
            Self::PT => "PT",
            Self::EV => "EV",
            Self::PS => "PS",
            Self::PA => "PA",
            Self::SR => "SR",
            Self::IJ => "IJ",
            Self::JB => "JB",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::AL => "Active listening and probing",
            Self::PT => "Perspective-taking",
            Self::EV => "Recognising and validating emotion",
            Self::PS => "Empathic problem-solving and ownership",
            Self::PA => "Personalisation and adaptive communication",
            Self::SR => "Self-regulation under strain",
            Self::IJ => "Independent judgement within policy",
            Self::JB => "Job questions",
        }
    }
}

/// The five questions an agent should ask.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub enum Ask {
    Q1,
    Q2,
    Q3,
    Q4,
    Q5,
}

impl Ask {
    pub const ALL: [Self; 5] = [Self::Q1, Self::Q2, Self::Q3, Self::Q4, Self::Q5];

    pub fn text(self) -> &'static str {
        match self {
            Self::Q1 => "How does this person feel?",
            Self::Q2 => "How would I feel?",
            Self::Q3 => "Whatever the rules say, is there something I can or should do?",
            Self::Q4 => "What would I expect if our roles were reversed?",
            Self::Q5 => "What would satisfy them, and who can do it if I cannot?",
        }
    }
}

/// What kind of reply an option is. Style is not the key: the best option is sometimes a calm solution.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    EmpathicSolving,
    /// Finds out before acting.
    Asking,
    SolutionOnly,
    SympathyOnly,
    ScriptBound,
    Dismissive,
    OverPromising,
    Unsafe,
}

impl Style {
    pub const ALL: [Self; 8] = [
        Self::EmpathicSolving,
        Self::Asking,
        Self::SolutionOnly,
        Self::SympathyOnly,
        Self::ScriptBound,
        Self::Dismissive,
        Self::OverPromising,
        Self::Unsafe,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::EmpathicSolving => "empathic and solving",
            Self::Asking => "asking first",
            Self::SolutionOnly => "solution only",
            Self::SympathyOnly => "sympathy only",
            Self::ScriptBound => "script-bound",
            Self::Dismissive => "dismissive",
            Self::OverPromising => "over-promising",
            Self::Unsafe => "unsafe",
        }
    }
}

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
pub enum Difficulty {
    Easy,
    #[default]
    Medium,
    Hard,
}
