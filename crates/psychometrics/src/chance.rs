//! What random answering reaches: the distribution of a weighted sum of
//! independent discrete scores.
//!
//! Computed by convolution on a grid, without random numbers. A score that
//! falls between two grid points is shared between them so that its mean stays
//! exact. Never contains scoring rules; the caller enumerates the answers.

use crate::undefined::{Reason, Undefined, finite};

/// Number of steps between the lowest and the highest attainable sum.
const STEPS: usize = 8_192;

/// One question as a random answerer meets it.
#[derive(Debug, Clone, PartialEq)]
pub struct RandomQuestion {
    /// Scores with their probabilities, in any order; equal scores may repeat.
    /// Probabilities are at least 0 and sum to 1 within 1e-6.
    pub outcomes: Vec<(f64, f64)>,
    /// Points one unit of score adds to the sum; at least 0.
    pub weight: f64,
}

/// Distribution of the sum of all questions under random answering.
#[derive(Debug, Clone, PartialEq)]
pub struct ChanceDistribution {
    mean: f64,
    sd: f64,
    lowest: f64,
    step: f64,
    /// How far the grid may have moved a sum: √k steps for k questions.
    blur: f64,
    /// Probability at `lowest + i·step`.
    mass: Vec<f64>,
}

impl ChanceDistribution {
    /// Convolves the questions. Quantiles are accurate to about one part in
    /// 8,000 of the range between the lowest and the highest attainable sum.
    ///
    /// # Errors
    /// `TooFewQuestions` for none, `OutOfRange` for a question without
    /// outcomes, a negative weight or probability, or probabilities that do not
    /// sum to 1; `NotFinite`.
    pub fn of(questions: &[RandomQuestion]) -> Result<Self, Undefined> {
        if questions.is_empty() {
            return Err(Reason::TooFewQuestions { got: 0, needed: 1 }.into());
        }
        let parts: Vec<Part> = questions.iter().map(Part::of).collect::<Result<_, _>>()?;
        let lowest: f64 = parts.iter().map(|part| part.lowest).sum();
        let range: f64 = parts.iter().map(|part| part.range).sum();
        let step = if range > 0.0 {
            finite(range)? / STEPS as f64
        } else {
            1.0
        };
        let mass = parts
            .iter()
            .fold(vec![1.0], |sum, part| convolve(&sum, &part.on_grid(step)));
        Ok(Self {
            mean: parts.iter().map(|part| part.mean).sum(),
            sd: parts.iter().map(|part| part.variance).sum::<f64>().sqrt(),
            lowest: finite(lowest)?,
            step,
            blur: if range > 0.0 {
                step * (parts.len() as f64).sqrt()
            } else {
                0.0
            },
            mass,
        })
    }

    /// Exact mean of the sum.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Exact standard deviation of the sum.
    pub fn sd(&self) -> f64 {
        self.sd
    }

    /// The smallest grid point that a random answerer stays at or below with
    /// probability `p`.
    ///
    /// # Errors
    /// `OutOfRange` unless 0 < `p` < 1.
    pub fn quantile(&self, p: f64) -> Result<f64, Undefined> {
        if !(p > 0.0 && p < 1.0) {
            return Err(Reason::OutOfRange("a probability lies between 0 and 1").into());
        }
        let mut below = 0.0;
        for (i, mass) in self.mass.iter().enumerate() {
            below += mass;
            // Rounding may leave a sum of 1 a little short.
            if below >= p - 1e-12 {
                return Ok(self.lowest + i as f64 * self.step);
            }
        }
        Ok(self.lowest + (self.mass.len() - 1) as f64 * self.step)
    }

    /// N in "19 in 20 random answerers stay below N": the smallest whole number
    /// above the 95th percentile. Where the percentile is within the accuracy
    /// of the grid below a whole number, the next one, so that the sentence holds.
    pub fn nineteen_in_twenty_below(&self) -> i64 {
        let percentile = self.quantile(0.95).unwrap_or(self.mean);
        (percentile + self.blur + 1e-9).floor() as i64 + 1
    }
}

/// One weighted question, shifted so that its lowest value is 0.
struct Part {
    lowest: f64,
    range: f64,
    mean: f64,
    variance: f64,
    /// Distance from the lowest value, probability.
    outcomes: Vec<(f64, f64)>,
}

impl Part {
    fn of(question: &RandomQuestion) -> Result<Self, Undefined> {
        let weight = finite(question.weight)?;
        if weight < 0.0 {
            return Err(Reason::OutOfRange("a weight is 0 or more").into());
        }
        let mut outcomes = Vec::with_capacity(question.outcomes.len());
        for &(score, probability) in &question.outcomes {
            if finite(probability)? < 0.0 {
                return Err(Reason::OutOfRange("a probability is 0 or more").into());
            }
            outcomes.push((finite(finite(score)? * weight)?, probability));
        }
        let sum: f64 = outcomes.iter().map(|outcome| outcome.1).sum();
        if (sum - 1.0).abs() > 1e-6 {
            return Err(Reason::OutOfRange("probabilities sum to 1").into());
        }
        let expect = |f: &dyn Fn(f64) -> f64| {
            let terms = outcomes.iter().map(|&(value, p)| f(value) * p / sum);
            terms.sum::<f64>()
        };
        let mean = expect(&|value| value);
        let variance = expect(&|value| (value - mean).powi(2));
        let values = || outcomes.iter().map(|outcome| outcome.0);
        let lowest = values().fold(f64::INFINITY, f64::min);
        let highest = values().fold(f64::NEG_INFINITY, f64::max);
        for (value, probability) in &mut outcomes {
            *value -= lowest;
            *probability /= sum;
        }
        Ok(Self {
            lowest,
            range: highest - lowest,
            mean,
            variance,
            outcomes,
        })
    }

    /// Probabilities at multiples of `step`; a value between two of them is
    /// shared so that the mean is kept.
    fn on_grid(&self, step: f64) -> Vec<f64> {
        let mut mass = vec![0.0; (self.range / step + 1e-9).floor() as usize + 2];
        for &(value, probability) in &self.outcomes {
            let position = value / step;
            let nearest = position.round();
            if (position - nearest).abs() < 1e-6 {
                mass[nearest as usize] += probability;
            } else {
                let floor = position.floor();
                mass[floor as usize] += probability * (floor + 1.0 - position);
                mass[floor as usize + 1] += probability * (position - floor);
            }
        }
        while mass.len() > 1 && mass.last() == Some(&0.0) {
            mass.pop();
        }
        mass
    }
}

fn convolve(sum: &[f64], part: &[f64]) -> Vec<f64> {
    let mut result = vec![0.0; sum.len() + part.len() - 1];
    for (shift, &probability) in part.iter().enumerate() {
        if probability > 0.0 {
            for (target, mass) in result[shift..].iter_mut().zip(sum) {
                *target += probability * mass;
            }
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::UniformStream;
    use proptest::prelude::*;

    fn question(outcomes: &[(f64, f64)], weight: f64) -> RandomQuestion {
        RandomQuestion {
            outcomes: outcomes.to_vec(),
            weight,
        }
    }

    #[test]
    fn four_coins_are_binomial() {
        let coin = question(&[(0.0, 0.5), (1.0, 0.5)], 1.0);
        let four = ChanceDistribution::of(&vec![coin; 4]).expect("defined");
        assert!((four.mean() - 2.0).abs() < 1e-12 && (four.sd() - 1.0).abs() < 1e-12);
        // Cumulated: 1/16, 5/16, 11/16, 15/16, 1.
        for (p, expected) in [
            (0.06, 0.0),
            (0.3, 1.0),
            (0.5, 2.0),
            (0.93, 3.0),
            (0.95, 4.0),
        ] {
            assert!((four.quantile(p).expect("defined") - expected).abs() < 1e-9);
        }
        assert_eq!(four.nineteen_in_twenty_below(), 5);
    }

    #[test]
    fn nhs_points_over_all_permutations() {
        let counts = [20, 24, 35, 24, 12, 4, 1];
        let outcomes: Vec<(f64, f64)> = (0..7)
            .map(|i| (8.0 + 2.0 * i as f64, f64::from(counts[i]) / 120.0))
            .collect();
        let one = ChanceDistribution::of(&[question(&outcomes, 1.0)]).expect("defined");
        assert!((one.mean() - 12.0).abs() < 1e-12);
        // 95.8 % reach at most 16; the grid has 8,192 steps for 12 points.
        let percentile = one.quantile(0.95).expect("defined");
        assert!((percentile - 16.0).abs() < 12.0 / 8_192.0);
        assert_eq!(one.nineteen_in_twenty_below(), 17);
    }

    #[test]
    fn twelve_anchored_questions_agree_with_simulation() {
        // Single best of four, keyed 0, .3, .6, 1, anchored at its mean .475.
        let anchored = |v: f64| ((v - 0.475) / 0.525, 0.25);
        let outcomes = [0.0, 0.3, 0.6, 1.0].map(anchored);
        let weights: Vec<f64> = (0..12).map(|i| 5.0 + i as f64 * 0.61).collect();
        let questions: Vec<RandomQuestion> =
            weights.iter().map(|&w| question(&outcomes, w)).collect();
        let chance = ChanceDistribution::of(&questions).expect("defined");
        assert!(chance.mean().abs() < 1e-9);

        let mut uniform = UniformStream::seeded(11);
        let mut totals: Vec<f64> = (0..40_000)
            .map(|_| {
                let answer = |w: &f64| w * outcomes[(uniform.draw() * 4.0) as usize].0;
                weights.iter().map(answer).sum()
            })
            .collect();
        totals.sort_by(f64::total_cmp);
        let simulated = totals[38_000];
        let computed = chance.quantile(0.95).expect("defined");
        assert!((simulated - computed).abs() < 0.5, "{simulated} {computed}");
        let n = chance.nineteen_in_twenty_below() as f64;
        let below = totals.iter().filter(|&&t| t < n).count();
        assert!(below >= 37_900, "{below}");
    }

    #[test]
    fn a_certain_score_is_kept() {
        let fixed = ChanceDistribution::of(&[question(&[(0.4, 1.0)], 10.0)]).expect("defined");
        assert_eq!((fixed.mean(), fixed.sd()), (4.0, 0.0));
        assert_eq!(fixed.quantile(0.95), Ok(4.0));
        assert_eq!(fixed.nineteen_in_twenty_below(), 5);
    }

    #[test]
    fn undefined_is_said() {
        assert!(ChanceDistribution::of(&[]).is_err());
        for bad in [
            question(&[], 1.0),
            question(&[(1.0, 0.5)], 1.0),
            question(&[(1.0, 1.5), (0.0, -0.5)], 1.0),
            question(&[(f64::NAN, 1.0)], 1.0),
            question(&[(1.0, 1.0)], -1.0),
            question(&[(1e300, 1.0)], 1e300),
        ] {
            assert!(ChanceDistribution::of(&[bad]).is_err());
        }
        let ok = ChanceDistribution::of(&[question(&[(0.0, 1.0)], 1.0)]).expect("defined");
        assert!(ok.quantile(1.0).is_err() && ok.quantile(f64::NAN).is_err());
    }

    proptest! {
        #[test]
        fn the_grid_keeps_mass_and_mean(
            scores in prop::collection::vec((-1.0..1.0_f64, 0.01..1.0_f64), 1..12),
            weights in prop::collection::vec(0.0..20.0_f64, 1..6),
        ) {
            let sum: f64 = scores.iter().map(|s| s.1).sum();
            let outcomes: Vec<(f64, f64)> = scores.iter().map(|&(s, p)| (s, p / sum)).collect();
            let questions: Vec<RandomQuestion> =
                weights.iter().map(|&w| question(&outcomes, w)).collect();
            let chance = ChanceDistribution::of(&questions).expect("defined");
            prop_assert!((chance.mass.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            let mean: f64 = chance.mass.iter().enumerate()
                .map(|(i, m)| m * (chance.lowest + i as f64 * chance.step)).sum();
            prop_assert!((mean - chance.mean()).abs() < 1e-3);
            let (low, high) = (chance.quantile(0.05).expect("defined"), chance.quantile(0.95).expect("defined"));
            prop_assert!(low <= high);
        }
    }
}
