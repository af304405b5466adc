//! The questions of a bank that somebody should look at, with the figure, its limit and what to do.

use super::live_use::{alert_list, people};
use crate::auth::AsRecruiter;
use crate::failure::Answer;
use crate::forms::typed::Typed;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use crate::ui::{Empty, ErrorSummary, Field, FieldErrors, Notice, Tone};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use service::live_use::{self, Looked, People, ToLookAt};

/// Whose answers to look at.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    people: String,
}

/// `GET /banks/{bank}/alerts`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsRecruiter(recruiter): AsRecruiter,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let people = people(&asked.people);
    let found = live_use::to_look_at(&state.service, &recruiter, &slug, people).await;
    let found = found.map_err(|error| ctx.failure(error))?;
    let admin = recruiter.roles().admin;
    Ok(view(
        &ctx,
        &found,
        admin,
        &Typed::default(),
        FieldErrors::new(),
    ))
}

/// The page, with what was typed into the form for dates.
pub fn view(
    ctx: &PageContext,
    found: &ToLookAt,
    admin: bool,
    typed: &Typed,
    errors: FieldErrors,
) -> Response {
    let slug = &found.bank.info.id;
    let mut page = Page::staff("Questions to look at", Area::Banks)
        .crumb("Question banks", "/banks")
        .crumb(&found.bank.info.title, format!("/banks/{slug}"));
    if !errors.is_empty() {
        page = page.invalid();
    }
    shell::page(ctx, page, || {
        let form = (admin && found.undated > 0).then(|| dates_form(found, typed, &errors));
        view! {
            <h1>"Questions to look at"</h1>
            <ErrorSummary errors=errors.clone()/>
            {standing(found)}
            {list(slug, &found.questions)}
            {form}
            {limits()}
        }
    })
}

fn standing(found: &ToLookAt) -> AnyView {
    let (real, simulated) = found.attempts;
    let path = format!("/banks/{}/alerts", found.bank.info.id);
    let (attempts, other) = match found.people {
        People::Real => (
            real,
            (simulated > 0).then_some(("simulated", "See those of simulated candidates")),
        ),
        People::Simulated => (
            simulated,
            (real > 0).then_some(("real", "See those of real candidates")),
        ),
    };
    let other = other.map(|(people, words)| {
        view! { " "<a href=format!("{path}?people={people}")>{words}</a>"." }
    });
    let mark = (found.people == People::Simulated).then(|| {
        view! {
            <Notice tone=Tone::Info>
                <p><strong>"Simulated candidates."</strong>" These alerts show what the page can say; they say nothing about people."</p>
            </Notice>
        }
    });
    let under_way = found.under_way.then(|| {
        view! {
            <Notice tone=Tone::Info>
                <p>"Some figures are being computed again. Look again in a few minutes."</p>
            </Notice>
        }
    });
    let words = match attempts {
        0 => "Nobody has completed an assessment with a question of this bank.".to_owned(),
        1 => "1 complete attempt at assessments with questions of this bank.".to_owned(),
        several => {
            format!("{several} complete attempts at assessments with questions of this bank.")
        }
    };
    view! {
        {mark}{under_way}
        <p>{words}{other}" An alert asks a person to look; nothing is retired by a figure."</p>
    }
    .into_any()
}

fn list(slug: &str, questions: &[Looked]) -> AnyView {
    if questions.is_empty() {
        return view! {
            <Empty what="No question needs a look: none of its figures passed a limit, and no review date has come.">()</Empty>
        }
        .into_any();
    }
    let items = questions
        .iter()
        .map(|one| {
            let href = format!("/banks/{slug}/questions/{}", one.id);
            view! {
                <section class="gap">
                    <h2><a href=href>{one.title.clone()}</a></h2>
                    {alert_list(&one.alerts)}
                </section>
            }
        })
        .collect_view();
    items.into_any()
}

/// One date for all questions that have none.
fn dates_form(found: &ToLookAt, typed: &Typed, errors: &FieldErrors) -> AnyView {
    let words = match found.undated {
        1 => "1 question has no review date.".to_owned(),
        several => format!("{several} questions have no review date."),
    };
    view! {
        <section class="card gap" aria-labelledby="dates">
            <h2 id="dates">"Review dates"</h2>
            <p>{words}" Products, rules and language change: a year is usual."</p>
            <form method="post" action=format!("/banks/{}/alerts", found.bank.info.id)>
                <Field name="review_by" label="Review them by" kind="date" value=typed.or("review_by", "")
                    error=errors.of("review_by") required=true/>
                <button class="button">"Set this date for them"</button>
            </form>
        </section>
    }
    .into_any()
}

fn limits() -> AnyView {
    view! {
        <details class="gap">
            <summary>"When an alert is raised"</summary>
            <ul>
                <li>"Drift: the facility of the last three months differs from before by more than 1.96 standard errors and 1.96 robust \
                    standard deviations from the bank’s other questions, or its cumulative sum passes 5. From 100 attempts before and after."</li>
                <li>"Shown too often: in over 30 % of the attempts of 90 days, where the bank holds enough questions to do better."</li>
                <li>"Key suspect: a reply keyed below the best has the choosers who did best on the rest; key and answers disagree below a rank \
                    correlation of .50. From 200 attempts; replies that 20 or more put first."</li>
                <li>"Facility under .20 or over .90, from 100 attempts."</li>
                <li>"With the rest under .10: review; under 0: take it out. From 200 attempts."</li>
                <li>"Left open by more than 5 %, from 100 attempts."</li>
                <li>"The review date has come."</li>
            </ul>
        </details>
    }
    .into_any()
}
