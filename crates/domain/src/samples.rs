//! Small assessments for this crate's tests: four replies a question, keyed 6.5, 5.2, 2.5 and 1.5. Compiled for
//! tests only.

use crate::assessment::{Definition, Purpose};
use crate::bank::{Provenance, Visibility};
use crate::frozen::{FrozenAssessment, FrozenQuestion};
use crate::ids::{AssessmentId, QuestionVersionId};
use crate::question::{
    Ask, Channel, Competency, Difficulty, Direction, Format, Kind, Question, ReplyOption, Style,
};
use crate::time::Timestamp;
use std::collections::BTreeMap;
use uuid::Uuid;

pub fn option(id: &str, value: f64, style: Style) -> ReplyOption {
    ReplyOption {
        id: id.into(),
        text: format!("Reply {id}, said to the customer."),
        value,
        style: Some(style),
        reason: format!("Reason for {id}."),
        pinned: false,
    }
}

/// An empathy question on `competency` that may be answered in every format.
pub fn question(id: &str, competency: Competency) -> Question {
    Question {
        id: id.into(),
        title: format!("Title of {id}"),
        kind: Kind::Empathy,
        format: Format::SingleBest,
        allowed_formats: Format::ALL.to_vec(),
        channel: Channel::Voice,
        direction: Direction::Inbound,
        sector: "delivery".into(),
        competencies: BTreeMap::from([(competency, 1.0)]),
        asks: vec![Ask::Q1, Ask::Q5],
        difficulty: Difficulty::Medium,
        reading_seconds: 60,
        content_note: None,
        substitute: None,
        customer_record: None,
        scenario: "A parcel is late. The customer asks what you can do.".into(),
        task: "Which reply helps most?".into(),
        key: None,
        options: vec![
            option("a", 2.5, Style::SympathyOnly),
            option("b", 6.5, Style::EmpathicSolving),
            option("c", 5.2, Style::SolutionOnly),
            option("d", 1.5, Style::ScriptBound),
        ],
    }
}

pub fn frozen(number: u32, format: Format, question: Question) -> FrozenQuestion {
    FrozenQuestion {
        version: QuestionVersionId(Uuid::from_u128(u128::from(number))),
        bank: "sample".into(),
        version_number: 1,
        format,
        weight: 1.0,
        chance: 0.42,
        provenance: Provenance::Rational,
        visibility: Visibility::Public,
        keyed_by: None,
        question,
    }
}

/// `count` questions that go round the formats and the competencies.
pub fn assessment(count: u32) -> FrozenAssessment {
    let questions = (0..count)
        .map(|index| {
            let place = index as usize;
            let competency = Competency::EMPATHY[place % Competency::EMPATHY.len()];
            let format = Format::ALL[place % Format::ALL.len()];
            frozen(
                index + 1,
                format,
                question(&format!("question-{}", index + 1), competency),
            )
        })
        .collect();
    FrozenAssessment {
        id: AssessmentId(Uuid::from_u128(99)),
        purpose: Purpose::Pilot,
        published_at: Timestamp(0),
        published_by: "A. Recruiter".into(),
        acknowledgements: Vec::new(),
        engine_version: crate::ENGINE_VERSION.into(),
        definition: Definition {
            title: "Sample".into(),
            ..Definition::default()
        },
        questions,
        random_95: 24.0,
        planning_reliability: 0.6,
        key_change: None,
    }
}
