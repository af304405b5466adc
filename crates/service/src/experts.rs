//! The experts' own side of a panel: a personal link, what it is about, one question at a time, blind. What is shown here
//! can hold no key, no style, no reason and no rating of anybody else. Admins' side: [`crate::panels`].
//!
//! To add something an expert does: a file below, named by the verb.

mod finish;
mod link;
mod question;
mod save;
mod welcome;

pub use finish::{Closing, closing, finish};
pub use link::{Opened, authenticate, open_link, personal_url};
pub use question::{Mark, QuestionPage, question_page};
pub use save::{Save, Saved, save};
pub use welcome::{Welcome, begin, mark_opened, welcome};

use crate::ports::{ExpertRecord, PanelRecord, RatingRecord};
use crate::principal::Expert;
use crate::{Error, Result};
use domain::attempt::{Plan, PlannedQuestion};

/// Where an expert stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Has not begun.
    Ready,
    Rating,
    Finished,
    /// The panel was closed before they finished.
    Closed,
}

fn standing_of(expert: &ExpertRecord, panel: &PanelRecord) -> Standing {
    match expert.state.as_str() {
        "finished" => Standing::Finished,
        _ if panel.state != "open" => Standing::Closed,
        "rating" => Standing::Rating,
        _ => Standing::Ready,
    }
}

/// Where the expert stood when the link was proven.
pub fn standing(expert: &Expert) -> Standing {
    standing_of(&expert.record, &expert.panel)
}

/// How many questions the expert is asked.
///
/// # Errors
/// [`Error::Internal`] for a broken plan.
pub fn question_count(expert: &Expert) -> Result<usize> {
    Ok(plan(expert)?.questions.len())
}

fn plan(expert: &Expert) -> Result<Plan> {
    Ok(serde_json::from_str(&expert.record.plan)?)
}

/// The question of this number, from 1, in the expert's order.
fn planned(plan: &Plan, number: usize) -> Result<&PlannedQuestion> {
    let index = number.checked_sub(1).ok_or(Error::NotFound)?;
    plan.questions.get(index).ok_or(Error::NotFound)
}

/// Refuses what only an expert in the middle of rating may do.
fn rating(expert: &Expert) -> Result<()> {
    match standing(expert) {
        Standing::Rating => Ok(()),
        Standing::Ready => Err(Error::Refused(
            "Read the first page and begin from there.".into(),
        )),
        Standing::Finished | Standing::Closed => Err(over()),
    }
}

fn over() -> Error {
    Error::Conflict(
        "The ratings are closed, so this one could not be changed any more. What you saved before counts.".into(),
    )
}

/// One mark a question, in the expert's order.
fn marks(plan: &Plan, ratings: &[RatingRecord]) -> Vec<Mark> {
    plan.questions
        .iter()
        .map(|planned| {
            let id = planned.version.to_string();
            match ratings.iter().find(|rating| rating.question_id == id) {
                Some(rating) if rating.complete => Mark::Rated,
                Some(rating) if rating.ratings != "{}" => Mark::HalfGiven,
                _ => Mark::Open,
            }
        })
        .collect()
}
