//! Where a question version is used, and the versions before and after it.

use crate::dates;
use leptos::prelude::*;
use service::Service;
use service::banks::QuestionPage;

/// The assessments that ask this version; those of colleagues are only counted.
pub(super) fn uses(page: &QuestionPage) -> AnyView {
    let elsewhere = match page.used_elsewhere {
        0 => None,
        1 => Some("1 assessment of a colleague uses it too.".to_owned()),
        more => Some(format!("{more} assessments of colleagues use it too.")),
    };
    if page.uses.is_empty() {
        let words = elsewhere.unwrap_or_else(|| "No assessment uses this version.".into());
        return view! { <h2 class="gap">"Where it is used"</h2><p>{words}</p> }.into_any();
    }
    let lines = page
        .uses
        .iter()
        .map(|one| {
            let href = format!("/assessments/{}", one.assessment);
            view! { <li><a href=href>{one.title.clone()}</a> " " <span class="tag">{one.status.clone()}</span></li> }
        })
        .collect_view();
    let elsewhere = elsewhere.map(|words| view! { <p>{words}</p> });
    view! { <h2 class="gap">"Where it is used"</h2><ul>{lines}</ul>{elsewhere} }.into_any()
}

/// Every version, newest first, each to be compared with this one.
pub(super) fn history(service: &Service, page: &QuestionPage) -> AnyView {
    let lines = page
        .history
        .iter()
        .map(|line| {
            let href = format!("/banks/{}/questions/{}", page.bank.info.id, line.id);
            let here = (line.id == page.version.id).then_some("page");
            let left = line.retired_in.map(|bank| format!(", replaced or removed in bank version {bank}"));
            let words = format!("came with bank version {}{}", line.added_in, left.unwrap_or_default());
            let since = (line.id != page.version.id).then(|| {
                let (older, newer) = if line.number < i64::from(page.version.number) {
                    (line.id, page.version.id)
                } else {
                    (page.version.id, line.id)
                };
                let href = format!("/banks/{}/questions/{newer}/since/{older}", page.bank.info.id);
                let words = format!("compare version {} with this one", line.number);
                view! { " · " <a href=href>{words}</a> }
            });
            view! {
                <li>
                    <time>{dates::date(service, line.created_at)}</time>
                    <span><a href=href aria-current=here>{format!("Version {}", line.number)}</a> " " {words}{since}</span>
                </li>
            }
        })
        .collect_view();
    view! { <h2 class="gap">"Versions"</h2><ol class="history">{lines}</ol> }.into_any()
}
