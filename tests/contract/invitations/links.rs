//! Reminders, new links, taking back, expiry.

use super::{Fixture, people};
use domain::time::DAY;
use service::invitations::{self, Sending, State};
use service::ports::AdjustmentRecord;
use service::{Error, attempts, intakes};
use tests::on_both;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_link_kills_the_old_one() {
    on_both(|world| async move {
        let f = Fixture::new(world).await;
        let id = f.invite("ana").await;
        let old = f.token(id).await;
        let cookie = attempts::open_link(f.service(), id, &old)
            .await
            .unwrap()
            .secret;
        f.world.clock.advance(3 * DAY);
        invitations::resend(f.service(), &f.on, f.intake, id)
            .await
            .unwrap();
        assert!(matches!(
            attempts::open_link(f.service(), id, &old).await,
            Err(Error::Gone(_))
        ));
        assert_eq!(
            attempts::authenticate(f.service(), id, &cookie)
                .await
                .map(drop),
            Err(Error::NotFound)
        );
        let new = f.token(id).await;
        assert_ne!(new, old);
        attempts::open_link(f.service(), id, &new)
            .await
            .expect("the new link opens");
        let found = f.find("ana").await;
        assert_eq!(
            intakes::day(f.service(), found.expires_at),
            "2026-03-19",
            "two weeks from the new link"
        );
        assert_eq!(
            f.mails(id).await.len(),
            1,
            "the mail that still waited now carries the new link"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_new_links_at_once_one_is_made() {
    on_both(|world| async move {
        let f = Fixture::new(world).await;
        let id = f.invite("ana").await;
        let renewal = service::ports::LinkRenewal {
            id: id.to_string(),
            from: 1,
            expires_at: f.service().now(),
            mail_state: "queued",
        };
        for renewed in [true, false] {
            let renewal = renewal.clone();
            let done = f
                .service()
                .write(move |tx| Box::pin(async move { tx.renew_link(&renewal).await }))
                .await;
            assert_eq!(done, Ok(renewed));
        }
        let stored = f.stored(id).await;
        assert_eq!(stored.generation, 2);
        assert!(
            stored.expires_at > f.service().now(),
            "a new link never shortens the time"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_is_reminded_once_with_the_same_link() {
    on_both(|world| async move {
        let f = Fixture::new(world).await;
        let (ana, bo) = (f.invite("ana").await, f.invite("bo").await);
        f.send(&people(1), Sending::LinkOnly).await;
        f.start(bo).await;
        let link = f.token(ana).await;
        assert_eq!(
            intakes::page(f.service(), &f.on, f.intake)
                .await
                .unwrap()
                .to_remind,
            1
        );
        assert_eq!(
            invitations::remind_all(f.service(), &f.on, f.intake).await,
            Ok(1)
        );
        assert_eq!(
            invitations::remind_all(f.service(), &f.on, f.intake).await,
            Ok(0)
        );
        assert_eq!(f.token(ana).await, link);
        assert!(f.find("ana").await.reminded_at.is_some());
        let refused = async |id| {
            let again = invitations::remind(f.service(), &f.on, f.intake, id).await;
            assert!(matches!(again, Err(Error::Refused(_))), "{again:?}");
        };
        refused(ana).await;
        refused(bo).await;
        // Whoever got the link another way is reminded only when a person says so.
        let passed_on = f.find("p00001").await.id;
        invitations::remind(f.service(), &f.on, f.intake, passed_on)
            .await
            .unwrap();
        assert!(f.mails(passed_on).await[0].contains("\"reminder\":true"));
        refused(passed_on).await;
        // A new link may be reminded of again.
        invitations::resend(f.service(), &f.on, f.intake, ana)
            .await
            .unwrap();
        invitations::remind(f.service(), &f.on, f.intake, ana)
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_are_reminded_in_several_units() {
    on_both(|world| async move {
        let f = Fixture::new(world).await;
        f.send(&people(230), Sending::Mail).await;
        assert_eq!(
            invitations::remind_all(f.service(), &f.on, f.intake).await,
            Ok(230)
        );
        assert_eq!(
            f.written().await.1,
            230,
            "a reminder joins the mail that still waits"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_is_taken_back_and_made_again_but_never_from_under_an_attempt() {
    on_both(|world| async move {
        let f = Fixture::new(world).await;
        let id = f.invite("ana").await;
        let token = f.token(id).await;
        invitations::revoke(f.service(), &f.on, f.intake, id)
            .await
            .unwrap();
        assert!(matches!(
            attempts::open_link(f.service(), id, &token).await,
            Err(Error::Gone(_))
        ));
        assert!(matches!(
            invitations::link(f.service(), &f.on, f.intake, id).await,
            Err(Error::Refused(_))
        ));
        assert_eq!(
            intakes::page(f.service(), &f.on, f.intake)
                .await
                .unwrap()
                .intake
                .counts
                .revoked,
            1
        );
        invitations::resend(f.service(), &f.on, f.intake, id)
            .await
            .unwrap();
        assert_eq!(f.find("ana").await.state, State::Invited);
        f.start(id).await;
        let refused = invitations::revoke(f.service(), &f.on, f.intake, id).await;
        assert!(matches!(refused, Err(Error::Refused(_))));
        assert_eq!(f.find("ana").await.state, State::Started);
        let candidate = f.candidate(id).await;
        attempts::submit(f.service(), &candidate).await.unwrap();
        let resent = invitations::resend(f.service(), &f.on, f.intake, id).await;
        assert!(matches!(resent, Err(Error::Refused(_))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn links_run_out_but_for_those_who_wait_for_an_answer() {
    on_both(|world| async move {
        let f = Fixture::new(world).await;
        let (ana, bo) = (f.invite("ana").await, f.invite("bo").await);
        let request = AdjustmentRecord {
            id: f.service().new_uuid().to_string(),
            invitation_id: bo.to_string(),
            kind: "other".into(),
            percent: None,
            message: "Larger print, please.".into(),
            state: "open".into(),
            created_at: f.service().now(),
            answered_at: None,
            answer: None,
        };
        f.service()
            .write(move |tx| Box::pin(async move { tx.insert_adjustment(&request).await }))
            .await
            .unwrap();
        assert_eq!(invitations::expire_due(f.service()).await, Ok(0));
        f.world.clock.advance(20 * DAY);
        // Recruiters see the date pass for both: nothing tells them who asked for an adjustment.
        assert_eq!(
            (f.find("ana").await.state, f.find("bo").await.state),
            (State::Expired, State::Expired)
        );
        assert_eq!(
            intakes::page(f.service(), &f.on, f.intake)
                .await
                .unwrap()
                .intake
                .counts
                .expired,
            2
        );
        assert_eq!(invitations::expire_due(f.service()).await, Ok(1));
        assert_eq!(invitations::expire_due(f.service()).await, Ok(0));
        assert_eq!(
            (
                f.stored(ana).await.state.as_str(),
                f.stored(bo).await.state.as_str()
            ),
            ("expired", "invited")
        );
        invitations::resend(f.service(), &f.on, f.intake, ana)
            .await
            .unwrap();
        assert_eq!(f.find("ana").await.state, State::Invited);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn looking_at_a_link_is_logged_and_the_log_holds_no_token() {
    on_both(|world| async move {
        let f = Fixture::new(world).await;
        let id = f.invite("ana").await;
        let token = f.token(id).await;
        let mut tx = f.service().read().await.unwrap();
        let assessment = f.on.assessment().to_string();
        let lines = tx.audit_page(Some(&assessment), None, 100).await.unwrap();
        let looked = lines
            .iter()
            .find(|line| line.action == "invitation.show_link")
            .expect("logged");
        assert_eq!(
            (looked.actor.as_str(), looked.subject.as_str()),
            ("Rita Moreno", "ana")
        );
        assert!(
            lines
                .iter()
                .all(|line| !line.detail.contains(&token) && !line.subject.contains(&token))
        );
    })
    .await;
}
