//! What a candidate, or an expert who rates blind, may see of a question. These types cannot hold a key: no value, no
//! reason, no style, no weight.

use crate::attempt::PlannedQuestion;
use crate::frozen::FrozenQuestion;
use crate::question::{Channel, CustomerRecord, Direction, Format, Question};
use serde::Serialize;

/// What an expert is asked, instead of the question's own task.
const EXPERT_TASK: &str = "How well does each reply serve this person?";

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
        Self::shown(
            &question.question,
            question.format,
            &question.question.task,
            plan,
        )
    }

    /// The question as an expert of a panel meets it: every reply is rated, whatever candidates are asked to do.
    pub fn for_expert(question: &Question, plan: &PlannedQuestion) -> Self {
        Self::shown(question, Format::RateEach, EXPERT_TASK, plan)
    }

    fn shown(source: &Question, format: Format, task: &str, plan: &PlannedQuestion) -> Self {
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
            format,
            channel: source.channel,
            direction: source.direction,
            sector: source.sector.clone(),
            content_note: source.content_note.clone(),
            customer_record: source.customer_record.clone(),
            scenario: source.scenario.clone(),
            task: task.to_owned(),
            options,
        }
    }
}
