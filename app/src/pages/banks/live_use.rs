//! What live use says about a question, on its page: why to look at it, its figures, its replies, its line over time,
//! the assessments it comes from, its review date, and what could take its place. Names nobody.

mod over_time;
mod parts;
mod replies;

use crate::dates;
use crate::pages::assessments::analysis::lines;
use crate::ui::{Notice, Tone};
use domain::live_use::LiveUse;
use domain::question::Format;
use leptos::prelude::*;
use parts::{assessments, review, suggestions};
use service::Service;
use service::banks::{QuestionPage, code};
use service::live_use::{People, QuestionUse};

pub(super) use parts::alert_list;

/// Whose answers the address asks for; anything else: those there are.
pub fn people(asked: &str) -> Option<People> {
    match asked {
        "real" => Some(People::Real),
        "simulated" => Some(People::Simulated),
        _ => None,
    }
}

/// At the top of the page: that there is something to look at further down.
pub fn warning(found: &QuestionUse) -> Option<AnyView> {
    let mut labels: Vec<&str> = found.alerts.iter().map(|one| one.matter.label()).collect();
    labels.dedup();
    (!labels.is_empty()).then(|| {
        let words = labels.join(", ").to_lowercase();
        let simulated = match found.people {
            People::Real => "",
            People::Simulated => " (of simulated candidates)",
        };
        view! {
            <Notice tone=Tone::Care>
                <p>{format!("Worth a look: {words}{simulated}. ")}<a href="#live-use">"See the figures and what to do"</a></p>
            </Notice>
        }
        .into_any()
    })
}

/// Everything below the heading "From live use". `asked` is the format the address names.
pub fn section(
    service: &Service,
    page: &QuestionPage,
    found: &QuestionUse,
    asked: Option<Format>,
    admin: bool,
) -> AnyView {
    let one = match asked {
        Some(format) => found.uses.iter().find(|one| one.format == format),
        None => found.uses.first(),
    };
    let figures = one.map(|one| {
        view! {
            {over_time::line(&one.drift.spans)}
            {lines("use-figures", "Its figures", None, &one.lines())}
            {replies::table(one)}
            {assessments(found)}
        }
    });
    view! {
        <section class="far" aria-labelledby="live-use">
            <h2 id="live-use">"From live use"</h2>
            {standing(page, found, one)}
            {alert_list(&found.alerts)}
            {review(service, page, found, admin)}
            {suggestions(found)}
            {figures}
        </section>
    }
    .into_any()
}

/// Whose answers, how many, and what else there is to see.
fn standing(page: &QuestionPage, found: &QuestionUse, one: Option<&LiveUse>) -> AnyView {
    let mark = (found.people == People::Simulated).then(|| {
        view! {
            <Notice tone=Tone::Info>
                <p><strong>"Simulated candidates."</strong>" These figures show what the page can say. They say nothing about people, and are \
                    never put together with theirs."</p>
            </Notice>
        }
    });
    let under_way = found.under_way.then(|| {
        view! {
            <Notice tone=Tone::Info>
                <p>"Some of these figures are being computed again. Look again in a few minutes."</p>
            </Notice>
        }
    });
    let words = match one {
        None if found.uses.is_empty() => "Nobody has completed an assessment that asks this version. Facility appears from 100 complete \
            attempts, correlations from 200."
            .to_owned(),
        None => "It was never asked in this format.".to_owned(),
        Some(one) => told(one),
    };
    let path = format!("/banks/{}/questions/{}", page.bank.info.id, page.version.id);
    view! { {mark}{under_way}<p>{words}{others(&path, found)}{formats(&path, found, one)}</p> }
        .into_any()
}

/// The way to the answers of real people from those of simulated ones, and back.
fn others(path: &str, found: &QuestionUse) -> Option<AnyView> {
    let (real, simulated) = found.attempts;
    let (people, words) = match found.people {
        People::Real if simulated > 0 => (
            "simulated",
            format!("See the {simulated} of simulated candidates"),
        ),
        People::Simulated if real > 0 => ("real", format!("See the {real} of real candidates")),
        _ => return None,
    };
    let href = format!("{path}?people={people}#live-use");
    Some(view! { " "<a href=href>{words}</a>"." }.into_any())
}

/// The ways to the other formats it was asked in.
fn formats(path: &str, found: &QuestionUse, one: Option<&LiveUse>) -> AnyView {
    let people = match found.people {
        People::Real => "real",
        People::Simulated => "simulated",
    };
    found
        .uses
        .iter()
        .filter(|other| one.is_none_or(|one| one.format != other.format))
        .map(|other| {
            let href = format!(
                "{path}?format={}&people={people}#live-use",
                code(&other.format)
            );
            let words = format!(
                "Answered as {}: {} attempts",
                other.format.name(),
                other.attempts
            );
            view! { " "<a href=href>{words}</a>"." }
        })
        .collect_view()
        .into_any()
}

fn told(one: &LiveUse) -> String {
    let attempts = match one.attempts {
        1 => "1 complete attempt".to_owned(),
        several => format!("{several} complete attempts"),
    };
    let assessments = match one.assessments {
        1 => "1 assessment".to_owned(),
        several => format!("{several} assessments"),
    };
    let pilots = match one.pilot_attempts {
        0 => String::new(),
        pilots => format!(", {pilots} of them in pilots"),
    };
    format!(
        "{attempts} in {assessments}{pilots}, answered as {}. Unfinished ones and people who withdrew are in no figure.",
        one.format.name()
    )
}

/// "3 Mar 2026", for the parts below.
fn set_on(service: &Service, review: &service::live_use::Review) -> String {
    format!(
        "Set by {} on {}.",
        review.set_by,
        dates::date(service, review.set_at)
    )
}
