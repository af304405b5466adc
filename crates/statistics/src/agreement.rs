//! Agreement of raters: intraclass correlations, kappas, Krippendorff's alpha,
//! and severity by the additive model.
//!
//! Ratings are numbers, or words for categories. Intraclass correlations, kappas
//! and Fleiss' kappa take the targets that every rater rated; Krippendorff's
//! alpha and the rater model take all ratings. Never changes a rating: adjusted
//! ratings stand beside the given ones.
//!
//! * `ratings`: the two shapes of table; `page`: the report as text.

mod page;
mod ratings;

pub use ratings::{Long, Ratings, read_long, read_wide};

use crate::figure::{Figure, limits};
use psychometrics::agreement::icc::Coefficient;
use psychometrics::agreement::{
    IntraclassCorrelations, KappaWeights, MeanSquares, Metric, Rating, cohen_kappa,
    counts_by_category, cross_tabulate, fleiss_kappa, intraclass_correlations, krippendorff_alpha,
    rater_model,
};
use psychometrics::table::Table;
use psychometrics::{Reason, Undefined};
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
    fn of(icc: &IntraclassCorrelations) -> Self {
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

/// Computes everything, intervals at `level`.
pub fn run(ratings: &Ratings, level: f64) -> Report {
    let complete = ratings.complete();
    let words = |name| Figure::none(name, "ratings are words, not numbers");
    let numbers = !ratings.are_words();
    let icc = Table::from_rows(&complete).and_then(|table| intraclass_correlations(&table, level));
    let model = model(ratings);
    Report {
        targets: ratings.targets.len(),
        complete: complete.len(),
        raters: ratings.raters.clone(),
        categories: ratings
            .categories
            .iter()
            .map(|(name, _)| name.clone())
            .collect(),
        icc: match numbers {
            true => Figure::of("icc", icc.as_ref().map(Icc::of).map_err(|e| *e)),
            false => Figure::none("icc", "ratings are words, not numbers"),
        },
        ms: match numbers {
            true => Figure::of("ms", icc.map(|icc| icc.mean_squares.into())),
            false => Figure::none("ms", "ratings are words, not numbers"),
        },
        kappa: kappa(ratings, &complete),
        fleiss: fleiss(ratings, &complete),
        krippendorff: krippendorff(ratings, words),
        rater_effects: effects(ratings, &model),
        rater_model: rename("rater_model", &model, |(model, _)| Model {
            f: model.f,
            df: [model.df.0, model.df.1],
            p: model.p,
            residual_variance: model.residual_variance,
            rater_variance: model.rater_variance,
            may_adjust: model.may_adjust(),
        }),
        adjusted: rename("adjusted", &model, |(model, flat)| {
            let values = model
                .adjusted(flat)
                .into_iter()
                .zip(model.adjusted_shrunk(flat));
            let one = |(rating, (adjusted, shrunk)): (&Rating, (Option<f64>, Option<f64>))| {
                Some(Adjusted {
                    target: ratings.targets[rating.target].clone(),
                    rater: ratings.raters[rating.rater].clone(),
                    rating: rating.value,
                    adjusted: adjusted?,
                    adjusted_shrunk: shrunk?,
                })
            };
            flat.iter().zip(values).filter_map(one).collect()
        }),
        level,
    }
}

fn kappa(ratings: &Ratings, complete: &[Vec<f64>]) -> Figure<Kappas> {
    let raters = ratings.raters.len();
    if raters != 2 {
        let reason = format!("Cohen's kappa is for 2 raters, these are {raters}");
        return Figure::none("kappa", reason);
    }
    let values = ratings.category_values();
    let (first, second): (Vec<f64>, Vec<f64>) = complete.iter().map(|row| (row[0], row[1])).unzip();
    let counts = match cross_tabulate(&first, &second, &values) {
        Ok(counts) => counts,
        Err(undefined) => return Figure::of("kappa", Err(undefined)),
    };
    let one = |name, weights: KappaWeights| {
        if weights != KappaWeights::Unweighted && !ratings.ordered {
            let none = || Figure::none(name, "words have no order: state it with --categories");
            return (none(), none());
        }
        let found = cohen_kappa(&counts, weights);
        (
            Figure::of(name, found.map(|kappa| kappa.value)),
            Figure::of(name, found.map(|kappa| kappa.ase)),
        )
    };
    let unweighted = one("unweighted", KappaWeights::Unweighted);
    let linear = one("linear", KappaWeights::Linear);
    let quadratic = one("quadratic", KappaWeights::Quadratic);
    let kappas = Kappas {
        unweighted: unweighted.0,
        linear: linear.0,
        quadratic: quadratic.0,
        ase: KappaErrors {
            unweighted: unweighted.1,
            linear: linear.1,
            quadratic: quadratic.1,
        },
    };
    Figure::some("kappa", kappas)
}

fn fleiss(ratings: &Ratings, complete: &[Vec<f64>]) -> Figure<Fleiss> {
    let counts = counts_by_category(complete, &ratings.category_values());
    let found = counts.and_then(|counts| fleiss_kappa(&counts));
    let fleiss = found.map(|found| Fleiss {
        kappa: found.value,
        z: found.z,
        p: found.p,
    });
    Figure::of("fleiss", fleiss)
}

fn krippendorff(ratings: &Ratings, words: impl Fn(&'static str) -> Figure) -> Krippendorff {
    let units = ratings.units();
    let alpha = |name, metric| Figure::of(name, krippendorff_alpha(&units, metric));
    let of_numbers = |name, metric| match ratings.are_words() {
        true => words(name),
        false => alpha(name, metric),
    };
    Krippendorff {
        nominal: alpha("nominal", Metric::Nominal),
        ordinal: match ratings.ordered {
            true => alpha("ordinal", Metric::Ordinal),
            false => Figure::none("ordinal", "words have no order: state it with --categories"),
        },
        interval: of_numbers("interval", Metric::Interval),
        ratio: of_numbers("ratio", Metric::Ratio),
    }
}

type Fitted = Result<(psychometrics::agreement::RaterModel, Vec<Rating>), String>;

fn model(ratings: &Ratings) -> Fitted {
    if ratings.are_words() {
        return Err("ratings are words, not numbers".into());
    }
    let (flat, targets) = ratings.flat();
    if let Some(target) = targets.iter().position(|rated| !rated) {
        return Err(format!("nobody rated {}", ratings.targets[target]));
    }
    let fitted = rater_model(&flat).map_err(|undefined| match undefined.reason {
        Reason::Disconnected { components } => {
            format!("{components} groups of ratings share neither rater nor target")
        }
        reason => reason.to_string(),
    });
    Ok((fitted?, flat))
}

fn effects(ratings: &Ratings, model: &Fitted) -> Figure<Vec<RaterEffect>> {
    rename("rater_effects", model, |(model, _)| {
        let raters = ratings.raters.iter().zip(&model.raters);
        let one =
            |(name, severity): (&String, &psychometrics::agreement::rater_model::Severity)| {
                RaterEffect {
                    rater: name.clone(),
                    effect: severity.effect,
                    shrunk: severity.shrunk,
                    standard_error: severity.standard_error,
                    ratings: severity.ratings,
                }
            };
        raters.map(one).collect()
    })
}

fn rename<T>(
    name: &'static str,
    model: &Fitted,
    of: impl Fn(&(psychometrics::agreement::RaterModel, Vec<Rating>)) -> T,
) -> Figure<T> {
    let value = model.as_ref().map(of).map_err(Clone::clone);
    Figure { name, value }
}
