//! What the drivers report, mapped once: trouble that passes becomes `Unavailable`, everything else is a defect.

use service::Error;

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the database cannot be opened: {0}")]
    Connect(sqlx::Error),
    #[error("the database schema cannot be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("nothing was migrated, because the copy {0} could not be kept: {1}")]
    NotCopied(String, Box<OpenError>),
    #[error("the database would lose acknowledged answers: {0}")]
    NotDurable(String),
    #[error("{0}")]
    Locked(String),
}

impl From<sqlx::Error> for OpenError {
    fn from(cause: sqlx::Error) -> Self {
        Self::Connect(cause)
    }
}

/// SQLite result codes that pass: busy, locked, read-only (disk), I/O error, full, cannot open.
const PASSING_SQLITE: [i32; 6] = [5, 6, 8, 10, 13, 14];

/// The one mapping from a driver's error to what people are told.
pub(crate) fn failed(cause: sqlx::Error) -> Error {
    let passing = match &cause {
        sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::Protocol(_) => true,
        sqlx::Error::Database(error) => {
            let code = error.code().unwrap_or_default();
            match code.parse::<i32>() {
                // Extended SQLite codes keep the primary code in the low byte. PostgreSQL codes have five characters.
                Ok(number) if code.len() < 5 => PASSING_SQLITE.contains(&(number & 0xff)),
                // Classes 08 connection, 53 resources, 57 operator intervention, 40 rollback, 58 system.
                _ => ["08", "53", "57", "40", "58", "55"]
                    .iter()
                    .any(|class| code.starts_with(class)),
            }
        }
        _ => false,
    };
    if passing {
        tracing::warn!(%cause, "the database is not available");
        Error::Unavailable
    } else {
        Error::internal("database", &cause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::{Connection, SqliteConnection};

    /// A full database passes, once there is room; a broken rule of the schema does not.
    #[tokio::test]
    async fn a_full_disk_is_told_from_a_defect() {
        let mut connection = SqliteConnection::connect("sqlite::memory:")
            .await
            .expect("opens");
        let mut run = async |sql: &'static str| sqlx::query(sql).execute(&mut connection).await;
        run("CREATE TABLE kept (name TEXT NOT NULL)")
            .await
            .expect("made");
        run("PRAGMA max_page_count = 2").await.expect("limited");
        let full = run("INSERT INTO kept VALUES (hex(zeroblob(100000)))").await;
        assert_eq!(failed(full.expect_err("full")), Error::Unavailable);
        let broken = run("INSERT INTO kept VALUES (NULL)").await;
        assert_eq!(failed(broken.expect_err("refused")), Error::Internal);
    }
}
