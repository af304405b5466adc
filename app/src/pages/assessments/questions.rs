//! The chosen questions and the weights of competencies, as the builder's tables.

use super::form_state::FormState;
use crate::forms::typed::Typed;
use crate::pages::banks::about;
use crate::ui::field_id;
use crate::ui::sentence_case;
use domain::assessment::{Definition, Need, SelectedQuestion};
use domain::question::{Competency, Format};
use leptos::prelude::*;
use service::assessments::Draft;
use service::banks::{Listed, code};

/// The selected questions with their versions; one that is not in the banks any more has none.
fn selected(draft: &Draft) -> impl Iterator<Item = (usize, &SelectedQuestion, Option<&Listed>)> {
    let find = |id| {
        draft
            .questions
            .iter()
            .find(|listed| listed.version.id == id)
    };
    let questions = &draft.assessment.definition.questions;
    questions
        .iter()
        .zip(1..)
        .map(move |(one, number)| (number, one, find(one.version)))
}

/// One row a question: its place, its format, its weight, and buttons that move or remove it.
pub fn rows(state: &FormState) -> AnyView {
    let last = state.draft.assessment.definition.questions.len();
    let body = selected(&state.draft)
        .map(|(number, one, listed)| {
            let id = one.version.to_string();
            let title = listed.map_or_else(|| "A question that is gone".into(), |listed| listed.version.question.title.clone());
            let say = |what: &str| format!("{what}: question {number}, {title}");
            view! {
                <tr>
                    <td data-label="Number" class="number">{number}<input type="hidden" name="question" value=id.clone()/></td>
                    <th scope="row" data-label="Question">{name(&title, listed)}</th>
                    <td data-label="Answered as">{format(state, one, listed, say("Answered as"))}</td>
                    <td data-label="Weight">{number_input(state, &format!("weight-{id}"), one.weight, "0.1", say("Weight"))}</td>
                    <td data-label="Order">
                        <span class="moves">
                            <button class="button" name="step" value=format!("up:{id}") disabled=number == 1 aria-label=say("Move up")>"Up"</button>
                            <button class="button" name="step" value=format!("down:{id}") disabled=number == last aria-label=say("Move down")>"Down"</button>
                            <button class="button plain danger" name="step" value=format!("remove:{id}") aria-label=say("Remove")>"Remove"</button>
                        </span>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="card scroll" tabindex="0" role="region" aria-label="Questions">
            <table class="cards">
                <thead><tr>
                    <th scope="col" class="number">"No."</th><th scope="col">"Question"</th>
                    <th scope="col">"Answered as"</th><th scope="col">"Weight"</th><th scope="col">"Order"</th>
                </tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn name(title: &str, listed: Option<&Listed>) -> AnyView {
    let Some(listed) = listed else {
        return view! { <span>{title.to_owned()}</span> }.into_any();
    };
    let href = format!(
        "/banks/{}/questions/{}",
        listed.version.bank, listed.version.id
    );
    let question = &listed.version.question;
    let old = listed
        .retired_in
        .map(|_| view! { " " <span class="tag">"older version"</span> });
    view! {
        <div>
            <a href=href>{title.to_owned()}</a>{old}
            <div class="quiet">{format!("{} · {}", about(question), question.channel.name())}</div>
        </div>
    }
    .into_any()
}

fn format(
    state: &FormState,
    one: &SelectedQuestion,
    listed: Option<&Listed>,
    label: String,
) -> AnyView {
    let field = format!("format-{}", one.version);
    let chosen = state.typed.or(&field, code(&one.format));
    let allowed =
        |format: &Format| listed.is_none_or(|listed| listed.version.question.allows(*format));
    let options = Format::ALL
        .into_iter()
        .filter(allowed)
        .map(|format| {
            let value = code(&format);
            let selected = value == chosen;
            view! { <option value=value selected=selected>{sentence_case(format.name())}</option> }
        })
        .collect_view();
    let error = state
        .errors
        .of(&field)
        .map(|error| view! { <p class="error">{error}</p> });
    view! { <div><select id=field_id(&field) name=field aria-label=label>{options}</select>{error}</div> }.into_any()
}

fn number_input(
    state: &FormState,
    field: &str,
    stored: f64,
    step: &'static str,
    label: String,
) -> AnyView {
    let error = state.errors.of(field);
    let invalid = error.is_some().then_some("true");
    let error_id = format!("{}-error", field_id(field));
    let described = error.is_some().then(|| error_id.clone());
    let error = error.map(|error| view! { <p class="error" id=error_id>{error}</p> });
    view! {
        <div>
            <input id=field_id(field) name=field.to_owned() type="number" inputmode="decimal" min="0" max="10" step=step
                value=state.typed.or(field, stored.to_string()) aria-label=label aria-invalid=invalid
                aria-describedby=described/>
            {error}
        </div>
    }
    .into_any()
}

/// The competencies that the chosen questions carry.
pub fn carried(draft: &Draft) -> Vec<Competency> {
    draft
        .figures
        .coverage
        .iter()
        .map(|row| row.competency)
        .collect()
}

/// Weight and need of every competency that a chosen question carries.
pub fn competencies(state: &FormState) -> AnyView {
    let definition = &state.draft.assessment.definition;
    let body = carried(&state.draft)
        .into_iter()
        .map(|competency| {
            let weight = definition.competency_weights.get(&competency).copied().unwrap_or(1.0);
            let field = format!("competency-{}", code(&competency));
            view! {
                <tr>
                    <th scope="row" data-label="Competency">{competency.name()}</th>
                    <td data-label="Weight">{number_input(state, &field, weight, "0.1", format!("Weight of {}", competency.name()))}</td>
                    <td data-label="Needed">{need(&state.typed, definition, competency)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="card scroll" tabindex="0" role="region" aria-label="Weights of competencies">
            <table class="cards">
                <thead><tr><th scope="col">"Competency"</th><th scope="col">"Weight"</th><th scope="col">"Needed"</th></tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Needed on day one, taught here, or not said yet.
pub fn need(typed: &Typed, definition: &Definition, competency: Competency) -> AnyView {
    let field = format!("need-{}", code(&competency));
    let stored = definition
        .needs
        .get(&competency)
        .map(code)
        .unwrap_or_default();
    let chosen = typed.or(&field, stored);
    let choices = [
        (String::new(), "Not said yet"),
        (code(&Need::DayOne), "Needed on day one"),
        (code(&Need::TaughtHere), "Taught here"),
    ];
    let options = choices
        .into_iter()
        .map(|(value, label)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{label}</option> }
        })
        .collect_view();
    let label = format!("{} is", competency.name());
    view! { <select id=field_id(&field) name=field aria-label=label>{options}</select> }.into_any()
}

/// The questions of an assessment that is no draft any more.
pub fn frozen_rows(draft: &Draft) -> AnyView {
    let body = selected(draft)
        .map(|(number, one, listed)| {
            let title = listed.map_or_else(
                || "A question that is gone".into(),
                |listed| listed.version.question.title.clone(),
            );
            view! {
                <tr>
                    <td data-label="Number" class="number">{number}</td>
                    <th scope="row" data-label="Question">{name(&title, listed)}</th>
                    <td data-label="Answered as">{sentence_case(one.format.name())}</td>
                    <td data-label="Weight" class="number">{one.weight.to_string()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="card scroll" tabindex="0" role="region" aria-label="Questions">
            <table class="cards">
                <thead><tr>
                    <th scope="col" class="number">"No."</th><th scope="col">"Question"</th>
                    <th scope="col">"Answered as"</th><th scope="col" class="number">"Weight"</th>
                </tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any()
}
