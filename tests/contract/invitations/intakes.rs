//! Making, changing, listing and closing intakes.

use super::fixture::fields;
use super::{Fixture, people};
use domain::time::{DAY, HOUR};
use service::Error;
use service::intakes::{self, IntakeFields, Stage};
use service::invitations::{self, ListQuery, Sending, State};
use tests::on_both;

fn faults(result: Result<impl std::fmt::Debug, Error>) -> Vec<String> {
    match result {
        Err(Error::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
        other => panic!("not refused by field: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_intake_needs_a_name_and_days_in_order() {
    on_both(|world| async move {
        let f = Fixture::new(world).await;
        let wrong = IntakeFields {
            name: "  \n ".into(),
            site: "s".repeat(121),
            opens_on: "2026-04-10".into(),
            closes_on: "2026-04-09".into(),
            ..IntakeFields::default()
        };
        let made = intakes::create(f.service(), &f.on, &wrong).await;
        assert_eq!(faults(made), ["site", "name", "closes_on"]);
        for (day, field) in [
            ("soon", "closes_on"),
            ("2026-02-30", "closes_on"),
            ("2026-03-01", "closes_on"),
        ] {
            let wrong = IntakeFields {
                closes_on: day.into(),
                ..fields("Summer")
            };
            assert_eq!(
                faults(intakes::create(f.service(), &f.on, &wrong).await),
                [field],
                "{day}"
            );
        }
        assert_eq!(intakes::list(f.service(), &f.on).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn days_run_from_midnight_to_midnight_and_make_the_stage() {
    on_both(|world| async move {
        let f = Fixture::new(world).await;
        // Made later than the fixture's intake, so that the order is certain.
        f.world.clock.advance(1);
        let typed = IntakeFields {
            name: " Summer \t round".into(),
            site: "Leeds".into(),
            hiring_manager: "Mo".into(),
            opens_on: "2026-03-03".into(),
            closes_on: "2026-03-04".into(),
        };
        let id = intakes::create(f.service(), &f.on, &typed).await.unwrap();
        let stage = async || intakes::page(f.service(), &f.on, id).await.unwrap().intake;
        let made = stage().await;
        assert_eq!(
            (made.name.as_str(), made.site.as_str(), made.stage),
            ("Summer round", "Leeds", Stage::Ahead)
        );
        assert_eq!(
            intakes::day(f.service(), made.opens_at.unwrap()),
            "2026-03-03"
        );
        assert_eq!(
            made.closes_at.unwrap().since(made.opens_at.unwrap()),
            2 * DAY - 1
        );
        // The clock starts at nine in the morning of the second of March.
        f.world.clock.advance(15 * HOUR - 1);
        assert_eq!(stage().await.stage, Stage::Open);
        f.world.clock.advance(2 * DAY - 1);
        assert_eq!(stage().await.stage, Stage::Open);
        f.world.clock.advance(1);
        assert_eq!(stage().await.stage, Stage::Over);
        assert!(matches!(
            invitations::may_invite(f.service(), &f.on, id).await,
            Err(Error::Refused(_))
        ));
        let names: Vec<String> = intakes::list(f.service(), &f.on)
            .await
            .unwrap()
            .into_iter()
            .map(|intake| intake.name)
            .collect();
        assert_eq!(names, ["Summer round", "Spring"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn links_follow_the_last_day() {
    on_both(|world| async move {
        let f = Fixture::new(world).await;
        let until = |day: &str| IntakeFields {
            closes_on: day.into(),
            ..fields("Spring")
        };
        let works_until =
            async |name: &str| intakes::day(f.service(), f.find(name).await.expires_at);
        f.invite("early").await;
        assert_eq!(works_until("early").await, "2026-03-16", "two weeks");
        intakes::edit(f.service(), &f.on, f.intake, &until("2026-03-06"))
            .await
            .unwrap();
        f.invite("late").await;
        assert_eq!(
            works_until("early").await,
            "2026-03-06",
            "no link outlives the intake"
        );
        assert_eq!(works_until("late").await, "2026-03-06");
        f.world.clock.advance(5 * DAY);
        assert_eq!(f.find("late").await.state, State::Expired);
        assert_eq!(invitations::expire_due(f.service()).await.unwrap(), 2);
        intakes::edit(f.service(), &f.on, f.intake, &until("2026-03-20"))
            .await
            .unwrap();
        assert_eq!(works_until("late").await, "2026-03-20");
        assert_eq!(f.find("late").await.state, State::Invited, "open again");
        let name = IntakeFields {
            name: "Renamed".into(),
            ..until("2026-03-20")
        };
        intakes::edit(f.service(), &f.on, f.intake, &name)
            .await
            .unwrap();
        assert_eq!(
            intakes::page(f.service(), &f.on, f.intake)
                .await
                .unwrap()
                .intake
                .name,
            "Renamed"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_ends_attempts_and_freezes_the_ranking_once() {
    on_both(|world| async move {
        let f = Fixture::new(world).await;
        f.send(&people(3), Sending::LinkOnly).await;
        f.start(f.find("p00001").await.id).await;
        let before = intakes::closing(f.service(), &f.on, f.intake)
            .await
            .unwrap();
        assert_eq!((before.counts.waiting(), before.counts.started), (2, 1));
        intakes::close(f.service(), &f.on, f.intake).await.unwrap();
        let page = intakes::page(f.service(), &f.on, f.intake).await.unwrap();
        let counts = page.intake.counts;
        assert_eq!(
            (counts.submitted, counts.expired, counts.waiting()),
            (1, 2, 0)
        );
        assert_eq!(
            (page.intake.stage, page.intake.closed_by.as_deref()),
            (Stage::Closed, Some("Rita Moreno"))
        );
        assert_eq!(
            f.list(&ListQuery {
                state: Some(State::Expired),
                ..ListQuery::default()
            })
            .await
            .total,
            2
        );
        let mut tx = f.service().read().await.unwrap();
        let ranked = tx.ranked_intake(&f.intake.to_string()).await.unwrap();
        let shown = ranked
            .and_then(|ranked| ranked.snapshot_id)
            .expect("a ranking is shown");
        assert!(
            tx.snapshot(&shown)
                .await
                .unwrap()
                .is_some_and(|snapshot| snapshot.is_final)
        );
        drop(tx);
        let refused = |result: Result<(), Error>| {
            assert!(matches!(result, Err(Error::Refused(_))), "{result:?}")
        };
        refused(intakes::close(f.service(), &f.on, f.intake).await);
        refused(intakes::edit(f.service(), &f.on, f.intake, &fields("x")).await);
        refused(
            invitations::send(f.service(), &f.on, f.intake, &people(9), Sending::Mail)
                .await
                .map(drop),
        );
        refused(
            invitations::remind_all(f.service(), &f.on, f.intake)
                .await
                .map(drop),
        );
        refused(invitations::resend(f.service(), &f.on, f.intake, f.find("p00002").await.id).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_intake_of_another_assessment_is_not_there() {
    on_both(|world| async move {
        let f = Fixture::new(world).await;
        let mine = f.invite("ana").await;
        let list = ListQuery::default();
        let (service, intake) = (f.service(), f.other_intake);
        let missing = |what: &str, result: Result<(), Error>| {
            assert_eq!(result, Err(Error::NotFound), "{what}")
        };
        missing(
            "page",
            intakes::page(service, &f.on, intake).await.map(drop),
        );
        missing(
            "edit",
            intakes::edit(service, &f.on, intake, &fields("x")).await,
        );
        missing("close", intakes::close(service, &f.on, intake).await);
        missing(
            "closing",
            intakes::closing(service, &f.on, intake).await.map(drop),
        );
        missing(
            "list",
            invitations::list(service, &f.on, intake, &list)
                .await
                .map(drop),
        );
        missing(
            "preview",
            invitations::preview(service, &f.on, intake, b"a@b.org")
                .await
                .map(drop),
        );
        missing(
            "send",
            invitations::send(service, &f.on, intake, &people(1), Sending::Mail)
                .await
                .map(drop),
        );
        missing(
            "remind all",
            invitations::remind_all(service, &f.on, intake)
                .await
                .map(drop),
        );
        // The invitation is real, but in another intake, or under another assessment.
        for (on, intake) in [
            (&f.on, f.other_intake),
            (&f.other, f.other_intake),
            (&f.other, f.intake),
        ] {
            missing(
                "remind",
                invitations::remind(service, on, intake, mine).await,
            );
            missing(
                "resend",
                invitations::resend(service, on, intake, mine).await,
            );
            missing(
                "revoke",
                invitations::revoke(service, on, intake, mine).await,
            );
            missing(
                "reopen",
                invitations::reopen(service, on, intake, mine).await,
            );
            missing(
                "link",
                invitations::link(service, on, intake, mine).await.map(drop),
            );
        }
        assert_eq!(f.find("ana").await.state, State::Invited);
        let untouched = intakes::page(service, &f.other, f.other_intake)
            .await
            .unwrap()
            .intake;
        assert_eq!(
            (
                untouched.name.as_str(),
                untouched.stage,
                untouched.counts.all()
            ),
            ("Autumn", Stage::Open, 0)
        );
    })
    .await;
}
