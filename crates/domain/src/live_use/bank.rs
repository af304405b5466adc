//! The sums of a bank's questions together: who is compared with whom, and how many attempts there were. Contains no
//! words.

use super::drift::{Drift, Windows};
use super::exposure::Exposure;
use super::figures::LiveUse;
use crate::analysis::QuestionSums;
use crate::ids::QuestionVersionId;
use crate::question::{Format, Question};
use crate::time::Timestamp;
use psychometrics::item_analysis::drift::robust_z;
use std::collections::BTreeMap;

/// What one published assessment says about one question version.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub question: QuestionVersionId,
    /// Tells assessments apart.
    pub assessment: String,
    pub sums: QuestionSums,
}

/// A question version in one format: scores in different formats are different scales.
type Place = (QuestionVersionId, Format);

/// Everything that live use says about one bank.
#[derive(Debug, Clone)]
pub struct BankUse {
    now: Timestamp,
    entries: Vec<Entry>,
    /// Change beside the bank's other questions, where it can be said.
    robust: BTreeMap<Place, f64>,
    /// Questions that could be compared.
    compared: usize,
    /// Complete attempts at assessments that hold a question of the bank: of recent days, and all.
    attempts: (u64, u64),
    /// Of the questions the bank holds now, the share that a recent attempt showed.
    even: f64,
}

impl BankUse {
    /// `current` is how many questions the bank holds now; `entries` are about any of its versions, retired ones too.
    pub fn new(now: Timestamp, current: usize, entries: Vec<Entry>) -> Self {
        let today = now.day();
        let mut attempts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        let mut shown = 0;
        for entry in &entries {
            let recent = entry.sums.days.recent(today);
            let most = attempts.entry(&entry.assessment).or_default();
            *most = (most.0.max(recent), most.1.max(entry.sums.attempts));
            shown += recent;
        }
        let attempts = attempts
            .values()
            .fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
        let even = shown as f64 / (attempts.0.max(1) as f64 * current.max(1) as f64);
        let (robust, compared) = beside_the_others(&entries, now);
        Self {
            now,
            entries,
            robust,
            compared,
            attempts,
            even,
        }
    }

    /// Complete attempts at assessments that hold a question of the bank.
    pub fn attempts(&self) -> u64 {
        self.attempts.1
    }

    /// What is said about a question version, for each format it was asked in, most attempts first; empty where nobody
    /// answered it.
    pub fn of(&self, version: QuestionVersionId, question: &Question) -> Vec<LiveUse> {
        let own = || {
            self.entries
                .iter()
                .filter(|entry| entry.question == version)
        };
        let today = self.now.day();
        let exposure = Exposure {
            all: own().map(|entry| entry.sums.attempts).sum(),
            recent: own().map(|entry| entry.sums.days.recent(today)).sum(),
            bank_recent: self.attempts.0,
            bank_all: self.attempts.1,
            even: self.even,
        };
        let in_format = |format: Format| {
            let sums: Vec<&QuestionSums> = own()
                .map(|entry| &entry.sums)
                .filter(|sums| sums.format == format && sums.attempts > 0)
                .collect();
            let robust = self.robust.get(&(version, format)).copied();
            let drift = Drift::of(&sums, self.now, robust, self.compared);
            (!sums.is_empty()).then(|| LiveUse::of(question, format, &sums, drift, exposure))
        };
        let mut all: Vec<LiveUse> = Format::ALL.into_iter().filter_map(in_format).collect();
        all.sort_by_key(|one| std::cmp::Reverse(one.attempts));
        all
    }
}

/// The robust z of every question whose windows are both large enough, and how many were compared.
fn beside_the_others(entries: &[Entry], now: Timestamp) -> (BTreeMap<Place, f64>, usize) {
    let mut sums: BTreeMap<Place, Vec<&QuestionSums>> = BTreeMap::new();
    for entry in entries {
        let place = (entry.question, entry.sums.format);
        sums.entry(place).or_default().push(&entry.sums);
    }
    let windows = sums.into_iter();
    let windows = windows.map(|(place, sums)| (place, Windows::of(&sums, now)));
    let open: Vec<(Place, Windows)> = windows.filter(|(_, windows)| windows.open()).collect();
    let before: Vec<f64> = open.iter().map(|(_, one)| one.before.mean).collect();
    let after: Vec<f64> = open.iter().map(|(_, one)| one.after.mean).collect();
    let changes = robust_z(&before, &after).unwrap_or_default();
    let places = open.iter().map(|(place, _)| *place).zip(changes);
    let robust = places.filter_map(|(place, change)| Some((place, change.ok()?)));
    (robust.collect(), open.len())
}
