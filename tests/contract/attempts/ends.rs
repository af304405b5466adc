//! Opening, starting, and every way an attempt ends: scored once, with its jobs.

use super::*;
use domain::score_card::{Completeness, ScoreCard};
use domain::time::{MINUTE, SECOND};
use service::Error;
use service::attempts::{Standing, Timekeeping};
use tests::on_both;

async fn card(fixture: &Fixture, invitation: InvitationId) -> ScoreCard {
    let mut tx = fixture.world.service.read().await.expect("reads");
    let record = tx
        .candidate_record(&invitation.to_string())
        .await
        .expect("reads")
        .expect("there");
    let id = record
        .attempt
        .and_then(|attempt| attempt.score_card_id)
        .expect("scored");
    let content = tx
        .score_card_content(&id)
        .await
        .expect("reads")
        .expect("there");
    serde_json::from_str(&content).expect("JSON")
}

async fn ending(fixture: &Fixture, invitation: InvitationId) -> (String, Option<String>) {
    let mut tx = fixture.world.service.read().await.expect("reads");
    let record = tx
        .candidate_record(&invitation.to_string())
        .await
        .expect("reads")
        .expect("there");
    (
        record.state,
        record.attempt.and_then(|attempt| attempt.ending),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn opening_starts_nothing_and_an_old_link_says_so() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        let ada = fixture.invite("ada").await;
        let service = &fixture.world.service;
        for _ in 0..20 {
            fixture.candidate(ada).await;
        }
        assert_eq!(ending(&fixture, ada).await, ("invited".into(), None));
        let candidate = fixture.candidate(ada).await;
        attempts::mark_opened(service, &candidate)
            .await
            .expect("writes");
        attempts::mark_opened(service, &candidate)
            .await
            .expect("writes");
        assert_eq!(ending(&fixture, ada).await, ("opened".into(), None));
        let old = service.secret.token(Link::Invitation, &ada.to_string(), 1);
        sql(
            &fixture.world,
            &format!("UPDATE invitations SET generation = 3 WHERE id = '{ada}'"),
        )
        .await;
        assert!(matches!(
            attempts::open_link(service, ada, &old).await,
            Err(Error::Gone(_))
        ));
        assert_eq!(
            attempts::open_link(service, ada, &"0".repeat(64)).await,
            Err(Error::NotFound)
        );
        sql(
            &fixture.world,
            &format!("UPDATE invitations SET generation = 1, state = 'revoked' WHERE id = '{ada}'"),
        )
        .await;
        let revoked = attempts::open_link(service, ada, &old).await;
        assert!(
            matches!(&revoked, Err(Error::Gone(why)) if why.contains("dana@example.org")),
            "{revoked:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_double_click_starts_once_and_only_with_consent() {
    on_both(|world| async move {
        let fixture =
            Fixture::with(world, |definition| definition.time_limit_minutes = Some(20)).await;
        let (service, ada) = (&fixture.world.service, fixture.invite("ada").await);
        let candidate = fixture.candidate(ada).await;
        let refused = attempts::start(service, &candidate, Consent::Missing).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        let (one, two) = tokio::join!(
            attempts::start(service, &candidate, Consent::Given),
            attempts::start(service, &candidate, Consent::Given)
        );
        assert_eq!((one, two), (Ok(()), Ok(())));
        assert_eq!(count(&fixture.world, "attempts").await, 1);
        let page = attempts::question_page(service, &fixture.candidate(ada).await, 1)
            .await
            .expect("reads");
        assert_eq!(page.deadline, Some(service.now().plus(20 * MINUTE)));
        assert_eq!(page.marks.len(), 8);
        assert_eq!((page.revision, page.answer), (0, None));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn submitting_twice_scores_once_and_queues_once() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        let (service, ada) = (&fixture.world.service, fixture.started("ada").await);
        for number in 1..=8 {
            fixture.answer(ada, number).await;
        }
        let candidate = fixture.candidate(ada).await;
        let (one, two) = tokio::join!(
            attempts::submit(service, &candidate),
            attempts::submit(service, &candidate)
        );
        assert_eq!((one, two), (Ok(()), Ok(())));
        assert_eq!(
            ending(&fixture, ada).await,
            ("submitted".into(), Some("submitted".into()))
        );
        assert_eq!(count(&fixture.world, "score_cards").await, 1);
        for kind in ["receipt_mail", "compose_report", "rank", "fold_statistics"] {
            assert_eq!(
                count(&fixture.world, &format!("jobs WHERE kind = '{kind}'")).await,
                1,
                "{kind}"
            );
        }
        let card = card(&fixture, ada).await;
        assert_eq!(card.completeness, Completeness::Complete);
        let sum: f64 = card
            .contributions
            .iter()
            .filter_map(|line| line.points)
            .sum();
        assert!((sum - card.total).abs() < 1e-9);
        let done = attempts::done(service, &fixture.candidate(ada).await)
            .await
            .expect("reads");
        let receipt = done.receipt.expect("a receipt");
        assert_eq!(receipt.lines.len(), 8);
        assert_eq!(receipt.lines[0], "1. A");
        assert_eq!(
            count(
                &fixture.world,
                &format!("attempts WHERE receipt_hash = '{}'", receipt.hash)
            )
            .await,
            1
        );
        assert!(done.styles.is_some());
        let after = fixture.save(ada, save(1, "tab", 9, 1, best('B'))).await;
        assert!(matches!(after, Err(Error::Conflict(_))), "{after:?}");
        assert_eq!(count(&fixture.world, "late_answers").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn points_are_stored_in_the_order_of_the_frozen_questions() {
    on_both(|world| async move {
        let fixture = Fixture::with(world, |definition| definition.shuffle_questions = true).await;
        let (service, ada) = (&fixture.world.service, fixture.started("ada").await);
        attempts::submit(service, &fixture.candidate(ada).await)
            .await
            .expect("submits");
        let card = card(&fixture, ada).await;
        let order: Vec<_> = card.contributions.iter().map(|line| line.version).collect();
        assert_eq!(
            order,
            fixture
                .frozen
                .questions
                .iter()
                .map(|question| question.version)
                .collect::<Vec<_>>()
        );
        assert_eq!(card.completeness, Completeness::Unfinished);
        let zeros = "[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0]";
        assert_eq!(
            count(
                &fixture.world,
                &format!("score_cards WHERE points = '{zeros}'")
            )
            .await,
            1
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_closes_what_ran_out_of_time_without_a_browser() {
    on_both(|world| async move {
        let fixture =
            Fixture::with(world, |definition| definition.time_limit_minutes = Some(10)).await;
        let (service, ada) = (&fixture.world.service, fixture.started("ada").await);
        for number in 1..=3 {
            fixture.answer(ada, number).await;
        }
        fixture.world.clock.advance(10 * MINUTE + 30 * SECOND);
        assert_eq!(
            attempts::close_overdue(service, 100).await,
            Ok(0),
            "the grace is for answers in flight"
        );
        fixture.world.clock.advance(SECOND);
        assert_eq!(attempts::close_overdue(service, 100).await, Ok(1));
        assert_eq!(attempts::close_overdue(service, 100).await, Ok(0));
        assert_eq!(
            ending(&fixture, ada).await,
            ("submitted".into(), Some("timed_out".into()))
        );
        let card = card(&fixture, ada).await;
        let timed_out = card
            .contributions
            .iter()
            .filter(|line| line.state == domain::answer::AnswerState::TimedOut);
        assert_eq!(timed_out.count(), 5);
        assert_eq!(
            fixture
                .save(ada, save(4, "tab", 1, 0, fixture.complete(4)))
                .await,
            Ok(Saved::Late)
        );
        let done = attempts::done(service, &fixture.candidate(ada).await)
            .await
            .expect("reads");
        assert_eq!((done.late, done.ending.as_deref()), (1, Some("timed_out")));
    })
    .await;
}

/// F11: setting the system's clock shortens nobody's time; it is followed when nobody's is running.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_of_the_clock_waits_for_those_whose_time_is_running() {
    on_both(|world| async move {
        let fixture =
            Fixture::with(world, |definition| definition.time_limit_minutes = Some(10)).await;
        let (service, clock) = (&fixture.world.service, &fixture.world.clock);
        let kept = || attempts::keep_time(service);
        clock.set_system_ahead(20);
        assert_eq!(kept().await, Ok(Timekeeping::Steady));
        let ada = fixture.started("ada").await;
        let started = service.now();
        clock.set_system_ahead(30 * MINUTE);
        assert_eq!(kept().await, Ok(Timekeeping::Waiting(30 * MINUTE)));
        assert_eq!(service.now(), started);
        assert_eq!(attempts::close_overdue(service, 100).await, Ok(0));
        clock.advance(10 * MINUTE);
        fixture.answer(ada, 1).await;
        clock.advance(30 * SECOND + 1);
        assert_eq!(attempts::close_overdue(service, 100).await, Ok(1));
        let over = service.now();
        assert_eq!(kept().await, Ok(Timekeeping::Followed(30 * MINUTE)));
        assert_eq!(service.now(), over.plus(30 * MINUTE));
        clock.set_system_ahead(-5 * MINUTE);
        assert_eq!(kept().await, Ok(Timekeeping::Followed(-5 * MINUTE)));
        assert_eq!(kept().await, Ok(Timekeeping::Steady));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_window_ends_started_attempts_only() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        let (service, ada, bea) = (
            &fixture.world.service,
            fixture.started("ada").await,
            fixture.invite("bea").await,
        );
        let now = service.now().0;
        sql(
            &fixture.world,
            &format!("UPDATE intakes SET closed_at = {now}, closed_by = 'Rita'"),
        )
        .await;
        let intake = domain::ids::IntakeId(fixture.intake);
        assert_eq!(
            attempts::close_intake_attempts(service, intake).await,
            Ok(1)
        );
        assert_eq!(
            ending(&fixture, ada).await,
            ("submitted".into(), Some("window_closed".into()))
        );
        assert_eq!(ending(&fixture, bea).await, ("invited".into(), None));
        fixture.world.clock.advance(1);
        let late = attempts::start(service, &fixture.candidate(bea).await, Consent::Given).await;
        assert!(matches!(late, Err(Error::Gone(_))), "{late:?}");
        let welcome = attempts::welcome(service, &fixture.candidate(bea).await)
            .await
            .expect("reads");
        assert_eq!(welcome.standing, Standing::Expired);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_invitation_closes_its_attempt_unless_a_request_waits() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        let (service, ada, bea) = (
            &fixture.world.service,
            fixture.started("ada").await,
            fixture.started("bea").await,
        );
        attempts::ask_for_other(service, &fixture.candidate(bea).await, "Please call me.")
            .await
            .expect("asks");
        fixture.world.clock.advance(14 * DAY + MINUTE);
        assert_eq!(attempts::close_overdue(service, 100).await, Ok(1));
        assert_eq!(
            ending(&fixture, ada).await.1.as_deref(),
            Some("window_closed")
        );
        assert_eq!(ending(&fixture, bea).await, ("started".into(), None));
        fixture.answer(bea, 1).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_computer_goes_on_where_the_first_stood() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        let (service, ada) = (&fixture.world.service, fixture.started("ada").await);
        fixture.answer(ada, 1).await;
        fixture.answer(ada, 2).await;
        let token = service.secret.token(Link::Invitation, &ada.to_string(), 1);
        let opened = attempts::open_link(service, ada, &token)
            .await
            .expect("opens");
        assert_eq!(opened.resume_at, Some(3));
        let page = attempts::question_page(service, &fixture.candidate(ada).await, 1)
            .await
            .expect("reads");
        assert_eq!(page.revision, 1);
        assert!(page.answer.is_some());
    })
    .await;
}
