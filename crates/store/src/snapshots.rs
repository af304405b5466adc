//! Snapshots of rankings: written and deleted in pieces, shown whole.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{SnapshotEntryRecord, SnapshotRecord, SnapshotsPort};
use sqlx::{Postgres, QueryBuilder, Row, Sqlite};

type Read<T> = std::result::Result<T, sqlx::Error>;

/// Rows of one INSERT: eight values each, far below what either database binds. A shorter remainder is not kept as a
/// prepared statement: each length would be another one, a hundred of them many megabytes.
const ROWS: usize = 500;

#[duplicate_item(
    DbRow                     snapshot;
    [sqlx::sqlite::SqliteRow] [sqlite_snapshot];
    [sqlx::postgres::PgRow]   [postgres_snapshot];
)]
fn snapshot(row: &DbRow) -> Read<SnapshotRecord> {
    Ok(SnapshotRecord {
        id: row.try_get("id")?,
        intake_id: row.try_get("intake_id")?,
        content: row.try_get("content")?,
        is_final: row.try_get::<i64, _>("final")? != 0,
        created_at: Timestamp(row.try_get("created_at")?),
    })
}

#[duplicate_item(
    DbTx         Db         read_snapshot;
    [SqliteTx]   [Sqlite]   [sqlite_snapshot];
    [PostgresTx] [Postgres] [postgres_snapshot];
)]
#[async_trait]
impl SnapshotsPort for DbTx {
    async fn insert_snapshot(&mut self, snapshot: &SnapshotRecord) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO snapshots (id, intake_id, content, final, created_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&snapshot.id)
        .bind(&snapshot.intake_id)
        .bind(&snapshot.content)
        .bind(i64::from(snapshot.is_final))
        .bind(snapshot.created_at.0)
        .execute(&mut *self.conn)
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn insert_snapshot_entries(
        &mut self,
        snapshot_id: &str,
        entries: &[SnapshotEntryRecord],
    ) -> Result<()> {
        for chunk in entries.chunks(ROWS) {
            let mut insert = QueryBuilder::<Db>::new(
                "INSERT INTO snapshot_entries
                    (snapshot_id, by_band, by_score, attempt_id, total_micro, band, rank_low, rank_high) ",
            );
            insert.push_values(chunk, |mut row, entry| {
                row.push_bind(snapshot_id)
                    .push_bind(entry.by_band)
                    .push_bind(entry.by_score)
                    .push_bind(&entry.attempt_id)
                    .push_bind(entry.total_micro)
                    .push_bind(entry.band)
                    .push_bind(entry.rank_low)
                    .push_bind(entry.rank_high);
            });
            insert
                .build()
                .persistent(chunk.len() == ROWS)
                .execute(&mut *self.conn)
                .await
                .map_err(failed)?;
        }
        Ok(())
    }

    async fn show_snapshot(&mut self, snapshot: &SnapshotRecord) -> Result<bool> {
        sqlx::query::<Db>(
            "UPDATE intakes SET snapshot_id = $2
             WHERE id = $1 AND NOT EXISTS (
                SELECT 1 FROM snapshots s
                WHERE s.id = intakes.snapshot_id AND (s.final = 1 OR s.created_at > $3))",
        )
        .bind(&snapshot.intake_id)
        .bind(&snapshot.id)
        .bind(snapshot.created_at.0)
        .execute(&mut *self.conn)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(failed)
    }

    async fn snapshot(&mut self, snapshot_id: &str) -> Result<Option<SnapshotRecord>> {
        let row = sqlx::query::<Db>("SELECT * FROM snapshots WHERE id = $1 AND content <> ''")
            .bind(snapshot_id)
            .fetch_optional(&mut *self.conn)
            .await
            .map_err(failed)?;
        row.as_ref().map(read_snapshot).transpose().map_err(failed)
    }

    async fn stale_snapshots(&mut self, intake_id: &str, before: Timestamp) -> Result<Vec<String>> {
        sqlx::query_scalar::<Db, String>(
            "SELECT s.id FROM snapshots s JOIN intakes i ON i.id = s.intake_id
             WHERE s.intake_id = $1 AND s.created_at < $2 AND s.final = 0
               AND (i.snapshot_id IS NULL OR i.snapshot_id <> s.id)
               AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.snapshot_id = s.id)
             ORDER BY s.created_at",
        )
        .bind(intake_id)
        .bind(before.0)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)
    }

    async fn condemn_snapshot(&mut self, snapshot_id: &str) -> Result<bool> {
        sqlx::query::<Db>(
            "UPDATE snapshots SET content = ''
             WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.snapshot_id = snapshots.id)",
        )
        .bind(snapshot_id)
        .execute(&mut *self.conn)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(failed)
    }

    async fn delete_snapshot_entries(&mut self, snapshot_id: &str, limit: i64) -> Result<bool> {
        let deleted = sqlx::query::<Db>(
            "DELETE FROM snapshot_entries
             WHERE snapshot_id = $1
               AND by_band < $2 + (SELECT MIN(e.by_band) FROM snapshot_entries e WHERE e.snapshot_id = $1)",
        )
        .bind(snapshot_id)
        .bind(limit)
        .execute(&mut *self.conn)
        .await
        .map_err(failed)?;
        Ok(deleted.rows_affected() == 0)
    }

    async fn delete_snapshot(&mut self, snapshot_id: &str) -> Result<()> {
        sqlx::query::<Db>("DELETE FROM snapshots WHERE id = $1 AND content = ''")
            .bind(snapshot_id)
            .execute(&mut *self.conn)
            .await
            .map(drop)
            .map_err(failed)
    }
}
