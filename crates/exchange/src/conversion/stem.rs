//! What stands above the options, as HTML: content note, customer record, scenario and task, each in an element whose
//! class names it; and the reasons of the options, where a format has no place for each. Other programs show them one below the other; read again, each goes back to its field.

use super::html::{self, Lost};
use super::import::DraftOption;
use crate::xml::Element;
use domain::question::{CustomerRecord, Question};

const NOTE: &str = "attune-content-note";
const RECORD: &str = "attune-customer-record";
const SCENARIO: &str = "attune-scenario";
const TASK: &str = "attune-task";
const REASON: &str = "attune-reason-";

/// What was found above the options; all that is not marked is the scenario.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Stem {
    pub content_note: Option<String>,
    pub customer_record: Option<CustomerRecord>,
    /// Restricted Markdown.
    pub scenario: String,
    pub task: Option<String>,
}

fn marked(name: &str, class: &str) -> Element {
    Element::new(name).with("class", class)
}

/// All but the task.
pub(super) fn write(question: &Question) -> Vec<Element> {
    let mut all = Vec::new();
    if let Some(note) = &question.content_note {
        all.push(marked("div", NOTE).holding([html::paragraph(note)]));
    }
    if let Some(record) = &question.customer_record {
        all.push(write_record(record));
    }
    all.push(marked("div", SCENARIO).holding(html::blocks(&question.scenario)));
    all
}

pub(super) fn write_task(question: &Question) -> Element {
    marked("div", TASK).holding([html::paragraph(&question.task)])
}

/// The reason of each option that has one, a paragraph each.
pub(super) fn write_reasons(question: &Question) -> Vec<Element> {
    let told = question
        .options
        .iter()
        .filter(|option| !option.reason.is_empty());
    told.map(|option| {
        html::paragraph(&option.reason).with("class", format!("{REASON}{}", option.id))
    })
    .collect()
}

/// Gives `options` the reasons below `element`.
pub(super) fn read_reasons(element: &Element, options: &mut [DraftOption], lost: &mut Lost) {
    for reason in element.elements() {
        let id = reason
            .attribute("class")
            .and_then(|class| class.strip_prefix(REASON));
        let own = options
            .iter_mut()
            .find(|option| Some(option.id.as_str()) == id);
        if let Some(option) = own {
            option.reason = html::plain(reason, lost);
        }
    }
}

fn write_record(record: &CustomerRecord) -> Element {
    let line = |class: &str, text: &str| html::paragraph(text).with("class", class);
    let list = |class: &str, lines: &[String]| {
        let items = lines.iter().map(|text| html::text("li", text));
        marked("ul", class).holding(items)
    };
    let mut element = marked("div", RECORD).holding([line("attune-name", &record.name)]);
    if let Some(since) = record.since {
        element = element.holding([line("attune-since", &since.to_string())]);
    }
    for (class, lines) in [
        ("attune-last-contacts", &record.last_contacts),
        ("attune-notes", &record.notes),
    ] {
        if !lines.is_empty() {
            element = element.holding([list(class, lines)]);
        }
    }
    element
}

/// Reads an element's content; what HTML holds beyond restricted Markdown is added to `lost`.
pub(super) fn read(element: &Element, lost: &mut Lost) -> Stem {
    let mut stem = Stem::default();
    let rest = take(element, &mut stem, lost);
    let scenario = html::markdown(&rest, lost);
    stem.scenario = match (stem.scenario.is_empty(), scenario.is_empty()) {
        (true, _) => scenario,
        (false, true) => stem.scenario,
        (false, false) => format!("{}\n\n{scenario}", stem.scenario),
    };
    stem
}

/// The element without what is marked.
fn take(element: &Element, stem: &mut Stem, lost: &mut Lost) -> Element {
    let mut rest = element.clone();
    rest.children.retain(|child| {
        let crate::xml::Content::Element(child) = child else {
            return true;
        };
        match child.attribute("class").unwrap_or_default() {
            NOTE => stem.content_note = Some(html::plain(child, lost)),
            RECORD => stem.customer_record = Some(read_record(child, lost)),
            SCENARIO => stem.scenario = html::markdown(child, lost),
            TASK => stem.task = Some(html::plain(child, lost)),
            _ => return true,
        }
        false
    });
    rest
}

fn read_record(element: &Element, lost: &mut Lost) -> CustomerRecord {
    let mut record = CustomerRecord {
        name: String::new(),
        since: None,
        last_contacts: Vec::new(),
        notes: Vec::new(),
    };
    for child in element.elements() {
        let mut lines = || -> Vec<String> {
            child
                .elements()
                .map(|item| html::plain(item, lost))
                .collect()
        };
        match child.attribute("class").unwrap_or_default() {
            "attune-last-contacts" => record.last_contacts = lines(),
            "attune-notes" => record.notes = lines(),
            "attune-since" => record.since = html::plain(child, lost).parse().ok(),
            "attune-name" => record.name = html::plain(child, lost),
            _ => record.notes.push(html::plain(child, lost)),
        }
    }
    record
}
