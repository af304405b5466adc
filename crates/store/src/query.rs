//! How every noun's file runs a statement and reads its rows. Holds no SQL. Errors are mapped here, once; what reads a
//! row is one function for both databases, written against [`Columns`].

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::sqlite::SqliteTx;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::Tx;
use sqlx::postgres::PgRow;
use sqlx::query::Query;
use sqlx::sqlite::SqliteRow;
use sqlx::{Database, Decode, Postgres, Row, Sqlite, Type};

/// What reading a row comes to; [`failed`] maps it at the end.
pub(crate) type Read<T> = std::result::Result<T, sqlx::Error>;

/// A value that both databases can hold in a column.
pub(crate) trait Value:
    for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}

impl<T> Value for T where
    T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}

/// A row of either database, read by the names of its columns.
pub(crate) trait Columns {
    fn get<T: Value>(&self, column: &str) -> Read<T>;

    /// Flags are stored as 0 and 1.
    fn flag(&self, column: &str) -> Read<bool> {
        Ok(self.get::<i64>(column)? != 0)
    }

    /// Instants are stored in milliseconds.
    fn instant(&self, column: &str) -> Read<Timestamp> {
        self.get(column).map(Timestamp)
    }

    fn optional_instant(&self, column: &str) -> Read<Option<Timestamp>> {
        Ok(self.get::<Option<i64>>(column)?.map(Timestamp))
    }
}

#[duplicate_item(
    on_database   DbTx         Db         DbRow;
    [on_sqlite]   [SqliteTx]   [Sqlite]   [SqliteRow];
    [on_postgres] [PostgresTx] [Postgres] [PgRow];
)]
mod on_database {
    use super::*;

    impl Columns for DbRow {
        fn get<T: Value>(&self, column: &str) -> Read<T> {
            self.try_get(column)
        }
    }

    impl Tx for DbTx {}

    type Statement<'q> = Query<'q, Db, <Db as Database>::Arguments>;

    impl DbTx {
        pub(crate) async fn execute(&mut self, statement: Statement<'_>) -> Result<()> {
            self.affected(statement).await.map(drop)
        }

        /// How many rows the statement changed.
        pub(crate) async fn affected(&mut self, statement: Statement<'_>) -> Result<u64> {
            statement
                .execute(&mut *self.conn)
                .await
                .map(|done| done.rows_affected())
                .map_err(failed)
        }

        /// Whether the statement found its row.
        pub(crate) async fn affected_one(&mut self, statement: Statement<'_>) -> Result<bool> {
            Ok(self.affected(statement).await? == 1)
        }

        pub(crate) async fn fetch_optional<T>(
            &mut self,
            statement: Statement<'_>,
            read: impl Fn(&DbRow) -> Read<T> + Send,
        ) -> Result<Option<T>> {
            let row = statement
                .fetch_optional(&mut *self.conn)
                .await
                .map_err(failed)?;
            row.as_ref().map(read).transpose().map_err(failed)
        }

        pub(crate) async fn fetch_all<T>(
            &mut self,
            statement: Statement<'_>,
            read: impl Fn(&DbRow) -> Read<T> + Send,
        ) -> Result<Vec<T>> {
            let rows = statement.fetch_all(&mut *self.conn).await.map_err(failed)?;
            rows.iter().map(read).collect::<Read<_>>().map_err(failed)
        }
    }
}
