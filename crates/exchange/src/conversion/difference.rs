//! What a written bank lost, found by reading it again. The last line of defence: formats declare what they know.

use super::{Converted, Loss, LossKind};
use crate::markdown;
use domain::bank::Bank;
use domain::question::{Question, ReplyOption};
use serde::Serialize;
use std::collections::BTreeMap;

/// Adds a loss for each field that reads back otherwise and that no loss declares yet.
pub(super) fn declare(bank: &Bank, read: &Converted, losses: &mut Vec<Loss>) {
    let Some(back) = &read.bank else {
        let first = read.errors().next().map(ToString::to_string);
        let why = format!("it could not be read back: {}", first.unwrap_or_default());
        losses.push(loss(None, "questions", LossKind::Dropped, &why));
        return;
    };
    let mut told: BTreeMap<Option<String>, Vec<Loss>> = BTreeMap::new();
    for loss in losses.drain(..) {
        told.entry(loss.question.clone()).or_default().push(loss);
    }
    let mut differences = Differences {
        question: None,
        losses: told.remove(&None).unwrap_or_default(),
    };
    differences.of_info(bank, back);
    losses.append(&mut differences.losses);
    let mut held = BTreeMap::new();
    for question in back.questions.iter().rev() {
        held.insert(question.id.as_str(), question);
    }
    for question in &bank.questions {
        let id = Some(question.id.clone());
        differences.losses = told.remove(&id).unwrap_or_default();
        differences.question = id;
        match held.get(question.id.as_str()) {
            Some(other) => differences.of_question(question, other),
            None => differences.add("question", LossKind::Dropped),
        }
        losses.append(&mut differences.losses);
    }
    losses.extend(told.into_values().flatten());
}

pub(super) fn loss(question: Option<&str>, field: &str, kind: LossKind, why: &str) -> Loss {
    Loss {
        kind,
        field: field.to_owned(),
        why: why.to_owned(),
        question: question.map(str::to_owned),
    }
}

/// Of one question, or of the bank: what is declared about it already.
struct Differences {
    question: Option<String>,
    losses: Vec<Loss>,
}

impl Differences {
    fn of_info(&mut self, bank: &Bank, back: &Bank) {
        let (a, b) = (&bank.info, &back.info);
        self.compare("id", &a.id, &b.id);
        self.compare("title", &a.title, &b.title);
        self.compare(
            "description",
            a.description.trim_ascii_end(),
            b.description.trim_ascii_end(),
        );
        self.compare("locale", &a.locale, &b.locale);
        self.compare("licence", &a.licence, &b.licence);
        self.compare("authors", &a.authors, &b.authors);
        self.compare("key", &a.key, &b.key);
    }

    fn of_question(&mut self, a: &Question, b: &Question) {
        self.compare("title", &a.title, &b.title);
        self.compare("kind", &a.kind, &b.kind);
        self.compare("format", &a.format, &b.format);
        self.compare("allowed_formats", &a.allowed_formats, &b.allowed_formats);
        self.compare("channel", &a.channel, &b.channel);
        self.compare("direction", &a.direction, &b.direction);
        self.compare("sector", &a.sector, &b.sector);
        self.compare("competencies", &a.competencies, &b.competencies);
        self.compare("asks", &a.asks, &b.asks);
        self.compare("difficulty", &a.difficulty, &b.difficulty);
        self.compare("reading_seconds", &a.reading_seconds, &b.reading_seconds);
        self.compare("content_note", &a.content_note, &b.content_note);
        self.compare("substitute", &a.substitute, &b.substitute);
        self.compare("customer_record", &a.customer_record, &b.customer_record);
        self.of_scenario(&a.scenario, &b.scenario);
        self.compare("task", &a.task, &b.task);
        self.compare("key", &a.key, &b.key);
        let mut options = |field: &str, each: fn(&ReplyOption) -> serde_json::Value| {
            let list = |question: &Question| question.options.iter().map(each).collect::<Vec<_>>();
            self.compare(field, &list(a), &list(b));
        };
        options("options.id", |o| o.id.clone().into());
        options("options.text", |o| o.text.clone().into());
        options("options.value", |o| o.value.into());
        options("options.style", |o| {
            serde_json::to_value(o.style).unwrap_or_default()
        });
        options("options.reason", |o| o.reason.clone().into());
        options("options.pinned", |o| o.pinned.into());
    }

    /// What matters is what is shown; a block text ends with a line break that says nothing.
    fn of_scenario(&mut self, a: &str, b: &str) {
        if a.trim_ascii_end() != b.trim_ascii_end() && look(a) == look(b) {
            let why = "it looks the same, and its Markdown is spelt differently";
            let question = self.question.clone();
            self.losses
                .push(loss(question.as_deref(), "scenario", LossKind::Kept, why));
        } else {
            self.compare("scenario", a.trim_ascii_end(), b.trim_ascii_end());
        }
    }

    fn compare<T: Serialize + PartialEq + ?Sized>(&mut self, field: &str, a: &T, b: &T) {
        if a != b {
            let kind = if says_nothing(b) {
                LossKind::Dropped
            } else {
                LossKind::Approximated
            };
            self.add(field, kind);
        }
    }

    fn add(&mut self, field: &str, kind: LossKind) {
        let same = |loss: &Loss| loss.field == field && loss.question == self.question;
        let declared = |loss: &Loss| same(loss) && loss.kind != LossKind::Kept;
        if self.losses.iter().any(declared) {
            return;
        }
        self.losses.retain(|loss| !same(loss));
        let why = match kind {
            LossKind::Dropped => "this format does not carry it",
            LossKind::Approximated | LossKind::Kept => "it reads back differently",
        };
        let question = self.question.clone();
        self.losses
            .push(loss(question.as_deref(), field, kind, why));
    }
}

/// What a candidate sees: HTML shows no space at the end of a block.
pub(super) fn look(scenario: &str) -> String {
    let html = markdown::render(scenario);
    let words: Vec<&str> = html.split_ascii_whitespace().collect();
    words.join(" ").replace(" </", "</")
}

/// Nothing, an empty text, list or object, or a list of such.
fn says_nothing<T: Serialize + ?Sized>(value: &T) -> bool {
    fn empty(value: &serde_json::Value) -> bool {
        match value {
            serde_json::Value::Null => true,
            serde_json::Value::String(text) => text.is_empty(),
            serde_json::Value::Array(list) => list.iter().all(empty),
            serde_json::Value::Object(fields) => fields.is_empty(),
            serde_json::Value::Bool(truth) => !truth,
            serde_json::Value::Number(_) => false,
        }
    }
    serde_json::to_value(value).is_ok_and(|value| empty(&value))
}
