//! Which questions have other keys, and the choice among them.

use super::{FIELD, count, nothing, source};
use crate::auth::WithAccess;
use crate::dates;
use crate::failure::{Answer, see_other};
use crate::pages::assessments::below;
use crate::pages::workshop::changes::table;
use crate::shell::{self, PageContext};
use crate::state::AppState;
use crate::ui::{Choice, Notice, Select, Tone};
use axum::extract::State;
use domain::rescoring::{Obstacle, Offer};
use leptos::prelude::*;
use service::Service;
use service::rescoring::{self, Adoption, Keys, OfferedQuestion, OfferedVersion};

/// `GET /assessments/{assessment}/keys`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
) -> Answer {
    let found = rescoring::keys(&state.service, &on).await;
    match found.map_err(|error| ctx.failure(error))? {
        Some(keys) => {
            let page = below("Newer keys", &keys.assessment);
            Ok(shell::page(&ctx, page, || view(&state.service, &keys)))
        }
        // A draft takes the newest versions itself.
        None => Ok(see_other(&crate::pages::assessments::path(&on))),
    }
}

fn view(service: &Service, keys: &Keys) -> AnyView {
    let choosable = keys
        .questions
        .iter()
        .any(|one| one.usable().next().is_some());
    let base = format!("/assessments/{}/keys", keys.assessment.id);
    let form = choosable.then(|| {
        let selects = keys
            .questions
            .iter()
            .filter(|one| one.usable().next().is_some())
            .map(|one| select(service, one))
            .collect_view();
        view! {
            <form method="get" action=format!("{base}/dry-run")>
                <h2>"Which key would count"</h2>
                {selects}
                <div class="bar actions">
                    <button class="button main">"See what they would change"</button>
                </div>
                <p class="quiet">"Looking writes nothing. It reads every answer, so with many thousands of people it takes \
                    some seconds."</p>
            </form>
        }
    });
    let details: Vec<_> = keys
        .questions
        .iter()
        .flat_map(|one| one.versions.iter().map(move |version| detail(one, version)))
        .collect();
    let details = (!details.is_empty()).then(|| {
        view! { <h2 class="gap">"What the versions change"</h2>{details} }
    });
    view! {
        <h1>"Newer keys"</h1>
        <p>"A published assessment keeps the keys it was published with. Where a question has another version whose words are \
            the same, the answers people gave can be scored by its key. See first who would move how far; adopting is a \
            separate step, and every earlier score stays on record."</p>
        {under_way(keys)}
        {(!choosable).then(|| nothing(keys))}
        {form}
        {details}
        {adopted(service, &keys.adopted)}
    }
    .into_any()
}

fn under_way(keys: &Keys) -> Option<AnyView> {
    let one = keys.adopted.iter().find(|one| one.to_follow.is_some())?;
    let left = usize::try_from(one.to_follow?).unwrap_or(0);
    let words = format!(
        "The keys that {} adopted are being worked in: {} still to follow. Rankings are made again when that is done.",
        one.by,
        count(left, "attempt is", "attempts are")
    );
    Some(view! { <Notice tone=Tone::Info><p>{words}</p></Notice> }.into_any())
}

fn select(service: &Service, question: &OfferedQuestion) -> AnyView {
    let counts = question.asked.key_version().number;
    let keep = Choice::new("", format!("Keep the key of version {counts}"));
    let each = question.usable().map(|offered| {
        let age = if offered.is_newer { "" } else { ", earlier" };
        let words = format!(
            "Version {} of {}, {}{age}",
            offered.version.number,
            dates::date(service, offered.made_at),
            source(offered)
        );
        Choice::new(offered.version.id.to_string(), words)
    });
    let value = question
        .newest()
        .map(|offered| offered.version.id.to_string())
        .unwrap_or_default();
    let choices: Vec<Choice> = std::iter::once(keep).chain(each).collect();
    view! {
        <Select name=format!("{FIELD}{}", question.number) value=value
            label=format!("Question {}: {}", question.number, question.asked.question.title)
            choices=choices/>
    }
    .into_any()
}

/// What one version changes, or why its key cannot be used.
fn detail(question: &OfferedQuestion, offered: &OfferedVersion) -> AnyView {
    let what = format!(
        "Question {}, version {}",
        question.number, offered.version.number
    );
    let (summary, body) = match &offered.offer {
        Offer::Usable { changes, kept } => {
            let beside = (!kept.is_empty()).then(|| {
                view! {
                    <p>"The version changes more than the key. These stay as the assessment was published:"</p>
                    {table(kept)}
                }
            });
            let words = format!("{what}: {}", count(changes.len(), "change", "changes"));
            (words, view! { {table(changes)}{beside} }.into_any())
        }
        Offer::Unusable(Obstacle::Asked(differences)) => (
            format!("{what}: cannot be used, candidates read something else"),
            view! {
                <p>"People answered other words, so this key says nothing about their answers. Ask the new version in a new \
                    assessment."</p>
                {table(differences)}
            }
            .into_any(),
        ),
        Offer::Unusable(Obstacle::Kind) => (
            format!("{what}: cannot be used, it is another kind of question"),
            view! { <p>"An empathy question and a job question are scored for different things."</p> }.into_any(),
        ),
        Offer::Unusable(Obstacle::Fault(fault)) => (
            format!("{what}: cannot be used, its key would not be published"),
            view! { <p>{format!("About this version: {fault}")}</p> }.into_any(),
        ),
        Offer::Same => return ().into_any(),
    };
    view! { <details class="more gap"><summary>{summary}</summary>{body}</details> }.into_any()
}

fn adopted(service: &Service, adopted: &[Adoption]) -> Option<AnyView> {
    if adopted.is_empty() {
        return None;
    }
    let rows = adopted
        .iter()
        .map(|one| {
            let when = dates::date_time(service, one.at);
            let keys = count(one.questions, "key", "keys");
            view! {
                <tr>
                    <th scope="row" data-label="When">{when}</th><td data-label="Who">{one.by.clone()}</td>
                    <td data-label="What">{keys}</td><td data-label="Why" class="typed">{one.reason.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    Some(
        view! {
            <div class="card scroll gap" tabindex="0" role="region" aria-label="Adopted so far">
                <table class="cards">
                    <caption>"Adopted so far"</caption>
                    <thead><tr><th scope="col">"When"</th><th scope="col">"Who"</th><th scope="col">"What"</th><th scope="col">"Why"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any(),
    )
}
