//! How long whole attempts took, as counts by the minute, beside what was expected. For judging the length of the
//! assessment: no attempt has a time here, and none is scored by it.

use super::reading::{Absent, Line};
use crate::frozen::FrozenAssessment;
use crate::planning::minutes;
use crate::report::figures::per_cent;
use psychometrics::gates::Gate;
use serde::{Deserialize, Serialize};

/// Under this many attempts no time is shown.
pub const DURATIONS_FROM: usize = 30;
/// Minutes told apart; the last count holds all that took longer.
const MINUTES: usize = 240;

/// Attempts by the minutes they took, rounded down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<u64>", into = "Vec<u64>")]
pub struct Durations(Vec<u64>);

impl Default for Durations {
    fn default() -> Self {
        Self(vec![0; MINUTES + 1])
    }
}

impl TryFrom<Vec<u64>> for Durations {
    type Error = &'static str;

    fn try_from(counts: Vec<u64>) -> Result<Self, Self::Error> {
        if counts.len() == MINUTES + 1 {
            Ok(Self(counts))
        } else {
            Err("one count for each minute, and one for longer")
        }
    }
}

impl From<Durations> for Vec<u64> {
    fn from(durations: Durations) -> Self {
        durations.0
    }
}

impl Durations {
    pub(super) fn add(&mut self, seconds: u64) {
        let minute = usize::try_from(seconds / 60).unwrap_or(MINUTES);
        self.0[minute.min(MINUTES)] += 1;
    }

    /// Attempts counted.
    pub fn attempts(&self) -> u64 {
        self.0.iter().sum()
    }

    /// The minute within which the share `p` of attempts had ended.
    fn quantile(&self, p: f64) -> usize {
        let wanted = p * self.attempts() as f64;
        let mut below = 0;
        let reached = self.0.iter().position(|count| {
            below += count;
            below as f64 >= wanted && below > 0
        });
        reached.unwrap_or(MINUTES)
    }

    fn longer_than(&self, minutes: usize) -> f64 {
        let longer: u64 = self.0.iter().skip(minutes).sum();
        longer as f64 / self.attempts() as f64
    }
}

/// "12 minutes", "under a minute", "over 4 hours".
fn words(minute: usize) -> String {
    match minute {
        0 => "under a minute".into(),
        1 => "1 minute".into(),
        MINUTES => "over 4 hours".into(),
        minute => format!("{minute} minutes"),
    }
}

pub(super) fn lines(assessment: &FrozenAssessment, durations: &Durations) -> Vec<Line> {
    let n = durations.attempts();
    let gate = Gate {
        got: n as usize,
        needed: DURATIONS_FROM,
    };
    let told = |value: String| {
        if gate.open() {
            Ok(value)
        } else {
            Err(Absent::TooFew(gate))
        }
    };
    let questions = assessment.questions.iter();
    let expected = minutes(questions.map(|one| one.question.reading_seconds).sum());
    let expected = usize::try_from(expected).unwrap_or(usize::MAX);
    let middle = || {
        let (from, to) = (durations.quantile(0.25), durations.quantile(0.75));
        if from == to {
            words(from)
        } else {
            format!("{} to {}", words(from), words(to))
        }
    };
    vec![
        Line::new(
            "Expected",
            Ok(words(expected)),
            n,
            "The reading and answering times of the questions, added up; what candidates are told.",
        ),
        Line::new(
            "Observed, half took at most",
            told(words(durations.quantile(0.5))),
            n,
            "From the first page to the submission, pauses included, of attempts that people submitted themselves.",
        ),
        Line::new(
            "The middle half",
            told(middle()),
            n,
            "A quarter was faster, a quarter slower. Speed never counts.",
        ),
        Line::new(
            "Over twice the expected",
            told(if n == 0 {
                String::new()
            } else {
                per_cent(durations.longer_than(2 * expected), 0)
            }),
            n,
            "Long attempts hold pauses. If they are many, the assessment is longer than it says.",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_whole_minutes() {
        let mut durations = Durations::default();
        for seconds in [59, 60, 61, 600, 1_000_000] {
            durations.add(seconds);
        }
        assert_eq!(durations.attempts(), 5);
        assert_eq!(
            [0.2, 0.5, 0.8, 1.0].map(|p| durations.quantile(p)),
            [0, 1, 10, MINUTES]
        );
        assert!((durations.longer_than(10) - 0.4).abs() < 1e-12);
        let text = serde_json::to_string(&durations).expect("JSON");
        assert_eq!(
            serde_json::from_str::<Durations>(&text).expect("same"),
            durations
        );
        assert!(serde_json::from_str::<Durations>("[1]").is_err());
    }

    #[test]
    fn times_of_a_few_are_not_told() {
        let assessment = crate::samples::assessment(4);
        let mut durations = Durations::default();
        (0..29).for_each(|_| durations.add(300));
        let shown = |durations: &Durations| -> Vec<bool> {
            lines(&assessment, durations)
                .iter()
                .map(|line| line.shown)
                .collect()
        };
        assert_eq!(shown(&durations), [true, false, false, false]);
        durations.add(300);
        assert_eq!(shown(&durations), [true; 4]);
        assert_eq!(lines(&assessment, &durations)[1].value, "5 minutes");
    }
}
