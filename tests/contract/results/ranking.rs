//! Snapshots and the pages that show them.

use super::{Fixture, sql};
use domain::answer::AnswerState;
use domain::ids::IntakeId;
use domain::ranking::{RankSettings, rank};
use service::Error;
use service::results::{
    Decision, RankingPage, RankingQuery, SliceOrder, blind_label, compare, csv, freeze_intake,
    ledger, ranking_page,
};
use std::collections::BTreeSet;
use tests::on_both;
use uuid::Uuid;

fn everyone() -> RankingQuery {
    RankingQuery {
        order: SliceOrder::ByBand,
        page: 1,
        name: String::new(),
        decision: None,
        band: None,
        blind: false,
    }
}

impl Fixture {
    async fn page(&self, query: &RankingQuery) -> RankingPage {
        ranking_page(&self.world.service, &self.on, self.cohort.intake, query)
            .await
            .expect("reads")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_snapshot_holds_what_the_domain_ranks() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 60).await;
        let settings = RankSettings {
            seed: (-7_i64).cast_unsigned(),
            as_of: fixture.world.service.now(),
            planning_reliability: fixture.cohort.frozen.planning_reliability,
        };
        fixture.rank().await;
        let expected = rank(&fixture.cohort.submissions(), &settings);
        let first = fixture.page(&everyone()).await;
        let shown = first.shown.clone().expect("ranked");
        assert_eq!(shown.content.snapshot, expected.snapshot);
        let nominal: f64 = shown.content.influences.iter().map(|one| one.nominal).sum();
        assert!((nominal - 1.0).abs() < 1e-9);
        assert!(
            shown
                .content
                .influences
                .iter()
                .all(|one| one.effective.is_some()),
            "60 people are enough"
        );
        assert_eq!(
            (first.people.len(), first.pages, first.has_next),
            (50, Some(2), true)
        );
        let second = fixture
            .page(&RankingQuery {
                page: 2,
                ..everyone()
            })
            .await;
        let mut stored: Vec<_> = first
            .people
            .into_iter()
            .chain(second.people)
            .map(|person| person.entry)
            .collect();
        assert!(
            stored
                .iter()
                .zip(0..)
                .all(|(entry, place)| entry.by_band == place),
            "in the order of the bands"
        );
        stored.sort_by_key(|entry| entry.by_score);
        assert_eq!(stored, expected.entries);
        let by_score = fixture
            .page(&RankingQuery {
                order: SliceOrder::ByScore,
                ..everyone()
            })
            .await;
        assert_eq!(by_score.people[0].entry, expected.entries[0]);
        assert_eq!(
            fixture
                .page(&RankingQuery {
                    page: 9,
                    ..everyone()
                })
                .await
                .people,
            []
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn few_submissions_have_no_bands_and_none_are_no_error() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 0).await;
        assert_eq!(fixture.page(&everyone()).await.shown, None);
        fixture.rank().await;
        assert_eq!(fixture.page(&everyone()).await.people, []);
        fixture.cohort.add(&fixture.world, 0..3).await;
        fixture.rank().await;
        let page = fixture.page(&everyone()).await;
        assert_eq!((page.people.len(), page.counts.complete), (3, 3));
        assert!(
            page.people
                .iter()
                .all(|person| person.entry.band.is_none() && person.entry.rank_low.is_none())
        );
        assert!(
            page.people
                .is_sorted_by(|a, b| a.entry.total_micro >= b.entry.total_micro)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn filters_find_what_they_say() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 34).await;
        fixture
            .cohort
            .take(&fixture.world, 90, "Zoë 100%_O'Neil", |_| {})
            .await;
        fixture.rank().await;
        let names = |page: RankingPage| -> BTreeSet<String> {
            page.people.into_iter().map(|one| one.name).collect()
        };
        let find = |name: &str| RankingQuery {
            name: name.into(),
            ..everyone()
        };
        assert_eq!(
            names(fixture.page(&find("ZOË 100%_o'")).await),
            ["Zoë 100%_O'Neil".to_owned()].into()
        );
        assert_eq!(
            names(fixture.page(&find("%%")).await),
            BTreeSet::new(),
            "a sign stands for itself"
        );
        assert_eq!(fixture.page(&find("person 1")).await.people.len(), 11);
        let band = |band| RankingQuery {
            band: Some(band),
            ..everyone()
        };
        let sizes = fixture
            .page(&everyone())
            .await
            .shown
            .expect("ranked")
            .content
            .snapshot
            .band_sizes;
        for (number, size) in (1..).zip(&sizes) {
            let page = fixture.page(&band(number)).await;
            assert_eq!(page.people.len(), (*size).min(50) as usize);
            assert!(
                page.people
                    .iter()
                    .all(|person| person.entry.band == Some(number))
            );
        }
        assert_eq!(fixture.page(&band(99)).await.people, []);
        let undecided = RankingQuery {
            decision: Some(Decision::Undecided),
            ..everyone()
        };
        assert_eq!(fixture.page(&undecided).await.people.len(), 35);
        let advanced = RankingQuery {
            decision: Some(Decision::Advance),
            ..find("zo")
        };
        assert_eq!(fixture.page(&advanced).await.people, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn blind_pages_hold_no_name_and_cannot_be_searched_by_one() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 3).await;
        fixture.rank().await;
        let page = fixture
            .page(&RankingQuery {
                blind: true,
                name: "Person 1".into(),
                ..everyone()
            })
            .await;
        assert_eq!(page.people.len(), 3);
        for person in page.people {
            assert_eq!(person.name, blind_label(&person.invitation));
            assert_eq!(person.email, "");
        }
        let table = csv(
            &fixture.world.service,
            &fixture.on,
            fixture.cohort.intake,
            true,
        )
        .await
        .expect("exports");
        let table = String::from_utf8(table).expect("text");
        assert!(!table.contains("Person") && !table.contains('@'), "{table}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unfinished_and_withdrawn_attempts_are_not_ranked() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 2).await;
        let left = fixture
            .cohort
            .take(&fixture.world, 50, "Half Way", |answers| {
                for given in answers.iter_mut().take(6) {
                    (given.state, given.answer) = (AnswerState::Skipped, None);
                }
            })
            .await;
        let gone = fixture
            .cohort
            .take(&fixture.world, 51, "Gone Away", |_| {})
            .await;
        let text = format!(
            "UPDATE invitations SET state = 'withdrawn' WHERE id = '{}'",
            gone.invitation
        );
        sql(&fixture.world, &text).await;
        fixture.rank().await;
        let page = fixture.page(&everyone()).await;
        assert_eq!(page.people.len(), 2);
        assert_eq!(page.counts.not_ranked, 1);
        assert_eq!(
            (
                page.unranked[0].invitation.clone(),
                page.unranked[0].unfinished
            ),
            (left.invitation.to_string(), true)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn old_snapshots_go_but_the_last_two_stay() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 4).await;
        let mut ids = Vec::new();
        for _ in 0..4 {
            fixture.rank().await;
            ids.push(fixture.page(&everyone()).await.shown.expect("ranked").id);
        }
        let mut tx = fixture.world.service.read().await.expect("reads");
        let mut there = Vec::new();
        for id in &ids {
            let entries = tx
                .snapshot_slice(id, SliceOrder::ByBand, 0, 100)
                .await
                .expect("reads")
                .len();
            there.push((tx.snapshot(id).await.expect("reads").is_some(), entries));
        }
        assert_eq!(there, [(false, 0), (false, 0), (true, 4), (true, 4)]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_freezes_the_ranking_for_good() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 5).await;
        let service = &fixture.world.service;
        fixture.rank().await;
        let intake = fixture.cohort.intake;
        sql(
            &fixture.world,
            &format!("UPDATE intakes SET closed_at = 1 WHERE id = '{intake}'"),
        )
        .await;
        freeze_intake(service, &fixture.on, intake)
            .await
            .expect("freezes");
        let frozen = fixture.page(&everyone()).await;
        assert!(frozen.shown.as_ref().is_some_and(|shown| shown.is_final));
        fixture.cohort.add(&fixture.world, 5..7).await;
        fixture.world.clock.advance(60_000);
        fixture.rank().await;
        let later = fixture.page(&everyone()).await;
        assert_eq!((later.shown, later.people), (frozen.shown, frozen.people));
        let lines = service
            .read()
            .await
            .expect("reads")
            .audit_page(None, None, 50)
            .await
            .expect("reads");
        assert_eq!(
            lines
                .iter()
                .filter(|line| line.action == "intake.freeze" && line.actor == "Rita Moreno")
                .count(),
            1
        );
        let other = IntakeId(Uuid::from_u128(1));
        assert_eq!(
            freeze_intake(service, &fixture.on, other).await,
            Err(Error::NotFound)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_attempt_still_open_leaves_the_final_ranking_to_the_next() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 3).await;
        let (intake, last) = (fixture.cohort.intake, fixture.cohort.taken()[2].attempt);
        let text = format!(
            "UPDATE intakes SET closed_at = 1 WHERE id = '{intake}';
             UPDATE attempts SET state = 'open', completeness = NULL WHERE id = '{last}';"
        );
        sql(&fixture.world, &text).await;
        fixture.rank().await;
        assert!(
            fixture
                .page(&everyone())
                .await
                .shown
                .is_some_and(|shown| !shown.is_final)
        );
        let text = format!(
            "UPDATE attempts SET state = 'ended', completeness = 'complete' WHERE id = '{last}'"
        );
        sql(&fixture.world, &text).await;
        fixture.rank().await;
        let page = fixture.page(&everyone()).await;
        assert!(page.shown.is_some_and(|shown| shown.is_final));
        assert_eq!(page.people.len(), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exported_ledger_gives_the_same_score_again_and_hides_adjustments() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 1).await;
        let exempt = |answers: &mut Vec<domain::answer::GivenAnswer>| {
            (answers[3].state, answers[3].answer) = (AnswerState::AccommodationExempt, None);
        };
        let taken = fixture.cohort.take(&fixture.world, 8, "Ana", exempt).await;
        let (service, on, intake) = (&fixture.world.service, &fixture.on, fixture.cohort.intake);
        let exported = ledger(service, on, intake, taken.invitation, None)
            .await
            .expect("exports");
        let text = serde_json::to_string(&exported).expect("JSON");
        assert!(!text.contains("accommodation"), "{text}");
        assert!(!text.contains("Ana"), "{text}");
        let read: domain::ledger::Ledger = serde_json::from_str(&text).expect("JSON");
        assert_eq!(domain::ledger::verify(&read), Ok(()));
        assert_eq!(domain::ledger::recompute(&read).total, taken.card.total);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_are_compared_in_words() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 40).await;
        fixture.rank().await;
        let (service, on, intake) = (&fixture.world.service, &fixture.on, fixture.cohort.intake);
        let mut taken = fixture.cohort.taken();
        taken.sort_by_key(|taken| taken.card.total_micro);
        let (low, high) = (taken[0].invitation, taken[39].invitation);
        let found = compare(service, on, intake, high, low, false)
            .await
            .expect("compares");
        assert!(found.pair.probability > 0.9, "{}", found.pair.probability);
        assert!(
            found
                .words
                .starts_with(&format!("The data favour {}", found.people[0].0.name)),
            "{}",
            found.words
        );
        assert!(matches!(
            compare(service, on, intake, high, high, false).await,
            Err(Error::Refused(_))
        ));
        let stranger = domain::ids::InvitationId(Uuid::from_u128(5));
        assert!(matches!(
            compare(service, on, intake, high, stranger, false).await,
            Err(Error::NotFound)
        ));
    })
    .await;
}
