//! Saving answers: what is acknowledged, what is overtaken, and what stands.

use super::*;
use domain::time::{MINUTE, SECOND};
use proptest::prelude::*;
use service::Error;
use tests::on_both;

fn choice(stored: &BTreeMap<String, Answer>, fixture: &Fixture) -> Option<String> {
    match stored.get(&fixture.frozen.questions[0].version.to_string()) {
        Some(Answer::SingleBest { choice }) => choice.clone(),
        _ => None,
    }
}

fn option(fixture: &Fixture, index: usize) -> Option<String> {
    Some(
        fixture.frozen.questions[0].question.options[index]
            .id
            .clone(),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_save_is_one_save() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        let ada = fixture.started("ada").await;
        let first = fixture.save(ada, save(1, "tab", 1, 0, best('B'))).await;
        fixture.world.clock.advance(5 * SECOND);
        let again = fixture.save(ada, save(1, "tab", 1, 0, best('B'))).await;
        assert_eq!(first, again, "the same acknowledgement, time included");
        assert_eq!(revision(again), 1);
        assert_eq!(
            choice(&fixture.stored(ada).await, &fixture),
            option(&fixture, 1)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_one_writer_the_higher_sequence_wins_in_any_order() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        let ada = fixture.started("ada").await;
        assert_eq!(
            revision(fixture.save(ada, save(1, "tab", 2, 0, best('C'))).await),
            1
        );
        assert_eq!(
            revision(fixture.save(ada, save(1, "tab", 1, 0, best('A'))).await),
            1
        );
        assert_eq!(
            choice(&fixture.stored(ada).await, &fixture),
            option(&fixture, 2)
        );
        assert_eq!(
            revision(fixture.save(ada, save(1, "tab", 3, 1, best('D'))).await),
            2
        );
        assert_eq!(
            choice(&fixture.stored(ada).await, &fixture),
            option(&fixture, 3)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_sent_again_with_another_choice_means_the_newer_one() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        let ada = fixture.started("ada").await;
        fixture
            .save(ada, save(1, "form", 1, 0, best('A')))
            .await
            .expect("saved");
        assert_eq!(
            revision(fixture.save(ada, save(1, "form", 1, 0, best('B'))).await),
            2
        );
        assert_eq!(
            choice(&fixture.stored(ada).await, &fixture),
            option(&fixture, 1)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_page_is_told_with_both_answers() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        let ada = fixture.started("ada").await;
        fixture
            .save(ada, save(1, "phone", 1, 0, best('A')))
            .await
            .expect("saved");
        let told = fixture
            .save(ada, save(1, "laptop", 1, 0, best('B')))
            .await
            .expect("told");
        let Saved::Conflict {
            stands,
            mine,
            revision: seen,
            ..
        } = told
        else {
            panic!("no conflict: {told:?}")
        };
        assert_eq!(
            stands,
            Answer::SingleBest {
                choice: option(&fixture, 0)
            }
        );
        assert_eq!(
            mine,
            Answer::SingleBest {
                choice: option(&fixture, 1)
            }
        );
        assert_eq!(
            choice(&fixture.stored(ada).await, &fixture),
            option(&fixture, 0),
            "nothing changed"
        );
        assert_eq!(
            revision(
                fixture
                    .save(ada, save(1, "laptop", 2, seen, best('B')))
                    .await
            ),
            2
        );
        // The phone has not seen it: it is told in turn.
        let told = fixture.save(ada, save(1, "phone", 2, 1, best('C'))).await;
        assert!(matches!(told, Ok(Saved::Conflict { .. })), "{told:?}");
        // The same answer from both is no conflict.
        assert_eq!(
            revision(fixture.save(ada, save(1, "phone", 3, 1, best('B'))).await),
            2
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_in_flight_have_a_grace_and_late_ones_are_kept_apart() {
    on_both(|world| async move {
        let fixture =
            Fixture::with(world, |definition| definition.time_limit_minutes = Some(10)).await;
        let ada = fixture.started("ada").await;
        fixture.world.clock.advance(10 * MINUTE + 30 * SECOND);
        assert_eq!(
            revision(fixture.save(ada, save(1, "tab", 1, 0, best('A'))).await),
            1
        );
        fixture.world.clock.advance(1);
        assert_eq!(
            fixture.save(ada, save(1, "tab", 2, 1, best('B'))).await,
            Ok(Saved::Late)
        );
        assert_eq!(
            fixture.save(ada, save(1, "tab", 3, 1, best('C'))).await,
            Ok(Saved::Late)
        );
        assert_eq!(
            choice(&fixture.stored(ada).await, &fixture),
            option(&fixture, 0)
        );
        assert_eq!(
            count(&fixture.world, "late_answers").await,
            1,
            "the newest one"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_page_sends_changes_nothing() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        let ada = fixture.started("ada").await;
        fixture
            .save(ada, save(1, "tab", 1, 0, best('A')))
            .await
            .expect("saved");
        fixture
            .save(ada, save(3, "tab", 1, 0, fixture.complete(3)))
            .await
            .expect("saved");
        let before = fixture.stored(ada).await;
        let bad = |number, given| fixture.save(ada, save(number, "tab", 9, 1, given));
        let refused = |saved: service::Result<Saved>| match saved {
            Err(Error::Refused(sentence)) => assert!(sentence.ends_with("changed."), "{sentence}"),
            other => panic!("not refused: {other:?}"),
        };
        refused(bad(1, best('Z')).await);
        refused(bad(3, best('A')).await);
        refused(
            bad(
                5,
                Given {
                    ratings: BTreeMap::from([('A', 8)]),
                    ..Given::default()
                },
            )
            .await,
        );
        refused(
            bad(
                7,
                Given {
                    places: BTreeMap::from([('A', 9)]),
                    ..Given::default()
                },
            )
            .await,
        );
        let same = Given {
            most: Some('A'),
            least: Some('A'),
            ..Given::default()
        };
        assert!(
            matches!(bad(3, same).await, Err(Error::Invalid(fields)) if fields[0].field == "least")
        );
        let twice = Given {
            places: BTreeMap::from([('A', 1), ('B', 1)]),
            ..Given::default()
        };
        assert!(
            matches!(bad(7, twice).await, Err(Error::Invalid(fields)) if fields[0].field == "place")
        );
        assert_eq!(bad(0, best('A')).await, Err(Error::NotFound));
        assert_eq!(bad(99, best('A')).await, Err(Error::NotFound));
        assert_eq!(fixture.stored(ada).await, before);
        let nameless = fixture.save(ada, save(1, "", 2, 1, best('B'))).await;
        assert!(matches!(nameless, Err(Error::Refused(_))), "{nameless:?}");
        assert_eq!(fixture.stored(ada).await, before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_half_given_answer_is_kept_and_an_empty_one_is_not_written() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        let ada = fixture.started("ada").await;
        let half = Given {
            most: Some('A'),
            ..Given::default()
        };
        let kept = fixture.save(ada, save(3, "tab", 1, 0, half)).await;
        assert!(
            matches!(
                kept,
                Ok(Saved::Stored {
                    complete: false,
                    revision: 1,
                    ..
                })
            ),
            "{kept:?}"
        );
        assert_eq!(
            revision(
                fixture
                    .save(ada, save(1, "tab", 1, 0, Given::default()))
                    .await
            ),
            0
        );
        assert_eq!(fixture.stored(ada).await.len(), 1);
        let candidate = fixture.candidate(ada).await;
        let review = attempts::review(&fixture.world.service, &candidate)
            .await
            .expect("reads");
        assert_eq!(review.count(attempts::Mark::HalfGiven), 1);
        assert_eq!(review.count(attempts::Mark::Answered), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_answers_for_somebody_else() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        let (ada, bea) = (fixture.started("ada").await, fixture.started("bea").await);
        let service = &fixture.world.service;
        let cookie = service
            .secret
            .token(Link::CandidateCookie, &ada.to_string(), 1);
        assert!(attempts::authenticate(service, ada, &cookie).await.is_ok());
        let other = attempts::authenticate(service, bea, &cookie)
            .await
            .map(drop);
        assert_eq!(other, Err(Error::NotFound));
        let link = service.secret.token(Link::Invitation, &ada.to_string(), 1);
        let link_as_cookie = attempts::authenticate(service, ada, &link).await.map(drop);
        assert_eq!(link_as_cookie, Err(Error::NotFound));
    })
    .await;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Each save of a session replayed three times in any order ends where sending them once in order ends.
    #[test]
    fn replays_in_any_order_end_where_the_session_ended(
        letters in prop::collection::vec(prop::sample::select(vec!['A', 'B', 'C', 'D']), 1..6),
        order in prop::collection::vec(any::<prop::sample::Index>(), 18),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        runtime.block_on(on_both(|world| {
            let (letters, order) = (letters.clone(), order.clone());
            async move {
                let fixture = Fixture::new(world).await;
                let ada = fixture.started("ada").await;
                let mut sends: Vec<usize> = (0..letters.len()).cycle().take(letters.len() * 3).collect();
                for index in &order {
                    let (a, b) = (index.index(sends.len()), sends.len() - 1);
                    sends.swap(a, b);
                    sends.rotate_right(1);
                }
                for at in sends {
                    let sequence = i64::try_from(at).expect("few") + 1;
                    fixture.save(ada, save(1, "tab", sequence, 0, best(letters[at]))).await.expect("acknowledged");
                }
                let last = usize::from(*letters.last().expect("one") as u8 - b'A');
                assert_eq!(choice(&fixture.stored(ada).await, &fixture), option(&fixture, last));
            }
        }));
    }
}
