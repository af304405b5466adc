//! Expert panels, as admins run them: choose questions of a bank, invite people who know the work, watch how far they
//! are, read what they agree on, and take their key over. The experts' own side is in [`crate::experts`].
//!
//! Shows no single expert's ratings to anybody. To add something an admin does with a panel: a file below, named by the
//! verb.

mod adopt;
mod close;
mod dossier;
mod invite;
mod people;
mod progress;
mod results;
mod start;

pub use adopt::{Adoption, adopt, adoption};
pub use close::{close, reopen};
pub use dossier::dossier;
pub use invite::{may_invite, preview, send};
pub use people::{ExpertLink, expert, link, remind, remind_all, resend, revoke};
pub use progress::{ExpertLine, ExpertState, Line, Progress, list, progress};
pub use results::{Adopted, Blocked, QuestionResult, Results, results};
pub(crate) use start::minutes;
pub use start::{MOST_QUESTIONS, NewPanel, Offer, offer, start};

use crate::ports::{PanelRecord, Tx};
use crate::{Error, Result};
use domain::ids::{PanelId, QuestionVersionId};
use domain::question::QuestionVersion;
use domain::time::Timestamp;
use std::collections::BTreeMap;

/// A panel as its pages name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    pub id: PanelId,
    /// The bank's id in its file.
    pub bank: String,
    pub bank_title: String,
    pub title: String,
    pub purpose: String,
    pub open: bool,
    pub created_by: String,
    pub created_at: Timestamp,
    pub closed_by: Option<String>,
    pub closed_at: Option<Timestamp>,
}

impl Panel {
    fn from_record(record: &PanelRecord) -> Result<Self> {
        Ok(Self {
            id: parsed(&record.id)?,
            bank: record.bank_slug.clone(),
            bank_title: record.bank_title.clone(),
            title: record.title.clone(),
            purpose: record.purpose.clone(),
            open: record.state == "open",
            created_by: record.created_by.clone(),
            created_at: record.created_at,
            closed_by: record.closed_by.clone(),
            closed_at: record.closed_at,
        })
    }
}

async fn found(tx: &mut dyn Tx, id: PanelId) -> Result<PanelRecord> {
    tx.panel(&id.to_string()).await?.ok_or(Error::NotFound)
}

/// The panel, while people can be asked and their ratings count.
async fn open(tx: &mut dyn Tx, id: PanelId) -> Result<PanelRecord> {
    let panel = found(tx, id).await?;
    if panel.state == "open" {
        Ok(panel)
    } else {
        Err(closed())
    }
}

fn closed() -> Error {
    Error::Refused("This panel is closed. Open it again first, or start another one.".into())
}

/// The versions a panel asks, in the order of the bank.
pub(crate) async fn questions_of(tx: &mut dyn Tx, panel: &str) -> Result<Vec<QuestionVersion>> {
    let ids = tx.panel_questions(panel).await?;
    let mut found: BTreeMap<QuestionVersionId, QuestionVersion> = BTreeMap::new();
    for record in tx.question_versions(&ids).await? {
        let version: QuestionVersion = serde_json::from_str(&record.content)?;
        found.insert(version.id, version);
    }
    let mut questions = Vec::with_capacity(ids.len());
    for id in ids {
        questions.extend(found.remove(&parsed(&id)?));
    }
    Ok(questions)
}

fn parsed<T: std::str::FromStr<Err = uuid::Error>>(id: &str) -> Result<T> {
    id.parse()
        .map_err(|cause: uuid::Error| Error::internal("stored id", &cause))
}
