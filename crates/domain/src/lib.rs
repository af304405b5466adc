//! What Attune is about: banks, questions, assessments, attempts, scoring, ranking and the report model.
//!
//! Pure: nothing here does I/O, reads a clock or draws randomness; `now`, ids and seeds are arguments. Only this
//! crate scores and ranks. To add a question format: a file in [`question`], a variant of [`question::Format`] and
//! [`answer::Answer`], and the compiler names the rest.

#![warn(clippy::expect_used)]

pub mod analysis;
pub mod answer;
pub mod assessment;
pub mod attempt;
pub mod bank;
pub mod blueprint;
pub mod candidate_view;
pub mod explain;
pub mod frozen;
pub mod ids;
pub mod ledger;
pub mod live_use;
pub mod panel;
pub mod planning;
pub mod publishing;
pub mod question;
pub mod ranking;
pub mod receipt;
pub mod rehearsal;
pub mod report;
pub mod rescoring;
#[cfg(test)]
pub(crate) mod samples;
pub mod score_card;
pub mod scoring;
pub mod style;
pub mod time;
pub mod weighting;
pub mod workshop;

/// Written into every score card; raised whenever the same answers and key could give another number.
pub const ENGINE_VERSION: &str = "1";
