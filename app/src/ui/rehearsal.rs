//! A rehearsal on a page: warnings first, then what can be reached and what each made-up taker earns. Draws what
//! `domain` found and judges nothing.

use super::{Notice, Tone, sentence_case};
use domain::rehearsal::{Rehearsal, TakerLine};
use leptos::prelude::*;

/// The section, with its heading.
pub fn section(rehearsal: &Rehearsal) -> AnyView {
    let one = rehearsal.questions == 1;
    let rows = rehearsal
        .takers
        .iter()
        .map(|line| row(line, rehearsal.questions))
        .collect_view();
    let best = if one { "Finds the best" } else { "Best in" };
    view! {
        <section class="gap" aria-labelledby="rehearsal">
            <h2 id="rehearsal">"Rehearsal"</h2>
            <p>{range(rehearsal)}</p>
            {warnings(rehearsal)}
            <div class="card">
                <table class="cards">
                    <caption>"What made-up people with one habit would earn: 0 is random answering, 100 the key."</caption>
                    <thead><tr>
                        <th scope="col">"Habit"</th><th scope="col" class="number">"Earns"</th>
                        <th scope="col" class="number">{best}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {competencies(rehearsal)}
        </section>
    }
    .into_any()
}

fn range(rehearsal: &Rehearsal) -> String {
    let (lowest, highest) = (whole(rehearsal.lowest), whole(rehearsal.highest));
    let share = 100.0 * rehearsal.chance.share;
    format!(
        "Answers can earn from {lowest} to {highest}. Guessing gets {share:.0} % of the raw score, which counts as 0."
    )
}

fn warnings(rehearsal: &Rehearsal) -> AnyView {
    if rehearsal.warnings.is_empty() {
        return view! { <Notice tone=Tone::Good><p>"No habit pays without reading."</p></Notice> }
            .into_any();
    }
    let lines = rehearsal
        .warnings
        .iter()
        .map(|warning| view! { <li>{warning.to_string()}</li> })
        .collect_view();
    view! { <Notice tone=Tone::Care><ul>{lines}</ul></Notice> }.into_any()
}

fn row(line: &TakerLine, questions: usize) -> AnyView {
    let (label, best) = match (questions, line.best_in) {
        (1, 1) => ("Finds the best", "yes".to_owned()),
        (1, _) => ("Finds the best", "no".to_owned()),
        (_, found) => ("Best in", format!("{found} of {questions}")),
    };
    view! {
        <tr>
            <th scope="row" data-label="Habit">
                <div>{sentence_case(line.taker.name())}<div class="quiet">{line.taker.meaning()}</div></div>
            </th>
            <td data-label="Earns" class="number">{whole(line.total)}</td>
            <td data-label=label class="number">{best}</td>
        </tr>
    }
    .into_any()
}

/// The competency lines of all takers; nothing where no competency has enough questions for one.
fn competencies(rehearsal: &Rehearsal) -> Option<AnyView> {
    let first = rehearsal.takers.first()?;
    let shown: Vec<_> = first
        .competencies
        .iter()
        .filter(|line| line.score.is_some())
        .map(|line| line.competency)
        .collect();
    if shown.is_empty() {
        return None;
    }
    let heads = shown
        .iter()
        .map(|competency| view! { <th scope="col" class="number"><abbr title=competency.name()>{competency.code()}</abbr></th> })
        .collect_view();
    let rows = rehearsal
        .takers
        .iter()
        .map(|line| {
            let scores = line.competencies.iter().filter_map(|line| line.score);
            let cells = scores.map(|score| view! { <td class="number">{whole(score)}</td> });
            view! { <tr><th scope="row">{sentence_case(line.taker.name())}</th>{cells.collect_view()}</tr> }
        })
        .collect_view();
    Some(
        view! {
            <details class="more gap">
                <summary>"By competency"</summary>
                <div class="card scroll" tabindex="0" role="region" aria-label="What habits earn by competency">
                    <table>
                        <caption>"Competencies with at least four questions."</caption>
                        <thead><tr><th scope="col">"Habit"</th>{heads}</tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
        }
        .into_any(),
    )
}

/// A whole number without a sign on its zero.
fn whole(number: f64) -> String {
    format!("{:.0}", number.round() + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_has_no_sign() {
        assert_eq!((whole(-0.2), whole(-7.6)), ("0".into(), "-8".into()));
    }
}
