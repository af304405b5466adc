//! A harmless example in every format the assessment uses. What is tried here is shown back and stored nowhere.

use super::welcome::start_form;
use super::{elsewhere, path};
use crate::auth::AsCandidate;
use crate::failure::Answer as Reply;
use crate::forms::attempts::read_given;
use crate::shell::{self, Page, PageContext};
use crate::state::AppState;
use crate::ui::question::{answer_fields, by_letters, scene};
use crate::ui::{FieldErrors, Notice, Tone};
use axum::extract::{Query, State};
use domain::answer::Answer;
use domain::attempt::PlannedQuestion;
use domain::candidate_view::{CandidateOption, CandidateQuestion};
use domain::ids::QuestionVersionId;
use domain::question::{Channel, Direction, Format};
use leptos::prelude::*;
use service::attempts::{self, Standing};

/// `GET /t/{invitation}/practice`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsCandidate(candidate): AsCandidate,
    Query(tried): Query<Vec<(String, String)>>,
) -> Reply {
    let service = &state.service;
    let welcome = attempts::welcome(service, &candidate)
        .await
        .map_err(|error| ctx.failure(error))?;
    if welcome.standing != Standing::Ready
        && let Some(response) = elsewhere(&candidate, welcome.standing)
    {
        return Ok(response);
    }
    let page = Page::candidate("An example").job(welcome.job_title.clone());
    Ok(shell::page(&ctx, page, || {
        let examples = welcome
            .formats
            .iter()
            .map(|format| example(*format, &tried))
            .collect_view();
        view! {
            <h1>"An example"</h1>
            <p>"This is how you answer. Nothing here is stored or counted."</p>
            {examples}
            {start_form(service, &candidate, &FieldErrors::new(), true)}
            <p class="gap"><a href=path(&candidate, "")>"Back to the first page"</a></p>
        }
    }))
}

fn example(format: Format, tried: &[(String, String)]) -> AnyView {
    let question = question(format);
    let scope = format!("{}-", format.name().replace(' ', "-"));
    let here = tried
        .iter()
        .any(|(name, value)| name == "try" && *value == scope);
    let answer = here.then(|| answer(&question, tried)).flatten();
    let said = answer.as_ref().map(|answer| {
        let words = format!(
            "Your answer would be saved as: {}.",
            by_letters(&question, answer)
        );
        view! { <Notice tone=Tone::Good live=true>{words}</Notice> }
    });
    let fields = answer_fields(&question, answer.as_ref(), &FieldErrors::new(), &scope);
    view! {
        <section class="gap" aria-labelledby=format!("{scope}task")>
            {scene(&question, &scope)}
            <form method="get">
                <input type="hidden" name="try" value=scope.clone()/>
                {fields}
                {said}
                <button class="button">"Try it"</button>
            </form>
        </section>
    }
    .into_any()
}

/// What was tried, if it fits the example.
fn answer(question: &CandidateQuestion, tried: &[(String, String)]) -> Option<Answer> {
    let pairs = tried.iter().filter(|(name, _)| name != "try").cloned();
    let planned = PlannedQuestion {
        version: QuestionVersionId(Default::default()),
        options: question
            .options
            .iter()
            .map(|option| option.id.clone())
            .collect(),
    };
    read_given(pairs)
        .ok()?
        .into_answer(question.format, &planned)
        .ok()
}

fn question(format: Format) -> CandidateQuestion {
    let task = match format {
        Format::SingleBest => "Which reply would help the visitor most?",
        Format::MostLeast => "Which reply would help the visitor most, and which least?",
        Format::RateEach => "How much would each reply help the visitor?",
        Format::RankOrder => "Put the replies in order: the most helpful first.",
    };
    let replies = [
        "“Along this street to the clock, then left. It is ten minutes on foot. Shall I show you on the map?”",
        "“Left at the clock.”",
        "“You could ask at the kiosk.”",
    ];
    let option = |(letter, text): (char, &str)| CandidateOption {
        letter,
        id: letter.to_string(),
        text: text.to_owned(),
    };
    CandidateQuestion {
        title: "The way to the harbour".into(),
        format,
        channel: Channel::Voice,
        direction: Direction::Inbound,
        sector: "example".into(),
        content_note: None,
        customer_record: None,
        scenario: "A visitor stands in front of the station and asks you the way to the harbour."
            .into(),
        task: task.into(),
        options: ('A'..).zip(replies).map(option).collect(),
    }
}
