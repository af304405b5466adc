//! The candidate's pages: phone first, each whole without JavaScript. A page shows what its use case read; where a
//! person stands elsewhere, they are sent there.

pub mod adjust;
pub mod contact;
pub mod done;
pub mod practice;
pub mod question;
pub mod requests;
pub mod review;
pub mod submit;
pub mod welcome;

use crate::failure::see_other;
use axum::response::Response;
use domain::time::Timestamp;
use service::Service;
use service::attempts::Standing;
use service::principal::Candidate;

/// The path of one of a candidate's pages; empty for the welcome page.
pub fn path(candidate: &Candidate, page: &str) -> String {
    let invitation = candidate.invitation();
    if page.is_empty() {
        format!("/t/{invitation}")
    } else {
        format!("/t/{invitation}/{page}")
    }
}

/// Where somebody goes who is not in the middle of an attempt; `None` for those who are.
pub fn elsewhere(candidate: &Candidate, standing: Standing) -> Option<Response> {
    match standing {
        Standing::Running => None,
        Standing::Over | Standing::Ended => Some(see_other(&path(candidate, "done"))),
        Standing::NotYet(_) | Standing::Ready | Standing::Expired | Standing::Withdrawn => {
            Some(see_other(&path(candidate, "")))
        }
    }
}

/// "10:42:07" in the instance's zone.
pub fn clock_time(service: &Service, at: Timestamp) -> String {
    service::dates::time_with_seconds(&service.settings.timezone, at)
}

/// "1 minute", "12 minutes".
pub fn minutes(count: u32) -> String {
    if count == 1 {
        "1 minute".into()
    } else {
        format!("{count} minutes")
    }
}

/// Paragraphs of plain text.
pub fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n")
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}
