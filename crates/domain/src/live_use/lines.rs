//! The figures of a question in words: value or why there is none, attempts behind it, what it means. Contains no
//! arithmetic.

use super::figures::{LEAST_CHOSEN, LiveUse};
use crate::analysis::{Absent, Line, Reading};
use crate::report::figures::{decimals, per_cent};
use psychometrics::gates::Figure;

impl LiveUse {
    /// The figures with what they mean.
    pub fn lines(&self) -> Vec<Line> {
        let line = |name, reading: &Reading, value: String, meaning: String| Line {
            name,
            value,
            shown: reading.is_shown(),
            n: reading.n,
            meaning,
        };
        let chance = decimals(self.chance, 2);
        let times = self
            .median_seconds
            .told(|seconds| format!("{} s", decimals(seconds, 0)));
        let mut lines = vec![
            line("Facility", &self.facility, self.facility.words(), format!(
                "Mean score from 0 to 1 over all attempts; random answering scores {chance}. Under .20 it is too hard, over .90 too easy."
            )),
            line("Standard deviation", &self.sd, self.sd.words(),
                "How far the scores differ; near 0 the question tells nobody apart.".into()),
            line("With the rest", &self.item_rest, self.item_rest.words(), format!(
                "Correlation with the other questions of the same assessment{}. Under .10 review it; below 0 it works against them.",
                match self.assessments {
                    1 => String::new(),
                    several => format!(", combined over {several} assessments by Fisher’s z, weighted by attempts"),
                }
            )),
            line("Key and answers", &self.key_order, self.key_order.words(), format!(
                "Rank correlation of the replies’ values with how well their choosers did on the rest; replies that {LEAST_CHOSEN} \
                 or more put first. Under .50 the key is doubtful."
            )),
            line("Left open", &self.missing, self.missing.per_cent(),
                "Share without a complete answer, which counts as chance. Over 5 % find out why.".into()),
            line("Median time", &self.median_seconds, times,
                "From the answer before to this one, of people who answered in order and in one go. Speed never counts.".into()),
        ];
        lines.extend(self.exposure_lines());
        lines.extend(self.drift_lines());
        lines
    }

    fn exposure_lines(&self) -> Vec<Line> {
        let exposure = &self.exposure;
        let told = |share: Option<f64>| {
            share.map_or_else(String::new, |share| format!(", {}", per_cent(share, 0)))
        };
        vec![
            Line::new(
                "Shown in 90 days",
                Ok(format!(
                    "{} times{}",
                    exposure.recent,
                    told(exposure.recent_share())
                )),
                exposure.bank_recent,
                format!(
                    "Complete attempts that showed it, and their share of those that showed any question of this bank. Drawn evenly \
                     it would be {}. Over 30 % it wears out.",
                    per_cent(exposure.even, 0)
                ),
            ),
            Line::new(
                "Shown in all",
                Ok(format!("{} times{}", exposure.all, told(exposure.share()))),
                exposure.bank_all,
                "The same since it was first published.",
            ),
        ]
    }

    fn drift_lines(&self) -> Vec<Line> {
        let drift = &self.drift;
        let line = |name, reading: &Reading, meaning: &str| Line {
            name,
            value: reading.words(),
            shown: reading.is_shown(),
            n: reading.n,
            meaning: meaning.into(),
        };
        let robust = drift.robust.map(|z| decimals(z, 2));
        let robust = robust.ok_or(match drift.change.value {
            Err(why @ Absent::TooFew(_)) => why,
            _ => Absent::Nothing("too few questions to compare"),
        });
        let gate = Figure::Facility.gate(self.attempts as usize);
        let cusum = drift.cusum.map(|cusum| match cusum.signal() {
            Some(_) => decimals(cusum.rise.max(cusum.fall), 1),
            None => format!("none ({})", decimals(cusum.rise.max(cusum.fall), 1)),
        });
        let cusum = cusum.ok_or(if gate.open() {
            Absent::Nothing("needs another month")
        } else {
            Absent::TooFew(gate)
        });
        vec![
            line(
                "Facility before",
                &drift.before,
                "Until three calendar months ago.",
            ),
            line(
                "Facility of late",
                &drift.after,
                "This month and the two before.",
            ),
            line(
                "Change",
                &drift.change,
                "From before to of late, in standard errors. Beyond ± 1.96 it is more than chance.",
            ),
            Line::new(
                "Change beside others",
                robust,
                drift.change.n,
                format!(
                    "The same beside the changes of {} questions of this bank (robust z), because candidates change too. Beyond \
                     ± 1.96 this question moved alone.",
                    drift.compared
                ),
            ),
            Line::new(
                "Lasting change",
                cusum,
                self.attempts,
                "Cumulative sum of what each month differs from all before it. Over 5 the change lasts; if most questions of the bank \
                 say so, the candidates have changed.",
            ),
        ]
    }
}
