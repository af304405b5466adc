//! Pages about assessments: the lists, the overview, and the forms of a draft up to publishing. Intakes and results have
//! pages of their own. Forms are handled in `crate::forms::assessments`.

pub mod analysis;
pub mod builder;
pub mod close;
pub mod duplicate;
pub mod form_state;
pub mod history;
pub mod keys;
pub mod list;
pub mod new;
pub mod overview;
mod panel;
pub mod picker;
pub mod publish;
mod questions;
pub mod settings;
pub mod share;
pub mod trial;

use crate::shell::{Area, Page};
use crate::ui::{Notice, Tone};
use domain::assessment::Status;
use leptos::prelude::*;
use service::assessments::Assessment;
use service::principal::OnAssessment;

/// The overview's path.
pub fn path(on: &OnAssessment) -> String {
    format!("/assessments/{}", on.assessment())
}

/// A page below the overview.
fn below(title: &str, assessment: &Assessment) -> Page {
    Page::staff(
        format!("{title}: {}", assessment.definition.title),
        Area::Assessments,
    )
    .crumb("Assessments", "/assessments")
    .crumb(
        &assessment.definition.title,
        format!("/assessments/{}", assessment.id),
    )
}

/// The views of one assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Overview,
    Questions,
    Settings,
    Publish,
    Analysis,
    Sharing,
    History,
}

fn tabs(assessment: &Assessment, current: Tab) -> AnyView {
    let all = [
        (Tab::Overview, "Overview", ""),
        (Tab::Questions, "Questions and weights", "/edit"),
        (Tab::Settings, "Settings", "/settings"),
        (Tab::Publish, "Publish", "/publish"),
        (Tab::Analysis, "Analysis", "/analysis"),
        (Tab::Sharing, "Sharing", "/share"),
        (Tab::History, "History", "/audit"),
    ];
    let draft = assessment.status == Status::Draft;
    let links = all
        .into_iter()
        .filter(|(tab, ..)| *tab != if draft { Tab::Analysis } else { Tab::Publish })
        .map(|(tab, label, end)| {
            let href = format!("/assessments/{}{end}", assessment.id);
            let here = (tab == current).then_some("page");
            view! { <li><a href=href aria-current=here>{label}</a></li> }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label="Views of this assessment"><ul>{links}</ul></nav> }
        .into_any()
}

fn status_words(status: Status) -> &'static str {
    match status {
        Status::Draft => "draft",
        Status::Published => "published",
        Status::Closed => "closed",
    }
}

fn status_tag(status: Status) -> AnyView {
    let class = if status == Status::Published {
        "tag on"
    } else {
        "tag"
    };
    view! { <span class=class>{status_words(status)}</span> }.into_any()
}

/// Marks an assessment whose candidates are simulated.
fn simulated_tag(simulated: bool) -> Option<AnyView> {
    simulated.then(|| view! { <span class="tag simulated">"simulated people"</span> }.into_any())
}

/// Why the forms of this assessment cannot be filled in any more.
fn frozen_notice(assessment: &Assessment) -> AnyView {
    let words = match assessment.status {
        Status::Published => {
            "This assessment is published and frozen, so that everybody is asked the same."
        }
        _ => "This assessment is closed.",
    };
    let href = format!("/assessments/{}/duplicate", assessment.id);
    view! {
        <Notice tone=Tone::Info><p>{words} " " <a href=href>"Duplicate it to change something."</a></p></Notice>
    }
    .into_any()
}
