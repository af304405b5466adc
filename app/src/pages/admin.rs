//! Pages for admins: accounts, the audit log, jobs that need attention, and in the demo the mailbox.

pub mod account;
pub mod accounts;
pub mod audit;
pub mod jobs;
pub mod mailbox;

use leptos::prelude::*;

/// The parts of the system area; `current` is one of their paths.
fn system_tabs(current: &'static str) -> AnyView {
    let links = [
        ("/admin/jobs", "Mail and jobs"),
        ("/admin/audit", "Audit log"),
    ]
    .into_iter()
    .map(|(href, label)| {
        let here = (href == current).then_some("page");
        view! { <li><a href=href aria-current=here>{label}</a></li> }
    })
    .collect_view();
    view! { <nav class="tabs" aria-label="System"><ul>{links}</ul></nav> }.into_any()
}
