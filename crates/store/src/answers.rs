//! Answers. Saving is one statement: whether the attempt is open and in time, and whose answer stands, is decided where
//! the row is locked.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::query::Columns;
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{AnswerRecord, AnswerSave, AnswerTime, AnswersPort, LateAnswerRecord};
use sqlx::{Postgres, QueryBuilder, Row, Sqlite};

type Read<T> = std::result::Result<T, sqlx::Error>;

#[duplicate_item(
    DbRow                     read_answer;
    [sqlx::sqlite::SqliteRow] [sqlite_answer];
    [sqlx::postgres::PgRow]   [postgres_answer];
)]
fn read_answer(row: &DbRow) -> Read<AnswerRecord> {
    Ok(AnswerRecord {
        question_id: row.try_get("question_id")?,
        answer: row.try_get("answer")?,
        complete: row.try_get::<i64, _>("complete")? != 0,
        revision: row.try_get("revision")?,
        writer: row.try_get("writer")?,
        sequence: row.try_get("sequence")?,
        saved_at: Timestamp(row.try_get("saved_at")?),
    })
}

#[duplicate_item(
    DbRow                     read_late_answer;
    [sqlx::sqlite::SqliteRow] [sqlite_late_answer];
    [sqlx::postgres::PgRow]   [postgres_late_answer];
)]
fn read_late_answer(row: &DbRow) -> Read<LateAnswerRecord> {
    Ok(LateAnswerRecord {
        id: row.try_get("id")?,
        attempt_id: row.try_get("attempt_id")?,
        question_id: row.try_get("question_id")?,
        answer: row.try_get("answer")?,
        received_at: Timestamp(row.try_get("received_at")?),
    })
}

fn answer_time(row: &impl Columns) -> Read<AnswerTime> {
    Ok(AnswerTime {
        attempt_id: row.get("attempt_id")?,
        question_id: row.get("question_id")?,
        saved_at: row.instant("saved_at")?,
    })
}

#[duplicate_item(
    DbTx         Db         read_answer       read_late_answer       keep_attempt;
    [SqliteTx]   [Sqlite]   [sqlite_answer]   [sqlite_late_answer]   [""];
    [PostgresTx] [Postgres] [postgres_answer] [postgres_late_answer] [" FOR SHARE"];
)]
#[async_trait]
impl AnswersPort for DbTx {
    async fn save_answer(&mut self, save: &AnswerSave) -> Result<Option<i64>> {
        // A writer that repeats itself changes nothing; one that sends another choice under the same number (a plain
        // form sent again after going back) means the newer one.
        sqlx::query_scalar::<Db, i64>(concat!(
            "INSERT INTO answers (attempt_id, question_id, answer, complete, revision, writer, sequence, saved_at)
             SELECT t.id, $2, $3, $4, 1, $5, $6, $7 FROM attempts t
             WHERE t.id = $1 AND t.state = 'open' AND (t.deadline IS NULL OR t.deadline >= $8)",
            keep_attempt,
            " ON CONFLICT (attempt_id, question_id) DO UPDATE SET
                answer = excluded.answer, complete = excluded.complete, revision = answers.revision + 1,
                writer = excluded.writer, sequence = excluded.sequence, saved_at = excluded.saved_at
             WHERE (answers.writer = excluded.writer AND (answers.sequence < excluded.sequence
                        OR (answers.sequence = excluded.sequence AND answers.answer <> excluded.answer)))
                OR (answers.writer <> excluded.writer AND answers.revision = $9)
             RETURNING revision"
        ))
        .bind(&save.attempt_id)
        .bind(&save.question_id)
        .bind(&save.answer)
        .bind(i64::from(save.complete))
        .bind(&save.writer)
        .bind(save.sequence)
        .bind(save.now.0)
        .bind(save.cutoff.0)
        .bind(save.seen)
        .fetch_optional(&mut *self.conn)
        .await
        .map_err(failed)
    }

    async fn saved_answer(
        &mut self,
        attempt_id: &str,
        question_id: &str,
    ) -> Result<Option<AnswerRecord>> {
        let row = sqlx::query::<Db>(
            "SELECT question_id, answer, complete, revision, writer, sequence, saved_at FROM answers
             WHERE attempt_id = $1 AND question_id = $2",
        )
        .bind(attempt_id)
        .bind(question_id)
        .fetch_optional(&mut *self.conn)
        .await
        .map_err(failed)?;
        row.as_ref().map(read_answer).transpose().map_err(failed)
    }

    async fn answers(&mut self, attempt_id: &str) -> Result<Vec<AnswerRecord>> {
        let rows = sqlx::query::<Db>(
            "SELECT question_id, answer, complete, revision, writer, sequence, saved_at FROM answers
             WHERE attempt_id = $1 ORDER BY question_id",
        )
        .bind(attempt_id)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)?;
        rows.iter()
            .map(read_answer)
            .collect::<Read<_>>()
            .map_err(failed)
    }

    async fn answer_times(&mut self, attempt_ids: &[String]) -> Result<Vec<AnswerTime>> {
        if attempt_ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut select = QueryBuilder::<Db>::new(
            "SELECT attempt_id, question_id, saved_at FROM answers WHERE attempt_id IN (",
        );
        let mut ids = select.separated(", ");
        for id in attempt_ids {
            ids.push_bind(id.as_str());
        }
        select.push(")");
        self.fetch_all(select.build().persistent(false), answer_time)
            .await
    }

    async fn keep_late_answer(&mut self, late: &LateAnswerRecord) -> Result<()> {
        sqlx::query::<Db>("DELETE FROM late_answers WHERE attempt_id = $1 AND question_id = $2")
            .bind(&late.attempt_id)
            .bind(&late.question_id)
            .execute(&mut *self.conn)
            .await
            .map_err(failed)?;
        sqlx::query::<Db>(
            "INSERT INTO late_answers (id, attempt_id, question_id, answer, received_at)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&late.id)
        .bind(&late.attempt_id)
        .bind(&late.question_id)
        .bind(&late.answer)
        .bind(late.received_at.0)
        .execute(&mut *self.conn)
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn late_answers(&mut self, attempt_id: &str) -> Result<Vec<LateAnswerRecord>> {
        let rows = sqlx::query::<Db>(
            "SELECT id, attempt_id, question_id, answer, received_at FROM late_answers
             WHERE attempt_id = $1 ORDER BY received_at, id",
        )
        .bind(attempt_id)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)?;
        rows.iter()
            .map(read_late_answer)
            .collect::<Read<_>>()
            .map_err(failed)
    }
}
