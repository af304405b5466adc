//! What comes out: the keys of the JSON, and how a comparison fills them.

use super::counts::Counts;
use crate::figure::{Figure, limits};
use psychometrics::Undefined;
use psychometrics::impact::comparison::ZTest;
use psychometrics::impact::report::Compared;
use psychometrics::impact::{Verdict, standardised_difference};
use serde::Serialize;

/// All groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The group with the highest rate, which the others are compared with.
    pub reference: String,
    /// Every group, in the order of the table.
    pub groups: Vec<GroupReport>,
    /// People without a group.
    pub unknown: Unknown,
    /// The median of everyone, where rates come from scores.
    #[serde(flatten)]
    pub median: Figure,
    /// How many score exactly the median: they are not above it.
    #[serde(flatten)]
    pub on_median: Figure<u64>,
    /// People without a score, left out.
    #[serde(flatten)]
    pub left_out: Figure<usize>,
    /// Level of all intervals.
    pub level: f64,
}

/// People without a group.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Unknown {
    /// How many.
    pub n: u64,
    /// How many of them were selected.
    pub selected: u64,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupReport {
    /// Its name.
    pub group: String,
    /// Its size.
    pub n: u64,
    /// How many were selected, or scored above the median.
    pub selected: u64,
    /// Their share.
    #[serde(flatten)]
    pub rate: Figure,
    /// The group's share of everyone.
    pub share: f64,
    /// Gate: below 2 % of everyone, never the reference.
    pub small: bool,
    /// The comparison with the reference group.
    #[serde(flatten)]
    pub compared: Comparison,
}

/// A group compared with the reference group; every figure is missing for that
/// group itself and for an empty one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// Impact ratio: rate over the reference's.
    #[serde(flatten)]
    pub ratio: Figure,
    /// Its interval.
    #[serde(flatten)]
    pub ratio_ci: Figure<[f64; 2]>,
    /// Z with pooled variance.
    #[serde(flatten)]
    pub z: Figure,
    /// Its p.
    #[serde(flatten)]
    pub z_p: Figure,
    /// Z with hypergeometric variance.
    #[serde(flatten)]
    pub z_hypergeometric: Figure,
    /// Fisher's exact test, two-sided.
    #[serde(flatten)]
    pub fisher_p: Figure,
    /// The same after Holm over all groups compared.
    #[serde(flatten)]
    pub fisher_p_holm: Figure,
    /// Mid-p.
    #[serde(flatten)]
    pub mid_p: Figure,
    /// Cohen's h, above 0 where the reference has the higher rate.
    #[serde(flatten)]
    pub h: Figure,
    /// Selections short of the reference's rate.
    #[serde(flatten)]
    pub shortfall: Figure,
    /// Whether moving one selection turns the four-fifths verdict.
    #[serde(flatten)]
    pub flip: Figure<bool>,
    /// Gate: fewer than 30 people in both groups, or an expected count below 5.
    #[serde(flatten)]
    pub too_few: Figure<bool>,
    /// What the numbers say.
    #[serde(flatten)]
    pub verdict: Figure<&'static str>,
    /// Cohen's d of the scores, reference minus group.
    #[serde(flatten)]
    pub d: Figure,
    /// Its interval.
    #[serde(flatten)]
    pub d_ci: Figure<[f64; 2]>,
}

impl Comparison {
    /// The figures of a comparison, or the reason why there is none. Cohen's d
    /// is that of the groups with these indices.
    pub(super) fn of(
        compared: Result<&Compared, &'static str>,
        counts: &Counts,
        [reference, group]: [usize; 2],
        level: f64,
    ) -> Self {
        let comparison = compared.map(|compared| compared.comparison);
        let pooled = comparison.map(|found| found.z_pooled);
        let d = compared.and_then(|_| {
            let scores = counts
                .scores
                .as_ref()
                .ok_or("rates come from counts, not from scores")?;
            let (first, second) = (scores.of_group[reference], scores.of_group[group]);
            Ok(first.and_then(|first| standardised_difference(first, second?, level)))
        });
        Self {
            ratio: nested("ratio", comparison.map(|found| found.ratio), |ratio| ratio),
            ratio_ci: nested(
                "ratio_ci",
                comparison.map(|found| found.ratio_interval),
                limits,
            ),
            z: nested("z", pooled, |test: ZTest| test.z),
            z_p: nested("z_p", pooled, |test| test.p),
            z_hypergeometric: nested(
                "z_hypergeometric",
                comparison.map(|found| found.z_hypergeometric),
                |test| test.z,
            ),
            fisher_p: plain("fisher_p", comparison.map(|found| found.exact.p)),
            fisher_p_holm: plain("fisher_p_holm", compared.map(|found| found.holm_p)),
            mid_p: plain("mid_p", comparison.map(|found| found.exact.mid_p)),
            h: plain("h", comparison.map(|found| found.h)),
            shortfall: plain("shortfall", comparison.map(|found| found.shortfall)),
            flip: plain("flip", comparison.map(|found| found.one_person_flips)),
            too_few: plain("too_few", comparison.map(|found| found.too_few)),
            verdict: plain("verdict", compared.map(|found| words(found.verdict))),
            d: nested("d", d, |d| d.d),
            d_ci: nested("d_ci", d, |d| limits(d.interval)),
        }
    }
}

fn plain<T>(name: &'static str, found: Result<T, &'static str>) -> Figure<T> {
    let value = found.map_err(str::to_owned);
    Figure { name, value }
}

fn nested<F: Copy, T>(
    name: &'static str,
    found: Result<Result<F, Undefined>, &'static str>,
    of: impl Fn(F) -> T,
) -> Figure<T> {
    match found {
        Ok(found) => Figure::of(name, found.map(of)),
        Err(reason) => Figure::none(name, reason),
    }
}

fn words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::TooFewToJudge => "too few to judge",
        Verdict::LowerAndSignificant => "below four fifths and significant",
        Verdict::LowerNotSignificant => "below four fifths, within chance",
        Verdict::SmallButSignificant => "four fifths or more, but significant",
        Verdict::NoSign => "no sign of impact",
    }
}
