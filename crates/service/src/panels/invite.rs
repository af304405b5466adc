//! Asking experts. The list is read like a list of candidates; sending it twice asks nobody twice.

use super::people::queue_mail;
use super::{Panel, open, questions_of};
use crate::audit::Line;
use crate::invitations::{AlreadyInvited, Preview, Sending, Sent, State, check_people};
use crate::jobs;
use crate::ports::ExpertRecord;
use crate::principal::Admin;
use crate::{Error, Result, Service};
use domain::ids::{PanelId, QuestionVersionId};
use domain::panel::draw_plan;
use domain::question::Question;
use exchange::people::{self, Limits, Person};
use std::collections::BTreeMap;

/// The most of one panel.
const LIMITS: Limits = Limits {
    bytes: 1024 * 1024,
    rows: 200,
};

/// The panel, if people can be asked.
///
/// # Errors
/// [`Error::Refused`] when it is closed; [`Error::NotFound`].
pub async fn may_invite(service: &Service, _admin: &Admin, panel: PanelId) -> Result<Panel> {
    Panel::from_record(&open(&mut *service.read().await?, panel).await?)
}

/// Reads pasted text or the bytes of a CSV file. Writes nothing.
///
/// # Errors
/// [`Error::Invalid`] on the field `people` for a list that cannot be read as a whole; those of [`may_invite`].
pub async fn preview(
    service: &Service,
    _admin: &Admin,
    panel: PanelId,
    list: &[u8],
) -> Result<Preview> {
    let mut tx = service.read().await?;
    let record = open(&mut *tx, panel).await?;
    let experts = tx.experts(&record.id).await?;
    drop(tx);
    let asked: BTreeMap<String, State> = experts
        .into_iter()
        .map(|expert| {
            let state = match expert.state.as_str() {
                "invited" => State::Invited,
                "opened" => State::Opened,
                "rating" => State::Started,
                "finished" => State::Submitted,
                _ => State::Revoked,
            };
            (expert.email_folded, state)
        })
        .collect();
    let file =
        people::read(list, LIMITS).map_err(|error| Error::field("people", error.to_string()))?;
    let (mut to_invite, mut already) = (Vec::new(), Vec::new());
    for person in file.people {
        match asked.get(&person.email.to_lowercase()) {
            Some(state) => already.push(AlreadyInvited {
                state: *state,
                person,
            }),
            None => to_invite.push(person),
        }
    }
    Ok(Preview {
        intake: record.title,
        assessment_title: record.bank_title,
        to_invite,
        already,
        errors: file.errors,
        duplicates: file.duplicates,
        notes: file.notes,
        ignored_columns: file.ignored_columns,
        encoding: file.encoding,
    })
}

/// Asks people, each with an order of questions and replies of their own, and queues their mails.
///
/// # Errors
/// [`Error::Invalid`] on the field `people` for a name or an address that cannot be used, or for too many (nobody is
/// asked then); those of [`may_invite`].
pub async fn send(
    service: &Service,
    admin: &Admin,
    panel: PanelId,
    people: &[Person],
    how: Sending,
) -> Result<Sent> {
    check_people(people)?;
    let mut tx = service.read().await?;
    let record = open(&mut *tx, panel).await?;
    let questions = questions_of(&mut *tx, &record.id).await?;
    let asked = tx.experts(&record.id).await?.len();
    drop(tx);
    if asked + people.len() > LIMITS.rows {
        let message = format!("A panel has at most {} people.", LIMITS.rows);
        return Err(Error::field("people", message));
    }
    let listed: Vec<(QuestionVersionId, &Question)> = questions
        .iter()
        .map(|version| (version.id, &version.question))
        .collect();
    let rows = people
        .iter()
        .map(|person| expert(service, admin, &record.id, person, &listed, how))
        .collect::<Result<Vec<_>>>()?;
    let (all, now, line) = (rows.len(), service.now(), Line::by(service, admin));
    let mails: Vec<uuid::Uuid> = rows.iter().map(|_| service.new_uuid()).collect();
    let invited = service
        .write(move |tx| {
            Box::pin(async move {
                // Somebody may have closed it meanwhile.
                open(tx, panel).await?;
                let inserted = tx.insert_experts(&rows).await?;
                if inserted.is_empty() {
                    return Ok(0);
                }
                if how == Sending::Mail {
                    for (expert, id) in inserted.iter().zip(mails) {
                        queue_mail(tx, id, now, expert, false).await?;
                    }
                }
                let by = match how {
                    Sending::Mail => "by mail",
                    _ => "by a link passed on",
                };
                let detail = format!("{} experts, {by}; {}", inserted.len(), record.id);
                line.write(tx, "panel.invite", &record.title, None, &detail)
                    .await?;
                Ok(inserted.len())
            })
        })
        .await?;
    jobs::wake(service);
    Ok(Sent {
        invited,
        already: all - invited,
    })
}

/// Somebody without a name goes by the address.
fn expert(
    service: &Service,
    admin: &Admin,
    panel: &str,
    person: &Person,
    questions: &[(QuestionVersionId, &Question)],
    how: Sending,
) -> Result<ExpertRecord> {
    let mut seed = [0; 8];
    service.entropy.fill(&mut seed);
    let plan = draw_plan(questions, u64::from_le_bytes(seed));
    let name = if person.name.is_empty() {
        &person.email
    } else {
        &person.name
    };
    Ok(ExpertRecord {
        id: service.new_uuid().to_string(),
        panel_id: panel.to_owned(),
        name: name.clone(),
        email: person.email.clone(),
        email_folded: person.email.to_lowercase(),
        role: String::new(),
        named: false,
        state: "invited".into(),
        generation: 1,
        mail_state: if how == Sending::Mail {
            "queued"
        } else {
            "none"
        }
        .into(),
        mail_error: None,
        plan: serde_json::to_string(&plan)?,
        invited_by: admin.name().to_owned(),
        created_at: service.now(),
        opened_at: None,
        reminded_at: None,
        finished_at: None,
        revoked_at: None,
        revoked_by: None,
        revoked_reason: None,
    })
}
