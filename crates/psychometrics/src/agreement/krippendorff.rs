//! Krippendorff's alpha: agreement of any number of raters on any level of
//! measurement, with gaps.
//!
//! After Krippendorff (2011), "Computing Krippendorff's alpha-reliability". A
//! unit's ratings are weighted by `1/(m_u − 1)` whether or not ratings are
//! missing; some published code forgets this when none are. Never contains
//! imputation: what is missing is left out.

use crate::undefined::{Reason, Undefined, all_finite};

/// The level of measurement: what a difference of two values is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Metric {
    /// Same or not: δ² = 1 for any two different values.
    Nominal,
    /// Order: `(Σ_{g=c..k} n_g − (n_c + n_k)/2)²`.
    Ordinal,
    /// Distance: `(c − k)²`.
    Interval,
    /// Proportion: `((c − k)/(c + k))²`; values of 0 or more only.
    Ratio,
}

/// Krippendorff's alpha: `1 − D_o/D_e`, in counts of pairs
/// `1 − (n−1)·Σ_{c<k} o_ck δ²_ck / Σ_{c<k} n_c n_k δ²_ck`.
///
/// Every element of `units` holds the ratings one unit received, in any order;
/// a missing rating is simply not there. Units with fewer than two ratings are
/// left out. 1 is full agreement, 0 agreement as by chance, below 0 less.
///
/// # Errors
/// `TooFewObservations` if no unit has two ratings, `NotPositive` if all
/// ratings are equal, `OutOfRange` for a negative value under [`Metric::Ratio`],
/// `NotFinite`.
pub fn krippendorff_alpha<U: AsRef<[f64]>>(units: &[U], metric: Metric) -> Result<f64, Undefined> {
    let pairable: Vec<&[f64]> = units
        .iter()
        .map(AsRef::as_ref)
        .filter(|unit| unit.len() >= 2)
        .collect();
    if pairable.is_empty() {
        return Err(Reason::TooFewObservations { got: 0, needed: 2 }.into());
    }
    for unit in &pairable {
        all_finite(unit)?;
    }
    let values = Values::of(&pairable);
    if metric == Metric::Ratio && values.distinct[0] < 0.0 {
        return Err(Reason::OutOfRange("ratio data are 0 or more").into());
    }

    let observed: f64 = pairable
        .iter()
        .map(|unit| {
            let indices: Vec<usize> = unit.iter().map(|&value| values.index(value)).collect();
            let unlike = |i: usize| -> f64 {
                (0..i)
                    .map(|j| values.difference(indices[i], indices[j], metric))
                    .sum()
            };
            (0..unit.len()).map(unlike).sum::<f64>() / (unit.len() - 1) as f64
        })
        .sum();
    let expected: f64 = (0..values.distinct.len())
        .map(|c| {
            let with = |k: usize| values.counts[k] * values.difference(c, k, metric);
            values.counts[c] * (0..c).map(with).sum::<f64>()
        })
        .sum();
    if expected <= 0.0 {
        return Err(Reason::NotPositive("disagreement expected by chance").into());
    }
    let n: f64 = values.counts.iter().sum();
    Ok(1.0 - (n - 1.0) * observed / expected)
}

/// The different values in ascending order, how often each occurs, and how
/// many ratings lie below each plus half of those at it.
struct Values {
    distinct: Vec<f64>,
    counts: Vec<f64>,
    middles: Vec<f64>,
}

impl Values {
    fn of(units: &[&[f64]]) -> Self {
        // Adding 0 turns −0 into 0, which is the same value.
        let mut all: Vec<f64> = units.iter().copied().flatten().map(|v| v + 0.0).collect();
        all.sort_by(f64::total_cmp);
        let (mut distinct, mut counts, mut middles) = (Vec::new(), Vec::new(), Vec::new());
        let mut below = 0.0;
        for run in all.chunk_by(|a, b| a == b) {
            let count = run.len() as f64;
            distinct.push(run[0]);
            counts.push(count);
            middles.push(below + count / 2.0);
            below += count;
        }
        Self {
            distinct,
            counts,
            middles,
        }
    }

    fn index(&self, value: f64) -> usize {
        self.distinct.partition_point(|&v| v < value)
    }

    /// δ² of two values, given by their index.
    fn difference(&self, c: usize, k: usize, metric: Metric) -> f64 {
        if c == k {
            return 0.0;
        }
        let (x, y) = (self.distinct[c], self.distinct[k]);
        let root = match metric {
            Metric::Nominal => 1.0,
            // Ratings from c to k less half of those at either end.
            Metric::Ordinal => self.middles[c] - self.middles[k],
            Metric::Interval => x - y,
            Metric::Ratio => (x - y) / (x + y),
        };
        root * root
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const METRICS: [Metric; 4] = [
        Metric::Nominal,
        Metric::Ordinal,
        Metric::Interval,
        Metric::Ratio,
    ];

    /// Krippendorff (2011), four observers by twelve units; 0 is a gap.
    const OBSERVERS: [[u8; 12]; 4] = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
        [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ];

    fn units() -> Vec<Vec<f64>> {
        (0..12)
            .map(|unit| {
                let ratings = OBSERVERS.iter().map(|observer| observer[unit]);
                ratings.filter(|&r| r > 0).map(f64::from).collect()
            })
            .collect()
    }

    #[test]
    fn reference_r12() {
        let expected = [
            0.743_421_052_632,
            0.815_387_503_755,
            0.849_107_142_857,
            0.797_402_774_712,
        ];
        for (metric, value) in METRICS.into_iter().zip(expected) {
            let alpha = krippendorff_alpha(&units(), metric).expect("defined");
            assert!((alpha - value).abs() < 1e-11, "{metric:?} {alpha}");
        }
    }

    /// The trap in code that skips `m_u − 1` when nothing is missing.
    #[test]
    fn three_raters_without_gaps_by_hand() {
        // Units (1 1 1), (2 2 1): one unit with two unlike of three pairs, each
        // weighing ½: D_o = 1; n = 6 with 4 ones and 2 twos: D_e = 8/5.
        let units = [vec![1.0, 1.0, 1.0], vec![2.0, 2.0, 1.0]];
        let alpha = krippendorff_alpha(&units, Metric::Nominal).expect("defined");
        assert!((alpha - (1.0 - 5.0 / 8.0)).abs() < 1e-14);
    }

    #[test]
    fn undefined_is_said() {
        let none: [Vec<f64>; 0] = [];
        assert!(krippendorff_alpha(&none, Metric::Nominal).is_err());
        assert!(krippendorff_alpha(&[vec![1.0], vec![]], Metric::Nominal).is_err());
        assert!(krippendorff_alpha(&[[2.0, 2.0], [2.0, 2.0]], Metric::Interval).is_err());
        assert!(krippendorff_alpha(&[[-1.0, 2.0]], Metric::Ratio).is_err());
        assert!(krippendorff_alpha(&[[f64::NAN, 2.0]], Metric::Interval).is_err());
        let zeros = krippendorff_alpha(&[[0.0, -0.0], [1.0, 1.0]], Metric::Ratio);
        assert_eq!(zeros, Ok(1.0));
    }

    /// Alpha through the coincidence matrix, as the definition is printed.
    fn by_coincidences(units: &[Vec<f64>], metric: Metric) -> f64 {
        let values = [1.0, 2.0, 3.0, 4.0, 5.0];
        let mut o = [[0.0; 5]; 5];
        for unit in units.iter().filter(|unit| unit.len() > 1) {
            for (i, a) in unit.iter().enumerate() {
                for (j, b) in unit.iter().enumerate() {
                    if i != j {
                        o[*a as usize - 1][*b as usize - 1] += 1.0 / (unit.len() - 1) as f64;
                    }
                }
            }
        }
        let n_c = o.map(|row| row.iter().sum::<f64>());
        let n: f64 = n_c.iter().sum();
        let (mut observed, mut expected) = (0.0, 0.0);
        for c in 0..5 {
            for k in c + 1..5 {
                let delta = match metric {
                    Metric::Nominal => 1.0,
                    Metric::Ordinal => n_c[c..=k].iter().sum::<f64>() - (n_c[c] + n_c[k]) / 2.0,
                    Metric::Interval => values[c] - values[k],
                    Metric::Ratio => (values[c] - values[k]) / (values[c] + values[k]),
                };
                observed += o[c][k] * delta * delta;
                expected += n_c[c] * n_c[k] * delta * delta;
            }
        }
        1.0 - (n - 1.0) * observed / expected
    }

    proptest! {
        #[test]
        fn agrees_with_the_coincidence_matrix(
            raw in prop::collection::vec(prop::collection::vec(1..=5_u8, 0..6), 1..15),
        ) {
            let units: Vec<Vec<f64>> = raw
                .iter()
                .map(|unit| unit.iter().map(|&v| f64::from(v)).collect())
                .collect();
            for metric in METRICS {
                if let Ok(alpha) = krippendorff_alpha(&units, metric) {
                    prop_assert!((alpha - by_coincidences(&units, metric)).abs() < 1e-9);
                    let mut turned = units.clone();
                    turned.reverse();
                    turned.iter_mut().for_each(|unit| unit.reverse());
                    let other = krippendorff_alpha(&turned, metric).expect("defined");
                    prop_assert!((alpha - other).abs() < 1e-9);
                }
            }
        }
    }
}
