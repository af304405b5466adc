//! How far a database's schema is, read without changing anything; and the copy that SQLite keeps before it changes.

use crate::backup::backup_sqlite;
use crate::errors::OpenError;
use crate::{Database, postgres, sqlite};
use sqlx::migrate::Migrator;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection, SqliteConnection};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// What a look at a database finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaState {
    /// There is no file yet, or nothing of this program in it.
    Empty,
    Current,
    /// So many migrations are still to be applied.
    Behind(usize),
    /// A newer program has changed it.
    Ahead,
}

/// Reads how far the schema is.
///
/// # Errors
/// [`OpenError`] when the database cannot be reached or would lose acknowledged answers.
pub async fn look_at(database: &Database) -> Result<SchemaState, OpenError> {
    match database {
        Database::Sqlite(path) if !path.exists() => Ok(SchemaState::Empty),
        Database::Sqlite(path) => {
            let options = SqliteConnectOptions::new().filename(path).read_only(true);
            let mut connection = options.connect().await?;
            let applied = applied_to_sqlite(&mut connection).await?;
            connection.close().await?;
            Ok(compare(&sqlite::MIGRATIONS, &applied))
        }
        Database::Postgres(url) => {
            let mut connection = PgConnectOptions::from_str(url)?.connect().await?;
            postgres::check_durable(&mut connection).await?;
            let applied = applied_to_postgres(&mut connection).await?;
            connection.close().await?;
            Ok(compare(&postgres::MIGRATIONS, &applied))
        }
    }
}

/// Copies a database that is about to be migrated: there is no way back but a copy. It stands beside the database,
/// named after the first migration that it has not.
pub(crate) async fn keep_copy(path: &Path) -> Result<(), OpenError> {
    if !path.exists() {
        return Ok(());
    }
    let mut connection = SqliteConnectOptions::new().filename(path).connect().await?;
    let applied = applied_to_sqlite(&mut connection).await?;
    connection.close().await?;
    let (SchemaState::Behind(_), Some(last)) = (
        compare(&sqlite::MIGRATIONS, &applied),
        applied.last().copied(),
    ) else {
        return Ok(());
    };
    let copy = copy_before(path, last);
    if let Err(cause) = copied_anew(path, &copy).await {
        let copy = copy.display().to_string();
        return Err(OpenError::NotCopied(copy, Box::new(cause)));
    }
    tracing::info!(copy = %copy.display(), "the database was copied before its schema changes");
    Ok(())
}

/// A copy that an earlier try left may be half of one.
async fn copied_anew(path: &Path, copy: &Path) -> Result<i64, OpenError> {
    if copy.exists() {
        std::fs::remove_file(copy).map_err(sqlx::Error::Io)?;
    }
    backup_sqlite(path, copy).await
}

/// Where the copy stands of a database whose last migration is `last`.
pub fn copy_before(path: &Path, last: i64) -> PathBuf {
    path.with_extension(format!("before-migration-{}.db", last + 1))
}

fn compare(known: &Migrator, applied: &BTreeSet<i64>) -> SchemaState {
    let known: BTreeSet<i64> = known.iter().map(|migration| migration.version).collect();
    if applied.is_empty() {
        SchemaState::Empty
    } else if !applied.is_subset(&known) {
        SchemaState::Ahead
    } else {
        match known.len() - applied.len() {
            0 => SchemaState::Current,
            missing => SchemaState::Behind(missing),
        }
    }
}

const APPLIED: &str = "SELECT version FROM _sqlx_migrations WHERE success";

async fn applied_to_sqlite(connection: &mut SqliteConnection) -> Result<BTreeSet<i64>, OpenError> {
    let kept: Option<i64> =
        sqlx::query_scalar("SELECT 1 FROM sqlite_master WHERE name = '_sqlx_migrations'")
            .fetch_optional(&mut *connection)
            .await?;
    if kept.is_none() {
        return Ok(BTreeSet::new());
    }
    let versions: Vec<i64> = sqlx::query_scalar(APPLIED).fetch_all(connection).await?;
    Ok(versions.into_iter().collect())
}

async fn applied_to_postgres(connection: &mut PgConnection) -> Result<BTreeSet<i64>, OpenError> {
    let kept: bool = sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL")
        .fetch_one(&mut *connection)
        .await?;
    if !kept {
        return Ok(BTreeSet::new());
    }
    let versions: Vec<i64> = sqlx::query_scalar(APPLIED).fetch_all(connection).await?;
    Ok(versions.into_iter().collect())
}
