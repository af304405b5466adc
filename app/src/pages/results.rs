//! Pages about results: the ranking of an intake, one person's result, two people side by side, decisions, reports.
//!
//! Dates never carry a clock time here, and nothing says how long anybody took. With names hidden (the reader's cookie
//! or `?blind=1`) every page shows numbers instead.

pub mod candidate;
mod cards;
pub mod compare;
pub mod decide;
pub mod files;
pub mod ranking;
mod ranking_aside;
mod ranking_head;
mod ranking_table;
pub mod report_link;
mod sections;

use crate::shell::{Area, Page};
use crate::state::cookie;
use domain::ids::{IntakeId, InvitationId};
use http::HeaderMap;
use leptos::prelude::*;
use serde::Deserialize;
use service::Error;
use service::results::Decision;
use std::collections::HashMap;

/// Names are hidden while this cookie holds 1.
pub const BLIND_COOKIE: &str = "attune_blind";

/// The ids in the path of an intake's pages.
#[derive(Debug, Clone, Deserialize)]
pub struct InIntake {
    pub assessment: String,
    pub intake: String,
}

impl InIntake {
    /// # Errors
    /// [`Error::NotFound`] for what is no id.
    pub fn id(&self) -> Result<IntakeId, Error> {
        self.intake.parse().map_err(|_| Error::NotFound)
    }

    /// The path of the intake's own page; the others lie below it.
    pub fn path(&self) -> String {
        format!("/assessments/{}/intakes/{}", self.assessment, self.intake)
    }
}

/// The ids in the path of a candidate's result.
#[derive(Debug, Clone, Deserialize)]
pub struct OfCandidate {
    pub assessment: String,
    pub intake: String,
    pub invitation: String,
}

impl OfCandidate {
    pub fn in_intake(&self) -> InIntake {
        InIntake {
            assessment: self.assessment.clone(),
            intake: self.intake.clone(),
        }
    }

    /// # Errors
    /// [`Error::NotFound`] for what is no id.
    pub fn id(&self) -> Result<InvitationId, Error> {
        self.invitation.parse().map_err(|_| Error::NotFound)
    }
}

/// The query of a page; the last of several equal names counts.
pub type Asked = HashMap<String, String>;

/// Whether names are hidden from this reader.
pub fn blind(headers: &HeaderMap, query: &Asked) -> bool {
    match query.get("blind").map(String::as_str) {
        Some("1") => true,
        Some("0") => false,
        _ => cookie(headers, BLIND_COOKIE) == Some("1"),
    }
}

/// A page below an intake's.
fn below(title: impl Into<String>, at: &InIntake, assessment: &str, intake: &str) -> Page {
    Page::staff(title, Area::Assessments)
        .crumb("Assessments", "/assessments")
        .crumb(assessment, format!("/assessments/{}", at.assessment))
        .crumb(intake, at.path())
}

/// ".78": reliabilities carry no leading zero.
pub(crate) fn reliability(value: f64) -> String {
    let text = format!("{value:.2}");
    text.strip_prefix('0').map(str::to_owned).unwrap_or(text)
}

/// "1 person", "12 people".
fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A rank interval: "3–9", "3", or a dash while intervals are not shown.
pub(crate) fn rank_words(low: Option<u32>, high: Option<u32>) -> String {
    match (low, high) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low}–{high}"),
        _ => "–".into(),
    }
}

pub(crate) fn decision_tag(decision: Decision) -> AnyView {
    let class = if decision == Decision::Undecided {
        "tag"
    } else {
        "tag on"
    };
    view! { <span class=class>{decision.label().to_lowercase()}</span> }.into_any()
}

pub(crate) fn simulated_tag(simulated: bool) -> Option<AnyView> {
    simulated.then(|| view! { <span class="tag simulated">"simulated"</span> }.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!([reliability(0.784), reliability(1.0)], [".78", "1.00"]);
        assert_eq!(
            [
                rank_words(Some(1), Some(7)),
                rank_words(Some(2), Some(2)),
                rank_words(None, None)
            ],
            ["1–7", "2", "–"]
        );
    }

    #[test]
    fn the_query_stands_over_the_cookie() {
        let mut headers = HeaderMap::new();
        headers.insert("cookie", http::HeaderValue::from_static("attune_blind=1"));
        let query = |value: &str| HashMap::from([("blind".to_owned(), value.to_owned())]);
        assert!(blind(&headers, &HashMap::new()));
        assert!(!blind(&headers, &query("0")));
        assert!(blind(&HeaderMap::new(), &query("1")));
        assert!(!blind(&HeaderMap::new(), &HashMap::new()));
    }
}
