//! What was read of a file, line by line: errors with their places, questions with what differs, what is lost and what
//! deserves care. A page of one kind at a time.

use super::upload::path;
use crate::pages::workshop::changes;
use crate::ui::{Empty, Pagination};
use domain::workshop::difference::Audience;
use leptos::prelude::*;
use service::banks::code;
use service::banks::uploads::{Kind, Lines, LossLine, ProblemLine, QuestionLine, Upload};

/// What a kind of line is called.
fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::Error => "Errors",
        Kind::Bank => "The bank",
        Kind::New => "New",
        Kind::Changed => "Changed",
        Kind::Same => "Unchanged",
        Kind::Missing => "Not in the file",
        Kind::Dropped => "Left out",
    }
}

/// Losses and warnings about the bank as a whole; nothing without any.
pub fn about_bank(upload: &Upload) -> Option<AnyView> {
    if upload.about_bank.is_empty() {
        return None;
    }
    let rows = upload
        .about_bank
        .iter()
        .map(|line| match (&line.loss, &line.warning) {
            (Some(told), _) => view! { <li>{loss(told)}</li> }.into_any(),
            (None, Some(told)) => {
                view! { <li>{format!("Warning: {}", told.message)}</li> }.into_any()
            }
            (None, None) => ().into_any(),
        })
        .collect_view();
    Some(
        view! { <section class="gap"><h2>"About the bank"</h2><ul>{rows}</ul></section> }
            .into_any(),
    )
}

/// The kinds there are as links, and one page of the chosen one.
pub fn section(upload: &Upload, shown: u32) -> AnyView {
    let Some(summary) = &upload.summary else {
        return ().into_any();
    };
    let here = path(upload);
    let tabs = Kind::ALL
        .into_iter()
        .filter(|kind| *kind != Kind::Bank && summary.count(*kind) > 0)
        .map(|kind| {
            let current = (kind == upload.kind).then_some("page");
            let href = format!("{here}?kind={}#lines", code(&kind));
            let words = format!("{} ({})", heading(kind), summary.count(kind));
            view! { <li><a href=href aria-current=current>{words}</a></li> }
        })
        .collect_view();
    let link = format!("{here}?kind={}&page=", code(&upload.kind));
    let body = match &upload.lines {
        Lines::Errors(errors) if !errors.is_empty() => error_table(upload, errors),
        Lines::Questions(questions) if !questions.is_empty() => questions
            .iter()
            .map(|line| question(upload, line))
            .collect_view()
            .into_any(),
        _ => view! { <Empty what="There is nothing of this kind.">""</Empty> }.into_any(),
    };
    view! {
        <section class="gap" id="lines">
            <h2>{heading(upload.kind)}</h2>
            <nav class="tabs" aria-label="Kinds of lines"><ul>{tabs}</ul></nav>
            {body}
            <Pagination current=shown pages=upload.pages link=link/>
        </section>
    }
    .into_any()
}

fn error_table(upload: &Upload, errors: &[ProblemLine]) -> AnyView {
    let rows = errors
        .iter()
        .map(|error| {
            let place = place(upload, error);
            let question = error.question.clone().unwrap_or_default();
            view! {
                <tr>
                    <th scope="row" data-label="Where">{place}</th>
                    <td data-label="Question" class="typed">{question}</td>
                    <td data-label="Field" class="typed">{error.path.clone()}</td>
                    <td data-label="What is wrong">{error.message.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="card scroll" tabindex="0" role="region" aria-label="Errors">
            <table class="cards">
                <thead><tr>
                    <th scope="col">"Where"</th><th scope="col">"Question"</th><th scope="col">"Field"</th>
                    <th scope="col">"What is wrong"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// "row 12", "line 40", "items/parcel.xml".
fn place(upload: &Upload, problem: &ProblemLine) -> String {
    let inner = problem
        .file
        .strip_prefix(&upload.file_name)
        .and_then(|rest| rest.strip_prefix('/'));
    match (inner, upload.format.as_str()) {
        (Some(inner), _) => format!("{inner}, line {}", problem.line),
        (None, "csv" | "xlsx") => format!("row {}", problem.line),
        (None, _) => format!("line {}", problem.line),
    }
}

/// A question of which everything can be unfolded.
fn question(upload: &Upload, line: &QuestionLine) -> AnyView {
    let bank = upload.bank.as_ref().map(|bank| bank.info.id.clone());
    let before = bank.zip(line.before).map(|(bank, version)| {
        let href = format!("/banks/{bank}/questions/{version}");
        view! { <p><a href=href>"As it is in the bank"</a></p> }
    });
    let losses = line
        .losses
        .iter()
        .map(|told| view! { <li>{loss(told)}</li> });
    let warnings = line.warnings.iter().map(|told| {
        let at = place(upload, told);
        view! { <li>{format!("Warning, {at}: {}", told.message)}</li> }
    });
    let notes: Vec<AnyView> = losses
        .map(IntoAny::into_any)
        .chain(warnings.map(IntoAny::into_any))
        .collect();
    let notes = (!notes.is_empty()).then(|| view! { <ul>{notes}</ul> });
    let changed = (!line.differences.is_empty()).then(|| changes::table(&line.differences));
    let written = (upload.kind == Kind::New).then(|| written(line)).flatten();
    let name =
        view! { <strong>{line.title.clone()}</strong>" "<span class="quiet">{about(line)}</span> };
    if notes.is_none() && changed.is_none() && written.is_none() {
        return view! { <div class="card"><p>{name}</p>{before}</div> }.into_any();
    }
    view! {
        <details class="card">
            <summary>{name}</summary>
            {before}{written}{changed}{notes}
        </details>
    }
    .into_any()
}

/// "parcel-late: changed for candidates, in the key; 2 losses; 1 warning".
fn about(line: &QuestionLine) -> String {
    let concerns = |audience| line.differences.iter().any(|one| one.audience == audience);
    let mut parts = Vec::new();
    for (audience, words) in [
        (Audience::Candidates, "for candidates"),
        (Audience::Key, "in the key"),
        (Audience::Administration, "in administration"),
    ] {
        if concerns(audience) {
            parts.push(words.to_owned());
        }
    }
    let mut counted = |count: usize, one: &str, many: &str| match count {
        0 => {}
        1 => parts.push(format!("1 {one}")),
        count => parts.push(format!("{count} {many}")),
    };
    counted(line.losses.len(), "loss", "losses");
    counted(line.warnings.len(), "warning", "warnings");
    match parts.is_empty() {
        true => line.id.clone(),
        false => format!("{}: {}", line.id, parts.join(", ")),
    }
}

/// What a new question says.
fn written(line: &QuestionLine) -> Option<AnyView> {
    let question = line.question.as_ref()?;
    let replies = question
        .options
        .iter()
        .map(|option| {
            let style = option.style.map(|style| style.name()).unwrap_or_default();
            view! {
                <tr>
                    <td data-label="Reply" class="typed">{option.text.clone()}</td>
                    <td data-label="Value" class="number">{option.value.to_string()}</td>
                    <td data-label="Style">{style}</td>
                    <td data-label="Reason" class="typed">{option.reason.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    let label = format!("Replies of {}", question.title);
    Some(
        view! {
            <p class="typed">{question.scenario.clone()}</p>
            <p class="typed"><strong>{question.task.clone()}</strong></p>
            <div class="scroll" tabindex="0" role="region" aria-label=label>
                <table class="cards">
                    <thead><tr>
                        <th scope="col">"Reply"</th><th scope="col" class="number">"Value"</th><th scope="col">"Style"</th>
                        <th scope="col">"Reason"</th>
                    </tr></thead>
                    <tbody>{replies}</tbody>
                </table>
            </div>
        }
        .into_any(),
    )
}

/// "Approximated: `channel`: nothing says where the contact takes place".
fn loss(told: &LossLine) -> String {
    format!(
        "{}: {}: {}",
        crate::ui::sentence_case(&told.how),
        told.field.replace('_', " "),
        told.why
    )
}
