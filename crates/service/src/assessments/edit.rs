//! What the forms of a draft change, and what they may say. A form carries one part of the definition; the others stay
//! as they are. To add a form: a file below with its fields, how it changes a definition and what may be wrong with it.

mod job;
mod selection;
mod settings;

pub use job::Job;
pub use selection::{MOST_QUESTIONS, Selection, Step};
pub use settings::Settings;

use crate::FieldError;
use domain::assessment::{Contact, Definition, Need};
use domain::ids::QuestionVersionId;
use domain::question::{Competency, QuestionVersion};
use exchange::people::normalise_email;
use std::collections::BTreeMap;

const LONGEST_TITLE: usize = 120;
const LONGEST_TEXT: usize = 5_000;

/// One form's worth of changes.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    Selection(Selection),
    Settings(Box<Settings>),
    Job(Job),
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
