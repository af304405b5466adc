//! A few connections, lent one at a time. A general pool asks a connection that comes back whether it still
//! lives; each such question is a trip to the connection's thread, as dear as a query, and a file does not hang up.

use super::WAIT;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

pub(super) struct Connections {
    connections: Vec<Arc<Mutex<SqliteConnection>>>,
    /// As many permits as there are connections.
    free: Arc<Semaphore>,
}

/// A connection until it is dropped. The connection is given back before the permit: the order of the fields.
pub(crate) struct Lent {
    connection: OwnedMutexGuard<SqliteConnection>,
    _permit: OwnedSemaphorePermit,
}

impl Connections {
    pub(super) async fn open(options: &SqliteConnectOptions, count: usize) -> sqlx::Result<Self> {
        let mut connections = Vec::with_capacity(count);
        for _ in 0..count {
            connections.push(Arc::new(Mutex::new(options.connect().await?)));
        }
        Ok(Self {
            connections,
            free: Arc::new(Semaphore::new(count)),
        })
    }

    /// Waits for a connection, at most as long as a write waits for its turn.
    pub(super) async fn lend(&self) -> sqlx::Result<Lent> {
        let permit = timeout(WAIT, Arc::clone(&self.free).acquire_owned())
            .await
            .map_err(|_| sqlx::Error::PoolTimedOut)?
            .map_err(|_| sqlx::Error::PoolClosed)?;
        // Whoever holds a permit finds one that nobody else holds.
        let connection = self
            .connections
            .iter()
            .find_map(|connection| Arc::clone(connection).try_lock_owned().ok())
            .ok_or(sqlx::Error::PoolClosed)?;
        Ok(Lent {
            connection,
            _permit: permit,
        })
    }
}

impl Deref for Lent {
    type Target = SqliteConnection;
    fn deref(&self) -> &SqliteConnection {
        &self.connection
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}
