//! Write units when something goes wrong in them: a panic, a lock that is never given up, a connection that dies.
//! (F4, F5, F25.)

use futures::future::join_all;
use service::ports::SessionRecord;
use service::{Error, Result, Service};
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::sync::Arc;
use store::Database;
use tests::{Kind, World, on_both};

/// Keeps a value in a unit of its own; number 3 of them panics when `panics`.
async fn keep(service: Arc<Service>, number: usize, panics: bool) -> Result<()> {
    let unit = service.write(move |tx| {
        Box::pin(async move {
            tx.set_setting(&format!("kept-{number}"), "yes").await?;
            assert!(!(panics && number == 3), "a defect in one unit");
            Ok(())
        })
    });
    unit.await
}

/// A session that the table refuses: it belongs to no account.
fn session_of_nobody(service: &Service, number: usize) -> SessionRecord {
    SessionRecord {
        token_hash: format!("hash-{number}"),
        id: format!("session-{number}"),
        account_id: "nobody".into(),
        created_at: service.now(),
        last_seen: service.now(),
        expires_at: service.now(),
        user_agent: String::new(),
    }
}

async fn kept(service: &Service, number: usize) -> bool {
    let mut tx = service.read().await.expect("reads");
    let value = tx.setting(&format!("kept-{number}")).await.expect("reads");
    value.is_some()
}

/// F25: a panic in a unit undoes that unit; those that share its commit are kept, and the writer goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_unit_that_panics_is_undone_and_the_others_go_on() {
    on_both(|world| async move {
        // Whole, or its folder would be gone before the end.
        let world = world;
        let service = &world.service;
        let running: Vec<_> = (0..8)
            .map(|number| tokio::spawn(keep(Arc::clone(service), number, true)))
            .collect();
        for (number, outcome) in join_all(running).await.into_iter().enumerate() {
            let kept_it = kept(service, number).await;
            if number == 3 {
                // On PostgreSQL the caller runs the unit and so meets the panic itself.
                assert!(!matches!(outcome, Ok(Ok(()))), "{outcome:?}");
                assert!(!kept_it, "what panicked was half done");
            } else {
                assert!(matches!(outcome, Ok(Ok(()))) && kept_it, "{outcome:?}");
            }
        }
        keep(Arc::clone(service), 3, false).await.expect("goes on");
        assert!(kept(service, 3).await);
    })
    .await;
}

/// A unit of one statement shares the commit of others: it goes wrong alone, and others go wrong without it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn units_of_one_statement_stand_and_fall_alone() {
    on_both(|world| async move {
        let world = world;
        let service = &world.service;
        let running: Vec<_> = (0..12)
            .map(|number| {
                let service = Arc::clone(service);
                tokio::spawn(async move {
                    match number % 4 {
                        // Several statements, a panic among them.
                        3 => keep(service, number, number == 3).await,
                        1 => {
                            let orphan = session_of_nobody(&service, number);
                            let unit = service.write_one(move |tx| {
                                Box::pin(async move { tx.insert_session(&orphan).await })
                            });
                            unit.await
                        }
                        _ => {
                            let unit = service.write_one(move |tx| {
                                Box::pin(async move {
                                    tx.set_setting(&format!("kept-{number}"), "yes").await
                                })
                            });
                            unit.await
                        }
                    }
                })
            })
            .collect();
        for (number, outcome) in join_all(running).await.into_iter().enumerate() {
            let fails = number % 4 == 1 || number == 3;
            assert_eq!(
                matches!(outcome, Ok(Ok(()))),
                !fails,
                "{number}: {outcome:?}"
            );
            assert_eq!(kept(service, number).await, !fails, "{number}");
        }
    })
    .await;
}

/// F5: while another program holds the file, writers are told to come back and readers read; then all is as before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_file_refuses_writes_only_and_only_while_it_is_locked() {
    let world = World::new(Kind::Sqlite).await;
    let service = &world.service;
    keep(Arc::clone(service), 0, false).await.expect("writes");
    let Database::Sqlite(path) = &world.database.database else {
        panic!("an SQLite world");
    };
    let mut other = SqliteConnection::connect(&format!("sqlite:{}", path.display()))
        .await
        .expect("opens");
    sqlx::raw_sql("BEGIN EXCLUSIVE")
        .execute(&mut other)
        .await
        .expect("takes the lock");
    // All of them wait together for the one busy timeout.
    let refused = join_all((1..20).map(|n| keep(Arc::clone(service), n, false)));
    let reading = async {
        assert!(kept(service, 0).await, "reading goes on");
    };
    let (refused, ()) = futures::join!(refused, reading);
    assert!(refused.iter().all(|one| *one == Err(Error::Unavailable)));
    sqlx::raw_sql("COMMIT")
        .execute(&mut other)
        .await
        .expect("gives it up");
    for number in 1..20 {
        assert!(!kept(service, number).await, "a refused unit was written");
    }
    keep(Arc::clone(service), 1, false)
        .await
        .expect("recovered");
    assert!(kept(service, 1).await);
}

/// F4: a connection that dies in the middle of a unit leaves nothing of it, and the next unit gets another one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_dies_in_a_unit_leaves_nothing_of_it() {
    let world = World::new(Kind::Postgres).await;
    let service = &world.service;
    keep(Arc::clone(service), 0, false).await.expect("writes");
    let Database::Postgres(url) = &world.database.database else {
        panic!("a PostgreSQL world");
    };
    let mut other = PgConnection::connect(url).await.expect("connects");
    sqlx::raw_sql("BEGIN; LOCK TABLE audit_log IN ACCESS EXCLUSIVE MODE")
        .execute(&mut other)
        .await
        .expect("takes the lock");
    let waiting = tokio::spawn({
        let service = Arc::clone(service);
        async move {
            let unit = service.write(|tx| {
                Box::pin(async move {
                    tx.set_setting("half", "done").await?;
                    // Waits here for the lock.
                    tx.audit_page(None, None, 1).await.map(drop)
                })
            });
            unit.await
        }
    });
    let mut killer = PgConnection::connect(url).await.expect("connects");
    loop {
        let killed: Vec<bool> = sqlx::query_scalar(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND \
             wait_event_type = 'Lock'",
        )
        .fetch_all(&mut killer)
        .await
        .expect("asks");
        if !killed.is_empty() {
            break;
        }
        tokio::task::yield_now().await;
    }
    let outcome = waiting.await.expect("no panic");
    assert_eq!(outcome, Err(Error::Unavailable));
    drop(other);
    let mut tx = service.read().await.expect("reads again");
    assert_eq!(tx.setting("half").await.expect("reads"), None);
    drop(tx);
    keep(Arc::clone(service), 1, false)
        .await
        .expect("recovered");
    assert!(kept(service, 0).await && kept(service, 1).await);
}
