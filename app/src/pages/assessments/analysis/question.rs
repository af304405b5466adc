//! One question: its figures, why somebody should look at it, its replies, and how its score rises with the total.

use super::parts::{curve, lines};
use crate::auth::WithAccess;
use crate::failure::Answer;
use crate::pages::assessments::{below, simulated_tag};
use crate::shell::{self, PageContext};
use crate::state::AppState;
use crate::ui::{Empty, Notice, Tone};
use axum::extract::{Path, State};
use domain::analysis::{Analysis, OptionRow, QuestionRow};
use domain::report::figures::{decimals, per_cent};
use leptos::prelude::*;
use serde::Deserialize;
use service::{Error, assessments};

#[derive(Debug, Clone, Deserialize)]
pub struct OfQuestion {
    n: String,
}

/// `GET /assessments/{assessment}/analysis/questions/{n}`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<OfQuestion>,
) -> Answer {
    let service = &state.service;
    let failed = |error| ctx.failure(error);
    let assessment = assessments::assessment(service, &on)
        .await
        .map_err(failed)?;
    let found = service::analysis::page(service, &on)
        .await
        .map_err(failed)?
        .ok_or_else(|| ctx.failure(Error::NotFound))?;
    let number: Option<usize> = at.n.parse().ok();
    let analysis = &found.analysis;
    let question = analysis
        .questions
        .iter()
        .find(|question| Some(question.number) == number)
        .ok_or_else(|| ctx.failure(Error::NotFound))?;
    let base = format!("/assessments/{}/analysis", assessment.id);
    let page = below(&format!("Question {}", question.number), &assessment)
        .crumb("Analysis", base.clone());
    Ok(shell::page(&ctx, page, || {
        view! {
            <div class="bar">
                <h1>{format!("Question {}: {}", question.number, question.title)}</h1>
                {simulated_tag(assessment.simulated)}
            </div>
            <p>{format!(
                "Answered as {}, {} of the weight, on {} complete attempts.",
                question.format.name(),
                per_cent(question.nominal, 1),
                question.exposure
            )}</p>
            {flags(question)}
            {replies(question)}
            {by_total(question)}
            {lines("figures", "Its figures", None, &question.lines())}
            {neighbours(&base, analysis, question.number)}
        }
    }))
}

fn flags(question: &QuestionRow) -> Option<AnyView> {
    let items = question
        .flags
        .iter()
        .map(|flag| view! { <li><strong>{flag.label.clone()}</strong>": "{flag.reason.clone()}</li> })
        .collect_view();
    (!question.flags.is_empty()).then(|| {
        view! { <Notice tone=Tone::Care><h2>"Worth a look"</h2><ul>{items}</ul></Notice> }
            .into_any()
    })
}

fn replies(question: &QuestionRow) -> AnyView {
    let best = question.options.iter().map(|option| option.key);
    let best = best.fold(f64::MIN, f64::max);
    let rows = question
        .options
        .iter()
        .map(|option| reply(option, best))
        .collect_view();
    view! {
        <section class="gap" aria-labelledby="replies">
            <h2 id="replies">"Its replies"</h2>
            <p>{format!(
                "Letters as stored: candidates may have met another order. Share: who put the reply first{}. Rest: their mean total \
                 without this question, in points; the better the reply, the higher it should be. The correlation is of the choice \
                 with that rest. {} attempts.",
                if question.format == domain::question::Format::RateEach {
                    " (several rated alike count for none)"
                } else {
                    ""
                },
                question.exposure
            )}</p>
            <div class="card scroll" tabindex="0" role="region" aria-label="Its replies, a table">
                <table class="cards">
                    <thead><tr>
                        <th scope="col">"Reply"</th>
                        <th scope="col" class="number">"Key"</th>
                        <th scope="col">"Share"</th>
                        <th scope="col" class="number">"Rest"</th>
                        <th scope="col" class="number">"Correlation"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn reply(option: &OptionRow, best: f64) -> AnyView {
    let keyed =
        (option.key >= best).then(|| view! { " "<span class="tag on">"best by the key"</span> });
    let style = option
        .style
        .map(|style| view! { " "<span class="quiet">{format!("({})", style.name().to_lowercase())}</span> });
    let bar = option.share.value.ok().map(share_bar);
    view! {
        <tr>
            <th scope="row" class="name">{format!("{}. {}", option.letter, option.text)}{style}{keyed}</th>
            <td class="number" data-label="Key">{decimals(option.key, 1)}</td>
            <td data-label="Share">{bar}{option.share.per_cent()}</td>
            <td class="number" data-label="Rest">{option.rest_mean.words()}</td>
            <td class="number" data-label="Correlation">{option.rest_correlation.words()}</td>
        </tr>
    }
    .into_any()
}

/// A bar as long as the share; the number stands beside it.
pub fn share_bar(share: f64) -> AnyView {
    let width = 100.0 * share.clamp(0.0, 1.0);
    view! {
        <svg class="interval" aria-hidden="true" width="100" height="10" viewBox="0 0 100 10">
            <rect class="bar-rest" width="100" height="10"></rect>
            <rect class="bar-fill" width=format!("{width:.1}") height="10"></rect>
        </svg>
    }
    .into_any()
}

fn by_total(question: &QuestionRow) -> AnyView {
    let Some(means) = &question.curve else {
        return view! {
            <section class="gap" aria-labelledby="by-total">
                <h2 id="by-total">"How it rises with the total"</h2>
                <Empty what="Here stands the mean score of each fifth of the people by their total, from 200 attempts on.">""</Empty>
            </section>
        }
        .into_any();
    };
    let names = ["Lowest fifth", "Second", "Third", "Fourth", "Highest fifth"];
    let heads = names
        .into_iter()
        .map(|name| view! { <th scope="col" class="number">{name}</th> })
        .collect_view();
    let cells = means
        .iter()
        .map(|mean| view! { <td class="number">{decimals(*mean, 2)}</td> })
        .collect_view();
    view! {
        <section class="gap" aria-labelledby="by-total">
            <h2 id="by-total">"How it rises with the total"</h2>
            <figure class="card">
                {curve(means, 320.0, 110.0)}
                <figcaption>{format!(
                    "Mean score from 0 (below) to 1 (above) of each fifth of {} people by their total, this question included. A \
                     question that tells people apart rises.",
                    question.exposure
                )}</figcaption>
            </figure>
            <div class="scroll" tabindex="0" role="region" aria-label="Mean score by fifth, a table">
                <table class="dense">
                    <thead><tr><th scope="col"><span class="vis-hidden">"Figure"</span></th>{heads}</tr></thead>
                    <tbody><tr><th scope="row">"Mean score"</th>{cells}</tr></tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn neighbours(base: &str, analysis: &Analysis, number: usize) -> AnyView {
    let link = |question: Option<&QuestionRow>, word: &'static str| {
        question.map(|question| {
            let href = format!("{base}/questions/{}", question.number);
            view! { <a class="button" href=href>{format!("{word}: question {}", question.number)}</a> }
        })
    };
    let before = analysis.questions.iter().rfind(|one| one.number < number);
    let after = analysis.questions.iter().find(|one| one.number > number);
    view! {
        <nav class="bar gap" aria-label="Other questions">
            {link(before, "Before")}{link(after, "Next")}<a href=base.to_owned()>"All questions"</a>
        </nav>
    }
    .into_any()
}
