//! The job form: what publishing for selection asks about the work, what it needs, and its rules.

use super::{LONGEST_TITLE, apply_needs, fault, length, rule_faults, too_long, trimmed};
use crate::FieldError;
use domain::assessment::{Contact, Definition, Need};
use domain::question::Competency;
use std::collections::BTreeMap;

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

impl Job {
    pub(super) fn apply(&self, definition: &mut Definition) {
        definition.job_title = self.job_title.trim().to_owned();
        definition.tasks = self.tasks.trim().to_owned();
        apply_needs(&self.needs, definition);
        definition.contact = trimmed(&self.contact);
        definition.help_rule = self.help_rule.trim().to_owned();
        definition.retake_rule = self.retake_rule.trim().to_owned();
    }

    pub(super) fn faults(&self) -> Vec<FieldError> {
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
