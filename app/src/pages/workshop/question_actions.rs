//! What an admin may do from a question's page: a new version, another question from it, another bank; and the drafts
//! that are open on it.

use crate::ui::{Choice, Notice, Select, Tone};
use leptos::prelude::*;
use service::banks::{Bank, QuestionPage};
use service::workshop::DraftLine;

/// Which drafts are written on this question.
pub fn open_drafts(bank: &str, drafts: &[DraftLine]) -> Option<AnyView> {
    if drafts.is_empty() {
        return None;
    }
    let links = drafts
        .iter()
        .map(|draft| {
            let href = format!("/banks/{bank}/drafts/{}", draft.id);
            let words = format!(
                "{} ({}, {})",
                draft.title,
                draft.state.name(),
                draft.updated_by
            );
            view! { <li><a href=href>{words}</a></li> }
        })
        .collect_view();
    Some(
        view! {
            <Notice tone=Tone::Info><p>"Drafts begun from this question:"</p><ul>{links}</ul></Notice>
        }
        .into_any(),
    )
}

/// The actions. An old version is restored by a draft with its words.
pub fn actions(page: &QuestionPage, banks: &[Bank]) -> AnyView {
    let (bank, id) = (&page.bank.info.id, page.version.id);
    let begin = format!("/banks/{bank}/drafts");
    let change = match page.retired_in {
        None => "Write a new version",
        Some(_) => "Restore these words as a draft",
    };
    let others: Vec<Choice> = banks
        .iter()
        .map(|bank| Choice::new(&bank.info.id, &bank.info.title))
        .collect();
    let movable: Vec<Choice> = others
        .iter()
        .filter(|one| one.value != *bank)
        .cloned()
        .collect();
    let moving = (page.retired_in.is_none() && !movable.is_empty()).then(|| {
        let action = format!("/banks/{bank}/questions/{id}/move");
        view! {
            <form method="post" action=action class="toolbar">
                <Select name="target" label="Move to" choices=movable value=""/>
                <button class="button">"Move the question"</button>
            </form>
        }
    });
    view! {
        <section class="card gap" aria-labelledby="work">
            <h2 id="work">"Work on it"</h2>
            <form method="post" action=begin.clone() class="bar actions">
                <input type="hidden" name="version" value=id.to_string()/>
                <button class="button main" name="begin" value="change">{change}</button>
            </form>
            <form method="post" action=begin class="toolbar">
                <input type="hidden" name="version" value=id.to_string()/>
                <Select name="into" label="Duplicate into" choices=others value=bank.clone()/>
                <button class="button" name="begin" value="copy">"Duplicate as a draft"</button>
            </form>
            <p class="quiet">"Applicants may have read a public question. Its copy in a private bank stays marked public until scenario and replies are rewritten."</p>
            {moving}
        </section>
    }
    .into_any()
}
