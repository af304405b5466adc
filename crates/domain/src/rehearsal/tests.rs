//! What each habit earns, worked by hand on small questions, and what holds whatever the key.

use super::habit::ways;
use super::*;
use crate::answer::GivenAnswer;
use crate::attempt::draw_plan;
use crate::publishing::tests::{frozen, version};
use crate::question::Competency;
use proptest::prelude::*;

/// One question with these values, by itself; replies a, b, c … are alike in length and manner.
fn one(values: &[f64], format: Format) -> FrozenQuestion {
    alone(&version(1, keyed(values)), format, 1).expect("scorable")
}

fn keyed(values: &[f64]) -> crate::question::Question {
    crate::question::key::tests::question(values)
}

fn rehearsed(questions: &[FrozenQuestion], order: Order) -> Rehearsal {
    rehearse(questions, order).expect("rehearsed")
}

#[test]
fn worked_totals_of_one_question() {
    // Single best, c = (0.4 + 1 + 0.2 + 0) / 4 = .4: the values 3, 6, 2, 1 are 0, 100, −33.3, −66.7 points.
    let mut question = one(&[3.0, 6.0, 2.0, 1.0], Format::SingleBest);
    question.question.options[0].text = "Sorry, this is a much longer reply.".into();
    question.question.options[2].style = Some(crate::question::Style::SympathyOnly);
    question.question.options[3].style = Some(crate::question::Style::SympathyOnly);
    let found = rehearsed(std::slice::from_ref(&question), Order::Written);
    let close = |taker, total: f64| {
        let earned = found.total(taker);
        assert!((earned - total).abs() < 1e-9, "{taker:?} {earned}");
    };
    close(Taker::Perfect, 100.0);
    close(Taker::Random, 0.0);
    close(Taker::First, 0.0);
    close(Taker::Last, -200.0 / 3.0);
    close(Taker::Longest, 0.0);
    close(Taker::Polite, 0.0);
    close(Taker::SympathyOnly, -50.0);
    close(Taker::SolutionOnly, 0.0);
    close(Taker::Middle, 0.0);
    close(Taker::Extreme, 100.0);
    assert!((found.lowest + 200.0 / 3.0).abs() < 1e-9 && (found.highest - 100.0).abs() < 1e-9);
    assert!((found.chance.share - 0.4).abs() < 1e-12);
    assert_eq!(found.warnings, []);

    // In a shuffled question each reply stands first equally often, unless it is pinned there.
    let shuffled = rehearsed(std::slice::from_ref(&question), Order::Shuffled);
    assert!(shuffled.total(Taker::Last).abs() < 1e-9);
    question.question.options[3].pinned = true;
    let pinned = rehearsed(&[question], Order::Shuffled);
    assert!((pinned.total(Taker::Last) + 200.0 / 3.0).abs() < 1e-9);
    assert!((pinned.total(Taker::First) - 200.0 / 9.0).abs() < 1e-9);
}

#[test]
fn habits_answer_in_every_format() {
    let given = |taker, format| {
        let question = one(&[3.0, 6.0, 2.0, 1.0], format);
        ways(taker, &[question], Order::Written).remove(0).remove(0)
    };
    let rated = |ratings: [u8; 4]| {
        let ids = ["a", "b", "c", "d"].map(str::to_owned);
        vec![Answer::RateEach {
            ratings: ids.into_iter().zip(ratings).collect(),
        }]
    };
    assert_eq!(given(Taker::Perfect, Format::RateEach), rated([5, 7, 3, 1]));
    assert_eq!(given(Taker::Middle, Format::RateEach), rated([4; 4]));
    assert_eq!(given(Taker::Extreme, Format::RateEach), rated([1, 7, 1, 1]));
    assert_eq!(given(Taker::Last, Format::RateEach), rated([1, 1, 1, 7]));
    assert_eq!(given(Taker::First, Format::SingleBest).len(), 1);
    assert_eq!(given(Taker::First, Format::MostLeast).len(), 3);
    assert_eq!(given(Taker::Middle, Format::MostLeast).len(), 12);
    assert_eq!(given(Taker::Middle, Format::SingleBest).len(), 4);
    let Some(Answer::RankOrder { places }) = given(Taker::Perfect, Format::RankOrder).pop() else {
        panic!("an order");
    };
    assert_eq!(places.into_values().collect::<Vec<_>>(), [2, 1, 3, 4]);
}

#[test]
fn eight_levels_share_seven_ratings_where_it_costs_least() {
    let values = [1.0, 1.9, 2.8, 3.7, 4.6, 5.1, 6.0, 7.0];
    let found = rehearsed(&[one(&values, Format::RateEach)], Order::Written);
    assert!(found.highest < 100.0);
    assert!((found.total(Taker::Perfect) - found.highest).abs() < 1e-9);
    assert_eq!(
        found.warnings[0],
        Warning::OutOfReach {
            highest: found.highest
        }
    );
}

/// Twelve questions in which the best reply is made the longest, the most polite, or the first.
#[test]
fn a_habit_that_pays_is_named() {
    let warned = |order, spoil: fn(&mut Vec<crate::question::ReplyOption>)| {
        let mut assessment = frozen(12);
        for question in &mut assessment.questions {
            spoil(&mut question.question.options);
        }
        let found = rehearsed(&assessment.questions, order);
        let takers = found.warnings.iter().map(|warning| match warning {
            Warning::HabitPays { taker, .. } => Some(*taker),
            _ => None,
        });
        (takers.collect::<Vec<_>>(), found)
    };
    assert_eq!(warned(Order::Shuffled, |_| ()).0, []);
    let (longest, found) = warned(Order::Shuffled, |options| {
        options[1].text.push_str(" And more.")
    });
    assert_eq!(longest, [Some(Taker::Longest)]);
    let sentence = found.warnings[0].to_string();
    assert!(
        sentence.starts_with("Always preferring the longest reply earns ")
            && sentence.contains("more than 19 in 20 random answerers"),
        "{sentence}"
    );
    let polite = |options: &mut Vec<_>| {
        let options: &mut Vec<crate::question::ReplyOption> = options;
        options[1].text = "Sorry, thank you, reply b it is now.".into();
    };
    assert!(
        warned(Order::Shuffled, polite)
            .0
            .contains(&Some(Taker::Polite))
    );
    let first = |options: &mut Vec<crate::question::ReplyOption>| options.swap(0, 1);
    assert_eq!(warned(Order::Written, first).0, [Some(Taker::First)]);
    let (none, found) = warned(Order::Shuffled, first);
    assert_eq!(none, [], "shuffling protects");
    assert!(found.total(Taker::Careless).abs() < 1e-9);
    let third = |options: &mut Vec<crate::question::ReplyOption>| options.swap(1, 2);
    assert_eq!(warned(Order::Written, third).0, [Some(Taker::Careless)]);
}

#[test]
fn styles_that_can_be_taught_are_named() {
    use crate::question::Style;
    let with = |style| {
        let mut assessment = frozen(12);
        for question in &mut assessment.questions {
            question.question.options[1].style = Some(style);
            question.question.options[0].style = Some(Style::ScriptBound);
            question.question.options[2].style = Some(Style::Asking);
        }
        rehearsed(&assessment.questions, Order::Shuffled)
    };
    let sympathy = with(Style::SympathyOnly);
    let total = sympathy.total(Taker::SympathyOnly);
    assert!(total > HIGH_TOTAL, "{total}");
    assert_eq!(sympathy.warnings, [Warning::SympathyPays { total }]);
    assert!(matches!(
        with(Style::SolutionOnly).warnings[..],
        [Warning::SolutionPays { .. }]
    ));
}

/// A single question whose longest reply is the best is told so; its first reply is not blamed, as it is shuffled.
#[test]
fn one_question_is_told_about_its_own_cue() {
    let mut question = one(&[6.0, 3.0, 2.0, 1.0], Format::RankOrder);
    for (option, length) in question.question.options.iter_mut().zip([40, 30, 20, 10]) {
        option.text = "x".repeat(length);
    }
    let found = rehearsed(&[question], Order::Shuffled);
    let sentences: Vec<String> = found.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        sentences,
        ["Always preferring the longest reply gives the best answer here."]
    );
}

#[test]
fn the_perfect_taker_has_what_the_key_scores_on_a_real_card() {
    let assessment = frozen(12);
    assert!(assessment.definition.shuffle_options);
    let found = rehearse_assessment(&assessment).expect("rehearsed");
    let given: Vec<GivenAnswer> = assessment
        .questions
        .iter()
        .zip(ways(Taker::Perfect, &assessment.questions, Order::Shuffled).remove(0))
        .map(|(question, mut answers)| GivenAnswer {
            version: question.version,
            state: AnswerState::Answered,
            answer: answers.pop(),
        })
        .collect();
    let card = scoring::score(&assessment, &draw_plan(&assessment, 1), &given);
    let perfect = &found.takers[0];
    assert_eq!(
        (perfect.total, &perfect.competencies),
        (card.total, &card.competencies)
    );
    assert_eq!(perfect.best_in, 12);
    let line = |line: &&CompetencyLine| line.competency == Competency::AL;
    let shown = perfect
        .competencies
        .iter()
        .find(line)
        .expect("four questions");
    assert!((shown.score.expect("shown") - 100.0).abs() < 1e-9);
    let chance = assessment.random_95;
    assert_eq!(found.chance.high, chance);
    assert!(found.chance.low < 0.0 && found.chance.sd > 5.0);
}

#[test]
fn what_carries_nothing_or_cannot_be_scored_is_not_rehearsed() {
    assert_eq!(rehearse(&[], Order::Written), Err(RehearsalError::NoWeight));
    let mut question = one(&[3.0, 6.0, 2.0], Format::RateEach);
    question.weight = 0.0;
    assert_eq!(
        rehearse(std::slice::from_ref(&question), Order::Written),
        Err(RehearsalError::NoWeight)
    );
    for option in &mut question.question.options {
        option.value = 4.0;
    }
    assert_eq!(
        rehearse(&[question], Order::Written),
        Err(RehearsalError::Unscorable {
            number: 1,
            why: Unscorable::AllAlike
        })
    );
}

/// Sixty of the largest questions there are: the work is some hundred answers a question, whatever the format.
#[test]
fn the_work_grows_with_the_questions_only() {
    let values = [1.0, 1.9, 2.8, 3.7, 4.6, 5.5, 6.4, 7.0];
    for format in Format::ALL {
        let questions = vec![one(&values, format); 60];
        let scored: usize = Taker::ALL
            .into_iter()
            .flat_map(|taker| ways(taker, &questions, Order::Shuffled))
            .flatten()
            .map(|answers| answers.len())
            .sum();
        assert!(scored <= 60 * 800, "{format:?} {scored}");
    }
}

fn sets() -> impl Strategy<Value = Vec<FrozenQuestion>> {
    let format = prop::sample::select(Format::ALL.to_vec());
    let values = prop::collection::vec(
        (2..=14_u8).prop_map(|halves| f64::from(halves) / 2.0),
        2..=5,
    );
    let texts = prop::collection::vec("(sorry|thanks| and so on){0,4}", 5);
    let styles = prop::collection::vec(
        prop::sample::select(crate::question::Style::ALL.to_vec()),
        5,
    );
    let question = (values, format, texts, styles, 1..=4_u8, any::<bool>());
    prop::collection::vec(
        question.prop_filter_map(
            "scorable",
            |(values, format, texts, styles, weight, pinned)| {
                let mut question = keyed(&values);
                for (option, (text, style)) in
                    question.options.iter_mut().zip(texts.iter().zip(styles))
                {
                    option.text.push_str(text);
                    option.style = Some(style);
                }
                question.options[0].pinned = pinned;
                let mut frozen = alone(&version(1, question), format, 1).ok()?;
                frozen.weight = f64::from(weight);
                Some(frozen)
            },
        ),
        1..=6,
    )
}

proptest! {
    #[test]
    fn nobody_beats_the_perfect_taker_and_random_answering_earns_nothing(
        questions in sets(),
        order in prop::sample::select(vec![Order::Written, Order::Shuffled]),
    ) {
        let found = rehearsed(&questions, order);
        prop_assert!((found.total(Taker::Perfect) - found.highest).abs() < 1e-9);
        prop_assert!(found.total(Taker::Random).abs() < 1e-9);
        prop_assert!(found.total(Taker::Middle).abs() < 1e-9);
        if order == Order::Shuffled && questions.iter().all(|one| !one.question.options[0].pinned) {
            for taker in [Taker::First, Taker::Last, Taker::Careless] {
                prop_assert!(found.total(taker).abs() < 1e-9, "{:?} {}", taker, found.total(taker));
            }
        }
        for line in &found.takers {
            prop_assert!(line.total <= found.highest + 1e-9, "{:?}", line);
            prop_assert!(line.total >= found.lowest - 1e-9, "{:?}", line);
        }
        prop_assert_eq!(&rehearsed(&questions, order), &found);
    }

    #[test]
    fn every_answer_is_complete_and_fits(questions in sets()) {
        for taker in Taker::ALL {
            for way in ways(taker, &questions, Order::Shuffled) {
                prop_assert_eq!(way.len(), questions.len());
                for (question, answers) in questions.iter().zip(way) {
                    prop_assert!(!answers.is_empty());
                    for answer in answers {
                        prop_assert_eq!(answer.check(&question.question, question.format), Ok(()));
                        prop_assert!(answer.is_complete(question.question.options.len()));
                    }
                }
            }
        }
    }

    /// The mean of the two ways round is the mean of all orders of replies that a habit does not tell apart.
    #[test]
    fn two_orders_stand_for_all(values in prop::collection::vec((2..=14_u8).prop_map(|h| f64::from(h) / 2.0), 4)) {
        let Ok(_) = crate::question::key::distribution(&keyed(&values), Format::RankOrder) else { return Ok(()) };
        let question = one(&values, Format::RankOrder);
        let first = ways(Taker::First, std::slice::from_ref(&question), Order::Written).remove(0).remove(0);
        let all = [[2, 3, 4], [2, 4, 3], [3, 2, 4], [3, 4, 2], [4, 2, 3], [4, 3, 2]].map(|[b, c, d]| {
            let places = [("a", 1), ("b", b), ("c", c), ("d", d)];
            Answer::RankOrder { places: places.map(|(id, place)| (id.to_owned(), place)).into() }
        });
        let mean = |answers: &[Answer]| mean_score(&question, answers);
        prop_assert!((mean(&first) - mean(&all)).abs() < 1e-12);
    }
}
