//! The builder's figures, worked by hand.

use super::*;
use crate::assessment::Need;
use crate::publishing::tests::{draft, sample, version};
use crate::question::{Ask, Channel, Competency, Format, Kind};
use crate::samples;

fn sum(values: impl Iterator<Item = f64>) -> f64 {
    values.sum()
}

#[test]
fn duration_coverage_and_reliability() {
    let (definition, versions) = sample(12);
    let figures = figures(&definition, &versions);
    assert_eq!((figures.seconds, figures.minutes), (720, 12));
    assert_eq!(figures.expected_reliability, Some(0.6));
    assert_eq!(figures.coverage.len(), 3);
    let listening = &figures.coverage[0];
    assert_eq!(
        (listening.competency, listening.questions),
        (Competency::AL, 4)
    );
    assert_eq!(listening.cells[&(Format::RateEach, Channel::Voice)], 1);
    assert_eq!(
        (
            listening.with_format(Format::RankOrder),
            listening.with_channel(Channel::Chat)
        ),
        (1, 0)
    );
    let asks: Vec<_> = figures
        .asks
        .iter()
        .map(|row| (row.ask, row.questions))
        .collect();
    assert_eq!(
        asks,
        [
            (Ask::Q1, 12),
            (Ask::Q2, 0),
            (Ask::Q3, 0),
            (Ask::Q4, 0),
            (Ask::Q5, 12)
        ]
    );
    assert_eq!(figures.public_keys, 12);
    assert_eq!(
        [minutes(0), minutes(1), minutes(89), minutes(90)],
        [0, 1, 1, 2]
    );
}

#[test]
fn an_empty_draft_has_figures() {
    let figures = figures(&Definition::default(), &[]);
    assert_eq!((figures.minutes, figures.expected_reliability), (0, None));
    assert!(figures.warnings.is_empty() && figures.influences.questions.is_empty());
}

#[test]
fn influences_sum_to_one_and_follow_the_spread() {
    let (definition, versions) = sample(8);
    let influences = figures(&definition, &versions).influences;
    for total in [
        sum(influences.questions.iter().map(|one| one.nominal)),
        sum(influences.questions.iter().map(|one| one.effective)),
        sum(influences.competencies.iter().map(|one| one.nominal)),
        sum(influences.competencies.iter().map(|one| one.effective)),
    ] {
        assert!((total - 1.0).abs() < 1e-12);
    }
    // One choice of four spreads wider over its anchored scores than four ratings do.
    let [single, _, rated, ..] = &influences.questions[..] else {
        panic!("eight questions")
    };
    assert_eq!(single.nominal, rated.nominal);
    assert!(single.effective > single.nominal && rated.effective < rated.nominal);
    let (nominal, effective) = influences.section(Kind::Empathy);
    assert!((nominal - 1.0).abs() < 1e-12 && (effective - 1.0).abs() < 1e-12);
}

/// Two equal questions, one of twice the weight: with ρ = 1/9, e = 2(2 + ρ) / (2(2 + ρ) + (1 + 2ρ)).
#[test]
fn effective_influence_by_hand() {
    let (mut definition, versions) = sample(2);
    definition
        .questions
        .iter_mut()
        .for_each(|one| one.format = Format::SingleBest);
    definition.questions[0].weight = 2.0;
    let influences = figures(&definition, &versions).influences;
    let rho = 1.0 / 9.0;
    let first = 2.0 * (2.0 + rho);
    let expected = first / (first + 1.0 + 2.0 * rho);
    assert!((influences.questions[0].effective - expected).abs() < 1e-12);
    assert!((influences.questions[0].nominal - 2.0 / 3.0).abs() < 1e-12);
}

#[test]
fn competency_influence_acts_through_shares_and_weights() {
    let mut shared = samples::question("shared", Competency::PT);
    shared.competencies = [(Competency::PT, 0.5), (Competency::PS, 0.5)].into();
    let mut job = samples::question("job", Competency::PT);
    job.kind = Kind::Job;
    job.competencies.clear();
    let versions = [version(1, shared), version(2, job)];
    let mut definition = draft(&versions, &[Format::SingleBest]);
    definition.empathy_control = 1.0;
    definition.competency_weights.insert(Competency::PT, 2.0);
    definition.needs.insert(Competency::PS, Need::TaughtHere);
    let influences = figures(&definition, &versions).influences;
    let nominal = |of| {
        let line = influences
            .competencies
            .iter()
            .find(|line| line.competency == of);
        line.expect("carried").nominal
    };
    assert_eq!(
        [Competency::PT, Competency::PS, Competency::JB].map(nominal),
        [0.5, 0.0, 0.5]
    );
    assert_eq!(influences.section(Kind::Job).0, 0.5);
}

#[test]
fn warnings_say_what_to_know() {
    let (mut definition, mut versions) = sample(3);
    definition.competency_weights.insert(Competency::EV, 3.0);
    definition.competency_weights.insert(Competency::AL, 3.0);
    definition.questions[0].weight = 10.0;
    definition.time_limit_minutes = Some(30);
    versions
        .iter_mut()
        .for_each(|version| version.question.reading_seconds = 900);
    let figures = figures(&definition, &versions);
    let said: Vec<String> = figures.warnings.iter().map(ToString::to_string).collect();
    let expected = [
        "Few questions for Active listening and probing (3). A report shows",
        "The weight of “Recognising and validating emotion” does nothing",
        "Competency weights change nothing here",
        "The empathy control changes nothing: there are no job questions",
        "Question 1 “Title of question-1” alone makes up",
        "3 of 3 questions have publicly readable keys: for practice and pilots.",
        "This takes about 45 minutes.",
        "The time limit of 30 minutes is shorter than the 45 minutes expected.",
    ];
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    for (text, start) in said.iter().zip(expected) {
        assert!(text.starts_with(start), "{text}");
    }
}

#[test]
fn weightless_questions_are_named() {
    let (mut definition, versions) = sample(8);
    definition.needs.insert(Competency::AL, Need::TaughtHere);
    let figures = figures(&definition, &versions);
    let weightless = |warning: &&Warning| matches!(warning, Warning::WeightlessQuestion { .. });
    assert_eq!(figures.warnings.iter().filter(weightless).count(), 4);
    assert!(
        figures
            .warnings
            .iter()
            .all(|warning| !matches!(warning, Warning::ThinEvidence(_)))
    );
    assert!(!figures.evidence[0].weighted);
}

#[test]
fn eight_ratings_are_enough_evidence() {
    let (mut definition, versions) = sample(2);
    assert!(figures(&definition, &versions).evidence[0].is_thin());
    definition
        .questions
        .iter_mut()
        .for_each(|one| one.format = Format::RateEach);
    let evidence = figures(&definition, &versions).evidence.remove(0);
    assert_eq!(
        (evidence.questions, evidence.ratings, evidence.is_thin()),
        (2, 8, false)
    );
    assert!(!evidence.is_shown());
}
