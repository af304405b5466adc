//! Queries about banks and their question versions.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{
    BankRecord, BanksPort, CurrentQuestion, NewQuestionVersion, QuestionQuery, QuestionRecord,
    QuestionUse,
};
use sqlx::{Postgres, QueryBuilder, Row, Sqlite};

/// A pattern for LIKE with `ESCAPE '\'` that finds `text` anywhere.
fn contains(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

const BANK: &str = "SELECT b.id, b.slug, b.title, b.version, v.info, v.content_hash, v.questions, v.imported_at,
                           v.imported_by
                    FROM banks b JOIN bank_versions v ON v.bank_id = b.id AND v.version = b.version ";
const QUESTION: &str =
    "SELECT q.bank_id, b.slug AS bank_slug, b.title AS bank_title, q.slug, q.version, q.added_in,
                               q.retired_in, q.created_at, q.content
                        FROM question_versions q JOIN banks b ON b.id = q.bank_id ";

#[duplicate_item(
    DbRow                        bank_record;
    [sqlx::sqlite::SqliteRow]    [sqlite_bank];
    [sqlx::postgres::PgRow]      [postgres_bank];
)]
fn bank_record(row: &DbRow) -> std::result::Result<BankRecord, sqlx::Error> {
    Ok(BankRecord {
        id: row.try_get("id")?,
        slug: row.try_get("slug")?,
        title: row.try_get("title")?,
        version: row.try_get("version")?,
        info: row.try_get("info")?,
        content_hash: row.try_get("content_hash")?,
        questions: row.try_get("questions")?,
        imported_at: Timestamp(row.try_get("imported_at")?),
        imported_by: row.try_get("imported_by")?,
    })
}

#[duplicate_item(
    DbRow                        question_record;
    [sqlx::sqlite::SqliteRow]    [sqlite_question];
    [sqlx::postgres::PgRow]      [postgres_question];
)]
fn question_record(row: &DbRow) -> std::result::Result<QuestionRecord, sqlx::Error> {
    Ok(QuestionRecord {
        bank_id: row.try_get("bank_id")?,
        bank_slug: row.try_get("bank_slug")?,
        bank_title: row.try_get("bank_title")?,
        slug: row.try_get("slug")?,
        version: row.try_get("version")?,
        added_in: row.try_get("added_in")?,
        retired_in: row.try_get("retired_in")?,
        created_at: Timestamp(row.try_get("created_at")?),
        content: row.try_get("content")?,
    })
}

#[duplicate_item(
    Db           conditions;
    [Sqlite]     [sqlite_conditions];
    [Postgres]   [postgres_conditions];
)]
fn conditions(sql: &mut QueryBuilder<Db>, query: &QuestionQuery) {
    sql.push(" WHERE q.retired_in IS NULL");
    let same = [
        (" AND b.slug = ", &query.bank_slug),
        (" AND q.kind = ", &query.kind),
        (" AND q.channel = ", &query.channel),
        (" AND q.direction = ", &query.direction),
        (" AND q.sector = ", &query.sector),
    ];
    for (condition, value) in same {
        if let Some(value) = value {
            sql.push(condition).push_bind(value.clone());
        }
    }
    let listed = [
        (" AND q.formats LIKE ", &query.format),
        (" AND q.competencies LIKE ", &query.competency),
    ];
    let words = query
        .words
        .iter()
        .map(|word| (" AND q.search_text LIKE ", word.clone()));
    let listed = listed
        .into_iter()
        .filter_map(|(condition, value)| Some((condition, format!(",{},", value.as_deref()?))));
    for (condition, text) in listed.chain(words) {
        sql.push(condition)
            .push_bind(contains(&text))
            .push(r" ESCAPE '\'");
    }
}

#[duplicate_item(
    DbTx         Db         bank_record     question_record     conditions;
    [SqliteTx]   [Sqlite]   [sqlite_bank]   [sqlite_question]   [sqlite_conditions];
    [PostgresTx] [Postgres] [postgres_bank] [postgres_question] [postgres_conditions];
)]
#[async_trait]
impl BanksPort for DbTx {
    async fn banks(&mut self) -> Result<Vec<BankRecord>> {
        let rows = QueryBuilder::<Db>::new(BANK)
            .push("ORDER BY b.title, b.slug")
            .build()
            .fetch_all(&mut *self.conn)
            .await
            .map_err(failed)?;
        rows.iter()
            .map(bank_record)
            .collect::<std::result::Result<_, _>>()
            .map_err(failed)
    }

    async fn bank(&mut self, slug: &str) -> Result<Option<BankRecord>> {
        let row = QueryBuilder::<Db>::new(BANK)
            .push("WHERE b.slug = ")
            .push_bind(slug)
            .build()
            .fetch_optional(&mut *self.conn)
            .await
            .map_err(failed)?;
        row.as_ref().map(bank_record).transpose().map_err(failed)
    }

    async fn insert_bank(&mut self, bank: &BankRecord) -> Result<bool> {
        let done = sqlx::query::<Db>(
            "INSERT INTO banks (id, slug, title, version, updated_at) VALUES ($1, $2, $3, 1, $4)
             ON CONFLICT (slug) DO NOTHING",
        )
        .bind(&bank.id)
        .bind(&bank.slug)
        .bind(&bank.title)
        .bind(bank.imported_at.0)
        .execute(&mut *self.conn)
        .await
        .map_err(failed)?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        self.insert_bank_version(bank).await.map_err(failed)?;
        Ok(true)
    }

    async fn advance_bank(&mut self, bank: &BankRecord, from: i64) -> Result<bool> {
        let done = sqlx::query::<Db>(
            "UPDATE banks SET title = $1, version = $2, updated_at = $3 WHERE id = $4 AND version = $5",
        )
        .bind(&bank.title)
        .bind(bank.version)
        .bind(bank.imported_at.0)
        .bind(&bank.id)
        .bind(from)
        .execute(&mut *self.conn)
        .await
        .map_err(failed)?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        self.insert_bank_version(bank).await.map_err(failed)?;
        Ok(true)
    }

    async fn current_questions(&mut self, bank_id: &str) -> Result<Vec<CurrentQuestion>> {
        let rows = sqlx::query::<Db>(
            "SELECT id, slug, position, content_hash FROM question_versions
             WHERE bank_id = $1 AND retired_in IS NULL ORDER BY position",
        )
        .bind(bank_id)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)?;
        rows.iter()
            .map(|row| {
                Ok(CurrentQuestion {
                    id: row.try_get("id")?,
                    slug: row.try_get("slug")?,
                    position: row.try_get("position")?,
                    content_hash: row.try_get("content_hash")?,
                })
            })
            .collect::<std::result::Result<_, _>>()
            .map_err(failed)
    }

    async fn question_numbers(&mut self, bank_id: &str) -> Result<Vec<(String, i64)>> {
        sqlx::query_as::<Db, (String, i64)>(
            "SELECT slug, MAX(version) FROM question_versions WHERE bank_id = $1 GROUP BY slug",
        )
        .bind(bank_id)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)
    }

    async fn insert_question_version(&mut self, question: &NewQuestionVersion) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO question_versions (id, bank_id, slug, version, position, added_in, retired_in, title, kind,
                 formats, channel, direction, sector, competencies, search_text, content, content_hash, visibility,
                 scenario_hash, replies_hash, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        )
        .bind(&question.id)
        .bind(&question.bank_id)
        .bind(&question.slug)
        .bind(question.version)
        .bind(question.position)
        .bind(question.added_in)
        .bind(&question.title)
        .bind(&question.kind)
        .bind(&question.formats)
        .bind(&question.channel)
        .bind(&question.direction)
        .bind(&question.sector)
        .bind(&question.competencies)
        .bind(&question.search_text)
        .bind(&question.content)
        .bind(&question.content_hash)
        .bind(&question.visibility)
        .bind(&question.scenario_hash)
        .bind(&question.replies_hash)
        .bind(question.created_at.0)
        .execute(&mut *self.conn)
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn place_question_version(&mut self, id: &str, position: i64) -> Result<()> {
        sqlx::query::<Db>("UPDATE question_versions SET position = $2 WHERE id = $1")
            .bind(id)
            .bind(position)
            .execute(&mut *self.conn)
            .await
            .map(drop)
            .map_err(failed)
    }

    async fn retire_question_version(&mut self, id: &str, retired_in: i64) -> Result<()> {
        sqlx::query::<Db>(
            "UPDATE question_versions SET retired_in = $2 WHERE id = $1 AND retired_in IS NULL",
        )
        .bind(id)
        .bind(retired_in)
        .execute(&mut *self.conn)
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn is_public_wording(&mut self, scenario_hash: &str, replies_hash: &str) -> Result<bool> {
        sqlx::query_scalar::<Db, i64>(
            "SELECT COUNT(*) FROM question_versions
             WHERE visibility = 'public' AND (scenario_hash = $1 OR replies_hash = $2)",
        )
        .bind(scenario_hash)
        .bind(replies_hash)
        .fetch_one(&mut *self.conn)
        .await
        .map(|count| count > 0)
        .map_err(failed)
    }

    async fn questions(
        &mut self,
        query: &QuestionQuery,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<QuestionRecord>> {
        let mut sql = QueryBuilder::<Db>::new(QUESTION);
        conditions(&mut sql, query);
        sql.push(" ORDER BY b.title, b.slug, q.position, q.id LIMIT ")
            .push_bind(limit);
        sql.push(" OFFSET ").push_bind(offset);
        let rows = sql
            .build()
            .fetch_all(&mut *self.conn)
            .await
            .map_err(failed)?;
        rows.iter()
            .map(question_record)
            .collect::<std::result::Result<_, _>>()
            .map_err(failed)
    }

    async fn count_questions(&mut self, query: &QuestionQuery) -> Result<i64> {
        let mut sql = QueryBuilder::<Db>::new(
            "SELECT COUNT(*) FROM question_versions q JOIN banks b ON b.id = q.bank_id",
        );
        conditions(&mut sql, query);
        sql.build_query_scalar::<i64>()
            .fetch_one(&mut *self.conn)
            .await
            .map_err(failed)
    }

    async fn question_versions(&mut self, ids: &[String]) -> Result<Vec<QuestionRecord>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = QueryBuilder::<Db>::new(QUESTION);
        sql.push(" WHERE q.id IN (");
        let mut list = sql.separated(", ");
        for id in ids {
            list.push_bind(id.clone());
        }
        sql.push(")");
        let rows = sql
            .build()
            .fetch_all(&mut *self.conn)
            .await
            .map_err(failed)?;
        rows.iter()
            .map(question_record)
            .collect::<std::result::Result<_, _>>()
            .map_err(failed)
    }

    async fn versions_of_question(
        &mut self,
        bank_id: &str,
        slug: &str,
    ) -> Result<Vec<QuestionRecord>> {
        let rows = QueryBuilder::<Db>::new(QUESTION)
            .push(" WHERE q.bank_id = ")
            .push_bind(bank_id)
            .push(" AND q.slug = ")
            .push_bind(slug)
            .push(" ORDER BY q.version DESC")
            .build()
            .fetch_all(&mut *self.conn)
            .await
            .map_err(failed)?;
        rows.iter()
            .map(question_record)
            .collect::<std::result::Result<_, _>>()
            .map_err(failed)
    }

    async fn sectors(&mut self) -> Result<Vec<String>> {
        sqlx::query_scalar::<Db, String>(
            "SELECT DISTINCT sector FROM question_versions WHERE retired_in IS NULL ORDER BY sector",
        )
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)
    }

    async fn question_uses(
        &mut self,
        version_id: &str,
        account_id: Option<&str>,
    ) -> Result<Vec<QuestionUse>> {
        let rows = sqlx::query::<Db>(
            r"SELECT a.id, a.title, a.status,
                     CASE WHEN CAST($2 AS TEXT) IS NULL OR a.owner_id = $2
                               OR EXISTS (SELECT 1 FROM assessment_shares s
                                          WHERE s.assessment_id = a.id AND s.account_id = $2)
                          THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS reachable
              FROM assessments a WHERE a.definition LIKE $1 ESCAPE '\'
              ORDER BY a.updated_at DESC, a.id",
        )
        .bind(contains(version_id))
        .bind(account_id)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)?;
        rows.iter()
            .map(|row| {
                Ok(QuestionUse {
                    assessment_id: row.try_get("id")?,
                    title: row.try_get("title")?,
                    status: row.try_get("status")?,
                    reachable: row.try_get::<i64, _>("reachable")? != 0,
                })
            })
            .collect::<std::result::Result<_, _>>()
            .map_err(failed)
    }
}

#[duplicate_item(
    DbTx         Db;
    [SqliteTx]   [Sqlite];
    [PostgresTx] [Postgres];
)]
impl DbTx {
    async fn insert_bank_version(
        &mut self,
        bank: &BankRecord,
    ) -> std::result::Result<(), sqlx::Error> {
        sqlx::query::<Db>(
            "INSERT INTO bank_versions (bank_id, version, info, content_hash, questions, imported_at, imported_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&bank.id)
        .bind(bank.version)
        .bind(&bank.info)
        .bind(&bank.content_hash)
        .bind(bank.questions)
        .bind(bank.imported_at.0)
        .bind(&bank.imported_by)
        .execute(&mut *self.conn)
        .await
        .map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_searched_for_is_no_pattern() {
        assert_eq!(contains(r"50 %_\"), r"%50 \%\_\\%");
    }
}
