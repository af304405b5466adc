//! What stands beside the form of a draft: the question as a candidate sees it, what is missing, its reading level, and
//! the steps; below them what was said about it.

use super::draft::path;
use super::link_of;
use crate::dates;
use crate::ui::{FieldErrors, TextArea, question as question_view};
use domain::bank::{Severity, reading_level::PLAIN_GRADE};
use domain::workshop::life::State as Life;
use leptos::prelude::*;
use service::Service;
use service::workshop::DraftPage;

/// Keeps the ids of the candidate's controls apart from those of the form.
const SCOPE: &str = "shown-";

/// How the preview is looked at: styles alone act on it.
pub(super) fn looks() -> AnyView {
    let looks = [("wide", "Desktop"), ("phone", "Phone"), ("dark", "Dark")];
    let radios = looks
        .into_iter()
        .map(|(value, label)| {
            view! {
                <label class="choice"><input type="radio" name="look" value=value checked=value == "wide"/><span>{label}</span></label>
            }
        })
        .collect_view();
    view! { <fieldset class="looks"><legend>"Look at it as"</legend>{radios}</fieldset> }.into_any()
}

/// What follows each save.
pub fn panel(page: &DraftPage) -> AnyView {
    let errors = FieldErrors::new();
    view! {
        <article class="card preview" aria-label="As the candidate sees it">
            <p class="quiet">"As the candidate sees it"</p>
            <h2>{page.candidate.title.clone()}</h2>
            {question_view::scene(&page.candidate, SCOPE)}
            <form>{question_view::answer_fields(&page.candidate, None, &errors, SCOPE)}</form>
        </article>
        {problems(page)}
    }
    .into_any()
}

fn problems(page: &DraftPage) -> AnyView {
    let grade = page.grade.map(|grade| {
        let words = if grade > PLAIN_GRADE { "; plain is 9 or below" } else { "" };
        view! { <dt>"Reading level"</dt><dd>{format!("grade {:.0} (Flesch-Kincaid){words}", grade.max(0.0))}</dd> }
    });
    let list = |severity: Severity| {
        let found = page
            .problems
            .iter()
            .filter(move |one| one.severity == severity);
        found
            .map(|one| view! { <li><a href=link_of(&one.path)>{one.message.clone()}</a></li> })
            .collect_view()
    };
    let count = |severity: Severity| {
        page.problems
            .iter()
            .filter(|one| one.severity == severity)
            .count()
    };
    let missing = match count(Severity::Error) {
        0 => view! { <p>"Nothing stands against making it ready."</p> }.into_any(),
        n => {
            let words = if n == 1 {
                "1 thing needs a change".to_owned()
            } else {
                format!("{n} things need a change")
            };
            view! { <details class="more" open=n < 6><summary>{words}</summary><ul>{list(Severity::Error)}</ul></details> }.into_any()
        }
    };
    let advice = match count(Severity::Warning) {
        0 => None,
        n => Some(
            view! { <details class="more"><summary>{format!("Advice ({n})")}</summary><ul>{list(Severity::Warning)}</ul></details> },
        ),
    };
    view! {
        <section class="card" aria-labelledby="missing">
            <h2 id="missing">"Before it is ready"</h2>
            {missing}{advice}
            <dl class="facts">
                {grade}
                <dt>"Time"</dt><dd>{format!("about {} seconds at 2.5 words a second", page.usual_seconds)}</dd>
            </dl>
        </section>
    }
    .into_any()
}

/// The steps that are possible now, for admins.
pub(super) fn aside(page: &DraftPage, admin: bool) -> Option<AnyView> {
    if !admin {
        return None;
    }
    let ready = match (page.second_person, page.own_work) {
        (true, true) => None,
        _ => Some(("make_ready", "Make it ready")),
    };
    let steps: Vec<(&str, &str)> = match page.state {
        Life::Draft if page.second_person => {
            vec![("submit", "Submit for review"), ("put_aside", "Put aside")]
        }
        Life::Draft => vec![
            ("make_ready", "Make it ready"),
            ("submit", "Submit for review"),
            ("put_aside", "Put aside"),
        ],
        Life::InReview => ready
            .into_iter()
            .chain([
                ("take_back", "Take back to writing"),
                ("put_aside", "Put aside"),
            ])
            .collect(),
        Life::Retired => vec![("take_up", "Take it up again")],
        Life::Ready => return None,
    };
    // While it is written, a step is a button of the form: what was typed goes with it.
    let form = match page.state {
        Life::Draft => "draft",
        _ => "step",
    };
    let buttons = steps
        .into_iter()
        .map(|(step, words)| view! { <button class="button" form=form name="life" value=step>{words}</button> })
        .collect_view();
    let rule = match (page.second_person, page.own_work) {
        (true, true) => {
            "In this bank a second person makes a question ready; you wrote a part of this one."
        }
        (true, false) => "In this bank a second person makes a question ready.",
        (false, _) => "Making it ready writes a version that nobody can change.",
    };
    let action = format!("{}/step", path(page));
    Some(
        view! {
            <section class="card" aria-labelledby="steps">
                <h2 id="steps">"Next step"</h2>
                <p>{rule}</p>
                <form method="post" action=action id="step">
                    <input type="hidden" name="revision" value=page.revision/>
                </form>
                <div class="bar actions">{buttons}</div>
            </section>
        }
        .into_any(),
    )
}

fn what(kind: &str) -> &'static str {
    match kind {
        "submit" => "submitted it for review",
        "take_back" => "took it back to writing",
        "make_ready" => "made it ready",
        "put_aside" => "put it aside",
        "take_up" => "took it up again",
        _ => "said",
    }
}

/// What changed, and what was said and decided.
pub(super) fn thread(service: &Service, page: &DraftPage, admin: bool) -> AnyView {
    let notes = page
        .notes
        .iter()
        .map(|note| {
            let body = (!note.body.is_empty())
                .then(|| view! { <span class="typed">{note.body.clone()}</span> });
            view! {
                <li>
                    <time>{dates::date_time(service, note.at)}</time>
                    <span>{format!("{} {}. ", note.author, what(&note.kind))} {body}</span>
                </li>
            }
        })
        .collect_view();
    let nothing = page
        .notes
        .is_empty()
        .then(|| view! { <p class="quiet">"Nothing was said yet."</p> });
    let comment = admin.then(|| {
        let action = format!("{}/comment", path(page));
        view! {
            <form method="post" action=action>
                <TextArea name="body" label="Comment" rows=3 maxlength=4000/>
                <div class="bar actions"><button class="button">"Add the comment"</button></div>
            </form>
        }
    });
    let differences = page.base.is_some().then(|| {
        view! {
            <h2 class="gap">"What it changes"</h2>
            {super::changes::table(&page.differences)}
        }
    });
    view! {
        {differences}
        <h2 class="gap">"Thread"</h2>
        {nothing}
        <ol class="history">{notes}</ol>
        {comment}
    }
    .into_any()
}
