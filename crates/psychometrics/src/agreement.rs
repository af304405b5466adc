//! How far raters agree, and what their severity does to ratings.
//!
//! * [`icc`]: the six intraclass correlations of Shrout and Fleiss with intervals;
//! * [`kappa`]: Cohen's kappa, unweighted, linear and quadratic, and Fleiss' kappa;
//! * [`krippendorff`]: alpha for nominal, ordinal, interval and ratio data with gaps;
//! * [`within_group`]: r_wg, agreement of one group of raters on one target;
//! * [`mod@rater_model`]: severity of raters by least squares, adjusted ratings;
//! * [`panel`]: a key from a panel of experts, with the gate it must pass.
//!
//! Compute agreement on everyone who was rated, not on a short list: a
//! restricted range can bring it near zero. Never contains a rater's name. A new
//! coefficient gets its own file here.

pub mod icc;
pub mod kappa;
pub mod krippendorff;
pub mod panel;
pub mod rater_model;
pub mod within_group;

pub use icc::{IntraclassCorrelations, MeanSquares, intraclass_correlations};
pub use kappa::{
    FleissKappa, Kappa, KappaWeights, cohen_kappa, counts_by_category, cross_tabulate, fleiss_kappa,
};
pub use krippendorff::{Metric, krippendorff_alpha};
pub use panel::{KeyMethod, PanelGate, PanelKey, consensus_values, derive_key};
pub use rater_model::{RaterModel, Rating, rater_model};
pub use within_group::{r_wg, r_wg_multi_item};
