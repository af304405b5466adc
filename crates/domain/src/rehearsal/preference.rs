//! From a preference, one number an option and higher for better, to answers in each format. Options that it leaves
//! level are guessed among: all such answers are equally likely. Knows no taker and no key.

use crate::answer::{Answer, RATING};
use crate::question::{Format, Question};
use std::collections::BTreeMap;

/// The answers that follow from a preference; several where it leaves replies level and the format does not.
pub(super) fn given(question: &Question, format: Format, preference: &[f64]) -> Vec<Answer> {
    let id = |index: usize| question.options[index].id.clone();
    let level = |extreme: Option<f64>| -> Vec<usize> {
        (0..preference.len())
            .filter(|index| Some(preference[*index]) == extreme)
            .collect()
    };
    let top = || level(preference.iter().copied().max_by(f64::total_cmp));
    let bottom = || level(preference.iter().copied().min_by(f64::total_cmp));
    match format {
        Format::SingleBest => top()
            .into_iter()
            .map(|choice| Answer::SingleBest {
                choice: Some(id(choice)),
            })
            .collect(),
        Format::MostLeast => {
            let (top, bottom) = (top(), bottom());
            let pairs = top
                .iter()
                .flat_map(|most| bottom.iter().map(move |least| (*most, *least)));
            pairs
                .filter(|(most, least)| most != least)
                .map(|(most, least)| Answer::MostLeast {
                    most: Some(id(most)),
                    least: Some(id(least)),
                })
                .collect()
        }
        Format::RateEach => vec![Answer::RateEach {
            ratings: (0..).map(id).zip(ratings(preference)).collect(),
        }],
        Format::RankOrder => orders(preference)
            .into_iter()
            .map(|order| Answer::RankOrder {
                places: order
                    .into_iter()
                    .map(id)
                    .zip(1..)
                    .collect::<BTreeMap<_, _>>(),
            })
            .collect(),
    }
}

/// Ratings spread over the whole scale, equal for equal preferences; all in the middle without any. Where there are
/// more levels than steps, the two nearest share one.
fn ratings(preference: &[f64]) -> Vec<u8> {
    let (low, high) = (*RATING.start(), *RATING.end());
    let mut starts: Vec<f64> = preference.to_vec();
    starts.sort_by(f64::total_cmp);
    starts.dedup();
    while starts.len() > usize::from(high - low) + 1 {
        let gap = |index: &usize| starts[*index] - starts[index - 1];
        let nearest = (1..starts.len()).min_by(|a, b| gap(a).total_cmp(&gap(b)));
        starts.remove(nearest.unwrap_or(1));
    }
    let Some(last @ 1..) = starts.len().checked_sub(1) else {
        return vec![low.midpoint(high); preference.len()];
    };
    preference
        .iter()
        .map(|value| {
            let level = starts.iter().filter(|start| *start <= value).count() - 1;
            low + (level * usize::from(high - low) / last) as u8
        })
        .collect()
}

/// Options (by index), best first. Level ones are taken both ways round: the scorer looks at pairs, so the mean of
/// the two is the mean of all their orders.
fn orders(preference: &[f64]) -> Vec<Vec<usize>> {
    let sorted = |ties: fn(&usize, &usize) -> std::cmp::Ordering| {
        let mut order: Vec<usize> = (0..preference.len()).collect();
        order.sort_by(|a, b| {
            preference[*b]
                .total_cmp(&preference[*a])
                .then_with(|| ties(a, b))
        });
        order
    };
    let (forward, backward) = (sorted(|a, b| a.cmp(b)), sorted(|a, b| b.cmp(a)));
    if forward == backward {
        vec![forward]
    } else {
        vec![forward, backward]
    }
}
