//! Keys that change, questions that do not; and movement worked by hand.

use super::*;
use crate::ENGINE_VERSION;
use crate::answer::{Answer, AnswerState, GivenAnswer};
use crate::attempt::draw_plan;
use crate::bank::{Provenance, Visibility};
use crate::frozen::{KeyChange, KeyVersion};
use crate::ids::{AttemptId, QuestionVersionId};
use crate::ledger::{self, Ledger};
use crate::publishing::tests::{frozen, version};
use crate::publishing::{PublishProblem, QuestionFault};
use crate::question::{Competency, Format, Kind, QuestionVersion};
use crate::ranking::{RankSettings, Submission, Submissions};
use crate::time::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

/// Version 2 of what `assessment` asks at `index`, changed.
fn second(
    assessment: &FrozenAssessment,
    index: usize,
    change: impl FnOnce(&mut QuestionVersion),
) -> QuestionVersion {
    let mut other = version(
        500 + u32::try_from(index).expect("few"),
        assessment.questions[index].question.clone(),
    );
    other.number = 2;
    change(&mut other);
    other
}

/// Replies b and c swap their values.
fn swapped(assessment: &FrozenAssessment, index: usize) -> QuestionVersion {
    second(assessment, index, |other| {
        let options = &mut other.question.options;
        let (b, c) = (options[1].value, options[2].value);
        (options[1].value, options[2].value) = (c, b);
    })
}

fn change() -> KeyChange {
    KeyChange {
        at: Timestamp(5),
        by: "A. Admin".into(),
        reason: "A panel rated it.".into(),
    }
}

fn rekey(assessment: &FrozenAssessment, others: &[(usize, QuestionVersion)]) -> FrozenAssessment {
    let rekeys: Vec<Rekey> = others
        .iter()
        .map(|(index, with)| Rekey {
            asked: assessment.questions[*index].version,
            with: with.clone(),
        })
        .collect();
    rekeyed(assessment, &rekeys, change()).expect("publishable")
}

/// Everybody's answer to every question, from a number.
fn given(assessment: &FrozenAssessment, seed: u32) -> Vec<GivenAnswer> {
    let ids = ["a", "b", "c", "d"];
    let one = |index: u32| ids[((seed / 4_u32.pow(index % 8)) % 4) as usize].to_owned();
    let turned = |index: u32| {
        let first = (seed + index) % 4;
        ids.iter()
            .zip(0_u32..)
            .map(|(id, at)| {
                (
                    (*id).to_owned(),
                    u8::try_from((at + first) % 4 + 1).expect("small"),
                )
            })
            .collect()
    };
    assessment
        .questions
        .iter()
        .zip(0_u32..)
        .map(|(question, index)| GivenAnswer {
            version: question.version,
            state: AnswerState::Answered,
            answer: Some(match question.format {
                Format::SingleBest => Answer::SingleBest {
                    choice: Some(one(index)),
                },
                Format::MostLeast => Answer::MostLeast {
                    most: Some("b".into()),
                    least: Some(if seed.is_multiple_of(2) { "a" } else { "d" }.into()),
                },
                Format::RateEach => Answer::RateEach {
                    ratings: turned(index),
                },
                Format::RankOrder => Answer::RankOrder {
                    places: turned(index),
                },
            }),
        })
        .collect()
}

fn card(assessment: &FrozenAssessment, seed: u32) -> ScoreCard {
    scoring::score(
        assessment,
        &draw_plan(assessment, u64::from(seed)),
        &given(assessment, seed),
    )
}

#[test]
fn another_key_on_the_same_words_is_offered_with_what_changes() {
    let assessment = frozen(4);
    let Offer::Usable { changes, kept } = offer(&assessment.questions[0], &swapped(&assessment, 0))
    else {
        panic!("usable");
    };
    let whats: Vec<&str> = changes.iter().map(|one| one.what.as_str()).collect();
    assert_eq!(whats, ["Value of reply b", "Value of reply c"]);
    assert!(kept.is_empty());
    let same = second(&assessment, 0, |_| {});
    assert_eq!(offer(&assessment.questions[0], &same), Offer::Same);
}

#[test]
fn order_format_and_shares_of_a_version_do_not_stand_in_the_way_and_are_not_taken_over() {
    let assessment = frozen(4);
    let mut other = swapped(&assessment, 0);
    other.question.options.reverse();
    other.question.options[0].pinned = true;
    other.question.format = Format::RankOrder;
    other.question.competencies = [(Competency::PT, 1.0)].into();
    let asked = &assessment.questions[0];
    let Offer::Usable { changes, kept } = offer(asked, &other) else {
        panic!("usable");
    };
    assert_eq!(changes.len(), 2);
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(kept[0].what, "Competencies");
    let new = rekey(&assessment, &[(0, other)]);
    assert_eq!(new.questions[0].weight, asked.weight);
    assert_eq!(new.questions[0].format, asked.format);
    let ids = |frozen: &FrozenAssessment| -> Vec<String> {
        let options = &frozen.questions[0].question.options;
        options.iter().map(|option| option.id.clone()).collect()
    };
    assert_eq!(ids(&new), ids(&assessment));
}

#[test]
fn other_words_another_kind_and_a_key_nobody_would_publish_are_refused_with_the_reason() {
    let assessment = frozen(4);
    let asked = &assessment.questions[0];
    let reworded = second(&assessment, 0, |other| {
        other.question.options[1].text.push_str(" Today.");
        other.question.options[1].value = 7.0;
    });
    let Offer::Unusable(Obstacle::Asked(differences)) = offer(asked, &reworded) else {
        panic!("other words");
    };
    assert_eq!(differences[0].what, "Reply b");
    let shorter = second(&assessment, 0, |other| {
        other.question.options.pop();
    });
    assert!(matches!(
        offer(asked, &shorter),
        Offer::Unusable(Obstacle::Asked(_))
    ));
    let job = second(&assessment, 0, |other| other.question.kind = Kind::Job);
    assert_eq!(offer(asked, &job), Offer::Unusable(Obstacle::Kind));
    let flat = second(&assessment, 0, |other| {
        for option in &mut other.question.options {
            option.value = 4.0 + f64::from(u8::from(option.id == "b"));
        }
    });
    assert_eq!(
        offer(asked, &flat),
        Offer::Unusable(Obstacle::Fault(QuestionFault::KeySpan(1.0)))
    );
    let forced = Rekey {
        asked: asked.version,
        with: flat,
    };
    let problems = rekeyed(&assessment, &[forced], change()).expect_err("refused");
    assert!(matches!(
        problems[..],
        [PublishProblem::Question { number: 1, .. }]
    ));
}

#[test]
fn a_new_source_alone_is_another_key() {
    let assessment = frozen(4);
    let rated = second(&assessment, 1, |other| {
        other.key.provenance = Provenance::ExpertPanel;
        other.key.visibility = Visibility::Private;
    });
    assert!(matches!(
        offer(&assessment.questions[1], &rated),
        Offer::Usable { .. }
    ));
    let new = rekey(&assessment, &[(1, rated.clone())]);
    assert_eq!(new.provisional_keys(), 3);
    assert_eq!(new.public_keys(), 3);
    assert_eq!(offer(&new.questions[1], &rated), Offer::Same);
}

#[test]
fn freezing_anew_keeps_everything_but_the_keys_and_enumerates_chance() {
    let assessment = frozen(8);
    let mut other = swapped(&assessment, 0);
    other.question.options[0].value = 1.0;
    let new = rekey(&assessment, &[(0, other.clone())]);
    assert_eq!(new.definition, assessment.definition);
    assert_eq!(new.published_at, assessment.published_at);
    assert_eq!(new.engine_version, ENGINE_VERSION);
    assert_eq!(new.questions[1..], assessment.questions[1..]);
    assert_eq!(new.questions[0].version, assessment.questions[0].version);
    assert_eq!(
        new.questions[0].key_version(),
        KeyVersion {
            version: other.id,
            number: 2
        }
    );
    assert_ne!(new.questions[0].chance, assessment.questions[0].chance);
    assert_eq!(new.key_change, Some(change()));
    // Going back to the version asked is going back to what was published.
    let first = QuestionVersion {
        id: assessment.questions[0].version,
        ..version(1, assessment.questions[0].question.clone())
    };
    let back = rekey(&new, &[(0, first)]);
    assert_eq!(back.questions, assessment.questions);
    assert_eq!(back.random_95, assessment.random_95);
}

#[test]
fn both_ledgers_compute_to_their_own_cards() {
    let assessment = frozen(8);
    let new = rekey(&assessment, &[(2, swapped(&assessment, 2))]);
    let plan = draw_plan(&assessment, 7);
    let before = scoring::score(&assessment, &plan, &given(&assessment, 7));
    let after = rescored(&new, &plan, &before);
    assert_ne!(before.total, after.total);
    for (frozen, card) in [(&assessment, &before), (&new, &after)] {
        let attempt = AttemptId(Uuid::from_u128(1));
        let ledger = Ledger::new(attempt, frozen, &plan, &card.given(), card);
        assert_eq!(ledger::verify(&ledger), Ok(()));
        let text = serde_json::to_string(&ledger).expect("JSON");
        let read: Ledger = serde_json::from_str(&text).expect("reads");
        assert_eq!(ledger::verify(&read), Ok(()));
    }
}

#[test]
fn what_was_frozen_before_keys_could_change_still_reads() {
    let assessment = frozen(4);
    let text = serde_json::to_string(&assessment).expect("JSON");
    assert!(!text.contains("key_change") && !text.contains("keyed_by"));
    let read: FrozenAssessment = serde_json::from_str(&text).expect("reads");
    assert_eq!(read, assessment);
}

fn settings() -> RankSettings {
    RankSettings {
        seed: 9,
        as_of: Timestamp(0),
        planning_reliability: 0.6,
    }
}

/// The same people with these totals on each side.
fn moved(before: &[f64], after: &[f64]) -> Movement {
    let side = |totals: &[f64]| {
        let mut all = Submissions::to(&frozen(4));
        for (total, n) in totals.iter().zip(1_u128..) {
            let one = Submission {
                attempt: AttemptId(Uuid::from_u128(n)),
                total_micro: scoring::micro(*total),
            };
            all.add(one, &[]);
        }
        all
    };
    movement((&side(before), &settings()), (&side(after), &settings()))
}

#[test]
fn five_people_move_as_worked_by_hand() {
    // Changes: +1, 0, −6, +12, +0.2. Only the third and the fourth change places.
    let found = moved(
        &[50.0, 40.0, 30.0, 20.0, 10.0],
        &[51.0, 40.0, 24.0, 32.0, 10.2],
    );
    assert_eq!((found.people, found.up, found.down), (5, 3, 1));
    assert_eq!(found.unchanged(), 1);
    assert!((found.mean - 7.2 / 5.0).abs() < 1e-9);
    assert!((found.mean_size - 19.2 / 5.0).abs() < 1e-9);
    let sizes: Vec<f64> = found.moves.iter().map(Move::change).collect();
    assert_eq!(sizes, [12.0, -6.0, 1.0, 0.2, 0.0]);
    let ranks: Vec<(u32, u32)> = found
        .moves
        .iter()
        .map(|one| (one.before.rank, one.after.rank))
        .collect();
    assert_eq!(ranks, [(4, 3), (3, 4), (1, 1), (5, 5), (2, 2)]);
    // One of ten pairs changes places: τ = (9 − 1)/10; ρ = 1 − 6·2/(5·24).
    assert!((found.kendall.expect("differs") - 0.8).abs() < 1e-12);
    assert!((found.spearman.expect("differs") - 0.9).abs() < 1e-12);
    let spans: Vec<usize> = found.spans.iter().map(|span| span.people).collect();
    assert_eq!(spans, [0, 1, 0, 0, 2, 1, 0, 0, 1]);
    // Under 30 people there are no bands that could change; S is 15, the planning value: half a width is 15.6 points.
    assert_eq!((found.changed_band(), found.beyond_interval), (0, 0));
}

#[test]
fn somebody_who_falls_far_changes_the_band() {
    let before: Vec<f64> = (0..40).map(|n| 90.0 - 2.0 * f64::from(n)).collect();
    let mut after = before.clone();
    after[0] = 20.0;
    let found = moved(&before, &after);
    assert_eq!(
        found.to_higher_band + found.to_lower_band,
        found.changed_band()
    );
    let first = found.moves[0];
    assert!(first.changes_band() && first.before.band == Some(1));
    assert!(found.to_lower_band >= 1 && found.beyond_interval == 1);
    assert_eq!(found.before.band_sizes.iter().sum::<u32>(), 40);
}

#[test]
fn nobody_is_no_movement() {
    let found = moved(&[], &[]);
    assert_eq!((found.people, found.mean, found.spearman), (0, 0.0, None));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The same values from another version: nobody moves, no band changes.
    #[test]
    fn the_same_key_moves_nobody(seeds in prop::collection::vec(0_u32..65_536, 1..60)) {
        let assessment = frozen(8);
        let renamed = second(&assessment, 3, |other| {
            other.question.options[0].reason = "Said otherwise.".into();
        });
        let new = rekey(&assessment, &[(3, renamed)]);
        let (mut before, mut after) = (Submissions::to(&assessment), Submissions::to(&new));
        for (seed, n) in seeds.iter().zip(1_u128..) {
            let attempt = AttemptId(Uuid::from_u128(n));
            let card = card(&assessment, *seed);
            let plan = draw_plan(&assessment, u64::from(*seed));
            before.add_card(attempt, &card);
            after.add_card(attempt, &rescored(&new, &plan, &card));
        }
        let found = movement((&before, &settings()), (&after, &settings()));
        prop_assert_eq!((found.up, found.down, found.changed_band()), (0, 0, 0));
        prop_assert_eq!(found.before, found.after);
    }

    /// Whatever the key, contributions sum to the total, and only questions with another key contribute otherwise.
    #[test]
    fn contributions_still_sum(seed in 0_u32..65_536, values in prop::array::uniform4(1.0_f64..7.0), index in 0_usize..8) {
        let assessment = frozen(8);
        let other = second(&assessment, index, |other| {
            for (option, value) in other.question.options.iter_mut().zip(values) {
                option.value = value;
            }
        });
        prop_assume!(matches!(offer(&assessment.questions[index], &other), Offer::Usable { .. }));
        let new = rekey(&assessment, &[(index, other)]);
        let before = card(&assessment, seed);
        let after = rescored(&new, &draw_plan(&assessment, u64::from(seed)), &before);
        let sum: f64 = after.contributions.iter().filter_map(|line| line.points).sum();
        prop_assert!((sum - after.total).abs() < 1e-9);
        prop_assert_eq!(after.completeness, before.completeness);
        for (position, (a, b)) in before.contributions.iter().zip(&after.contributions).enumerate() {
            prop_assert!(position == index || a == b);
            prop_assert_eq!(a.weight, b.weight);
        }
    }
}

#[test]
fn a_question_nobody_knows_changes_nothing() {
    let assessment = frozen(4);
    let stranger = Rekey {
        asked: QuestionVersionId(Uuid::from_u128(77)),
        with: swapped(&assessment, 0),
    };
    let new = rekeyed(&assessment, &[stranger], change()).expect("publishable");
    assert_eq!(new.questions, assessment.questions);
}
