//! What admins do with people: inviting twice, mails, reminders, taking out, closing and opening again.

use super::fixture::{Fixture, by_rank, people};
use domain::panel::HeldBack;
use service::experts::{self, Standing};
use service::invitations::{MailState, Sending};
use service::panels::{self, Blocked, ExpertState, NewPanel};
use service::ports::MailError;
use service::{Error, jobs};
use tests::on_both;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panel_needs_a_name_a_purpose_and_questions() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 2).await;
        let (service, admin) = (fixture.service(), &fixture.admin);
        let good = NewPanel {
            title: "T".into(),
            purpose: "P".into(),
            questions: fixture.ids(),
        };
        for (new, field) in [
            (
                NewPanel {
                    title: " ".into(),
                    ..good.clone()
                },
                "title",
            ),
            (
                NewPanel {
                    purpose: String::new(),
                    ..good.clone()
                },
                "purpose",
            ),
            (
                NewPanel {
                    questions: Vec::new(),
                    ..good.clone()
                },
                "questions",
            ),
            (
                NewPanel {
                    questions: vec![domain::ids::QuestionVersionId(uuid::Uuid::nil())],
                    ..good.clone()
                },
                "questions",
            ),
        ] {
            match panels::start(service, admin, super::fixture::BANK, &new).await {
                Err(Error::Invalid(faults)) => assert_eq!(faults[0].field, field),
                other => panic!("{field}: {other:?}"),
            }
        }
        assert_eq!(
            panels::start(service, admin, "no-such-bank", &good).await,
            Err(Error::NotFound)
        );
        let lines = panels::list(service, admin, None).await.expect("lists");
        assert_eq!((lines.len(), lines[0].questions), (1, 2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_link_is_mailed_and_reminded_of_once() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 2).await;
        let (service, admin, panel) = (fixture.service(), &fixture.admin, fixture.panel);
        fixture
            .world
            .mailer
            .fail_next(MailError::Permanent("550 no such user".into()));
        let ids = fixture.invite_by(2, Sending::Mail).await;
        let again = panels::send(service, admin, panel, &people(2), Sending::Mail).await;
        assert_eq!(again.map(|sent| (sent.invited, sent.already)), Ok((0, 2)));
        jobs::run_due(service, 16).await.expect("runs");
        let mails = fixture.world.mails();
        assert_eq!(mails.len(), 1, "one was refused for good");
        let states: Vec<MailState> = fixture
            .progress()
            .await
            .experts
            .into_iter()
            .map(|expert| expert.mail)
            .collect();
        assert!(states.contains(&MailState::Sent), "{states:?}");
        assert!(
            states.contains(&MailState::Failed("550 no such user".into())),
            "{states:?}"
        );
        let sent = ids[usize::from(states[0] != MailState::Sent)];
        let url = format!("/e/{sent}/{}", fixture.token(sent).await);
        assert!(mails[0].text.contains(&url), "{}", mails[0].text);

        assert_eq!(panels::remind_all(service, admin, panel).await, Ok(2));
        assert_eq!(panels::remind_all(service, admin, panel).await, Ok(0));
        assert!(matches!(
            panels::remind(service, admin, panel, sent).await,
            Err(Error::Refused(_))
        ));
        jobs::run_due(service, 16).await.expect("runs");
        let mails = fixture.world.mails();
        assert_eq!(mails.len(), 3);
        assert!(
            mails.iter().skip(1).any(|mail| mail.text.contains(&url)),
            "the same link again"
        );

        // What is over by the time a mail is sent is not written about.
        panels::resend(service, admin, panel, sent)
            .await
            .expect("queues");
        fixture.close().await;
        jobs::run_due(service, 16).await.expect("runs");
        assert_eq!(fixture.world.mails().len(), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_taken_out_counts_no_more() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 1).await;
        let (service, admin, panel) = (fixture.service(), &fixture.admin, fixture.panel);
        fixture.agreed(8).await;
        assert!(fixture.results().await.questions[0].evidence.passes());
        let id = fixture.progress().await.experts[0].id;
        let without = panels::revoke(service, admin, panel, id, "  ").await;
        assert!(matches!(without, Err(Error::Invalid(_))));
        panels::revoke(service, admin, panel, id, "helped to write it")
            .await
            .expect("takes out");
        assert!(matches!(
            panels::revoke(service, admin, panel, id, "again").await,
            Err(Error::Refused(_))
        ));
        assert_eq!(
            fixture.results().await.questions[0].evidence.held_back,
            [HeldBack::TooFewExperts { experts: 7 }]
        );
        let progress = fixture.progress().await;
        assert_eq!(progress.asked(), 7);
        let last = progress.experts.last().expect("listed at the end");
        assert_eq!(last.state, ExpertState::Revoked);
        assert_eq!(
            last.revoked.as_ref().map(|(_, why)| why.as_str()),
            Some("helped to write it")
        );
        // An expert of another panel is not to be found under this one.
        let other = super::fixture::start(service, admin, &fixture.asked).await;
        assert_eq!(
            panels::expert(service, admin, other, id).await.err(),
            Some(Error::NotFound)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_panel_stands_still_until_it_is_opened_again() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 2).await;
        let (service, admin, panel) = (fixture.service(), &fixture.admin, fixture.panel);
        let ids = fixture.invite(2).await;
        let expert = fixture.begun(ids[0]).await;
        fixture.rate(&expert, by_rank).await;
        let token = fixture.token(ids[1]).await;
        fixture.close().await;
        assert!(panels::close(service, admin, panel).await.is_err());
        for refused in [
            experts::finish(service, &expert).await,
            panels::remind(service, admin, panel, ids[1]).await,
            panels::resend(service, admin, panel, ids[1]).await,
            panels::revoke(service, admin, panel, ids[1], "why").await,
            panels::link(service, admin, panel, ids[1]).await.map(drop),
            panels::send(service, admin, panel, &people(3), Sending::Mail)
                .await
                .map(drop),
        ] {
            assert!(
                matches!(refused, Err(Error::Refused(_) | Error::Conflict(_))),
                "{refused:?}"
            );
        }
        let opened = experts::open_link(service, ids[1], &token)
            .await
            .expect("opens");
        let waiting = experts::authenticate(service, ids[1], &opened.secret)
            .await
            .expect("proven");
        assert_eq!(experts::standing(&waiting), Standing::Closed);
        assert!(
            experts::begin(service, &waiting, true, "", false)
                .await
                .is_err()
        );
        panels::reopen(service, admin, panel).await.expect("opens");
        assert!(panels::reopen(service, admin, panel).await.is_err());
        experts::finish(service, &expert).await.expect("goes on");
        let one = &fixture.results().await.questions[0];
        assert_eq!(
            one.blocked,
            [Blocked::HeldBack(HeldBack::TooFewExperts { experts: 1 })]
        );
    })
    .await;
}
