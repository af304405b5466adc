//! The key of an item, found by scoring it: each answer that a candidate could give is put to the item's own response
//! processing. So a key is what the item does, not what one of its parts says.

use crate::qti::{Atom, Item, Value, Variables};

/// A weight for each of `values` as the only answer to the response `identifier`: what SCORE becomes; where that tells
/// nothing apart, what the mapping says, then what is correct. `None` when nothing tells them apart.
pub(super) fn weights(item: &Item, identifier: &str, values: &[Value]) -> Option<Vec<f64>> {
    let scored = values
        .iter()
        .map(|value| score(item, identifier, value))
        .collect();
    let mapped = || {
        values
            .iter()
            .map(|value| item.mapped(identifier, value))
            .collect()
    };
    let correct = || {
        let correct = item.correct(identifier);
        Some(
            values
                .iter()
                .map(|value| f64::from(u8::from(holds(&correct, value))))
                .collect(),
        )
    };
    differing(scored)
        .or_else(|| differing(mapped()))
        .or_else(|| differing(correct()))
}

fn differing(weights: Option<Vec<f64>>) -> Option<Vec<f64>> {
    weights.filter(|weights| {
        let first = weights.first().copied().unwrap_or_default();
        weights.iter().any(|weight| (weight - first).abs() > 1e-9)
    })
}

/// `None` when the item cannot be scored or has no SCORE.
fn score(item: &Item, identifier: &str, value: &Value) -> Option<f64> {
    let responses = Variables::from([(identifier.to_owned(), value.clone())]);
    match item.score(&responses).ok()?.get("SCORE")? {
        Value::Single(Atom::Integer(score)) => Some(*score as f64),
        Value::Single(Atom::Float(score)) => Some(*score),
        _ => None,
    }
}

fn holds(correct: &Value, value: &Value) -> bool {
    value
        .atoms()
        .iter()
        .all(|atom| correct.atoms().iter().any(|own| own.same(atom)))
}

pub(super) fn choice(identifier: &str) -> Value {
    Value::Single(Atom::Text(identifier.to_owned()))
}

pub(super) fn pair(row: &str, column: &str) -> Value {
    Value::Multiple(vec![Atom::DirectedPair(row.to_owned(), column.to_owned())])
}

/// Which of `columns` scores most for each row, as its place from 0; the mean of the best where several are.
pub(super) fn best_columns(weights: &[f64], columns: usize) -> Vec<f64> {
    weights
        .chunks(columns)
        .map(|row| {
            let high = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let best: Vec<usize> = (0..row.len())
                .filter(|index| row[*index] >= high - 1e-9)
                .collect();
            best.iter().sum::<usize>() as f64 / best.len().max(1) as f64
        })
        .collect()
}
