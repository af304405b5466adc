//! PostgreSQL: a pool; each write unit is one transaction at READ COMMITTED.

use crate::errors::{OpenError, failed};
use async_trait::async_trait;
use service::ports::{Store, Tx, Unit};
use service::{Error, Result};
use sqlx::migrate::Migrator;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use std::any::Any;
use std::ops::{Deref, DerefMut};
use std::str::FromStr;
use std::time::Duration;

pub(crate) static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/postgres");

pub struct PostgresStore {
    pool: PgPool,
}

/// A connection, inside a transaction or not; the port implementations do not care.
pub(crate) enum PostgresHandle {
    Plain(PoolConnection<Postgres>),
    InTransaction(Transaction<'static, Postgres>),
}

impl Deref for PostgresHandle {
    type Target = PgConnection;
    fn deref(&self) -> &PgConnection {
        match self {
            Self::Plain(connection) => connection,
            Self::InTransaction(transaction) => transaction,
        }
    }
}

impl DerefMut for PostgresHandle {
    fn deref_mut(&mut self) -> &mut PgConnection {
        match self {
            Self::Plain(connection) => connection,
            Self::InTransaction(transaction) => transaction,
        }
    }
}

pub struct PostgresTx {
    pub(crate) conn: PostgresHandle,
}

impl PostgresStore {
    /// Connects, migrates, and refuses a server that would lose what it acknowledged.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open(url: &str) -> std::result::Result<Self, OpenError> {
        let options = PgConnectOptions::from_str(url)?.application_name("attune");
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(Duration::from_secs(5))
            .connect_with(options)
            .await?;
        MIGRATIONS.run(&pool).await?;
        check_durable(&mut *pool.acquire().await?).await?;
        Ok(Self { pool })
    }
}

/// Refuses a server that would lose what it acknowledged.
pub(crate) async fn check_durable(
    connection: &mut PgConnection,
) -> std::result::Result<(), OpenError> {
    for name in ["fsync", "synchronous_commit"] {
        let value: String = sqlx::query_scalar("SELECT current_setting($1)")
            .bind(name)
            .fetch_one(&mut *connection)
            .await?;
        if value == "off" {
            return Err(OpenError::NotDurable(format!(
                "{name} is off on this PostgreSQL server"
            )));
        }
    }
    Ok(())
}

#[async_trait]
impl Store for PostgresStore {
    async fn read(&self) -> Result<Box<dyn Tx>> {
        let connection = self.pool.acquire().await.map_err(failed)?;
        Ok(Box::new(PostgresTx {
            conn: PostgresHandle::Plain(connection),
        }))
    }

    async fn write(&self, unit: Unit) -> Result<Box<dyn Any + Send>> {
        let transaction = self.pool.begin().await.map_err(failed)?;
        let mut tx = PostgresTx {
            conn: PostgresHandle::InTransaction(transaction),
        };
        let value = unit(&mut tx).await?;
        match tx.conn {
            PostgresHandle::InTransaction(transaction) => {
                transaction.commit().await.map_err(failed)?
            }
            PostgresHandle::Plain(_) => return Err(Error::Internal),
        }
        Ok(value)
    }

    /// Outside a transaction a statement is one by itself.
    async fn write_one(&self, unit: Unit) -> Result<Box<dyn Any + Send>> {
        let connection = self.pool.acquire().await.map_err(failed)?;
        let mut tx = PostgresTx {
            conn: PostgresHandle::Plain(connection),
        };
        unit(&mut tx).await
    }

    async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT 1")
            .execute(&self.pool)
            .await
            .map(drop)
            .map_err(failed)
    }
}
