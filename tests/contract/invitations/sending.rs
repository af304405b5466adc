//! Previews, sending and the list.

use super::{Fixture, people, person};
use exchange::people::Person;
use service::Error;
use service::invitations::{self, ListQuery, MailState, Sending, State};
use tests::on_both;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_preview_tells_apart_and_writes_nothing() {
    on_both(|world| async move {
        let f = Fixture::new(world).await;
        f.invite("bo").await;
        let before = f.written().await;
        let list = "Name;E-mail;City\nAna;ana@example.org;Leeds\nBo;BO@example.org;York\nCy;cy@nowhere;\nAna;Ana@Example.org;\n\
                    =cmd();dee@example.org;\n";
        let found = invitations::preview(f.service(), &f.on, f.intake, list.as_bytes()).await.unwrap();
        let rows = |people: &[Person]| people.iter().map(|one| (one.row, one.email.clone())).collect::<Vec<_>>();
        assert_eq!(rows(&found.to_invite), [(2, "ana@example.org".to_owned()), (6, "dee@example.org".to_owned())]);
        assert_eq!(found.already.iter().map(|one| (one.person.row, one.state)).collect::<Vec<_>>(), [(3, State::Invited)]);
        assert_eq!(found.errors.iter().map(|one| one.row).collect::<Vec<_>>(), [4]);
        assert_eq!(found.duplicates.iter().map(|one| (one.row, one.first_row)).collect::<Vec<_>>(), [(5, 2)]);
        assert_eq!(found.notes.iter().map(|one| one.row).collect::<Vec<_>>(), [6]);
        assert_eq!(found.ignored_columns, ["City"]);
        assert_eq!(f.written().await, before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_list_is_refused_with_its_reason() {
    on_both(|world| async move {
        let f = Fixture::new(world).await;
        let huge = vec![b'a'; 5 * 1024 * 1024 + 1];
        let many = "a@example.org\n".repeat(10_001);
        for (list, word) in [
            (b"PK\x03\x04rest".as_slice(), "ZIP"),
            (b"%PDF-1.7".as_slice(), "binary"),
            (huge.as_slice(), "5 MB"),
            (many.as_bytes(), "10000 rows"),
            (b" \n".as_slice(), "nobody"),
            (b"name,city\nAna,Leeds\n".as_slice(), "e-mail"),
        ] {
            let found = invitations::preview(f.service(), &f.on, f.intake, list).await;
            let Err(Error::Invalid(errors)) = found else {
                panic!("{word}: {found:?}")
            };
            assert!(
                errors[0].field == "people" && errors[0].message.contains(word),
                "{word}: {errors:?}"
            );
        }
        let sneaky = [
            Person {
                row: 1,
                name: "A".into(),
                email: "a@example.org\r\nBcc: b@example.org".into(),
            },
            Person {
                row: 1,
                name: "A\r\nBcc: b@example.org".into(),
                email: "a@example.org".into(),
            },
            Person {
                row: 1,
                name: "A".into(),
                email: " A@EXAMPLE.org".into(),
            },
        ];
        for one in sneaky {
            let sent = invitations::send(
                f.service(),
                &f.on,
                f.intake,
                &[person(1, "ok"), one],
                Sending::Mail,
            )
            .await;
            assert!(matches!(sent, Err(Error::Invalid(_))), "{sent:?}");
        }
        assert_eq!(f.written().await.0, 0, "nobody of a bad list is invited");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_sent_twice_invites_nobody_twice() {
    on_both(|world| async move {
        let f = Fixture::new(world).await;
        let sent = f.send(&people(250), Sending::Mail).await;
        assert_eq!((sent.invited, sent.already), (250, 0));
        let (invited, jobs, lines) = f.written().await;
        assert_eq!((invited, jobs), (250, 250));
        let again: Vec<Person> = people(251)
            .into_iter()
            .map(|one| Person {
                name: "Changed".into(),
                ..one
            })
            .collect();
        let sent = f.send(&again, Sending::Mail).await;
        assert_eq!((sent.invited, sent.already), (1, 250));
        let after = f.written().await;
        assert_eq!((after.0, after.1, after.2 - lines), (251, 251, 1));
        let first = f.find("p00001").await;
        assert_eq!(
            (first.name.as_str(), first.mail, first.state),
            ("p00001", MailState::Queued, State::Invited)
        );
        let job = service::jobs::Job::InvitationMail {
            invitation: first.id.to_string(),
            reminder: false,
        };
        assert_eq!(
            f.mails(first.id).await,
            [serde_json::to_value(&job).unwrap().to_string()]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_recruiters_sending_one_list_at_once_invite_everybody_once() {
    on_both(|world| async move {
        let f = Fixture::new(world).await;
        let list = people(120);
        let (one, two) = tokio::join!(
            invitations::send(f.service(), &f.on, f.intake, &list, Sending::Mail),
            invitations::send(f.service(), &f.on, f.intake, &list, Sending::Mail),
        );
        assert_eq!(one.unwrap().invited + two.unwrap().invited, 120);
        let (invited, jobs, _) = f.written().await;
        assert_eq!((invited, jobs), (120, 120));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_mail_nothing_is_queued_and_no_name_means_the_address() {
    on_both(|world| async move {
        let f = Fixture::new(world).await;
        let nameless = Person {
            name: String::new(),
            ..person(1, "ana")
        };
        f.send(&[nameless], Sending::LinkOnly).await;
        f.send(&[person(1, "sim")], Sending::Simulated).await;
        assert_eq!(f.written().await.1, 0);
        let ana = f.find("ana").await;
        assert_eq!(
            (ana.name.as_str(), &ana.mail, ana.simulated),
            ("ana@example.org", &MailState::None, false)
        );
        let simulated = f.find("sim").await;
        assert!(
            simulated.simulated && !simulated.can_be_reminded() && !simulated.can_get_new_link()
        );
        let resent = invitations::resend(f.service(), &f.on, f.intake, simulated.id).await;
        assert!(matches!(resent, Err(Error::Refused(_))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_is_searched_filtered_and_paged() {
    on_both(|world| async move {
        let f = Fixture::new(world).await;
        f.send(&people(120), Sending::LinkOnly).await;
        let odd = |name: &str, email: &str| Person {
            row: 1,
            name: name.into(),
            email: email.into(),
        };
        f.send(
            &[
                odd("Åsa 100%", "asa@example.org"),
                odd("a_b", "x@example.org"),
            ],
            Sending::LinkOnly,
        )
        .await;
        let page = f
            .list(&ListQuery {
                page: 3,
                ..ListQuery::default()
            })
            .await;
        assert_eq!(
            (page.rows.len(), page.total, page.page, page.pages),
            (22, 122, 3, 3)
        );
        let beyond = f
            .list(&ListQuery {
                page: 9,
                ..ListQuery::default()
            })
            .await;
        assert_eq!((beyond.page, beyond.rows.len()), (3, 22));
        let search = async |text: &str| {
            let found = f
                .list(&ListQuery {
                    search: text.into(),
                    ..ListQuery::default()
                })
                .await;
            (found.total, found.rows.first().map(|row| row.name.clone()))
        };
        assert_eq!(search("ÅSA").await, (1, Some("Åsa 100%".into())));
        assert_eq!(search("0%").await.0, 1);
        assert_eq!(search("_").await, (1, Some("a_b".into())));
        assert_eq!(search("P0011").await.0, 10);
        assert_eq!(search("x@EXAMPLE").await.0, 1);
        assert_eq!(search("nobody").await, (0, None));
        f.start(f.find("p00007").await.id).await;
        let started = f
            .list(&ListQuery {
                state: Some(State::Started),
                ..ListQuery::default()
            })
            .await;
        assert_eq!(
            (started.total, started.rows[0].name.as_str()),
            (1, "p00007")
        );
        let both = ListQuery {
            state: Some(State::Started),
            search: "p00008".into(),
            page: 1,
        };
        assert_eq!(f.list(&both).await.total, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_servers_reply_stands_on_the_invitation() {
    on_both(|world| async move {
        let f = Fixture::new(world).await;
        let id = f.invite("ana").await;
        let tell = async |state: &'static str, reply: Option<&'static str>| {
            let id = id.to_string();
            f.service()
                .write(move |tx| {
                    Box::pin(async move { tx.set_mail_state(&id, state, reply).await })
                })
                .await
                .unwrap();
            f.find("ana").await
        };
        let trying = tell("queued", Some("451 later")).await;
        assert_eq!(
            (trying.mail, trying.mail_trouble.as_deref()),
            (MailState::Queued, Some("451 later"))
        );
        let failed = tell("failed", Some("550 no such user")).await;
        assert_eq!(failed.mail, MailState::Failed("550 no such user".into()));
        assert_eq!(tell("sent", None).await.mail, MailState::Sent);
    })
    .await;
}
