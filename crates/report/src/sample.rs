//! Reports for the tests: one person's and one intake's, of the size and tone of real ones, and unkind variants.

mod candidate;
mod cohort;
mod unkind;

pub use candidate::{candidate, ledger};
pub use cohort::cohort;
pub use unkind::unkind;

use domain::report::Interval;

pub fn interval(score: f64, half: f64) -> Interval {
    Interval {
        score,
        low: score - half,
        high: score + half,
    }
}

fn strings<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(String::from).to_vec()
}
