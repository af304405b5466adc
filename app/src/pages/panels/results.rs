//! What a panel agrees on: every question with its agreement, spread and gap, the disagreements worth talking about, and
//! what keeps a key from being taken over.

use super::{InPanel, count, state_tag, tabs};
use crate::auth::AsAdmin;
use crate::failure::Answer;
use crate::pages::results::files::pdf_response;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use crate::ui::{Empty, Notice, Tone};
use axum::extract::{Path, State};
use domain::panel::{LEAST_EXPERTS, OptionEvidence, QuestionEvidence};
use domain::report::figures::decimals;
use leptos::prelude::*;
use service::panels::{self, Blocked, QuestionResult, Results};

/// `GET /panels/{panel}/results`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(at): Path<InPanel>,
) -> Answer {
    let read = async {
        let id = at.id()?;
        panels::results(&state.service, &admin, id).await
    };
    let results = read.await.map_err(|error| ctx.failure(error))?;
    let page = Page::staff(format!("Results: {}", results.panel.title), Area::Banks)
        .crumb("Question banks", "/banks")
        .crumb("Expert panels", "/panels");
    Ok(shell::page(&ctx, page, || view(&results)))
}

/// `GET /panels/{panel}/dossier.pdf`.
pub async fn dossier(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(at): Path<InPanel>,
) -> Answer {
    let drawn = async {
        let id = at.id()?;
        panels::dossier(&state.service, &admin, id).await
    };
    let pdf = drawn.await.map_err(|error| ctx.failure(error))?;
    Ok(pdf_response(pdf))
}

fn view(results: &Results) -> AnyView {
    let interim = results.panel.open.then(|| {
        view! {
            <Notice tone=Tone::Care>
                <p>"The panel is still open: these figures move with every rating. Close it when enough experts have \
                rated, not when the figures please."</p>
            </Notice>
        }
    });
    let questions = results.questions.iter().map(question).collect_view();
    view! {
        <div class="bar">
            <h1>{results.panel.title.clone()}</h1>
            {state_tag(&results.panel)}
            <span class="end"></span>
            <a class="button" href=format!("/panels/{}/dossier.pdf", results.panel.id)>"Download the dossier"</a>
        </div>
        {tabs(&results.panel, true)}
        {interim}
        <p>{words(results)}</p>
        {adoptable(results)}
        {queue(results)}
        <h2 class="gap">"Question by question"</h2>
        <p class="quiet">
            "ICC(2,k) says how far the mean ratings of such a panel would be repeated by another one, from 0 to 1. Spread is \
            the standard deviation of one reply's ratings. r_wg is 1 where all agree and 0 where ratings look random. The \
            gap lies between the means of the best and the second best reply."
        </p>
        <div class="stack">{questions}</div>
    }
    .into_any()
}

/// What came of it, in sentences.
fn words(results: &Results) -> String {
    let all = results.questions.len();
    let passing = results
        .questions
        .iter()
        .filter(|one| one.evidence.passes())
        .count();
    let adopted = results
        .questions
        .iter()
        .filter(|one| one.adopted.is_some())
        .count();
    let pass = format!(
        "{passing} of {} the gate: at least {LEAST_EXPERTS} experts who agree on every reply, and one reply that is \
         clearly best.",
        count(all, "question passes", "questions pass")
    );
    match adopted {
        0 => pass,
        some => format!("{pass} The key of {some} was taken over."),
    }
}

/// The keys that can be taken over, each with a box.
fn adoptable(results: &Results) -> Option<AnyView> {
    let boxes: Vec<_> = results
        .adoptable()
        .map(|one| {
            view! {
                <label class="check">
                    <input type="checkbox" name="question" value=one.asked.id.to_string() checked=true/>
                    <span>{one.asked.question.title.clone()}</span>
                </label>
            }
        })
        .collect();
    if boxes.is_empty() {
        return None;
    }
    let action = format!("/panels/{}/adopt", results.panel.id);
    Some(
        view! {
            <form method="get" action=action class="card gap">
                <fieldset>
                    <legend>"Keys that can be taken over"</legend>
                    {boxes}
                </fieldset>
                <div class="bar actions"><button class="button main">"See what taking them over changes"</button></div>
            </form>
        }
        .into_any(),
    )
}

/// The questions on which the experts disagree, the most disputed first.
fn queue(results: &Results) -> AnyView {
    if results.queue.is_empty() {
        return view! {
            <h2 class="gap">"Disagreement"</h2>
            <Empty what=format!("No question that {LEAST_EXPERTS} experts have rated divides them.")>""</Empty>
        }
        .into_any();
    }
    let items = results
        .queue
        .iter()
        .filter_map(|place| results.questions.get(*place))
        .map(|one| {
            let href = format!("#{}", anchor(one));
            let reasons = one.evidence.held_back.iter().filter(|reason| reason.is_disagreement());
            let reasons: Vec<String> = reasons.map(ToString::to_string).collect();
            view! { <li><a href=href>{one.asked.question.title.clone()}</a>" "{reasons.join(" ")}</li> }
        })
        .collect_view();
    view! {
        <h2 class="gap">"Disagreement, the most disputed first"</h2>
        <p>
            "Talk about these: often the scenario leaves something open, or two replies are too much alike. Rewrite the \
            question and ask a panel about the new version."
        </p>
        <ol>{items}</ol>
    }
    .into_any()
}

fn anchor(one: &QuestionResult) -> String {
    format!("q-{}", one.asked.id)
}

fn question(one: &QuestionResult) -> AnyView {
    let version = &one.asked;
    let href = format!("/banks/{}/questions/{}", version.bank, version.id);
    let evidence = &one.evidence;
    view! {
        <section class="card" id=anchor(one) aria-labelledby=format!("h-{}", version.id)>
            <div class="bar">
                <h3 id=format!("h-{}", version.id)><a href=href>{version.question.title.clone()}</a></h3>
                <span class="end"></span>
                {verdict(one)}
            </div>
            <dl class="facts gap">
                <dt>"Version"</dt><dd>{version.number}</dd>
                <dt>"Experts"</dt><dd>{evidence.experts}</dd>
                <dt>"ICC(2,k)"</dt><dd>{agreement(evidence)}</dd>
                <dt>"Gap at the top"</dt>
                <dd>{evidence.gap.map_or_else(|| "–".into(), |gap| decimals(gap, 2))}</dd>
            </dl>
            {table(one)}
            {standing(one)}
        </section>
    }
    .into_any()
}

fn agreement(evidence: &QuestionEvidence) -> String {
    let Some(found) = evidence.agreement else {
        return "–".into();
    };
    match found.interval {
        Some((low, high)) => format!(
            "{} (95 % interval {} to {})",
            decimals(found.icc2k, 2),
            decimals(low, 2),
            decimals(high, 2)
        ),
        None => decimals(found.icc2k, 2),
    }
}

fn verdict(one: &QuestionResult) -> AnyView {
    match one.blocked.first() {
        _ if one.adopted.is_some() => {
            view! { <span class="tag on">"key taken over"</span> }.into_any()
        }
        None | Some(Blocked::PanelOpen) => {
            view! { <span class="tag on">"passes"</span> }.into_any()
        }
        Some(_) => view! { <span class="tag">"held back"</span> }.into_any(),
    }
}

/// Every reply with its ratings, beside the value it has now.
fn table(one: &QuestionResult) -> AnyView {
    let options = &one.asked.question.options;
    let rows = one
        .evidence
        .options
        .iter()
        .zip(options)
        .map(|(rated, option)| {
            let figure = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |v| decimals(v, 2));
            view! {
                <tr>
                    <th scope="row" data-label="Reply"><div>{rated.letter.to_string()}" "
                        <span class="quiet">{option.text.clone()}</span></div></th>
                    <td data-label="Ratings 1–7" class="number">{ratings(rated)}</td>
                    <td data-label="Mean" class="number">{figure(rated.mean)}</td>
                    <td data-label="Spread" class="number">{figure(rated.sd)}</td>
                    <td data-label="r_wg" class="number">{figure(rated.r_wg)}</td>
                    <td data-label="Value when asked" class="number">{decimals(option.value, 2)}</td>
                </tr>
            }
        })
        .collect_view();
    let label = format!("Ratings of {}", one.asked.question.title);
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=label>
            <table class="cards">
                <thead><tr>
                    <th scope="col">"Reply"</th><th scope="col" class="number">"Ratings 1–7"</th>
                    <th scope="col" class="number">"Mean"</th><th scope="col" class="number">"Spread"</th>
                    <th scope="col" class="number">"r_wg"</th><th scope="col" class="number">"Value when asked"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// How often each rating was given, in one line: "0 0 1 2 5 0 0".
fn ratings(option: &OptionEvidence) -> String {
    let counts = option.counts.iter().map(u32::to_string);
    counts.collect::<Vec<_>>().join("\u{a0}")
}

/// What is in the way, or what deserves a look before taking over.
fn standing(one: &QuestionResult) -> AnyView {
    let differs = one.best_differs().then(|| {
        let words = if one.adopted.is_some() {
            "The panel put another reply first than the key before. See that the written reasons still fit."
        } else {
            "The panel puts another reply first than the key it was asked about. The written reasons still speak for the \
             old one: rewrite them if you take the key over."
        };
        view! { <div class="gap"><Notice tone=Tone::Care><p>{words}</p></Notice></div> }
    });
    let blocked: Vec<String> = one
        .blocked
        .iter()
        .filter(|reason| !matches!(reason, Blocked::PanelOpen | Blocked::Adopted))
        .map(ToString::to_string)
        .collect();
    let held = (!blocked.is_empty()).then(|| {
        let items = blocked
            .into_iter()
            .map(|reason| view! { <li>{reason}</li> })
            .collect_view();
        view! { <p class="gap">"Held back, because:"</p><ul>{items}</ul> }
    });
    view! { {held}{differs} }.into_any()
}
