//! What taking keys over will do, asked before it is done.

use super::{InPanel, below, count};
use crate::auth::AsAdmin;
use crate::failure::Answer;
use crate::forms::typed::Typed;
use crate::pages::intakes::refused;
use crate::shell::{self, PageContext};
use crate::state::AppState;
use crate::ui::{Empty, Notice, Tone};
use axum::extract::{Path, Query, State};
use domain::ids::QuestionVersionId;
use domain::report::figures::decimals;
use leptos::prelude::*;
use service::panels::{self, Adoption, QuestionResult};

/// The questions a form or an address names.
pub fn chosen(typed: &Typed) -> Vec<QuestionVersionId> {
    typed
        .all("question")
        .filter_map(|id| id.parse().ok())
        .collect()
}

/// `GET /panels/{panel}/adopt?question=…`: all that pass when none is named.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(at): Path<InPanel>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let questions = chosen(&asked.into_iter().collect());
    let read = async {
        let id = at.id()?;
        panels::adoption(&state.service, &admin, id, &questions).await
    };
    match read.await {
        Ok(adoption) => {
            let page = below(&adoption.panel, "Take keys over");
            Ok(shell::page(&ctx, page, || view(&at, &adoption)))
        }
        Err(error) => refused(&ctx, &format!("{}/results", at.path()), error),
    }
}

fn view(at: &InPanel, adoption: &Adoption) -> AnyView {
    let back = format!("{}/results", at.path());
    let refused = (!adoption.refused.is_empty()).then(|| {
        let items = adoption
            .refused
            .iter()
            .map(|(title, reasons)| view! { <li>{format!("{title}: {reasons}")}</li> })
            .collect_view();
        view! { <Notice tone=Tone::Care><p>"Left out:"</p><ul>{items}</ul></Notice> }
    });
    if adoption.chosen.is_empty() {
        return view! {
            <h1>"Take keys over"</h1>
            {refused}
            <Empty what="There is no key that can be taken over.">
                <a class="button" href=back>"Back to the results"</a>
            </Empty>
        }
        .into_any();
    }
    let questions = count(adoption.chosen.len(), "key", "keys");
    let hidden = adoption
        .chosen
        .iter()
        .map(|one| view! { <input type="hidden" name="question" value=one.asked.id.to_string()/> })
        .collect_view();
    let list = adoption.chosen.iter().map(question).collect_view();
    view! {
        <h1>{format!("Take {questions} over?")}</h1>
        {refused}
        <ul>
            <li>{format!("The bank “{}” gets a new version. In it, these questions carry the panel's mean ratings and say \
                where they come from.", adoption.panel.bank_title)}</li>
            <li>"Assessments that are published keep the key they were published with; so do their scores."</li>
            <li>"Reasons and styles stay as written. Where the panel puts another reply first, rewrite the reasons."</li>
            <li>"The panel stays closed from then on: its ratings are the evidence. The log names you."</li>
        </ul>
        <form method="post" action=format!("{}/adopt", at.path())>
            <input type="hidden" name="as_of" value=adoption.as_of/>
            {hidden}
            <div class="bar actions">
                <button class="button main">{format!("Take {questions} over")}</button>
                <a class="button plain" href=back>"Back without changing anything"</a>
            </div>
        </form>
        <h2 class="gap">"What changes"</h2>
        {list}
    }
    .into_any()
}

/// Every reply with its value now and then.
fn question(one: &QuestionResult) -> AnyView {
    let present = one.present.as_ref().unwrap_or(&one.asked);
    let rows = present
        .question
        .options
        .iter()
        .zip(&one.evidence.options)
        .map(|(option, rated)| {
            let new = rated
                .mean
                .map_or_else(|| "–".to_owned(), |mean| decimals(mean, 2));
            view! {
                <tr>
                    <th scope="row" data-label="Reply"><div>{rated.letter.to_string()}" "
                        <span class="quiet">{option.text.clone()}</span></div></th>
                    <td data-label="Value now" class="number">{decimals(option.value, 2)}</td>
                    <td data-label="Value then" class="number">{new}</td>
                </tr>
            }
        })
        .collect_view();
    let agreement = one.evidence.agreement.map_or_else(String::new, |found| {
        format!(", ICC(2,k) {}", decimals(found.icc2k, 2))
    });
    let differs = one.best_differs().then(
        || view! { <Notice tone=Tone::Care><p>"The panel puts another reply first."</p></Notice> },
    );
    let title = present.question.title.clone();
    view! {
        <section class="card gap" aria-label=title.clone()>
            <h3>{title.clone()}</h3>
            <p class="quiet">{format!("{} experts{agreement}", one.evidence.experts)}</p>
            {differs}
            <div class="scroll" tabindex="0" role="region" aria-label=format!("Values of {title}")>
                <table class="cards">
                    <thead><tr>
                        <th scope="col">"Reply"</th><th scope="col" class="number">"Value now"</th>
                        <th scope="col" class="number">"Value then"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
