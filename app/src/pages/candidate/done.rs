//! After the end: the receipt with its hash and time, what happens next, and the way to a person.

use super::welcome::contact;
use super::{clock_time, path};
use crate::auth::AsCandidate;
use crate::failure::{Answer, see_other};
use crate::shell::{self, Page, PageContext};
use crate::state::AppState;
use crate::ui::{Notice, Tone};
use axum::extract::State;
use domain::receipt::Receipt;
use domain::style::StyleProfile;
use leptos::prelude::*;
use service::Service;
use service::attempts::{self, Done, Standing};
use service::principal::Candidate;

/// `GET /t/{invitation}/done`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsCandidate(candidate): AsCandidate,
) -> Answer {
    let service = &state.service;
    match attempts::standing(service, &candidate) {
        Standing::Ended | Standing::Over => {}
        _ => return Ok(see_other(&path(&candidate, ""))),
    }
    let done = attempts::done(service, &candidate)
        .await
        .map_err(|error| ctx.failure(error))?;
    let page = Page::candidate("Your receipt").job(done.job_title.clone());
    Ok(shell::page(&ctx, page, || body(service, &candidate, &done)))
}

fn body(service: &Service, candidate: &Candidate, done: &Done) -> AnyView {
    let Some(receipt) = &done.receipt else {
        return view! {
            <h1>"The time is over"</h1>
            <p>"Your saved answers are being submitted. This takes a few seconds."</p>
            <p class="actions"><a class="button main" href=path(candidate, "done")>"Look again"</a></p>
        }
        .into_any();
    };
    let heading = match done.ending.as_deref() {
        Some("submitted") => "Thank you. Your answers are in.",
        Some("timed_out") => "The time is over. Your saved answers are in.",
        _ => "This round has closed. Your saved answers are in.",
    };
    let late = (done.late > 0).then(|| {
        let count = format!("Answers that came after the end: {}. ", done.late);
        view! { <Notice tone=Tone::Care>{count}{super::question::LATE}</Notice> }
    });
    view! {
        <h1>{heading}</h1>
        {late}
        {after(done)}
        {receipt_view(service, receipt, done.hashed_line.as_ref())}
        {done.styles.as_ref().map(styles)}
        {person(candidate, done)}
        {contact(&done.contact)}
    }
    .into_any()
}

fn after(done: &Done) -> AnyView {
    match &done.trial_of {
        Some(assessment) => view! {
            <p>"This was a trial: nothing is ranked and no mail goes out."</p>
            <p class="actions"><a class="button main" href=format!("/assessments/{assessment}")>"Back to the draft"</a></p>
        }
        .into_any(),
        None => view! {
            <p>"The recruiters are told. A person decides what comes next and will write to you. A copy of this receipt is on its way to you by mail."</p>
        }
        .into_any(),
    }
}

fn receipt_view(service: &Service, receipt: &Receipt, hashed: Option<&String>) -> AnyView {
    let date = crate::dates::date(service, receipt.submitted_at);
    let time = clock_time(service, receipt.submitted_at);
    // The list numbers its lines itself.
    let answer = |line: &String| {
        line.split_once(". ")
            .map_or(line.clone(), |(_, answer)| answer.to_owned())
    };
    let lines = receipt
        .lines
        .iter()
        .map(|line| view! { <li>{answer(line)}</li> })
        .collect_view();
    view! {
        <h2>"Your receipt"</h2>
        <dl class="facts">
            <dt>"Submitted"</dt><dd>{format!("{date}, {time}")}</dd>
            <dt>"Attempt"</dt><dd><code>{receipt.attempt.to_string()}</code></dd>
            <dt>"SHA-256"</dt><dd><code>{receipt.hash.clone()}</code></dd>
        </dl>
        <details open>
            <summary>"Your answers by number and letter"</summary>
            <ol>{lines}</ol>
        </details>
        {hashed.map(|line| view! {
            <details>
                <summary>"Check the hash yourself"</summary>
                <p>"The SHA-256 of exactly this line, without a line break at its end, is the hash above. Its time is in milliseconds since 1970."</p>
                <pre><code>{line.clone()}</code></pre>
            </details>
        })}
    }
    .into_any()
}

fn styles(profile: &StyleProfile) -> AnyView {
    let shown = profile
        .shown
        .iter()
        .map(|line| view! { <li>{line.sentence.clone()}</li> })
        .collect_view();
    let words = if profile.shown.is_empty() {
        "There were too few replies of any kind to say something fair about them."
    } else {
        "These are counts, not scores. In brackets stands what choosing at random would give."
    };
    view! {
        <h2>"Which kinds of replies you chose"</h2>
        <p>{words}</p>
        <ul>{shown}</ul>
    }
    .into_any()
}

fn person(candidate: &Candidate, done: &Done) -> AnyView {
    let review = if done.review_requested {
        view! { <p>"You have asked a person to review this. The contact person has been told."</p> }
            .into_any()
    } else {
        view! { <p><a class="button" href=path(candidate, "human-review")>"Ask a person to review this"</a></p> }.into_any()
    };
    view! {
        <section class="gap">
            <h2>"A person’s look"</h2>
            {review}
            <p class="quiet"><a href=path(candidate, "withdraw")>"Withdraw from this round"</a></p>
        </section>
    }
    .into_any()
}
