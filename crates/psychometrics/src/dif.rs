//! Differential item functioning: is a question harder for one group among
//! people with the same score?
//!
//! * [`mod@mantel_haenszel`]: right-wrong questions, with the ETS classes;
//! * [`mod@mantel`]: questions with partial credit, with the standardised mean difference;
//! * [`logistic`]: right-wrong questions by logistic regression, uniform or not;
//! * [`purification`]: matching without the questions found to function differently;
//! * [`DifGate`]: what the number of people allows to say.
//!
//! People are matched on a total or competency score that includes the studied
//! question; see [`Strata`]. For many questions adjust the p-values with
//! [`crate::multiplicity::benjamini_hochberg`]. A flag asks for a look at the
//! content. Never contains a decision to remove a question.

pub mod logistic;
pub mod mantel;
pub mod mantel_haenszel;
pub mod purification;
mod strata;

pub use logistic::{LogisticDif, logistic_dif};
pub use mantel::{Mantel, SmdClass, mantel};
pub use mantel_haenszel::{EtsClass, MantelHaenszel, mantel_haenszel};
pub use purification::{Screening, purify_once};
pub use strata::{Group, Strata};

/// What may be said about differential functioning at a sample size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DifGate {
    /// Fewer than 100 in the focal group: nothing.
    NotShown,
    /// Fewer than 200 in the focal group or 500 in all: exploratory, tests at
    /// α = .20, no classes.
    Exploratory,
    /// From 200 in the focal group and 500 in all: classes.
    Classes,
}

impl DifGate {
    /// The gate for the size of the focal group and of both groups together.
    pub fn of(focal: usize, total: usize) -> Self {
        match (focal, total) {
            (..100, _) => Self::NotShown,
            (200.., 500..) => Self::Classes,
            _ => Self::Exploratory,
        }
    }

    /// The significance level the gate allows tests at.
    pub fn alpha(self) -> Option<f64> {
        match self {
            Self::NotShown => None,
            Self::Exploratory => Some(0.20),
            Self::Classes => Some(0.05),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gates() {
        assert_eq!(DifGate::of(99, 5_000), DifGate::NotShown);
        assert_eq!(DifGate::of(100, 5_000), DifGate::Exploratory);
        assert_eq!(DifGate::of(199, 5_000), DifGate::Exploratory);
        assert_eq!(DifGate::of(200, 499), DifGate::Exploratory);
        assert_eq!(DifGate::of(200, 500), DifGate::Classes);
        assert_eq!(DifGate::Exploratory.alpha(), Some(0.20));
    }
}
