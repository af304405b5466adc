//! Fresh databases for tests: an SQLite file in a temporary folder, a PostgreSQL database of its own.

use sqlx::{Connection, PgConnection};
use store::Database;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// A database that is gone with this value (PostgreSQL: with the test server).
pub struct TestDatabase {
    pub database: Database,
    folder: tempfile::TempDir,
}

impl TestDatabase {
    /// # Panics
    /// When the database cannot be made.
    pub async fn new(kind: Kind) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = match kind {
            Kind::Sqlite => Database::Sqlite(folder.path().join("attune.db")),
            Kind::Postgres => Database::Postgres(create_postgres().await),
        };
        Self { database, folder }
    }

    /// A folder for files beside the database.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

async fn create_postgres() -> String {
    let server = std::env::var("ATTUNE_TEST_POSTGRES")
        .expect("ATTUNE_TEST_POSTGRES names no server; run the tests with `cargo xtask test`");
    let name = format!("test_{}", uuid::Uuid::now_v7().simple());
    let mut connection = PgConnection::connect(&server)
        .await
        .expect("the test server answers");
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&mut connection)
        .await
        .expect("a database is created");
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    format!("{base}/{name}")
}
