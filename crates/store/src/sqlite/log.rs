//! Keeps the write-ahead log short. SQLite would do so inside commits: once the log has a thousand pages, each commit
//! moves what is new into the file, with two more syncs, for as long as readers keep the log from beginning anew. Here
//! another connection moves it beside the commits, and the writer only what came meanwhile.

use super::connections::{Connections, Lent};
use sqlx::sqlite::SqliteConnectOptions;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// Between two times of moving.
const EVERY: Duration = Duration::from_secs(1);
/// Waits for nobody: what readers still need stays in the log until the next time.
const MOVE: &str = "PRAGMA wal_checkpoint(PASSIVE)";

/// What the writer knows of the log.
pub(super) struct Log {
    mover: Mover,
    moved: Instant,
}

enum Mover {
    Idle(Lent),
    Moving(JoinHandle<Lent>),
    /// Its task panicked; the writer moves by itself.
    Gone,
}

impl Log {
    pub(super) async fn open(options: &SqliteConnectOptions) -> sqlx::Result<Self> {
        let connection = Connections::open(options, 1).await?.lend().await?;
        Ok(Self {
            mover: Mover::Idle(connection),
            moved: Instant::now(),
        })
    }

    /// To be called between two commits with the writer's connection.
    pub(super) async fn keep_short(&mut self, writer: &mut Lent) {
        let done = match &self.mover {
            Mover::Moving(task) => task.is_finished(),
            Mover::Idle(_) | Mover::Gone => self.moved.elapsed() >= EVERY,
        };
        if !done {
            return;
        }
        self.mover = match std::mem::replace(&mut self.mover, Mover::Gone) {
            Mover::Idle(mut connection) => Mover::Moving(tokio::spawn(async move {
                moved(&mut connection).await;
                connection
            })),
            Mover::Moving(task) => {
                // The little that is left. Nobody writes now, so the whole log is in the file and the next commit
                // begins it anew, unless somebody is reading in it just then.
                moved(writer).await;
                self.moved = Instant::now();
                task.await.map_or(Mover::Gone, Mover::Idle)
            }
            Mover::Gone => {
                moved(writer).await;
                self.moved = Instant::now();
                Mover::Gone
            }
        };
    }
}

/// What could not be moved stays in the log, where it is as safe.
async fn moved(connection: &mut Lent) {
    if let Err(cause) = sqlx::query(MOVE).execute(&mut **connection).await {
        tracing::warn!(%cause, "the write-ahead log could not be moved into the database");
    }
}
