//! Did someone answer with care? Signs that ask for a look, never for a score.
//!
//! * [`response_style`]: longest run of one position, spread of one person's
//!   ratings, consistency of even and odd questions;
//! * [`distance`]: Mahalanobis distance from everyone;
//! * [`guttman`]: easy questions wrong and hard ones right;
//! * [`speed`]: share of questions given the time they need.
//!
//! Single indices hardly beat chance, so a person is put up for review only if
//! indices of two different [`Family`]s agree. Never changes a score, and never
//! judges people with a time accommodation by their speed.

pub mod distance;
pub mod guttman;
pub mod response_style;
pub mod speed;

pub use distance::{Distance, Distances, mahalanobis};
pub use guttman::{GuttmanErrors, easiest_first, guttman_errors};
pub use response_style::{even_odd, irv, longstring};
pub use speed::{reading_floor, response_time_effort, time_threshold};

/// What an index looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// The same answer over and over.
    Invariability,
    /// Answers that contradict each other.
    Consistency,
    /// Answers unlike everyone else's.
    Outlying,
    /// Answers faster than reading takes.
    Speed,
}

/// An index of careless answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Index {
    /// Longest run of one displayed position.
    Longstring,
    /// Intra-individual response variability.
    Irv,
    /// Even-odd consistency.
    EvenOdd,
    /// Mahalanobis distance.
    Mahalanobis,
    /// Normed Guttman errors.
    Guttman,
    /// Response-time effort.
    ResponseTimeEffort,
}

impl Index {
    /// The family an index belongs to. Guttman errors compare a person's
    /// answers with each other, by the difficulties of the questions.
    pub fn family(self) -> Family {
        match self {
            Self::Longstring | Self::Irv => Family::Invariability,
            Self::EvenOdd | Self::Guttman => Family::Consistency,
            Self::Mahalanobis => Family::Outlying,
            Self::ResponseTimeEffort => Family::Speed,
        }
    }
}

/// Whether the flagged indices ask for a review: at least two of them from
/// different families. Speed does not count with a time accommodation.
pub fn needs_review(flagged: &[Index], time_accommodation: bool) -> bool {
    let mut families = flagged
        .iter()
        .map(|index| index.family())
        .filter(|family| !(time_accommodation && *family == Family::Speed));
    families
        .next()
        .is_some_and(|first| families.any(|family| family != first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_families_must_agree() {
        assert!(!needs_review(&[], false));
        assert!(!needs_review(&[Index::Mahalanobis], false));
        assert!(!needs_review(&[Index::Longstring, Index::Irv], false));
        assert!(!needs_review(&[Index::EvenOdd, Index::Guttman], false));
        assert!(needs_review(
            &[Index::Longstring, Index::Irv, Index::EvenOdd],
            false
        ));
        let fast = [Index::ResponseTimeEffort, Index::Longstring];
        assert!(needs_review(&fast, false));
        assert!(!needs_review(&fast, true));
        let more = [
            Index::ResponseTimeEffort,
            Index::Longstring,
            Index::Mahalanobis,
        ];
        assert!(needs_review(&more, true));
    }
}
