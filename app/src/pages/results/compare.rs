//! Two people side by side: what the difference between their scores is worth, in words, and their competencies.

use super::sections::drawing;
use super::{InIntake, below, blind, count, decision_tag, rank_words, simulated_tag};
use crate::auth::WithAccess;
use crate::failure::Answer;
use crate::flash::see_other_saying;
use crate::shell::{self, PageContext};
use crate::state::AppState;
use crate::ui::{Interval, Tone};
use axum::extract::{Path, Query, State};
use domain::report::figures::{total_words, whole};
use domain::report::{IntervalRow, Section};
use http::HeaderMap;
use leptos::prelude::*;
use service::Error;
use service::results::{CandidateResult, Comparison, RankedPerson, check_intake, compare};

/// GET …/compare?a=&b=, or with the two people ticked in the ranking as `invitation`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<InIntake>,
    headers: HeaderMap,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Answer {
    let blind = blind(&headers, &pairs.iter().cloned().collect());
    let intake = async {
        let intake = at.id()?;
        check_intake(&state.service, &on, intake)
            .await
            .map(|()| intake)
    }
    .await
    .map_err(|error| ctx.failure(error))?;
    let Some((a, b)) = two(&pairs) else {
        let words = "Tick exactly two people, then choose Compare.";
        return Ok(see_other_saying(
            &format!("{}/ranking", at.path()),
            Tone::Care,
            words,
        ));
    };
    let found = async {
        let parsed = |id: &str| id.parse().map_err(|_| Error::NotFound);
        compare(&state.service, &on, intake, parsed(a)?, parsed(b)?, blind).await
    }
    .await
    .map_err(|error| ctx.failure(error))?;
    let page = below(
        "Compare",
        &at,
        &found.people[0].1.assessment,
        &found.people[0].1.intake,
    )
    .crumb("Ranking", format!("{}/ranking", at.path()));
    Ok(shell::page(&ctx, page, || view(&at, &found)))
}

/// The two people asked for, if they are two.
fn two(pairs: &[(String, String)]) -> Option<(&str, &str)> {
    let chosen: Vec<&str> = pairs
        .iter()
        .filter(|(name, _)| ["a", "b", "invitation"].contains(&name.as_str()))
        .map(|(_, value)| value.as_str())
        .collect();
    match chosen[..] {
        [a, b] if a != b => Some((a, b)),
        _ => None,
    }
}

fn view(at: &InIntake, found: &Comparison) -> AnyView {
    let [a, b] = &found.people;
    let apart = match found.pair.difference.abs().round() as u64 {
        0 => "Their scores are less than a point apart.".to_owned(),
        points => format!(
            "Their scores are {} apart.",
            count(points, "point", "points")
        ),
    };
    let same_band = a.0.entry.band.is_some() && a.0.entry.band == b.0.entry.band;
    let band = same_band.then_some(" They stand in the same band.");
    view! {
        <h1>"Compare two people"</h1>
        <section class="note">
            <p>{found.words.clone()}</p>
            <p class="quiet">{apart}{band}" A score says what somebody answered here; the interview says more."</p>
        </section>
        <div class="pair">{person(at, found, &a.0)}{person(at, found, &b.0)}</div>
        {competencies([(&a.0, &a.1), (&b.0, &b.1)])}
    }
    .into_any()
}

fn person(at: &InIntake, found: &Comparison, ranked: &RankedPerson) -> AnyView {
    let snapshot = &found.shown.content.snapshot;
    let score = ranked.entry.total_micro as f64 / 1e6;
    let half = snapshot.half_width();
    let on_axis = |value: f64| value.clamp(0.0, 100.0);
    let rank = snapshot.reliability_interval.is_some().then(|| {
        let rank = rank_words(ranked.entry.rank_low, ranked.entry.rank_high);
        view! { <dt>"Rank, 90 % interval"</dt><dd>{rank}</dd> }
    });
    let band = ranked
        .entry
        .band
        .map(|band| view! { <dt>"Band"</dt><dd>{band}</dd> });
    view! {
        <section class="card stack">
            <h2>
                <a href=format!("{}/candidates/{}", at.path(), ranked.invitation)>{ranked.name.clone()}</a>" "
                {simulated_tag(ranked.simulated)}
            </h2>
            <p class="figure">{total_words(score)}</p>
            <p class="quiet">{format!("90 % interval {} to {}", whole(score - half), whole(score + half))}</p>
            <Interval value=on_axis(score) low=on_axis(score - half) high=on_axis(score + half)/>
            <dl class="facts">{band}{rank}<dt>"Decision"</dt><dd>{decision_tag(ranked.decision)}</dd></dl>
        </section>
    }
    .into_any()
}

/// The lines of both in one table: each rests on a few answers.
fn competencies(people: [(&RankedPerson, &CandidateResult); 2]) -> Option<AnyView> {
    let lines = |result: &CandidateResult| -> Vec<IntervalRow> {
        let sections = result
            .report
            .iter()
            .flat_map(|report| report.sections.iter());
        let rows = sections.filter_map(|section| match section {
            Section::Competencies { rows, .. } => Some(rows.clone()),
            _ => None,
        });
        rows.flatten().collect()
    };
    let [(a, first), (b, second)] = people;
    let (first, second) = (lines(first), lines(second));
    let rows = first
        .iter()
        .map(|row| {
            let other = second.iter().find(|other| other.label == row.label);
            view! { <tr><th scope="row">{row.label.clone()}</th>{cell(Some(row))}{cell(other)}</tr> }
        })
        .collect_view();
    (!first.is_empty()).then(|| {
        view! {
            <h2 class="gap">"Competencies"</h2>
            <p>"Each line describes a few answers and is far less sure than the total. Nobody is sorted or cut by them."</p>
            <div class="card scroll" tabindex="0" aria-label="Competencies">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Competency"</th>
                            <th scope="col">{a.name.clone()}</th>
                            <th scope="col">{b.name.clone()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    })
}

fn cell(row: Option<&IntervalRow>) -> AnyView {
    let note = row.map(|row| row.note.clone());
    let shown = row.and_then(|row| row.interval.as_ref()).map(|interval| {
        let (low, high) = (whole(interval.low), whole(interval.high));
        let words = format!("{} ({low} to {high}) ", whole(interval.score));
        view! { {drawing(interval)}{words} }
    });
    view! { <td>{shown}<small class="quiet">{note}</small></td> }.into_any()
}
