//! Classical test theory for ranking people honestly: numbers in, numbers out.
//!
//! This crate turns scores into what may be said about them: how reliable a
//! total is, which scores cannot be told apart, how uncertain a rank is, what
//! random answering reaches. It knows no question, no person and no wording. It
//! does no I/O, reads no clock and draws no randomness of its own: a function
//! that simulates takes a seed. It compiles to WebAssembly.
//!
//! | module | what it answers |
//! | --- | --- |
//! | [`reliability`] | alpha, omega, stratified and composite reliability, retest, planning values, SEM, SEE, SEP |
//! | [`agreement`] | do raters agree, how severe are they, what key do experts give |
//! | [`dif`], [`multiplicity`] | is a question harder for one group at equal score |
//! | [`impact`] | do groups pass at different rates |
//! | [`key_agreement`] | how well an answer agrees with an expert key, by every common scoring method |
//! | [`person_fit`] | did someone answer with care |
//! | [`sensitivity`] | would other weights or scoring have ranked people differently |
//! | [`banding`] | how far apart two scores must be; bands from the top |
//! | [`rank_intervals`] | from which to which rank a candidate may belong |
//! | [`pairs`] | how likely one person's true score is above another's |
//! | [`ranks`] | competition ranks, mid-ranks, Spearman, Kendall |
//! | [`correlation`] | Pearson's correlation with its interval |
//! | [`gates`] | how many observations a figure needs |
//! | [`item_analysis`] | facility, discrimination, options, time, drift, exposure, flags |
//! | [`streaming`] | the same from persons folded one by one and not kept |
//! | [`weights`] | how much each part really moves the total |
//! | [`validity`] | criterion validity: corrections, expectancies, utility, power |
//! | [`chance`] | what 19 in 20 random answerers stay below |
//! | [`moments`], [`distributions`], [`table`], [`scores`] | the ground below |
//!
//! # Conventions
//! * A result that does not exist is [`Undefined`], with a [`Reason`]; no
//!   function returns NaN.
//! * Variances are two-pass with n − 1; sums run in input order; sorting is by
//!   `total_cmp`. The same input gives the same bits, with wide registers and
//!   without.
//! * Tables have persons in rows and questions in columns.
//! * Scores are in points. Stored integers (millionths of a point) are converted
//!   with [`scores::points_from_micro`].
//!
//! # Adding to it
//! One module for each family of statistics. State the formula and its source in
//! the doc comment, pin a published result in a test, and add a property that
//! must hold for any input.
//!
//! # Example
//! From contributions to bands and rank intervals:
//!
//! ```
//! use psychometrics::banding::{corrected_width, fixed_bands};
//! use psychometrics::moments::{CovarianceMatrix, sd};
//! use psychometrics::rank_intervals::rank_intervals;
//! use psychometrics::reliability::{
//!     cronbach_alpha, planning_reliability, sem, working_reliability,
//! };
//! use psychometrics::table::Table;
//!
//! // Points each question added to the total: five persons, three questions.
//! let contributions = Table::from_rows([
//!     [30.0, 25.0, 28.0],
//!     [22.0, 26.0, 20.0],
//!     [15.0, 18.0, 10.0],
//!     [12.0, 8.0, 16.0],
//!     [3.0, 9.0, 5.0],
//! ])?;
//! let totals = contributions.row_sums();
//!
//! // Five persons carry no estimate: the planning value for 3 questions is used.
//! let alpha = cronbach_alpha(&CovarianceMatrix::of(&contributions)?)?;
//! let planned = planning_reliability(3)?;
//! let working = working_reliability(planned, Some(alpha), contributions.rows())?;
//! assert_eq!(working.value, planned);
//!
//! let s = sd(&totals)?;
//! assert!(sem(s, working.value)? < s);
//!
//! let bands = fixed_bands(&totals, corrected_width(s, working.value, 0.95)?)?;
//! assert_eq!(bands.band_of[0], 1);
//!
//! let ranks = rank_intervals(&totals, s, working.value, 42)?;
//! assert!(ranks.intervals[0].best == 1 && ranks.intervals[0].worst > 1);
//! # Ok::<(), psychometrics::Undefined>(())
//! ```

#![deny(missing_docs)]
#![warn(clippy::expect_used)]

pub mod agreement;
pub mod banding;
pub mod chance;
pub mod correlation;
pub mod dif;
pub mod distributions;
pub mod gates;
pub mod impact;
pub mod item_analysis;
pub mod key_agreement;
pub mod moments;
pub mod multiplicity;
pub mod pairs;
pub mod person_fit;
pub mod rank_intervals;
pub mod ranks;
pub mod reliability;
pub mod scores;
pub mod sensitivity;
pub mod streaming;
pub mod table;
pub mod validity;
pub mod weights;

mod linear;
mod products;
mod random;
#[cfg(test)]
mod samples;
mod undefined;
mod wide;

pub use undefined::{Reason, Undefined};

/// The example of the README, compiled and run with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
