//! A few reading connections, lent one at a time. A general pool asks a connection that comes back whether it still
//! lives; each such question is a trip to the connection's thread, as dear as a query, and a file does not hang up.

use super::WAIT;
use crate::errors::failed;
use service::{Error, Result};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

const READERS: usize = 4;

pub(super) struct Readers {
    connections: Vec<Arc<Mutex<SqliteConnection>>>,
    /// As many permits as there are connections.
    free: Arc<Semaphore>,
}

/// A connection until it is dropped. The connection is given back before the permit: the order of the fields.
pub(crate) struct Lent {
    connection: OwnedMutexGuard<SqliteConnection>,
    _permit: OwnedSemaphorePermit,
}

impl Readers {
    pub(super) async fn open(options: &SqliteConnectOptions) -> sqlx::Result<Self> {
        let mut connections = Vec::with_capacity(READERS);
        for _ in 0..READERS {
            connections.push(Arc::new(Mutex::new(options.connect().await?)));
        }
        Ok(Self {
            connections,
            free: Arc::new(Semaphore::new(READERS)),
        })
    }

    /// Waits for a connection, at most as long as a write waits for its turn.
    pub(super) async fn lend(&self) -> Result<Lent> {
        let permit = timeout(WAIT, Arc::clone(&self.free).acquire_owned())
            .await
            .map_err(|_| failed(sqlx::Error::PoolTimedOut))?
            .map_err(|_| failed(sqlx::Error::PoolClosed))?;
        // Whoever holds a permit finds one that nobody else holds.
        let connection = self
            .connections
            .iter()
            .find_map(|connection| Arc::clone(connection).try_lock_owned().ok())
            .ok_or(Error::Internal)?;
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
