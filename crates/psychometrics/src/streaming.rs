//! Item statistics from persons folded one by one, without keeping them.
//!
//! An [`Accumulator`] folds [`Person`]s into [`ItemMoments`]: counts, sums,
//! cross-products, option counts and fixed-bin histograms, O(questions²) numbers
//! however many persons. Moments merge, so batches and cores can work apart,
//! and they turn into a flat list of numbers for storage and back. Alpha, omega
//! and all of `item_analysis` come from them.
//!
//! Sums are kept about a shift near each question's mean (the mean of the first
//! persons folded), so that large scores cost no digits. Never contains a person
//! or an order of persons. To fold something new, add it to
//! [`ItemMoments`], to `merge` and to `slots`.

mod accumulator;
mod design;
mod exact;
mod moments;
mod sums;

pub use accumulator::Accumulator;
pub use design::{Bins, Design, Person, Response};
pub use exact::ExactMoments;
pub use moments::ItemMoments;
pub(crate) use sums::{ItemStates, OptionSums, TimeSums};

#[cfg(test)]
mod tests;
