//! One item to a question: its text, its rubrics, and what `shape` makes of its interactions. An item of another kind
//! is dropped, and its kind named.

use super::shape::{own_id, shape};
use super::write::REASONS;
use crate::conversion::html::{self, Lost};
use crate::conversion::import::{Draft, Import};
use crate::conversion::labels::Labels;
use crate::conversion::{LossKind, stem};
use crate::qti::{Item, QtiError};
use crate::xml::{Content, Element};
use domain::question::Format;

pub(super) fn item(
    element: Element,
    keywords: &[String],
    place: (String, u32),
    import: &mut Import,
) {
    let item = match Item::from_element(element) {
        Ok(item) => item,
        Err(error) => {
            let line = match &error {
                QtiError::Invalid { line, .. } | QtiError::Unsupported { line, .. } => *line,
                QtiError::Xml(_) | QtiError::Response { .. } => place.1,
            };
            return import.error_at(&(place.0, line), None, "", error.to_string());
        }
    };
    let root = &item.element;
    let id = own_id(root.attribute("identifier").unwrap_or_default());
    let Some(body) = root.child("itemBody") else {
        return import.drop_question(id, "the item has no body");
    };
    let mut lost = Lost::new();
    let mut draft = Draft {
        id: id.to_owned(),
        title: root.attribute("title").unwrap_or_default().to_owned(),
        format: Format::SingleBest,
        stem: stem::read(&without_interactions(body), &mut lost),
        options: Vec::new(),
        labels: Labels::read(keywords.iter().map(String::as_str)),
        place,
        losses: Vec::new(),
    };
    let mut interactions = Vec::new();
    body.walk(&mut |element| {
        if element.name.ends_with("Interaction") {
            interactions.push(element);
        }
    });
    match shape(&item, &interactions, &mut draft, &mut lost) {
        Ok((format, options)) => (draft.format, draft.options) = (format, options),
        Err(why) => return import.drop_question(id, &why),
    }
    if let [interaction] = interactions.as_slice() {
        draft.stem.task = interaction
            .child("prompt")
            .map(|prompt| html::plain(prompt, &mut lost));
    }
    // A question of one sentence has it in the prompt.
    if draft.stem.scenario.is_empty()
        && let Some(task) = draft.stem.task.take()
    {
        let prompt = html::paragraph(&task);
        draft.stem.scenario = html::markdown(&Element::new("div").holding([prompt]), &mut lost);
    }
    read_rubrics(body, root, &mut draft, &mut lost);
    draft.leave_out(lost);
    import.add(draft);
}

fn without_interactions(element: &Element) -> Element {
    let mut rest = element.clone();
    rest.children = element
        .children
        .iter()
        .filter_map(|child| match child {
            Content::Element(child)
                if child.name.ends_with("Interaction") || child.name == "rubricBlock" =>
            {
                None
            }
            Content::Element(child) => Some(Content::Element(without_interactions(child))),
            text => Some(text.clone()),
        })
        .collect();
    rest
}

/// Our reasons go to their answers; other rubrics and feedback have no place.
fn read_rubrics(body: &Element, root: &Element, draft: &mut Draft, lost: &mut Lost) {
    for rubric in body.descendants("rubricBlock") {
        let ours = rubric
            .child("div")
            .filter(|div| div.attribute("class") == Some(REASONS));
        let Some(reasons) = ours else {
            draft.losses.push((
                "rubric",
                LossKind::Dropped,
                "rubrics have no place in a bank".into(),
            ));
            continue;
        };
        stem::read_reasons(reasons, &mut draft.options, lost);
    }
    for (name, why) in [
        (
            "modalFeedback",
            "feedback to candidates has no place in a bank",
        ),
        ("stylesheet", "style sheets have no place in a bank"),
    ] {
        if root.child(name).is_some() {
            draft
                .losses
                .push(("feedback", LossKind::Dropped, why.into()));
        }
    }
}
