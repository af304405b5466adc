//! Invitations: who is asked to take an assessment in an intake, and their personal links.
//!
//! A link is made of the invitation's id and generation whenever it is needed and never stored; a new link raises the
//! generation, which kills the old ones. Nothing here reads an adjustment or tells when somebody started, only that
//! they did. Mails are queued, never sent, in the unit that causes them. To add something a recruiter does with an
//! invitation: a file below, named by the verb.

mod change;
mod expire;
mod list;
mod preview;
mod remind;
mod send;

pub use change::{PersonalLink, link, reopen, resend, revoke, summary};
pub use expire::expire_due;
pub use list::{Invitation, InvitationList, ListQuery, MailState, PAGE, State, list};
pub use preview::{AlreadyInvited, Preview, may_invite, preview};
pub use remind::{remind, remind_all};
pub(crate) use send::check as check_people;
pub use send::{Sending, Sent, send};

use crate::intakes::{self, Stage};
use crate::jobs::{self, Enqueue, Job};
use crate::ports::{IntakeRecord, InvitationRecord, Tx};
use crate::principal::OnAssessment;
use crate::tokens::Purpose;
use crate::{Error, Result, Service};
use domain::ids::{IntakeId, InvitationId};
use domain::time::{DAY, Timestamp};

/// The address that opens an invitation, for its present generation.
pub fn personal_url(service: &Service, invitation: &str, generation: i64) -> String {
    let token = service
        .secret
        .token(Purpose::Invitation, invitation, generation);
    format!("{}/i/{invitation}/{token}", service.settings.public_url)
}

/// The invitation and its intake, if they belong to each other and to the assessment that access was proven to.
async fn of_intake(
    tx: &mut dyn Tx,
    on: &OnAssessment,
    intake: IntakeId,
    invitation: InvitationId,
) -> Result<(IntakeRecord, InvitationRecord)> {
    let intake = intakes::of_assessment(tx, on, intake).await?;
    let found = tx.invitation(&invitation.to_string()).await?;
    let invitation = found
        .filter(|found| found.intake_id.as_deref() == Some(&intake.id))
        .ok_or(Error::NotFound)?;
    Ok((intake, invitation))
}

/// An intake that takes people: not over, and its assessment is published. Gives what is published.
async fn taking_people(tx: &mut dyn Tx, intake: &IntakeRecord, now: Timestamp) -> Result<String> {
    let assessment = tx
        .assessment(&intake.assessment_id)
        .await?
        .ok_or(Error::NotFound)?;
    if assessment.status != "published" {
        return Err(Error::Refused(
            "This assessment is closed. Nobody can be invited to it any more.".into(),
        ));
    }
    match intakes::stage(intake, now) {
        Stage::Ahead | Stage::Open => {}
        Stage::Over => {
            return Err(Error::Refused(
                "The last day of this intake has passed. Set a later last day to invite people."
                    .into(),
            ));
        }
        Stage::Closed => return Err(closed()),
    }
    tx.published_frozen(&intake.assessment_id)
        .await?
        .ok_or(Error::NotFound)
}

fn closed() -> Error {
    Error::Refused("This intake is closed. Nobody can be invited to it any more.".into())
}

/// Until when a link made now works: the end of the day that is `days` ahead, counted from the first day of an intake
/// that is yet to open, and never beyond its last day.
fn expiry(service: &Service, intake: &IntakeRecord, days: u32, now: Timestamp) -> Timestamp {
    let from = intake.opens_at.map_or(now, |opens| opens.max(now));
    let end = intakes::end_of_day(service, from.plus(i64::from(days) * DAY));
    intake.closes_at.map_or(end, |closes| closes.min(end))
}

/// Queues the mail with the link, made when it is sent. Mails of one invitation that wait together become one.
async fn queue_mail(
    tx: &mut dyn Tx,
    id: uuid::Uuid,
    now: Timestamp,
    assessment: &str,
    invitation: &str,
    reminder: bool,
) -> Result<()> {
    let job = Job::InvitationMail {
        invitation: invitation.to_owned(),
        reminder,
    };
    let how = Enqueue {
        delay: 0,
        dedup_key: Some(format!("invitation-mail:{invitation}")),
        assessment_id: Some(assessment.to_owned()),
        subject_id: Some(invitation.to_owned()),
    };
    jobs::enqueue(tx, id, now, &job, how).await
}

/// "1 person", "12 people": how many a line of the audit log is about.
fn people(count: usize) -> String {
    match count {
        1 => "1 person".into(),
        count => format!("{count} people"),
    }
}
