//! The form of a draft: everything a question is, as native controls. Buttons add, move and remove replies by posting the
//! form, so that nothing typed is lost.

use super::draft::path;
use crate::ui::{Checkbox, Choice, Field, FieldErrors, Select, TextArea, field_id, sentence_case};
use domain::question::{Ask, Channel, Competency, Direction, Format, Kind, Style};
use domain::workshop::DraftOption;
use leptos::prelude::*;
use service::banks::code;
use service::workshop::DraftPage;

pub(super) fn form(page: &DraftPage, errors: &FieldErrors) -> AnyView {
    let draft = &page.draft;
    let id = if draft.fixed_id {
        view! { <p class="quiet">{format!("Id {}; a new version keeps it.", draft.id)}</p> }
            .into_any()
    } else {
        view! {
            <Field name="id" label="Id" hint="Lower-case letters, digits and hyphens, such as late-parcel. It stays when the words change."
                value=draft.id.clone() error=errors.of("id") maxlength=64/>
        }
        .into_any()
    };
    view! {
        <form method="post" action=path(page) id="draft" class="writing">
            <input type="hidden" name="revision" value=page.revision/>
            <div class="bar actions">
                <button class="button main">"Save the draft"</button>
                <button class="button" name="then" value="check">"Save and check"</button>
            </div>
            {id}
            <Field name="title" label="Title" hint="Short and neutral: it must not give the answer away."
                value=draft.title.clone() error=errors.of("title") maxlength=120/>
            <TextArea name="scenario" label="Scenario" rows=9
                hint="Every fact the key relies on. Paragraphs, *emphasis*, **strong** and lists; no links, pictures or HTML."
                value=draft.scenario.clone() error=errors.of("scenario")/>
            <Field name="task" label="Task" hint="What is asked, so that it stands under each allowed format."
                value=draft.task.clone() error=errors.of("task") maxlength=300/>
            <Field name="content_note" label="Content note" hint="One plain sentence before a scenario that may be painful; else empty."
                value=draft.content_note.clone() error=errors.of("content_note") maxlength=300/>
            {record(page, errors)}
            {tags(page, errors)}
            {measures(page, errors)}
            <h2 class="gap" id=field_id("options")>"Replies and their key"</h2>
            {replies(page, errors)}
            <div class="bar actions">
                <button class="button" name="step" value="add">"Add a reply"</button>
                <button class="button main">"Save the draft"</button>
            </div>
        </form>
    }
    .into_any()
}

fn record(page: &DraftPage, errors: &FieldErrors) -> AnyView {
    let record = &page.draft.record;
    let given = record != &Default::default();
    view! {
        <details class="more" open=given>
            <summary>"Customer record beside the scenario"</summary>
            <Field name="record-name" label="Customer’s name" value=record.name.clone() error=errors.of("record-name") maxlength=120/>
            <Field name="record-since" label="Customer since" hint="A year; else empty." value=record.since.clone()
                error=errors.of("record-since") maxlength=4/>
            <TextArea name="record-last_contacts" label="Last contacts" hint="One a line." rows=3
                value=record.last_contacts.clone() error=errors.of("record-last_contacts")/>
            <TextArea name="record-notes" label="Notes" hint="One a line." rows=3 value=record.notes.clone()
                error=errors.of("record-notes")/>
        </details>
    }
    .into_any()
}

fn choices<T: serde::Serialize>(all: &[T], name: impl Fn(&T) -> String) -> Vec<Choice> {
    all.iter()
        .map(|one| Choice::new(code(one), name(one)))
        .collect()
}

fn tags(page: &DraftPage, errors: &FieldErrors) -> AnyView {
    let draft = &page.draft;
    let kinds = vec![
        Choice::new(code(&Kind::Empathy), "Empathy"),
        Choice::new(code(&Kind::Job), "Job"),
    ];
    let formats = choices(&Format::ALL, |one| sentence_case(one.name()));
    let channels = choices(&Channel::ALL, |one| one.name().into());
    let directions = choices(&Direction::ALL, |one| one.name().into());
    let difficulties = vec![
        Choice::new("easy", "Easy"),
        Choice::new("medium", "Medium"),
        Choice::new("hard", "Hard"),
    ];
    let allowed = boxes(
        "allowed_formats",
        &Format::ALL,
        &draft.allowed_formats,
        |one| sentence_case(one.name()),
    );
    let hint = format!("About {} seconds at a usual pace.", page.usual_seconds);
    view! {
        <div class="pair">
            <Select name="kind" label="Kind" choices=kinds value=code(&draft.kind)/>
            <Select name="format" label="Answered as" choices=formats value=code(&draft.format)/>
            <Select name="channel" label="Channel" choices=channels value=code(&draft.channel)/>
            <Select name="direction" label="Direction" choices=directions value=code(&draft.direction)/>
            <Field name="sector" label="Sector" hint="Such as delivery or technical_support." value=draft.sector.clone()
                error=errors.of("sector") maxlength=64/>
            <Select name="difficulty" label="Difficulty, as guessed" choices=difficulties value=code(&draft.difficulty)/>
            <Field name="reading_seconds" label="Seconds to read and answer" hint=hint value=draft.reading_seconds.clone()
                error=errors.of("reading_seconds") maxlength=5/>
        </div>
        {group("allowed_formats", "Formats a recruiter may choose", allowed, errors)}
    }
    .into_any()
}

/// Boxes to tick, the first with the field's id.
fn boxes<T: serde::Serialize + PartialEq>(
    name: &str,
    all: &[T],
    ticked: &[T],
    label: impl Fn(&T) -> String,
) -> AnyView {
    all.iter()
        .enumerate()
        .map(|(at, one)| {
            let id = match at {
                0 => field_id(name),
                _ => format!("{}-{at}", field_id(name)),
            };
            view! {
                <label class="choice">
                    <input type="checkbox" id=id name=name.to_owned() value=code(one) checked=ticked.contains(one)/>
                    <span>{label(one)}</span>
                </label>
            }
        })
        .collect_view()
        .into_any()
}

fn group(name: &str, legend: &'static str, boxes: AnyView, errors: &FieldErrors) -> AnyView {
    let error = errors
        .of(name)
        .map(|words| view! { <p class="error">{words}</p> });
    view! { <fieldset class="field"><legend>{legend}</legend>{error}{boxes}</fieldset> }.into_any()
}

fn measures(page: &DraftPage, errors: &FieldErrors) -> AnyView {
    let draft = &page.draft;
    let competencies: Vec<Choice> = std::iter::once(Choice::new("", "None"))
        .chain(choices(&Competency::EMPATHY, |one| one.name().into()))
        .collect();
    let shares = draft
        .shares
        .iter()
        .take(2)
        .enumerate()
        .map(|(at, (competency, share))| {
            let chosen = competency.as_ref().map(code).unwrap_or_default();
            let (name, number) = (format!("competency-{at}"), format!("share-{at}"));
            let label = if at == 0 { "Competency" } else { "Second competency" };
            let error = errors.of(&name);
            view! {
                <Select name=name label=label choices=competencies.clone() value=chosen error=error/>
                <Field name=number label="Share in percent" value=share.clone() maxlength=8/>
            }
        })
        .collect_view();
    let asks = boxes("asks", &Ask::ALL, &draft.asks, |one| {
        format!("{}: {}", code(one), one.text())
    });
    view! {
        <h2 class="gap">"What it measures"</h2>
        <p>"An empathy question names one or two competencies whose shares sum to 100 percent; a job question none."</p>
        <div class="pair">{shares}</div>
        {group("asks", "Which of the five questions it turns on", asks, errors)}
    }
    .into_any()
}

fn replies(page: &DraftPage, errors: &FieldErrors) -> AnyView {
    let count = page.draft.options.len();
    page.draft
        .options
        .iter()
        .enumerate()
        .map(|(at, option)| reply(at, count, option, errors))
        .collect_view()
        .into_any()
}

fn reply(at: usize, count: usize, option: &DraftOption, errors: &FieldErrors) -> AnyView {
    let letter = domain::attempt::letter(at);
    let name = |part: &str| format!("option-{at}-{part}");
    let error = |part: &str| errors.of(&name(part));
    let styles: Vec<Choice> = std::iter::once(Choice::new("", "None"))
        .chain(choices(&Style::ALL, |one| sentence_case(one.name())))
        .collect();
    let style = option.style.as_ref().map(code).unwrap_or_default();
    let button = |step: &str, words: &'static str, able: bool| {
        let label = format!("{words} reply {letter}");
        view! {
            <button class="button" name="step" value=format!("{step}:{at}") aria-label=label disabled=!able>{words}</button>
        }
    };
    view! {
        <fieldset class="card reply">
            <legend>{format!("Reply {letter}")}</legend>
            <input type="hidden" name="option" value=option.id.clone()/>
            <TextArea name=name("text") label="Words" rows=3 value=option.text.clone() error=error("text").or(error("id"))/>
            <div class="pair">
                <Field name=name("value") label="Value, 1 to 7" value=option.value.clone() error=error("value") maxlength=6/>
                <Select name=name("style") label="Style" choices=styles value=style error=error("style")/>
            </div>
            <TextArea name=name("reason") label="Reason" hint="In words a supervisor would accept." rows=2
                value=option.reason.clone() error=error("reason")/>
            <Checkbox name=name("pinned") label="Keeps its place when replies are shuffled" checked=option.pinned/>
            <div class="moves">
                {button("up", "Up", at > 0)}
                {button("down", "Down", at + 1 < count)}
                {button("remove", "Remove", count > 1)}
            </div>
        </fieldset>
    }
    .into_any()
}
