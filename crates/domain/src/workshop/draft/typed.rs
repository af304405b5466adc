//! Parts of a question as typed, and how they are read: replies, the customer record, numbers. Says nothing of what is
//! wrong with them.

use crate::question::{CustomerRecord, ReplyOption, Style};
use serde::{Deserialize, Serialize};

/// One reply as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftOption {
    pub id: String,
    pub text: String,
    pub value: String,
    pub style: Option<Style>,
    pub reason: String,
    pub pinned: bool,
}

/// The customer record as typed: one contact or note a line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftRecord {
    pub name: String,
    pub since: String,
    pub last_contacts: String,
    pub notes: String,
}

impl DraftOption {
    pub(super) fn of(option: &ReplyOption) -> Self {
        Self {
            id: option.id.clone(),
            text: option.text.clone(),
            value: plain(option.value),
            style: option.style,
            reason: option.reason.clone(),
            pinned: option.pinned,
        }
    }

    pub(super) fn read(&self) -> ReplyOption {
        ReplyOption {
            id: self.id.trim().to_owned(),
            text: self.text.clone(),
            value: number(&self.value).unwrap_or(f64::NAN),
            style: self.style,
            reason: self.reason.clone(),
            pinned: self.pinned,
        }
    }
}

impl DraftRecord {
    /// A record without a word is none.
    pub(super) fn read(&self) -> Option<CustomerRecord> {
        let lines = |text: &str| -> Vec<String> {
            let lines = text.lines().map(str::trim);
            lines
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let record = CustomerRecord {
            name: self.name.clone(),
            since: self.since.trim().parse().ok(),
            last_contacts: lines(&self.last_contacts),
            notes: lines(&self.notes),
        };
        let typed = [&self.name, &self.since, &self.last_contacts, &self.notes];
        typed
            .iter()
            .any(|text| !text.trim().is_empty())
            .then_some(record)
    }
}

/// A number with a point or a comma.
pub(super) fn number(text: &str) -> Option<f64> {
    let number: f64 = text.trim().replace(',', ".").parse().ok()?;
    number.is_finite().then_some(number)
}

/// As an author would write it: "60", "5.5".
pub(super) fn plain(number: f64) -> String {
    let text = format!("{number:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
