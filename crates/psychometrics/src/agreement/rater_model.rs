//! Severity of raters when not everyone rated everything.
//!
//! The additive model `y_tr = μ + θ_t + ρ_r + ε` with Σρ_r = 0, by least
//! squares: a target is what was rated (one person's answer to one question).
//! Never changes a rating by itself: whether to adjust is the caller's decision,
//! with [`RaterModel::may_adjust`] as the rule.

use crate::distributions::f_upper;
use crate::linear::Cholesky;
use crate::moments::at_least;
use crate::undefined::{Reason, Undefined, all_finite};

/// Ratings each rater must have given before adjusting is allowed.
pub const RATINGS_TO_ADJUST: usize = 30;
/// The rater effect must be significant at this level before adjusting.
pub const ADJUST_ALPHA: f64 = 0.05;

/// One rating.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rating {
    /// What was rated; targets count from 0 without gaps.
    pub target: usize,
    /// Who rated; raters count from 0 without gaps.
    pub rater: usize,
    /// The rating.
    pub value: f64,
}

/// One rater in the model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Severity {
    /// ρ̂: points this rater gives above the average rater; below 0 is severe.
    pub effect: f64,
    /// `ρ̃ = ρ̂·n/(n + σ²_e/σ²_ρ)`: drawn towards 0 when ratings are few.
    pub shrunk: f64,
    /// Standard error of ρ̂.
    pub standard_error: f64,
    /// Number of ratings n given.
    pub ratings: usize,
}

/// The fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct RaterModel {
    /// μ: mean of the target values.
    pub mean: f64,
    /// μ + θ̂ of every target: the mean rating expected from all raters.
    pub targets: Vec<f64>,
    /// Every rater.
    pub raters: Vec<Severity>,
    /// σ̂²_e, residual variance.
    pub residual_variance: f64,
    /// σ̂²_ρ, variance between raters; 0 where the effects are no larger than error.
    pub rater_variance: f64,
    /// F of the rater effects, targets taken into account.
    pub f: f64,
    /// Its degrees of freedom: raters − 1, and ratings − targets − raters + 1.
    pub df: (usize, usize),
    /// Probability of such an F without rater effects.
    pub p: f64,
}

impl RaterModel {
    /// `y − ρ̂_r` for every rating, in order.
    pub fn adjusted(&self, ratings: &[Rating]) -> Vec<Option<f64>> {
        self.less(ratings, |severity| severity.effect)
    }

    /// `y − ρ̃_r` for every rating, in order: the shrunk adjustment.
    pub fn adjusted_shrunk(&self, ratings: &[Rating]) -> Vec<Option<f64>> {
        self.less(ratings, |severity| severity.shrunk)
    }

    /// Whether ratings may be adjusted: every rater has [`RATINGS_TO_ADJUST`]
    /// and the effects are significant at [`ADJUST_ALPHA`]. (That ratings are
    /// connected is a condition of the model itself.) Otherwise severity is
    /// shown and nothing is adjusted.
    pub fn may_adjust(&self) -> bool {
        let enough = |severity: &Severity| severity.ratings >= RATINGS_TO_ADJUST;
        self.raters.iter().all(enough) && self.p < ADJUST_ALPHA
    }

    /// `None` for a rater the model does not know.
    fn less(&self, ratings: &[Rating], by: impl Fn(&Severity) -> f64) -> Vec<Option<f64>> {
        let one = |rating: &Rating| Some(rating.value - by(self.raters.get(rating.rater)?));
        ratings.iter().map(one).collect()
    }
}

/// Number of groups of ratings that share neither rater nor target; severity
/// can be compared within a group only (1 is connected).
///
/// # Errors
/// `TooFewObservations` without ratings, `OutOfRange` if targets or raters are
/// not numbered without gaps.
pub fn components(ratings: &[Rating]) -> Result<usize, Undefined> {
    let layout = Layout::of(ratings)?;
    let targets = layout.per_target.len();
    let mut parent: Vec<usize> = (0..targets + layout.per_rater.len()).collect();
    let mut groups = parent.len();
    for rating in ratings {
        let a = root(&mut parent, rating.target);
        let b = root(&mut parent, targets + rating.rater);
        if a != b {
            parent[a] = b;
            groups -= 1;
        }
    }
    Ok(groups)
}

fn root(parent: &mut [usize], mut node: usize) -> usize {
    while parent[node] != node {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    node
}

/// Fits the additive model by least squares.
///
/// Targets are eliminated: with n_tr ratings of target t by rater r, the effects
/// solve `(diag(n_r) − Σ_t n_tr n_ts/n_t)·ρ = Σ_t n_tr(ȳ_tr − ȳ_t)`, Σρ = 0.
/// `σ̂²_e` is the residual sum of squares over its degrees of freedom;
/// `σ̂²_ρ = (Σρ̂² − σ̂²_e·tr M⁺)/(R−1)` with M⁺ the generalised inverse of that
/// matrix, which in a complete design is `(MSC − MSE)/n`.
///
/// # Errors
/// `TooFewObservations` below 2 raters or where no rating is left to estimate
/// the residual, `Disconnected`, `OutOfRange` if targets or raters are not
/// numbered without gaps, `NotPositive` if the model fits every rating without
/// residual, `NotFinite`.
pub fn rater_model(ratings: &[Rating]) -> Result<RaterModel, Undefined> {
    let layout = Layout::of(ratings)?;
    let (targets, raters) = (layout.per_target.len(), layout.per_rater.len());
    at_least(raters, 2)?;
    let components = components(ratings)?;
    if components > 1 {
        return Err(Reason::Disconnected { components }.into());
    }
    at_least(ratings.len(), targets + raters)?;

    let (matrix, right) = layout.normal_equations(ratings);
    let cholesky = Cholesky::of(&matrix, raters)?;
    let effects = cholesky.solve(&right);
    let values = layout.target_values(ratings, &effects);

    let df = (raters - 1, ratings.len() - targets - raters + 1);
    let residual: f64 = ratings
        .iter()
        .map(|r| (r.value - values[r.target] - effects[r.rater]).powi(2))
        .sum();
    let rounding = 1e-28 * ratings.iter().map(|r| r.value * r.value).sum::<f64>();
    if residual <= rounding {
        return Err(Reason::NotPositive("the residual variance").into());
    }
    let residual_variance = residual / df.1 as f64;
    let explained: f64 = effects.iter().zip(&right).map(|(e, b)| e * b).sum();
    let f = explained.max(0.0) / df.0 as f64 / residual_variance;

    // The inverse of M + 11ᵀ/R is M⁺ + 11ᵀ/R.
    let inverse: Vec<f64> = cholesky.inverse_diagonal();
    let unit = 1.0 / raters as f64;
    let noise: f64 = inverse.iter().map(|entry| entry - unit).sum();
    let spread: f64 = effects.iter().map(|e| e * e).sum();
    let rater_variance = ((spread - residual_variance * noise) / df.0 as f64).max(0.0);

    let severity = |rater: usize| {
        let n = layout.per_rater[rater];
        let informative = n as f64 * rater_variance;
        Severity {
            effect: effects[rater],
            shrunk: effects[rater] * informative / (informative + residual_variance),
            standard_error: (residual_variance * (inverse[rater] - unit).max(0.0)).sqrt(),
            ratings: n,
        }
    };
    Ok(RaterModel {
        mean: values.iter().sum::<f64>() / targets as f64,
        targets: values,
        raters: (0..raters).map(severity).collect(),
        residual_variance,
        rater_variance,
        f,
        df,
        p: f_upper(f, df.0 as f64, df.1 as f64)?,
    })
}

/// Number of ratings by target and by rater.
struct Layout {
    per_target: Vec<usize>,
    per_rater: Vec<usize>,
}

impl Layout {
    fn of(ratings: &[Rating]) -> Result<Self, Undefined> {
        at_least(ratings.len(), 1)?;
        for rating in ratings {
            all_finite(&[rating.value])?;
        }
        Ok(Self {
            per_target: tally(ratings, |rating| rating.target)?,
            per_rater: tally(ratings, |rating| rating.rater)?,
        })
    }

    /// M + 11ᵀ/R, and the right side.
    fn normal_equations(&self, ratings: &[Rating]) -> (Vec<f64>, Vec<f64>) {
        let raters = self.per_rater.len();
        let mut matrix = vec![1.0 / raters as f64; raters * raters];
        let mut right = vec![0.0; raters];
        let mut by_target: Vec<Vec<&Rating>> = vec![Vec::new(); self.per_target.len()];
        for rating in ratings {
            by_target[rating.target].push(rating);
        }
        for own in &by_target {
            let n = own.len() as f64;
            let mean = own.iter().map(|rating| rating.value).sum::<f64>() / n;
            for a in own {
                matrix[a.rater * raters + a.rater] += 1.0;
                right[a.rater] += a.value - mean;
                for b in own {
                    matrix[a.rater * raters + b.rater] -= 1.0 / n;
                }
            }
        }
        (matrix, right)
    }

    /// Mean rating of every target without its raters' effects.
    fn target_values(&self, ratings: &[Rating], effects: &[f64]) -> Vec<f64> {
        let mut values = vec![0.0; self.per_target.len()];
        for rating in ratings {
            values[rating.target] += rating.value - effects[rating.rater];
        }
        for (value, &n) in values.iter_mut().zip(&self.per_target) {
            *value /= n as f64;
        }
        values
    }
}

fn tally(ratings: &[Rating], of: impl Fn(&Rating) -> usize) -> Result<Vec<usize>, Undefined> {
    let gaps = Undefined::from(Reason::OutOfRange(
        "targets and raters are numbered from 0 without gaps",
    ));
    let mut counts = vec![0; ratings.len()];
    for rating in ratings {
        *counts.get_mut(of(rating)).ok_or(gaps)? += 1;
    }
    let used = counts
        .iter()
        .rposition(|&n| n > 0)
        .map_or(0, |last| last + 1);
    counts.truncate(used);
    if counts.contains(&0) {
        return Err(gaps);
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::icc::mean_squares;
    use crate::random::{NormalStream, UniformStream};
    use crate::table::Table;

    fn rating(target: usize, rater: usize, value: f64) -> Rating {
        Rating {
            target,
            rater,
            value,
        }
    }

    fn complete(rows: &[[f64; 4]]) -> Vec<Rating> {
        let cells = rows.iter().enumerate().flat_map(|(target, row)| {
            let of_rater = move |(rater, &value)| rating(target, rater, value);
            row.iter().enumerate().map(of_rater)
        });
        cells.collect()
    }

    const SHROUT_FLEISS: [[f64; 4]; 6] = [
        [9.0, 2.0, 5.0, 8.0],
        [6.0, 1.0, 3.0, 2.0],
        [8.0, 4.0, 6.0, 8.0],
        [7.0, 1.0, 2.0, 6.0],
        [10.0, 5.0, 6.0, 9.0],
        [6.0, 2.0, 4.0, 7.0],
    ];

    /// In a complete design everything is known from the two-way layout.
    #[test]
    fn a_complete_design_is_the_analysis_of_variance() {
        let ms = mean_squares(&Table::from_rows(SHROUT_FLEISS).expect("valid")).expect("defined");
        let model = rater_model(&complete(&SHROUT_FLEISS)).expect("defined");
        assert!((model.residual_variance - ms.residual).abs() < 1e-12);
        assert!((model.rater_variance - (ms.raters - ms.residual) / 6.0).abs() < 1e-12);
        assert!((model.f - ms.raters / ms.residual).abs() < 1e-9);
        assert_eq!(model.df, (3, 15));
        let grand = 127.0 / 24.0;
        assert!((model.mean - grand).abs() < 1e-12);
        let means = [46.0 / 6.0, 15.0 / 6.0, 26.0 / 6.0, 40.0 / 6.0];
        for (severity, mean) in model.raters.iter().zip(means) {
            assert!((severity.effect - (mean - grand)).abs() < 1e-12);
            // Var(ρ̂) = σ²(1 − 1/R)/n.
            let error = (ms.residual * 0.75 / 6.0).sqrt();
            assert!((severity.standard_error - error).abs() < 1e-12);
            let shrink = 6.0 / (6.0 + ms.residual / model.rater_variance);
            assert!((severity.shrunk - severity.effect * shrink).abs() < 1e-12);
        }
        assert!(!model.may_adjust(), "six ratings each are too few");
    }

    #[test]
    fn a_linked_design_by_hand() {
        // Rater 1 is 2 points below rater 0 on the shared target, and both
        // rate a target of their own, twice, with residuals ±1.
        let ratings = [
            rating(0, 0, 6.0),
            rating(0, 1, 4.0),
            rating(1, 0, 8.0),
            rating(1, 0, 6.0),
            rating(2, 1, 3.0),
            rating(2, 1, 5.0),
        ];
        let model = rater_model(&ratings).expect("defined");
        assert!((model.raters[0].effect - 1.0).abs() < 1e-12);
        assert!((model.raters[1].effect + 1.0).abs() < 1e-12);
        assert!((model.targets[0] - 5.0).abs() < 1e-12);
        assert!((model.targets[1] - 6.0).abs() < 1e-12);
        assert!((model.targets[2] - 5.0).abs() < 1e-12);
        assert_eq!(model.df, (1, 2));
        let adjusted = model.adjusted(&ratings);
        assert!((adjusted[0].expect("known") - 5.0).abs() < 1e-12);
        assert!((adjusted[4].expect("known") - 4.0).abs() < 1e-12);
        assert_eq!(model.adjusted(&[rating(0, 9, 1.0)]), [None]);
    }

    #[test]
    fn unconnected_raters_are_refused() {
        let ratings = [
            rating(0, 0, 6.0),
            rating(0, 1, 4.0),
            rating(1, 2, 8.0),
            rating(1, 3, 6.0),
            rating(1, 3, 7.0),
        ];
        assert_eq!(components(&ratings), Ok(2));
        let error = rater_model(&ratings).expect_err("not comparable");
        assert_eq!(error.reason, Reason::Disconnected { components: 2 });
    }

    #[test]
    fn undefined_is_said() {
        assert!(rater_model(&[]).is_err());
        assert!(rater_model(&[rating(0, 0, 1.0), rating(0, 0, 2.0)]).is_err());
        assert!(rater_model(&[rating(0, 0, 1.0), rating(0, 2, 2.0)]).is_err());
        assert!(rater_model(&[rating(usize::MAX, 0, 1.0)]).is_err());
        assert!(rater_model(&[rating(0, 0, f64::NAN), rating(0, 1, 2.0)]).is_err());
        let no_residual = [[1.0, 2.0, 3.0, 4.0], [2.0, 3.0, 4.0, 5.0]];
        let error = rater_model(&complete(&no_residual)).expect_err("fits exactly");
        assert_eq!(error.reason, Reason::NotPositive("the residual variance"));
        // Two ratings, a target and two raters: nothing left for the residual.
        assert!(rater_model(&[rating(0, 0, 1.0), rating(0, 1, 2.0)]).is_err());
    }

    /// 400 answers, each rated by two of eight raters, severities known.
    #[test]
    fn recovers_simulated_severities() {
        let truth = [-0.8, -0.5, -0.2, 0.0, 0.1, 0.3, 0.4, 0.7];
        let (mut normal, mut uniform) = (NormalStream::seeded(11), UniformStream::seeded(12));
        let mut ratings = Vec::new();
        let mut qualities = Vec::new();
        for target in 0..400 {
            let quality = 3.0 + 0.8 * normal.draw();
            qualities.push(quality);
            let first = (uniform.draw() * 8.0) as usize;
            let second = (first + 1 + (uniform.draw() * 7.0) as usize) % 8;
            for rater in [first, second] {
                let value = quality + truth[rater] + 0.5 * normal.draw();
                ratings.push(rating(target, rater, value));
            }
        }
        let model = rater_model(&ratings).expect("defined");
        for (severity, effect) in model.raters.iter().zip(truth) {
            let z = (severity.effect - effect) / severity.standard_error;
            assert!(z.abs() < 4.0, "{severity:?} {effect}");
            assert!(severity.shrunk.abs() <= severity.effect.abs());
        }
        // 393 degrees of freedom: the estimate lies within 4 standard errors.
        let error = 0.25 * (2.0_f64 / 393.0).sqrt();
        assert!((model.residual_variance - 0.25).abs() < 4.0 * error);
        assert!(model.p < 1e-6 && model.may_adjust());

        let squared_error = |values: Vec<f64>| -> f64 {
            let off = values.iter().zip(&ratings);
            off.map(|(v, r)| (v - qualities[r.target]).powi(2)).sum()
        };
        let raw = squared_error(ratings.iter().map(|r| r.value).collect());
        let adjusted = squared_error(model.adjusted(&ratings).into_iter().flatten().collect());
        assert!(adjusted < 0.7 * raw, "{adjusted} {raw}");
    }
}
