//! A question as it was typed: numbers are text until they are read, so that nothing typed is lost. What is wrong with it
//! is said by the bank's own check, with the paths of the form's fields.

mod typed;

pub use typed::{DraftOption, DraftRecord};

use crate::bank::{Bank, BankInfo, Finding, SCHEMA_VERSION, Severity, check};
use crate::question::{Ask, Channel, Competency, Difficulty, Direction, Format, Kind, Question};
use serde::{Deserialize, Serialize};
use typed::{number, plain};

/// Shares a question may name.
const SHARES: usize = 2;
/// Replies a question may have.
const MOST_OPTIONS: usize = 8;

/// A question being written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub id: String,
    /// A new version of a question keeps its id.
    pub fixed_id: bool,
    pub title: String,
    pub kind: Kind,
    pub format: Format,
    pub allowed_formats: Vec<Format>,
    pub channel: Channel,
    pub direction: Direction,
    pub sector: String,
    /// At most two competencies, each with its share in percent as typed.
    pub shares: Vec<(Option<Competency>, String)>,
    pub asks: Vec<Ask>,
    pub difficulty: Difficulty,
    pub reading_seconds: String,
    pub content_note: String,
    pub record: DraftRecord,
    pub scenario: String,
    pub task: String,
    pub options: Vec<DraftOption>,
    /// Fields the form does not show, kept from the version the draft began with.
    pub kept: Option<Box<Question>>,
}

impl Default for Draft {
    fn default() -> Self {
        let option = |letter: char| DraftOption {
            id: letter.to_string(),
            ..DraftOption::default()
        };
        Self {
            id: String::new(),
            fixed_id: false,
            title: String::new(),
            kind: Kind::Empathy,
            format: Format::SingleBest,
            allowed_formats: Vec::new(),
            channel: Channel::Voice,
            direction: Direction::Inbound,
            sector: String::new(),
            shares: vec![(None, String::new()); SHARES],
            asks: Vec::new(),
            difficulty: Difficulty::Medium,
            reading_seconds: "60".into(),
            content_note: String::new(),
            record: DraftRecord::default(),
            scenario: String::new(),
            task: String::new(),
            options: ('a'..='d').map(option).collect(),
            kept: None,
        }
    }
}

/// What a button beside a reply does; replies are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Add,
    Up(usize),
    Down(usize),
    Remove(usize),
}

impl Draft {
    pub fn of(question: &Question) -> Self {
        let mut shares: Vec<_> = question
            .competencies
            .iter()
            .map(|(competency, share)| (Some(*competency), plain(share * 100.0)))
            .collect();
        shares.resize(SHARES.max(shares.len()), (None, String::new()));
        let record = question.customer_record.as_ref();
        Self {
            id: question.id.clone(),
            fixed_id: false,
            title: question.title.clone(),
            kind: question.kind,
            format: question.format,
            allowed_formats: question.allowed_formats.clone(),
            channel: question.channel,
            direction: question.direction,
            sector: question.sector.clone(),
            shares,
            asks: question.asks.clone(),
            difficulty: question.difficulty,
            reading_seconds: question.reading_seconds.to_string(),
            content_note: question.content_note.clone().unwrap_or_default(),
            record: record.map_or_else(DraftRecord::default, |record| DraftRecord {
                name: record.name.clone(),
                since: record
                    .since
                    .map_or_else(String::new, |year| year.to_string()),
                last_contacts: record.last_contacts.join("\n"),
                notes: record.notes.join("\n"),
            }),
            scenario: question.scenario.clone(),
            task: question.task.clone(),
            options: question.options.iter().map(DraftOption::of).collect(),
            kept: Some(Box::new(Question {
                options: Vec::new(),
                ..question.clone()
            })),
        }
    }

    /// The question as far as it can be read; [`Self::problems`] names what cannot.
    pub fn question(&self) -> Question {
        let words = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
        let fields = Question {
            id: self.id.trim().to_owned(),
            title: self.title.clone(),
            kind: self.kind,
            format: self.format,
            allowed_formats: self.allowed_formats.clone(),
            channel: self.channel,
            direction: self.direction,
            sector: self.sector.trim().to_owned(),
            competencies: self
                .shares
                .iter()
                .filter_map(|(competency, share)| {
                    Some(((*competency)?, number(share).unwrap_or(f64::NAN) / 100.0))
                })
                .collect(),
            asks: self.asks.clone(),
            difficulty: self.difficulty,
            reading_seconds: self.reading_seconds.trim().parse().unwrap_or(0),
            content_note: words(&self.content_note),
            substitute: None,
            customer_record: self.record.read(),
            scenario: self.scenario.clone(),
            task: self.task.clone(),
            key: None,
            options: self.options.iter().map(DraftOption::read).collect(),
        };
        match &self.kept {
            Some(kept) => Question {
                key: kept.key.clone(),
                substitute: kept.substitute.clone(),
                ..fields
            },
            None => fields,
        }
    }

    /// Everything that is wrong or could be better, in the order of the form. Paths name fields of the question, such
    /// as `options[1].value`. `bank` gives the language; its own faults are not repeated here.
    pub fn problems(&self, bank: &BankInfo) -> Vec<Finding> {
        let unread = self.unread();
        let bank = Bank {
            schema_version: SCHEMA_VERSION,
            info: bank.clone(),
            // Whether its substitute is in the bank shows when it is taken into it.
            questions: vec![Question {
                substitute: None,
                ..self.question()
            }],
        };
        let found = check(&bank).into_iter().filter_map(|finding| {
            let path = finding.path.strip_prefix("questions[0].")?.to_owned();
            let hidden = unread.iter().any(|unread| unread.path == path);
            (!hidden).then_some(Finding { path, ..finding })
        });
        let found: Vec<Finding> = found.collect();
        unread.into_iter().chain(found).collect()
    }

    /// Numbers that are none.
    fn unread(&self) -> Vec<Finding> {
        let finding = |path: String, message: &str| Finding {
            severity: Severity::Error,
            question: Some(self.id.clone()),
            path,
            message: message.to_owned(),
        };
        let mut found = Vec::new();
        for (competency, share) in &self.shares {
            if let Some(competency) = competency
                && number(share).is_none()
            {
                let path = format!("competencies.{}", competency.code());
                found.push(finding(path, "Write the share in percent, such as 60."));
            }
        }
        if self.shares.first().is_some_and(|(one, _)| {
            one.is_some() && self.shares.iter().skip(1).any(|(other, _)| other == one)
        }) {
            let message = "The second competency is the same as the first; choose another or none.";
            found.push(finding("competencies".into(), message));
        }
        if self.reading_seconds.trim().parse::<u32>().is_err() {
            let message = "Write the time in whole seconds, such as 60.";
            found.push(finding("reading_seconds".into(), message));
        }
        if !self.record.since.trim().is_empty() && self.record.since.trim().parse::<u16>().is_err()
        {
            let path = "customer_record.since".to_owned();
            found.push(finding(path, "The year is written like 2019."));
        }
        for (index, option) in self.options.iter().enumerate() {
            if number(&option.value).is_none() {
                let message = "Write a value from 1 to 7, such as 5.5.";
                found.push(finding(format!("options[{index}].value"), message));
            }
        }
        found
    }

    /// Adds, moves or removes a reply; what cannot be done changes nothing.
    pub fn take(&mut self, step: Step) {
        let last = self.options.len().saturating_sub(1);
        match step {
            Step::Add if self.options.len() < MOST_OPTIONS => {
                let id = self.free_option_id();
                self.options.push(DraftOption {
                    id,
                    ..DraftOption::default()
                });
            }
            Step::Up(index) if (1..=last).contains(&index) => self.options.swap(index, index - 1),
            Step::Down(index) if index < last => self.options.swap(index, index + 1),
            Step::Remove(index) if index <= last && !self.options.is_empty() => {
                self.options.remove(index);
            }
            _ => {}
        }
    }

    fn free_option_id(&self) -> String {
        let taken = |id: &String| self.options.iter().any(|option| option.id == *id);
        let letters = ('a'..='z').map(|letter| letter.to_string());
        letters
            .into_iter()
            .find(|id| !taken(id))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::{Key, KeyStatus, Provenance, Visibility};
    use crate::question::CustomerRecord;
    use crate::samples;
    use crate::workshop::key_after_edit;

    fn info() -> BankInfo {
        BankInfo {
            id: "own".into(),
            title: "Own".into(),
            description: String::new(),
            locale: "en".into(),
            licence: "none".into(),
            authors: vec!["A".into()],
            key: key(Provenance::Rational),
        }
    }

    fn key(provenance: Provenance) -> Key {
        let panel = provenance == Provenance::ExpertPanel;
        Key {
            provenance,
            status: if panel {
                KeyStatus::Confirmed
            } else {
                KeyStatus::Provisional
            },
            visibility: Visibility::Private,
            experts: panel.then_some(9),
            date: panel.then(|| "2026-11-20".into()),
            icc2k: panel.then_some(0.9),
        }
    }

    fn errors(draft: &Draft) -> Vec<String> {
        let found = draft.problems(&info()).into_iter();
        found
            .filter(|finding| finding.severity == Severity::Error)
            .map(|finding| finding.path)
            .collect()
    }

    #[test]
    fn a_question_becomes_a_draft_and_the_same_question_again() {
        let mut question = samples::question("parcel", Competency::PT);
        question.competencies = [(Competency::AL, 0.3), (Competency::PT, 0.7)].into();
        question.key = Some(key(Provenance::ExpertPanel));
        question.content_note = Some("A loss.".into());
        question.customer_record = Some(CustomerRecord {
            name: "Ada".into(),
            since: Some(2019),
            last_contacts: vec!["One".into(), "Two".into()],
            notes: vec![],
        });
        question.options[2].pinned = true;
        let draft = Draft::of(&question);
        let back = draft.question();
        assert!((back.competencies[&Competency::AL] - 0.3).abs() < 1e-9);
        let exact = Question {
            competencies: question.competencies.clone(),
            ..back
        };
        assert_eq!(exact, question);
        assert_eq!(errors(&draft), Vec::<String>::new());
    }

    #[test]
    fn whatever_was_typed_stays_and_is_named() {
        let mut draft = Draft::of(&samples::question("parcel", Competency::PT));
        draft.options[1].value = "six".into();
        draft.shares = vec![
            (Some(Competency::AL), "half".into()),
            (Some(Competency::AL), "50".into()),
        ];
        draft.reading_seconds = "soon".into();
        draft.record.since = "long ago".into();
        let json = serde_json::to_string(&draft).unwrap();
        let back: Draft = serde_json::from_str(&json).unwrap();
        assert_eq!(back, draft);
        let errors = errors(&draft);
        for path in [
            "competencies",
            "competencies.AL",
            "reading_seconds",
            "customer_record.since",
            "options[1].value",
        ] {
            assert!(
                errors.iter().any(|error| error == path),
                "{path}: {errors:?}"
            );
            let times = errors.iter().filter(|error| *error == path).count();
            assert!(times <= 2, "{path} {times} times");
        }
    }

    #[test]
    fn an_empty_draft_names_every_field_that_is_missing() {
        let errors = errors(&Draft::default());
        for path in [
            "id",
            "title",
            "scenario",
            "task",
            "sector",
            "competencies",
            "options[0].text",
        ] {
            assert!(
                errors.iter().any(|error| error == path),
                "{path}: {errors:?}"
            );
        }
    }

    #[test]
    fn replies_are_added_moved_and_removed_by_steps() {
        let mut draft = Draft::default();
        draft.take(Step::Remove(1));
        draft.take(Step::Add);
        draft.take(Step::Up(3));
        draft.take(Step::Down(0));
        let ids =
            |draft: &Draft| -> String { draft.options.iter().map(|o| o.id.as_str()).collect() };
        assert_eq!(ids(&draft), "cabd");
        let before = draft.clone();
        for step in [Step::Up(0), Step::Down(3), Step::Remove(9), Step::Up(9)] {
            draft.take(step);
        }
        assert_eq!(draft, before);
        (0..9).for_each(|_| draft.take(Step::Add));
        assert_eq!(draft.options.len(), MOST_OPTIONS);
    }

    #[test]
    fn a_panel_s_key_holds_for_what_the_panel_rated() {
        let before = samples::question("parcel", Competency::PT);
        let panel = key(Provenance::ExpertPanel);
        let mut after = before.clone();
        after.difficulty = Difficulty::Hard;
        assert_eq!(key_after_edit(&before, &panel, &after), None);
        after.options[0].text.push_str(" And more.");
        let key = key_after_edit(&before, &panel, &after).unwrap();
        assert_eq!(key.provenance, Provenance::Rational);
        assert_eq!(key.visibility, Visibility::Private);
    }
}
