//! What happens to one expert after the invitation: a reminder, a new link, showing the link, taking them out.

use super::progress::{ExpertLine, expert as shown};
use super::{Panel, found, open};
use crate::audit::Line;
use crate::experts::personal_url;
use crate::jobs::{self, Enqueue, Job};
use crate::ports::{ExpertRecord, PanelRecord, Tx};
use crate::principal::Admin;
use crate::{Error, Result, Service};
use domain::ids::{ExpertId, PanelId};
use domain::time::Timestamp;

const LONGEST_REASON: usize = 300;

/// A link to pass on by hand. Whoever has it can rate as this expert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpertLink {
    pub panel: Panel,
    pub expert: ExpertLine,
    pub url: String,
}

/// The expert, if they belong to the panel.
async fn of_panel(tx: &mut dyn Tx, panel: &PanelRecord, expert: ExpertId) -> Result<ExpertRecord> {
    let found = tx.expert(&expert.to_string()).await?;
    found
        .filter(|found| found.panel_id == panel.id)
        .ok_or(Error::NotFound)
}

/// Queues the mail with the link, made when it is sent. Mails to one expert that wait together become one.
pub(super) async fn queue_mail(
    tx: &mut dyn Tx,
    id: uuid::Uuid,
    now: Timestamp,
    expert: &str,
    reminder: bool,
) -> Result<()> {
    let job = Job::ExpertMail {
        expert: expert.to_owned(),
        reminder,
    };
    let how = Enqueue {
        dedup_key: Some(format!("expert-mail:{expert}")),
        subject_id: Some(expert.to_owned()),
        ..Enqueue::default()
    };
    jobs::enqueue(tx, id, now, &job, how).await
}

/// One expert with the panel, for a page that asks before something is done.
///
/// # Errors
/// [`Error::NotFound`] outside the panel.
pub async fn expert(
    service: &Service,
    _admin: &Admin,
    panel: PanelId,
    expert: ExpertId,
) -> Result<(Panel, ExpertLine)> {
    let mut tx = service.read().await?;
    let panel = found(&mut *tx, panel).await?;
    let expert = of_panel(&mut *tx, &panel, expert).await?;
    Ok((Panel::from_record(&panel)?, shown(&expert)?))
}

/// Reminds one expert, once, with the same link.
///
/// # Errors
/// [`Error::Refused`] for somebody reminded before, finished or taken out, and in a closed panel; [`Error::NotFound`]
/// outside the panel.
pub async fn remind(
    service: &Service,
    admin: &Admin,
    panel: PanelId,
    expert: ExpertId,
) -> Result<()> {
    let (now, mail, line) = (service.now(), service.new_uuid(), Line::by(service, admin));
    service
        .write(move |tx| {
            Box::pin(async move {
                let panel = open(tx, panel).await?;
                let expert = of_panel(tx, &panel, expert).await?;
                if !tx.mark_expert_reminded(&expert.id, now).await? {
                    return Err(Error::Refused(
                        "A reminder goes once to somebody who has not finished and whose link still works.".into(),
                    ));
                }
                queue_mail(tx, mail, now, &expert.id, true).await?;
                line.write(tx, "panel.remind", &expert.name, None, &expert.id).await
            })
        })
        .await?;
    jobs::wake(service);
    Ok(())
}

/// Reminds everybody who has not finished and was never reminded; gives how many.
///
/// # Errors
/// [`Error::Refused`] in a closed panel; [`Error::NotFound`].
pub async fn remind_all(service: &Service, admin: &Admin, panel: PanelId) -> Result<usize> {
    let record = open(&mut *service.read().await?, panel).await?;
    let experts = service.read().await?.experts(&record.id).await?;
    let mails: Vec<(String, uuid::Uuid)> = experts
        .into_iter()
        .map(|expert| (expert.id, service.new_uuid()))
        .collect();
    let (now, line) = (service.now(), Line::by(service, admin));
    let reminded = service
        .write(move |tx| {
            Box::pin(async move {
                let panel = open(tx, panel).await?;
                let mut count = 0;
                for (expert, mail) in mails {
                    if tx.mark_expert_reminded(&expert, now).await? {
                        queue_mail(tx, mail, now, &expert, true).await?;
                        count += 1;
                    }
                }
                if count > 0 {
                    let detail = format!("{count} experts; {}", panel.id);
                    line.write(tx, "panel.remind", &panel.title, None, &detail)
                        .await?;
                }
                Ok(count)
            })
        })
        .await?;
    jobs::wake(service);
    Ok(reminded)
}

/// Sends a new link; every earlier one stops working.
///
/// # Errors
/// [`Error::Refused`] for somebody finished or taken out, and in a closed panel; [`Error::Conflict`] when a colleague did
/// the same at the same time; [`Error::NotFound`] outside the panel.
pub async fn resend(
    service: &Service,
    admin: &Admin,
    panel: PanelId,
    expert: ExpertId,
) -> Result<()> {
    let mut tx = service.read().await?;
    let record = open(&mut *tx, panel).await?;
    let seen = of_panel(&mut *tx, &record, expert).await?;
    drop(tx);
    if !shown(&seen)?.state.is_under_way() {
        return Err(Error::Refused(
            "They have finished or were taken out: there is nothing to rate any more.".into(),
        ));
    }
    let (now, mail, line) = (service.now(), service.new_uuid(), Line::by(service, admin));
    service
        .write(move |tx| {
            Box::pin(async move {
                if !tx.renew_expert_link(&seen.id, seen.generation).await? {
                    return Err(Error::Conflict(
                        "This expert's link has just changed. Look at it again.".into(),
                    ));
                }
                queue_mail(tx, mail, now, &seen.id, false).await?;
                line.write(tx, "panel.resend", &seen.name, None, &seen.id)
                    .await
            })
        })
        .await?;
    jobs::wake(service);
    Ok(())
}

/// Shows the link, for those who pass it on another way; the log says who looked.
///
/// # Errors
/// [`Error::Refused`] for a link that opens nothing any more; [`Error::NotFound`] outside the panel.
pub async fn link(
    service: &Service,
    admin: &Admin,
    panel: PanelId,
    expert: ExpertId,
) -> Result<ExpertLink> {
    let mut tx = service.read().await?;
    let record = open(&mut *tx, panel).await?;
    let found = of_panel(&mut *tx, &record, expert).await?;
    drop(tx);
    let url = personal_url(service, &found.id, found.generation);
    let (line, of) = (Line::by(service, admin), shown(&found)?);
    if !of.state.is_under_way() {
        return Err(Error::Refused(
            "They have finished or were taken out: there is nothing to rate any more.".into(),
        ));
    }
    service
        .write(move |tx| {
            Box::pin(async move {
                line.write(tx, "panel.show_link", &found.name, None, &found.id)
                    .await
            })
        })
        .await?;
    Ok(ExpertLink {
        panel: Panel::from_record(&record)?,
        expert: of,
        url,
    })
}

/// Takes an expert out, for a stated reason: the link stops working and their ratings are kept, but do not count. The
/// dossier says that it was done and why.
///
/// # Errors
/// [`Error::Invalid`] on the field `reason`; [`Error::Refused`] in a closed panel and for somebody taken out before;
/// [`Error::NotFound`] outside the panel.
pub async fn revoke(
    service: &Service,
    admin: &Admin,
    panel: PanelId,
    expert: ExpertId,
    reason: &str,
) -> Result<()> {
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(Error::field(
            "reason",
            "Say in at most 300 letters why. The dossier prints it, without the name.",
        ));
    }
    let (now, by, line) = (
        service.now(),
        admin.name().to_owned(),
        Line::by(service, admin),
    );
    service
        .write(move |tx| {
            Box::pin(async move {
                let panel = open(tx, panel).await?;
                let expert = of_panel(tx, &panel, expert).await?;
                if !tx.revoke_expert(&expert.id, &by, &reason, now).await? {
                    return Err(Error::Refused("They were taken out already.".into()));
                }
                let detail = format!("{}; {reason}", expert.id);
                line.write(tx, "panel.revoke", &expert.name, None, &detail)
                    .await
            })
        })
        .await
}
