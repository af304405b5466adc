//! The outbox against a real server: nothing is lost while it is down, refuses or hangs, and everything is sent once it
//! is up.

use crate::client;
use domain::time::MINUTE;
use service::principal::{Admin, Roles};
use service::{Service, accounts, jobs};
use std::sync::Arc;
use tests::{Kind, SmtpServer, TestClock, Turn, World};

struct Office {
    service: Service,
    clock: Arc<TestClock>,
    admin: Admin,
    /// Keeps the database.
    _world: World,
}

/// An instance that mails through this port.
async fn office(port: u16) -> Office {
    let world = World::new(Kind::Sqlite).await;
    let of = &world.service;
    let service = Service::new(
        Arc::clone(&of.store),
        Arc::clone(&of.clock),
        Arc::clone(&of.entropy),
        Arc::new(client(port)),
        Arc::clone(&of.renderer),
        of.secret.clone(),
        of.settings.clone(),
    );
    let roles = Roles {
        admin: true,
        ..Roles::default()
    };
    let (email, password) = ("admin@example.org", "correct battery staple");
    accounts::create_from_command_line(&service, email, "Ana", password, roles)
        .await
        .expect("made");
    let login = accounts::Login {
        email: email.into(),
        password: password.into(),
        address: "192.0.2.1".into(),
        user_agent: String::new(),
        previous: None,
    };
    let token = accounts::login(&service, login)
        .await
        .expect("signed in")
        .token;
    let staff = accounts::authenticate(&service, &token, "request")
        .await
        .expect("signed in");
    Office {
        service,
        clock: Arc::clone(&world.clock),
        admin: staff.admin().expect("an admin"),
        _world: world,
    }
}

impl Office {
    /// Causes one mail.
    async fn new_account(&self, number: u32) {
        let input = accounts::NewAccount {
            name: format!("Person {number}"),
            email: format!("person{number}@example.org"),
            roles: Roles {
                recruiter: true,
                ..Roles::default()
            },
            password: None,
        };
        accounts::create_account(&self.service, &self.admin, input)
            .await
            .expect("made");
    }

    async fn run(&self) -> usize {
        jobs::run_due(&self.service, 16)
            .await
            .expect("the worker runs")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trouble_of_every_kind_loses_nothing() {
    let server = SmtpServer::start().await;
    let office = office(server.port()).await;
    for turn in [
        Turn::RefuseMail("451 4.7.1 greylisted"),
        Turn::Hang,
        Turn::Drop,
        Turn::RefuseConnection("421 4.3.2 closing down"),
        Turn::RefuseRecipient("450 4.2.1 try again"),
    ] {
        server.plan(std::slice::from_ref(&turn));
        let before = server.taken().len();
        office
            .new_account(u32::try_from(before).expect("few"))
            .await;
        assert_eq!(office.run().await, 1);
        assert_eq!(server.taken().len(), before, "{turn:?}");
        let queue = jobs::list_jobs(&office.service, &office.admin)
            .await
            .expect("listed");
        assert_eq!((queue.dead.len(), queue.waiting.len()), (0, 1), "{turn:?}");
        assert!(queue.waiting[0].error.is_some(), "{turn:?}");
        office.clock.advance(2 * MINUTE);
        assert_eq!(office.run().await, 1);
        assert_eq!(server.taken().len(), before + 1, "{turn:?}");
    }
    let mut ids: Vec<String> = server
        .taken()
        .iter()
        .map(|taken| taken.header("Message-ID"))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 5, "each mail has its own id and was taken once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_mail_waits_for_a_person_and_goes_out_on_their_word() {
    let server = SmtpServer::start().await;
    let office = office(server.port()).await;
    server.plan(&[Turn::RefuseRecipient("550 5.1.1 no such user here")]);
    office.new_account(1).await;
    assert_eq!(office.run().await, 1);
    let queue = jobs::list_jobs(&office.service, &office.admin)
        .await
        .expect("listed");
    assert_eq!(queue.dead.len(), 1);
    let reply = queue.dead[0].error.clone().unwrap_or_default();
    assert!(
        reply.contains("550") && reply.contains("no such user here"),
        "{reply}"
    );
    jobs::retry_job(&office.service, &office.admin, queue.dead[0].id)
        .await
        .expect("queued again");
    assert_eq!(office.run().await, 1);
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_after_the_server_took_the_mail_repeats_it_under_the_same_id() {
    let server = SmtpServer::start().await;
    let office = office(server.port()).await;
    office.new_account(1).await;
    let job = jobs::list_jobs(&office.service, &office.admin)
        .await
        .expect("listed")
        .waiting
        .remove(0);
    assert_eq!(office.run().await, 1);
    // The mark is taken back, as if the program had died before it was written; its lease has run out.
    let (id, now) = (job.id.to_string(), office.service.now());
    office
        .service
        .write(move |tx| {
            Box::pin(async move {
                let mut again = tx.job(&id).await?.ok_or(service::Error::NotFound)?;
                tx.delete_done_before(now.plus(1)).await?;
                again.state = "queued".into();
                tx.enqueue(&again).await
            })
        })
        .await
        .expect("written");
    assert_eq!(office.run().await, 1);
    let taken = server.taken();
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[0].header("Message-ID"), taken[1].header("Message-ID"));
    assert_eq!(taken[0].header("To"), taken[1].header("To"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_mails_go_out_once_each() {
    let server = SmtpServer::start().await;
    let office = office(server.port()).await;
    for number in 0..100 {
        office.new_account(number).await;
    }
    while office.run().await > 0 {}
    let taken = server.taken();
    assert_eq!(taken.len(), 100);
    let mut to: Vec<&String> = taken.iter().flat_map(|mail| &mail.to).collect();
    to.sort_unstable();
    to.dedup();
    assert_eq!(to.len(), 100, "nobody twice");
}
