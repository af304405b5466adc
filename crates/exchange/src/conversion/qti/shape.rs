//! Which of a bank's formats an item's interactions are, their answers, and the weight of each.

use super::key;
use super::write::LEAST;
use crate::conversion::LossKind;
use crate::conversion::html::{self, Lost};
use crate::conversion::import::{Draft, DraftOption, letter, spaced};
use crate::qti::{Cardinality, Item, Value};
use crate::xml::{Content, Element};
use domain::question::Format;
use std::collections::BTreeMap;

/// A format and its answers, or why there is none.
type Shape = Result<(Format, Vec<DraftOption>), String>;

/// Without the underscore that keeps an identifier from starting with a digit.
pub(super) fn own_id(identifier: &str) -> &str {
    match identifier.strip_prefix('_') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => rest,
        _ => identifier,
    }
}

pub(super) fn shape(
    item: &Item,
    interactions: &[&Element],
    draft: &mut Draft,
    lost: &mut Lost,
) -> Shape {
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
            id: letter(index),
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
