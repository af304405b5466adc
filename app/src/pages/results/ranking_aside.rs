//! What stands beside a ranking: how to read it, what moves it, and what to think of before declining anyone.

use super::reliability;
use crate::ui::{Notice, Tone};
use domain::assessment::Purpose;
use domain::frozen::FrozenAssessment;
use domain::ranking::{BANDS_FROM, ReliabilitySource, Snapshot};
use domain::report::figures::decimals;
use leptos::prelude::*;
use service::results::{RankingPage, Shown};

pub(super) fn aside(page: &RankingPage) -> Option<AnyView> {
    let shown = page.shown.as_ref()?;
    let frozen = page.frozen.as_ref()?;
    Some(
        view! {
            <aside class="follow">
                {how_to_read(&shown.content.snapshot)}
                {what_decides(shown)}
                {before_declining(frozen)}
            </aside>
        }
        .into_any(),
    )
}

fn how_to_read(snapshot: &Snapshot) -> AnyView {
    let bands = if snapshot.band_width.is_some() {
        "The top score of a band is not reliably above anyone in it. Larger gaps are likelier to be real: tick two people \
         and open Compare. The order inside a band is drawn once and means nothing."
    } else {
        "A dot is a score, the line around it where the score may well lie (90 %). Tick two people and open Compare to see \
         how likely a difference is real."
    };
    let ranks = (snapshot.reliability_interval.is_some())
        .then_some(" A rank is an interval too: in 9 of 10 repeats it would lie within.");
    let reliability = reliability_words(snapshot);
    view! {
        <Notice tone=Tone::Info>
            <h2>"How to read this"</h2>
            <p class="quiet">{bands}{ranks}" "{reliability}</p>
        </Notice>
    }
    .into_any()
}

/// Which reliability the intervals rest on.
fn reliability_words(snapshot: &Snapshot) -> String {
    let value = reliability(snapshot.reliability);
    let people = snapshot.submissions;
    match snapshot.reliability_source {
        ReliabilitySource::Planned => {
            format!(
                "Reliability {value}, assumed from the number of questions; an estimate begins at 50 people."
            )
        }
        ReliabilitySource::Estimated => {
            format!("Reliability {value}, estimated from {people} people.")
        }
        ReliabilitySource::PlannedBelowEstimate => {
            format!(
                "Reliability {value}, assumed from the number of questions; the {people} people so far would give a \
                 higher one, which is used from 200."
            )
        }
    }
}

fn what_decides(shown: &Shown) -> AnyView {
    let estimated = shown
        .content
        .influences
        .iter()
        .any(|one| one.effective.is_some());
    let rows = shown
        .content
        .influences
        .iter()
        .map(|one| {
            let percent = |share: f64| format!("{} %", decimals(100.0 * share, 0));
            let acts =
                estimated.then(|| view! { <td class="number">{one.effective.map(percent)}</td> });
            view! {
                <tr>
                    <th scope="row">{one.competency.name()}</th>
                    <td class="number">{percent(one.nominal)}</td>
                    {acts}
                </tr>
            }
        })
        .collect_view();
    let note = if estimated {
        "The weight that was chosen, and how much of the differences between these people comes from it. A competency that \
         everyone answers alike moves little."
            .to_owned()
    } else {
        format!(
            "The weight that was chosen. From {BANDS_FROM} people on, how much each really moves stands beside it."
        )
    };
    view! {
        <div class="card">
            <h2>"What decides"</h2>
            <table class="dense">
                <thead>
                    <tr>
                        <th scope="col">"Competency"</th>
                        <th scope="col" class="number">"Weight"</th>
                        {estimated.then(|| view! { <th scope="col" class="number">"Acts as"</th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <p class="quiet">{note}" Speed, order of arrival and names never count."</p>
        </div>
    }
    .into_any()
}

fn before_declining(frozen: &FrozenAssessment) -> AnyView {
    let public = frozen.public_keys();
    let all = frozen.questions.len();
    let keys =
        (public > 0).then(|| format!(" {public} of {all} questions have publicly readable keys."));
    let pilot = (frozen.purpose == Purpose::Pilot)
        .then_some(" This is a pilot: do not base a selection decision on it.");
    let timed = frozen
        .definition
        .time_limit_minutes
        .map(|_| " A time limit applied: speed now affects scores.");
    view! {
        <Notice tone=Tone::Care>
            <h2>"Before you decline anyone"</h2>
            <p class="quiet">
                "A decision needs a named person and a reason. It was taken unsupervised, and nobody verified who took it."
                {pilot}{keys}{timed}
            </p>
        </Notice>
    }
    .into_any()
}
