//! The one error of this crate: a statistic that does not exist for the numbers given.
//!
//! Never contains a message for end users. To add a cause, add a [`Reason`] and
//! say in its text what was expected.

/// Why a result does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Fewer observations (persons, values) than the formula needs.
    #[error("{got} observations, at least {needed} needed")]
    TooFewObservations {
        /// How many there are.
        got: usize,
        /// The smallest number for which the result exists.
        needed: usize,
    },
    /// Fewer questions (columns, parts) than the formula needs.
    #[error("{got} questions, at least {needed} needed")]
    TooFewQuestions {
        /// How many there are.
        got: usize,
        /// The smallest number for which the result exists.
        needed: usize,
    },
    /// All values are equal where the formula divides by their variance.
    #[error("no variance: all values are equal")]
    ZeroVariance,
    /// A reliability of 0: nobody can be told apart at any distance.
    #[error("reliability is zero: no difference is reliable")]
    ZeroReliability,
    /// An input is infinite or not a number, or so large that what follows is.
    #[error("a number is not finite, or too large to calculate with")]
    NotFinite,
    /// Two inputs that belong together differ in length.
    #[error("{got} values where {expected} belong")]
    LengthMismatch {
        /// The length given.
        got: usize,
        /// The length that fits.
        expected: usize,
    },
    /// A question is in two strata, or in none.
    #[error("question {column} does not belong to exactly one stratum")]
    NotDisjoint {
        /// Index of the first such question.
        column: usize,
    },
    /// The formula divides by a quantity that is 0 or less here; the text names it.
    #[error("{0} is not above zero")]
    NotPositive(&'static str),
    /// A matrix has no inverse: a column repeats what others say.
    #[error("columns depend on each other")]
    Singular,
    /// A group or score predicts the answer without exception: the estimate is infinite.
    #[error("the answers are separated: an estimate is infinite")]
    Separated,
    /// An iteration did not settle.
    #[error("the estimate did not converge")]
    NotConverged,
    /// Ratings fall into groups that share neither a rater nor a target.
    #[error("{components} groups of ratings share neither rater nor target")]
    Disconnected {
        /// Number of such groups, at least 2.
        components: usize,
    },
    /// An argument lies outside its range; the text names the range.
    #[error("{0}")]
    OutOfRange(&'static str),
}

/// A result that does not exist. Returned in place of NaN, always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("undefined: {reason}")]
pub struct Undefined {
    /// The cause.
    pub reason: Reason,
}

impl From<Reason> for Undefined {
    fn from(reason: Reason) -> Self {
        Self { reason }
    }
}

/// Passes a finite number on and refuses any other.
pub(crate) fn finite(value: f64) -> Result<f64, Undefined> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(Reason::NotFinite.into())
    }
}

/// No measurement is larger; products of four of these still exist.
const LARGEST: f64 = 1e75;

/// Refuses a slice with a number that is infinite or NaN, or so large that sums
/// of its squares would be.
pub(crate) fn all_finite(values: &[f64]) -> Result<(), Undefined> {
    if values.iter().all(|value| value.abs() <= LARGEST) {
        Ok(())
    } else {
        Err(Reason::NotFinite.into())
    }
}

/// Refuses a reliability outside 0 to 1.
pub(crate) fn reliability_in_range(reliability: f64) -> Result<f64, Undefined> {
    if (0.0..=1.0).contains(&reliability) {
        Ok(reliability)
    } else {
        Err(Reason::OutOfRange("a reliability lies between 0 and 1").into())
    }
}

/// Refuses a standard deviation that is not above 0.
pub(crate) fn positive_sd(sd: f64) -> Result<f64, Undefined> {
    if finite(sd)? > 0.0 {
        Ok(sd)
    } else {
        Err(Reason::ZeroVariance.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_is_missing() {
        let error = Undefined::from(Reason::TooFewObservations { got: 1, needed: 2 });
        assert_eq!(
            error.to_string(),
            "undefined: 1 observations, at least 2 needed"
        );
    }

    #[test]
    fn refuses_what_is_not_a_number() {
        assert!(all_finite(&[1.0, f64::NAN]).is_err());
        assert!(all_finite(&[f64::NEG_INFINITY]).is_err() && all_finite(&[1e80]).is_err());
        assert!(finite(f64::INFINITY).is_err());
        assert!(reliability_in_range(f64::NAN).is_err());
        assert!(reliability_in_range(1.0).is_ok());
        assert_eq!(
            positive_sd(0.0),
            Err(Undefined {
                reason: Reason::ZeroVariance
            })
        );
        assert!(positive_sd(-1.0).is_err());
    }
}
