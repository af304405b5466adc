//! What comes out: the keys of the JSON.

use crate::figure::{Figure, limits};
use psychometrics::Undefined;
use psychometrics::agreement::icc::Coefficient;
use psychometrics::agreement::{IntraclassCorrelations, MeanSquares};
use serde::Serialize;

/// Everything about raters.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Targets.
    pub targets: usize,
    /// Targets that every rater rated.
    pub complete: usize,
    /// Names of the raters.
    pub raters: Vec<String>,
    /// Categories in order, as kappas take them.
    pub categories: Vec<String>,
    /// Intraclass correlations of complete targets.
    #[serde(flatten)]
    pub icc: Figure<Icc>,
    /// The mean squares behind them.
    #[serde(flatten)]
    pub ms: Figure<Squares>,
    /// Cohen's kappas of two raters.
    #[serde(flatten)]
    pub kappa: Figure<Kappas>,
    /// Fleiss' kappa.
    #[serde(flatten)]
    pub fleiss: Figure<Fleiss>,
    /// Krippendorff's alphas.
    pub krippendorff: Krippendorff,
    /// Severity of every rater.
    #[serde(flatten)]
    pub rater_effects: Figure<Vec<RaterEffect>>,
    /// Test of the effects, and whether ratings may be adjusted by them.
    #[serde(flatten)]
    pub rater_model: Figure<Model>,
    /// Every rating, given and adjusted.
    #[serde(flatten)]
    pub adjusted: Figure<Vec<Adjusted>>,
    /// Level of all intervals.
    pub level: f64,
}

/// The six intraclass correlations of Shrout and Fleiss.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Icc {
    #[serde(flatten)]
    icc1_1: Figure,
    #[serde(flatten)]
    icc2_1: Figure,
    #[serde(flatten)]
    icc3_1: Figure,
    #[serde(flatten)]
    icc1_k: Figure,
    #[serde(flatten)]
    icc2_k: Figure,
    #[serde(flatten)]
    icc3_k: Figure,
    /// Their intervals.
    pub ci: IccIntervals,
}

/// Intervals of the six, under the same keys.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IccIntervals {
    #[serde(flatten)]
    icc1_1: Figure<[f64; 2]>,
    #[serde(flatten)]
    icc2_1: Figure<[f64; 2]>,
    #[serde(flatten)]
    icc3_1: Figure<[f64; 2]>,
    #[serde(flatten)]
    icc1_k: Figure<[f64; 2]>,
    #[serde(flatten)]
    icc2_k: Figure<[f64; 2]>,
    #[serde(flatten)]
    icc3_k: Figure<[f64; 2]>,
}

impl Icc {
    pub(super) fn of(icc: &IntraclassCorrelations) -> Self {
        type Found = Result<Coefficient, Undefined>;
        let value = |name, found: Found| Figure::of(name, found.map(|c| c.value));
        let interval = |name, found: Found| {
            let interval = found.and_then(|coefficient| coefficient.interval);
            Figure::of(name, interval.map(limits))
        };
        Self {
            icc1_1: value("icc1_1", icc.icc1_1),
            icc2_1: value("icc2_1", icc.icc2_1),
            icc3_1: value("icc3_1", icc.icc3_1),
            icc1_k: value("icc1_k", icc.icc1_k),
            icc2_k: value("icc2_k", icc.icc2_k),
            icc3_k: value("icc3_k", icc.icc3_k),
            ci: IccIntervals {
                icc1_1: interval("icc1_1", icc.icc1_1),
                icc2_1: interval("icc2_1", icc.icc2_1),
                icc3_1: interval("icc3_1", icc.icc3_1),
                icc1_k: interval("icc1_k", icc.icc1_k),
                icc2_k: interval("icc2_k", icc.icc2_k),
                icc3_k: interval("icc3_k", icc.icc3_k),
            },
        }
    }

    /// The six with their intervals, in order.
    pub fn all(&self) -> [(&Figure, &Figure<[f64; 2]>); 6] {
        let ci = &self.ci;
        [
            (&self.icc1_1, &ci.icc1_1),
            (&self.icc2_1, &ci.icc2_1),
            (&self.icc3_1, &ci.icc3_1),
            (&self.icc1_k, &ci.icc1_k),
            (&self.icc2_k, &ci.icc2_k),
            (&self.icc3_k, &ci.icc3_k),
        ]
    }
}

/// Mean squares of the two-way layout.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Squares {
    /// Between targets.
    pub rows: f64,
    /// Between raters.
    pub raters: f64,
    /// Residual.
    pub residual: f64,
    /// Within targets.
    pub within: f64,
}

impl From<MeanSquares> for Squares {
    fn from(ms: MeanSquares) -> Self {
        Self {
            rows: ms.rows,
            raters: ms.raters,
            residual: ms.residual,
            within: ms.within,
        }
    }
}

/// Cohen's kappas, and their asymptotic standard errors under the same keys.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kappas {
    /// Every disagreement alike.
    #[serde(flatten)]
    pub unweighted: Figure,
    /// By steps between categories.
    #[serde(flatten)]
    pub linear: Figure,
    /// By squared steps.
    #[serde(flatten)]
    pub quadratic: Figure,
    /// Standard errors.
    pub ase: KappaErrors,
}

/// Standard errors of the kappas.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KappaErrors {
    /// Of the unweighted kappa.
    #[serde(flatten)]
    pub unweighted: Figure,
    /// Of the linear one.
    #[serde(flatten)]
    pub linear: Figure,
    /// Of the quadratic one.
    #[serde(flatten)]
    pub quadratic: Figure,
}

/// Fleiss' kappa and its test against chance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Fleiss {
    /// The coefficient.
    pub kappa: f64,
    /// By its standard error under chance.
    pub z: f64,
    /// Two-sided probability of such a z.
    pub p: f64,
}

/// Krippendorff's alpha by level of measurement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Krippendorff {
    /// Same or not.
    #[serde(flatten)]
    pub nominal: Figure,
    /// Order.
    #[serde(flatten)]
    pub ordinal: Figure,
    /// Distance.
    #[serde(flatten)]
    pub interval: Figure,
    /// Proportion.
    #[serde(flatten)]
    pub ratio: Figure,
}

/// One rater's severity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RaterEffect {
    /// Name.
    pub rater: String,
    /// Points above the average rater; below 0 is severe.
    pub effect: f64,
    /// The effect drawn towards 0 when ratings are few.
    pub shrunk: f64,
    /// Standard error of the effect.
    pub standard_error: f64,
    /// Ratings given.
    pub ratings: usize,
}

/// The additive model as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Model {
    /// F of the rater effects.
    pub f: f64,
    /// Its degrees of freedom.
    pub df: [usize; 2],
    /// Its p.
    pub p: f64,
    /// Residual variance.
    pub residual_variance: f64,
    /// Variance between raters.
    pub rater_variance: f64,
    /// Gate: every rater has 30 ratings and the effects are significant.
    pub may_adjust: bool,
}

/// One rating.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Adjusted {
    /// What was rated.
    pub target: String,
    /// Who rated.
    pub rater: String,
    /// As given.
    pub rating: f64,
    /// Less the rater's effect.
    pub adjusted: f64,
    /// Less the shrunk effect.
    pub adjusted_shrunk: f64,
}
