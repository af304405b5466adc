//! What happens to one invitation after it was made: a new link, taking it back, showing its link, opening an
//! unfinished attempt again.

use super::list::{Invitation, shown};
use super::{expiry, of_intake, personal_url, queue_mail, taking_people};
use crate::audit::Line;
use crate::jobs;
use crate::ports::LinkRenewal;
use crate::principal::OnAssessment;
use crate::{Error, Result, Service, attempts, intakes};
use domain::ids::{IntakeId, InvitationId};

/// A link to pass on by hand. Whoever has it can answer as this person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalLink {
    pub invitation: Invitation,
    pub intake: String,
    pub assessment_title: String,
    pub url: String,
}

/// One invitation with the names above it, for a page that asks before something is done.
///
/// # Errors
/// [`Error::NotFound`] outside the assessment.
pub async fn summary(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    invitation: InvitationId,
) -> Result<(Invitation, intakes::IntakePage)> {
    let (record, found) = of_intake(&mut *service.read().await?, on, intake, invitation).await?;
    let page = intakes::page(service, on, intake).await?;
    Ok((shown(found, intakes::cutoff(&record, service.now()))?, page))
}

/// Sends a new link; every earlier one stops working, also on devices where it is open. An invitation that has expired
/// or was taken back is open again.
///
/// # Errors
/// [`Error::Refused`] after a submission or a withdrawal and in an intake that is over; [`Error::Conflict`] when a
/// colleague did the same at the same time; [`Error::NotFound`] outside the assessment.
pub async fn resend(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    invitation: InvitationId,
) -> Result<()> {
    let now = service.now();
    let mut tx = service.read().await?;
    let (intake, found) = of_intake(&mut *tx, on, intake, invitation).await?;
    taking_people(&mut *tx, &intake, now).await?;
    drop(tx);
    match found.state.as_str() {
        "submitted" => {
            return Err(Error::Refused(
                "They have submitted: there is nothing to take any more.".into(),
            ));
        }
        "withdrawn" => {
            return Err(Error::Refused(
                "They have withdrawn. Please respect it.".into(),
            ));
        }
        _ if found.simulated => {
            return Err(Error::Refused(
                "This person is simulated and gets no mail.".into(),
            ));
        }
        _ => {}
    }
    let days = service
        .frozen(&found.frozen_id)
        .await?
        .definition
        .invitation_days;
    let renewal = LinkRenewal {
        id: found.id.clone(),
        from: found.generation,
        expires_at: expiry(service, &intake, days, now),
        mail_state: "queued",
    };
    let (mail, line) = (service.new_uuid(), Line::by(service, on.staff()));
    service
        .write(move |tx| {
            Box::pin(async move {
                if !tx.renew_link(&renewal).await? {
                    return Err(Error::Conflict(
                        "This invitation has just changed. Look at it again.".into(),
                    ));
                }
                let assessment = intake.assessment_id.as_str();
                queue_mail(tx, mail, now, assessment, &found.id, false).await?;
                line.write(
                    tx,
                    "invitation.resend",
                    &found.name,
                    Some(assessment),
                    &found.id,
                )
                .await
            })
        })
        .await?;
    jobs::wake(service);
    Ok(())
}

/// Takes an invitation back: its link stops working. Only before the start; afterwards a new link locks others out.
///
/// # Errors
/// [`Error::Refused`] for somebody who has started, submitted, withdrawn or was taken back before;
/// [`Error::NotFound`] outside the assessment.
pub async fn revoke(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    invitation: InvitationId,
) -> Result<()> {
    let (intake, found) = of_intake(&mut *service.read().await?, on, intake, invitation).await?;
    let line = Line::by(service, on.staff());
    service
        .write(move |tx| {
            Box::pin(async move {
                if !tx.revoke_invitation(&found.id).await? {
                    return Err(Error::Refused(
                        "Only an invitation that was not started can be taken back. If somebody else has the link, \
                         send a new one: the old one stops working."
                            .into(),
                    ));
                }
                let assessment = Some(intake.assessment_id.as_str());
                line.write(tx, "invitation.revoke", &found.name, assessment, &found.id).await
            })
        })
        .await
}

/// Shows the link, for those who pass it on another way; the log says who looked.
///
/// # Errors
/// [`Error::Refused`] for a link that opens nothing any more; [`Error::NotFound`] outside the assessment.
pub async fn link(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    invitation: InvitationId,
) -> Result<PersonalLink> {
    let (invitation, page) = summary(service, on, intake, invitation).await?;
    if !invitation.state.link_works() {
        return Err(Error::Refused(
            "This link does not work any more. Send a new link instead.".into(),
        ));
    }
    let line = Line::by(service, on.staff());
    let (name, id) = (invitation.name.clone(), invitation.id.to_string());
    let assessment = on.assessment().to_string();
    service
        .write(move |tx| {
            Box::pin(async move {
                line.write(tx, "invitation.show_link", &name, Some(&assessment), &id)
                    .await
            })
        })
        .await?;
    Ok(PersonalLink {
        url: personal_url(service, &invitation.id.to_string(), invitation.generation),
        intake: page.intake.name,
        assessment_title: page.assessment_title,
        invitation,
    })
}

/// Opens an unfinished attempt again, with the answers given so far; the candidate is told by mail.
///
/// # Errors
/// [`Error::Refused`] for an attempt that is not unfinished and in a closed intake; [`Error::NotFound`] outside the
/// assessment.
pub async fn reopen(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    invitation: InvitationId,
) -> Result<()> {
    of_intake(&mut *service.read().await?, on, intake, invitation).await?;
    attempts::reopen(service, on, invitation).await
}
