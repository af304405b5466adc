//! What a form of a draft shows: what is stored, what was typed, what is wrong with it, and what somebody else saved
//! meanwhile.

use crate::forms::typed::Typed;
use crate::shell::Page;
use crate::ui::{ErrorSummary, FieldErrors, Notice, Tone};
use http::StatusCode;
use leptos::prelude::*;
use service::assessments::{Change, Draft};

#[derive(Debug, Clone)]
pub struct FormState {
    /// What the next save is made on.
    pub revision: i64,
    /// The stored draft, with what was typed in it once a form was refused.
    pub draft: Draft,
    pub typed: Typed,
    pub errors: FieldErrors,
    /// Who saved first, and what saving now would change of theirs.
    pub collision: Option<(String, Vec<Change>)>,
}

impl FormState {
    /// A form nobody has filled in yet.
    pub fn fresh(draft: Draft) -> Self {
        Self {
            revision: draft.assessment.revision,
            draft,
            typed: Typed::default(),
            errors: FieldErrors::new(),
            collision: None,
        }
    }

    /// 422 with faults, 409 after a collision, else 200.
    pub fn page(&self, page: Page) -> Page {
        match (&self.collision, self.errors.is_empty()) {
            (Some(_), _) => page.status(StatusCode::CONFLICT),
            (None, false) => page.invalid(),
            (None, true) => page,
        }
    }

    /// What stands above the form. `path` opens the stored draft instead.
    pub fn notices(&self, path: &str) -> AnyView {
        let errors = self.errors.clone();
        let collision = self
            .collision
            .as_ref()
            .map(|(words, changes)| collision(words, changes, path));
        view! { <ErrorSummary errors/> {collision} }.into_any()
    }
}

fn collision(words: &str, changes: &[Change], path: &str) -> AnyView {
    let (words, path) = (words.to_owned(), path.to_owned());
    let rows = changes
        .iter()
        .cloned()
        .map(|change| {
            view! {
                <tr>
                    <th scope="row" data-label="What">{change.what}</th>
                    <td data-label="Saved">{change.saved}</td><td data-label="Yours">{change.typed}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Notice tone=Tone::Care live=true>
            <p>{words} " What you typed is below and not saved yet. Save it to put it in place of what was saved, or "
                <a href=path>"open the saved version"</a> " and leave yours."</p>
        </Notice>
        <div class="card scroll" tabindex="0" role="region" aria-label="Differences">
            <table class="cards">
                <caption>"What saving now would change"</caption>
                <thead><tr><th scope="col">"What"</th><th scope="col">"Saved"</th><th scope="col">"Yours"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
