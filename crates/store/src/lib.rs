//! The only crate with SQL: the ports of `service` on SQLite and on PostgreSQL, from one SQL text.
//!
//! Never decides anything: rows in, rows out. SQL is the common dialect (`$1…$n`, `ON CONFLICT DO UPDATE`,
//! `RETURNING`, CTEs, window functions, `NULLS LAST`; never `now()`, `ILIKE`, `DISTINCT ON`, `GREATEST`), stamped for
//! both drivers by `duplicate_item`; `query` runs it and reads its rows. To add a query: the port method, its
//! implementation in the noun's file here, one contract test that runs on both databases.

#![warn(clippy::expect_used)]

mod accounts;
mod adjustments;
mod answers;
mod assessments;
mod attempts;
mod backup;
mod banks;
mod errors;
mod experts;
mod frozen;
mod instance;
mod intakes;
mod invitations;
mod jobs;
mod live_use;
mod panels;
mod postgres;
mod query;
mod questions;
mod rankings;
mod reports;
mod rescores;
mod results;
mod schema;
mod snapshots;
mod sqlite;
mod statistics;
mod uploads;
mod workshop;

pub use backup::{backup_sqlite, check_sqlite, fold_sqlite_log};
pub use errors::OpenError;
pub use postgres::PostgresStore;
pub use schema::{SchemaState, copy_before, look_at};
pub use sqlite::{FileLock, SqliteStore};

use service::ports::Store;
use std::path::PathBuf;
use std::sync::Arc;

/// Where the data lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    Sqlite(PathBuf),
    /// A `postgres://` URL.
    Postgres(String),
}

impl Database {
    /// `postgres://…`, `sqlite:PATH` or a plain path.
    pub fn parse(text: &str) -> Self {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Self::Postgres(text.to_owned())
        } else {
            let path = text
                .strip_prefix("sqlite://")
                .or_else(|| text.strip_prefix("sqlite:"));
            Self::Sqlite(PathBuf::from(path.unwrap_or(text)))
        }
    }
}

/// Opens the database, applies missing migrations (an SQLite file is copied first) and checks that it keeps what it acknowledges.
///
/// # Errors
/// [`OpenError`] when it cannot be reached, its schema is newer than this program, or it would lose acknowledged
/// answers (`synchronous`, `fsync`).
pub async fn open(database: &Database) -> Result<Arc<dyn Store>, OpenError> {
    Ok(match database {
        Database::Sqlite(path) => Arc::new(SqliteStore::open(path).await?),
        Database::Postgres(url) => Arc::new(PostgresStore::open(url).await?),
    })
}
