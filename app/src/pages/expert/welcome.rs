//! The first page: what the panel is for, how to rate, what becomes of the ratings; and beginning.

use super::{path, questions};
use crate::auth::AsExpert;
use crate::failure::{Answer, see_other};
use crate::pages::candidate::{minutes, paragraphs};
use crate::shell::{self, Page, PageContext};
use crate::state::AppState;
use crate::ui::{Checkbox, ErrorSummary, Field, FieldErrors, Notice, Tone};
use axum::extract::State;
use axum::response::Response;
use http::Method;
use leptos::prelude::*;
use service::Service;
use service::experts::{self, Standing, Welcome};
use service::principal::Expert;

/// `GET /rate/{expert}`. Looking at it is remembered, but begins nothing.
pub async fn page(
    ctx: PageContext,
    method: Method,
    State(state): State<AppState>,
    AsExpert(expert): AsExpert,
) -> Answer {
    let service = &state.service;
    if method == Method::GET {
        experts::mark_opened(service, &expert)
            .await
            .map_err(|error| ctx.failure(error))?;
    }
    let welcome = experts::welcome(service, &expert)
        .await
        .map_err(|error| ctx.failure(error))?;
    if matches!(welcome.standing, Standing::Finished | Standing::Closed) {
        return Ok(see_other(&path(&expert, "done")));
    }
    Ok(show(&ctx, service, &expert, welcome, FieldErrors::new()))
}

/// The page, with errors where beginning was not accepted.
pub fn show(
    ctx: &PageContext,
    service: &Service,
    expert: &Expert,
    welcome: Welcome,
    errors: FieldErrors,
) -> Response {
    let page = Page::candidate(format!("Welcome, {}", welcome.name)).job("Expert panel");
    let page = if errors.is_empty() {
        page
    } else {
        page.invalid()
    };
    shell::page(ctx, page, || view(service, expert, &welcome, errors))
}

fn view(service: &Service, expert: &Expert, welcome: &Welcome, errors: FieldErrors) -> AnyView {
    let organisation = service.settings.organisation.clone();
    let purpose = paragraphs(&welcome.purpose)
        .into_iter()
        .map(|text| view! { <p>{text}</p> })
        .collect_view();
    let going = (welcome.standing == Standing::Rating).then(|| going_on(expert, welcome));
    view! {
        <ErrorSummary errors=errors.clone()/>
        <h1>{welcome.panel.clone()}</h1>
        <p>
            "Hello " {welcome.name.clone()} ", " {welcome.invited_by.clone()} " at " {organisation}
            " asks for your judgement as somebody who knows the work."
        </p>
        {purpose}
        {going}
        {facts(welcome)}
        {how()}
        {privacy(service, welcome)}
        {begin_form(welcome, &errors)}
    }
    .into_any()
}

fn going_on(expert: &Expert, welcome: &Welcome) -> AnyView {
    let words = format!(
        "You have rated {} of {}. Everything is saved.",
        welcome.rated,
        questions(welcome.questions)
    );
    let next = match welcome.resume_at {
        Some(number) => {
            let href = path(expert, &format!("q/{number}"));
            view! { <a class="button main" href=href>{format!("Go on with question {number}")}</a> }
                .into_any()
        }
        None => {
            let href = path(expert, "finish");
            view! { <a class="button main" href=href>"Finish"</a> }.into_any()
        }
    };
    view! {
        <Notice tone=Tone::Good><p>{words}</p></Notice>
        <p class="bar actions gap">{next}</p>
    }
    .into_any()
}

fn facts(welcome: &Welcome) -> AnyView {
    view! {
        <dl class="facts">
            <dt>"What"</dt>
            <dd>{format!("{}: a situation with a customer, and several replies.", questions(welcome.questions))}</dd>
            <dt>"How long"</dt>
            <dd>{format!("Usually {} in all. There is no time limit.", minutes(welcome.usual_minutes))}</dd>
            <dt>"Breaks"</dt>
            <dd>"Every question is saved when you leave it. Stop whenever you like and come back by your link, also on \
                 another device."</dd>
        </dl>
    }
    .into_any()
}

fn how() -> AnyView {
    view! {
        <h2>"How to rate"</h2>
        <ul>
            <li>"Give every reply a rating from 1 (harms) to 7 (helps most). Judge what it does for this person in this \
                 situation, not how polite or long it is."</li>
            <li>"Two replies may get the same rating. Use the whole scale where the replies differ that much."</li>
            <li>"Rate alone and go by your own experience. You do not see what others or the authors think, and they do \
                 not see what you rate: that is what makes a panel worth something."</li>
            <li>"Questions and replies come in an order drawn for you."</li>
        </ul>
    }
    .into_any()
}

fn privacy(service: &Service, welcome: &Welcome) -> AnyView {
    let organisation = service.settings.organisation.clone();
    view! {
        <h2>"What becomes of your ratings"</h2>
        <p>
            {organisation} " keeps your name, your address, what you say of your work, and your ratings with this panel, \
            as evidence of how the key came about. Its administrators see how many questions you have rated. Pages and \
            documents show the ratings of all experts together, never yours alone. The document about this panel names \
            you only if you allow it below; else it says “Expert 3”."
        </p>
        <p>
            "Nobody rates you. Taking part is up to you; to have your ratings taken out while the panel is open, tell "
            {welcome.invited_by.clone()} "."
        </p>
    }
    .into_any()
}

fn begin_form(welcome: &Welcome, errors: &FieldErrors) -> AnyView {
    let begun = welcome.standing == Standing::Rating;
    let (heading, button) = if begun {
        (
            "What you said about yourself",
            "Save what I say about myself",
        )
    } else {
        ("Begin", "Begin with the first question")
    };
    view! {
        <form method="post" class="card gap">
            <h2>{heading}</h2>
            <Field name="role" label="Your work, in a few words (optional)" value=welcome.role.clone()
                hint="Such as “team lead in support for six years”. The document about the panel prints it."
                error=errors.of("role") maxlength=120/>
            <Checkbox name="named" checked=welcome.named label="The document may name me as a member of the panel."/>
            <Checkbox name="consent" checked=begun error=errors.of("consent")
                label="I have read this page and agree that my ratings are used to make the key."/>
            <div class="bar actions">
                <button class="button" class:main=!begun>{button}</button>
            </div>
        </form>
    }
    .into_any()
}
