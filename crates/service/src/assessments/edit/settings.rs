//! The settings form: names and texts, time, order, feedback, contact, and who receives reports.

use super::{fault, heading_faults, length, rule_faults, trimmed};
use crate::FieldError;
use domain::assessment::{Contact, Definition, Delivery, Feedback, Paper, Recipient};
use exchange::people::normalise_email;
use std::collections::BTreeSet;

const MOST_RECIPIENTS: usize = 20;

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

impl Settings {
    pub(super) fn apply(&self, definition: &mut Definition) {
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

    pub(super) fn faults(&self) -> Vec<FieldError> {
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

#[cfg(test)]
mod tests {
    use super::super::{Edit, LONGEST_TEXT};
    use super::*;

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
