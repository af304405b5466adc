//! Reliability of a total and the standard errors that follow from it.
//!
//! * [`alpha`]: Cronbach's alpha with its interval, alpha without a question,
//!   the correlation of a question with the rest, stratified alpha;
//! * [`planning`]: Spearman-Brown, the assumed reliability of an assessment by
//!   its length, and which of assumed and estimated is to be used;
//! * [`standard_errors`]: measurement, estimate, prediction, and their intervals.
//!
//! Never contains rater agreement. A new coefficient gets its own file here.

pub mod alpha;
pub mod planning;
pub mod standard_errors;

pub use alpha::{
    Alpha, Interval, alpha_if_deleted, alpha_with_interval, cronbach_alpha, item_rest_correlations,
    stratified_alpha,
};
pub use planning::{
    ReliabilitySource, SampleGate, WorkingReliability, planning_reliability, spearman_brown,
    working_reliability,
};
pub use standard_errors::{
    observed_interval, see, sem, sep, true_score_estimate, true_score_interval,
};
