//! Seeded people answer a small assessment; what is folded must give what their score cards say.

use super::*;
use crate::answer::{Answer, AnswerState, GivenAnswer};
use crate::attempt::draw_plan;
use crate::frozen::{FrozenAssessment, FrozenQuestion};
use crate::ids::AttemptId;
use crate::question::{Format, key};
use crate::samples;
use crate::score_card::ScoreCard;
use crate::scoring::score;
use crate::time::{DAY, Timestamp};
use psychometrics::moments::summary;
use psychometrics::reliability::alpha_with_interval;
use psychometrics::table::Table as Scores;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

fn assessment() -> FrozenAssessment {
    let mut assessment = samples::assessment(8);
    for question in &mut assessment.questions {
        let scores = key::distribution(&question.question, question.format).expect("scorable");
        question.chance = scores.chance();
    }
    assessment
}

/// Uniform in 0..1.
fn uniform(random: &mut ChaCha8Rng) -> f64 {
    f64::from(random.next_u32()) / (f64::from(u32::MAX) + 1.0)
}

fn answer(question: &FrozenQuestion, ability: f64, random: &mut ChaCha8Rng) -> Answer {
    let options = &question.question.options;
    let mut seen: Vec<(f64, &str)> = options
        .iter()
        .map(|option| {
            let noise = (uniform(random) - 0.5) * 12.0 * (1.3 - ability);
            (option.value + noise, option.id.as_str())
        })
        .collect();
    let rating = |value: f64| value.round().clamp(1.0, 7.0) as u8;
    let ratings = seen
        .iter()
        .map(|(value, id)| ((*id).to_owned(), rating(*value)));
    let ratings = ratings.collect();
    seen.sort_by(|a, b| b.0.total_cmp(&a.0));
    let at = |place: usize| Some(seen[place].1.to_owned());
    match question.format {
        Format::SingleBest => Answer::SingleBest { choice: at(0) },
        Format::MostLeast => Answer::MostLeast {
            most: at(0),
            least: at(seen.len() - 1),
        },
        Format::RateEach => Answer::RateEach { ratings },
        Format::RankOrder => Answer::RankOrder {
            places: seen
                .iter()
                .zip(1..)
                .map(|((_, id), place)| ((*id).to_owned(), place))
                .collect(),
        },
    }
}

/// One person's card; every tenth leaves the first question open.
fn card(assessment: &FrozenAssessment, number: u64) -> ScoreCard {
    let mut random = ChaCha8Rng::seed_from_u64(number);
    let ability = uniform(&mut random);
    let given: Vec<GivenAnswer> = assessment
        .questions
        .iter()
        .enumerate()
        .map(|(place, question)| {
            let open = place == 0 && number.is_multiple_of(10);
            let answer = (!open).then(|| answer(question, ability, &mut random));
            GivenAnswer {
                version: question.version,
                state: if open {
                    AnswerState::Skipped
                } else {
                    AnswerState::Answered
                },
                answer,
            }
        })
        .collect();
    score(assessment, &draw_plan(assessment, number), &given)
}

fn cards(assessment: &FrozenAssessment, count: u64) -> Vec<(AttemptId, ScoreCard)> {
    (0..count)
        .map(|n| {
            (
                AttemptId(Uuid::from_u128(u128::from(n) + 1)),
                card(assessment, n),
            )
        })
        .collect()
}

fn folded(
    assessment: &FrozenAssessment,
    batches: &[&[(AttemptId, ScoreCard)]],
) -> (Folded, Sample) {
    let mut folded = Folded::empty(assessment).expect("questions carry weight");
    let mut sample = Sample::default();
    for batch in batches {
        let scored = batch.iter().map(|(attempt, card)| Scored {
            attempt: *attempt,
            card,
            seconds: Some(480),
            ended: Timestamp(20_514 * DAY),
            answered_in: &[],
        });
        fold(assessment, &mut folded, &mut sample, scored);
    }
    (folded, sample)
}

fn near(a: &Reading, b: &Reading) -> bool {
    match (a.value, b.value) {
        (Ok(a), Ok(b)) => (a - b).abs() < 1e-9,
        (a, b) => a == b,
    }
}

#[test]
fn the_total_and_alpha_are_those_of_the_score_cards() {
    let assessment = assessment();
    let cards = cards(&assessment, 250);
    let (folded, sample) = folded(&assessment, &[&cards]);
    let totals: Vec<f64> = cards.iter().map(|(_, card)| card.total).collect();
    let expected = summary(&totals).expect("defined");
    let contributions = contributions(&folded).expect("defined");
    let sd = contributions.sum_variance(&contributions.all()).sqrt();
    assert!((sd - expected.sd).abs() < 1e-9);
    let points = cards.iter().map(|(_, card)| {
        let lines = card.contributions.iter();
        lines.filter_map(|line| line.points).collect::<Vec<f64>>()
    });
    let direct = CovarianceMatrix::of(&Scores::from_rows(points).expect("rows")).expect("defined");
    let (a, b) = (
        alpha_with_interval(&contributions, 0.9).expect("defined"),
        alpha_with_interval(&direct, 0.9).expect("defined"),
    );
    assert!((a.value - b.value).abs() < 1e-9 && (a.interval.lower - b.interval.lower).abs() < 1e-9);
    for one in sample.attempts() {
        let total: f64 = one.points.iter().sum();
        assert!(totals.iter().any(|known| (known - total).abs() < 1e-9));
    }
}

#[test]
fn batches_give_what_one_folding_gives() {
    let assessment = assessment();
    let cards = cards(&assessment, 230);
    let (once, sample) = folded(&assessment, &[&cards]);
    let (parts, drawn) = folded(
        &assessment,
        &[&cards[..1], &cards[1..90], &[], &cards[90..]],
    );
    let mut turned = cards.clone();
    turned.reverse();
    let (back, same) = folded(&assessment, &[&turned]);
    assert_eq!(sample, drawn, "the sample does not depend on who came when");
    assert_eq!(sample.attempts().len(), same.attempts().len());
    let lots =
        |sample: &Sample| -> Vec<u64> { sample.attempts().iter().map(|one| one.lot).collect() };
    assert_eq!(lots(&sample), lots(&same));
    let expected = analyse(&assessment, &once, None);
    for other in [&parts, &back] {
        let got = analyse(&assessment, other, None);
        assert_eq!((got.attempts, got.left_out), (230, 0));
        for (a, b) in expected.questions.iter().zip(&got.questions) {
            for (a, b) in [
                (&a.facility, &b.facility),
                (&a.sd, &b.sd),
                (&a.item_rest, &b.item_rest),
                (&a.d_index, &b.d_index),
                (&a.effective, &b.effective),
                (&a.missing, &b.missing),
                (&a.options[0].rest_mean, &b.options[0].rest_mean),
            ] {
                assert!(near(a, b), "{a:?} {b:?}");
            }
            assert_eq!(a.flags, b.flags);
        }
        assert_eq!(expected.reliability, got.reliability);
    }
    let text = once.to_json().expect("JSON");
    assert_eq!(Folded::from_json(&assessment, &text), Some(once));
    assert_eq!(Folded::from_json(&samples::assessment(7), &text), None);
}

#[test]
fn a_facility_is_the_mean_score_and_a_share_counts_first_choices() {
    let assessment = assessment();
    let cards = cards(&assessment, 240);
    let (folded, _) = folded(&assessment, &[&cards]);
    let analysis = analyse(&assessment, &folded, None);
    for (place, (row, question)) in analysis
        .questions
        .iter()
        .zip(&assessment.questions)
        .enumerate()
    {
        let lines = || cards.iter().map(|(_, card)| &card.contributions[place]);
        // An open answer counts as chance.
        let scores: Vec<f64> = lines()
            .map(|line| line.score.unwrap_or(line.chance))
            .collect();
        let expected = summary(&scores).expect("defined");
        assert!((row.facility.value.expect("240") - expected.mean).abs() < 1e-9);
        assert!((row.sd.value.expect("240") - expected.sd).abs() < 1e-9);
        let open = lines().filter(|line| line.score.is_none()).count();
        assert!((row.missing.value.expect("240") - open as f64 / 240.0).abs() < 1e-12);
        for (option, told) in question.question.options.iter().zip(&row.options) {
            let first = lines().filter(|line| {
                let answer = line.answer.as_ref();
                answer.is_some_and(|answer| answer.preferred() == [option.id.as_str()])
            });
            let share = first.count() as f64 / 240.0;
            assert!((told.share.value.expect("240") - share).abs() < 1e-12);
        }
        let curve = row.curve.as_ref().expect("240");
        assert!(curve[4] > curve[0], "the able score higher: {curve:?}");
    }
    assert!(analysis.questions[0].missing.value.expect("240") > 0.09);
    assert!(
        analysis.questions[0]
            .flags
            .iter()
            .any(|flag| flag.label == "often left open")
    );
    let sum: f64 = analysis
        .questions
        .iter()
        .filter_map(|row| row.effective.value.ok())
        .sum();
    assert!((sum - 1.0).abs() < 1e-9);
}

#[test]
fn gates_open_one_after_the_other() {
    let assessment = assessment();
    let cards = cards(&assessment, 200);
    let shown = |count: usize| {
        let (folded, sample) = folded(&assessment, &[&cards[..count]]);
        let found = sensitivity(&assessment, &folded, &sample);
        let analysis = analyse(&assessment, &folded, found.as_ref());
        [
            analysis.totals[0].shown,
            analysis.reliability[1].shown,
            analysis.questions[0].facility.is_shown(),
            analysis.questions[0].item_rest.is_shown(),
            analysis.method_changes[0].shown,
        ]
    };
    assert_eq!(shown(0), [false; 5]);
    assert_eq!(shown(29), [false; 5]);
    assert_eq!(shown(30), [true, false, false, false, true]);
    assert_eq!(shown(50), [true, true, false, false, true]);
    assert_eq!(shown(100), [true, true, true, false, true]);
    assert_eq!(shown(200), [true; 5]);
    let (folded, _) = folded(&assessment, &[&cards[..37]]);
    let few = analyse(&assessment, &folded, None);
    assert_eq!(few.questions[0].facility.words(), "too few: 37 of 100");
    assert!(
        few.questions
            .iter()
            .all(|row| row.flags.is_empty() && row.curve.is_none())
    );
}

#[test]
fn who_was_not_given_a_question_is_left_out() {
    let assessment = assessment();
    let mut cards = cards(&assessment, 40);
    let lost = &mut cards[3].1.contributions[2];
    lost.state = AnswerState::Technical;
    cards[4].1.completeness = crate::score_card::Completeness::Unfinished;
    cards[5].1.contributions.pop();
    let (folded, sample) = folded(&assessment, &[&cards]);
    assert_eq!((folded.attempts(), folded.left_out()), (37, 2));
    assert_eq!(sample.attempts().len(), 37);
    assert_eq!(folded.durations().attempts(), 37);
}

#[test]
fn a_question_without_weight_is_in_no_figure() {
    let mut assessment = assessment();
    assessment.questions[1].weight = 0.0;
    let cards = cards(&assessment, 120);
    let (folded, sample) = folded(&assessment, &[&cards]);
    let analysis = analyse(&assessment, &folded, None);
    assert_eq!(
        (analysis.weightless, analysis.questions.len()),
        (vec![2], 7)
    );
    assert_eq!(sample.attempts()[0].points.len(), 7);
    let mean = cards.iter().map(|(_, card)| card.total).sum::<f64>() / 120.0;
    let means = folded.moments().means().expect("defined");
    let weights = folded.moments().design().weights();
    let folded_mean: f64 = means.iter().zip(weights).map(|(m, w)| m * w).sum();
    assert!((mean - folded_mean).abs() < 1e-9);
}

#[test]
fn sensitivity_compares_orders_and_says_on_whom() {
    let assessment = assessment();
    let cards = cards(&assessment, 60);
    let (folded, sample) = folded(&assessment, &[&cards]);
    let found = sensitivity(&assessment, &folded, &sample).expect("60 attempts");
    assert_eq!((found.sampled, found.of), (60, 60));
    let weights = found.weights.expect("several competencies");
    assert!(weights.lowest <= weights.agreement && weights.agreement < 1.0);
    assert!((0.0..=1.0).contains(&weights.bands));
    assert_eq!(found.methods.len(), 3);
    for change in &found.methods {
        let spearman = change.spearman.expect("they differ");
        assert!((0.3..1.0).contains(&spearman), "{change:?}");
    }
    let analysis = analyse(&assessment, &folded, Some(&found));
    assert_eq!(
        analysis.sampled.as_deref(),
        Some("Computed on all 60 attempts there were.")
    );
    assert!(
        analysis
            .weight_changes
            .iter()
            .all(|line| line.shown && line.n == 60)
    );
    let text = serde_json::to_string(&found).expect("JSON");
    assert_eq!(
        serde_json::from_str::<Sensitivity>(&text).expect("same"),
        found
    );
}

#[test]
fn tables_hold_a_row_for_each_question_and_reply() {
    let assessment = assessment();
    let (folded, _) = folded(&assessment, &[&cards(&assessment, 120)]);
    let analysis = analyse(&assessment, &folded, None);
    for (table, rows) in [
        (question_table(&analysis), 8),
        (option_table(&analysis), 32),
    ] {
        assert_eq!(table.rows.len(), rows);
        assert!(table.rows.iter().all(|row| row.len() == table.header.len()));
    }
    let cells = &question_table(&analysis).rows[0];
    assert!(matches!(cells[7], Cell::Number(_)));
    assert_eq!(cells[9], Cell::Text("too few: 120 of 200".into()));
}

/// Folded in the given batches, with days and times of answers that follow from the attempt.
fn folded_over_time(
    assessment: &FrozenAssessment,
    batches: &[&[(AttemptId, ScoreCard)]],
) -> Folded {
    let mut folded = Folded::empty(assessment).expect("questions carry weight");
    let mut sample = Sample::default();
    for (attempt, card) in batches.iter().copied().flatten() {
        let number = (attempt.0.as_u128() % 1_000) as i64;
        let started = Timestamp((20_400 + number % 120) * DAY);
        let saved: Vec<_> = card
            .contributions
            .iter()
            .map(|line| {
                (
                    line.version,
                    started.plus(i64::from(line.number) * (20_000 + number)),
                )
            })
            .collect();
        let answered_in = answer_seconds(card, started, &saved);
        let scored = Scored {
            attempt: *attempt,
            card,
            seconds: Some(480),
            ended: started.plus(600_000),
            answered_in: &answered_in,
        };
        fold(assessment, &mut folded, &mut sample, [scored]);
    }
    folded
}

#[test]
fn what_is_kept_of_a_question_is_what_its_score_cards_say() {
    let assessment = assessment();
    let cards = cards(&assessment, 230);
    let folded = folded_over_time(&assessment, &[&cards]);
    let all = question_sums(&assessment, &folded);
    assert_eq!(all.len(), 8);
    for (place, (version, sums)) in all.iter().enumerate() {
        assert_eq!(*version, assessment.questions[place].version);
        assert_eq!(
            (sums.attempts, sums.missing),
            (230, if place == 0 { 23 } else { 0 })
        );
        assert_eq!(sums.usage.seconds.answers(), 230);
        let line = |card: &ScoreCard| raw_score(&card.contributions[place], sums.chance);
        let scores: Vec<f64> = cards.iter().map(|(_, card)| line(card)).collect();
        let expected = summary(&scores).expect("defined");
        let mut together = Month::default();
        sums.usage
            .months
            .values()
            .for_each(|month| together.merge(month));
        let kept = together.scores();
        assert!((kept.mean - expected.mean).abs() < 1e-9 && (kept.sd - expected.sd).abs() < 1e-9);
        // The rest of those who put a reply first, standardised by hand.
        let rest = |card: &ScoreCard| card.total - card.contributions[place].points.unwrap_or(0.0);
        let rests = summary(&cards.iter().map(|(_, card)| rest(card)).collect::<Vec<_>>());
        let rests = rests.expect("defined");
        for (option, kept) in assessment.questions[place]
            .question
            .options
            .iter()
            .zip(&sums.options)
        {
            let first = |card: &ScoreCard| {
                let answer = card.contributions[place].answer.as_ref();
                answer.is_some_and(|answer| answer.preferred() == [option.id.as_str()])
            };
            let chosen: Vec<f64> = cards
                .iter()
                .filter(|(_, card)| first(card))
                .map(|(_, card)| rest(card))
                .collect();
            assert_eq!(kept.chosen as usize, chosen.len());
            if let Some(z) = kept.rest {
                let mean = chosen.iter().sum::<f64>() / chosen.len() as f64;
                assert!((z - (mean - rests.mean) / rests.sd).abs() < 1e-9);
            }
        }
    }
}

fn raw_score(line: &crate::score_card::Contribution, chance: f64) -> f64 {
    chance + (1.0 - chance) * line.anchored
}

#[test]
fn batches_and_a_stored_middle_leave_the_same_of_a_question() {
    let assessment = assessment();
    let cards = cards(&assessment, 150);
    let once = folded_over_time(&assessment, &[&cards]);
    let mut turned = cards.clone();
    turned.reverse();
    let twice = folded_over_time(&assessment, &[&turned[..70], &turned[70..]]);
    let text = twice.to_json().expect("JSON");
    let twice = Folded::from_json(&assessment, &text).expect("fits");
    let pairs = question_sums(&assessment, &once)
        .into_iter()
        .zip(question_sums(&assessment, &twice));
    for ((version, a), (other, b)) in pairs {
        assert_eq!(
            (version, a.attempts, &a.days, &a.usage.seconds),
            (other, b.attempts, &b.days, &b.usage.seconds)
        );
        assert!(
            a.item_rest
                .zip(b.item_rest)
                .is_some_and(|(a, b)| (a - b).abs() < 1e-9)
        );
        assert!(a.usage.months.keys().eq(b.usage.months.keys()));
        for (a, b) in a.usage.months.values().zip(b.usage.months.values()) {
            let (a, b) = ([a.scores(), a.log_seconds()], [b.scores(), b.log_seconds()]);
            for (a, b) in a.iter().zip(&b) {
                assert!(a.n == b.n && (a.mean - b.mean).abs() < 1e-9 && (a.sd - b.sd).abs() < 1e-9);
            }
        }
        let text = serde_json::to_string(&a).expect("JSON");
        assert_eq!(
            serde_json::from_str::<QuestionSums>(&text).expect("reads"),
            a
        );
    }
    // What was folded before there were days and months is not read as if it had none.
    let mut old: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    old.as_object_mut().expect("an object").remove("usage");
    assert_eq!(Folded::from_json(&assessment, &old.to_string()), None);
}

#[test]
fn who_went_back_has_no_times() {
    let assessment = assessment();
    let card = card(&assessment, 3);
    let mut shown: Vec<_> = card.contributions.iter().collect();
    shown.sort_by_key(|line| line.number);
    let at = |seconds: i64| Timestamp(seconds * 1_000);
    let mut saved: Vec<_> = shown
        .iter()
        .zip([30, 50, 95, 100, 130, 131, 180, 200])
        .map(|(line, s)| (line.version, at(s)))
        .collect();
    let taken = |saved: &[_]| -> Vec<f64> {
        answer_seconds(&card, at(10), saved)
            .into_iter()
            .map(|(_, seconds)| seconds)
            .collect()
    };
    assert_eq!(
        taken(&saved),
        [20.0, 20.0, 45.0, 5.0, 30.0, 1.0, 49.0, 20.0]
    );
    // A question left open takes nobody's time.
    let open: Vec<_> = saved
        .iter()
        .copied()
        .filter(|one| one.0 != shown[2].version)
        .collect();
    assert_eq!(taken(&open)[..3], [20.0, 20.0, 50.0]);
    saved[1].1 = at(190);
    assert_eq!(taken(&saved), Vec::<f64>::new());
}
