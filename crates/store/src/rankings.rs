//! Rankings: what they are made of, snapshots and their slices. A slice is a range of positions, never an OFFSET over
//! everything before it.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{
    RankInputRecord, RankedIntakeRecord, RankedPersonRecord, RankingsPort, SliceFilter, SliceOrder,
    SnapshotEntryRecord, SnapshotRecord, StateCount, UnrankedRecord,
};
use sqlx::{Postgres, QueryBuilder, Sqlite};

/// Rows of one INSERT: eight values each, far below what either database binds.
const ROWS: usize = 500;

#[duplicate_item(
    rows            DbRow;
    [sqlite_rows]   [sqlx::sqlite::SqliteRow];
    [postgres_rows] [sqlx::postgres::PgRow];
)]
mod rows {
    use super::*;
    use sqlx::Row;

    type Read<T> = std::result::Result<T, sqlx::Error>;

    pub(super) fn intake(row: &DbRow) -> Read<RankedIntakeRecord> {
        Ok(RankedIntakeRecord {
            id: row.try_get("id")?,
            assessment_id: row.try_get("assessment_id")?,
            name: row.try_get("name")?,
            site: row.try_get("site")?,
            closed_at: row.try_get::<Option<i64>, _>("closed_at")?.map(Timestamp),
            seed: row.try_get("seed")?,
            snapshot_id: row.try_get("snapshot_id")?,
            frozen_id: row.try_get("frozen_id")?,
            open_attempts: row.try_get("open_attempts")?,
            simulated: row.try_get::<i64, _>("simulated")? != 0,
        })
    }

    pub(super) fn snapshot(row: &DbRow) -> Read<SnapshotRecord> {
        Ok(SnapshotRecord {
            id: row.try_get("id")?,
            intake_id: row.try_get("intake_id")?,
            content: row.try_get("content")?,
            is_final: row.try_get::<i64, _>("final")? != 0,
            created_at: Timestamp(row.try_get("created_at")?),
        })
    }

    pub(super) fn person(row: &DbRow) -> Read<RankedPersonRecord> {
        Ok(RankedPersonRecord {
            entry: SnapshotEntryRecord {
                attempt_id: row.try_get("attempt_id")?,
                by_band: row.try_get("by_band")?,
                by_score: row.try_get("by_score")?,
                total_micro: row.try_get("total_micro")?,
                band: row.try_get("band")?,
                rank_low: row.try_get("rank_low")?,
                rank_high: row.try_get("rank_high")?,
            },
            invitation_id: row.try_get("invitation_id")?,
            name: row.try_get("name")?,
            email: row.try_get("email")?,
            decision: row.try_get("decision")?,
            simulated: row.try_get::<i64, _>("simulated")? != 0,
        })
    }

    pub(super) fn unranked(row: &DbRow) -> Read<UnrankedRecord> {
        Ok(UnrankedRecord {
            invitation_id: row.try_get("invitation_id")?,
            name: row.try_get("name")?,
            completeness: row.try_get("completeness")?,
            simulated: row.try_get::<i64, _>("simulated")? != 0,
        })
    }
}

/// What a ranked person's row holds.
macro_rules! person {
    ($rest:expr) => {
        concat!(
            "SELECT e.attempt_id, e.by_band, e.by_score, e.total_micro, e.band, e.rank_low, e.rank_high,
                    i.id AS invitation_id, i.name, i.email, i.decision, i.simulated ",
            $rest
        )
    };
}

/// Positions `$2` to `$3` of an order.
macro_rules! slice {
    ($position:literal) => {
        person!(concat!(
            "FROM snapshot_entries e
             JOIN attempts a ON a.id = e.attempt_id
             JOIN invitations i ON i.id = a.invitation_id
             WHERE e.snapshot_id = $1 AND e.",
            $position,
            " >= $2 AND e.",
            $position,
            " < $3
             ORDER BY e.",
            $position
        ))
    };
}

/// A filtered list. CROSS JOIN keeps SQLite to the order of the tables: from the people where few fit,
/// else along the ranking, so that the first page is found early.
macro_rules! search {
    ($tables:literal, $position:literal) => {
        person!(concat!(
            "FROM ",
            $tables,
            "
             WHERE e.snapshot_id = $1 AND e.attempt_id = a.id AND a.invitation_id = i.id
               AND i.intake_id = (SELECT s.intake_id FROM snapshots s WHERE s.id = $1)
               AND (CAST($2 AS TEXT) IS NULL OR i.name_folded LIKE $2 ESCAPE '\\')
               AND (CAST($3 AS TEXT) IS NULL OR i.decision = $3)
               AND (CAST($4 AS BIGINT) IS NULL OR e.band = $4)
             ORDER BY e.",
            $position,
            " LIMIT $5 OFFSET $6"
        ))
    };
}

#[duplicate_item(
    DbTx         Db         rows;
    [SqliteTx]   [Sqlite]   [sqlite_rows];
    [PostgresTx] [Postgres] [postgres_rows];
)]
#[async_trait]
impl RankingsPort for DbTx {
    async fn ranked_intake(&mut self, intake_id: &str) -> Result<Option<RankedIntakeRecord>> {
        let row = sqlx::query::<Db>(
            "SELECT i.id, i.assessment_id, i.name, i.site, i.closed_at, i.seed, i.snapshot_id, a.simulated,
                    (SELECT f.id FROM frozen_assessments f
                     WHERE f.assessment_id = i.assessment_id AND f.purpose <> 'trial'
                     ORDER BY f.created_at DESC LIMIT 1) AS frozen_id,
                    (SELECT COUNT(*) FROM attempts o
                     WHERE o.intake_id = i.id AND o.completeness IS NULL AND o.state = 'open') AS open_attempts
             FROM intakes i JOIN assessments a ON a.id = i.assessment_id WHERE i.id = $1",
        )
        .bind(intake_id)
        .fetch_optional(&mut *self.conn)
        .await
        .map_err(failed)?;
        row.as_ref().map(rows::intake).transpose().map_err(failed)
    }

    async fn rank_inputs(&mut self, intake_id: &str) -> Result<Vec<RankInputRecord>> {
        let rows = sqlx::query_as::<Db, (String, i64, String)>(
            "SELECT a.id, a.total_micro, c.points
             FROM attempts a
             JOIN score_cards c ON c.id = a.score_card_id
             JOIN invitations i ON i.id = a.invitation_id
             WHERE a.intake_id = $1 AND a.completeness = 'complete' AND a.total_micro IS NOT NULL
               AND i.state NOT IN ('withdrawn', 'revoked')",
        )
        .bind(intake_id)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)?;
        Ok(rows
            .into_iter()
            .map(|(attempt_id, total_micro, points)| RankInputRecord {
                attempt_id,
                total_micro,
                points,
            })
            .collect())
    }

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
        row.as_ref().map(rows::snapshot).transpose().map_err(failed)
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

    async fn snapshot_slice(
        &mut self,
        snapshot_id: &str,
        order: SliceOrder,
        from: i64,
        to: i64,
    ) -> Result<Vec<RankedPersonRecord>> {
        let sql = match order {
            SliceOrder::ByBand => slice!("by_band"),
            SliceOrder::ByScore => slice!("by_score"),
        };
        let rows = sqlx::query::<Db>(sql)
            .bind(snapshot_id)
            .bind(from)
            .bind(to)
            .fetch_all(&mut *self.conn)
            .await
            .map_err(failed)?;
        rows.iter()
            .map(rows::person)
            .collect::<std::result::Result<_, _>>()
            .map_err(failed)
    }

    async fn snapshot_search(
        &mut self,
        snapshot_id: &str,
        order: SliceOrder,
        filter: &SliceFilter,
        offset: i64,
        limit: i64,
    ) -> Result<Vec<RankedPersonRecord>> {
        // Few fit a name or a decision, most are undecided.
        let decided = filter
            .decision
            .as_deref()
            .is_some_and(|decision| decision != "undecided");
        let sql = match (filter.name_pattern.is_some() || decided, order) {
            (true, SliceOrder::ByBand) => {
                search!(
                    "invitations i CROSS JOIN attempts a CROSS JOIN snapshot_entries e",
                    "by_band"
                )
            }
            (true, SliceOrder::ByScore) => {
                search!(
                    "invitations i CROSS JOIN attempts a CROSS JOIN snapshot_entries e",
                    "by_score"
                )
            }
            (false, SliceOrder::ByBand) => {
                search!(
                    "snapshot_entries e CROSS JOIN attempts a CROSS JOIN invitations i",
                    "by_band"
                )
            }
            (false, SliceOrder::ByScore) => {
                search!(
                    "snapshot_entries e CROSS JOIN attempts a CROSS JOIN invitations i",
                    "by_score"
                )
            }
        };
        let rows = sqlx::query::<Db>(sql)
            .bind(snapshot_id)
            .bind(&filter.name_pattern)
            .bind(&filter.decision)
            .bind(filter.band)
            .bind(limit)
            .bind(offset)
            .fetch_all(&mut *self.conn)
            .await
            .map_err(failed)?;
        rows.iter()
            .map(rows::person)
            .collect::<std::result::Result<_, _>>()
            .map_err(failed)
    }

    async fn snapshot_entry(
        &mut self,
        snapshot_id: &str,
        invitation_id: &str,
    ) -> Result<Option<RankedPersonRecord>> {
        let row = sqlx::query::<Db>(person!(
            "FROM invitations i
             JOIN attempts a ON a.invitation_id = i.id
             JOIN snapshot_entries e ON e.snapshot_id = $1 AND e.attempt_id = a.id
             WHERE i.id = $2"
        ))
        .bind(snapshot_id)
        .bind(invitation_id)
        .fetch_optional(&mut *self.conn)
        .await
        .map_err(failed)?;
        row.as_ref().map(rows::person).transpose().map_err(failed)
    }

    async fn invitation_states(&mut self, intake_id: &str) -> Result<Vec<StateCount>> {
        let rows = sqlx::query_as::<Db, (String, i64)>(
            "SELECT state, COUNT(*) FROM invitations WHERE intake_id = $1 GROUP BY state",
        )
        .bind(intake_id)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)?;
        Ok(rows
            .into_iter()
            .map(|(state, count)| StateCount { state, count })
            .collect())
    }

    async fn attempt_completeness(&mut self, intake_id: &str) -> Result<Vec<StateCount>> {
        let rows = sqlx::query_as::<Db, (String, i64)>(
            "SELECT completeness, COUNT(*) FROM attempts
             WHERE intake_id = $1 AND completeness IS NOT NULL GROUP BY completeness",
        )
        .bind(intake_id)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)?;
        Ok(rows
            .into_iter()
            .map(|(state, count)| StateCount { state, count })
            .collect())
    }

    async fn unranked(&mut self, intake_id: &str, limit: i64) -> Result<Vec<UnrankedRecord>> {
        let rows = sqlx::query::<Db>(
            "SELECT a.invitation_id, i.name, a.completeness, i.simulated
             FROM attempts a JOIN invitations i ON i.id = a.invitation_id
             WHERE a.intake_id = $1 AND a.completeness IN ('unfinished', 'insufficient_evidence')
             ORDER BY i.name_folded, a.id LIMIT $2",
        )
        .bind(intake_id)
        .bind(limit)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)?;
        rows.iter()
            .map(rows::unranked)
            .collect::<std::result::Result<_, _>>()
            .map_err(failed)
    }
}
