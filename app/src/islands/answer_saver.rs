//! Saves an answer whenever it changes, says so, and keeps the time. Without the island the form saves, and the server
//! keeps the time. It never blocks the form: sending it still works, and means the newest answer.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "hydrate")]
mod countdown;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the island says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaverWords {
    pub changed: String,
    pub saving: String,
    /// Followed by the time.
    pub saved: String,
    pub waiting: String,
    /// Announced when saving works again.
    pub recovered: String,
    /// Followed by the other answer.
    pub conflict: String,
    pub keep_mine: String,
    pub take_other: String,
    /// Follows "4:59".
    pub left: String,
    /// Follows a number.
    pub minutes_left: String,
    pub minute_left: String,
    pub over: String,
}

/// What the line shows; made and changed in one place.
#[derive(Clone, Copy)]
struct Shown {
    /// saved, waiting, refused, or empty.
    state: RwSignal<String>,
    text: RwSignal<String>,
    /// Read aloud: failure, recovery and the last minutes only.
    aloud: RwSignal<String>,
    clock: RwSignal<String>,
    near: RwSignal<bool>,
    /// Another page answered the same question.
    conflict: RwSignal<bool>,
}

/// The line that says what is saved, the time left, and the choice between two answers.
#[island]
pub fn AnswerSaver(
    /// The server's words for what is saved.
    shown: String,
    /// saved or empty.
    state: String,
    /// Milliseconds since 1970 of the save that is shown.
    saved_at: Option<i64>,
    /// The server's words for the time left; empty without a limit.
    time_left: String,
    /// When answers stop counting, in milliseconds since 1970.
    deadline: Option<i64>,
    /// The server's clock when it made the page.
    now: i64,
    /// Where the attempt is submitted when the time is over.
    submit: String,
    words: SaverWords,
) -> impl IntoView {
    let line = Shown {
        state: RwSignal::new(state),
        text: RwSignal::new(shown),
        aloud: RwSignal::new(String::new()),
        clock: RwSignal::new(time_left),
        near: RwSignal::new(false),
        conflict: RwSignal::new(false),
    };
    let (mine, other) = (words.keep_mine.clone(), words.take_other.clone());
    #[cfg(feature = "hydrate")]
    Effect::new(move || browser::start(line, &words, saved_at, deadline, now, &submit));
    #[cfg(not(feature = "hydrate"))]
    let _ = (now, submit, saved_at);
    view! {
        {deadline.map(|_| view! { <p class="clock" data-near=move || line.near.get().then_some("")>{line.clock}</p> })}
        <p class="saved" data-state=line.state>{line.text}</p>
        <p class="vis-hidden" role="status">{line.aloud}</p>
        <div class="bar" hidden=move || !line.conflict.get()>
            <button type="button" class="button" id="keep-mine">{mine}</button>
            <button type="button" class="button" id="take-other">{other}</button>
        </div>
    }
}
