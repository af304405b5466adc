//! The words the drawing itself adds to a report: footers, column heads, axis labels. Everything else a report says
//! comes in the model. One function or constant a phrase, so that another language is another set of these.

use domain::report::figures;

pub const BRAND: &str = "Attune";
pub const PILOT: &str = "Pilot";
pub const COMPETENCY: &str = "Competency";
pub const SCORE: &str = "Score";
pub const INTERVAL: &str = "90 % interval";
pub const SCORE_WITH_INTERVAL: &str = "Score with its 90 % interval";
pub const RANDOM: &str = "random";
pub const NO_SCORE: &str = "–";
pub const RANK: &str = "Rank, 90 % interval";
pub const CANDIDATE: &str = "Candidate";
pub const DECISION: &str = "Decision";
pub const ANSWER: &str = "Answer";
pub const REASON: &str = "Reason in the key";
pub const POINTS: &str = "Points";
pub const TOTAL: &str = "Total";
pub const LEDGER_HEAD: [&str; 7] = [
    "No.",
    "Question, answer, reason in the key",
    "Weight",
    "Score s",
    "Chance c",
    "Anchored s′",
    "Points",
];

/// "Page 2 of 5".
pub fn page_of(page: usize, pages: usize) -> String {
    format!("Page {page} of {pages}")
}

/// Head of a band whose rows go on from the page before.
pub fn continued(title: &str) -> String {
    format!("{title} (continued)")
}

/// "57 to 79".
pub fn range(low: f64, high: f64) -> String {
    format!("{} to {}", whole(low), whole(high))
}

/// Label of the part of an axis that random answering reaches.
pub fn random_below(limit: f64) -> String {
    format!("19 in 20 random answerers stay below {}", whole(limit))
}

/// What an interval chart shows, for those who cannot see it.
pub fn interval_alt(label: &str, score: &str, low: f64, high: f64) -> String {
    format!("{label}: score {score}, 90 % interval {}", range(low, high))
}

pub fn no_interval_alt(label: &str) -> String {
    format!("{label}: no score")
}

/// What a distribution chart shows, bar by bar.
pub fn distribution_alt(bins: impl Iterator<Item = (f64, f64, u32)>) -> String {
    let bars: Vec<String> = bins
        .map(|(from, to, count)| format!("{} to {}: {count}", whole(from), whole(to)))
        .collect();
    format!("Number of people by total score. {}", bars.join("; "))
}

/// A whole number as reports print it; a dash when it is no number.
pub fn whole(value: f64) -> String {
    if value.is_finite() {
        figures::whole(value)
    } else {
        NO_SCORE.into()
    }
}

/// A total as reports print it; a dash when it is no number.
pub fn total(value: f64) -> String {
    if value.is_finite() {
        figures::total_words(value)
    } else {
        NO_SCORE.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_whole_and_have_a_true_minus() {
        assert_eq!(whole(67.5), "68");
        assert_eq!(whole(-3.2), "−3");
        assert_eq!(whole(-0.3), "0");
        assert_eq!(range(-4.0, 12.4), "−4 to 12");
        assert_eq!(
            [total(-3.2), total(67.5), total(f64::NAN)],
            ["no better than random", "68", NO_SCORE]
        );
        assert_eq!(range(f64::NEG_INFINITY, f64::NAN), "– to –");
    }
}
