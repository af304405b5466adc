//! What a panel agrees on: evidence for every question, in the order of the bank, and what keeps a key from being taken
//! over.

use super::{Panel, found, parsed, questions_of, start::current};
use crate::ports::{PanelRecord, Tx};
use crate::principal::Admin;
use crate::{Result, Service};
use domain::ids::{PanelId, QuestionVersionId};
use domain::panel::{
    HeldBack, QuestionEvidence, Ratings, disagreements, evidence, same_for_experts,
};
use domain::question::QuestionVersion;
use domain::time::Timestamp;
use std::collections::BTreeMap;

/// A key that was taken over from this panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted {
    /// The version that carries it.
    pub version: QuestionVersionId,
    pub by: String,
    pub at: Timestamp,
}

/// Why a question's key cannot be taken over now.
#[derive(Debug, Clone, PartialEq)]
pub enum Blocked {
    PanelOpen,
    /// It was, from this panel.
    Adopted,
    /// The bank holds another wording now.
    Changed,
    /// The bank holds it no longer.
    Retired,
    HeldBack(HeldBack),
}

impl std::fmt::Display for Blocked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::PanelOpen => f.write_str("The panel is still open; close it first."),
            Self::Adopted => f.write_str("The key was taken over from this panel already."),
            Self::Changed => f.write_str(
                "The question's words were changed after the panel saw them. Ask a panel about the new version.",
            ),
            Self::Retired => f.write_str("The bank does not hold this question any more."),
            Self::HeldBack(reason) => reason.fmt(f),
        }
    }
}

/// One question with what the panel says of it.
#[derive(Debug, Clone)]
pub struct QuestionResult {
    /// The version that was rated.
    pub asked: QuestionVersion,
    /// The bank's present version, if it holds the question still.
    pub present: Option<QuestionVersion>,
    pub evidence: QuestionEvidence,
    pub adopted: Option<Adopted>,
    /// Everything in the way; empty when the key can be taken over.
    pub blocked: Vec<Blocked>,
}

impl QuestionResult {
    /// Whether the panel puts another reply first than the key that was there when it was asked.
    pub fn best_differs(&self) -> bool {
        let options = &self.asked.question.options;
        let highest = options.iter().map(|option| option.value);
        let Some(highest) = highest.max_by(f64::total_cmp) else {
            return false;
        };
        let best = self.evidence.best();
        let keyed = |id: &str| {
            let option = options.iter().find(|option| option.id == id);
            option.is_some_and(|option| option.value == highest)
        };
        !best.is_empty() && !best.iter().all(|option| keyed(&option.id))
    }
}

/// A panel's results.
#[derive(Debug, Clone)]
pub struct Results {
    pub panel: Panel,
    /// In the order of the bank.
    pub questions: Vec<QuestionResult>,
    /// Places in `questions`, the most disputed first.
    pub queue: Vec<usize>,
}

impl Results {
    /// Questions whose key can be taken over.
    pub fn adoptable(&self) -> impl Iterator<Item = &QuestionResult> {
        let questions = self.questions.iter();
        questions.filter(|question| question.blocked.is_empty())
    }
}

/// # Errors
/// [`crate::Error::NotFound`].
pub async fn results(service: &Service, _admin: &Admin, panel: PanelId) -> Result<Results> {
    let mut tx = service.read().await?;
    let panel = found(&mut *tx, panel).await?;
    of_panel(&mut *tx, &panel).await
}

/// The results as they stand in this transaction.
pub(super) async fn of_panel(tx: &mut dyn Tx, panel: &PanelRecord) -> Result<Results> {
    let asked = questions_of(tx, &panel.id).await?;
    let mut ratings: BTreeMap<String, Vec<Ratings>> = BTreeMap::new();
    for rating in tx.ratings_of_panel(&panel.id).await? {
        let given = serde_json::from_str(&rating.ratings)?;
        ratings.entry(rating.question_id).or_default().push(given);
    }
    let mut present: BTreeMap<String, QuestionVersion> = current(tx, &panel.bank_id)
        .await?
        .into_iter()
        .map(|version| (version.question.id.clone(), version))
        .collect();
    let mut adopted = BTreeMap::new();
    for key in tx.panel_keys(&panel.id).await? {
        let one = Adopted {
            version: parsed(&key.adopted_id)?,
            by: key.adopted_by,
            at: key.adopted_at,
        };
        adopted.insert(key.question_id, one);
    }
    let questions: Vec<QuestionResult> = asked
        .into_iter()
        .map(|asked| {
            let id = asked.id.to_string();
            let given = ratings.remove(&id).unwrap_or_default();
            let mut result = QuestionResult {
                evidence: evidence(&asked.question, &given),
                present: present.remove(&asked.question.id),
                adopted: adopted.remove(&id),
                blocked: Vec::new(),
                asked,
            };
            result.blocked = blocked(panel, &result);
            result
        })
        .collect();
    let evidence: Vec<QuestionEvidence> =
        questions.iter().map(|one| one.evidence.clone()).collect();
    Ok(Results {
        panel: Panel::from_record(panel)?,
        queue: disagreements(&evidence),
        questions,
    })
}

fn blocked(panel: &PanelRecord, result: &QuestionResult) -> Vec<Blocked> {
    if result.adopted.is_some() {
        return vec![Blocked::Adopted];
    }
    let reasons = result.evidence.held_back.iter().copied();
    let mut blocked: Vec<Blocked> = reasons.map(Blocked::HeldBack).collect();
    match &result.present {
        None => blocked.push(Blocked::Retired),
        Some(present) if !same_for_experts(&present.question, &result.asked.question) => {
            blocked.push(Blocked::Changed);
        }
        Some(_) => {}
    }
    if blocked.is_empty() && panel.state == "open" {
        blocked.push(Blocked::PanelOpen);
    }
    blocked
}
