//! What happens to an assessment besides editing and publishing: closing and duplicating it, and looking back.

use super::share::owner_only;
use super::{list, load};
use crate::audit::Line;
use crate::ports::AuditRecord;
use crate::principal::OnAssessment;
use crate::{Error, Result, Service};
use domain::assessment::Status;
use domain::frozen::FrozenAssessment;
use domain::ids::AssessmentId;
use domain::time::Timestamp;
use std::sync::Arc;

/// Lines on one page of the history.
pub const HISTORY: usize = 50;

/// Closes it for good: nobody can be invited any more, and results stay readable.
///
/// # Errors
/// [`Error::Forbidden`] unless owner or admin; [`Error::Refused`] while an intake is open or when it is closed already.
pub async fn close(service: &Service, on: &OnAssessment) -> Result<()> {
    owner_only(on)?;
    let id = on.assessment.to_string();
    let name = on.staff().name().to_owned();
    let now = service.now();
    let audit = Line::by(service, on.staff());
    service
        .write(move |tx| {
            Box::pin(async move {
                let assessment = load(tx, &id).await?;
                let open = tx
                    .intakes_of(&id)
                    .await?
                    .iter()
                    .filter(|one| one.closed_at.is_none())
                    .count();
                if open > 0 {
                    let which = if open == 1 {
                        "its open intake"
                    } else {
                        "its open intakes"
                    };
                    return Err(Error::Refused(format!(
                        "Close {which} first: that ends what is under way and keeps the ranking."
                    )));
                }
                if !tx.close_assessment(&id, now, &name).await? {
                    return Err(Error::Refused("This assessment is closed already.".into()));
                }
                let was = if assessment.status == Status::Draft {
                    "It was a draft."
                } else {
                    ""
                };
                let title = &assessment.definition.title;
                audit
                    .write(tx, "assessment.close", title, Some(&id), was)
                    .await
            })
        })
        .await
}

/// A new draft with the same content that belongs to the person who asks.
///
/// # Errors
/// [`Error::Invalid`] by field.
pub async fn duplicate(service: &Service, on: &OnAssessment, title: &str) -> Result<AssessmentId> {
    let before = load(&mut *service.read().await?, &on.assessment.to_string()).await?;
    let mut definition = before.definition;
    definition.title = title.trim().to_owned();
    let faults = super::edit::heading_faults(&definition.title, &definition.job_title);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    list::insert(service, on.staff(), definition, "assessment.duplicate", "").await
}

/// What was published, with its questions and their keys; `None` for a draft or what was closed as one.
///
/// # Errors
/// Those of the store.
pub async fn published(
    service: &Service,
    on: &OnAssessment,
) -> Result<Option<Arc<FrozenAssessment>>> {
    let id = service
        .read()
        .await?
        .published_frozen(&on.assessment.to_string())
        .await?;
    match id {
        Some(id) => service.frozen(&id).await.map(Some),
        None => Ok(None),
    }
}

/// Who did what, newest first: [`HISTORY`] lines, and one more when older ones follow. `before` is the last line of the
/// page before.
///
/// # Errors
/// Those of the store.
pub async fn history(
    service: &Service,
    on: &OnAssessment,
    before: Option<(Timestamp, String)>,
) -> Result<Vec<AuditRecord>> {
    let limit = i64::try_from(HISTORY + 1).unwrap_or(i64::MAX);
    service
        .read()
        .await?
        .audit_page(Some(&on.assessment.to_string()), before, limit)
        .await
}
