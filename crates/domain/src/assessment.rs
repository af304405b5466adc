//! An assessment: a recruiter's weighted selection of question versions. A draft is edited freely, published once
//! and then frozen (see [`crate::frozen`]). Contains no candidate and no answer.

use crate::ids::QuestionVersionId;
use crate::question::{Competency, Format};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where an assessment stands. Trial means the draft was taken once by its recruiter in its present shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Draft,
    Published,
    Closed,
}

/// One question of the selection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SelectedQuestion {
    pub version: QuestionVersionId,
    /// One of the question's allowed formats.
    pub format: Format,
    /// Relative weight, 0 < w ≤ 10; 1 by default.
    pub weight: f64,
}

/// What candidates are told after submitting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Feedback {
    /// The receipt and what happens next.
    #[default]
    ReceiptOnly,
    /// Also which kinds of replies they chose, without scores.
    Styles,
}

/// When report mails go out to a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    #[default]
    Each,
    DailyDigest,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    pub email: String,
    pub delivery: Delivery,
    /// Attach the PDF instead of sending an expiring link.
    pub attach: bool,
}

/// The paper reports are laid out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    #[default]
    A4,
    Letter,
}

/// Whether a competency is needed on day one or taught by the employer (taught gets no weight).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    DayOne,
    TaughtHere,
}

/// What publishing is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Everything works and carries the pilot mark.
    Pilot,
    Selection,
}

/// The person candidates may ask, who also hears adjustment requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    pub name: String,
    pub email: String,
}

/// Everything a recruiter decides about an assessment. The draft is stored as this, with a revision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    pub title: String,
    pub job_title: String,
    /// Shown to candidates on the welcome page; plain paragraphs.
    pub description: String,
    /// The tasks of the job this selection serves.
    pub tasks: String,
    pub questions: Vec<SelectedQuestion>,
    /// Competency weights W_d, 0 to 10; a competency that is absent weighs 1.
    pub competency_weights: BTreeMap<Competency, f64>,
    /// Needed on day one, or taught here.
    pub needs: BTreeMap<Competency, Need>,
    /// Multiplies the weight of empathy questions, 1.00 to 1.50.
    pub empathy_control: f64,
    /// Whole-test limit in minutes; none by default.
    pub time_limit_minutes: Option<u32>,
    /// The most extra time granted at once to anyone who asks, in per cent of the limit.
    pub extra_time_percent: u32,
    pub shuffle_questions: bool,
    pub shuffle_options: bool,
    pub practice: bool,
    pub feedback: Feedback,
    /// Days an invitation stays open by default.
    pub invitation_days: u32,
    pub contact: Contact,
    /// What outside help is allowed, in words for candidates.
    pub help_rule: String,
    /// How retakes are handled, in words for candidates.
    pub retake_rule: String,
    pub recipients: Vec<Recipient>,
    pub paper: Paper,
}

impl Default for Definition {
    fn default() -> Self {
        Self {
            title: String::new(),
            job_title: String::new(),
            description: String::new(),
            tasks: String::new(),
            questions: Vec::new(),
            competency_weights: BTreeMap::new(),
            needs: BTreeMap::new(),
            empathy_control: 1.25,
            time_limit_minutes: None,
            extra_time_percent: 100,
            shuffle_questions: true,
            shuffle_options: true,
            practice: true,
            feedback: Feedback::ReceiptOnly,
            invitation_days: 14,
            contact: Contact::default(),
            help_rule: "Please answer on your own, without help from other people or programs. Dictionaries, \
                        screen readers and translation of single words are fine."
                .into(),
            retake_rule: "Your first complete attempt within six months counts.".into(),
            recipients: Vec::new(),
            paper: Paper::A4,
        }
    }
}

/// A point that publishing for selection asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SelectionPoint {
    JobTitle,
    Tasks,
    Needs,
    /// Keys are private or rated by experts.
    Keys,
    HelpRule,
    RetakeRule,
    Contact,
    /// Every shown competency rests on enough questions.
    Evidence,
}

/// An unmet point, acknowledged by a named person and printed in every report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    pub point: SelectionPoint,
    pub by: String,
}
