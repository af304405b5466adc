//! The lists of assessments, and a new one.

use super::status;
use crate::audit::Line as AuditLine;
use crate::ports::{AssessmentRecord, AssessmentSummary};
use crate::principal::{Recruiter, Staff};
use crate::{Error, Result, Service};
use domain::assessment::{Contact, Definition, Status};
use domain::ids::AssessmentId;
use domain::time::Timestamp;

/// Whose assessments to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    #[default]
    Mine,
    /// Of others, shared with me.
    Shared,
    /// Everybody's; for admins.
    All,
}

/// One assessment in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub id: String,
    pub title: String,
    pub status: Status,
    pub owner_name: String,
    pub simulated: bool,
    pub updated_at: Timestamp,
    pub updated_by: String,
    pub intakes: i64,
    pub open_intakes: i64,
}

/// Last changed first.
///
/// # Errors
/// [`Error::Forbidden`] for everybody's without the admin role.
pub async fn list(service: &Service, recruiter: &Recruiter, scope: Scope) -> Result<Vec<Line>> {
    if scope == Scope::All && !recruiter.roles().admin {
        return Err(Error::Forbidden);
    }
    let account = recruiter.account().to_string();
    let asked = (scope != Scope::All).then_some(account.as_str());
    let found = service.read().await?.assessments_of(asked).await?;
    found
        .into_iter()
        .filter(|one| match scope {
            Scope::Mine => one.owner_id == account,
            Scope::Shared => one.owner_id != account,
            Scope::All => true,
        })
        .map(line)
        .collect()
}

fn line(summary: AssessmentSummary) -> Result<Line> {
    Ok(Line {
        status: status(&summary.status)?,
        id: summary.id,
        title: summary.title,
        owner_name: summary.owner_name,
        simulated: summary.simulated,
        updated_at: summary.updated_at,
        updated_by: summary.updated_by,
        intakes: summary.intakes,
        open_intakes: summary.open_intakes,
    })
}

/// A new assessment; everything else is set on the draft.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct New {
    pub title: String,
    pub job_title: String,
}

/// Makes an empty draft that belongs to the recruiter.
///
/// # Errors
/// [`Error::Invalid`] by field.
pub async fn create(service: &Service, recruiter: &Recruiter, new: New) -> Result<AssessmentId> {
    create_on(service, recruiter, new, Definition::default(), "").await
}

/// As above on what `base` sets; `blueprint` is for the audit line.
pub(super) async fn create_on(
    service: &Service,
    recruiter: &Recruiter,
    new: New,
    base: Definition,
    blueprint: &str,
) -> Result<AssessmentId> {
    let definition = Definition {
        title: new.title.trim().to_owned(),
        job_title: new.job_title.trim().to_owned(),
        contact: Contact {
            name: recruiter.name().to_owned(),
            email: recruiter.email().to_owned(),
        },
        ..base
    };
    let faults = super::edit::heading_faults(&definition.title, &definition.job_title);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    insert(
        service,
        recruiter,
        definition,
        "assessment.create",
        blueprint,
    )
    .await
}

/// Stores a draft that belongs to `staff`.
pub(super) async fn insert(
    service: &Service,
    staff: &Staff,
    definition: Definition,
    action: &'static str,
    detail: &str,
) -> Result<AssessmentId> {
    let id = AssessmentId(service.new_uuid());
    let now = service.now();
    let record = AssessmentRecord {
        id: id.to_string(),
        owner_id: staff.account().to_string(),
        owner_name: staff.name().to_owned(),
        status: "draft".into(),
        title: definition.title.clone(),
        definition: serde_json::to_string(&definition)?,
        revision: 1,
        trial_revision: None,
        simulated: false,
        created_at: now,
        updated_at: now,
        updated_by: staff.name().to_owned(),
        closed_at: None,
    };
    let audit = AuditLine::by(service, staff);
    let detail = detail.to_owned();
    service
        .write(move |tx| {
            Box::pin(async move {
                tx.insert_assessment(&record).await?;
                audit
                    .write(tx, action, &record.title, Some(&record.id), &detail)
                    .await
            })
        })
        .await?;
    Ok(id)
}
