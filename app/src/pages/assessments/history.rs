//! What happened to an assessment and everything under it, and who did it.

use super::{Tab, below, tabs};
use crate::auth::WithAccess;
use crate::dates;
use crate::failure::{Answer, encode};
use crate::shell::{self, PageContext};
use crate::state::AppState;
use axum::extract::{Query, State};
use domain::time::Timestamp;
use leptos::prelude::*;
use serde::Deserialize;
use service::assessments::{self, HISTORY};
use service::ports::AuditRecord;

/// Where the page begins: milliseconds, a dot, the id of the last line seen.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct From {
    before: String,
}

/// `GET /assessments/{assessment}/audit`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Query(from): Query<From>,
) -> Answer {
    let service = &state.service;
    let failed = |error| ctx.failure(error);
    let assessment = assessments::assessment(service, &on)
        .await
        .map_err(failed)?;
    let before = from
        .before
        .split_once('.')
        .and_then(|(at, id)| Some((Timestamp(at.parse().ok()?), id.to_owned())));
    let mut lines = assessments::history(service, &on, before)
        .await
        .map_err(failed)?;
    let more = lines.len() > HISTORY;
    lines.truncate(HISTORY);
    Ok(shell::page(&ctx, below("History", &assessment), || {
        let older = lines.last().filter(|_| more).map(|line| {
            let href = format!(
                "/assessments/{}/audit?before={}.{}",
                assessment.id,
                line.at.0,
                encode(&line.id)
            );
            view! { <p><a class="button" href=href>"Show older lines"</a></p> }
        });
        let rows = lines
            .iter()
            .map(|line| {
                view! {
                    <li><time>{dates::date_time(service, line.at)}</time><span>{words(line)}</span></li>
                }
            })
            .collect_view();
        view! {
            <h1>{assessment.definition.title.clone()}</h1>
            {tabs(&assessment, Tab::History)}
            <p class="quiet">"What people did here, newest first. Changes of a draft are not listed one by one, and candidates are not listed at all: their times are their own."</p>
            {(!lines.is_empty()).then(|| view! { <ol class="history">{rows}</ol> })}
            {older}
        }
    }))
}

/// "Ana Ruiz published it: Customer care. As a pilot."
fn words(line: &AuditRecord) -> String {
    let subject = if line.subject.is_empty() || is_id(&line.subject) {
        String::new()
    } else {
        format!(": {}", line.subject)
    };
    let detail = if line.detail.is_empty() || is_id(&line.detail) {
        String::new()
    } else {
        format!(". {}", crate::ui::sentence_case(&line.detail))
    };
    format!("{} {}{subject}{detail}", line.actor, act(&line.action))
}

/// Ids are for the whole log; here the page around says what it is about.
fn is_id(text: &str) -> bool {
    text.parse::<domain::ids::InvitationId>().is_ok()
}

/// What was done, as it stands after a name. An act that is not listed stands as the log names it.
fn act(action: &str) -> String {
    let words = match action {
        "assessment.create" => "made the draft",
        "assessment.duplicate" => "made it as a copy",
        "assessment.trial" => "took it as a candidate",
        "assessment.publish" => "published it",
        "assessment.close" => "closed it",
        "assessment.share" => "shared it",
        "assessment.unshare" => "ended the sharing",
        "intake.create" => "made an intake",
        "intake.edit" => "changed an intake",
        "intake.close" => "closed an intake",
        "invitation.send" => "invited people",
        "invitation.resend" => "sent a new link",
        "invitation.revoke" => "took an invitation back",
        "invitation.remind" => "sent reminders",
        "invitation.show_link" => "copied a personal link",
        "attempt.reopen" => "reopened an attempt",
        "attempt.accept_late" => "accepted late answers",
        "decision.record" => "recorded a decision",
        "report.mail" => "sent a report by mail",
        "report.pdf" => "downloaded a report",
        "job.retry" => "had a mail or job tried again",
        _ => return format!("did {}", action.replace(['.', '_'], " ")),
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(action: &str, subject: &str, detail: &str) -> AuditRecord {
        AuditRecord {
            id: "1".into(),
            at: Timestamp(0),
            account_id: Some("2".into()),
            actor: "Ana Ruiz".into(),
            action: action.into(),
            subject: subject.into(),
            assessment_id: None,
            detail: detail.into(),
            request_id: String::new(),
        }
    }

    #[test]
    fn a_line_is_a_sentence_without_ids() {
        let id = "01a22e22-361d-700f-a281-9298a8739892";
        assert_eq!(
            words(&line("invitation.send", "Spring", "4 people, by mail")),
            "Ana Ruiz invited people: Spring. 4 people, by mail"
        );
        assert_eq!(
            words(&line("intake.create", "Spring", id)),
            "Ana Ruiz made an intake: Spring"
        );
        assert_eq!(
            words(&line("attempt.reopen", id, "a power cut")),
            "Ana Ruiz reopened an attempt. A power cut"
        );
        assert_eq!(
            words(&line("export.new_kind", "", "")),
            "Ana Ruiz did export new kind"
        );
    }
}
