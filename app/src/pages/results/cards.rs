//! Every score card of a result, where there is more than one: what each was scored by, who decided that, and its ledger.

use super::OfCandidate;
use crate::dates;
use domain::report::figures::{decimals, total_words};
use leptos::prelude::*;
use service::Service;
use service::results::{CandidateResult, KeptCard};

pub(super) fn section(
    service: &Service,
    at: &OfCandidate,
    found: &CandidateResult,
) -> Option<AnyView> {
    if found.cards.len() < 2 {
        return None;
    }
    let base = format!(
        "{}/candidates/{}/ledger.json",
        at.in_intake().path(),
        at.invitation
    );
    let rows = found
        .cards
        .iter()
        .map(|card| row(service, &base, card))
        .collect_view();
    Some(
        view! {
            <section class="gap" aria-labelledby="cards">
                <h2 id="cards">"Score cards"</h2>
                <p>"The present one counts. Earlier ones stay as they were made; each can be computed again from its ledger."</p>
                <div class="card scroll" tabindex="0" role="region" aria-label="Score cards, a table">
                    <table class="cards">
                        <thead><tr>
                            <th scope="col">"Score card"</th><th scope="col" class="number">"Score"</th>
                            <th scope="col">"Keys"</th><th scope="col">"Ledger"</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
        .into_any(),
    )
}

fn row(service: &Service, base: &str, card: &KeptCard) -> AnyView {
    let made = dates::date(service, card.made_at);
    let what = if card.is_present {
        format!("Present, of {made}")
    } else {
        format!("Earlier, of {made}")
    };
    let score = if card.total < 0.0 {
        format!("{} ({})", total_words(card.total), decimals(card.total, 1))
    } else {
        decimals(card.total, 1)
    };
    let href = format!("{base}?card={}", card.id);
    let label = format!("Download the ledger of this score card: {what}");
    view! {
        <tr>
            <th scope="row" data-label="Score card">{what}</th>
            <td data-label="Score" class="number">{score}</td>
            <td data-label="Keys"><div>{keys(service, card)}</div></td>
            <td data-label="Ledger"><a href=href aria-label=label>"Download"</a></td>
        </tr>
    }
    .into_any()
}

fn keys(service: &Service, card: &KeptCard) -> AnyView {
    let Some(change) = &card.key_change else {
        return view! { "as published" }.into_any();
    };
    let on = dates::date(service, change.at);
    let versions: Vec<String> = card
        .rekeyed
        .iter()
        .map(|(number, key)| format!("question {number}: version {}", key.number))
        .collect();
    let versions = if versions.is_empty() {
        "those it was published with".to_owned()
    } else {
        versions.join(", ")
    };
    view! {
        <div>{format!("adopted on {on} by {}: {versions}", change.by)}</div>
        <div class="quiet typed">{change.reason.clone()}</div>
    }
    .into_any()
}
