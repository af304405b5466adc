//! Two people of one snapshot: how likely the one with the higher score is the stronger, in words.

use super::{RankEntry, Snapshot};
use psychometrics::pairs::probability_higher;

/// Up to this probability the data do not favour anybody.
const TOO_CLOSE: f64 = 0.60;
/// Above this probability "99 in 100" would say too little.
const NEARLY_SURE: f64 = 0.995;
/// The chances people know, as (of, in).
const CHANCES: [(u32, u32); 6] = [(2, 3), (3, 4), (4, 5), (9, 10), (19, 20), (99, 100)];

/// How two people compare.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairComparison {
    /// The first one's score minus the second one's, in points.
    pub difference: f64,
    /// Probability that the first one's true score is the higher, 0..=1:
    /// `Φ(r(X_a − X_b)/(√2·SEE))`.
    pub probability: f64,
}

/// Compares two entries of `snapshot`.
pub fn compare(a: &RankEntry, b: &RankEntry, snapshot: &Snapshot) -> PairComparison {
    let difference = (a.total_micro - b.total_micro) as f64 / 1e6;
    PairComparison {
        difference,
        probability: probability_higher(difference, snapshot.sd, snapshot.reliability)
            .unwrap_or(0.5),
    }
}

impl PairComparison {
    /// Neither is favoured.
    pub fn too_close(&self) -> bool {
        self.probability.max(1.0 - self.probability) < TOO_CLOSE
    }

    /// One or two plain sentences with the names given.
    pub fn words(&self, a: &str, b: &str) -> String {
        if self.too_close() {
            return format!(
                "Too close to tell. {a} and {b} are about equally likely to be the stronger on what this measures."
            );
        }
        let (favoured, probability) = if self.probability > 0.5 {
            (a, self.probability)
        } else {
            (b, 1.0 - self.probability)
        };
        format!(
            "The data favour {favoured}: {} that {favoured} is the stronger on what this measures.",
            chances(probability)
        )
    }
}

/// The nearest chance that people know.
fn chances(probability: f64) -> String {
    if probability > NEARLY_SURE {
        return "more than 99 in 100".into();
    }
    let distance = |(of, all): (u32, u32)| (f64::from(of) / f64::from(all) - probability).abs();
    let (of, all) = CHANCES
        .into_iter()
        .min_by(|&a, &b| distance(a).total_cmp(&distance(b)))
        .unwrap_or((1, 2));
    format!("about {of} in {all}")
}

#[cfg(test)]
mod tests {
    use super::super::{RankEntry, ReliabilitySource};
    use super::*;
    use crate::ids::AttemptId;
    use crate::time::Timestamp;
    use uuid::Uuid;

    fn entry(score: f64) -> RankEntry {
        RankEntry {
            attempt: AttemptId(Uuid::nil()),
            total_micro: crate::scoring::micro(score),
            by_score: 0,
            by_band: 0,
            band: None,
            rank_low: None,
            rank_high: None,
        }
    }

    fn snapshot() -> Snapshot {
        Snapshot {
            engine_version: "1".into(),
            as_of: Timestamp(0),
            submissions: 40,
            mean: 50.0,
            sd: 10.0,
            reliability: 0.6,
            reliability_source: ReliabilitySource::Planned,
            reliability_interval: None,
            sem: 10.0 * 0.4_f64.sqrt(),
            band_width: None,
            band_sizes: vec![],
            seed: 1,
        }
    }

    #[test]
    fn words_follow_the_probability() {
        let words = |a, b| compare(&entry(a), &entry(b), &snapshot()).words("A", "B");
        let half_sd = compare(&entry(55.0), &entry(50.0), &snapshot());
        assert!(
            (half_sd.probability - 0.667).abs() < 1e-3,
            "{}",
            half_sd.probability
        );
        assert!(words(55.0, 50.0).starts_with("The data favour A: about 2 in 3 "));
        assert!(words(50.0, 60.0).starts_with("The data favour B: about 4 in 5 "));
        assert!(
            words(67.53, 50.0).contains("about 19 in 20") || words(67.53, 50.0).contains("9 in 10")
        );
        assert!(words(90.0, 50.0).contains("more than 99 in 100"));
        assert!(words(51.0, 50.0).starts_with("Too close to tell."));
        assert!(words(50.0, 50.0).starts_with("Too close to tell."));
    }

    #[test]
    fn the_interval_is_1_645_standard_errors() {
        assert!((snapshot().half_width() - 1.645 * 6.324_555_32).abs() < 1e-6);
    }
}
