//! What a selection amounts to: duration, expected reliability, warnings, influence and coverage. Everything assumed
//! says so.

use domain::planning::influence::ASSUMPTION;
use domain::planning::{BuilderFigures, CoverageRow, RELIABILITY_ASSUMPTION};
use domain::question::{Channel, Format, Kind};
use leptos::prelude::*;
use service::assessments::{Draft, key_sentence};

/// The panel's cards.
pub fn panel(draft: &Draft) -> AnyView {
    let figures = &draft.figures;
    view! {
        {glance(draft)}
        {warnings(figures)}
        {influence(figures)}
        {coverage(figures)}
        {asks(figures)}
    }
    .into_any()
}

fn glance(draft: &Draft) -> AnyView {
    let figures = &draft.figures;
    let count = draft.assessment.definition.questions.len();
    let questions = if count == 1 {
        "1 question".to_owned()
    } else {
        format!("{count} questions")
    };
    let limit = match draft.assessment.definition.time_limit_minutes {
        Some(minutes) => format!("Limited to {minutes} minutes: speed now affects scores."),
        None => "No time limit.".to_owned(),
    };
    let reliability = figures.expected_reliability.map(|value| {
        view! {
            <p><span class="figure">{two_decimals(value)}</span> " expected reliability"</p>
            <p class="quiet">{RELIABILITY_ASSUMPTION}</p>
        }
    });
    let keys = key_sentence(figures.public_keys, count)
        .map(|sentence| view! { <p class="quiet">{sentence}</p> });
    view! {
        <section class="card" aria-labelledby="glance">
            <h2 id="glance">"At a glance"</h2>
            <p><span class="figure">{format!("About {} min", figures.minutes)}</span> {format!(" for {questions}")}</p>
            <p class="quiet">{limit}</p>
            {reliability}
            {keys}
        </section>
    }
    .into_any()
}

fn warnings(figures: &BuilderFigures) -> Option<AnyView> {
    if figures.warnings.is_empty() {
        return None;
    }
    let lines = figures
        .warnings
        .iter()
        .map(|warning| view! { <li>{warning.to_string()}</li> })
        .collect_view();
    Some(
        view! {
            <section class="note care" aria-labelledby="warnings">
                <h2 id="warnings">"Worth a look"</h2>
                <ul>{lines}</ul>
            </section>
        }
        .into_any(),
    )
}

fn influence(figures: &BuilderFigures) -> Option<AnyView> {
    let influences = &figures.influences;
    if influences.competencies.is_empty() {
        return None;
    }
    let row = |name: &'static str, nominal: f64, effective: f64| {
        view! {
            <tr><th scope="row">{name}</th><td class="number">{percent(nominal)}</td><td class="number">{percent(effective)}</td></tr>
        }
    };
    let competencies = influences
        .competencies
        .iter()
        .map(|one| row(one.competency.name(), one.nominal, one.effective))
        .collect_view();
    let section = |name, kind| {
        let (nominal, effective) = influences.section(kind);
        (nominal > 0.0).then(|| row(name, nominal, effective))
    };
    Some(
        view! {
            <section class="card" aria-labelledby="influence">
                <h2 id="influence">"What decides"</h2>
                <div class="scroll" tabindex="0" role="region" aria-label="Influence of each competency">
                    <table>
                        <thead><tr>
                            <th scope="col">"Competency"</th><th scope="col" class="number">"Weight"</th>
                            <th scope="col" class="number">"Acts as"</th>
                        </tr></thead>
                        <tbody>{competencies}</tbody>
                        <tbody>{section("All empathy questions", Kind::Empathy)}{section("All job questions", Kind::Job)}</tbody>
                    </table>
                </div>
                <p class="quiet">{ASSUMPTION}</p>
            </section>
        }
        .into_any(),
    )
}

fn coverage(figures: &BuilderFigures) -> Option<AnyView> {
    if figures.coverage.is_empty() {
        return None;
    }
    let head = Format::ALL.map(|format| (short(format), format.name()));
    let head = head
        .into_iter()
        .chain(Channel::ALL.map(|channel| (briefly(channel), channel.name())));
    let head = head
        .map(|(short, name)| view! { <th scope="col" title=name>{short}</th> })
        .collect_view();
    let body = figures
        .coverage
        .iter()
        .map(|row| {
            let formats = Format::ALL.into_iter().map(|format| cell(row.with_format(format)));
            let channels = Channel::ALL.into_iter().map(|channel| cell(row.with_channel(channel)));
            let cells = formats.chain(channels).collect_view();
            view! { <tr><th scope="row" title=row.competency.name()>{row.competency.code()}</th>{cells}</tr> }
        })
        .collect_view();
    Some(
        view! {
            <section class="card" aria-labelledby="coverage">
                <h2 id="coverage">"Coverage"</h2>
                <div class="scroll" tabindex="0" role="region" aria-label="Coverage by format and channel">
                    <table class="matrix">
                        <caption>"Questions by competency, by the way they are answered, and by channel"</caption>
                        <thead><tr><td></td>{head}</tr></thead>
                        <tbody>{body}</tbody>
                    </table>
                </div>
                {crossed(&figures.coverage)}
            </section>
        }
        .into_any(),
    )
}

/// Every competency with its format and channel together.
fn crossed(coverage: &[CoverageRow]) -> AnyView {
    let lines = coverage
        .iter()
        .map(|row| {
            let cells: Vec<String> = row
                .cells
                .iter()
                .map(|((format, channel), count)| {
                    format!("{count} {} by {}", format.name(), channel.name().to_lowercase())
                })
                .collect();
            view! { <dt>{format!("{} {}", row.competency.code(), row.competency.name())}</dt><dd>{cells.join(", ")}</dd> }
        })
        .collect_view();
    view! { <details class="more"><summary>"Format and channel together"</summary><dl>{lines}</dl></details> }.into_any()
}

fn asks(figures: &BuilderFigures) -> AnyView {
    let rows = figures
        .asks
        .iter()
        .map(|one| view! { <tr><th scope="row">{one.ask.text()}</th>{cell(one.questions)}</tr> })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="asks">
            <h2 id="asks">"The five questions"</h2>
            <table class="matrix">
                <caption>"What an agent should ask, and how many questions turn on it"</caption>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn cell(count: usize) -> AnyView {
    let class = if count == 0 { "none" } else { "some" };
    view! { <td class=class>{count}</td> }.into_any()
}

/// Column heads of the matrix.
fn briefly(channel: Channel) -> &'static str {
    match channel {
        Channel::Voice => "Call",
        Channel::Chat => "Chat",
        Channel::Email => "Mail",
    }
}

fn short(format: Format) -> &'static str {
    match format {
        Format::SingleBest => "Best",
        Format::MostLeast => "Most, least",
        Format::RateEach => "Rate",
        Format::RankOrder => "Rank",
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// ".60", as reliabilities are written.
fn two_decimals(value: f64) -> String {
    format!("{value:.2}").trim_start_matches('0').to_owned()
}
