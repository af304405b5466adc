//! What live use says about the questions of a bank: how hard each is, how well it goes with the rest, how that changes,
//! how often it is shown, why somebody should look at it, and what could take its place.
//!
//! Each published assessment leaves its [`QuestionSums`](crate::analysis::QuestionSums); [`BankUse`] puts those of one
//! bank together, [`alerts()`] compares with the limits, [`replacements()`] looks for similar questions. Contains no
//! person and no decision: nothing is retired by a figure. Simulated people are put together apart from real ones by
//! whoever calls. To add an alert: a variant of [`Matter`] and its words in `alerts.rs`.

mod alerts;
mod bank;
mod drift;
mod exposure;
mod figures;
mod lines;
mod replacements;
#[cfg(test)]
mod tests;

pub use alerts::{Alert, Matter, alerts, review_alert};
pub use bank::{BankUse, Entry};
pub use drift::{Drift, RECENT_MONTHS, Span};
pub use exposure::{EXPOSURE_LIMIT, Exposure};
pub use figures::{LEAST_CHOSEN, LiveUse, OptionUse};
pub use replacements::{Offer, Suggestion, Wanted, replacements};
