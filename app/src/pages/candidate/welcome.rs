//! The first page: what this is, how long it takes, who sees what, how it is scored, what help is allowed, whom to ask.

use super::{minutes, paragraphs, path};
use crate::auth::AsCandidate;
use crate::failure::Answer;
use crate::shell::{self, Page, PageContext};
use crate::state::AppState;
use crate::ui::{Checkbox, ErrorSummary, FieldErrors, Notice, Tone};
use axum::extract::State;
use axum::response::Response;
use domain::assessment::Contact;
use http::{Method, StatusCode};
use leptos::prelude::*;
use service::Service;
use service::attempts::{self, Standing, Welcome};
use service::principal::Candidate;

/// `GET /t/{invitation}`. Looking at it is remembered, but starts nothing.
pub async fn page(
    ctx: PageContext,
    method: Method,
    State(state): State<AppState>,
    AsCandidate(candidate): AsCandidate,
) -> Answer {
    let service = &state.service;
    if method == Method::GET {
        attempts::mark_opened(service, &candidate)
            .await
            .map_err(|error| ctx.failure(error))?;
    }
    let welcome = attempts::welcome(service, &candidate)
        .await
        .map_err(|error| ctx.failure(error))?;
    Ok(show(&ctx, service, &candidate, welcome, FieldErrors::new()))
}

/// The page, with errors where starting was not accepted.
pub fn show(
    ctx: &PageContext,
    service: &Service,
    candidate: &Candidate,
    welcome: Welcome,
    errors: FieldErrors,
) -> Response {
    let title = format!("Welcome, {}", welcome.name);
    let page = Page::candidate(title).job(welcome.job_title.clone());
    let page = match welcome.standing {
        Standing::Expired | Standing::Withdrawn => page.status(StatusCode::GONE),
        _ if !errors.is_empty() => page.invalid(),
        _ => page,
    };
    shell::page(ctx, page, || body(service, candidate, &welcome, errors))
}

fn body(
    service: &Service,
    candidate: &Candidate,
    welcome: &Welcome,
    errors: FieldErrors,
) -> AnyView {
    let heading = match welcome.standing {
        Standing::Expired => "The time to take part is over",
        Standing::Withdrawn => "You have withdrawn",
        Standing::Over | Standing::Ended => "You have taken part",
        _ => "",
    };
    if !heading.is_empty() {
        return over(candidate, welcome, heading);
    }
    view! {
        <ErrorSummary errors=errors.clone()/>
        <h1>{welcome.title.clone()}</h1>
        <p>"Hello " {welcome.name.clone()} ", " {service.settings.organisation.clone()} " invites you to this assessment."</p>
        {marks(welcome)}
        {paragraphs(&welcome.description).into_iter().map(|text| view! { <p>{text}</p> }).collect_view()}
        {facts(service, welcome)}
        {scoring(welcome)}
        {people(service, welcome)}
        {rules(candidate, welcome)}
        {next(service, candidate, welcome, &errors)}
    }
    .into_any()
}

fn over(candidate: &Candidate, welcome: &Welcome, heading: &'static str) -> AnyView {
    let words = match welcome.standing {
        Standing::Expired => {
            "This invitation has ended. If you still want to take part, the contact person can help."
        }
        Standing::Withdrawn => {
            "You have left this round. Nobody will be asked to look at your answers."
        }
        _ => "Your answers are in. The receipt shows what was submitted.",
    };
    let receipt = matches!(welcome.standing, Standing::Over | Standing::Ended)
        .then(|| view! { <p><a class="button main" href=path(candidate, "done")>"See your receipt"</a></p> });
    view! {
        <h1>{heading}</h1>
        <p>{words}</p>
        {receipt}
        {contact(&welcome.contact)}
    }
    .into_any()
}

fn marks(welcome: &Welcome) -> AnyView {
    let pilot = welcome.pilot.then(|| {
        view! { <Notice tone=Tone::Info>"This is a pilot: the assessment itself is being tried out."</Notice> }
    });
    let trial = welcome.trial.then(|| {
        view! { <Notice tone=Tone::Info>"This is a trial of a draft. You see what a candidate sees; nothing is ranked."</Notice> }
    });
    (pilot, trial).into_any()
}

fn facts(service: &Service, welcome: &Welcome) -> AnyView {
    let time = match welcome.limit_minutes {
        Some(limit) if welcome.granted_percent > 0 => {
            format!("At most {}, your extra time included", minutes(limit))
        }
        Some(limit) => format!(
            "At most {}. The clock starts when you start",
            minutes(limit)
        ),
        None => format!(
            "Usually {}. There is no time limit, and speed does not count",
            minutes(welcome.usual_minutes)
        ),
    };
    let until = welcome.expires_at.map(|at| {
        view! { <dt>"Open until"</dt><dd>{crate::dates::date_time(service, at)}</dd> }
    });
    view! {
        <dl class="facts">
            <dt>"What"</dt>
            <dd>{format!("{} situations from work with customers. You judge the replies.", welcome.questions)}</dd>
            <dt>"How long"</dt>
            <dd>{time}"."</dd>
            <dt>"Breaks"</dt>
            <dd>{if welcome.limit_minutes.is_some() {
                "You can come back with the same link, but the clock goes on."
            } else {
                "You can stop at any time and come back with the same link, also on another device."
            }}</dd>
            {until}
        </dl>
    }
    .into_any()
}

fn scoring(welcome: &Welcome) -> AnyView {
    let public = (welcome.public_keys > 0).then(|| {
        let words = format!(
            "What the replies to {} of {} questions are worth can be read in public. Such questions are for practice and pilots.",
            welcome.public_keys, welcome.questions
        );
        view! { <p>{words}</p> }
    });
    let speed = welcome.limit_minutes.map(|_| {
        view! { <p>"Because the time is limited, speed can affect the score. Ask for extra time if you need it."</p> }
    });
    view! {
        <h2>"How it is scored"</h2>
        <p>
            {judges(welcome)}
            " Your answers are compared with that judgement; a reply close to the best earns a part. Answers at random \
             average 0, full agreement is 100."
        </p>
        <p>
            "A question left open or half answered counts like an answer at random. With less than four fifths answered \
             the result is called unfinished and is not compared with others."
        </p>
        {speed}
        {public}
    }
    .into_any()
}

/// Who judged the replies, by where the keys come from.
fn judges(welcome: &Welcome) -> String {
    match (welcome.questions, welcome.provisional_keys) {
        (_, 0) => "A panel of people who know this work has judged how much each reply helps.".into(),
        (all, authors) if authors >= all => {
            "The authors of the questions have judged how much each reply helps and written down why. No panel of \
             experts has checked their judgement yet."
                .into()
        }
        (all, authors) => format!(
            "For {} of {all} questions a panel of people who know this work has judged how much each reply helps. For \
             the others their authors have, with written reasons that no panel has checked yet.",
            all - authors
        ),
    }
}

fn people(service: &Service, welcome: &Welcome) -> AnyView {
    let organisation = service.settings.organisation.clone();
    let _ = welcome;
    view! {
        <h2>"Who sees what"</h2>
        <p>
            "The recruiters of " {organisation} " see your answers, your score with its uncertainty, and the date. They do \
             not see the time of day, how long you took, or whether you had an adjustment. A person decides, not the score."
        </p>
        <p>"You get a receipt with your answers, and you can ask a person to review the result."</p>
    }
    .into_any()
}

fn rules(candidate: &Candidate, welcome: &Welcome) -> AnyView {
    let retakes =
        (!welcome.retake_rule.is_empty()).then(|| view! { <p>{welcome.retake_rule.clone()}</p> });
    let waiting = welcome.waiting.then(|| {
        view! { <Notice tone=Tone::Info>"Your request for an adjustment is with the contact person. Your invitation does not end before it is answered."</Notice> }
    });
    let granted = (welcome.granted_percent > 0)
        .then(|| format!("You have {} % more time.", welcome.granted_percent))
        .map(|words| view! { <p>{words}</p> });
    view! {
        <h2>"What help is allowed"</h2>
        <p>{welcome.help_rule.clone()}</p>
        {retakes}
        <h2>"If something would make it easier"</h2>
        {waiting}
        {granted}
        <p>
            "Extra time, another format, somebody to read to you: "
            <a href=path(candidate, "adjust")>"ask for an adjustment"</a>
            ". Recruiters do not see it."
        </p>
        {contact(&welcome.contact)}
    }
    .into_any()
}

/// Whom to ask; nothing when nobody is named.
pub(super) fn contact(contact: &Contact) -> Option<AnyView> {
    if contact.name.is_empty() && contact.email.is_empty() {
        return None;
    }
    let mail = (!contact.email.is_empty()).then(|| {
        view! { <a href=format!("mailto:{}", contact.email)>{contact.email.clone()}</a> }
    });
    Some(
        view! {
            <section class="gap">
                <h2>"Whom to ask"</h2>
                <p>{contact.name.clone()} " " {mail}</p>
            </section>
        }
        .into_any(),
    )
}

fn next(
    service: &Service,
    candidate: &Candidate,
    welcome: &Welcome,
    errors: &FieldErrors,
) -> AnyView {
    match welcome.standing {
        Standing::NotYet(opens) => {
            let words = format!("This round opens on {}. Come back then with the same link.", crate::dates::date_time(service, opens));
            view! { <div class="gap"><Notice tone=Tone::Info>{words}</Notice></div> }.into_any()
        }
        Standing::Running => {
            let number = welcome.resume_at.unwrap_or(1);
            let href = path(candidate, &format!("q/{number}"));
            view! {
                <p class="gap actions"><a class="button main" href=href>{format!("Continue with question {number}")}</a></p>
            }
            .into_any()
        }
        _ if welcome.practice && errors.is_empty() => view! {
            <p class="gap actions"><a class="button main" href=path(candidate, "practice")>"Try an example first"</a></p>
            {start_form(service, candidate, errors, false)}
        }
        .into_any(),
        _ => start_form(service, candidate, errors, true),
    }
}

/// Consent and the one button that starts.
pub(super) fn start_form(
    service: &Service,
    candidate: &Candidate,
    errors: &FieldErrors,
    main: bool,
) -> AnyView {
    let organisation = service.settings.organisation.clone();
    view! {
        <form method="post" action=path(candidate, "start") class="card gap">
            <h2>"Start"</h2>
            <Checkbox name="consent" error=errors.of("consent")
                label=format!("I have read this page and agree that {organisation} uses my answers for this application.")/>
            <div class="bar actions">
                <button class="button" class:main=main>"Start the assessment"</button>
                <a class="end" href=path(candidate, "withdraw")>"I do not want to take part"</a>
            </div>
        </form>
    }
    .into_any()
}
