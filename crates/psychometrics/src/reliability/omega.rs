//! Omega total by a one-factor model, fitted by maximum likelihood.
//!
//! Never contains models with more than one factor.

use crate::moments::{CovarianceMatrix, correlation_from_moments};
use crate::undefined::{Reason, Undefined};

mod maximum_likelihood;

pub use maximum_likelihood::{OneFactor, UNIQUENESS_FLOOR};

/// Omega total in its two conventions, with the model behind both.
#[derive(Debug, Clone, PartialEq)]
pub struct Omega {
    /// From covariances: the share of the modelled variance of the raw total
    /// that the factor explains, 0 to 1.
    pub of_covariances: f64,
    /// From correlations: the same for the total of standardised questions.
    pub of_correlations: f64,
    /// The fitted model, on correlations.
    pub model: OneFactor,
}

/// Omega total, `ω = (Σλ)²/((Σλ)² + Σθ)` (McDonald 1999), with loadings λ and
/// uniquenesses θ of the one-factor model by maximum likelihood.
///
/// The maximum-likelihood solution does not depend on units, so one fit serves
/// both conventions: on covariances `λᵢσᵢ` and `θᵢσᵢ²` stand for λᵢ and θᵢ.
///
/// # Errors
/// As [`one_factor`].
pub fn omega_total(covariance: &CovarianceMatrix) -> Result<Omega, Undefined> {
    let model = one_factor(covariance)?;
    let ones = vec![1.0; covariance.size()];
    let sds: Vec<f64> = (0..covariance.size())
        .map(|i| covariance.get(i, i).sqrt())
        .collect();
    Ok(Omega {
        of_covariances: omega(&model, &sds),
        of_correlations: omega(&model, &ones),
        model,
    })
}

fn omega(model: &OneFactor, sds: &[f64]) -> f64 {
    let common: f64 = model.loadings.iter().zip(sds).map(|(l, s)| l * s).sum();
    let unique = model.uniquenesses.iter().zip(sds);
    let unique: f64 = unique.map(|(theta, s)| theta * s * s).sum();
    common * common / (common * common + unique)
}

/// The one-factor model `R = λλᵀ + Θ` of the correlations by maximum
/// likelihood: the λ and θ ≥ [`UNIQUENESS_FLOOR`] that minimise
/// `ln|Σ| + tr(RΣ⁻¹)` (Jöreskog 1967). The sum of the loadings is not negative.
///
/// # Errors
/// `TooFewQuestions` below 3 columns, where the model is not identified,
/// `TooFewObservations` unless there are more persons than columns, where the
/// likelihood has no maximum, `ZeroVariance` if a column does not vary, `NotConverged`.
pub fn one_factor(covariance: &CovarianceMatrix) -> Result<OneFactor, Undefined> {
    let size = covariance.size();
    if size < 3 {
        return Err(Reason::TooFewQuestions {
            got: size,
            needed: 3,
        }
        .into());
    }
    crate::moments::at_least(covariance.persons(), size + 1)?;
    let mut correlations = vec![1.0; size * size];
    for i in 0..size {
        for j in 0..size {
            let (a, b) = (covariance.get(i, i), covariance.get(j, j));
            let r = correlation_from_moments(covariance.get(i, j), a, b)?;
            if i != j {
                correlations[i * size + j] = r;
            }
        }
    }
    maximum_likelihood::fit(&correlations, size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::NormalStream;
    use crate::reliability::cronbach_alpha;
    use crate::samples::agreeableness;
    use crate::table::Table;
    use proptest::prelude::*;

    fn implied(loadings: &[f64], uniquenesses: &[f64]) -> CovarianceMatrix {
        let size = loadings.len();
        let row = |i: usize| -> Vec<f64> {
            let cell = |j: usize| loadings[i] * loadings[j] + f64::from(i == j) * uniquenesses[i];
            (0..size).map(cell).collect()
        };
        CovarianceMatrix::from_rows(500, (0..size).map(row)).expect("valid")
    }

    #[test]
    fn reference_two_conventions_on_five_agreeableness_questions() {
        let omega = omega_total(&agreeableness()).expect("defined");
        assert!((omega.of_covariances - 0.712_129).abs() < 6e-7, "{omega:?}");
        assert!(
            (omega.of_correlations - 0.724_021).abs() < 6e-7,
            "{omega:?}"
        );
        assert!(!omega.model.at_floor);
    }

    #[test]
    fn three_questions_are_solved_exactly() {
        // λ² of the first question is r12·r13/r23.
        let (r12, r13, r23): (f64, f64, f64) = (0.42, 0.30, 0.35);
        let covariance =
            CovarianceMatrix::from_rows(90, [[1.0, r12, r13], [r12, 1.0, r23], [r13, r23, 1.0]]);
        let model = one_factor(&covariance.expect("valid")).expect("defined");
        let expected = [r12 * r13 / r23, r12 * r23 / r13, r13 * r23 / r12].map(f64::sqrt);
        for (got, expected) in model.loadings.iter().zip(expected) {
            assert!((got - expected).abs() < 1e-8, "{model:?}");
        }
    }

    #[test]
    fn an_improper_solution_stops_at_the_floor_and_says_so() {
        // .9·.9/.5 is above 1: the first question would need a negative uniqueness.
        let rows = [[1.0, 0.9, 0.9], [0.9, 1.0, 0.5], [0.9, 0.5, 1.0]];
        let covariance = CovarianceMatrix::from_rows(90, rows).expect("valid");
        let model = one_factor(&covariance).expect("defined");
        assert!(model.at_floor);
        assert_eq!(model.uniquenesses[0], UNIQUENESS_FLOOR);
    }

    #[test]
    fn a_reversed_question_loads_negatively() {
        let covariance = implied(&[0.7, 0.6, -0.5, 0.8], &[0.51, 0.64, 0.75, 0.36]);
        let model = one_factor(&covariance).expect("defined");
        assert!(model.loadings[2] < 0.0 && model.loadings[0] > 0.0);
    }

    #[test]
    fn undefined_is_said() {
        let two = CovarianceMatrix::from_rows(9, [[1.0, 0.5], [0.5, 1.0]]).expect("valid");
        assert!(matches!(
            omega_total(&two).expect_err("not identified").reason,
            Reason::TooFewQuestions { got: 2, needed: 3 }
        ));
        let rows = [[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 0.0]];
        let flat = CovarianceMatrix::from_rows(9, rows).expect("valid");
        assert_eq!(
            omega_total(&flat).expect_err("flat").reason,
            Reason::ZeroVariance
        );
    }

    #[test]
    fn recovers_the_omega_of_simulated_answers() {
        let loadings = [0.8, 0.7, 0.6, 0.5, 0.4, 0.3];
        let mut normal = NormalStream::seeded(5);
        let rows = (0..20_000).map(|_| {
            let factor = normal.draw();
            loadings.map(|l: f64| l * factor + (1.0 - l * l).sqrt() * normal.draw())
        });
        let table = Table::from_rows(rows).expect("valid");
        let covariance = CovarianceMatrix::of(&table).expect("defined");
        let common: f64 = loadings.iter().sum();
        let unique: f64 = loadings.iter().map(|l| 1.0 - l * l).sum();
        let truth = common * common / (common * common + unique);
        let estimate = omega_total(&covariance).expect("defined").of_covariances;
        // Its standard error at n = 20,000 is about .0035.
        assert!((estimate - truth).abs() < 0.012, "{estimate} {truth}");
    }

    proptest! {
        #[test]
        fn an_exact_model_is_found_and_units_do_not_matter(
            parts in prop::collection::vec((0.25..0.95_f64, 0.1..9.0_f64), 4..12),
        ) {
            let (loadings, scales): (Vec<f64>, Vec<f64>) = parts.into_iter().unzip();
            let unique: Vec<f64> = loadings.iter().map(|l| 1.0 - l * l).collect();
            let covariance = implied(&loadings, &unique);
            let omega = omega_total(&covariance).expect("defined");
            for (got, expected) in omega.model.loadings.iter().zip(&loadings) {
                prop_assert!((got - expected).abs() < 1e-6, "{:?} {:?}", omega, loadings);
            }
            let stretched = omega_total(&covariance.weighted(&scales).expect("valid"));
            let stretched = stretched.expect("defined");
            prop_assert!((stretched.of_correlations - omega.of_correlations).abs() < 1e-8);
            // Omega is alpha where all loadings are equal, and above it otherwise.
            let alpha = cronbach_alpha(&covariance).expect("defined");
            prop_assert!(omega.of_covariances >= alpha - 1e-9);
        }
    }
}
