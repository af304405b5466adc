//! The intakes of an assessment, for its overview page.

use super::{progress_words, stage_words};
use crate::dates;
use crate::ui::Empty;
use leptos::prelude::*;
use service::Service;
use service::intakes::{Intake, Stage};

/// The list of intakes with their progress and, where the assessment takes people, the way to a new one.
pub fn section(
    service: &Service,
    assessment: &str,
    intakes: &[Intake],
    published: bool,
) -> AnyView {
    let path = format!("/assessments/{assessment}/intakes");
    let create =
        published.then(|| view! { <a class="button" href=format!("{path}/new")>"New intake"</a> });
    if intakes.is_empty() {
        let what = if published {
            "No intake yet. An intake is one hiring round: people are invited to it and ranked within it."
        } else {
            "Intakes come after publishing: people are invited to an intake and ranked within it."
        };
        return view! {
            <section class="gap">
                <h2>"Intakes"</h2>
                <Empty what=what>{create}</Empty>
            </section>
        }
        .into_any();
    }
    let rows = intakes
        .iter()
        .map(|intake| row(service, &path, intake))
        .collect_view();
    view! {
        <section class="gap">
            <div class="bar"><h2>"Intakes"</h2><span class="end"></span>{create}</div>
            <div class="card scroll" tabindex="0" role="region" aria-label="Intakes">
                <table class="cards">
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th><th scope="col">"Stands"</th><th scope="col">"Progress"</th>
                            <th scope="col">"Last day"</th><th scope="col">"Results"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(service: &Service, path: &str, intake: &Intake) -> AnyView {
    let here = format!("{path}/{}", intake.id);
    let class = if intake.stage == Stage::Open {
        "tag on"
    } else {
        "tag"
    };
    let site =
        (!intake.site.is_empty()).then(|| view! { <div class="quiet">{intake.site.clone()}</div> });
    let last = match intake.closed_at.or(intake.closes_at) {
        Some(day) => dates::date(service, day),
        None => "open-ended".into(),
    };
    view! {
        <tr>
            <th scope="row" data-label="Name"><div><a href=here.clone()>{intake.name.clone()}</a>{site}</div></th>
            <td data-label="Stands"><span class=class>{stage_words(intake.stage)}</span></td>
            <td data-label="Progress">{progress_words(&intake.counts)}</td>
            <td data-label="Last day">{last}</td>
            <td data-label="Results"><a href=format!("{here}/ranking")>"Ranking"</a></td>
        </tr>
    }
    .into_any()
}
