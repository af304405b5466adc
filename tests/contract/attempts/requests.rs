//! What candidates ask for: time, help, a person's look, and to leave.

use super::*;
use domain::time::MINUTE;
use service::Error;
use service::attempts::AdjustmentAnswer;
use tests::on_both;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn extra_time_moves_a_running_deadline_and_adds_up_to_the_policy() {
    on_both(|world| async move {
        let fixture = Fixture::with(world, |definition| {
            definition.time_limit_minutes = Some(20);
            definition.extra_time_percent = 50;
        })
        .await;
        let (service, ada) = (&fixture.world.service, fixture.started("ada").await);
        let start = service.now();
        let deadline = || async {
            let candidate = fixture.candidate(ada).await;
            attempts::question_page(service, &candidate, 1)
                .await
                .expect("reads")
                .deadline
        };
        fixture.world.clock.advance(5 * MINUTE);
        attempts::take_extra_time(service, &fixture.candidate(ada).await, 25)
            .await
            .expect("granted");
        assert_eq!(deadline().await, Some(start.plus(25 * MINUTE)));
        attempts::take_extra_time(service, &fixture.candidate(ada).await, 50)
            .await
            .expect("granted");
        attempts::take_extra_time(service, &fixture.candidate(ada).await, 25)
            .await
            .expect("no less");
        assert_eq!(deadline().await, Some(start.plus(30 * MINUTE)));
        let beyond = attempts::take_extra_time(service, &fixture.candidate(ada).await, 75).await;
        assert!(matches!(beyond, Err(Error::Invalid(_))), "{beyond:?}");
        // Granted before the start, it counts from the start.
        let bea = fixture.invite("bea").await;
        attempts::take_extra_time(service, &fixture.candidate(bea).await, 50)
            .await
            .expect("granted");
        attempts::start(service, &fixture.candidate(bea).await, Consent::Given)
            .await
            .expect("starts");
        let page = attempts::question_page(service, &fixture.candidate(bea).await, 1)
            .await
            .expect("reads");
        assert_eq!(page.deadline, Some(service.now().plus(30 * MINUTE)));
        assert_eq!(
            count(&fixture.world, "audit_log WHERE action LIKE '%adjust%'").await,
            0
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_reaches_the_contact_person_and_its_answer_the_candidate() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        let (service, ada) = (&fixture.world.service, fixture.invite("ada").await);
        let empty = attempts::ask_for_other(service, &fixture.candidate(ada).await, "  ").await;
        assert!(matches!(empty, Err(Error::Invalid(_))), "{empty:?}");
        attempts::ask_for_other(service, &fixture.candidate(ada).await, "Larger print.")
            .await
            .expect("asks");
        let again = attempts::ask_for_other(service, &fixture.candidate(ada).await, "Hello?").await;
        assert!(matches!(again, Err(Error::Refused(_))), "{again:?}");
        let mails =
            "jobs WHERE kind = 'contact_mail' AND assessment_id IS NULL AND subject_id IS NULL";
        assert_eq!(count(&fixture.world, mails).await, 1);

        let link = attempts::adjustment_link(service, ada)
            .await
            .expect("reads")
            .expect("open");
        let mut parts = link.rsplit('/');
        let (token, id) = (parts.next().expect("token"), parts.next().expect("id"));
        assert_eq!(
            attempts::contact_request(service, id, "bad")
                .await
                .map(drop),
            Err(Error::NotFound)
        );
        let request = attempts::contact_request(service, id, token)
            .await
            .expect("reads");
        assert_eq!(
            (request.message.as_str(), request.contact.name.as_str()),
            ("Larger print.", "Dana Roe")
        );
        fixture.world.clock.advance(20 * DAY);
        let before = fixture.candidate(ada).await;
        let answer = || AdjustmentAnswer {
            text: "A paper copy is on its way.".into(),
            days: 3,
        };
        attempts::answer_request(service, id, token, answer())
            .await
            .expect("answers");
        let twice = attempts::answer_request(service, id, token, answer()).await;
        assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
        // It had waited 20 of its days: they are given back.
        let page = attempts::adjustment_page(service, &before)
            .await
            .expect("reads");
        assert_eq!(
            page.requests[0].answer.as_deref(),
            Some("A paper copy is on its way.")
        );
        let welcome = attempts::welcome(service, &fixture.candidate(ada).await)
            .await
            .expect("reads");
        assert_eq!(welcome.expires_at, Some(service.now().plus(14 * DAY)));
        assert!(!welcome.waiting);
        assert_eq!(attempts::adjustment_link(service, ada).await, Ok(None));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_review_by_a_person_is_asked_for_once() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        let (service, ada) = (&fixture.world.service, fixture.started("ada").await);
        let early = attempts::request_human_review(service, &fixture.candidate(ada).await).await;
        assert!(matches!(early, Err(Error::Refused(_))), "{early:?}");
        attempts::submit(service, &fixture.candidate(ada).await)
            .await
            .expect("submits");
        for _ in 0..2 {
            attempts::request_human_review(service, &fixture.candidate(ada).await)
                .await
                .expect("asks");
        }
        assert_eq!(
            count(&fixture.world, "jobs WHERE kind = 'contact_mail'").await,
            1
        );
        let done = attempts::done(service, &fixture.candidate(ada).await)
            .await
            .expect("reads");
        assert!(done.review_requested);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn withdrawing_ends_everything_and_leaves_the_ranking() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        let (service, ada, bea) = (
            &fixture.world.service,
            fixture.started("ada").await,
            fixture.started("bea").await,
        );
        attempts::withdraw(service, &fixture.candidate(ada).await)
            .await
            .expect("withdraws");
        attempts::withdraw(service, &fixture.candidate(ada).await)
            .await
            .expect("again");
        let after = fixture.save(ada, save(1, "tab", 1, 0, best('A'))).await;
        assert!(matches!(after, Err(Error::Gone(_))), "{after:?}");
        assert_eq!(count(&fixture.world, "score_cards").await, 0);
        attempts::submit(service, &fixture.candidate(bea).await)
            .await
            .expect("submits");
        attempts::withdraw(service, &fixture.candidate(bea).await)
            .await
            .expect("withdraws");
        assert_eq!(
            count(&fixture.world, "attempts WHERE completeness IS NOT NULL").await,
            0
        );
        assert_eq!(attempts::close_overdue(service, 10).await, Ok(0));
    })
    .await;
}
