//! What a candidate may see of a question. These types cannot hold a key: no value, no reason, no style, no weight.

use crate::attempt::PlannedQuestion;
use crate::frozen::FrozenQuestion;
use crate::question::{Channel, CustomerRecord, Direction, Format};
use serde::Serialize;

/// A reply as displayed: its letter, the id an answer names it by, and its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CandidateOption {
    pub letter: char,
    pub id: String,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CandidateQuestion {
    pub title: String,
    pub format: Format,
    pub channel: Channel,
    pub direction: Direction,
    pub sector: String,
    pub content_note: Option<String>,
    pub customer_record: Option<CustomerRecord>,
    /// Restricted Markdown, to be rendered by the page.
    pub scenario: String,
    pub task: String,
    /// In displayed order.
    pub options: Vec<CandidateOption>,
}

impl CandidateQuestion {
    /// The question in the order its plan gives; options the plan does not know are left out.
    pub fn new(question: &FrozenQuestion, plan: &PlannedQuestion) -> Self {
        let source = &question.question;
        let options = plan
            .options
            .iter()
            .filter_map(|id| source.option(id))
            .enumerate()
            .map(|(position, option)| CandidateOption {
                letter: crate::attempt::letter(position),
                id: option.id.clone(),
                text: option.text.clone(),
            })
            .collect();
        Self {
            title: source.title.clone(),
            format: question.format,
            channel: source.channel,
            direction: source.direction,
            sector: source.sector.clone(),
            content_note: source.content_note.clone(),
            customer_record: source.customer_record.clone(),
            scenario: source.scenario.clone(),
            task: source.task.clone(),
            options,
        }
    }
}
