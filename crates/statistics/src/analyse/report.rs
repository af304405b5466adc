//! What comes out of an analysis: the keys of its JSON.
//!
//! Never contains how it is put together; that is `compose`.

use super::dif::Dif;
use super::flags::FlagReport;
use super::parts::Composite;
use crate::figure::{Figure, Gate};
use serde::Serialize;

/// Everything about a test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Persons who count.
    pub n: usize,
    /// Persons left out for a missing answer.
    pub left_out: usize,
    /// Items.
    pub k: usize,
    /// Cronbach's alpha of the items as they enter the total.
    #[serde(flatten)]
    pub alpha: Figure,
    /// Feldt's interval.
    #[serde(flatten)]
    pub alpha_ci: Figure<[f64; 2]>,
    /// What the number of persons allows to be said about a reliability:
    /// `too few`, `provisional` (from 50) or `usable` (from 200).
    pub alpha_gate: &'static str,
    /// Omega total from covariances: of the raw total.
    #[serde(flatten)]
    pub omega_cov: Figure,
    /// Omega total from correlations: of standardised items.
    #[serde(flatten)]
    pub omega_cor: Figure,
    /// Stratified alpha.
    #[serde(flatten)]
    pub stratified_alpha: Figure,
    /// The weighted composite of the strata.
    #[serde(flatten)]
    pub composite: Figure<Composite>,
    /// The total.
    pub total: Total,
    /// Persons behind facilities, and how many there should be.
    pub facility_gate: Gate,
    /// Persons behind item-rest correlations.
    pub item_rest_gate: Gate,
    /// How the tails of the D index were cut.
    pub tails: TailReport,
    /// Groups compared, and what their size allows to be said.
    #[serde(flatten)]
    pub dif_groups: Figure<DifGroups>,
    /// Every item, in order.
    pub items: Vec<ItemReport>,
    /// Correlation of the total with the criterion.
    #[serde(flatten)]
    pub criterion: Figure<Criterion>,
    /// Level of all intervals.
    pub level: f64,
}

/// The total and its standard errors, which rest on alpha.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Total {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// Of measurement.
    #[serde(flatten)]
    pub sem: Figure,
    /// Of estimate.
    #[serde(flatten)]
    pub see: Figure,
    /// Of prediction.
    #[serde(flatten)]
    pub sep: Figure,
}

/// How the tails of the D index were cut.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TailReport {
    /// Share of persons in each.
    pub share: f64,
    /// Persons tied at the cut: `fraction` or `all`.
    pub ties: &'static str,
    /// Width of the bins in which totals count as tied; there is none where
    /// totals were compared exactly.
    #[serde(flatten)]
    pub bin_width: Figure,
}

/// Sizes of the groups compared.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DifGroups {
    /// Persons in the focal group.
    pub focal: usize,
    /// Persons in the reference group.
    pub reference: usize,
    /// `too few`, `exploratory` or `classes`.
    pub gate: &'static str,
}

/// One item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemReport {
    /// Name of its column.
    pub id: String,
    /// Mean score.
    pub facility: f64,
    /// Standard deviation.
    pub sd: f64,
    /// Correlation with the rest of the total.
    #[serde(flatten)]
    pub item_rest_r: Figure,
    /// Alpha of the other items.
    #[serde(flatten)]
    pub alpha_if_deleted: Figure,
    /// Mean score in the upper tail minus that in the lower.
    #[serde(flatten)]
    pub d_index: Figure,
    /// Its options, where there is a key.
    #[serde(flatten)]
    pub options: Figure<Vec<OptionReport>>,
    /// Differential functioning, where groups are compared.
    #[serde(flatten)]
    pub dif: Figure<Dif>,
    /// Figures that cross their limits: each asks somebody to look.
    pub flags: Vec<FlagReport>,
}

/// One option of an item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OptionReport {
    /// What stands in the cells.
    pub value: String,
    /// Share of the persons who chose it.
    pub share: f64,
    /// Their mean total without the item.
    #[serde(flatten)]
    pub rest_mean: Figure,
    /// Point-biserial correlation of choosing it with the total less a full mark
    /// for those who did.
    #[serde(flatten)]
    pub rest_r: Figure,
    /// The same with the total less the item's score, whatever was chosen.
    #[serde(flatten)]
    pub rest_r_item_out: Figure,
    /// Whether it is the right one.
    pub keyed: bool,
}

/// Correlation with a criterion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Criterion {
    /// Pearson's r.
    #[serde(flatten)]
    pub r: Figure,
    /// Fisher's interval.
    #[serde(flatten)]
    pub ci: Figure<[f64; 2]>,
    /// Persons with total and criterion.
    pub n: usize,
    /// How many there should be.
    pub gate: Gate,
}
