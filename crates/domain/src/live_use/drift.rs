//! How a question's facility changes over time. A window is all that came before the last three calendar months, and
//! those months; spans are as many months as it takes to have enough attempts. Contains no words.

use crate::analysis::{Month, QuestionSums, Reading};
use crate::time::Timestamp;
use psychometrics::gates::Figure;
use psychometrics::item_analysis::drift::{
    Cusum, ROBUST_Z_LIMIT, Shift, cusum_of_groups, facility_change, looks_leaked, time_change_of,
};
use psychometrics::moments::Summary;
use std::collections::BTreeMap;

/// Calendar months, the present one included, that count as recent.
pub const RECENT_MONTHS: i64 = 3;

/// Scores and log seconds before the recent months and in them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Windows {
    pub before: Summary,
    pub after: Summary,
    log_seconds: (Summary, Summary),
}

impl Windows {
    pub fn of(sums: &[&QuestionSums], now: Timestamp) -> Self {
        let (mut before, mut after) = (Month::default(), Month::default());
        for (month, one) in months(sums) {
            if month > now.month() - RECENT_MONTHS {
                after.merge(&one);
            } else {
                before.merge(&one);
            }
        }
        Self {
            before: before.scores(),
            after: after.scores(),
            log_seconds: (before.log_seconds(), after.log_seconds()),
        }
    }

    fn smaller(&self) -> usize {
        self.before.n.min(self.after.n)
    }

    /// Whether both windows are large enough for a facility.
    pub fn open(&self) -> bool {
        Figure::Facility.gate(self.smaller()).open()
    }

    /// Change of log seconds in standard errors, where both windows have enough known times.
    fn time_change(&self) -> Option<f64> {
        let (before, after) = self.log_seconds;
        let gate = Figure::Facility.gate(before.n.min(after.n));
        let change = time_change_of(before, after).ok();
        change.filter(|_| gate.open())
    }
}

/// One point of the line over time: one month or several.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Months since January 1970, first and last.
    pub months: (i64, i64),
    pub facility: Reading,
}

/// A question's change over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Drift {
    /// From the oldest; the last may still have too few.
    pub spans: Vec<Span>,
    pub before: Reading,
    pub after: Reading,
    /// In standard errors.
    pub change: Reading,
    /// Beside the bank's other questions, in robust standard deviations.
    pub robust: Option<f64>,
    /// Questions of the bank that could be compared, this one included.
    pub compared: usize,
    /// Absent below its first hundred attempts and a month after them.
    pub cusum: Option<Cusum>,
    /// Change of the time taken, in standard errors.
    pub time_change: Option<f64>,
}

impl Drift {
    pub(super) fn of(
        sums: &[&QuestionSums],
        now: Timestamp,
        robust: Option<f64>,
        compared: usize,
    ) -> Self {
        let windows = Windows::of(sums, now);
        let gated = |window: Summary| {
            Reading::gated(Figure::Facility, window.n as u64, Some(Ok(window.mean)))
        };
        let pair = |window: Summary| (window.mean.clamp(0.0, 1.0), window.n);
        let change = facility_change(pair(windows.before), pair(windows.after));
        let months = months(sums);
        let by_month: Vec<Summary> = months.values().map(Month::scores).collect();
        Self {
            spans: spans(&months),
            before: gated(windows.before),
            after: gated(windows.after),
            change: Reading::gated(Figure::Facility, windows.smaller() as u64, Some(change)),
            robust: robust.filter(|_| windows.open()),
            compared,
            cusum: cusum_of_groups(&by_month, Figure::Facility.needed()).ok(),
            time_change: windows.time_change(),
        }
    }

    /// Which way it moved: by more than chance, and unlike the bank's other questions where there are enough of them.
    pub fn moved(&self) -> Option<Shift> {
        let change = self.change.value.ok()?;
        let moved = |z: f64| z.abs() > ROBUST_Z_LIMIT;
        let alone = self
            .robust
            .is_none_or(|robust| moved(robust) && robust.signum() == change.signum());
        (moved(change) && alone).then_some(match change > 0.0 {
            true => Shift::Rise,
            false => Shift::Fall,
        })
    }

    /// Which way the cumulative sum says that it moved.
    pub fn lasting(&self) -> Option<Shift> {
        self.cusum.and_then(|cusum| cusum.signal())
    }

    /// Whether it became easier and was answered faster.
    pub fn looks_leaked(&self) -> bool {
        let pair = self.change.value.ok().zip(self.time_change);
        pair.is_some_and(|(change, time)| looks_leaked(change, time, ROBUST_Z_LIMIT))
    }
}

/// The months of several assessments together.
fn months(sums: &[&QuestionSums]) -> BTreeMap<i64, Month> {
    let mut all: BTreeMap<i64, Month> = BTreeMap::new();
    for (month, one) in sums.iter().flat_map(|sums| &sums.usage.months) {
        all.entry(*month).or_default().merge(one);
    }
    all
}

/// As many months in a row as it takes to open the gate.
fn spans(months: &BTreeMap<i64, Month>) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut open: Option<(i64, Month)> = None;
    for (&month, one) in months {
        let (from, mut together) = open.take().unwrap_or((month, Month::default()));
        together.merge(one);
        let scores = together.scores();
        let facility = Reading::gated(Figure::Facility, scores.n as u64, Some(Ok(scores.mean)));
        let last = months.keys().next_back() == Some(&month);
        if facility.is_shown() || last {
            spans.push(Span {
                months: (from, month),
                facility,
            });
        } else {
            open = Some((from, together));
        }
    }
    spans
}
