//! The page between ticking people and deciding about them: who it is about, and the reason.

use super::{InIntake, below, decision_tag, rank_words, simulated_tag};
use crate::shell::{self, PageContext};
use crate::ui::{Choice, ErrorSummary, FieldErrors, Select, TextArea};
use axum::response::Response;
use domain::report::figures::total_words;
use leptos::prelude::*;
use service::results::{DecidedPerson, Decision, DecisionInput, DecisionPreview, REASON_TO};

/// The page with what was typed.
pub fn respond(
    ctx: &PageContext,
    at: &InIntake,
    found: &DecisionPreview,
    typed: &DecisionInput,
    errors: FieldErrors,
) -> Response {
    let page = below("Decide", at, &found.assessment, &found.intake)
        .crumb("Ranking", format!("{}/ranking", at.path()))
        .narrow();
    let page = if errors.is_empty() {
        page
    } else {
        page.invalid()
    };
    shell::page(ctx, page, || {
        let people = super::count(found.people.len() as u64, "person", "people");
        let choices: Vec<Choice> = Decision::ALL
            .into_iter()
            .map(|decision| Choice::new(decision.as_str(), decision.label()))
            .collect();
        let hidden = found
            .people
            .iter()
            .map(|person| view! { <input type="hidden" name="invitation" value=person.invitation.clone()/> })
            .collect_view();
        let rows = found
            .people
            .iter()
            .map(|person| row(at, person))
            .collect_view();
        view! {
            <ErrorSummary errors=errors.clone()/>
            <h1>{format!("Decide about {people}")}</h1>
            <p>"Nothing is recorded yet. The decision is kept with your name, the reason and the ranking you looked at. \
            Nobody is told by Attune."</p>
            <div class="card scroll" tabindex="0" aria-label="Who it is about">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Candidate"</th>
                            <th scope="col">"Band"</th>
                            <th scope="col">"Rank"</th>
                            <th scope="col" class="number">"Score"</th>
                            <th scope="col">"So far"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <form method="post" action=format!("{}/decide", at.path()) class="gap">
                {hidden}
                <input type="hidden" name="snapshot" value=typed.snapshot.clone()/>
                <Select name="kind" label="Decision" choices value=found.kind.as_str() error=errors.of("kind")/>
                <TextArea name="reason" label="Reason" rows=4 required=true value=typed.reason.clone()
                    maxlength=u32::try_from(REASON_TO).unwrap_or(u32::MAX) error=errors.of("reason")
                    hint="What of the job it rests on, in a sentence. At least ten characters."/>
                <div class="bar actions">
                    <button class="button main" name="step" value="confirm">{format!("Record the decision for {people}")}</button>
                    <a class="button plain" href=format!("{}/ranking", at.path())>"Back to the ranking"</a>
                </div>
            </form>
        }
    })
}

fn row(at: &InIntake, person: &DecidedPerson) -> AnyView {
    let link = format!("{}/candidates/{}", at.path(), person.invitation);
    let entry = person.ranked.as_ref().map(|ranked| &ranked.entry);
    let band = entry
        .and_then(|entry| entry.band)
        .map_or("–".to_owned(), |band| band.to_string());
    let rank = entry.map_or("–".to_owned(), |entry| {
        rank_words(entry.rank_low, entry.rank_high)
    });
    let score = entry.map_or("not ranked".to_owned(), |entry| {
        total_words(entry.total_micro as f64 / 1e6)
    });
    let simulated = person
        .ranked
        .as_ref()
        .is_some_and(|ranked| ranked.simulated);
    view! {
        <tr>
            <td><a href=link>{person.name.clone()}</a>" "{simulated_tag(simulated)}</td>
            <td>{band}</td>
            <td>{rank}</td>
            <td class="number">{score}</td>
            <td>{decision_tag(person.decision)}</td>
        </tr>
    }
    .into_any()
}
