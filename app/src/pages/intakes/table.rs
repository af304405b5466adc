//! The table of invitations: who, where they stand, what became of the mail, and what can be done.

use super::{simulated_tag, state_tag};
use crate::dates;
use crate::pages::results::InIntake;
use leptos::prelude::*;
use service::Service;
use service::intakes::IntakePage;
use service::invitations::{Invitation, MailState, State};

/// One page of invitations.
pub(super) fn table(
    service: &Service,
    at: &InIntake,
    page: &IntakePage,
    rows: &[Invitation],
) -> AnyView {
    let open = page.accepts_people();
    let rows = rows
        .iter()
        .map(|one| row(service, at, one, open))
        .collect_view();
    view! {
        <div class="card scroll" tabindex="0" role="region" aria-label="Invitations">
            <table class="cards">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th><th scope="col">"E-mail"</th><th scope="col">"State"</th>
                        <th scope="col">"Mail"</th><th scope="col">"Invited"</th><th scope="col">"Link works until"</th>
                        <th scope="col"><span class="vis-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(service: &Service, at: &InIntake, one: &Invitation, open: bool) -> AnyView {
    let name = if one.state == State::Submitted {
        let href = format!("{}/candidates/{}", at.path(), one.id);
        view! { <a href=href>{one.name.clone()}</a> }.into_any()
    } else {
        one.name.clone().into_any()
    };
    view! {
        <tr>
            <th scope="row" data-label="Name"><span>{name}" "{simulated_tag(one.simulated)}</span></th>
            <td data-label="E-mail">{one.email.clone()}</td>
            <td data-label="State">{state_tag(one.state)}</td>
            <td data-label="Mail">{mail(service, one)}</td>
            <td data-label="Invited">{dates::date(service, one.invited_at)}</td>
            <td data-label="Link works until">{works_until(service, one)}</td>
            <td data-label="Actions">{actions(at, one, open)}</td>
        </tr>
    }
    .into_any()
}

/// What became of the last mail with the link.
fn mail(service: &Service, one: &Invitation) -> AnyView {
    let words = match &one.mail {
        MailState::None if one.simulated => "never sent".into_any(),
        MailState::None => "none; pass on the link".into_any(),
        MailState::Queued => "waiting to be sent".into_any(),
        MailState::Sent => "sent".into_any(),
        MailState::Failed(reply) => {
            let reply = if reply.is_empty() {
                "no reply".to_owned()
            } else {
                reply.clone()
            };
            view! { <span class="danger">"not delivered: "{reply}</span> }.into_any()
        }
    };
    let trouble = one
        .mail_trouble
        .clone()
        .map(|reply| view! { <div class="quiet">"tried, and will be tried again: "{reply}</div> });
    let reminded = one
        .reminded_at
        .map(|on| view! { <div class="quiet">"reminded on "{dates::date(service, on)}</div> });
    view! { <div>{words}{trouble}{reminded}</div> }.into_any()
}

fn works_until(service: &Service, one: &Invitation) -> AnyView {
    match one.state {
        State::Submitted | State::Withdrawn | State::Revoked => "–".into_any(),
        _ => dates::date(service, one.expires_at).into_any(),
    }
}

/// What can be done for this person now, behind one control a row.
fn actions(at: &InIntake, one: &Invitation, open: bool) -> AnyView {
    let path = format!("{}/invitations/{}", at.path(), one.id);
    let button = |verb: &str, words: &'static str| {
        let action = format!("{path}/{verb}");
        view! { <form method="post" action=action><button class="button">{words}</button></form> }
            .into_any()
    };
    let mut offered = Vec::new();
    if open && one.state.link_works() && one.state != State::Submitted && !one.simulated {
        offered.push(button("link", "Copy the link"));
    }
    if open && one.can_be_reminded() {
        offered.push(button("remind", "Send a reminder"));
    }
    if open && one.can_get_new_link() {
        let words = if one.state == State::Revoked {
            "Invite again"
        } else {
            "Send a new link"
        };
        offered.push(button("resend", words));
    }
    if one.can_be_revoked() {
        let href = format!("{path}/revoke");
        offered.push(view! { <a class="button plain danger" href=href>"Take back"</a> }.into_any());
    }
    if offered.is_empty() {
        return ().into_any();
    }
    view! {
        <details class="more">
            <summary>"Actions"<span class="vis-hidden">" for "{one.name.clone()}</span></summary>
            <div class="stack">{offered.into_iter().collect_view()}</div>
        </details>
    }
    .into_any()
}
