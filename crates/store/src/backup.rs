//! An SQLite database as one checked file.

use crate::errors::OpenError;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Copies a database, also while it is in use, and checks the copy, which only its owner can read: it holds people's
/// names and answers. Returns its rows.
///
/// # Errors
/// [`OpenError`] when either file cannot be used or the copy is not whole.
pub async fn backup_sqlite(from: &Path, to: &Path) -> Result<i64, OpenError> {
    let mut source = connect(from).await?;
    sqlx::query("VACUUM INTO $1")
        .bind(to.to_string_lossy().into_owned())
        .execute(&mut source)
        .await?;
    let expected = rows(&mut source).await;
    source.close().await?;
    expected?;
    std::fs::set_permissions(to, std::fs::Permissions::from_mode(0o600))
        .and_then(|()| std::fs::File::open(to)?.sync_all())
        .map_err(sqlx::Error::Io)?;
    check_sqlite(to).await
}

/// Verifies a database file and counts its rows.
///
/// # Errors
/// [`OpenError`] when it is no whole database of this program.
pub async fn check_sqlite(path: &Path) -> Result<i64, OpenError> {
    let mut connection = connect(path).await?;
    let verdict: String = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_one(&mut connection)
        .await?;
    if verdict != "ok" {
        return Err(OpenError::Locked(format!(
            "{} is damaged: {verdict}",
            path.display()
        )));
    }
    let rows = rows(&mut connection).await?;
    connection.close().await?;
    Ok(rows)
}

/// Writes the write-ahead log back into a database that nobody uses, so that the file alone is all of it.
///
/// # Errors
/// [`OpenError`] when it cannot be opened or written.
pub async fn fold_sqlite_log(path: &Path) -> Result<(), OpenError> {
    let mut connection = SqliteConnectOptions::new().filename(path).connect().await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&mut connection)
        .await?;
    Ok(connection.close().await?)
}

async fn connect(path: &Path) -> Result<SqliteConnection, OpenError> {
    Ok(SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .connect()
        .await?)
}

async fn rows(connection: &mut SqliteConnection) -> Result<i64, OpenError> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
    .fetch_all(&mut *connection)
    .await?;
    if !tables.iter().any(|table| table == "attempts") {
        return Err(OpenError::Locked("this is not a database of Attune".into()));
    }
    let mut total = 0;
    for table in tables {
        // Table names come from the database's own catalogue.
        let count: i64 =
            sqlx::query_scalar(AssertSqlSafe(format!("SELECT COUNT(*) FROM \"{table}\"")))
                .fetch_one(&mut *connection)
                .await?;
        total += count;
    }
    Ok(total)
}
