//! Queries about the question versions of banks.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::query::{Columns, Read};
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{
    CurrentQuestion, NewQuestionVersion, QuestionQuery, QuestionRecord, QuestionUse, QuestionsPort,
    containing,
};
use sqlx::{Database, Encode, Postgres, QueryBuilder, Sqlite, Type};

/// Versions retired by one statement.
const RETIRED: usize = 500;

/// A question version `q` with its bank `b`.
macro_rules! question {
    ($rest:literal) => {
        concat!(
            "SELECT q.bank_id, b.slug AS bank_slug, b.title AS bank_title, q.slug, q.version, q.added_in,
                    q.retired_in, q.created_at, q.content
             FROM question_versions q JOIN banks b ON b.id = q.bank_id ",
            $rest
        )
    };
}

fn record(row: &impl Columns) -> Read<QuestionRecord> {
    Ok(QuestionRecord {
        bank_id: row.get("bank_id")?,
        bank_slug: row.get("bank_slug")?,
        bank_title: row.get("bank_title")?,
        slug: row.get("slug")?,
        version: row.get("version")?,
        added_in: row.get("added_in")?,
        retired_in: row.get("retired_in")?,
        created_at: row.instant("created_at")?,
        content: row.get("content")?,
    })
}

fn current(row: &impl Columns) -> Read<CurrentQuestion> {
    Ok(CurrentQuestion {
        id: row.get("id")?,
        slug: row.get("slug")?,
        position: row.get("position")?,
        content_hash: row.get("content_hash")?,
    })
}

fn question_use(row: &impl Columns) -> Read<QuestionUse> {
    Ok(QuestionUse {
        assessment_id: row.get("id")?,
        title: row.get("title")?,
        status: row.get("status")?,
        reachable: row.flag("reachable")?,
    })
}

/// What a search asks of the current versions.
fn conditions<Db>(sql: &mut QueryBuilder<Db>, query: &QuestionQuery)
where
    Db: Database,
    String: for<'q> Encode<'q, Db> + Type<Db>,
{
    // A bank at version 0 is still being written.
    sql.push("WHERE q.retired_in IS NULL AND b.version > 0");
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
            .push_bind(containing(&text))
            .push(r" ESCAPE '\'");
    }
}

#[duplicate_item(
    DbTx         Db;
    [SqliteTx]   [Sqlite];
    [PostgresTx] [Postgres];
)]
#[async_trait]
impl QuestionsPort for DbTx {
    async fn current_questions(&mut self, bank_id: &str) -> Result<Vec<CurrentQuestion>> {
        let statement = sqlx::query::<Db>(
            "SELECT id, slug, position, content_hash FROM question_versions
             WHERE bank_id = $1 AND retired_in IS NULL ORDER BY position",
        )
        .bind(bank_id);
        self.fetch_all(statement, current).await
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
        let statement = sqlx::query::<Db>(
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
        .bind(question.created_at.0);
        self.execute(statement).await
    }

    async fn place_question_version(&mut self, id: &str, position: i64) -> Result<()> {
        let statement =
            sqlx::query::<Db>("UPDATE question_versions SET position = $2 WHERE id = $1")
                .bind(id)
                .bind(position);
        self.execute(statement).await
    }

    async fn retire_question_versions(&mut self, ids: &[String], retired_in: i64) -> Result<()> {
        for chunk in ids.chunks(RETIRED) {
            let mut sql = QueryBuilder::<Db>::new("UPDATE question_versions SET retired_in = ");
            sql.push_bind(retired_in);
            sql.push(" WHERE retired_in IS NULL AND id IN (");
            let mut list = sql.separated(", ");
            for id in chunk {
                list.push_bind(id.as_str());
            }
            sql.push(")");
            let statement = sql.build().persistent(chunk.len() == RETIRED);
            self.execute(statement).await?;
        }
        Ok(())
    }

    async fn restore_question_version(&mut self, id: &str) -> Result<()> {
        let statement =
            sqlx::query::<Db>("UPDATE question_versions SET retired_in = NULL WHERE id = $1")
                .bind(id);
        self.execute(statement).await
    }

    async fn is_public_wording(&mut self, scenario_hash: &str, replies_hash: &str) -> Result<bool> {
        sqlx::query_scalar::<Db, i64>(
            "SELECT COUNT(*) FROM question_versions q
             WHERE visibility = 'public' AND (scenario_hash = $1 OR replies_hash = $2)
               AND EXISTS (SELECT 1 FROM banks b WHERE b.id = q.bank_id AND b.version > 0)",
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
        let mut sql = QueryBuilder::<Db>::new(question!(""));
        conditions(&mut sql, query);
        sql.push(" ORDER BY b.title, b.slug, q.position, q.id LIMIT ")
            .push_bind(limit);
        sql.push(" OFFSET ").push_bind(offset);
        let statement = sql.build();
        self.fetch_all(statement, record).await
    }

    async fn count_questions(&mut self, query: &QuestionQuery) -> Result<i64> {
        let mut sql = QueryBuilder::<Db>::new(
            "SELECT COUNT(*) FROM question_versions q JOIN banks b ON b.id = q.bank_id ",
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
        let mut sql = QueryBuilder::<Db>::new(question!(""));
        sql.push("WHERE q.id IN (");
        let mut list = sql.separated(", ");
        for id in ids {
            list.push_bind(id.clone());
        }
        sql.push(")");
        let statement = sql.build();
        self.fetch_all(statement, record).await
    }

    async fn versions_of_question(
        &mut self,
        bank_id: &str,
        slug: &str,
    ) -> Result<Vec<QuestionRecord>> {
        let statement = sqlx::query::<Db>(question!(
            "WHERE q.bank_id = $1 AND q.slug = $2 ORDER BY q.version DESC"
        ))
        .bind(bank_id)
        .bind(slug);
        self.fetch_all(statement, record).await
    }

    async fn sectors(&mut self) -> Result<Vec<String>> {
        sqlx::query_scalar::<Db, String>(
            "SELECT DISTINCT q.sector FROM question_versions q JOIN banks b ON b.id = q.bank_id
             WHERE q.retired_in IS NULL AND b.version > 0 ORDER BY q.sector",
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
        let statement = sqlx::query::<Db>(
            r"SELECT a.id, a.title, a.status,
                     CASE WHEN CAST($2 AS TEXT) IS NULL OR a.owner_id = $2
                               OR EXISTS (SELECT 1 FROM assessment_shares s
                                          WHERE s.assessment_id = a.id AND s.account_id = $2)
                          THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS reachable
              FROM assessments a WHERE a.definition LIKE $1 ESCAPE '\'
              ORDER BY a.updated_at DESC, a.id",
        )
        .bind(containing(version_id))
        .bind(account_id);
        self.fetch_all(statement, question_use).await
    }
}
