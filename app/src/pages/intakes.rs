//! Pages about intakes and invitations: the intake with its list, inviting, and the questions asked before something
//! ends.
//!
//! They show states and dates, never a clock time of an attempt, a duration or an adjustment. Forms on them are handled
//! in `crate::forms::{intakes, invitations}`.

pub mod close;
pub mod edit;
pub mod intake;
pub mod invitation;
pub mod invite;
pub mod preview;
mod section;
mod table;

pub use section::section;

use crate::failure::Failure;
use crate::flash::see_other_saying;
use crate::shell::{Area, Page, PageContext};
use crate::ui::{FieldErrors, Tone};
use axum::response::Response;
use leptos::prelude::*;
use service::intakes::{Counts, Stage};
use service::invitations::State as InvitationState;
use service::{Error, FieldError};

/// A page about an intake.
fn below_assessment(title: impl Into<String>, assessment: &str, assessment_title: &str) -> Page {
    Page::staff(title, Area::Assessments)
        .crumb("Assessments", "/assessments")
        .crumb(assessment_title, format!("/assessments/{assessment}"))
}

/// The answer to an action that was refused: back to `path` with the sentence; other errors get their page.
pub fn refused(ctx: &PageContext, path: &str, error: Error) -> Result<Response, Failure> {
    match error {
        Error::Refused(why) | Error::Conflict(why) => Ok(see_other_saying(path, Tone::Care, &why)),
        other => Err(ctx.failure(other)),
    }
}

/// The errors of a use case, to stand beside their fields.
pub fn field_errors(errors: Vec<FieldError>) -> FieldErrors {
    let mut shown = FieldErrors::new();
    for error in errors {
        shown.add(error.field, error.message);
    }
    shown
}

/// "1 person", "12 people".
fn people(count: i64) -> String {
    if count == 1 {
        "1 person".into()
    } else {
        format!("{count} people")
    }
}

/// "has" or "have" after a number.
fn have(count: i64) -> &'static str {
    if count == 1 { "has" } else { "have" }
}

/// Where everybody stands, in sentences; only what is there is said.
fn progress_words(counts: &Counts) -> String {
    if counts.all() == 0 {
        return "Nobody is invited yet.".into();
    }
    let invited = if counts.people() == 1 { "is" } else { "are" };
    let mut words = format!("{} {invited} invited.", people(counts.people()));
    let parts: Vec<String> = [
        (counts.submitted, "submitted"),
        (counts.started, "started"),
        (counts.opened, "opened the link"),
        (counts.invited, "not opened the link yet"),
        (counts.withdrawn, "withdrawn"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {} {what}", have(count)))
    .collect();
    if !parts.is_empty() {
        words.push_str(&format!(" {}.", parts.join(", ")));
    }
    match counts.expired {
        0 => {}
        1 => words.push_str(" 1 link has run out."),
        more => words.push_str(&format!(" {more} links have run out.")),
    }
    match counts.revoked {
        0 => {}
        1 => words.push_str(" 1 invitation was taken back."),
        more => words.push_str(&format!(" {more} invitations were taken back.")),
    }
    words
}

/// The state of an invitation in words.
fn state_words(state: InvitationState) -> &'static str {
    match state {
        InvitationState::Invited => "invited",
        InvitationState::Opened => "opened the link",
        InvitationState::Started => "started",
        InvitationState::Submitted => "submitted",
        InvitationState::Expired => "link has run out",
        InvitationState::Withdrawn => "withdrew",
        InvitationState::Revoked => "taken back",
    }
}

fn state_tag(state: InvitationState) -> AnyView {
    let on = matches!(state, InvitationState::Started | InvitationState::Submitted);
    let class = if on { "tag on" } else { "tag" };
    view! { <span class=class>{state_words(state)}</span> }.into_any()
}

fn stage_words(stage: Stage) -> &'static str {
    match stage {
        Stage::Ahead => "not open yet",
        Stage::Open => "open",
        Stage::Over => "last day has passed",
        Stage::Closed => "closed",
    }
}

fn simulated_tag(simulated: bool) -> Option<AnyView> {
    simulated.then(|| view! { <span class="tag simulated">"simulated"</span> }.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_says_only_what_is_there() {
        assert_eq!(progress_words(&Counts::default()), "Nobody is invited yet.");
        let one = Counts {
            submitted: 1,
            ..Counts::default()
        };
        assert_eq!(
            progress_words(&one),
            "1 person is invited. 1 has submitted."
        );
        let many = Counts {
            invited: 12,
            opened: 3,
            started: 1,
            submitted: 31,
            expired: 2,
            withdrawn: 1,
            revoked: 1,
        };
        assert_eq!(
            progress_words(&many),
            "50 people are invited. 31 have submitted, 1 has started, 3 have opened the link, 12 have not opened the \
             link yet, 1 has withdrawn. 2 links have run out. 1 invitation was taken back."
        );
    }
}
