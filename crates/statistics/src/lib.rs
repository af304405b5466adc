//! Statistics on tables: CSV text in, figures out.
//!
//! What `attune stats` computes, without the command line: each module reads a
//! table, lets [`psychometrics`] compute, and returns a report that serialises to
//! JSON and prints as text. Pure: sources are handed in, there is no clock, seeds
//! are arguments.
//!
//! # Conventions
//! * A figure that does not exist is `null`, with its reason beside it under
//!   `<key>_reason` ([`Figure`]). It is never left out and never NaN.
//! * A gate says how many observations a figure should have; it stands beside
//!   the figure and withholds nothing ([`Gate`]).
//! * Bad input is an error that names row and column, all of it at once
//!   ([`Problems`]).
//!
//! # Adding to it
//! A command is a module with a request, a report and a `run`; formulas belong
//! into `psychometrics`. The keys of a report are pinned in `tests/keys.rs`.

#![warn(clippy::expect_used)]

pub mod agreement;
pub mod analyse;
mod figure;
pub mod impact;
pub mod items;
pub mod personfit;
mod problem;
pub mod rank;
pub mod sheet;
mod text;
pub mod validity;

pub use figure::{Figure, Gate};
pub use problem::{Problem, Problems};
