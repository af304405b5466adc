//! One question: the situation, the replies, the answer so far, and the ways on.

use super::{clock_time, elsewhere, minutes, path};
use crate::auth::AsCandidate;
use crate::failure::Answer as Reply;
use crate::islands::{AnswerSaver, SaverWords};
use crate::shell::{self, Bundle, Page, PageContext};
use crate::state::AppState;
use crate::ui::question::{answer_fields, by_letters, scene};
use crate::ui::{ErrorSummary, FieldErrors, Notice, Tone};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::answer::Answer;
use domain::time::{MINUTE, Timestamp};
use http::StatusCode;
use leptos::prelude::*;
use service::attempts::{self, Mark, QuestionPage};
use service::principal::Candidate;
use service::{Error, Service};

/// `GET /t/{invitation}/q/{n}`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsCandidate(candidate): AsCandidate,
    Path((_, number)): Path<(String, String)>,
) -> Reply {
    let standing = attempts::standing(&state.service, &candidate);
    if let Some(response) = elsewhere(&candidate, standing) {
        return Ok(response);
    }
    let read = async {
        let number = number.parse().map_err(|_| Error::NotFound)?;
        attempts::question_page(&state.service, &candidate, number).await
    };
    let question = read.await.map_err(|error| ctx.failure(error))?;
    Ok(show(
        &ctx,
        &state.service,
        &candidate,
        question,
        FieldErrors::new(),
    ))
}

/// The page, with errors where the answer was not accepted.
pub fn show(
    ctx: &PageContext,
    service: &Service,
    candidate: &Candidate,
    question: QuestionPage,
    errors: FieldErrors,
) -> Response {
    let invalid = !errors.is_empty();
    let title = format!("Question {} of {}", question.number, question.marks.len());
    let page = Page::candidate(title)
        .job(question.job_title.clone())
        .islands(Bundle::Candidate);
    let page = if invalid { page.invalid() } else { page };
    shell::page(ctx, page, || view(service, candidate, &question, errors))
}

fn view(
    service: &Service,
    candidate: &Candidate,
    page: &QuestionPage,
    errors: FieldErrors,
) -> AnyView {
    let answered = page
        .marks
        .iter()
        .filter(|mark| **mark == Mark::Answered)
        .count();
    let count = page.marks.len();
    let back = (page.number > 1).then(|| {
        let href = path(candidate, &format!("q/{}", page.number - 1));
        view! { <a class="button" href=href>"Back"</a> }
    });
    let fields = answer_fields(&page.question, page.answer.as_ref(), &errors, "");
    view! {
        <ErrorSummary errors=errors/>
        <p class="quiet">{place(page, answered)}</p>
        <progress max=count value=answered aria-label=format!("{answered} of {count} answered")></progress>
        <div class="status">{saver(service, candidate, page)}</div>
        <h1>{page.question.title.clone()}</h1>
        {scene(&page.question, "")}
        <form method="post" id="answer" aria-labelledby="task">
            <input type="hidden" name="writer" value=page.writer.clone()/>
            <input type="hidden" name="sequence" value="1"/>
            <input type="hidden" name="revision" value=page.revision/>
            {fields}
            <div class="bar actions">
                <button class="button main">"Save and continue"</button>
                {back}
                <a class="end" href=path(candidate, "review")>"Review answers"</a>
            </div>
        </form>
        {steps(candidate, page)}
        <p class="quiet gap">
            "You can stop and come back with the same link. "
            <a href=path(candidate, "adjust")>"I need an adjustment"</a>
        </p>
    }
    .into_any()
}

/// "Question 4 of 12 · 8 left, usually 14 minutes · no time limit".
fn place(page: &QuestionPage, answered: usize) -> String {
    let left = page.marks.len() - answered;
    let usually = match left {
        0 => "all answered".to_owned(),
        left => format!("{left} left, usually {}", minutes(page.usual_minutes_left)),
    };
    let limit = if page.deadline.is_some() {
        ""
    } else {
        " · no time limit"
    };
    format!(
        "Question {} of {} · {usually}{limit}",
        page.number,
        page.marks.len()
    )
}

/// The line that says what is saved, and the time left. Both stand without JavaScript; the island keeps them current.
fn saver(service: &Service, candidate: &Candidate, page: &QuestionPage) -> AnyView {
    let saved = page
        .saved_at
        .filter(|_| page.revision > 0)
        .map(|at| clock_time(service, at));
    let shown = match &saved {
        Some(time) => format!("Saved on the server at {time}"),
        None => "Not answered yet".to_owned(),
    };
    let state = if saved.is_some() { "saved" } else { "" };
    view! {
        <AnswerSaver
            shown=shown
            state=state.to_owned()
            saved_at=page.saved_at.filter(|_| page.revision > 0).map(|at| at.0)
            time_left=time_left(service, page.deadline, page.now)
            deadline=page.deadline.map(|at| at.0)
            now=page.now.0
            submit=path(candidate, "submit")
            words=words()
        />
    }
    .into_any()
}

/// "12 minutes left, until 10:42"; empty without a limit.
pub(super) fn time_left(service: &Service, deadline: Option<Timestamp>, now: Timestamp) -> String {
    let Some(deadline) = deadline else {
        return String::new();
    };
    let left = u32::try_from(deadline.since(now).max(0).div_euclid(MINUTE)).unwrap_or(u32::MAX);
    format!(
        "{} left, until {}",
        minutes(left),
        crate::dates::time(service, deadline)
    )
}

fn words() -> SaverWords {
    SaverWords {
        changed: "Changed, not saved yet".into(),
        saving: "Saving …".into(),
        saved: "Saved on the server at ".into(),
        waiting: "This answer is not saved yet. We keep trying.".into(),
        recovered: "Your answer is saved again.".into(),
        conflict: "This question was answered on another page or device. There it says: ".into(),
        keep_mine: "Use the answer on this page".into(),
        take_other: "Use the other answer".into(),
        left: " left".into(),
        minutes_left: " minutes left.".into(),
        minute_left: "1 minute left.".into(),
        over: "The time is over. Your saved answers are being submitted.".into(),
    }
}

fn steps(candidate: &Candidate, page: &QuestionPage) -> AnyView {
    let items = (1..)
        .zip(page.marks.clone())
        .map(|(number, mark)| {
            let href = path(candidate, &format!("q/{number}"));
            let here = (number == page.number).then_some("step");
            let done = (mark == Mark::Answered).then_some("done");
            let words = match mark {
                Mark::Answered => Some(", answered"),
                Mark::HalfGiven => Some(", half answered"),
                Mark::Open => None,
            };
            let words = words.map(|words| view! { <span class="vis-hidden">{words}</span> });
            view! { <li><a class=done href=href aria-current=here>{number}{words}</a></li> }
        })
        .collect_view();
    view! { <nav class="far" aria-label="Questions"><ol class="steps">{items}</ol></nav> }
        .into_any()
}

/// Two pages answered one question: both answers, and a choice. 409.
pub fn conflict(
    ctx: &PageContext,
    service: &Service,
    question: &QuestionPage,
    stands: &Answer,
    saved_at: Timestamp,
    mine: &Answer,
    hidden: Vec<(String, String)>,
) -> Response {
    let page = Page::candidate("Two answers to one question")
        .job(question.job_title.clone())
        .status(StatusCode::CONFLICT);
    let (theirs, mine) = (
        by_letters(&question.question, stands),
        by_letters(&question.question, mine),
    );
    let time = clock_time(service, saved_at);
    let replies = question.question.clone();
    let hidden = hidden
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    let here = ctx.path.clone();
    shell::page(ctx, page, move || {
        let lettered = replies
            .options
            .into_iter()
            .map(|option| {
                view! { <li><b>{option.letter.to_string()}</b><span>{option.text}</span></li> }
            })
            .collect_view();
        view! {
            <h1>"Two answers to one question"</h1>
            <p>
                "You answered “" {replies.title} "” on another page or device as well. Nothing is lost. \
                 Choose the answer that counts."
            </p>
            <dl class="facts">
                <dt>{format!("Saved at {time}")}</dt><dd>{theirs}</dd>
                <dt>"On this page, not saved"</dt><dd>{mine}</dd>
            </dl>
            <form method="post">
                {hidden}
                <div class="bar actions">
                    <button class="button main">"Use the answer on this page"</button>
                    <a class="button" href=here>"Keep the saved answer"</a>
                </div>
            </form>
            <h2>"The replies"</h2>
            <ol class="replies">{lettered}</ol>
        }
    })
}

/// An answer that came after the end. 409.
pub fn late(ctx: &PageContext, candidate: &Candidate) -> Response {
    let page = Page::candidate("This answer came after the end").status(StatusCode::CONFLICT);
    let href = path(candidate, "done");
    shell::page(ctx, page, move || {
        view! {
            <h1>"This answer came after the end"</h1>
            <Notice tone=Tone::Care>{LATE}</Notice>
            <p><a class="button main" href=href>"See your receipt"</a></p>
        }
    })
}

/// What becomes of a late answer.
pub const LATE: &str = "The time was over when this answer reached us. We keep it, apart from the others: it counts only \
                        if the recruiter accepts it. Everything you saved before counts.";
