//! Agreement of raters: intraclass correlations, kappas, Krippendorff's alpha,
//! and severity by the additive model.
//!
//! Ratings are numbers, or words for categories. Intraclass correlations, kappas
//! and Fleiss' kappa take the targets that every rater rated; Krippendorff's
//! alpha and the rater model take all ratings. Never changes a rating: adjusted
//! ratings stand beside the given ones.
//!
//! * `ratings`: the two shapes of table; `report`: the keys; `page`: as text.

mod page;
mod ratings;
mod report;

pub use ratings::{Long, Ratings, read_long, read_wide};
pub use report::{
    Adjusted, Fleiss, Icc, IccIntervals, KappaErrors, Kappas, Krippendorff, Model, RaterEffect,
    Report, Squares,
};

use crate::figure::Figure;
use psychometrics::Reason;
use psychometrics::agreement::{
    KappaWeights, Metric, Rating, cohen_kappa, counts_by_category, cross_tabulate, fleiss_kappa,
    intraclass_correlations, krippendorff_alpha, rater_model,
};
use psychometrics::table::Table;

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
