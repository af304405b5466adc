//! What is wrong with a bank, all of it at once. Errors keep a bank from being imported; warnings are advice to its
//! authors. Knows nothing of files and lines: a finding names the field by its path, such as
//! `questions[3].options[1].value`, and the reader of a file turns that into a line.
//!
//! To add a rule: a function in `question` (what one question must be) or `advice` (what makes it better), with a
//! test that breaks a sound bank in exactly that way.

mod advice;
mod question;
mod substitutes;

use super::{Bank, Key, KeyStatus, Provenance, SCHEMA_VERSION};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The bank cannot be imported as it is.
    Error,
    Warning,
}

/// One thing to mend or to consider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub severity: Severity,
    /// The question's id as written; absent when the finding is about the bank.
    pub question: Option<String>,
    /// The field, such as `questions[3].options[1].value`; indices count from 0.
    pub path: String,
    /// A plain sentence for the author.
    pub message: String,
}

/// Everything that is wrong with or could be better in `bank`: errors and warnings in the order of the file. A bank
/// without a [`Severity::Error`] can be imported.
pub fn check(bank: &Bank) -> Vec<Finding> {
    let mut findings = Findings::default();
    check_info(bank, &mut findings);
    check_key(&bank.info.key, &mut findings);
    if bank.questions.is_empty() {
        findings.error("questions", "A bank needs at least one question.");
    }
    let mut first_use: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, question) in bank.questions.iter().enumerate() {
        findings.enter(index, &question.id);
        if let Some(first) = first_use.get(question.id.as_str()) {
            let message = format!(
                "The id `{}` is taken by question {}.",
                question.id,
                first + 1
            );
            findings.error("id", message);
        } else {
            first_use.insert(&question.id, index);
        }
        if let Some(key) = &question.key {
            check_key(key, &mut findings);
        }
        question::check(question, &mut findings);
        advice::on_question(question, &bank.info.locale, &mut findings);
        findings.leave();
    }
    substitutes::check(&bank.questions, &mut findings);
    advice::on_bank(&bank.questions, &mut findings);
    findings.list
}

/// Collects findings under the question being looked at.
#[derive(Default)]
struct Findings {
    list: Vec<Finding>,
    /// Path prefix and id of the current question.
    current: Option<(String, String)>,
}

impl Findings {
    fn enter(&mut self, index: usize, id: &str) {
        self.current = Some((format!("questions[{index}]"), id.to_owned()));
    }

    fn leave(&mut self) {
        self.current = None;
    }

    fn error(&mut self, field: &str, message: impl Into<String>) {
        self.push(Severity::Error, field, message.into());
    }

    fn warning(&mut self, field: &str, message: impl Into<String>) {
        self.push(Severity::Warning, field, message.into());
    }

    /// `field` is relative to the current question; empty means the question itself.
    fn push(&mut self, severity: Severity, field: &str, message: String) {
        let (path, question) = match &self.current {
            None => (field.to_owned(), None),
            Some((prefix, id)) if field.is_empty() => (prefix.clone(), Some(id.clone())),
            Some((prefix, id)) => (format!("{prefix}.{field}"), Some(id.clone())),
        };
        self.list.push(Finding {
            severity,
            question,
            path,
            message,
        });
    }

    /// A text that must say something within `limit` characters and hold no control characters but line breaks.
    fn text(&mut self, field: &str, text: &str, limit: usize) {
        if text.trim().is_empty() {
            self.error(field, "This text is empty.");
        } else if text.chars().count() > limit {
            self.error(
                field,
                format!("This text is longer than {limit} characters."),
            );
        }
        if text.contains(|c: char| c.is_control() && c != '\n') {
            self.error(
                field,
                "This text holds a tab or another control character; use spaces.",
            );
        }
    }
}

fn check_info(bank: &Bank, findings: &mut Findings) {
    let info = &bank.info;
    if bank.schema_version != SCHEMA_VERSION {
        let message = format!(
            "schema_version {} is not supported; this program reads version {SCHEMA_VERSION}.",
            bank.schema_version
        );
        findings.error("schema_version", message);
    }
    if !is_slug(&info.id, &['-']) {
        findings.error("id", SLUG_RULE);
    }
    findings.text("title", &info.title, 120);
    if !is_language_tag(&info.locale) {
        findings.error(
            "locale",
            "The locale is a language tag such as `en` or `pt-BR`.",
        );
    }
    findings.text("licence", &info.licence, 100);
    if info.authors.is_empty() {
        findings.error("authors", "Name at least one author.");
    }
    for (index, author) in info.authors.iter().enumerate() {
        findings.text(&format!("authors[{index}]"), author, 120);
    }
}

fn check_key(key: &Key, findings: &mut Findings) {
    if key.date.as_deref().is_some_and(|date| !is_iso_date(date)) {
        findings.error("key.date", "The date is written like 2026-05-31.");
    }
    if key.icc2k.is_some_and(|icc| !(-1.0..=1.0).contains(&icc)) {
        findings.error("key.icc2k", "ICC(2,k) lies between -1 and 1.");
    }
    match key.provenance {
        Provenance::Rational => {
            if key.status == KeyStatus::Confirmed {
                let message =
                    "A rational key stays provisional until an expert panel has rated it.";
                findings.error("key.status", message);
            }
        }
        Provenance::ExpertPanel => {
            if key.experts.is_none() || key.date.is_none() || key.icc2k.is_none() {
                let message = "A key from an expert panel states `experts`, `date` and `icc2k`.";
                findings.error("key", message);
            }
            if key.experts.is_some_and(|experts| experts < 8) {
                findings.warning("key.experts", "A panel of at least 8 experts is advised.");
            }
            if key.icc2k.is_some_and(|icc| icc < 0.8) {
                findings.warning("key.icc2k", "An ICC(2,k) of at least 0.80 is advised.");
            }
        }
    }
}

const SLUG_RULE: &str =
    "An id is made of lower-case letters, digits and single hyphens, such as `birthday-parcel`.";

/// Lower-case ASCII letters and digits, parted by single characters of `joints`; at most 64.
fn is_slug(text: &str, joints: &[char]) -> bool {
    text.len() <= 64
        && text.split(joints).all(|part| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
}

/// The shape of a BCP 47 tag; whether the language exists is not checked.
fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.chars().all(|c| c.is_ascii_alphabetic())
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
        })
}

fn is_iso_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let number = |part: &str, width: usize| {
        let digits = part.len() == width && part.chars().all(|c| c.is_ascii_digit());
        digits.then(|| part.parse::<u32>().ok()).flatten()
    };
    number(year, 4).is_some()
        && number(month, 2).is_some_and(|month| (1..=12).contains(&month))
        && number(day, 2).is_some_and(|day| (1..=31).contains(&day))
}

#[cfg(test)]
mod tests;
