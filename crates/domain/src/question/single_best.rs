//! Single best answer with keyed partial credit: `s = v(chosen)`, `v_o = (k_o − min k)/(max k − min k)`.

use super::Question;
use super::key::{Distribution, value_range};

/// v of the chosen option, 0..=1; `None` for an unknown option.
pub(super) fn score(question: &Question, choice: &str) -> Option<f64> {
    let (low, high) = value_range(question)?;
    let chosen = question.option(choice)?;
    Some((chosen.value - low) / (high - low))
}

/// Every option is equally likely.
pub(super) fn distribution(question: &Question) -> Option<Distribution> {
    let share = 1.0 / question.options.len() as f64;
    question
        .options
        .iter()
        .map(|option| score(question, &option.id).map(|score| (score, share)))
        .collect::<Option<Vec<_>>>()
        .map(Distribution::with_mean_chance)
}

#[cfg(test)]
mod tests {
    use super::super::key::tests::question;
    use super::*;

    #[test]
    fn the_key_is_stretched_to_its_full_range() {
        let question = question(&[2.0, 3.0, 4.0, 6.5, 1.5]);
        let scores: Vec<_> = ["a", "b", "c", "d", "e"]
            .map(|id| score(&question, id))
            .into();
        assert_eq!(
            scores,
            [Some(0.1), Some(0.3), Some(0.5), Some(1.0), Some(0.0)]
        );
        assert_eq!(score(&question, "z"), None);
        let chance = distribution(&question).expect("scorable").mean();
        assert!((chance - 1.9 / 5.0).abs() < 1e-12);
    }

    #[test]
    fn one_right_of_four_has_chance_one_quarter() {
        let question = question(&[7.0, 1.0, 1.0, 1.0]);
        let distribution = distribution(&question).expect("scorable");
        assert_eq!(distribution.points(), [(0.0, 0.75), (1.0, 0.25)]);
        assert_eq!(distribution.mean(), 0.25);
    }
}
