//! The table of questions: a line each, with its flags and how its score rises with the total.

use super::parts::curve;
use domain::analysis::{Analysis, QuestionRow};
use domain::report::figures::per_cent;
use leptos::prelude::*;

pub(super) fn questions(base: &str, analysis: &Analysis) -> AnyView {
    let rows = analysis
        .questions
        .iter()
        .map(|question| row(base, question))
        .collect_view();
    let weightless = (!analysis.weightless.is_empty()).then(|| {
        let numbers: Vec<String> = analysis.weightless.iter().map(usize::to_string).collect();
        format!("Without weight, and in no figure: {}.", numbers.join(", "))
    });
    view! {
        <section class="gap" aria-labelledby="questions">
            <h2 id="questions">"The questions"</h2>
            <p>{format!(
                "Figures on {} attempts. A flag asks you to look; it removes nothing. What was published stays as it is: changes go \
                 into the next version.",
                analysis.attempts
            )}</p>
            <div class="card scroll" tabindex="0" role="region" aria-label="The questions, a table">
                <table class="cards dense">
                    <thead><tr>
                        <th scope="col">"Question"</th>
                        <th scope="col" class="number">"Weight"</th>
                        <th scope="col" class="number">"Acts as"</th>
                        <th scope="col" class="number">"Facility"</th>
                        <th scope="col" class="number">"SD"</th>
                        <th scope="col" class="number">"With the rest"</th>
                        <th scope="col" class="number">"Within competency"</th>
                        <th scope="col" class="number">"Alpha without"</th>
                        <th scope="col" class="number">"D index"</th>
                        <th scope="col" class="number">"Left open"</th>
                        <th scope="col" class="number">"Shown to"</th>
                        <th scope="col">"By total"</th>
                        <th scope="col">"Look at"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="quiet">{weightless}</p>
            {legend(analysis)}
        </section>
    }
    .into_any()
}

fn row(base: &str, question: &QuestionRow) -> AnyView {
    let href = format!("{base}/questions/{}", question.number);
    let within = question.within.first();
    let within = within.map_or_else(|| "–".into(), |(_, reading)| short(reading));
    let by_total = question
        .curve
        .as_ref()
        .map(|means| curve(means, 96.0, 28.0));
    let flags = if question.flags.is_empty() {
        view! { <span class="quiet">"–"</span> }.into_any()
    } else {
        let tags = question
            .flags
            .iter()
            .map(|flag| view! { <li><span class="tag">{flag.label.clone()}</span></li> })
            .collect_view();
        view! { <ul class="tags">{tags}</ul> }.into_any()
    };
    view! {
        <tr>
            <th scope="row" class="name"><a href=href>{format!("{}. {}", question.number, question.title)}</a></th>
            <td class="number" data-label="Weight">{per_cent(question.nominal, 1)}</td>
            <td class="number" data-label="Acts as">{if question.effective.is_shown() { question.effective.per_cent() } else { "–".into() }}</td>
            <td class="number" data-label="Facility">{short(&question.facility)}</td>
            <td class="number" data-label="SD">{short(&question.sd)}</td>
            <td class="number" data-label="With the rest">{short(&question.item_rest)}</td>
            <td class="number" data-label="Within competency">{within}</td>
            <td class="number" data-label="Alpha without">{short(&question.alpha_if_deleted)}</td>
            <td class="number" data-label="D index">{short(&question.d_index)}</td>
            <td class="number" data-label="Left open">{if question.missing.is_shown() { question.missing.per_cent() } else { "–".into() }}</td>
            <td class="number" data-label="Shown to">{question.exposure}</td>
            <td data-label="By total">{by_total}{question.curve.is_none().then_some("–")}</td>
            <td data-label="Look at">{flags}</td>
        </tr>
    }
    .into_any()
}

/// A number, or a dash: why there is none stands on the question's page and in the legend.
fn short(reading: &domain::analysis::Reading) -> String {
    if reading.is_shown() {
        reading.words()
    } else {
        "–".into()
    }
}

/// What the columns mean, in the words of the question's page, and from how many attempts on they are filled.
fn legend(analysis: &Analysis) -> Option<AnyView> {
    let first = analysis.questions.first()?;
    let rows = first
        .lines()
        .into_iter()
        .filter(|line| line.name != "Facility")
        .map(|line| view! { <dt>{line.name}</dt><dd>{line.meaning}</dd> })
        .collect_view();
    let missing = (analysis.attempts < 200).then(|| {
        view! {
            <dt>"A dash"</dt>
            <dd>{format!(
                "Too few attempts ({}): weight, facility, SD and left open need 100, the others 200.",
                analysis.attempts
            )}</dd>
        }
    });
    Some(
        view! {
            <details class="more">
                <summary>"What the columns mean"</summary>
                <dl class="facts">
                    {missing}
                    <dt>"Facility"</dt>
                    <dd>"Mean score from 0 to 1. Under .20 it is too hard, over .90 too easy to tell people apart. What random \
                        answering scores stands on the question’s page."</dd>
                    {rows}
                    <dt>"Shown to"</dt><dd>"Attempts that met the question here."</dd>
                    <dt>"By total"</dt>
                    <dd>"Mean score in each fifth of the people by their total, lowest first. A good question rises."</dd>
                </dl>
            </details>
        }
        .into_any(),
    )
}
