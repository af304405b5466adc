//! Differential functioning of every item between two groups of equal score.
//!
//! People are matched on the plain sum of the analysed items, the studied one
//! included, in one stratum for each sum unless collapsing is asked for. Never
//! contains a decision about an item.

use super::fold::Held;
use super::scan::Scan;
use crate::figure::Figure;
use crate::problem::{Problem, Problems};
use psychometrics::Undefined;
use psychometrics::dif::{
    EtsClass, Group, LogisticDif, Mantel, MantelHaenszel, SmdClass, Strata, logistic_dif, mantel,
    mantel_haenszel, purify_once,
};
use psychometrics::multiplicity::benjamini_hochberg;
use psychometrics::table::Table;
use serde::Serialize;

/// Two groups in a column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GroupRequest {
    /// The column.
    pub column: String,
    /// What stands there for the focal group.
    pub focal: String,
    /// What stands there for the reference group; `None` for everyone else with
    /// a word there.
    pub reference: Option<String>,
    /// Join neighbouring strata until each holds so many people.
    pub smallest_stratum: Option<usize>,
    /// Match again without the items found to function differently.
    pub purify: bool,
}

/// Differential functioning of one item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dif {
    /// Mantel-Haenszel odds ratio; above 1 the item is easier for the reference group.
    #[serde(flatten)]
    pub odds_ratio: Figure,
    /// χ² without continuity correction.
    #[serde(flatten)]
    pub chi2: Figure,
    /// χ² with it.
    #[serde(flatten)]
    pub chi2_corrected: Figure,
    /// Of the corrected χ², which the class looks at.
    #[serde(flatten)]
    pub p: Figure,
    /// The same after Benjamini and Hochberg over all items.
    #[serde(flatten)]
    pub p_adjusted: Figure,
    /// Of the uncorrected χ².
    #[serde(flatten)]
    pub p_uncorrected: Figure,
    /// `−2.35 ln(odds ratio)`; below 0 the item is harder for the focal group.
    #[serde(flatten)]
    pub delta: Figure,
    /// Standard error of delta.
    #[serde(flatten)]
    pub se_delta: Figure,
    /// ETS class A, B or C.
    #[serde(flatten)]
    pub class: Figure<&'static str>,
    /// Mantel's χ², for partial credit as well.
    #[serde(flatten)]
    pub mantel_chi2: Figure,
    /// Its p.
    #[serde(flatten)]
    pub mantel_p: Figure,
    /// Standardised mean difference in points: focal minus reference.
    #[serde(flatten)]
    pub smd: Figure,
    /// The same in standard deviations of the item.
    #[serde(flatten)]
    pub smd_standardised: Figure,
    /// Its class AA, BB or CC.
    #[serde(flatten)]
    pub smd_class: Figure<&'static str>,
    /// Logistic regression.
    #[serde(flatten)]
    pub logistic: Figure<LogisticFigures>,
}

/// Three nested logistic models of an item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LogisticFigures {
    /// Of score; score and group; score, group and their product.
    pub deviance: [f64; 3],
    /// χ² of the second against the first, 1 degree of freedom.
    pub lr_uniform: f64,
    /// Its p.
    pub p_uniform: f64,
    /// χ² of the third against the second, 1 degree of freedom.
    pub lr_non_uniform: f64,
    /// Its p.
    pub p_non_uniform: f64,
    /// χ² of the third against the first, 2 degrees of freedom.
    pub lr_both: f64,
    /// Its p.
    pub p_both: f64,
    /// Nagelkerke's R² of the three.
    pub nagelkerke: [f64; 3],
}

impl GroupRequest {
    pub(super) fn group_of(&self, text: Option<&str>) -> Option<Group> {
        let text = text?;
        match &self.reference {
            _ if text == self.focal => Some(Group::Focal),
            Some(reference) if text != reference => None,
            _ => Some(Group::Reference),
        }
    }

    /// Refuses a word that nobody has.
    pub(super) fn check(&self, scan: &Scan) -> Result<(), Problems> {
        let mut problems = Problems::default();
        let known: Vec<&str> = scan.groups.iter().take(20).map(String::as_str).collect();
        let asked = [Some(&self.focal), self.reference.as_ref()];
        for word in asked.into_iter().flatten() {
            if !scan.groups.contains(word) {
                problems.push(Problem::Asked(format!(
                    "nobody has {word:?} in column {:?}; there are {}",
                    self.column,
                    known.join(", ")
                )));
            }
        }
        if self.reference.as_ref() == Some(&self.focal) {
            problems.push(Problem::Asked(
                "focal and reference group are the same".into(),
            ));
        }
        problems.or(())
    }
}

/// What the three methods found about one item.
struct Found {
    haenszel: Result<MantelHaenszel, Undefined>,
    mantel: Result<Mantel, Undefined>,
    logistic: Result<LogisticDif, Undefined>,
}

/// Every item, and how many are in the focal and in the reference group.
pub(super) fn screen(
    held: &Held,
    items: usize,
    request: &GroupRequest,
) -> Result<(Vec<Dif>, [usize; 2]), Undefined> {
    let (mut rows, mut groups) = (Vec::new(), Vec::new());
    for (row, group) in held.scores.chunks_exact(items).zip(&held.groups) {
        if let Some(group) = group {
            rows.push(row);
            groups.push(*group);
        }
    }
    let table = Table::from_rows(rows)?;
    let examine = |item: &[f64], matching: &[f64]| {
        let strata = Strata::by_level(matching)?;
        let strata = match request.smallest_stratum {
            Some(smallest) => strata.collapsed(smallest),
            None => strata,
        };
        Ok(Found {
            haenszel: mantel_haenszel(item, &groups, &strata),
            mantel: mantel(item, &groups, &strata),
            logistic: logistic_dif(item, &groups, matching),
        })
    };
    let found: Vec<Result<Found, Undefined>> = if request.purify {
        purify_once(&table, examine, flagged)?.purified
    } else {
        let sums = table.row_sums();
        let one = |item| examine(&table.column(item), &sums);
        (0..items).map(one).collect()
    };
    let found: Vec<Found> = found.into_iter().collect::<Result<_, _>>()?;
    let focal = groups
        .iter()
        .filter(|group| **group == Group::Focal)
        .count();
    Ok((reports(&found)?, [focal, groups.len() - focal]))
}

/// Class B or C, or for partial credit BB or CC at .05.
fn flagged(found: &Found) -> bool {
    match (&found.haenszel, &found.mantel) {
        (Ok(found), _) => found.common.is_ok_and(|common| common.class != EtsClass::A),
        (_, Ok(found)) => found.p < 0.05 && found.class != SmdClass::AA,
        _ => false,
    }
}

fn reports(found: &[Found]) -> Result<Vec<Dif>, Undefined> {
    let p = |found: &Found| found.haenszel.ok().map(|found| found.p_corrected);
    let known: Vec<f64> = found.iter().filter_map(p).collect();
    let mut adjusted = benjamini_hochberg(&known)?.into_iter();
    let mut report = |found: &Found| {
        let of_items = found.haenszel.map(|_| adjusted.next().unwrap_or(1.0));
        found.report(of_items)
    };
    Ok(found.iter().map(&mut report).collect())
}

impl Found {
    fn report(&self, adjusted: Result<f64, Undefined>) -> Dif {
        let (haenszel, mantel) = (self.haenszel, self.mantel);
        let common = haenszel.and_then(|found| found.common);
        let letter = |class| match class {
            EtsClass::A => "A",
            EtsClass::B => "B",
            EtsClass::C => "C",
        };
        let letters = |class| match class {
            SmdClass::AA => "AA",
            SmdClass::BB => "BB",
            SmdClass::CC => "CC",
        };
        let logistic = self.logistic.map(|found| LogisticFigures {
            deviance: found.deviance,
            lr_uniform: found.uniform.chi2,
            p_uniform: found.uniform.p,
            lr_non_uniform: found.non_uniform.chi2,
            p_non_uniform: found.non_uniform.p,
            lr_both: found.both.chi2,
            p_both: found.both.p,
            nagelkerke: found.nagelkerke,
        });
        Dif {
            odds_ratio: Figure::of("odds_ratio", common.map(|found| found.odds_ratio)),
            chi2: Figure::of("chi2", haenszel.map(|found| found.chi2)),
            chi2_corrected: Figure::of(
                "chi2_corrected",
                haenszel.map(|found| found.chi2_corrected),
            ),
            p: Figure::of("p", haenszel.map(|found| found.p_corrected)),
            p_adjusted: Figure::of("p_adjusted", adjusted),
            p_uncorrected: Figure::of("p_uncorrected", haenszel.map(|found| found.p)),
            delta: Figure::of("delta", common.map(|found| found.delta)),
            se_delta: Figure::of("se_delta", common.map(|found| found.se_delta)),
            class: Figure::of("class", common.map(|found| letter(found.class))),
            mantel_chi2: Figure::of("mantel_chi2", mantel.map(|found| found.chi2)),
            mantel_p: Figure::of("mantel_p", mantel.map(|found| found.p)),
            smd: Figure::of("smd", mantel.map(|found| found.smd)),
            smd_standardised: Figure::of(
                "smd_standardised",
                mantel.map(|found| found.standardised),
            ),
            smd_class: Figure::of("smd_class", mantel.map(|found| letters(found.class))),
            logistic: Figure::of("logistic", logistic),
        }
    }
}
