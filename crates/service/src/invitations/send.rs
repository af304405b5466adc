//! Inviting people. Sending the same list twice invites nobody twice.

use super::{expiry, queue_mail, taking_people};
use crate::audit::Line;
use crate::intakes;
use crate::jobs;
use crate::ports::InvitationRecord;
use crate::principal::OnAssessment;
use crate::{Error, FieldError, Result, Service};
use domain::ids::IntakeId;
use exchange::people::{Person, normalise_email};

/// Invitations of one write unit: few enough that answers saved meanwhile hardly wait.
const UNIT: usize = 100;

/// How the people get their links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending {
    /// Each gets a mail with the personal link.
    Mail,
    /// No mail: the recruiter passes on the link shown.
    LinkOnly,
    /// Simulated people of a demonstration: marked as such, and never written to.
    Simulated,
}

/// What a batch did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sent {
    pub invited: usize,
    /// In the intake already; nothing was changed for them.
    pub already: usize,
}

/// Invites people and queues their mails, a hundred to a unit with an audit line each. When it is interrupted, those
/// already invited stay so, and sending the list again invites the others.
///
/// # Errors
/// [`Error::Invalid`] on the field `people` for a name or an address that cannot be used (nobody is invited then);
/// [`Error::Refused`] when the intake takes nobody; [`Error::NotFound`] outside the assessment.
pub async fn send(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    people: &[Person],
    how: Sending,
) -> Result<Sent> {
    check(people)?;
    let mut tx = service.read().await?;
    let record = intakes::of_assessment(&mut *tx, on, intake).await?;
    let frozen_id = taking_people(&mut *tx, &record, service.now()).await?;
    drop(tx);
    let days = service.frozen(&frozen_id).await?.definition.invitation_days;
    let mut sent = Sent::default();
    for unit in people.chunks(UNIT) {
        let expires_at = expiry(service, &record, days, service.now());
        let blank = InvitationRecord {
            id: String::new(),
            assessment_id: record.assessment_id.clone(),
            intake_id: Some(record.id.clone()),
            frozen_id: frozen_id.clone(),
            name: String::new(),
            name_folded: String::new(),
            email: String::new(),
            email_folded: String::new(),
            state: "invited".into(),
            generation: 1,
            mail_state: if how == Sending::Mail {
                "queued"
            } else {
                "none"
            }
            .into(),
            mail_error: None,
            invited_by: on.staff().name().to_owned(),
            created_at: service.now(),
            opened_at: None,
            expires_at,
            reminded_at: None,
            simulated: how == Sending::Simulated,
        };
        let invited = send_unit(service, on, &record.name, unit, blank, how).await?;
        sent.invited += invited;
        sent.already += unit.len() - invited;
    }
    jobs::wake(service);
    Ok(sent)
}

async fn send_unit(
    service: &Service,
    on: &OnAssessment,
    intake_name: &str,
    people: &[Person],
    blank: InvitationRecord,
    how: Sending,
) -> Result<usize> {
    let now = service.now();
    let line = Line::by(service, on.staff());
    let mail_ids: Vec<uuid::Uuid> = people.iter().map(|_| service.new_uuid()).collect();
    let rows: Vec<InvitationRecord> = people
        .iter()
        .map(|person| invitation(person, service.new_uuid().to_string(), &blank))
        .collect();
    let intake_name = intake_name.to_owned();
    service
        .write(move |tx| {
            Box::pin(async move {
                // Somebody may have closed it since the last unit.
                let intake = blank.intake_id.as_deref().unwrap_or_default();
                let intake = tx.intake(intake).await?.ok_or(Error::NotFound)?;
                taking_people(tx, &intake, now).await?;
                let inserted = tx.insert_invitations(&rows).await?;
                if inserted.is_empty() {
                    return Ok(0);
                }
                let assessment = blank.assessment_id.as_str();
                if how == Sending::Mail {
                    for (invitation, id) in inserted.iter().zip(mail_ids) {
                        queue_mail(tx, id, now, assessment, invitation, false).await?;
                    }
                }
                let by = match how {
                    Sending::Mail => "by mail",
                    Sending::LinkOnly => "by a link passed on",
                    Sending::Simulated => "simulated",
                };
                let detail = format!("{}, {by}", super::people(inserted.len()));
                line.write(
                    tx,
                    "invitation.send",
                    &intake_name,
                    Some(assessment),
                    &detail,
                )
                .await?;
                Ok(inserted.len())
            })
        })
        .await
}

/// Somebody without a name goes by the address.
fn invitation(person: &Person, id: String, blank: &InvitationRecord) -> InvitationRecord {
    let name = if person.name.is_empty() {
        person.email.clone()
    } else {
        person.name.clone()
    };
    InvitationRecord {
        id,
        name_folded: name.to_lowercase(),
        name,
        email_folded: person.email.to_lowercase(),
        email: person.email.clone(),
        ..blank.clone()
    }
}

/// Names and addresses as a list gives them; anything else did not come from there.
pub(crate) fn check(people: &[Person]) -> Result<()> {
    if people.is_empty() {
        return Err(Error::field(
            "people",
            "There is nobody to invite in this list.",
        ));
    }
    let fault = people.iter().find_map(|person| {
        if person.name.chars().any(char::is_control) || person.name.chars().count() > 200 {
            return Some("The name cannot be used.".to_owned());
        }
        match normalise_email(&person.email) {
            Ok(email) if email == person.email => None,
            Ok(_) => Some("The address is not in its plain form.".into()),
            Err(error) => Some(error.to_string()),
        }
        .map(|fault| format!("Row {}: {fault}", person.row))
    });
    fault.map_or(Ok(()), |message| {
        Err(Error::Invalid(vec![FieldError {
            field: "people".into(),
            message,
        }]))
    })
}
