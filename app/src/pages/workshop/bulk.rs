//! The questions of a bank to tick, with what may be done to the ticked ones.

use crate::pages::banks::rows;
use crate::ui::{Choice, Field, Select};
use domain::question::{Ask, Channel, Direction};
use leptos::prelude::*;
use service::banks::{Listed, code};

/// The table as a form, for admins.
pub fn form(bank: &str, questions: Vec<Listed>) -> AnyView {
    let channels = or_keep(&Channel::ALL, |one| Choice::new(code(one), one.name()));
    let directions = or_keep(&Direction::ALL, |one| Choice::new(code(one), one.name()));
    let difficulties = or_keep(&["easy", "medium", "hard"], |one| Choice::new(*one, *one));
    let asks = or_keep(&Ask::ALL, |one| Choice::new(code(one), one.text()));
    let tick = |one: &Listed| {
        let label = format!("Choose {}", one.version.question.title);
        Some(view! { <input type="checkbox" name="question" value=one.version.id.to_string() aria-label=label/> }.into_any())
    };
    view! {
        <form method="post" action=format!("/banks/{bank}/questions")>
            <details class="more">
                <summary>"Change the ticked questions"</summary>
                <div class="pair">
                    <Field name="sector" label="Set the sector" hint="Empty leaves it." maxlength=64/>
                    <Select name="channel" label="Set the channel" choices=channels value=""/>
                    <Select name="direction" label="Set the direction" choices=directions value=""/>
                    <Select name="difficulty" label="Set the difficulty" choices=difficulties value=""/>
                    <Select name="ask" label="Add what it turns on" choices=asks value=""/>
                </div>
                <div class="bar actions">
                    <button class="button" name="do" value="tag">"Set these tags"</button>
                    <button class="button danger" name="do" value="retire">"Retire the ticked questions"</button>
                </div>
            </details>
            {rows("Questions", questions, Some("Choose"), tick)}
        </form>
    }
    .into_any()
}

/// The choices after one that changes nothing.
fn or_keep<T>(all: &[T], choice: impl Fn(&T) -> Choice) -> Vec<Choice> {
    let keep = std::iter::once(Choice::new("", "As it is"));
    keep.chain(all.iter().map(choice)).collect()
}
