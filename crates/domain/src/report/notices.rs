//! What every report must say about itself: pilot, open keys, acknowledged gaps, how it was made and what it cannot
//! tell.

use super::figures::{count, decimals, list};
use super::{Section, figures};
use crate::assessment::{Purpose, SelectionPoint};
use crate::frozen::FrozenAssessment;
use crate::question::Format;
use crate::ranking::{ReliabilitySource, Snapshot};
use std::collections::BTreeMap;

/// Printed at the foot of every page.
pub(super) const UNSUPERVISED: &str = "unsupervised; identity not verified";

/// What must not be missed, first in the report: pilot mark, keys, gaps acknowledged at publishing.
pub(super) fn read_first(assessment: &FrozenAssessment, more: Vec<String>) -> Section {
    let mut paragraphs = more;
    match assessment.purpose {
        Purpose::Pilot => {
            paragraphs.push("This is a pilot. Do not base a selection decision on it.".into());
        }
        Purpose::Selection => {}
    }
    paragraphs.extend(keys(assessment));
    if assessment.definition.time_limit_minutes.is_some() {
        paragraphs.push("A time limit applied: speed may affect scores.".into());
    }
    if !assessment.acknowledgements.is_empty() {
        paragraphs.push(
            "Published with these points open, each acknowledged by the person named:".into(),
        );
    }
    for acknowledgement in &assessment.acknowledgements {
        let point = open_point(acknowledgement.point);
        paragraphs.push(format!("- {point} ({})", acknowledgement.by));
    }
    paragraphs.push("It was taken unsupervised, and nobody verified who took it.".into());
    Section::Note {
        title: "Read this first".into(),
        paragraphs,
    }
}

/// Public and provisional keys, and those changed after publishing.
fn keys(assessment: &FrozenAssessment) -> Vec<String> {
    let all = assessment.questions.len();
    let public = assessment.public_keys();
    let provisional = assessment.provisional_keys();
    let mut notices = Vec::new();
    if public > 0 {
        notices.push(format!(
            "{public} of {all} questions have publicly readable keys, which any applicant can look up: for practice \
             and pilots."
        ));
    }
    if provisional > 0 {
        notices.push(format!(
            "{provisional} of {all} questions have a provisional key: reasoned by its authors, not rated by a panel of \
             experts."
        ));
    }
    if let Some(change) = &assessment.key_change {
        let later = assessment
            .questions
            .iter()
            .filter(|question| question.keyed_by.is_some())
            .count();
        notices.push(format!(
            "{later} of {all} questions are scored by the key of another version than the one asked, with the same words. \
             {} changed keys after publishing: {}",
            change.by, change.reason
        ));
    }
    notices
}

/// A point that selection asks for and that was not met.
fn open_point(point: SelectionPoint) -> &'static str {
    match point {
        SelectionPoint::JobTitle => "No job title was given.",
        SelectionPoint::Tasks => "The tasks that this selection serves were not described.",
        SelectionPoint::Needs => {
            "It was not said for every competency whether it is needed on day one or taught here."
        }
        SelectionPoint::Keys => "Some keys are public and were not rated by experts.",
        SelectionPoint::HelpRule => "It was not said what outside help is allowed.",
        SelectionPoint::RetakeRule => "It was not said how retakes are handled.",
        SelectionPoint::Contact => "No contact person was named.",
        SelectionPoint::Evidence => "Some competencies that carry weight rest on few questions.",
    }
}

pub(super) fn limits() -> Section {
    let paragraphs = [
        "Knowing the better reply is not the same as giving it on a hard day. This shows judgement in written \
         situations, not behaviour at work.",
        "It says nothing about a person’s character, mood, health, voice or accent, and nothing about how fast they work.",
        "A single answer says little; one odd answer says nothing. Scores move by chance, and the interval shows how far.",
        "It has not been shown here that scores predict customer satisfaction or any other result of the job. Your own \
         outcomes can show that, once there are enough of them.",
        "Use it beside an interview and a work sample, never alone.",
    ];
    let paragraphs = paragraphs.iter().map(|text| format!("- {text}")).collect();
    Section::Note {
        title: "What this does not tell you".into(),
        paragraphs,
    }
}

/// How scores arise, with the versions they rest on.
pub(super) fn method(
    assessment: &FrozenAssessment,
    published_on: &str,
    snapshot: Option<&Snapshot>,
) -> Section {
    let definition = &assessment.definition;
    let mut paragraphs = vec![
        "Each answer is compared with a key: every reply has a value from 1 to 7. A question’s score s runs from 0 \
         to 1; s′ = (s − c)/(1 − c), where c is what random answering scores. The total is 100 times the weighted mean of \
         s′, so that random answering averages 0 and full agreement is 100."
            .to_owned(),
        format!(
            "Empathy questions carry {} times their weight. Speed, order of arrival and name never count. A question left \
             open counts as chance.",
            decimals(definition.empathy_control, 2)
        ),
        reliability(assessment, snapshot),
        format!(
            "Published on {published_on} by {}; engine {}; {}: {}.",
            assessment.published_by,
            assessment.engine_version,
            count(assessment.questions.len(), "question", "questions"),
            formats(assessment)
        ),
        format!("Question versions: {}.", versions(assessment)),
    ];
    if !definition.retake_rule.trim().is_empty() {
        paragraphs.push(format!("Retakes: {}", definition.retake_rule.trim()));
    }
    if !definition.help_rule.trim().is_empty() {
        paragraphs.push(format!("Help: {}", definition.help_rule.trim()));
    }
    Section::Text {
        title: "Method and versions".into(),
        paragraphs,
    }
}

/// Which reliability the intervals rest on, in a sentence.
pub(super) fn reliability(assessment: &FrozenAssessment, snapshot: Option<&Snapshot>) -> String {
    let questions = count(assessment.questions.len(), "question", "questions");
    let Some(snapshot) = snapshot else {
        let planned = decimals(assessment.planning_reliability, 2);
        return format!(
            "Intervals are 90 %; they assume a reliability of {planned} for {questions}."
        );
    };
    let value = decimals(snapshot.reliability, 2);
    let people = snapshot.submissions;
    match snapshot.reliability_source {
        ReliabilitySource::Planned => format!(
            "Intervals are 90 %. Reliability {value} is assumed from the length ({questions}); an estimate needs 50 people, \
             here are {people}."
        ),
        ReliabilitySource::PlannedBelowEstimate => format!(
            "Intervals are 90 %. Reliability {value} is assumed from the length ({questions}): it is lower than the estimate \
             from {people} people and used until 200 have submitted."
        ),
        ReliabilitySource::Estimated => {
            let range = snapshot
                .reliability_interval
                .map_or(String::new(), |(low, high)| {
                    format!(
                        " (90 % interval {} to {})",
                        decimals(low, 2),
                        decimals(high, 2)
                    )
                });
            format!(
                "Intervals are 90 %. Reliability {value}{range} is estimated from {people} people."
            )
        }
    }
}

fn formats(assessment: &FrozenAssessment) -> String {
    let named = |format| match format {
        Format::SingleBest => "pick the best",
        Format::MostLeast => "most and least helpful",
        Format::RateEach => "rate each reply",
        Format::RankOrder => "put in order",
    };
    let counts = Format::ALL.map(|format| {
        (
            format,
            assessment
                .questions
                .iter()
                .filter(|question| question.format == format)
                .count(),
        )
    });
    let parts: Vec<String> = counts
        .iter()
        .filter(|(_, number)| *number > 0)
        .map(|(format, number)| format!("{number} {}", named(*format)))
        .collect();
    list(&parts)
}

/// "core-empathy: birthday-parcel v3, late-parcel v1; job-basics: …".
fn versions(assessment: &FrozenAssessment) -> String {
    let mut banks: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for question in &assessment.questions {
        let version = format!("{} v{}", question.question.id, question.version_number);
        banks.entry(&question.bank).or_default().push(version);
    }
    let parts: Vec<_> = banks
        .iter()
        .map(|(bank, versions)| format!("{bank}: {}", versions.join(", ")))
        .collect();
    parts.join("; ")
}

/// "19 in 20 random answerers stay below 27."
pub(super) fn random_below(assessment: &FrozenAssessment) -> String {
    format!(
        "19 in 20 random answerers stay below {}.",
        figures::whole(assessment.random_95)
    )
}
