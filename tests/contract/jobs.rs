//! The job table: nobody claims twice, leases end, keys make two requests one, and mail is tried until it is taken.

use domain::time::{DAY, HOUR, MINUTE, Timestamp};
use service::accounts;
use service::jobs::{self, Enqueue, Job};
use service::ports::{JobRecord, Lane, MailError};
use service::principal::{Admin, Roles, Staff};
use std::collections::BTreeSet;
use std::sync::Arc;
use tests::{World, on_both};

const LEASE: i64 = 5 * MINUTE;

async fn queue(world: &World, intake: &str, how: Enqueue) {
    let (id, now) = (world.service.new_uuid(), world.service.now());
    let job = Job::Rank {
        intake: intake.to_owned(),
    };
    world
        .service
        .write(move |tx| Box::pin(async move { jobs::enqueue(tx, id, now, &job, how).await }))
        .await
        .expect("queued");
}

/// Claims work that is no mail.
async fn claim(world: &World, limit: i64) -> Vec<JobRecord> {
    claim_in(world, Lane::Work, limit).await
}

async fn claim_in(world: &World, lane: Lane, limit: i64) -> Vec<JobRecord> {
    let now = world.service.now();
    world
        .service
        .write(move |tx| {
            Box::pin(async move { tx.claim_jobs(now, now.plus(LEASE), lane, limit).await })
        })
        .await
        .expect("claimed")
}

async fn in_state(world: &World, state: &str) -> Vec<JobRecord> {
    world
        .service
        .read()
        .await
        .expect("reads")
        .jobs_in(&[state], None, 1_000)
        .await
        .expect("reads")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_workers_never_claim_one_job_twice() {
    on_both(|world| async move {
        for number in 0..300 {
            queue(&world, &number.to_string(), Enqueue::default()).await;
        }
        let workers: Vec<_> = (0..8)
            .map(|_| {
                let service = Arc::clone(&world.service);
                tokio::spawn(async move {
                    let mut mine = Vec::new();
                    loop {
                        let now = service.now();
                        let unit = service.write(move |tx| {
                            Box::pin(async move {
                                tx.claim_jobs(now, now.plus(LEASE), Lane::Work, 7).await
                            })
                        });
                        let claimed = unit.await.expect("claimed");
                        if claimed.is_empty() {
                            return mine;
                        }
                        mine.extend(claimed.into_iter().map(|job| job.id));
                    }
                })
            })
            .collect();
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.await.expect("no panic"));
        }
        // A worker may see nothing free for a moment while others hold the rows; what is left is claimed now.
        all.extend(claim(&world, 300).await.into_iter().map(|job| job.id));
        assert_eq!(all.len(), 300);
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 300, "none twice");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claim_ends_with_its_lease_and_work_that_is_not_due_waits() {
    on_both(|world| async move {
        queue(&world, "now", Enqueue::default()).await;
        queue(
            &world,
            "later",
            Enqueue {
                delay: HOUR,
                ..Enqueue::default()
            },
        )
        .await;
        let first = claim(&world, 10).await;
        assert_eq!(first.len(), 1);
        assert_eq!(first[0].attempts, 1);
        assert!(claim(&world, 10).await.is_empty());
        let next = world
            .service
            .read()
            .await
            .expect("reads")
            .next_run_at()
            .await
            .expect("reads");
        assert_eq!(next, Some(world.service.now().plus(HOUR)));
        world.clock.advance(LEASE);
        let again = claim(&world, 10).await;
        assert_eq!(again.len(), 1, "its worker is taken for dead");
        assert_eq!(
            (again[0].id.as_str(), again[0].attempts),
            (first[0].id.as_str(), 2)
        );
        world.clock.advance(HOUR);
        assert_eq!(claim(&world, 1).await.len(), 1, "a batch has a limit");
        assert_eq!(claim(&world, 10).await.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_makes_two_requests_one_until_the_work_begins() {
    on_both(|world| async move {
        let keyed = |delay| Enqueue {
            delay,
            dedup_key: Some("rank:1".into()),
            ..Enqueue::default()
        };
        queue(&world, "1", keyed(10 * MINUTE)).await;
        queue(&world, "1", keyed(MINUTE)).await;
        queue(&world, "1", keyed(HOUR)).await;
        let waiting = in_state(&world, "queued").await;
        assert_eq!(waiting.len(), 1);
        assert_eq!(
            waiting[0].run_at,
            world.service.now().plus(MINUTE),
            "the earliest wish counts"
        );
        world.clock.advance(MINUTE);
        assert_eq!(claim(&world, 10).await.len(), 1);
        queue(&world, "1", keyed(0)).await;
        let second = claim(&world, 10).await;
        assert_eq!(
            second.len(),
            1,
            "what changes while it runs is not forgotten"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jobs_are_finished_tried_again_given_up_revived_and_forgotten() {
    on_both(|world| async move {
        let about = |subject: &str, assessment: &str| Enqueue {
            subject_id: Some(subject.into()),
            assessment_id: Some(assessment.into()),
            ..Enqueue::default()
        };
        queue(&world, "a", about("s1", "x")).await;
        queue(&world, "b", about("s2", "x")).await;
        queue(&world, "c", about("s2", "y")).await;
        let claimed = claim(&world, 10).await;
        let now = world.service.now();
        let ids: Vec<String> = claimed.iter().map(|job| job.id.clone()).collect();
        let (done, retried, dead) = (ids[0].clone(), ids[1].clone(), ids[2].clone());
        world
            .service
            .write(move |tx| {
                Box::pin(async move {
                    tx.finish_job(&done, now).await?;
                    tx.retry_job(&retried, now.plus(MINUTE), "451 later", now)
                        .await?;
                    tx.bury_job(&dead, "550 never", now).await
                })
            })
            .await
            .expect("written");
        let mut tx = world.service.read().await.expect("reads");
        let retried = tx.job(&ids[1]).await.expect("reads").expect("a job");
        assert_eq!(
            (retried.state.as_str(), retried.last_error.as_deref()),
            ("queued", Some("451 later"))
        );
        let dead = tx.job(&ids[2]).await.expect("reads").expect("a job");
        assert_eq!(
            (dead.state.as_str(), dead.last_error.as_deref()),
            ("dead", Some("550 never"))
        );
        assert_eq!(tx.jobs_about("s2").await.expect("reads").len(), 2);
        assert_eq!(
            tx.jobs_in(&["queued", "dead"], Some("x"), 10)
                .await
                .expect("reads")
                .len(),
            1
        );
        assert_eq!(
            tx.jobs_in(&["queued", "dead", "done"], None, 2)
                .await
                .expect("reads")
                .len(),
            2
        );
        drop(tx);
        world.clock.advance(DAY);
        let (id, now) = (ids[2].clone(), world.service.now());
        let revive = || {
            let id = id.clone();
            world
                .service
                .write(move |tx| Box::pin(async move { tx.revive_job(&id, now).await }))
        };
        assert_eq!(revive().await, Ok(true));
        assert_eq!(revive().await, Ok(false), "it is not dead any more");
        let deleted = world
            .service
            .write(move |tx| Box::pin(async move { tx.delete_done_before(now).await }))
            .await;
        assert_eq!(deleted, Ok(1));
        let revived = world
            .service
            .read()
            .await
            .expect("reads")
            .job(&ids[2])
            .await
            .expect("reads")
            .expect("a job");
        assert_eq!(
            (revived.attempts, revived.created_at),
            (0, now),
            "as if it were new"
        );
    })
    .await;
}

async fn account(world: &World, email: &str, roles: Roles) -> Staff {
    let service = &world.service;
    accounts::create_from_command_line(service, email, "Ana", "correct battery staple", roles)
        .await
        .expect("made");
    let login = accounts::Login {
        email: email.into(),
        password: "correct battery staple".into(),
        address: "192.0.2.1".into(),
        user_agent: String::new(),
        previous: None,
    };
    let token = accounts::login(service, login)
        .await
        .expect("signed in")
        .token;
    accounts::authenticate(service, &token, "request")
        .await
        .expect("signed in")
}

async fn admin(world: &World) -> Admin {
    let roles = Roles {
        admin: true,
        ..Roles::default()
    };
    account(world, "admin@example.org", roles)
        .await
        .admin()
        .expect("an admin")
}

async fn run(world: &World) -> usize {
    jobs::run_due(&world.service, 16)
        .await
        .expect("the worker runs")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_is_tried_until_it_is_taken() {
    on_both(|world| async move {
        let admin = admin(&world).await;
        for _ in 0..3 {
            world.mailer.fail_next(MailError::Transient(
                "451 4.7.1 greylisted, come back".into(),
            ));
        }
        accounts::request_reset(&world.service, "admin@example.org", "192.0.2.1")
            .await
            .expect("asked");
        assert_eq!(run(&world).await, 1);
        assert_eq!(run(&world).await, 0, "not at once again");
        let queue = jobs::list_jobs(&world.service, &admin)
            .await
            .expect("listed");
        assert_eq!(queue.waiting.len(), 1);
        assert_eq!(
            queue.waiting[0].error.as_deref(),
            Some("451 4.7.1 greylisted, come back")
        );
        assert_eq!(queue.waiting[0].what, "Password link to admin@example.org");
        for wait in [2 * MINUTE, 3 * MINUTE, 5 * MINUTE] {
            assert!(world.mails().is_empty());
            world.clock.advance(wait);
            assert_eq!(run(&world).await, 1);
        }
        let mails = world.mails();
        assert_eq!(mails.len(), 1, "sent once");
        let done = in_state(&world, "done").await;
        assert_eq!(mails[0].message_id, format!("{}@127.0.0.1", done[0].id));
        assert_eq!(done[0].last_error, None);
    })
    .await;
}

/// F25: a defect in one job is that job's: it waits for another try, the jobs beside it and after it are done.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_that_panics_is_tried_again_and_the_others_go_on() {
    on_both(|world| async move {
        let rater = || Roles {
            rater: true,
            ..Roles::default()
        };
        for email in ["ana@example.org", "bo@example.org", "cy@example.org"] {
            account(&world, email, rater()).await;
            accounts::request_reset(&world.service, email, "192.0.2.1")
                .await
                .expect("asked");
        }
        world.mailer.panic_next();
        assert_eq!(run(&world).await, 3);
        assert_eq!(world.mails().len(), 2, "the others went out");
        let waiting = in_state(&world, "queued").await;
        assert_eq!(waiting.len(), 1);
        let said = waiting[0].last_error.as_deref().unwrap_or_default();
        assert!(
            said.contains("on our side") && !said.contains("defect in the mailer"),
            "{said}"
        );
        world.clock.advance(2 * MINUTE);
        assert_eq!(run(&world).await, 1);
        assert_eq!(world.mails().len(), 3);
        assert!(in_state(&world, "queued").await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_mail_is_listed_with_the_reply_and_can_be_tried_again() {
    on_both(|world| async move {
        let admin = admin(&world).await;
        world
            .mailer
            .fail_next(MailError::Permanent("550 5.1.1 no such\r\nuser".into()));
        accounts::request_reset(&world.service, "admin@example.org", "192.0.2.1")
            .await
            .expect("asked");
        assert_eq!(run(&world).await, 1);
        let queue = jobs::list_jobs(&world.service, &admin)
            .await
            .expect("listed");
        assert_eq!((queue.dead.len(), queue.waiting.len()), (1, 0));
        assert_eq!(
            queue.dead[0].error.as_deref(),
            Some("550 5.1.1 no such user")
        );
        world.clock.advance(30 * MINUTE);
        assert_eq!(run(&world).await, 0, "given up");
        jobs::retry_job(&world.service, &admin, queue.dead[0].id)
            .await
            .expect("queued again");
        let twice = jobs::retry_job(&world.service, &admin, queue.dead[0].id).await;
        assert_eq!(twice, Err(service::Error::NotFound));
        assert_eq!(run(&world).await, 1);
        assert_eq!(world.mails().len(), 1);
        assert_eq!(jobs::retry_all_jobs(&world.service, &admin).await, Ok(0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_server_that_stays_away_is_given_up_after_two_days_and_nothing_is_lost() {
    on_both(|world| async move {
        let admin = admin(&world).await;
        // An account without a password: its link lives for a week.
        let input = accounts::NewAccount {
            name: "Bo".into(),
            email: "bo@example.org".into(),
            roles: Roles {
                recruiter: true,
                ..Roles::default()
            },
            password: None,
        };
        accounts::create_account(&world.service, &admin, input)
            .await
            .expect("made");
        let began = world.service.now();
        let mut tries = 0;
        while in_state(&world, "dead").await.is_empty() {
            world
                .mailer
                .fail_next(MailError::Transient("connection refused".into()));
            let due = world
                .service
                .read()
                .await
                .expect("reads")
                .next_run_at()
                .await
                .expect("reads");
            let wait = due
                .unwrap_or(Timestamp(0))
                .since(world.service.now())
                .max(0);
            world.clock.advance(wait);
            assert_eq!(run(&world).await, 1);
            tries += 1;
        }
        let lasted = world.service.now().since(began);
        assert!((15..=20).contains(&tries), "{tries} tries");
        assert!(
            (40 * HOUR..=48 * HOUR).contains(&lasted),
            "{} h",
            lasted / HOUR
        );
        assert_eq!(jobs::retry_all_jobs(&world.service, &admin).await, Ok(1));
        assert_eq!(run(&world).await, 1);
        assert_eq!(world.mails().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_dies_between_sending_and_marking_sends_the_same_message_id() {
    on_both(|world| async move {
        admin(&world).await;
        accounts::request_reset(&world.service, "admin@example.org", "192.0.2.1")
            .await
            .expect("asked");
        // It claims, and is never heard of again.
        assert!(
            claim(&world, 1).await.is_empty(),
            "a mail stands in its own lane"
        );
        let claimed = claim_in(&world, Lane::Mail, 1).await;
        assert_eq!(run(&world).await, 0, "the lease holds");
        world.clock.advance(LEASE);
        assert_eq!(run(&world).await, 1);
        world.clock.advance(LEASE);
        assert_eq!(run(&world).await, 0, "done");
        let mails = world.mails();
        assert_eq!(mails.len(), 1);
        assert!(
            mails[0].message_id.starts_with(&claimed[0].id),
            "the id follows from the job"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn work_that_cannot_be_read_or_is_about_nothing_is_given_up_without_harm() {
    on_both(|world| async move {
        let admin = admin(&world).await;
        let now = world.service.now();
        let unknown = JobRecord {
            id: world.service.new_uuid().to_string(),
            kind: "from_the_future".into(),
            payload: "{\"job\":\"from_the_future\"}".into(),
            dedup_key: None,
            state: "queued".into(),
            run_at: now,
            attempts: 0,
            last_error: None,
            assessment_id: None,
            subject_id: None,
            created_at: now,
            updated_at: now,
        };
        world
            .service
            .write(move |tx| Box::pin(async move { tx.enqueue(&unknown).await }))
            .await
            .expect("queued");
        queue(
            &world,
            "01900000-0000-7000-8000-000000000000",
            Enqueue::default(),
        )
        .await;
        accounts::request_reset(&world.service, "admin@example.org", "192.0.2.1")
            .await
            .expect("asked");
        assert_eq!(run(&world).await, 3);
        let queue = jobs::list_jobs(&world.service, &admin)
            .await
            .expect("listed");
        let mut dead: Vec<&str> = queue.dead.iter().map(|job| job.what.as_str()).collect();
        dead.sort_unstable();
        assert_eq!(dead, ["Ranking an intake", "from_the_future"]);
        assert_eq!(world.mails().len(), 1, "the third went out");
    })
    .await;
}
