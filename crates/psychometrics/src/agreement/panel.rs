//! A key from a panel of experts who rated the effectiveness of every option.
//!
//! The mean rating is the expert key k_o; a gate says whether the panel was
//! large enough and agreed. Never contains scoring of candidates.

use crate::agreement::icc::{Coefficient, intraclass_correlations};
use crate::moments::{at_least, mean, sd};
use crate::table::Table;
use crate::undefined::{Reason, Undefined};

/// How a panel's ratings become option values from 0 to 1 (Weng et al. 2018).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyMethod {
    /// Mean rating.
    Raw,
    /// Mean of the ratings standardised within each expert.
    Standardised,
    /// 1 for the option with the best mean, 0 for the others.
    Dichotomous,
    /// Most frequent rating; the mean of several equally frequent ones.
    Mode,
    /// Share of experts who rate the option best; equals share the vote.
    Proportion,
}

/// What a panel must reach for its key to be used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PanelGate {
    /// Fewest experts.
    pub experts: usize,
    /// Lowest ICC(2,k), experts as raters and options as targets.
    pub icc: f64,
    /// Largest standard deviation of the ratings of one option.
    pub sd: f64,
    /// Smallest gap between the best and the second best mean.
    pub gap: f64,
}

impl Default for PanelGate {
    /// 8 experts, ICC(2,k) .80, SD 1.5 on seven points, gap 0.5.
    fn default() -> Self {
        Self {
            experts: 8,
            icc: 0.80,
            sd: 1.5,
            gap: 0.5,
        }
    }
}

/// Why a key does not pass.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum GateFailure {
    /// Fewer experts than the gate asks for.
    TooFewExperts {
        /// How many there are.
        experts: usize,
    },
    /// The experts agree too little.
    LowAgreement {
        /// ICC(2,k), where it exists.
        icc: Option<f64>,
    },
    /// The experts differ too much on one option.
    WideSpread {
        /// Index of the option.
        option: usize,
        /// Standard deviation of its ratings.
        sd: f64,
    },
    /// Best and second best are too close.
    NarrowGap {
        /// Difference of their means.
        gap: f64,
    },
}

/// A key with the evidence behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelKey {
    /// k_o: mean rating of every option.
    pub means: Vec<f64>,
    /// Standard deviation of the ratings of every option.
    pub sds: Vec<f64>,
    /// `v_o = (k_o − min k)/(max k − min k)`.
    pub values: Vec<f64>,
    /// ICC(2,1) of the experts, options as targets.
    pub single_expert: Result<Coefficient, Undefined>,
    /// ICC(2,k) of the panel's means.
    pub panel: Result<Coefficient, Undefined>,
    /// Difference between the best and the second best mean.
    pub gap: f64,
    /// Difference between the best and the worst mean.
    pub span: f64,
    /// Everything the gate holds against it; empty means that it passes.
    pub failures: Vec<GateFailure>,
}

/// Derives the key of one question from `ratings`, experts in rows and options
/// in columns, and holds it against `gate`. Intervals are at 95 %.
///
/// # Errors
/// `TooFewObservations` below 2 experts or 2 options, `ZeroVariance` if all
/// options have the same mean.
pub fn derive_key(ratings: &Table, gate: PanelGate) -> Result<PanelKey, Undefined> {
    let (experts, options) = (ratings.rows(), ratings.columns());
    at_least(experts, 2)?;
    at_least(options, 2)?;
    let columns: Vec<Vec<f64>> = (0..options).map(|o| ratings.column(o)).collect();
    let means: Vec<f64> = columns.iter().map(|c| mean(c)).collect::<Result<_, _>>()?;
    let sds: Vec<f64> = columns.iter().map(|c| sd(c)).collect::<Result<_, _>>()?;
    let values = stretched(&means)?;
    let icc = intraclass_correlations(&Table::from_rows(&columns)?, 0.95)?;

    let mut descending = means.clone();
    descending.sort_by(|a, b| b.total_cmp(a));
    let gap = descending[0] - descending[1];
    let span = descending[0] - descending[options - 1];

    let mut failures = Vec::new();
    if experts < gate.experts {
        failures.push(GateFailure::TooFewExperts { experts });
    }
    let agreement = icc.icc2_k.map(|c| c.value).ok();
    if agreement.is_none_or(|value| value < gate.icc) {
        failures.push(GateFailure::LowAgreement { icc: agreement });
    }
    for (option, &sd) in sds.iter().enumerate() {
        if sd > gate.sd {
            failures.push(GateFailure::WideSpread { option, sd });
        }
    }
    // Means of eighths are exact to the last digit only.
    if gap < gate.gap - 1e-9 {
        failures.push(GateFailure::NarrowGap { gap });
    }
    Ok(PanelKey {
        means,
        sds,
        values,
        single_expert: icc.icc2_1,
        panel: icc.icc2_k,
        gap,
        span,
        failures,
    })
}

/// Option values from 0 to 1 by one of the consensus methods; the best option
/// has 1 and the worst 0. Experts in rows, options in columns.
///
/// # Errors
/// `ZeroVariance` where the method gives every option the same value, or under
/// [`KeyMethod::Standardised`] if an expert rated all options alike.
pub fn consensus_values(ratings: &Table, method: KeyMethod) -> Result<Vec<f64>, Undefined> {
    let options = ratings.columns();
    let of_options = |statistic: fn(&[f64]) -> Result<f64, Undefined>| {
        let one = |option| statistic(&ratings.column(option));
        (0..options).map(one).collect::<Result<Vec<f64>, _>>()
    };
    match method {
        KeyMethod::Raw => stretched(&of_options(mean)?),
        KeyMethod::Mode => stretched(&of_options(mode)?),
        KeyMethod::Dichotomous => {
            let means = of_options(mean)?;
            let best = means.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            stretched(&indicator(&means, best))
        }
        KeyMethod::Standardised => {
            let mut sums = vec![0.0; options];
            for row in ratings.iter() {
                let (centre, spread) = (mean(row)?, sd(row)?);
                if spread == 0.0 {
                    return Err(Reason::ZeroVariance.into());
                }
                for (sum, x) in sums.iter_mut().zip(row) {
                    *sum += (x - centre) / spread;
                }
            }
            stretched(&sums)
        }
        KeyMethod::Proportion => {
            let mut votes = vec![0.0; options];
            for row in ratings.iter() {
                let best = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let own = indicator(row, best);
                let share = own.iter().sum::<f64>();
                votes.iter_mut().zip(own).for_each(|(v, o)| *v += o / share);
            }
            let most = votes.iter().copied().fold(0.0, f64::max);
            Ok(votes.into_iter().map(|v| v / most).collect())
        }
    }
}

/// Keys each computed without one expert, in the order of the experts: an
/// expert is scored on the key of the others.
///
/// # Errors
/// `TooFewObservations` below 3 experts.
pub fn leave_one_out_means(ratings: &Table) -> Result<Vec<Vec<f64>>, Undefined> {
    at_least(ratings.rows(), 3)?;
    let without = |expert: usize| {
        let others = ratings.iter().enumerate().filter(|(row, _)| *row != expert);
        let others = Table::from_rows(others.map(|(_, row)| row))?;
        let columns = (0..others.columns()).map(|option| mean(&others.column(option)));
        columns.collect()
    };
    (0..ratings.rows()).map(without).collect()
}

fn indicator(values: &[f64], of: f64) -> Vec<f64> {
    let same = |&v: &f64| if v == of { 1.0 } else { 0.0 };
    values.iter().map(same).collect()
}

fn stretched(values: &[f64]) -> Result<Vec<f64>, Undefined> {
    let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if highest - lowest <= 1e-12 * highest.abs().max(lowest.abs()) {
        return Err(Reason::ZeroVariance.into());
    }
    let stretch = |v: &f64| (v - lowest) / (highest - lowest);
    Ok(values.iter().map(stretch).collect())
}

fn mode(values: &[f64]) -> Result<f64, Undefined> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let runs = || sorted.chunk_by(|a, b| a == b);
    let longest = runs().map(<[f64]>::len).max().unwrap_or(0);
    let modes: Vec<f64> = runs()
        .filter(|run| run.len() == longest)
        .map(|run| run[0])
        .collect();
    mean(&modes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Eight experts, four options.
    fn panel() -> Table {
        Table::from_rows([
            [6.0, 5.0, 3.0, 1.0],
            [7.0, 5.0, 2.0, 2.0],
            [6.0, 4.0, 3.0, 1.0],
            [5.0, 5.0, 2.0, 1.0],
            [6.0, 5.0, 3.0, 2.0],
            [7.0, 4.0, 4.0, 1.0],
            [6.0, 6.0, 3.0, 2.0],
            [7.0, 5.0, 4.0, 2.0],
        ])
        .expect("valid")
    }

    #[test]
    fn a_good_panel_passes() {
        let key = derive_key(&panel(), PanelGate::default()).expect("defined");
        assert_eq!(key.means, [6.25, 4.875, 3.0, 1.5]);
        assert_eq!(key.values[0], 1.0);
        assert_eq!(key.values[3], 0.0);
        assert!((key.values[1] - 3.375 / 4.75).abs() < 1e-12);
        assert_eq!((key.gap, key.span), (1.375, 4.75));
        assert!(key.panel.expect("defined").value > 0.95);
        assert!(key.failures.is_empty(), "{:?}", key.failures);
    }

    #[test]
    fn every_failure_is_named() {
        let ratings = Table::from_rows([[7.0, 6.0, 1.0], [1.0, 6.0, 2.0], [7.0, 2.0, 7.0]]);
        let key = derive_key(&ratings.expect("valid"), PanelGate::default()).expect("defined");
        assert_eq!(key.failures[0], GateFailure::TooFewExperts { experts: 3 });
        assert!(matches!(key.failures[1], GateFailure::LowAgreement { .. }));
        let wide = |f: &&GateFailure| matches!(f, GateFailure::WideSpread { .. });
        assert_eq!(key.failures.iter().filter(wide).count(), 3);
        assert!(matches!(key.failures[5], GateFailure::NarrowGap { .. }));
    }

    #[test]
    fn five_consensus_methods_by_hand() {
        let ratings = Table::from_rows([
            [7.0, 5.0, 1.0],
            [6.0, 6.0, 2.0],
            [7.0, 3.0, 1.0],
            [5.0, 6.0, 2.0],
        ])
        .expect("valid");
        let by = |method| consensus_values(&ratings, method).expect("defined");
        assert_eq!(by(KeyMethod::Raw), [1.0, 3.5 / 4.75, 0.0]);
        assert_eq!(by(KeyMethod::Dichotomous), [1.0, 0.0, 0.0]);
        // Modes 7, 6 and the mean of 1 and 2.
        assert_eq!(by(KeyMethod::Mode), [1.0, 4.5 / 5.5, 0.0]);
        // Votes 2.5, 1.5 and 0.
        assert_eq!(by(KeyMethod::Proportion), [1.0, 0.6, 0.0]);
        let standardised = by(KeyMethod::Standardised);
        assert!(standardised[1] > 0.5 && standardised[1] < 1.0);
    }

    #[test]
    fn leaving_an_expert_out() {
        let keys = leave_one_out_means(&panel()).expect("defined");
        assert_eq!(keys.len(), 8);
        assert!((keys[0][0] - 44.0 / 7.0).abs() < 1e-12);
        let two = Table::from_rows([[1.0, 2.0], [2.0, 3.0]]).expect("valid");
        assert!(leave_one_out_means(&two).is_err());
    }

    #[test]
    fn undefined_is_said() {
        let flat = Table::from_rows([[3.0, 3.0], [4.0, 4.0]]).expect("valid");
        assert!(derive_key(&flat, PanelGate::default()).is_err());
        assert!(consensus_values(&flat, KeyMethod::Raw).is_err());
        assert!(consensus_values(&flat, KeyMethod::Standardised).is_err());
        let one = Table::from_rows([[3.0, 4.0]]).expect("valid");
        assert!(derive_key(&one, PanelGate::default()).is_err());
    }

    proptest! {
        #[test]
        fn values_reach_from_zero_to_one(
            rows in prop::collection::vec(prop::array::uniform4(1..=7_u8), 2..12),
        ) {
            let ratings = Table::from_rows(rows.iter().map(|r| r.map(f64::from))).expect("valid");
            for method in [
                KeyMethod::Raw, KeyMethod::Standardised, KeyMethod::Dichotomous,
                KeyMethod::Mode, KeyMethod::Proportion,
            ] {
                if let Ok(values) = consensus_values(&ratings, method) {
                    prop_assert!(values.iter().all(|v| (0.0..=1.0).contains(v)));
                    prop_assert!(values.contains(&1.0));
                }
            }
        }
    }
}
