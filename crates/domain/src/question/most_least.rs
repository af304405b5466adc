//! Most and least helpful, by the value key: `r = k_most − k_least`, `R = max k − min k`, `s = (r + R)/(2R)`.
//! Swapping the two choices turns s into 1 − s, so chance is exactly one half.

use super::Question;
use super::key::{Distribution, value_range};

/// s in 0..=1; `None` for unknown options or when both are the same.
pub(super) fn score(question: &Question, most: &str, least: &str) -> Option<f64> {
    let (low, high) = value_range(question)?;
    if most == least {
        return None;
    }
    let difference = question.option(most)?.value - question.option(least)?.value;
    let range = high - low;
    Some((difference + range) / (2.0 * range))
}

/// Every ordered pair of different options is equally likely.
pub(super) fn distribution(question: &Question) -> Option<Distribution> {
    let count = question.options.len();
    let share = 1.0 / (count * (count - 1)) as f64;
    let mut points = Vec::with_capacity(count * (count - 1));
    for most in &question.options {
        for least in question.options.iter().filter(|least| least.id != most.id) {
            points.push((score(question, &most.id, &least.id)?, share));
        }
    }
    Some(Distribution::symmetric(points))
}

#[cfg(test)]
mod tests {
    use super::super::key::tests::question;
    use super::*;

    #[test]
    fn second_best_against_worst() {
        let question = question(&[5.5, 4.0, 2.5, 1.5]);
        assert_eq!(score(&question, "b", "d"), Some(0.8125));
        assert_eq!(score(&question, "a", "d"), Some(1.0));
        assert_eq!(score(&question, "d", "a"), Some(0.0));
        assert_eq!(score(&question, "a", "a"), None);
        assert_eq!(score(&question, "a", "z"), None);
    }

    #[test]
    fn enumeration_gives_one_half() {
        for values in [
            &[5.5, 4.0, 2.5, 1.5][..],
            &[7.0, 1.0, 1.0],
            &[6.5, 2.0, 3.0, 4.0, 1.5, 6.0],
        ] {
            let mean = distribution(&question(values)).expect("scorable").mean();
            assert!((mean - 0.5).abs() < 1e-12, "{mean}");
        }
    }
}
