//! The smaller parts: alerts with what to do, the review date, suggestions, and the assessments behind the figures.

use super::set_on;
use crate::ui::{Notice, Tone};
use domain::live_use::Alert;
use leptos::prelude::*;
use service::Service;
use service::banks::QuestionPage;
use service::live_use::{InAssessment, QuestionUse, Suggested};

/// Each alert with its figure, its limit and what to do; nothing where there is none.
pub fn alert_list(alerts: &[Alert]) -> Option<AnyView> {
    if alerts.is_empty() {
        return None;
    }
    let items = alerts
        .iter()
        .map(|alert| {
            let on = alert
                .attempts
                .map_or_else(String::new, |n| format!(", {n} attempts"));
            view! {
                <li>
                    <strong>{alert.matter.label()}</strong>
                    {format!(": {} (limit: {}{on}). ", alert.figure, alert.limit)}
                    {alert.advice.clone()}
                </li>
            }
        })
        .collect_view();
    Some(view! { <Notice tone=Tone::Care><ul>{items}</ul></Notice> }.into_any())
}

/// When somebody wants to look at it again; admins may change it.
pub(super) fn review(
    service: &Service,
    page: &QuestionPage,
    found: &QuestionUse,
    admin: bool,
) -> Option<AnyView> {
    if page.retired_in.is_some() {
        return None;
    }
    let words = match &found.review {
        Some(review) => format!("Review by {}. {}", review.written, set_on(service, review)),
        None => "No review date is set.".to_owned(),
    };
    let link = admin.then(|| {
        let href = format!(
            "/banks/{}/questions/{}/review",
            page.bank.info.id, page.version.id
        );
        let words = match found.review {
            Some(_) => "Change the review date",
            None => "Set a review date",
        };
        view! { " "<a href=href>{words}</a> }
    });
    Some(view! { <p>{words}{link}</p> }.into_any())
}

/// What could take its place, where something asks for it.
pub(super) fn suggestions(found: &QuestionUse) -> Option<AnyView> {
    let suggested = found.suggested.as_ref()?;
    let content = match suggested.is_empty() {
        true => view! {
            <p>"No question that measures the same stands ready in your banks, or every assessment that uses this one holds them already. \
                Write one from this question, or import a bank."</p>
        }
        .into_any(),
        false => {
            let items = suggested.iter().map(suggestion).collect_view();
            view! { <ul>{items}</ul> }.into_any()
        }
    };
    Some(
        view! {
            <section class="gap" aria-labelledby="instead">
                <h3 id="instead">"What could take its place"</h3>
                <p class="quiet">"Ready questions that measure the same, most alike first; none with an alert of its own. Published assessments \
                    keep what they ask."</p>
                {content}
            </section>
        }
        .into_any(),
    )
}

fn suggestion(one: &Suggested) -> AnyView {
    let found = &one.suggestion;
    let href = format!("/banks/{}/questions/{}", found.bank, found.version);
    let already = (!one.already_in.is_empty())
        .then(|| format!(" Already in: {}.", one.already_in.join(", ")));
    view! {
        <li><a href=href>{found.title.clone()}</a>" "<span class="quiet">{format!("({})", found.bank)}</span>" "
            {found.reason.clone()}{already}</li>
    }
    .into_any()
}

/// Where the figures come from; assessments of colleagues without their names.
pub(super) fn assessments(found: &QuestionUse) -> AnyView {
    let rows = found.assessments.iter().map(assessment).collect_view();
    view! {
        <section class="gap" aria-labelledby="use-assessments">
            <h2 id="use-assessments">"By assessment"</h2>
            <div class="card scroll" tabindex="0" role="region" aria-label="By assessment, a table">
                <table class="cards">
                    <thead><tr>
                        <th scope="col">"Assessment"</th>
                        <th scope="col">"Answered as"</th>
                        <th scope="col" class="number">"Attempts"</th>
                        <th scope="col" class="number">"Facility"</th>
                        <th scope="col" class="number">"With the rest"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn assessment(one: &InAssessment) -> AnyView {
    let name = match &one.named {
        Some((id, title)) => {
            view! { <a href=format!("/assessments/{id}/analysis")>{title.clone()}</a> }.into_any()
        }
        None => view! { "An assessment of a colleague" }.into_any(),
    };
    let pilot = one
        .pilot
        .then(|| view! { " "<span class="tag">"pilot"</span> });
    view! {
        <tr>
            <th scope="row">{name}{pilot}</th>
            <td data-label="Answered as">{one.format.name()}</td>
            <td class="number" data-label="Attempts">{one.attempts}</td>
            <td class="number" data-label="Facility">{one.facility.words()}</td>
            <td class="number" data-label="With the rest">{one.item_rest.words()}</td>
        </tr>
    }
    .into_any()
}
