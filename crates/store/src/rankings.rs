//! Rankings: what they are made of, and slices of their snapshots. A slice is a range of positions, never an OFFSET over
//! everything before it.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use futures::TryStreamExt;
use service::Result;
use service::ports::{
    RankInputRecord, RankedIntakeRecord, RankedPersonRecord, RankingsPort, SliceFilter, SliceOrder,
    SnapshotEntryRecord, StateCount, UnrankedRecord,
};
use sqlx::{Database, Encode, Postgres, QueryBuilder, Sqlite, Type};

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
            assessment_title: row.try_get("assessment_title")?,
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

fn position(order: SliceOrder) -> &'static str {
    match order {
        SliceOrder::ByBand => "e.by_band",
        SliceOrder::ByScore => "e.by_score",
    }
}

/// Tables of a filtered list. CROSS JOIN keeps SQLite to this order; PostgreSQL finds its own.
const FROM_PEOPLE: &str = "invitations i CROSS JOIN attempts a CROSS JOIN snapshot_entries e";
const ALONG_RANKING: &str = "snapshot_entries e CROSS JOIN attempts a CROSS JOIN invitations i";
/// People who fit a filter and are looked up one by one; with more of them the first page is found sooner by walking
/// along the ranking.
const FEW: i64 = 2_000;

/// The people a filter asks for: those of the snapshot's intake with this part of a name and this decision.
fn push_people<Db: Database>(query: &mut QueryBuilder<Db>, snapshot_id: &str, filter: &SliceFilter)
where
    for<'q> &'q str: Encode<'q, Db> + Type<Db>,
{
    query.push("i.intake_id = (SELECT s.intake_id FROM snapshots s WHERE s.id = ");
    query.push_bind(snapshot_id).push(")");
    if let Some(pattern) = &filter.name_pattern {
        query.push(" AND i.name_folded LIKE ");
        query.push_bind(pattern.as_str()).push(" ESCAPE '\\'");
    }
    if let Some(decision) = &filter.decision {
        query.push(" AND i.decision = ");
        query.push_bind(decision.as_str());
    }
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
            "SELECT i.id, i.assessment_id, i.name, i.site, i.closed_at, i.seed, i.snapshot_id,
                    a.title AS assessment_title, a.simulated,
                    COALESCE(i.frozen_id,
                        (SELECT f.id FROM frozen_assessments f
                         WHERE f.assessment_id = i.assessment_id AND f.purpose <> 'trial'
                           AND NOT EXISTS (SELECT 1 FROM rescores r WHERE r.from_frozen = f.id)
                         ORDER BY f.created_at DESC LIMIT 1)) AS frozen_id,
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

    async fn rank_inputs(
        &mut self,
        intake_id: &str,
        each: &mut (dyn FnMut(RankInputRecord) -> Result<()> + Send),
    ) -> Result<()> {
        let mut rows = sqlx::query_as::<Db, (String, i64, String)>(
            "SELECT a.id, a.total_micro, c.points
             FROM attempts a
             JOIN score_cards c ON c.id = a.score_card_id
             JOIN invitations i ON i.id = a.invitation_id
             WHERE a.intake_id = $1 AND a.completeness = 'complete' AND a.total_micro IS NOT NULL
               AND i.state NOT IN ('withdrawn', 'revoked')",
        )
        .bind(intake_id)
        .fetch(&mut *self.conn);
        while let Some((attempt_id, total_micro, points)) = rows.try_next().await.map_err(failed)? {
            each(RankInputRecord {
                attempt_id,
                total_micro,
                points,
            })?;
        }
        Ok(())
    }

    async fn snapshot_slice(
        &mut self,
        snapshot_id: &str,
        order: SliceOrder,
        from: i64,
        to: i64,
    ) -> Result<Vec<RankedPersonRecord>> {
        let position = position(order);
        let mut slice = QueryBuilder::<Db>::new(person!(
            "FROM snapshot_entries e
             JOIN attempts a ON a.id = e.attempt_id
             JOIN invitations i ON i.id = a.invitation_id
             WHERE e.snapshot_id = "
        ));
        slice.push_bind(snapshot_id);
        slice
            .push(format_args!(" AND {position} >= "))
            .push_bind(from);
        slice.push(format_args!(" AND {position} < ")).push_bind(to);
        slice.push(format_args!(" ORDER BY {position}"));
        let rows = slice
            .build()
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
        let mut fitting = QueryBuilder::<Db>::new(
            "SELECT COUNT(*) FROM (SELECT 1 AS one FROM invitations i WHERE ",
        );
        push_people(&mut fitting, snapshot_id, filter);
        fitting.push(" LIMIT ").push_bind(FEW + 1).push(") fitting");
        let fitting: i64 = fitting
            .build_query_scalar()
            .fetch_one(&mut *self.conn)
            .await
            .map_err(failed)?;

        let along = fitting > FEW;
        let mut search = QueryBuilder::<Db>::new(person!("FROM "));
        search.push(if along { ALONG_RANKING } else { FROM_PEOPLE });
        search.push(" WHERE e.attempt_id = a.id AND a.invitation_id = i.id AND e.snapshot_id = ");
        search.push_bind(snapshot_id).push(" AND ");
        push_people(&mut search, snapshot_id, filter);
        if let Some(band) = filter.band {
            search.push(" AND e.band = ").push_bind(band);
        }
        search.push(format_args!(" ORDER BY {} LIMIT ", position(order)));
        search.push_bind(limit).push(" OFFSET ").push_bind(offset);
        let rows = search
            .build()
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
