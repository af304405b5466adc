//! SQLite: one writer task that shares commits between queued units, and some readers. Write-ahead log with synchronous
//! FULL: an answer is acknowledged only after its commit reached the disk.

mod connections;
mod log;

use crate::errors::{OpenError, failed};
use crate::schema::keep_copy;
use async_trait::async_trait;
use connections::{Connections, Lent};
use futures::FutureExt;
use log::Log;
use service::ports::{Store, Tx, Unit};
use service::{Error, Result};
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use std::any::Any;
use std::fs::File;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

pub(crate) static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");

/// Units that may share one commit.
const BATCH: usize = 64;
/// Units that may wait; beyond it callers are told to come back.
const QUEUE: usize = 1024;
const READERS: usize = 4;
const WAIT: Duration = Duration::from_secs(10);

type Outcome = Result<Box<dyn Any + Send>>;

/// What there is to undo if a unit fails.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// Nothing: its one statement undoes itself.
    Statement,
    /// Whatever it did before it failed.
    Several,
}

struct Queued {
    unit: Unit,
    extent: Extent,
    answer: oneshot::Sender<Outcome>,
}

pub struct SqliteStore {
    readers: Connections,
    queue: mpsc::Sender<Queued>,
}

pub struct SqliteTx {
    pub(crate) conn: Lent,
}

impl SqliteStore {
    /// Opens or creates the file, migrates it (a copy of what it was is kept) and starts the writer task.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open(path: &Path) -> std::result::Result<Self, OpenError> {
        keep_copy(path).await?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            // See `log`.
            .pragma("wal_autocheckpoint", "0")
            // What a savepoint may have to undo is otherwise written to a file of its own.
            .pragma("temp_store", "MEMORY");
        let mut tx = SqliteTx {
            conn: Connections::open(&options, 1).await?.lend().await?,
        };
        MIGRATIONS.run(&mut *tx.conn).await?;
        let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous")
            .fetch_one(&mut *tx.conn)
            .await?;
        let journal: String = sqlx::query_scalar("PRAGMA journal_mode")
            .fetch_one(&mut *tx.conn)
            .await?;
        if synchronous < 2 || journal != "wal" {
            return Err(OpenError::NotDurable(format!(
                "journal {journal}, synchronous {synchronous}"
            )));
        }
        let readers = Connections::open(&options.clone().read_only(true), READERS).await?;
        let log = Log::open(&options).await?;
        let (queue, waiting) = mpsc::channel(QUEUE);
        start_writer(tx, log, waiting).map_err(sqlx::Error::Io)?;
        Ok(Self { readers, queue })
    }

    async fn queue(&self, unit: Unit, extent: Extent) -> Outcome {
        let (answer, outcome) = oneshot::channel();
        let queued = Queued {
            unit,
            extent,
            answer,
        };
        self.queue
            .send_timeout(queued, WAIT)
            .await
            .map_err(|_| Error::Unavailable)?;
        outcome.await.map_err(|_| Error::Unavailable)?
    }
}

/// The writer has a thread of its own: between two statements it would otherwise wait its turn behind the pages that
/// are being rendered, and everybody in the batch with it.
fn start_writer(tx: SqliteTx, log: Log, waiting: mpsc::Receiver<Queued>) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()?;
    std::thread::Builder::new()
        .name("writer".into())
        .spawn(move || runtime.block_on(write_batches(tx, log, waiting)))
        .map(drop)
}

/// Runs until every sender is gone.
async fn write_batches(mut tx: SqliteTx, mut log: Log, mut waiting: mpsc::Receiver<Queued>) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        let (units, callers): (Vec<_>, Vec<_>) = batch
            .drain(..)
            .map(|queued| ((queued.unit, queued.extent), queued.answer))
            .unzip();
        let outcomes = commit_together(&mut tx, units).await;
        for (caller, outcome) in callers.into_iter().zip(outcomes) {
            // A caller that went away still had its unit committed.
            drop(caller.send(outcome));
        }
        log.keep_short(&mut tx.conn).await;
    }
}

/// One transaction around all units, a savepoint around each that has more than one statement: a unit that fails is
/// undone alone; if the commit fails, nothing happened and everyone is told so.
async fn commit_together(tx: &mut SqliteTx, units: Vec<(Unit, Extent)>) -> Vec<Outcome> {
    let count = units.len();
    match try_commit(tx, units).await {
        Ok(outcomes) => outcomes,
        Err(error) => {
            // The transaction may already be gone (a full disk rolls back by itself).
            drop(execute(tx, "ROLLBACK").await);
            (0..count).map(|_| Err(error.clone())).collect()
        }
    }
}

async fn try_commit(tx: &mut SqliteTx, units: Vec<(Unit, Extent)>) -> Result<Vec<Outcome>> {
    let mut outcomes = Vec::with_capacity(units.len());
    let mut marked = false;
    for (unit, extent) in units {
        // Several statements at a time: each is a trip to the connection's thread and back.
        let is_first = outcomes.is_empty();
        let before = match extent {
            Extent::Statement if is_first => Some("BEGIN IMMEDIATE"),
            Extent::Statement => None,
            Extent::Several if is_first => Some("BEGIN IMMEDIATE; SAVEPOINT unit"),
            Extent::Several if marked => Some("RELEASE unit; SAVEPOINT unit"),
            Extent::Several => Some("SAVEPOINT unit"),
        };
        if let Some(before) = before {
            execute(tx, before).await.map_err(failed)?;
        }
        marked |= extent == Extent::Several;
        let outcome = AssertUnwindSafe(unit(tx))
            .catch_unwind()
            .await
            .unwrap_or_else(|_| {
                tracing::error!("a write unit panicked");
                Err(Error::Internal)
            });
        if outcome.is_err()
            && extent == Extent::Several
            && let Err(cause) = execute(tx, "ROLLBACK TO unit").await
        {
            // What made the unit fail (a full disk) has undone the whole transaction: there is no savepoint to go back
            // to, and nothing of the other units either.
            tracing::warn!(%cause, "a write transaction was undone as a whole");
            return Err(Error::Unavailable);
        }
        outcomes.push(outcome);
    }
    // Releases what is open.
    execute(tx, "COMMIT").await.map_err(failed)?;
    Ok(outcomes)
}

async fn execute(tx: &mut SqliteTx, sql: &'static str) -> std::result::Result<(), sqlx::Error> {
    sqlx::query(sql).execute(&mut *tx.conn).await.map(drop)
}

#[async_trait]
impl Store for SqliteStore {
    async fn read(&self) -> Result<Box<dyn Tx>> {
        let conn = self.readers.lend().await.map_err(failed)?;
        Ok(Box::new(SqliteTx { conn }))
    }

    async fn write(&self, unit: Unit) -> Outcome {
        self.queue(unit, Extent::Several).await
    }

    async fn write_one(&self, unit: Unit) -> Outcome {
        self.queue(unit, Extent::Statement).await
    }

    async fn ping(&self) -> Result<()> {
        let mut conn = self.readers.lend().await.map_err(failed)?;
        sqlx::query("SELECT 1")
            .execute(&mut *conn)
            .await
            .map(drop)
            .map_err(failed)
    }
}

/// The exclusive lock beside the database file that `serve` and `restore` hold; released when dropped.
#[derive(Debug)]
pub struct FileLock(#[expect(dead_code, reason = "held for its lock")] File);

impl FileLock {
    /// # Errors
    /// [`OpenError::Locked`] in words when another process holds it.
    pub fn acquire(database: &Path) -> std::result::Result<Self, OpenError> {
        let path = database.with_extension("lock");
        let file = File::create(&path).map_err(|cause| {
            OpenError::Locked(format!("cannot create {}: {cause}", path.display()))
        })?;
        file.try_lock().map_err(|_| {
            OpenError::Locked(format!(
                "another attune process is using {} (it holds {})",
                database.display(),
                path.display()
            ))
        })?;
        Ok(Self(file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// F5: behind a writer that is stuck only so many units wait; the next one is told to come back.
    #[tokio::test]
    async fn a_full_queue_tells_the_next_to_come_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("attune.db"))
            .create_if_missing(true);
        let readers = Connections::open(&options, 1).await.expect("opens");
        tokio::time::pause();
        // Nobody takes from it.
        let (queue, stuck) = mpsc::channel(QUEUE);
        let store = SqliteStore { readers, queue };
        let nothing = || -> Unit {
            Box::new(|_| Box::pin(async { Ok(Box::new(()) as Box<dyn Any + Send>) }))
        };
        // Unconstrained: the runtime otherwise lets one task send so much and then asks it to yield.
        let waiting = futures::future::join_all((0..QUEUE).map(|_| store.write(nothing())));
        let mut waiting = Box::pin(tokio::task::unconstrained(waiting));
        assert!(
            futures::poll!(&mut waiting).is_pending(),
            "those that found a place wait for their turn"
        );
        assert_eq!(stuck.len(), QUEUE);
        assert!(matches!(
            store.write(nothing()).await,
            Err(Error::Unavailable)
        ));
        assert_eq!(stuck.len(), QUEUE, "and hold no more memory");
    }
}
