//! From a job to its mail: reads what it is about as it stands now, derives the links, and finds the words. No mail for
//! what is over.

use super::{ContactAbout, Job};
use crate::mails::{
    self, ContactFacts, ExpertFacts, InvitationFacts, Letter, PasswordFacts, ReceiptFacts,
};
use crate::ports::{CandidateRecord, Message};
use crate::tokens::Purpose;
use crate::{Error, Result, Service, dates};
use domain::answer::Answer;
use domain::frozen::FrozenAssessment;
use domain::ids::QuestionVersionId;
use domain::receipt;
use domain::time::Timestamp;
use std::collections::BTreeMap;

/// The mail of a job; none when there is nothing to say any more.
pub(super) async fn message(service: &Service, id: &str, job: &Job) -> Result<Option<Message>> {
    let message_id = mails::message_id(service, id);
    let letter = match job {
        Job::InvitationMail {
            invitation,
            reminder,
        } => self::invitation(service, invitation, *reminder).await?,
        Job::ExpertMail { expert, reminder } => self::expert(service, expert, *reminder).await?,
        Job::ReceiptMail { invitation } => self::receipt(service, invitation).await?,
        Job::ContactMail { invitation, about } => contact(service, invitation, *about).await?,
        Job::PasswordResetMail { account } => password(service, account).await?,
        Job::ReportMail {
            report,
            recipient,
            attach,
        } => {
            let message = crate::reports::message(service, report, recipient, *attach).await?;
            return Ok(Some(Message {
                message_id,
                ..message
            }));
        }
        Job::DigestMail {
            assessment,
            recipient,
            day,
            attach,
        } => {
            let message =
                crate::reports::digest(service, assessment, recipient, day, *attach).await?;
            return Ok(message.map(|message| Message {
                message_id,
                ..message
            }));
        }
        Job::Rank { .. }
        | Job::Rescore { .. }
        | Job::FoldStatistics { .. }
        | Job::ComposeReport { .. }
        | Job::ReadUpload { .. }
        | Job::WriteUpload { .. }
        | Job::ClearUpload { .. } => None,
    };
    Ok(letter.map(|letter| letter.into_message(message_id, &service.settings.organisation)))
}

async fn candidate(service: &Service, invitation: &str) -> Result<CandidateRecord> {
    service
        .read()
        .await?
        .candidate_record(invitation)
        .await?
        .ok_or(Error::NotFound)
}

/// The job's name for candidates: the job title, or the assessment's title without one.
fn job_title(frozen: &FrozenAssessment) -> String {
    let definition = &frozen.definition;
    let named = [&definition.job_title, &definition.title]
        .into_iter()
        .find(|text| !text.trim().is_empty());
    named.cloned().unwrap_or_default()
}

fn shown(service: &Service, at: Timestamp) -> String {
    dates::date_time(&service.settings.timezone, at)
}

async fn invitation(service: &Service, id: &str, reminder: bool) -> Result<Option<Letter>> {
    let record = candidate(service, id).await?;
    let now = service.now();
    let open = matches!(record.state.as_str(), "invited" | "opened" | "started");
    let ended = record
        .attempt
        .as_ref()
        .is_some_and(|attempt| attempt.state == "ended");
    let over = !record.waiting && record.expires_at <= now;
    if !open || ended || over || record.closed_at.is_some() || record.simulated {
        return Ok(None);
    }
    let frozen = service.frozen(&record.frozen_id).await?;
    let token = service
        .secret
        .token(Purpose::Invitation, id, record.generation);
    Ok(Some(mails::invitation(&InvitationFacts {
        name: record.name,
        email: record.email,
        organisation: service.settings.organisation.clone(),
        job_title: job_title(&frozen),
        url: mails::link(service, &format!("/i/{id}/{token}")),
        expires: shown(service, record.expires_at),
        opens: record
            .intake_opens_at
            .filter(|opens| *opens > now)
            .map(|opens| shown(service, opens)),
        time_limit_minutes: frozen.definition.time_limit_minutes,
        questions: frozen.questions.len(),
        contact: frozen.definition.contact.clone(),
        reminder,
    })))
}

async fn expert(service: &Service, id: &str, reminder: bool) -> Result<Option<Letter>> {
    let mut tx = service.read().await?;
    let record = tx.expert(id).await?.ok_or(Error::NotFound)?;
    let panel = tx.panel(&record.panel_id).await?.ok_or(Error::NotFound)?;
    let questions = crate::panels::questions_of(&mut *tx, &panel.id).await?;
    drop(tx);
    let under_way = matches!(record.state.as_str(), "invited" | "opened" | "rating");
    if !under_way || panel.state != "open" {
        return Ok(None);
    }
    Ok(Some(mails::expert(&ExpertFacts {
        url: crate::experts::personal_url(service, id, record.generation),
        name: record.name,
        email: record.email,
        organisation: service.settings.organisation.clone(),
        panel: panel.title,
        invited_by: record.invited_by,
        questions: questions.len(),
        minutes: crate::panels::minutes(&questions),
        reminder,
    })))
}

async fn receipt(service: &Service, id: &str) -> Result<Option<Letter>> {
    let record = candidate(service, id).await?;
    let Some(attempt) = record.attempt.as_ref() else {
        return Ok(None);
    };
    let (Some(ended_at), Some(hash)) = (attempt.ended_at, attempt.receipt_hash.clone()) else {
        return Ok(None);
    };
    let stored = service.read().await?.answers(&attempt.id).await?;
    let answers = stored
        .into_iter()
        .map(|answer| {
            let broken = |cause: uuid::Error| Error::internal("stored id", &cause);
            let question: QuestionVersionId = answer.question_id.parse().map_err(broken)?;
            Ok((question, serde_json::from_str::<Answer>(&answer.answer)?))
        })
        .collect::<Result<BTreeMap<_, _>>>()?;
    let plan = serde_json::from_str(&attempt.plan)?;
    let attempt_id = attempt
        .id
        .parse()
        .map_err(|cause: uuid::Error| Error::internal("stored id", &cause))?;
    let receipt = receipt::receipt(attempt_id, ended_at, &plan, &answers)?;
    let frozen = service.frozen(&record.frozen_id).await?;
    Ok(Some(mails::receipt(&ReceiptFacts {
        organisation: service.settings.organisation.clone(),
        job_title: job_title(&frozen),
        submitted: shown(service, ended_at),
        hash,
        lines: receipt.lines,
        contact: frozen.definition.contact.clone(),
        // The personal link again: on another device the bare page would not open.
        url: mails::link(
            service,
            &format!(
                "/i/{id}/{}",
                service
                    .secret
                    .token(Purpose::Invitation, id, record.generation)
            ),
        ),
        name: record.name,
        email: record.email,
    })))
}

async fn contact(service: &Service, id: &str, about: ContactAbout) -> Result<Option<Letter>> {
    let record = candidate(service, id).await?;
    let frozen = service.frozen(&record.frozen_id).await?;
    let contact = &frozen.definition.contact;
    if contact.email.trim().is_empty() {
        return Err(Error::Refused(
            "The assessment names no contact person with an e-mail address.".into(),
        ));
    }
    let invitation = id
        .parse()
        .map_err(|cause: uuid::Error| Error::internal("stored id", &cause))?;
    let (message, url) = match about {
        ContactAbout::Adjustment => {
            let Some(url) = crate::attempts::adjustment_link(service, invitation).await? else {
                // Answered in the meantime.
                return Ok(None);
            };
            let requests = service.read().await?.adjustments(id).await?;
            let open = requests.into_iter().find(|request| request.state == "open");
            (
                open.map(|request| request.message).unwrap_or_default(),
                Some(url),
            )
        }
        ContactAbout::HumanReview => {
            let result = record.intake_id.as_ref().map(|intake| {
                let assessment = &record.assessment_id;
                mails::link(
                    service,
                    &format!("/assessments/{assessment}/intakes/{intake}/candidates/{id}"),
                )
            });
            (String::new(), result)
        }
    };
    Ok(Some(mails::contact(&ContactFacts {
        about,
        contact_name: contact.name.clone(),
        contact_email: contact.email.clone(),
        candidate_name: record.name,
        candidate_email: record.email,
        assessment: frozen.definition.title.clone(),
        message,
        url,
    })))
}

async fn password(service: &Service, id: &str) -> Result<Option<Letter>> {
    let account = service
        .read()
        .await?
        .account(id)
        .await?
        .ok_or(Error::NotFound)?;
    let Some(expires) = account.reset_expires_at.filter(|end| service.now() < *end) else {
        return Ok(None);
    };
    if account.disabled {
        return Ok(None);
    }
    let token = service
        .secret
        .token(Purpose::PasswordReset, id, account.reset_generation);
    Ok(Some(mails::password(&PasswordFacts {
        new_account: account.password_hash.is_empty(),
        name: account.name,
        email: account.email,
        organisation: service.settings.organisation.clone(),
        url: mails::link(service, &format!("/reset/{id}/{token}")),
        expires: shown(service, expires),
    })))
}
