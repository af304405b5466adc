//! The panels, and how far one of them is: who was asked, who has rated how much. Counts only, no ratings.

use super::{Panel, found, parsed, questions_of};
use crate::invitations::MailState;
use crate::ports::{ExpertRecord, PanelLine};
use crate::principal::Admin;
use crate::{Result, Service};
use domain::ids::{ExpertId, PanelId};
use domain::panel::LEAST_EXPERTS;
use domain::time::Timestamp;
use std::collections::BTreeMap;

/// A panel in a list. Experts who were taken out are not counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub panel: Panel,
    pub questions: i64,
    pub experts: i64,
    pub finished: i64,
    pub adopted: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpertState {
    Invited,
    Opened,
    Rating,
    Finished,
    Revoked,
}

impl ExpertState {
    /// What is unknown grants nothing.
    pub(super) fn stored(name: &str) -> Self {
        match name {
            "invited" => Self::Invited,
            "opened" => Self::Opened,
            "rating" => Self::Rating,
            "finished" => Self::Finished,
            _ => Self::Revoked,
        }
    }

    /// Whether there is still something to rate.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Invited | Self::Opened | Self::Rating)
    }
}

/// One expert, without a rating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpertLine {
    pub id: ExpertId,
    pub name: String,
    pub email: String,
    pub role: String,
    pub named: bool,
    pub state: ExpertState,
    pub mail: MailState,
    pub reminded_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    pub revoked: Option<(Timestamp, String)>,
    /// Questions rated in full.
    pub rated: usize,
    /// When something was saved last.
    pub saved_at: Option<Timestamp>,
}

/// One panel and its people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub panel: Panel,
    pub questions: usize,
    pub minutes: u32,
    /// By name; those taken out at the end.
    pub experts: Vec<ExpertLine>,
    /// Questions that the least number of experts has rated.
    pub enough: usize,
    /// Keys taken over.
    pub adopted: usize,
}

impl Progress {
    pub fn count(&self, state: ExpertState) -> usize {
        let experts = self.experts.iter();
        experts.filter(|expert| expert.state == state).count()
    }

    /// Everybody asked but those taken out.
    pub fn asked(&self) -> usize {
        self.experts.len() - self.count(ExpertState::Revoked)
    }

    /// How many a reminder would go to.
    pub fn to_remind(&self) -> usize {
        let waiting = |one: &&ExpertLine| one.state.is_under_way() && one.reminded_at.is_none();
        self.experts.iter().filter(waiting).count()
    }
}

/// Newest first; of one bank, or of all.
///
/// # Errors
/// [`crate::Error::NotFound`] for a bank that is not there.
pub async fn list(service: &Service, _admin: &Admin, bank: Option<&str>) -> Result<Vec<Line>> {
    let mut tx = service.read().await?;
    let bank = match bank {
        Some(slug) => Some(tx.bank(slug).await?.ok_or(crate::Error::NotFound)?.id),
        None => None,
    };
    let lines = tx.panels(bank.as_deref()).await?;
    lines.iter().map(line).collect()
}

fn line(line: &PanelLine) -> Result<Line> {
    Ok(Line {
        panel: Panel::from_record(&line.panel)?,
        questions: line.questions,
        experts: line.experts,
        finished: line.finished,
        adopted: line.adopted,
    })
}

/// How far a panel is.
///
/// # Errors
/// [`crate::Error::NotFound`].
pub async fn progress(service: &Service, _admin: &Admin, panel: PanelId) -> Result<Progress> {
    let mut tx = service.read().await?;
    let record = found(&mut *tx, panel).await?;
    let questions = questions_of(&mut *tx, &record.id).await?;
    let ratings = tx.ratings_of_panel(&record.id).await?;
    let experts = tx.experts(&record.id).await?;
    let adopted = tx.panel_keys(&record.id).await?.len();
    drop(tx);
    let mut rated: BTreeMap<&str, (usize, Timestamp)> = BTreeMap::new();
    let mut raters: BTreeMap<&str, usize> = BTreeMap::new();
    for rating in &ratings {
        let (count, last) = rated.entry(&rating.expert_id).or_default();
        *last = (*last).max(rating.saved_at);
        if rating.complete {
            *count += 1;
            *raters.entry(&rating.question_id).or_default() += 1;
        }
    }
    let mut lines = experts
        .iter()
        .map(|expert| {
            let (count, last) = rated.get(expert.id.as_str()).copied().unzip();
            Ok(ExpertLine {
                rated: count.unwrap_or(0),
                saved_at: last,
                ..self::expert(expert)?
            })
        })
        .collect::<Result<Vec<_>>>()?;
    lines.sort_by_key(|line| line.state == ExpertState::Revoked);
    Ok(Progress {
        panel: Panel::from_record(&record)?,
        minutes: super::start::minutes(&questions),
        questions: questions.len(),
        experts: lines,
        enough: raters
            .values()
            .filter(|count| **count >= LEAST_EXPERTS)
            .count(),
        adopted,
    })
}

/// What a record says of an expert.
pub(super) fn expert(record: &ExpertRecord) -> Result<ExpertLine> {
    let mail = match record.mail_state.as_str() {
        "queued" => MailState::Queued,
        "sent" => MailState::Sent,
        "failed" => MailState::Failed(record.mail_error.clone().unwrap_or_default()),
        _ => MailState::None,
    };
    Ok(ExpertLine {
        id: parsed(&record.id)?,
        name: record.name.clone(),
        email: record.email.clone(),
        role: record.role.clone(),
        named: record.named,
        state: ExpertState::stored(&record.state),
        mail,
        reminded_at: record.reminded_at,
        finished_at: record.finished_at,
        revoked: record.revoked_at.zip(record.revoked_reason.clone()),
        rated: 0,
        saved_at: None,
    })
}
