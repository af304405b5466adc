//! Sharing an assessment with other recruiters. They work with it as its owner does, but do not share or close it.

use crate::audit::Line;
use crate::ports::Colleague;
use crate::principal::OnAssessment;
use crate::{Error, Result, Service};
use domain::ids::AccountId;

/// Who it is shared with, by name.
///
/// # Errors
/// Those of the store.
pub async fn shared_with(service: &Service, on: &OnAssessment) -> Result<Vec<Colleague>> {
    service
        .read()
        .await?
        .shared_with(&on.assessment.to_string())
        .await
}

/// Shares with the recruiter or admin who has this address; gives their name.
///
/// # Errors
/// [`Error::Forbidden`] unless owner or admin; [`Error::Invalid`] when no such account exists.
pub async fn share(service: &Service, on: &OnAssessment, email: &str) -> Result<String> {
    owner_only(on)?;
    let folded = email.trim().to_lowercase();
    let mut tx = service.read().await?;
    let Some(colleague) = tx.colleague(&folded).await? else {
        let message =
            "There is no recruiter with this address. Ask an administrator to add the account.";
        return Err(Error::field("email", message));
    };
    let id = on.assessment.to_string();
    let access = tx
        .assessment_access(&id, &colleague.id)
        .await?
        .ok_or(Error::NotFound)?;
    drop(tx);
    if access.owner_id == colleague.id {
        return Err(Error::field(
            "email",
            format!("{} owns this assessment.", colleague.name),
        ));
    }
    if access.shared {
        return Ok(colleague.name);
    }
    let name = colleague.name.clone();
    let audit = Line::by(service, on.staff());
    service
        .write(move |tx| {
            Box::pin(async move {
                tx.share(&id, &colleague.id).await?;
                audit
                    .write(tx, "assessment.share", &colleague.name, Some(&id), "")
                    .await
            })
        })
        .await?;
    Ok(name)
}

/// Ends it for one account.
///
/// # Errors
/// [`Error::Forbidden`] unless owner or admin; [`Error::NotFound`] when it was not shared with them.
pub async fn unshare(service: &Service, on: &OnAssessment, account: AccountId) -> Result<()> {
    owner_only(on)?;
    let id = on.assessment.to_string();
    let audit = Line::by(service, on.staff());
    service
        .write(move |tx| {
            Box::pin(async move {
                let account = account.to_string();
                let people = tx.shared_with(&id).await?;
                let colleague = people
                    .iter()
                    .find(|one| one.id == account)
                    .ok_or(Error::NotFound)?;
                tx.unshare(&id, &account).await?;
                audit
                    .write(tx, "assessment.unshare", &colleague.name, Some(&id), "")
                    .await
            })
        })
        .await
}

pub(super) fn owner_only(on: &OnAssessment) -> Result<()> {
    if on.is_owner() {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}
