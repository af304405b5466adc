//! Scores worked by hand, and the properties that hold for any answers.

use super::*;
use crate::answer::Answer;
use crate::attempt::draw_plan;
use crate::publishing::tests::frozen;
use crate::question::{Competency, Format, Style};
use proptest::prelude::*;

/// The answer that ranks the sample options b, c, a, d: the key's order, or its reverse.
fn keyed(format: Format, reversed: bool) -> Answer {
    let mut order = ["b", "c", "a", "d"];
    if reversed {
        order.reverse();
    }
    let (best, worst) = (order[0].to_owned(), order[3].to_owned());
    let numbered = |number: fn(u8) -> u8| {
        order
            .iter()
            .zip(0..)
            .map(|(id, place)| ((*id).to_owned(), number(place)))
            .collect()
    };
    match format {
        Format::SingleBest => Answer::SingleBest { choice: Some(best) },
        Format::MostLeast => Answer::MostLeast {
            most: Some(best),
            least: Some(worst),
        },
        Format::RateEach => Answer::RateEach {
            ratings: numbered(|place| 7 - place),
        },
        Format::RankOrder => Answer::RankOrder {
            places: numbered(|place| place + 1),
        },
    }
}

fn all(assessment: &FrozenAssessment, answer: impl Fn(Format) -> Answer) -> Vec<GivenAnswer> {
    assessment
        .questions
        .iter()
        .map(|question| GivenAnswer {
            version: question.version,
            state: AnswerState::Answered,
            answer: Some(answer(question.format)),
        })
        .collect()
}

fn card(assessment: &FrozenAssessment, answers: &[GivenAnswer]) -> ScoreCard {
    score(assessment, &draw_plan(assessment, 3), answers)
}

#[test]
fn the_key_scores_100_and_its_reverse_is_the_worst() {
    let assessment = frozen(12);
    let best = card(
        &assessment,
        &all(&assessment, |format| keyed(format, false)),
    );
    assert!((best.total - 100.0).abs() < 1e-9);
    assert_eq!(best.total_micro, 100_000_000);
    assert_eq!(
        (best.completeness, best.answered_weight),
        (Completeness::Complete, 1.0)
    );
    let worst = card(&assessment, &all(&assessment, |format| keyed(format, true)));
    let worst_single = -0.485 / 0.515;
    for line in &worst.contributions {
        let question = assessment.question(line.version).expect("known");
        let expected = if question.format == Format::SingleBest {
            worst_single
        } else {
            -1.0
        };
        assert!((line.anchored - expected).abs() < 1e-12);
    }
}

#[test]
fn equal_ratings_land_on_chance() {
    let assessment = frozen(12);
    let straight = |format| match format {
        Format::RateEach => Answer::RateEach {
            ratings: ["a", "b", "c", "d"].map(|id| (id.to_owned(), 7)).into(),
        },
        other => keyed(other, false),
    };
    let card = card(&assessment, &all(&assessment, straight));
    assert!(
        (card.total - 75.0).abs() < 1e-9,
        "three of twelve questions earn nothing"
    );
}

#[test]
fn contributions_come_in_the_frozen_order_with_the_plans_numbers() {
    let assessment = frozen(12);
    let plan = draw_plan(&assessment, 5);
    let card = score(&assessment, &plan, &[]);
    for (line, question) in card.contributions.iter().zip(&assessment.questions) {
        assert_eq!(line.version, question.version);
        assert_eq!(
            plan.questions[line.number as usize - 1].version,
            line.version
        );
    }
    assert_eq!(
        (card.total, card.completeness),
        (0.0, Completeness::Unfinished)
    );
}

#[test]
fn missing_answers_score_as_chance_and_stay_in() {
    let assessment = frozen(12);
    let mut answers = all(&assessment, |format| keyed(format, false));
    answers[0].state = AnswerState::TimedOut;
    answers[0].answer = None;
    answers[1].answer = Some(Answer::MostLeast {
        most: Some("b".into()),
        least: None,
    });
    let card = card(&assessment, &answers);
    assert!((card.total - 1000.0 / 12.0).abs() < 1e-9);
    assert_eq!(card.contributions[0].state, AnswerState::TimedOut);
    assert_eq!(
        card.contributions[1].state,
        AnswerState::Skipped,
        "half given"
    );
    assert!(
        card.contributions[1].answer.is_some(),
        "what was given is kept"
    );
    assert_eq!(card.completeness, Completeness::Complete);
}

#[test]
fn an_answer_in_another_format_or_to_unknown_options_scores_as_skipped() {
    let assessment = frozen(4);
    let mut answers = all(&assessment, |format| keyed(format, false));
    answers[0].answer = Some(keyed(Format::RankOrder, false));
    answers[1].answer = Some(Answer::MostLeast {
        most: Some("x".into()),
        least: Some("a".into()),
    });
    let card = card(&assessment, &answers);
    assert!(
        card.contributions[..2]
            .iter()
            .all(|line| line.score.is_none())
    );
    assert!((card.total - 50.0).abs() < 1e-9);
}

#[test]
fn under_80_per_cent_answered_is_unfinished() {
    let assessment = frozen(10);
    let with_skipped = |count| {
        let mut answers = all(&assessment, |format| keyed(format, false));
        answers
            .iter_mut()
            .take(count)
            .for_each(|given| given.state = AnswerState::Skipped);
        card(&assessment, &answers)
    };
    assert_eq!(with_skipped(2).completeness, Completeness::Complete);
    assert_eq!(with_skipped(3).completeness, Completeness::Unfinished);
}

#[test]
fn technical_losses_are_prorated_down_to_two_thirds() {
    let assessment = frozen(12);
    let with_lost = |count: usize, state| {
        let mut answers = all(&assessment, |format| keyed(format, false));
        answers
            .iter_mut()
            .take(count)
            .for_each(|given| given.state = state);
        card(&assessment, &answers)
    };
    for state in [
        AnswerState::Technical,
        AnswerState::NotPresented,
        AnswerState::AccommodationExempt,
    ] {
        let four = with_lost(4, state);
        assert_eq!(four.completeness, Completeness::Complete);
        assert!((four.total - 100.0).abs() < 1e-9);
        assert_eq!(four.contributions[0].points, None);
        assert_eq!(
            with_lost(5, state).completeness,
            Completeness::InsufficientEvidence
        );
    }
    let none = with_lost(12, AnswerState::Technical);
    assert_eq!((none.total, none.total.is_sign_positive()), (0.0, true));
    assert_eq!(none.completeness, Completeness::InsufficientEvidence);
}

#[test]
fn competency_lines_need_four_questions_and_never_claim_certainty() {
    let assessment = frozen(7);
    let card = card(
        &assessment,
        &all(&assessment, |format| keyed(format, false)),
    );
    let [four, three] = &card.competencies[..] else {
        panic!("two competencies")
    };
    assert_eq!((four.competency, four.questions), (Competency::AL, 4));
    assert!((four.score.expect("shown") - 100.0).abs() < 1e-9);
    // 15·√.4 grown by √(12/4): the planning error, as four perfect answers show no spread.
    assert!((four.standard_error.expect("shown") - 16.431_676_7).abs() < 1e-6);
    assert_eq!((three.competency, three.questions), (Competency::PT, 3));
    assert_eq!((three.score, three.standard_error), (None, None));
}

#[test]
fn a_lines_error_is_its_spread_over_the_root_of_n() {
    let assessment = frozen(4);
    let mut answers = all(&assessment, |format| keyed(format, false));
    answers[2].answer = Some(keyed(Format::RateEach, true));
    answers[3].answer = Some(keyed(Format::RankOrder, true));
    let line = card(&assessment, &answers).competencies.remove(0);
    assert!(line.score.expect("shown").abs() < 1e-9);
    // Anchored 1, 1, −1, −1: SD 1.154701, over √4.
    assert!((line.standard_error.expect("shown") - 57.735_026_9).abs() < 1e-6);
}

#[test]
fn styles_are_counted_where_offered_and_ties_shared() {
    let assessment = frozen(4);
    let mut answers = all(&assessment, |format| keyed(format, false));
    answers[2].answer = Some(Answer::RateEach {
        ratings: [("a", 6), ("b", 6), ("c", 2), ("d", 1)]
            .map(|(id, r)| (id.to_owned(), r))
            .into(),
    });
    answers[3].state = AnswerState::Skipped;
    let card = card(&assessment, &answers);
    let style = |style| card.styles.iter().find(|count| count.style == style);
    let solving = style(Style::EmpathicSolving).expect("offered");
    assert_eq!(
        (solving.chosen, solving.offered, solving.random),
        (2.5, 3, 0.75)
    );
    let sympathy = style(Style::SympathyOnly).expect("offered");
    assert_eq!(
        (sympathy.chosen, sympathy.offered, sympathy.random),
        (0.5, 3, 0.75)
    );
    assert_eq!(style(Style::Unsafe), None);
}

/// Any answer to a sample question, complete or not.
fn any_answer(format: Format) -> BoxedStrategy<Option<Answer>> {
    let id = || prop::sample::select(vec!["a", "b", "c", "d"]).prop_map(str::to_owned);
    let complete = match format {
        Format::SingleBest => id()
            .prop_map(|choice| Answer::SingleBest {
                choice: Some(choice),
            })
            .boxed(),
        Format::MostLeast => (id(), id())
            .prop_map(|(most, least)| Answer::MostLeast {
                most: Some(most),
                least: Some(least),
            })
            .boxed(),
        Format::RateEach => prop::collection::btree_map(id(), 1..=7_u8, 3..=4)
            .prop_map(|ratings| Answer::RateEach { ratings })
            .boxed(),
        Format::RankOrder => Just(["a", "b", "c", "d"].map(str::to_owned).to_vec())
            .prop_shuffle()
            .prop_map(|order| Answer::RankOrder {
                places: order.into_iter().zip(1..).collect(),
            })
            .boxed(),
    };
    prop::option::weighted(0.9, complete).boxed()
}

fn any_answers(count: usize) -> impl Strategy<Value = Vec<(Option<Answer>, AnswerState)>> {
    let state = prop_oneof![
        8 => Just(AnswerState::Answered),
        1 => Just(AnswerState::Skipped),
        1 => Just(AnswerState::Technical),
    ];
    (0..count)
        .map(|index| (any_answer(Format::ALL[index % 4]), state.clone()))
        .collect::<Vec<_>>()
}

fn given(
    assessment: &FrozenAssessment,
    drawn: Vec<(Option<Answer>, AnswerState)>,
) -> Vec<GivenAnswer> {
    let versions = assessment.questions.iter().map(|question| question.version);
    versions
        .zip(drawn)
        .map(|(version, (answer, state))| GivenAnswer {
            version,
            state,
            answer,
        })
        .collect()
}

proptest! {
    #[test]
    fn contributions_sum_to_the_total(
        drawn in any_answers(12),
        weights in prop::collection::vec(0.01..10.0_f64, 12),
        scale in 0.001..1000.0_f64,
        seed: u64,
    ) {
        let mut assessment = frozen(12);
        for (question, weight) in assessment.questions.iter_mut().zip(&weights) {
            question.weight = *weight;
        }
        let answers = given(&assessment, drawn);
        let plan = draw_plan(&assessment, seed);
        let card = score(&assessment, &plan, &answers);
        let sum: f64 = card.contributions.iter().filter_map(|line| line.points).sum();
        prop_assert!((sum - card.total).abs() < 1e-9);
        prop_assert!(card.total <= 100.0 + 1e-9);
        let half_micro = 0.5e-6 + 1e-9;
        prop_assert!((card.total - card.total_micro as f64 / 1e6).abs() <= half_micro);

        // The same bits from another order of questions and of answers.
        let mut turned = answers.clone();
        turned.reverse();
        let again = score(&assessment, &draw_plan(&assessment, seed ^ 1), &turned);
        prop_assert_eq!(again.total.to_bits(), card.total.to_bits());

        // Scaling all weights changes nothing.
        assessment.questions.iter_mut().for_each(|question| question.weight *= scale);
        let scaled = score(&assessment, &plan, &answers);
        prop_assert!((scaled.total - card.total).abs() < 1e-9);
        prop_assert_eq!(scaled.completeness, card.completeness);
    }

    #[test]
    fn what_was_not_presented_never_changes_a_full_score(left_out in 0..12_usize) {
        let assessment = frozen(12);
        let mut answers = all(&assessment, |format| keyed(format, false));
        let whole = card(&assessment, &answers);
        answers[left_out].state = AnswerState::NotPresented;
        answers[left_out].answer = None;
        let card = card(&assessment, &answers);
        prop_assert_eq!(card.total_micro, whole.total_micro);
    }
}
