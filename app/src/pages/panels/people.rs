//! The experts of a panel as a table: who, how far, what became of the mail, what can be done.

use super::InPanel;
use crate::dates;
use leptos::prelude::*;
use service::Service;
use service::invitations::MailState;
use service::panels::{ExpertLine, ExpertState, Progress};

pub(super) fn table(service: &Service, at: &InPanel, progress: &Progress) -> AnyView {
    let rows = progress
        .experts
        .iter()
        .map(|one| row(service, at, progress, one))
        .collect_view();
    view! {
        <div class="card scroll" tabindex="0" role="region" aria-label="Experts">
            <table class="cards">
                <thead><tr>
                    <th scope="col">"Name"</th><th scope="col">"E-mail"</th><th scope="col">"Stands"</th>
                    <th scope="col">"Rated"</th><th scope="col">"Mail"</th>
                    <th scope="col"><span class="vis-hidden">"Actions"</span></th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(service: &Service, at: &InPanel, progress: &Progress, one: &ExpertLine) -> AnyView {
    let (on, words) = match one.state {
        ExpertState::Invited => (false, "invited"),
        ExpertState::Opened => (false, "opened the link"),
        ExpertState::Rating => (true, "rating"),
        ExpertState::Finished => (true, "finished"),
        ExpertState::Revoked => (false, "taken out"),
    };
    let class = if on { "tag on" } else { "tag" };
    let role =
        (!one.role.is_empty()).then(|| view! { <div class="quiet">{one.role.clone()}</div> });
    let last = one
        .saved_at
        .map(|at| view! { <div class="quiet">"last on "{dates::date(service, at)}</div> });
    let why = one.revoked.as_ref().map(|(at, reason)| {
        let words = format!("on {}: {reason}", dates::date(service, *at));
        view! { <div class="quiet">{words}</div> }
    });
    let rated = if one.state == ExpertState::Revoked {
        "does not count".to_owned()
    } else {
        format!("{} of {}", one.rated, progress.questions)
    };
    let offered = actions(at, progress, one);
    let label = offered.is_some().then_some("Actions");
    view! {
        <tr>
            <th scope="row" data-label="Name"><div>{one.name.clone()}{role}</div></th>
            <td data-label="E-mail" class="name">{one.email.clone()}</td>
            <td data-label="Stands"><div><span class=class>{words}</span>{why}</div></td>
            <td data-label="Rated"><div>{rated}{last}</div></td>
            <td data-label="Mail">{mail(service, one)}</td>
            <td data-label=label>{offered}</td>
        </tr>
    }
    .into_any()
}

/// What became of the last mail with the link.
fn mail(service: &Service, one: &ExpertLine) -> AnyView {
    let words = match &one.mail {
        MailState::None => "none; pass on the link".into_any(),
        MailState::Queued => "waiting to be sent".into_any(),
        MailState::Sent => "sent".into_any(),
        MailState::Failed(reply) => {
            view! { <span class="danger">"not delivered: "{reply.clone()}</span> }.into_any()
        }
    };
    let reminded = one
        .reminded_at
        .map(|on| view! { <div class="quiet">"reminded on "{dates::date(service, on)}</div> });
    view! { <div>{words}{reminded}</div> }.into_any()
}

/// What can be done about this expert now, behind one control a row.
fn actions(at: &InPanel, progress: &Progress, one: &ExpertLine) -> Option<AnyView> {
    if !progress.panel.open || one.state == ExpertState::Revoked {
        return None;
    }
    let path = format!("{}/experts/{}", at.path(), one.id);
    let button = |verb: &str, words: &'static str| {
        let action = format!("{path}/{verb}");
        view! { <form method="post" action=action><button class="button">{words}</button></form> }
            .into_any()
    };
    let mut offered = Vec::new();
    if one.state.is_under_way() {
        offered.push(button("link", "Copy the link"));
        if one.reminded_at.is_none() {
            offered.push(button("remind", "Send a reminder"));
        }
        offered.push(button("resend", "Send a new link"));
    }
    let href = format!("{path}/revoke");
    offered.push(view! { <a class="button plain danger" href=href>"Take out"</a> }.into_any());
    Some(
        view! {
            <details class="more">
                <summary>"Actions"<span class="vis-hidden">" for "{one.name.clone()}</span></summary>
                <div class="stack">{offered.into_iter().collect_view()}</div>
            </details>
        }
        .into_any(),
    )
}
