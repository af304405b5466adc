//! What the forms of a draft change, and what they may say. A form carries one part of the definition; the others stay
//! as they are.

use crate::FieldError;
use crate::banks::code;
use domain::assessment::{
    Contact, Definition, Delivery, Feedback, Need, Paper, Recipient, SelectedQuestion,
};
use domain::ids::QuestionVersionId;
use domain::publishing::{EMPATHY_CONTROL, MOST_WEIGHT};
use domain::question::{Competency, QuestionVersion};
use exchange::people::normalise_email;
use std::collections::{BTreeMap, BTreeSet};

/// Questions in one assessment.
pub const MOST_QUESTIONS: usize = 100;
const LONGEST_TITLE: usize = 120;
const LONGEST_TEXT: usize = 5_000;
const MOST_RECIPIENTS: usize = 20;

/// One form's worth of changes.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    Selection(Selection),
    Settings(Box<Settings>),
    Job(Job),
}

/// The builder's form: questions in order with formats and weights, and the weights of competencies.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    pub questions: Vec<SelectedQuestion>,
    /// Weights of the competencies in the form; others stay.
    pub competency_weights: BTreeMap<Competency, f64>,
    /// `None`: not said.
    pub needs: BTreeMap<Competency, Option<Need>>,
    pub empathy_control: f64,
    /// Done after the rest.
    pub step: Option<Step>,
}

/// What a button beside a question does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Up(QuestionVersionId),
    Down(QuestionVersionId),
    Remove(QuestionVersionId),
}

/// The settings form.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub title: String,
    pub job_title: String,
    pub description: String,
    pub time_limit_minutes: Option<u32>,
    pub extra_time_percent: u32,
    pub shuffle_questions: bool,
    pub shuffle_options: bool,
    pub practice: bool,
    pub feedback: Feedback,
    pub invitation_days: u32,
    pub contact: Contact,
    pub help_rule: String,
    pub retake_rule: String,
    /// One address a line.
    pub recipients: String,
    pub delivery: Delivery,
    pub attach: bool,
    pub paper: Paper,
}

/// What publishing for selection asks about the job.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub job_title: String,
    pub tasks: String,
    /// `None`: not said.
    pub needs: BTreeMap<Competency, Option<Need>>,
    pub contact: Contact,
    pub help_rule: String,
    pub retake_rule: String,
}

impl Edit {
    /// Makes the change. Texts are trimmed, and what is not a number changes nothing: [`Edit::faults`] names it.
    pub fn apply(&self, definition: &mut Definition) {
        match self {
            Self::Selection(selection) => selection.apply(definition),
            Self::Settings(settings) => settings.apply(definition),
            Self::Job(job) => job.apply(definition),
        }
    }

    /// The question versions it names, also one that it removes.
    pub fn named(&self) -> Vec<QuestionVersionId> {
        match self {
            Self::Selection(selection) => selection
                .questions
                .iter()
                .map(|question| question.version)
                .collect(),
            Self::Settings(_) | Self::Job(_) => Vec::new(),
        }
    }

    /// What is wrong with it, by form field. `versions` holds those it names that exist.
    pub fn faults(&self, versions: &[QuestionVersion]) -> Vec<FieldError> {
        match self {
            Self::Selection(selection) => selection.faults(versions),
            Self::Settings(settings) => settings.faults(),
            Self::Job(job) => job.faults(),
        }
    }
}

impl Selection {
    fn apply(&self, definition: &mut Definition) {
        definition.questions = self.questions.clone();
        for question in &mut definition.questions {
            if !question.weight.is_finite() {
                question.weight = 1.0;
            }
        }
        for (&competency, &weight) in &self.competency_weights {
            if weight == 1.0 {
                definition.competency_weights.remove(&competency);
            } else if weight.is_finite() {
                definition.competency_weights.insert(competency, weight);
            }
        }
        apply_needs(&self.needs, definition);
        if self.empathy_control.is_finite() {
            definition.empathy_control = self.empathy_control;
        }
        if let Some(step) = self.step {
            step.apply(&mut definition.questions);
        }
    }

    fn faults(&self, versions: &[QuestionVersion]) -> Vec<FieldError> {
        let mut faults = Vec::new();
        if self.questions.len() > MOST_QUESTIONS {
            let message = format!("Choose at most {MOST_QUESTIONS} questions.");
            faults.push(fault("questions", message));
        }
        let mut seen = BTreeSet::new();
        for (selected, number) in self.questions.iter().zip(1..) {
            let id = selected.version;
            let version = versions.iter().find(|version| version.id == id);
            if !seen.insert(id) || version.is_none() {
                let message =
                    format!("Question {number} is not in the banks or is there twice. Remove it.");
                faults.push(fault("questions", message));
            } else if version.is_some_and(|version| !version.question.allows(selected.format)) {
                let message = format!(
                    "Question {number} cannot be answered as {}.",
                    selected.format.name()
                );
                faults.push(fault(&format!("format-{id}"), message));
            }
            if !(selected.weight > 0.0 && selected.weight <= MOST_WEIGHT) {
                let message =
                    format!("The weight of question {number} lies above 0 and at most at 10.");
                faults.push(fault(&format!("weight-{id}"), message));
            }
        }
        for (competency, weight) in &self.competency_weights {
            if !(0.0..=MOST_WEIGHT).contains(weight) {
                let message = format!(
                    "The weight of “{}” lies between 0 and 10.",
                    competency.name()
                );
                faults.push(fault(&format!("competency-{}", code(competency)), message));
            }
        }
        if !EMPATHY_CONTROL.contains(&self.empathy_control) {
            faults.push(fault(
                "empathy_control",
                "The empathy control lies between 1.00 and 1.50.",
            ));
        }
        faults
    }
}

impl Step {
    fn apply(self, questions: &mut Vec<SelectedQuestion>) {
        let place = |id| questions.iter().position(|question| question.version == id);
        match self {
            Self::Up(id) => {
                if let Some(at) = place(id).filter(|at| *at > 0) {
                    questions.swap(at - 1, at);
                }
            }
            Self::Down(id) => {
                if let Some(at) = place(id).filter(|at| at + 1 < questions.len()) {
                    questions.swap(at, at + 1);
                }
            }
            Self::Remove(id) => questions.retain(|question| question.version != id),
        }
    }
}

impl Settings {
    fn apply(&self, definition: &mut Definition) {
        definition.title = self.title.trim().to_owned();
        definition.job_title = self.job_title.trim().to_owned();
        definition.description = self.description.trim().to_owned();
        definition.time_limit_minutes = self.time_limit_minutes;
        definition.extra_time_percent = self.extra_time_percent;
        definition.shuffle_questions = self.shuffle_questions;
        definition.shuffle_options = self.shuffle_options;
        definition.practice = self.practice;
        definition.feedback = self.feedback;
        definition.invitation_days = self.invitation_days;
        definition.contact = trimmed(&self.contact);
        definition.help_rule = self.help_rule.trim().to_owned();
        definition.retake_rule = self.retake_rule.trim().to_owned();
        definition.recipients = self
            .addresses()
            .filter_map(|line| normalise_email(line).ok())
            .map(|email| Recipient {
                email,
                delivery: self.delivery,
                attach: self.attach,
            })
            .collect();
        definition.paper = self.paper;
    }

    fn addresses(&self) -> impl Iterator<Item = &str> {
        self.recipients
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
    }

    fn faults(&self) -> Vec<FieldError> {
        let mut faults = heading_faults(&self.title, &self.job_title);
        length(&mut faults, "description", &self.description);
        let ranges = [
            (
                "time_limit_minutes",
                self.time_limit_minutes,
                1..=480,
                "minutes",
            ),
            (
                "extra_time_percent",
                Some(self.extra_time_percent),
                0..=200,
                "per cent",
            ),
            (
                "invitation_days",
                Some(self.invitation_days),
                1..=90,
                "days",
            ),
        ];
        for (field, value, range, unit) in ranges {
            if value.is_some_and(|value| !range.contains(&value)) {
                let message = format!("Enter {} to {} {unit}.", range.start(), range.end());
                faults.push(fault(field, message));
            }
        }
        rule_faults(
            &mut faults,
            &self.contact,
            &self.help_rule,
            &self.retake_rule,
        );
        let wrong: Vec<&str> = self
            .addresses()
            .filter(|line| normalise_email(line).is_err())
            .collect();
        if !wrong.is_empty() {
            let message = format!("These are no e-mail addresses: {}.", wrong.join(", "));
            faults.push(fault("recipients", message));
        }
        if self.addresses().count() > MOST_RECIPIENTS {
            faults.push(fault(
                "recipients",
                format!("Enter at most {MOST_RECIPIENTS} addresses."),
            ));
        }
        let distinct: BTreeSet<String> = self.addresses().map(str::to_lowercase).collect();
        if distinct.len() < self.addresses().count() {
            faults.push(fault(
                "recipients",
                "An address is there twice. Remove one of them.",
            ));
        }
        faults
    }
}

impl Job {
    fn apply(&self, definition: &mut Definition) {
        definition.job_title = self.job_title.trim().to_owned();
        definition.tasks = self.tasks.trim().to_owned();
        apply_needs(&self.needs, definition);
        definition.contact = trimmed(&self.contact);
        definition.help_rule = self.help_rule.trim().to_owned();
        definition.retake_rule = self.retake_rule.trim().to_owned();
    }

    fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        if self.job_title.trim().chars().count() > LONGEST_TITLE {
            faults.push(fault("job_title", too_long(LONGEST_TITLE)));
        }
        length(&mut faults, "tasks", &self.tasks);
        rule_faults(
            &mut faults,
            &self.contact,
            &self.help_rule,
            &self.retake_rule,
        );
        faults
    }
}

fn apply_needs(needs: &BTreeMap<Competency, Option<Need>>, definition: &mut Definition) {
    for (&competency, need) in needs {
        match need {
            Some(need) => drop(definition.needs.insert(competency, *need)),
            None => drop(definition.needs.remove(&competency)),
        }
    }
}

fn trimmed(contact: &Contact) -> Contact {
    let email = contact.email.trim();
    Contact {
        name: contact.name.trim().to_owned(),
        email: normalise_email(email).unwrap_or_else(|_| email.to_owned()),
    }
}

/// What is wrong with title and job title.
pub(super) fn heading_faults(title: &str, job_title: &str) -> Vec<FieldError> {
    let mut faults = Vec::new();
    if title.trim().is_empty() {
        faults.push(fault("title", "Give the assessment a title."));
    }
    for (field, text) in [("title", title), ("job_title", job_title)] {
        if text.trim().chars().count() > LONGEST_TITLE {
            faults.push(fault(field, too_long(LONGEST_TITLE)));
        } else if text.chars().any(char::is_control) {
            faults.push(fault(field, "Write this in one line."));
        }
    }
    faults
}

fn rule_faults(faults: &mut Vec<FieldError>, contact: &Contact, help: &str, retake: &str) {
    if contact.name.trim().chars().count() > LONGEST_TITLE
        || contact.name.chars().any(char::is_control)
    {
        faults.push(fault(
            "contact_name",
            "Enter a name in one line of at most 120 characters.",
        ));
    }
    if !contact.email.trim().is_empty() && normalise_email(&contact.email).is_err() {
        faults.push(fault(
            "contact_email",
            "Enter an e-mail address such as name@example.org.",
        ));
    }
    length(faults, "help_rule", help);
    length(faults, "retake_rule", retake);
}

fn length(faults: &mut Vec<FieldError>, field: &str, text: &str) {
    if text.chars().count() > LONGEST_TEXT {
        faults.push(fault(field, too_long(LONGEST_TEXT)));
    }
}

fn too_long(longest: usize) -> String {
    format!("Shorten this to {longest} characters.")
}

pub(super) fn fault(field: &str, message: impl Into<String>) -> FieldError {
    FieldError {
        field: field.to_owned(),
        message: message.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::question::Format;

    fn selected(id: u128) -> SelectedQuestion {
        SelectedQuestion {
            version: QuestionVersionId(uuid::Uuid::from_u128(id)),
            format: Format::SingleBest,
            weight: 1.0,
        }
    }

    fn selection(ids: &[u128], step: Option<Step>) -> Selection {
        Selection {
            questions: ids.iter().map(|id| selected(*id)).collect(),
            competency_weights: BTreeMap::from([(Competency::PT, 1.0), (Competency::AL, 2.0)]),
            needs: BTreeMap::from([(Competency::AL, Some(Need::DayOne)), (Competency::PT, None)]),
            empathy_control: 1.1,
            step,
        }
    }

    fn order(step: Step) -> Vec<u128> {
        let mut definition = Definition::default();
        Edit::Selection(selection(&[1, 2, 3], Some(step))).apply(&mut definition);
        definition
            .questions
            .iter()
            .map(|question| question.version.0.as_u128())
            .collect()
    }

    #[test]
    fn questions_move_and_leave_and_stop_at_the_ends() {
        let id = |id| QuestionVersionId(uuid::Uuid::from_u128(id));
        assert_eq!(order(Step::Up(id(3))), [1, 3, 2]);
        assert_eq!(order(Step::Up(id(1))), [1, 2, 3]);
        assert_eq!(order(Step::Down(id(1))), [2, 1, 3]);
        assert_eq!(order(Step::Down(id(3))), [1, 2, 3]);
        assert_eq!(order(Step::Remove(id(2))), [1, 3]);
        assert_eq!(order(Step::Remove(id(9))), [1, 2, 3]);
    }

    #[test]
    fn a_form_changes_only_what_it_shows() {
        let mut definition = Definition {
            competency_weights: BTreeMap::from([(Competency::PT, 3.0), (Competency::SR, 4.0)]),
            needs: BTreeMap::from([
                (Competency::PT, Need::TaughtHere),
                (Competency::SR, Need::DayOne),
            ]),
            ..Definition::default()
        };
        definition.title = "Kept".into();
        Edit::Selection(selection(&[1], None)).apply(&mut definition);
        let weights: Vec<_> = definition.competency_weights.into_iter().collect();
        assert_eq!(weights, [(Competency::AL, 2.0), (Competency::SR, 4.0)]);
        let needs: Vec<_> = definition.needs.into_iter().collect();
        assert_eq!(
            needs,
            [
                (Competency::AL, Need::DayOne),
                (Competency::SR, Need::DayOne)
            ]
        );
        assert_eq!(definition.title, "Kept");
    }

    #[test]
    fn numbers_outside_their_range_are_named_by_field() {
        let mut bad = selection(&[1, 1], None);
        bad.questions[0].weight = f64::NAN;
        bad.competency_weights.insert(Competency::EV, -1.0);
        bad.empathy_control = 1.6;
        let fields: Vec<_> = bad
            .faults(&[])
            .into_iter()
            .map(|fault| fault.field)
            .collect();
        let weight = format!("weight-{}", uuid::Uuid::from_u128(1));
        assert_eq!(
            fields,
            [
                "questions",
                &weight,
                "questions",
                "competency-EV",
                "empathy_control"
            ]
        );
    }

    fn settings() -> Settings {
        let definition = Definition::default();
        Settings {
            title: "Care".into(),
            job_title: String::new(),
            description: String::new(),
            time_limit_minutes: None,
            extra_time_percent: 100,
            shuffle_questions: true,
            shuffle_options: true,
            practice: true,
            feedback: Feedback::ReceiptOnly,
            invitation_days: 14,
            contact: Contact::default(),
            help_rule: definition.help_rule,
            retake_rule: definition.retake_rule,
            recipients: " a@example.org \n\nb@example.org".into(),
            delivery: Delivery::DailyDigest,
            attach: true,
            paper: Paper::Letter,
        }
    }

    #[test]
    fn settings_trim_and_split_what_was_typed() {
        let mut definition = Definition::default();
        let edit = Edit::Settings(Box::new(settings()));
        assert_eq!(edit.faults(&[]), []);
        edit.apply(&mut definition);
        let emails: Vec<_> = definition
            .recipients
            .iter()
            .map(|one| one.email.as_str())
            .collect();
        assert_eq!(emails, ["a@example.org", "b@example.org"]);
        assert!(definition.recipients.iter().all(|one| one.attach));
    }

    #[test]
    fn settings_name_each_fault() {
        let mut bad = settings();
        bad.title = " ".into();
        bad.job_title = "two\nlines".into();
        bad.time_limit_minutes = Some(0);
        bad.invitation_days = 91;
        bad.contact.email = "nobody".into();
        bad.help_rule = "x".repeat(LONGEST_TEXT + 1);
        bad.recipients = "a@example.org\nA@example.org\nwrong".into();
        let fields: Vec<_> = bad.faults().into_iter().map(|fault| fault.field).collect();
        let expected = [
            "title",
            "job_title",
            "time_limit_minutes",
            "invitation_days",
            "contact_email",
            "help_rule",
            "recipients",
            "recipients",
        ];
        assert_eq!(fields, expected);
    }
}
