//! Why an assessment cannot be published, in sentences for the recruiter.

use super::{LEAST_SPAN, MOST_CHANCE, UnmetPoint};
use crate::question::key::Unscorable;
use crate::question::{Competency, Format};

/// One reason against publishing; its `Display` is a plain sentence.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PublishProblem {
    #[error("Give the assessment a title.")]
    NoTitle,
    #[error("Choose at least one question.")]
    NoQuestions,
    #[error("The empathy control lies between 1.00 and 1.50.")]
    EmpathyControl,
    #[error("A time limit is at least one minute. Leave it empty for none.")]
    TimeLimit,
    #[error("The weight of “{}” lies between 0 and 10.", .0.name())]
    CompetencyWeight(Competency),
    #[error("Question {0} is in the list twice. Remove one of them.")]
    Repeated(u32),
    #[error(
        "No question carries any weight. Give at least one of their competencies a weight above 0."
    )]
    NoWeight,
    #[error("{}: {fault}", numbered(*.number, .title))]
    Question {
        number: u32,
        title: String,
        fault: QuestionFault,
    },
    #[error("{} Mend this, or acknowledge it by name.", .0.text)]
    Unacknowledged(UnmetPoint),
}

fn numbered(number: u32, title: &str) -> String {
    if title.is_empty() {
        format!("Question {number}")
    } else {
        format!("Question {number} “{title}”")
    }
}

/// What is wrong with one question; reads on after its name.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum QuestionFault {
    #[error("this version is not in the banks any more. Choose it again.")]
    Unknown,
    #[error("it cannot be answered as {}. Choose one of its own formats.", .0.name())]
    FormatNotAllowed(Format),
    #[error("its weight lies above 0 and at most at 10.")]
    Weight,
    #[error("its competency shares must sum to 1, over one or two competencies.")]
    Shares,
    #[error("it cannot be scored this way: {0}.")]
    Unscorable(#[from] Unscorable),
    #[error(
        "its key spans only {0:.1} points from the worst to the best reply, {LEAST_SPAN} are needed."
    )]
    KeySpan(f64),
    #[error(
        "a random answer would earn {:.0} % of its points, more than {:.0} %. Choose another format for it.",
        .0 * 100.0, MOST_CHANCE * 100.0
    )]
    Chance(f64),
}
