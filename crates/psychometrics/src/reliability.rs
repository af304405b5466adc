//! Reliability of a total and the standard errors that follow from it.
//!
//! * [`alpha`]: Cronbach's alpha with its interval, alpha without a question,
//!   the correlation of a question with the rest, stratified alpha;
//! * [`omega`]: omega total by a one-factor model;
//! * [`composite()`]: the reliability of a weighted composite of parts (Mosier);
//! * [`retest`]: test-retest correlation and its standard error;
//! * [`planning`]: Spearman-Brown, the assumed reliability of an assessment by
//!   its length, and which of assumed and estimated is to be used;
//! * [`standard_errors`]: measurement, estimate, prediction, and their intervals.
//!
//! Never contains rater agreement. A new coefficient gets its own file here.

pub mod alpha;
pub mod composite;
pub mod omega;
pub mod planning;
pub mod retest;
pub mod standard_errors;

pub use alpha::{
    Alpha, Interval, alpha_if_deleted, alpha_of, alpha_with_interval, cronbach_alpha,
    item_rest_correlations, item_rest_within, stratified_alpha,
};
pub use composite::{Composite, composite, composite_of_strata};
pub use omega::{Omega, OneFactor, omega_total, one_factor};
pub use planning::{
    ReliabilitySource, SampleGate, WorkingReliability, planning_reliability, spearman_brown,
    working_reliability,
};
pub use retest::{Retest, test_retest};
pub use standard_errors::{
    observed_interval, see, sem, sep, true_score_estimate, true_score_interval,
};
