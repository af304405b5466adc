//! Assessments: a draft is edited, taken once by its recruiter as a trial, published and thereby frozen, and closed.
//! What was published is never edited: duplicate it. Intakes, invitations and results are other nouns.

mod blueprint;
mod changes;
mod conduct;
mod draft;
mod edit;
mod list;
mod publish;
mod share;
mod trial;

pub use blueprint::{Offer, create_from, offers};
pub use changes::{Change, changes};
pub use conduct::{HISTORY, close, duplicate, history, published};
pub use draft::{Collision, Draft, Saved, add_questions, collision, draft, save};
pub use edit::{Edit, Job, MOST_QUESTIONS, Selection, Settings, Step};
pub use list::{Line, New, Scope, create, list};
pub use publish::{Publish, Readiness, key_sentence, publish, readiness};
pub use share::{share, shared_with, unshare};
pub use trial::{start_trial, trial_taken};

use crate::ports::{AssessmentRecord, Tx};
use crate::principal::{OnAssessment, Recruiter};
use crate::{Error, Result, Service};
use domain::assessment::{Definition, Status};
use domain::ids::AssessmentId;
use domain::time::Timestamp;

/// An assessment as its people see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    pub id: String,
    pub owner_id: String,
    pub owner_name: String,
    pub status: Status,
    pub definition: Definition,
    /// Raised by every change of a draft.
    pub revision: i64,
    pub trial_revision: Option<i64>,
    /// Its candidates are simulated.
    pub simulated: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// A name.
    pub updated_by: String,
    pub closed_at: Option<Timestamp>,
}

impl Assessment {
    /// The draft was taken as a trial in its present shape.
    pub fn is_tried(&self) -> bool {
        self.trial_revision == Some(self.revision)
    }

    fn from_record(record: AssessmentRecord) -> Result<Self> {
        Ok(Self {
            status: status(&record.status)?,
            definition: serde_json::from_str(&record.definition)?,
            id: record.id,
            owner_id: record.owner_id,
            owner_name: record.owner_name,
            revision: record.revision,
            trial_revision: record.trial_revision,
            simulated: record.simulated,
            created_at: record.created_at,
            updated_at: record.updated_at,
            updated_by: record.updated_by,
            closed_at: record.closed_at,
        })
    }
}

/// Proves access: owner, shared with, or admin. Everyone else gets what a missing id gets.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn access(
    service: &Service,
    recruiter: Recruiter,
    id: AssessmentId,
) -> Result<OnAssessment> {
    let account = recruiter.account().to_string();
    let mut tx = service.read().await?;
    let found = tx
        .assessment_access(&id.to_string(), &account)
        .await?
        .ok_or(Error::NotFound)?;
    let is_owner = found.owner_id == account;
    if is_owner || found.shared || recruiter.roles().admin {
        Ok(OnAssessment {
            recruiter,
            assessment: id,
            is_owner,
        })
    } else {
        Err(Error::NotFound)
    }
}

/// # Errors
/// Those of the store.
pub async fn assessment(service: &Service, on: &OnAssessment) -> Result<Assessment> {
    load(&mut *service.read().await?, &on.assessment.to_string()).await
}

async fn load(tx: &mut dyn Tx, id: &str) -> Result<Assessment> {
    Assessment::from_record(tx.assessment(id).await?.ok_or(Error::NotFound)?)
}

/// As above, but only a draft.
async fn load_draft(tx: &mut dyn Tx, id: &str) -> Result<Assessment> {
    let assessment = load(tx, id).await?;
    match assessment.status {
        Status::Draft => Ok(assessment),
        Status::Published => Err(Error::Refused(
            "This assessment is published and stays as it is. Duplicate it to change something."
                .into(),
        )),
        Status::Closed => Err(Error::Refused(
            "This assessment is closed. Duplicate it to use it again.".into(),
        )),
    }
}

fn status(text: &str) -> Result<Status> {
    crate::banks::by_code(text).ok_or_else(|| Error::internal("assessment status", &text))
}

/// Who changed the draft first, and when, for the person whose change came second.
fn changed_by(service: &Service, on: &OnAssessment, assessment: &Assessment) -> Error {
    let at = crate::dates::date_time(&service.settings.timezone, assessment.updated_at);
    let who = if assessment.updated_by == on.staff().name() {
        "You saved this draft in another window".to_owned()
    } else {
        format!("{} saved this draft", assessment.updated_by)
    };
    Error::Conflict(format!(
        "{who} on {at}, after you opened it. Nothing was overwritten."
    ))
}
