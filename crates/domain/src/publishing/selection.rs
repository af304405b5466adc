//! What publishing for selection asks: each point is mended, or acknowledged by a named person and
//! printed in every report. A pilot is asked nothing.

use super::find;
use crate::assessment::{Definition, Purpose, SelectionPoint};
use crate::bank::{Provenance, Visibility};
use crate::planning::evidence;
use crate::question::QuestionVersion;

/// A point that is not met, with a plain sentence that says what is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmetPoint {
    pub point: SelectionPoint,
    pub text: String,
}

/// What selection asks for and `definition` does not meet; none for a pilot.
pub fn unmet_points(
    definition: &Definition,
    questions: &[QuestionVersion],
    purpose: Purpose,
) -> Vec<UnmetPoint> {
    if purpose == Purpose::Pilot {
        return Vec::new();
    }
    let selected: Vec<&QuestionVersion> = definition
        .questions
        .iter()
        .filter_map(|selected| find(questions, selected.version))
        .collect();
    let blank = |text: &str, says: &str| text.trim().is_empty().then(|| says.to_owned());
    let contact = &definition.contact;
    let reachable = !contact.name.trim().is_empty() && contact.email.contains('@');
    [
        (
            SelectionPoint::JobTitle,
            blank(&definition.job_title, "The job title is missing."),
        ),
        (
            SelectionPoint::Tasks,
            blank(
                &definition.tasks,
                "The tasks of the job that this selection serves are missing.",
            ),
        ),
        (SelectionPoint::Needs, undecided(definition, &selected)),
        (SelectionPoint::Keys, open_keys(&selected)),
        (
            SelectionPoint::HelpRule,
            blank(
                &definition.help_rule,
                "It is not said what outside help is allowed.",
            ),
        ),
        (
            SelectionPoint::RetakeRule,
            blank(
                &definition.retake_rule,
                "It is not said how retakes are handled.",
            ),
        ),
        (
            SelectionPoint::Contact,
            (!reachable).then(|| {
                "Candidates have nobody to ask: the contact needs a name and an e-mail address."
                    .into()
            }),
        ),
        (
            SelectionPoint::Evidence,
            thin_evidence(definition, questions),
        ),
    ]
    .into_iter()
    .filter_map(|(point, text)| Some(UnmetPoint { point, text: text? }))
    .collect()
}

/// Competencies for which nobody said whether they are needed on day one or taught here.
fn undecided(definition: &Definition, selected: &[&QuestionVersion]) -> Option<String> {
    let mut open: Vec<_> = selected
        .iter()
        .flat_map(|version| version.question.shares().into_keys())
        .filter(|competency| !definition.needs.contains_key(competency))
        .collect();
    open.sort_unstable();
    open.dedup();
    let names: Vec<_> = open.iter().map(|competency| competency.name()).collect();
    (!names.is_empty()).then(|| {
        format!(
            "It is not said whether these are needed on day one or taught here: {}.",
            names.join(", ")
        )
    })
}

/// Keys that applicants can read and no experts have rated.
fn open_keys(selected: &[&QuestionVersion]) -> Option<String> {
    let open = selected
        .iter()
        .filter(|version| {
            version.key.visibility == Visibility::Public
                && version.key.provenance == Provenance::Rational
        })
        .count();
    (open > 0).then(|| {
        format!(
            "{open} of {} questions have publicly readable keys that no experts have rated: for practice and pilots.",
            selected.len()
        )
    })
}

/// Competencies that carry weight on too few questions to be shown.
fn thin_evidence(definition: &Definition, questions: &[QuestionVersion]) -> Option<String> {
    let thin: Vec<_> = evidence::of(definition, questions)
        .into_iter()
        .filter(|evidence| evidence.is_thin())
        .map(|evidence| evidence.competency.name())
        .collect();
    (!thin.is_empty()).then(|| {
        format!(
            "Too few questions stand behind these, which carry weight: {}.",
            thin.join(", ")
        )
    })
}
