//! Pages about expert panels, for admins: start one, invite people, see how far it is, read what it agrees on. They show
//! counts and statistics, never one expert's ratings.

pub mod adopt;
pub mod close;
pub mod expert;
pub mod invite;
pub mod list;
pub mod new;
pub mod panel;
mod people;
pub mod results;

use crate::shell::{Area, Page};
use domain::ids::{ExpertId, PanelId};
use leptos::prelude::*;
use serde::Deserialize;
use service::Error;
use service::panels::Panel;

/// The panel in the path.
#[derive(Debug, Clone, Deserialize)]
pub struct InPanel {
    panel: String,
}

impl InPanel {
    /// # Errors
    /// [`Error::NotFound`] for what is no id.
    pub fn id(&self) -> Result<PanelId, Error> {
        self.panel.parse().map_err(|_| Error::NotFound)
    }

    pub fn path(&self) -> String {
        format!("/panels/{}", self.panel)
    }
}

/// The panel and the expert in the path.
#[derive(Debug, Clone, Deserialize)]
pub struct OfExpert {
    panel: String,
    expert: String,
}

impl OfExpert {
    /// # Errors
    /// [`Error::NotFound`] for what is no id.
    pub fn ids(&self) -> Result<(PanelId, ExpertId), Error> {
        let expert = self.expert.parse().map_err(|_| Error::NotFound)?;
        Ok((self.in_panel().id()?, expert))
    }

    pub fn in_panel(&self) -> InPanel {
        InPanel {
            panel: self.panel.clone(),
        }
    }
}

/// A page below a panel.
fn below(panel: &Panel, title: impl Into<String>) -> Page {
    Page::staff(title, Area::Banks)
        .crumb("Question banks", "/banks")
        .crumb("Expert panels", "/panels")
        .crumb(&panel.title, format!("/panels/{}", panel.id))
}

fn state_tag(panel: &Panel) -> AnyView {
    if panel.open {
        view! { <span class="tag on">"open"</span> }.into_any()
    } else {
        view! { <span class="tag">"closed"</span> }.into_any()
    }
}

/// The two sides of a panel.
fn tabs(panel: &Panel, results: bool) -> AnyView {
    let path = format!("/panels/{}", panel.id);
    let here = |this: bool| (this == results).then_some("page");
    view! {
        <nav class="tabs" aria-label="Panel">
            <ul>
                <li><a href=path.clone() aria-current=here(false)>"Experts"</a></li>
                <li><a href=format!("{path}/results") aria-current=here(true)>"Results"</a></li>
            </ul>
        </nav>
    }
    .into_any()
}

/// "1 question", "12 questions".
fn count(number: usize, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    format!("{number} {noun}")
}
