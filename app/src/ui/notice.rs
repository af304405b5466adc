//! A message on the page, and what an empty place says.

use leptos::prelude::*;

/// How a message is meant. It is always said in words as well: colour alone carries nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something to know.
    Info,
    /// Something was done.
    Good,
    /// Something deserves care.
    Care,
    /// Something failed.
    Bad,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Tone::Info => "note",
            Tone::Good => "note good",
            Tone::Care => "note care",
            Tone::Bad => "note bad",
        }
    }
}

/// A message of one or two sentences. With `live` a screen reader says it when the page opens: only for the result of what
/// the person just did.
#[component]
pub fn Notice(tone: Tone, #[prop(optional)] live: bool, children: Children) -> impl IntoView {
    let role = live.then_some(if tone == Tone::Bad { "alert" } else { "status" });
    view! { <div class=tone.class() role=role>{children()}</div> }.into_any()
}

/// What stands where nothing is yet: what belongs here, and as children the first step towards it.
#[component]
pub fn Empty(#[prop(into)] what: String, children: Children) -> impl IntoView {
    view! { <div class="empty"><p>{what}</p>{children()}</div> }.into_any()
}
