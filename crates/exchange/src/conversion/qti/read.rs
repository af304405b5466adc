//! One item to a question: which of a bank's formats it is, its text, its answers and their weights. An item of
//! another kind is dropped, and its kind named.

use super::key;
use super::write::LEAST;
use crate::conversion::html::{self, Lost};
use crate::conversion::import::{Draft, DraftOption, Import, spaced};
use crate::conversion::labels::Labels;
use crate::conversion::{LossKind, stem};
use crate::qti::{Cardinality, Item, QtiError, Value};
use crate::xml::{Content, Element};
use domain::question::Format;
use std::collections::BTreeMap;

/// A format and its answers, or why there is none.
type Shape = Result<(Format, Vec<DraftOption>), String>;

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

/// Without the underscore that keeps an identifier from starting with a digit.
fn own_id(identifier: &str) -> &str {
    match identifier.strip_prefix('_') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => rest,
        _ => identifier,
    }
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

fn shape(item: &Item, interactions: &[&Element], draft: &mut Draft, lost: &mut Lost) -> Shape {
    match interactions {
        [] => Err("it asks for no answer".into()),
        [one] => match one.name.as_str() {
            "choiceInteraction" => single(item, one, lost),
            "orderInteraction" => order(item, one, lost),
            "matchInteraction" => tabular(item, one, draft, lost),
            "extendedTextInteraction" => {
                Err("it asks for an open answer, which a bank's questions do not".into())
            }
            other => Err(format!("a bank has no counterpart of `{other}`")),
        },
        many if many.iter().all(|one| one.name == "choiceInteraction") => likert(item, many, lost),
        _ => Err("it asks for several answers of different kinds".into()),
    }
}

fn response(interaction: &Element) -> &str {
    interaction
        .attribute("responseIdentifier")
        .unwrap_or_default()
}

fn option(choice: &Element, lost: &mut Lost) -> DraftOption {
    let mut words = choice.clone();
    let mut reason = String::new();
    words.children.retain(|child| match child {
        Content::Element(child) if child.name == "feedbackInline" => {
            reason = html::plain(child, lost);
            false
        }
        _ => true,
    });
    DraftOption {
        id: own_id(identifier(choice)).to_owned(),
        text: html::plain(&words, lost),
        reason,
        pinned: choice.attribute("fixed") == Some("true"),
        weight: None,
    }
}

fn identifier(choice: &Element) -> &str {
    choice.attribute("identifier").unwrap_or_default()
}

fn named<'a>(element: &'a Element, name: &'a str) -> Vec<&'a Element> {
    element
        .elements()
        .filter(|child| child.name == name)
        .collect()
}

fn weigh(options: &mut [DraftOption], weights: Option<Vec<f64>>) {
    for (option, weight) in options.iter_mut().zip(weights.unwrap_or_default()) {
        option.weight = Some(weight);
    }
}

fn single(item: &Item, interaction: &Element, lost: &mut Lost) -> Shape {
    if item.cardinality(response(interaction)) != Some(Cardinality::Single) {
        return Err("several answers may be chosen, and a bank's question has one".into());
    }
    let choices = named(interaction, "simpleChoice");
    let mut options: Vec<DraftOption> = choices.iter().map(|choice| option(choice, lost)).collect();
    let values: Vec<Value> = choices
        .iter()
        .map(|choice| key::choice(identifier(choice)))
        .collect();
    weigh(
        &mut options,
        key::weights(item, response(interaction), &values),
    );
    Ok((Format::SingleBest, options))
}

/// The correct order, evenly spaced.
fn order(item: &Item, interaction: &Element, lost: &mut Lost) -> Shape {
    let choices = named(interaction, "simpleChoice");
    let mut options: Vec<DraftOption> = choices.iter().map(|choice| option(choice, lost)).collect();
    let correct = item.correct(response(interaction));
    let places: BTreeMap<String, usize> = correct
        .atoms()
        .iter()
        .enumerate()
        .map(|(place, atom)| (atom.to_string(), place))
        .collect();
    for (choice, option) in choices.iter().zip(&mut options) {
        option.weight = places.get(identifier(choice)).map(|place| -(*place as f64));
    }
    Ok((Format::RankOrder, options))
}

fn tabular(item: &Item, interaction: &Element, draft: &mut Draft, lost: &mut Lost) -> Shape {
    let sets = named(interaction, "simpleMatchSet");
    let [rows, columns] = sets.as_slice() else {
        return Err("it does not match two sets".into());
    };
    let (rows, columns) = (
        named(rows, "simpleAssociableChoice"),
        named(columns, "simpleAssociableChoice"),
    );
    let once = |choices: &[&Element]| {
        choices
            .iter()
            .all(|choice| choice.attribute("matchMax") == Some("1"))
    };
    let mut options: Vec<DraftOption> = rows.iter().map(|row| option(row, lost)).collect();
    let column_ids: Vec<&str> = columns.iter().map(|column| identifier(column)).collect();
    let pairs: Vec<Value> = rows
        .iter()
        .flat_map(|row| {
            column_ids
                .iter()
                .map(|column| key::pair(identifier(row), column))
        })
        .collect();
    let weights = key::weights(item, response(interaction), &pairs);
    if columns.len() == 2 && once(&columns) {
        let swapped = column_ids[0] == LEAST || means_least(&spaced(&columns[0].text()));
        let weights = weights.map(|all| {
            let sign = if swapped { -1.0 } else { 1.0 };
            all.chunks(2)
                .map(|pair| sign * (pair[0] - pair[1]))
                .collect()
        });
        weigh(&mut options, weights);
        return Ok((Format::MostLeast, options));
    }
    if columns.len() > 2 && once(&rows) {
        let best = weights.map(|all| key::best_columns(&all, columns.len()));
        if best.is_some() && draft.labels.values.is_empty() {
            let why = "each answer is valued by the column that scores most for it";
            draft
                .losses
                .push(("options.value", LossKind::Approximated, why.into()));
        }
        weigh(&mut options, best);
        return Ok((Format::RateEach, options));
    }
    Err("it matches two sets in a way that a bank's questions do not".into())
}

fn means_least(words: &str) -> bool {
    let words = words.to_lowercase();
    words.contains("least") || words.contains("worst")
}

/// Several choices with the same scale: each is rated.
fn likert(item: &Item, interactions: &[&Element], lost: &mut Lost) -> Shape {
    let mut options = Vec::new();
    let mut scale: Option<Vec<String>> = None;
    let mut weights = Vec::new();
    for (index, interaction) in interactions.iter().enumerate() {
        let choices = named(interaction, "simpleChoice");
        let words: Vec<String> = choices
            .iter()
            .map(|choice| spaced(&choice.text()))
            .collect();
        let Some(prompt) = interaction.child("prompt") else {
            return Err("it asks several questions, one of them without words".into());
        };
        if scale.get_or_insert_with(|| words.clone()) != &words || words.len() < 2 {
            return Err("it asks several questions with different answers".into());
        }
        if item.cardinality(response(interaction)) != Some(Cardinality::Single) {
            return Err("it asks several questions, one of them with several answers".into());
        }
        let values: Vec<Value> = choices
            .iter()
            .map(|choice| key::choice(identifier(choice)))
            .collect();
        weights.extend(key::weights(item, response(interaction), &values));
        options.push(DraftOption {
            id: crate::conversion::import::letter(index),
            text: html::plain(prompt, lost),
            ..DraftOption::default()
        });
    }
    // A row whose answers score alike leaves nothing to reckon with.
    let columns = scale.map_or(0, |scale| scale.len());
    let weights: Vec<f64> = weights.into_iter().flatten().collect();
    if weights.len() == columns * options.len() {
        weigh(&mut options, Some(key::best_columns(&weights, columns)));
    }
    Ok((Format::RateEach, options))
}

/// Our reasons go to their answers; other rubrics and feedback have no place.
fn read_rubrics(body: &Element, root: &Element, draft: &mut Draft, lost: &mut Lost) {
    for rubric in body.descendants("rubricBlock") {
        let ours = rubric
            .child("div")
            .filter(|div| div.attribute("class") == Some("attune-reasons"));
        let Some(reasons) = ours else {
            draft.losses.push((
                "rubric",
                LossKind::Dropped,
                "rubrics have no place in a bank".into(),
            ));
            continue;
        };
        for reason in reasons.elements() {
            let class = reason.attribute("class").unwrap_or_default();
            let id = class.strip_prefix("attune-reason-").unwrap_or_default();
            if let Some(option) = draft.options.iter_mut().find(|option| option.id == id) {
                option.reason = html::plain(reason, lost);
            }
        }
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
