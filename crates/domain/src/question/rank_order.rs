//! Put the options in order, best first; scored by [`super::concordance`] on the reversed places.

use super::Question;
use super::concordance::{Pairs, Ties, orderings};
use super::key::Distribution;
use std::collections::BTreeMap;

/// s in 0..=1; `None` unless every option has a place. Place 1 is best.
pub(super) fn score(question: &Question, places: &BTreeMap<String, u8>) -> Option<f64> {
    let preference: Vec<u8> = question
        .options
        .iter()
        .map(|option| places.get(&option.id).map(|&place| u8::MAX - place))
        .collect::<Option<_>>()?;
    Some(Pairs::of(question)?.score(&preference))
}

/// Every order is equally likely.
pub(super) fn distribution(question: &Question) -> Option<Distribution> {
    let pairs = Pairs::of(question)?;
    let mut scores = Vec::new();
    orderings(question.options.len(), Ties::Excluded, &mut |levels| {
        scores.push(pairs.score(levels))
    });
    let share = 1.0 / scores.len() as f64;
    Some(Distribution::symmetric(
        scores.into_iter().map(|score| (score, share)).collect(),
    ))
}

#[cfg(test)]
mod tests {
    use super::super::key::tests::question;
    use super::*;

    fn places(order: &[u8]) -> BTreeMap<String, u8> {
        ["a", "b", "c", "d", "e"]
            .into_iter()
            .map(String::from)
            .zip(order.iter().copied())
            .collect()
    }

    /// With equal steps between key values the weight of a pair is its distance in the key.
    #[test]
    fn worked_order() {
        let question = question(&[5.0, 4.0, 3.0, 2.0, 1.0]);
        // Places (2,1,3,5,4) swap two neighbouring pairs of weight 1 out of Σ w = 4·1 + 3·2 + 2·3 + 1·4 = 20.
        assert_eq!(score(&question, &places(&[2, 1, 3, 5, 4])), Some(0.9));
        assert_eq!(score(&question, &places(&[1, 2, 3, 4, 5])), Some(1.0));
        assert_eq!(score(&question, &places(&[5, 4, 3, 2, 1])), Some(0.0));
        assert_eq!(score(&question, &places(&[1, 2, 3, 4])), None);
    }

    #[test]
    fn all_orders_average_one_half() {
        for values in [
            &[6.5, 1.5, 3.0][..],
            &[2.0, 3.0, 6.5, 1.5, 4.0],
            &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        ] {
            let distribution = distribution(&question(values)).expect("scorable");
            assert!((distribution.mean() - 0.5).abs() < 1e-12);
            assert_eq!((distribution.lowest(), distribution.highest()), (0.0, 1.0));
        }
    }
}
