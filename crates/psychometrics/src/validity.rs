//! Criterion validity: what scores say about later work, and what that is worth.
//!
//! The correlation itself and its interval are in [`crate::correlation`]. Here:
//!
//! * [`correction`]: range restriction, unreliability of the criterion;
//! * [`expectancy`]: shares of success by score, observed and expected;
//! * [`utility`]: Taylor-Russell, Brogden-Cronbach-Gleser;
//! * [`power()`]: how many people a study needs;
//! * [`prediction_bias()`]: whether the same score means the same in two groups.
//!
//! Corrected figures stand beside uncorrected ones, never in their place. Never
//! contains ranking or selection.

pub mod correction;
pub mod expectancy;
pub mod power;
pub mod prediction_bias;
pub mod utility;

pub use correction::{
    attenuation, criterion_reliability, net_promoter_error, thorndike_two, thorndike_two_interval,
};
pub use expectancy::{Bar, expected_success, observed_expectancy, wilson_interval};
pub use power::{pairs_needed, power};
pub use prediction_bias::{Difference, PredictionBias, prediction_bias};
pub use utility::{Selection, mean_selected, taylor_russell};
