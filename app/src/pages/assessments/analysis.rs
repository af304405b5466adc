//! What the answers say about a published assessment: the page, one question's page, and the files. Names nobody.

mod files;
mod parts;
mod question;
mod table;

pub use files::{csv, pdf, workbook};
pub use parts::lines;
pub use question::{page as question_page, share_bar};

use super::{Tab, below, simulated_tag, tabs};
use crate::auth::WithAccess;
use crate::dates;
use crate::failure::Answer;
use crate::shell::{self, PageContext};
use crate::state::AppState;
use crate::ui::{Empty, Notice, Tone};
use axum::extract::State;
use domain::analysis::Analysis;
use domain::report::figures::per_cent;
use leptos::prelude::*;
use service::Service;
use service::analysis::Page;
use service::assessments::{self, Assessment};

/// `GET /assessments/{assessment}/analysis`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
) -> Answer {
    let service = &state.service;
    let failed = |error| ctx.failure(error);
    let assessment = assessments::assessment(service, &on)
        .await
        .map_err(failed)?;
    let found = service::analysis::page(service, &on)
        .await
        .map_err(failed)?;
    Ok(shell::page(&ctx, below("Analysis", &assessment), || {
        let content = match &found {
            None => unpublished(&assessment),
            Some(page) => content(service, &assessment, page),
        };
        view! {
            <div class="bar"><h1>"Analysis"</h1>{simulated_tag(assessment.simulated)}</div>
            {tabs(&assessment, Tab::Analysis)}
            {content}
        }
    }))
}

fn unpublished(assessment: &Assessment) -> AnyView {
    let href = format!("/assessments/{}", assessment.id);
    view! {
        <Empty what="Here stands what the answers say about the questions, once this assessment is published and taken.">
            <a href=href>"See what comes next"</a>
        </Empty>
    }
    .into_any()
}

fn content(service: &Service, assessment: &Assessment, page: &Page) -> AnyView {
    let analysis = &page.analysis;
    let base = format!("/assessments/{}/analysis", assessment.id);
    let sampled = analysis.sampled.as_deref();
    let methods = format!("{METHODS} {}", sampled.unwrap_or_default());
    view! {
        {standing(service, page)}
        <div class="bar actions">
            <a class="button" href=format!("{base}/report.pdf")>"Technical report (PDF)"</a>
            <a class="button" href=format!("{base}/questions.xlsx")>"Questions and replies (XLSX)"</a>
            <a class="button" href=format!("{base}/questions.csv")>"Questions (CSV)"</a>
        </div>
        {lines("reliability", "How reliable the total is", None, &analysis.reliability)}
        {lines("totals", "How the totals are spread", None, &analysis.totals)}
        {table::questions(&base, analysis)}
        <div class="pair gap">
            {influences(analysis)}
            {competencies(analysis)}
        </div>
        {lines("weights", "Would other weights change the order?", sampled, &analysis.weight_changes)}
        {lines("methods", "Would another way of scoring change the order?", Some(&methods), &analysis.method_changes)}
        {lines("duration", "How long it takes", None, &analysis.duration)}
    }
    .into_any()
}

const METHODS: &str = "The same answers under other defensible methods. The figure is Spearman’s correlation of the order \
    with the one in use: 1 is the same order. Well below .90, the order depends on the method; then rely on bands, not on \
    places. Nobody is scored with these methods.";

/// How many attempts the figures rest on, and what that allows.
fn standing(service: &Service, page: &Page) -> AnyView {
    let analysis = &page.analysis;
    let as_of = page
        .as_of
        .map(|at| format!(", as of {}", dates::date(service, at)));
    let left_out = (analysis.left_out > 0).then(|| {
        format!(
            " {} more lack a question and are left out.",
            analysis.left_out
        )
    });
    let under_way = page.under_way.then(|| {
        view! {
            <Notice tone=Tone::Info>
                <p>"A result has changed, so everything is being computed again. The figures below are on the way; look again in \
                    a few minutes."</p>
            </Notice>
        }
    });
    let few = (analysis.attempts < 200).then(|| {
        let words = if analysis.attempts == 0 {
            "Nothing is submitted yet. Figures appear one after the other as people submit."
        } else {
            "Figures appear as people submit: totals from 30 complete attempts, reliability from 50, how hard a question is from \
             100, how it goes with the rest from 200. Earlier they would say more about chance than about the questions."
        };
        view! { <Notice tone=Tone::Info><p>{words}</p></Notice> }
    });
    view! {
        <p>
            {match analysis.attempts { 1 => "1 complete attempt".into(), n => format!("{n} complete attempts") }}
            {as_of}". Unfinished ones and people who withdrew are in no figure."{left_out}
        </p>
        {under_way}
        {few}
    }
    .into_any()
}

fn influences(analysis: &Analysis) -> AnyView {
    let rows = analysis
        .influences
        .iter()
        .map(|one| {
            let effective = one
                .effective
                .map_or_else(|| "from 30".into(), |share| per_cent(share, 0));
            view! {
                <tr>
                    <th scope="row">{one.competency.name()}</th>
                    <td class="number">{per_cent(one.nominal, 0)}</td>
                    <td class="number">{effective}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="moves">
            <h2 id="moves">"What moves the total"</h2>
            <div class="scroll" tabindex="0" role="region" aria-label="What moves the total, a table">
                <table class="dense">
                    <thead><tr>
                        <th scope="col">"Competency"</th>
                        <th scope="col" class="number">"Weight"</th>
                        <th scope="col" class="number">"Acts as"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="quiet">{format!(
                "The weight that was chosen, and the share of the differences between {} totals that comes from it.",
                analysis.attempts
            )}</p>
        </section>
    }
    .into_any()
}

fn competencies(analysis: &Analysis) -> AnyView {
    let rows = analysis
        .competencies
        .iter()
        .map(|row| {
            view! {
                <tr>
                    <th scope="row">{row.competency.name()}</th>
                    <td class="number">{row.questions}</td>
                    <td class="number">{row.mean.words()}</td>
                    <td class="number">{row.sd.words()}</td>
                    <td class="number">{row.alpha.words()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="competencies">
            <h2 id="competencies">"Competencies"</h2>
            <div class="scroll" tabindex="0" role="region" aria-label="Competencies, a table">
                <table class="dense">
                    <thead><tr>
                        <th scope="col">"Competency"</th>
                        <th scope="col" class="number">"Questions"</th>
                        <th scope="col" class="number">"Mean"</th>
                        <th scope="col" class="number">"SD"</th>
                        <th scope="col" class="number">"Alpha"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="quiet">{format!(
                "Over the questions that each leads, on the scale of totals, {} attempts. For describing only: nothing is sorted \
                 or cut by them.",
                analysis.attempts
            )}</p>
        </section>
    }
    .into_any()
}
