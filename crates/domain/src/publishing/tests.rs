//! What publishing refuses, what selection asks, and what freezing stores.

use super::*;
use crate::assessment::{Contact, Need, SelectionPoint};
use crate::bank::{Key, KeyStatus, Provenance, Visibility};
use crate::question::Competency;
use crate::samples;
use std::collections::BTreeMap;
use uuid::Uuid;

/// `question` as version `number` of a public bank.
pub(crate) fn version(number: u32, question: Question) -> QuestionVersion {
    QuestionVersion {
        id: QuestionVersionId(Uuid::from_u128(u128::from(number))),
        bank: "sample".into(),
        number: 1,
        key: Key {
            provenance: Provenance::Rational,
            status: KeyStatus::Provisional,
            visibility: Visibility::Public,
            experts: None,
            date: None,
            icc2k: None,
        },
        question,
    }
}

/// A draft that selects all of `versions` with weight 1, in the given formats in turn.
pub(crate) fn draft(versions: &[QuestionVersion], formats: &[Format]) -> Definition {
    Definition {
        title: "Sample".into(),
        questions: versions
            .iter()
            .zip(formats.iter().cycle())
            .map(|(version, &format)| SelectedQuestion {
                version: version.id,
                format,
                weight: 1.0,
            })
            .collect(),
        ..Definition::default()
    }
}

/// `count` questions, four a competency, and a draft of them in all formats.
pub(crate) fn sample(count: u32) -> (Definition, Vec<QuestionVersion>) {
    let versions: Vec<_> = (1..=count)
        .map(|number| {
            let competency = Competency::EMPATHY[(number as usize - 1) / 4 % 7];
            version(
                number,
                samples::question(&format!("question-{number}"), competency),
            )
        })
        .collect();
    (draft(&versions, &Format::ALL), versions)
}

pub(crate) fn publication(purpose: Purpose) -> Publication {
    Publication {
        id: AssessmentId(Uuid::from_u128(7)),
        purpose,
        acknowledgements: Vec::new(),
        published_by: "A. Recruiter".into(),
        published_at: Timestamp(1),
    }
}

/// `count` questions in all formats, frozen as a pilot.
pub(crate) fn frozen(count: u32) -> FrozenAssessment {
    let (definition, versions) = sample(count);
    freeze(&definition, &versions, publication(Purpose::Pilot)).expect("publishable")
}

fn problems(definition: &Definition, versions: &[QuestionVersion]) -> Vec<String> {
    let refused = freeze(definition, versions, publication(Purpose::Pilot)).expect_err("refused");
    refused.iter().map(ToString::to_string).collect()
}

#[test]
fn freezing_stores_chance_weight_and_the_random_limit() {
    let assessment = frozen(12);
    let chances: Vec<f64> = assessment
        .questions
        .iter()
        .map(|question| question.chance)
        .collect();
    assert!((chances[0] - 0.485).abs() < 1e-12);
    assert_eq!(chances[1..4], [0.5; 3]);
    assert!(
        assessment
            .questions
            .iter()
            .all(|question| question.weight == 1.25)
    );
    assert_eq!(assessment.planning_reliability, 0.6);
    assert!(
        (20.0..50.0).contains(&assessment.random_95),
        "{}",
        assessment.random_95
    );
    assert_eq!(assessment.random_95.fract(), 0.0);
    assert_eq!(assessment.public_keys(), 12);
}

/// Three independent yes-or-no questions: totals −33.3 … 100 with known probabilities.
#[test]
fn the_random_limit_is_the_95th_percentile() {
    let mut question = samples::question("right-or-wrong", Competency::PT);
    for (option, value) in question.options.iter_mut().zip([1.0, 7.0, 1.0, 1.0]) {
        option.value = value;
    }
    let versions: Vec<_> = (1..=3)
        .map(|number| version(number, question.clone()))
        .collect();
    let definition = draft(&versions, &[Format::SingleBest]);
    let frozen = freeze(&definition, &versions, publication(Purpose::Pilot)).expect("publishable");
    // P(0, 1, 2, 3 right) = 27, 27, 9, 1 of 64; 2 right score (2 − 1/3)/3 = 55.6, and 63/64 stay at or below.
    assert_eq!(frozen.random_95, 56.0);
}

#[test]
fn everything_wrong_is_said_at_once() {
    let (mut definition, versions) = sample(3);
    definition.title = "  ".into();
    definition.empathy_control = 1.6;
    definition.time_limit_minutes = Some(0);
    definition.competency_weights = BTreeMap::from([(Competency::PT, f64::NAN)]);
    definition.questions[0].weight = 0.0;
    definition.questions[1].version = definition.questions[2].version;
    let said = problems(&definition, &versions);
    assert_eq!(said.len(), 6, "{said:#?}");
    assert!(said.contains(&"Question 3 is in the list twice. Remove one of them.".into()));
    assert!(said.contains(
        &"Question 1 “Title of question-1”: its weight lies above 0 and at most at 10.".into()
    ));
    assert_eq!(
        problems(&Definition::default(), &[]).len(),
        2,
        "no title, no questions"
    );
}

#[test]
fn weak_questions_are_refused_by_name() {
    let (definition, mut versions) = sample(4);
    let mut keyed = |index: usize, values: [f64; 4]| {
        for (option, value) in versions[index].question.options.iter_mut().zip(values) {
            option.value = value;
        }
    };
    keyed(0, [6.5, 6.0, 5.5, 1.0]);
    keyed(1, [5.0, 4.0, 3.0, 2.5]);
    keyed(2, [4.0, 4.0, 4.0, 4.0]);
    keyed(3, [7.5, 4.0, 4.0, 4.0]);
    let said = problems(&definition, &versions);
    assert!(
        said[0].contains("Title of question-1") && said[0].contains("68 %"),
        "{said:#?}"
    );
    assert!(said[1].contains("only 2.5 points"), "{said:#?}");
    assert!(
        said[2].contains("every answer would get the same score"),
        "{said:#?}"
    );
    assert!(said[3].contains("between 1 and 7"), "{said:#?}");
}

#[test]
fn formats_shares_and_versions_are_checked() {
    let (mut definition, mut versions) = sample(3);
    versions[0].question.allowed_formats.clear();
    versions[0].question.format = Format::RankOrder;
    versions[1]
        .question
        .competencies
        .insert(Competency::EV, 0.3);
    definition.questions[2].version = QuestionVersionId(Uuid::nil());
    let said = problems(&definition, &versions);
    assert!(
        said[0].contains("cannot be answered as single best"),
        "{said:#?}"
    );
    assert!(said[1].contains("sum to 1"), "{said:#?}");
    assert_eq!(
        said[2],
        "Question 3: this version is not in the banks any more. Choose it again."
    );
}

#[test]
fn a_selection_without_weight_is_refused() {
    let (mut definition, versions) = sample(4);
    definition.needs.insert(Competency::AL, Need::TaughtHere);
    assert_eq!(problems(&definition, &versions).len(), 1);
}

#[test]
fn selection_points_are_mended_or_acknowledged() {
    let (mut definition, mut versions) = sample(4);
    assert!(unmet_points(&definition, &versions, Purpose::Pilot).is_empty());
    let points = |definition: &Definition, versions: &[QuestionVersion]| -> Vec<SelectionPoint> {
        let unmet = unmet_points(definition, versions, Purpose::Selection);
        unmet.into_iter().map(|unmet| unmet.point).collect()
    };
    use SelectionPoint as P;
    let open = [P::JobTitle, P::Tasks, P::Needs, P::Keys, P::Contact];
    assert_eq!(points(&definition, &versions), open);

    let refused = freeze(&definition, &versions, publication(Purpose::Selection));
    assert_eq!(refused.expect_err("five points are open").len(), 5);
    let acknowledge = |by: &str| Publication {
        acknowledgements: open
            .map(|point| Acknowledgement {
                point,
                by: by.into(),
            })
            .into(),
        ..publication(Purpose::Selection)
    };
    assert!(freeze(&definition, &versions, acknowledge(" ")).is_err());
    assert!(freeze(&definition, &versions, acknowledge("B. Lead")).is_ok());

    definition.job_title = "Agent".into();
    definition.tasks = "Answering calls".into();
    definition.needs.insert(Competency::AL, Need::DayOne);
    definition.contact = Contact {
        name: "C. Person".into(),
        email: "c@example.org".into(),
    };
    versions
        .iter_mut()
        .for_each(|version| version.key.visibility = Visibility::Private);
    assert!(points(&definition, &versions).is_empty());
    definition.questions.pop();
    definition.help_rule.clear();
    definition.retake_rule.clear();
    // Question 3 is rated, four ratings; three questions are too few.
    assert_eq!(
        points(&definition, &versions),
        [P::HelpRule, P::RetakeRule, P::Evidence]
    );
}
