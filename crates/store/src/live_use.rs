//! What live use says about questions, one row a question and assessment, and when questions are to be reviewed.

use crate::postgres::PostgresTx;
use crate::query::{Columns, Read};
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{LiveUsePort, QuestionUseRecord, ReviewRecord};
use sqlx::{Postgres, QueryBuilder, Sqlite};

fn question_use(row: &impl Columns) -> Read<QuestionUseRecord> {
    Ok(QuestionUseRecord {
        question_id: row.get("question_id")?,
        frozen_id: row.get("frozen_id")?,
        assessment_id: row.get("assessment_id")?,
        assessment_title: row.get("title")?,
        simulated: row.flag("simulated")?,
        under_way: row.flag("under_way")?,
        content: row.get("content")?,
    })
}

fn review(row: &impl Columns) -> Read<ReviewRecord> {
    Ok(ReviewRecord {
        bank_id: row.get("bank_id")?,
        slug: row.get("slug")?,
        review_by: row.get("review_by")?,
        set_by: row.get("set_by")?,
        set_at: row.instant("set_at")?,
    })
}

#[duplicate_item(
    DbTx         Db;
    [SqliteTx]   [Sqlite];
    [PostgresTx] [Postgres];
)]
#[async_trait]
impl LiveUsePort for DbTx {
    async fn save_question_use(
        &mut self,
        frozen_id: &str,
        version: &str,
        questions: &[(String, String)],
    ) -> Result<()> {
        let delete =
            sqlx::query::<Db>("DELETE FROM question_use WHERE frozen_id = $1").bind(frozen_id);
        self.execute(delete).await?;
        if questions.is_empty() {
            return Ok(());
        }
        let mut insert = QueryBuilder::<Db>::new(
            "INSERT INTO question_use (frozen_id, question_id, version, content) ",
        );
        insert.push_values(questions, |mut row, (question, content)| {
            row.push_bind(frozen_id)
                .push_bind(question.as_str())
                .push_bind(version)
                .push_bind(content.as_str());
        });
        self.execute(insert.build().persistent(false)).await
    }

    async fn question_use(
        &mut self,
        bank_id: &str,
        version: &str,
    ) -> Result<Vec<QuestionUseRecord>> {
        let statement = sqlx::query::<Db>(
            "SELECT u.question_id, u.frozen_id, u.content, a.id AS assessment_id, a.title, a.simulated,
                    CAST(CASE WHEN m.stale = 1 OR m.folded_to IS NOT NULL THEN 1 ELSE 0 END AS BIGINT) AS under_way
             FROM question_versions q
             JOIN question_use u ON u.question_id = q.id
             JOIN frozen_assessments f ON f.id = u.frozen_id
             JOIN assessments a ON a.id = f.assessment_id
             JOIN item_moments m ON m.frozen_id = u.frozen_id
             WHERE q.bank_id = $1 AND u.version = $2
             ORDER BY u.frozen_id, u.question_id",
        )
        .bind(bank_id)
        .bind(version);
        self.fetch_all(statement, question_use).await
    }

    async fn reviews(&mut self, bank_id: &str) -> Result<Vec<ReviewRecord>> {
        let statement = sqlx::query::<Db>(
            "SELECT bank_id, slug, review_by, set_by, set_at FROM question_reviews WHERE bank_id = $1 ORDER BY slug",
        )
        .bind(bank_id);
        self.fetch_all(statement, review).await
    }

    async fn set_review(&mut self, review: &ReviewRecord) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO question_reviews (bank_id, slug, review_by, set_by, set_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (bank_id, slug) DO UPDATE SET
                review_by = excluded.review_by, set_by = excluded.set_by, set_at = excluded.set_at",
        )
        .bind(&review.bank_id)
        .bind(&review.slug)
        .bind(&review.review_by)
        .bind(&review.set_by)
        .bind(review.set_at.0);
        self.execute(statement).await
    }

    async fn clear_review(&mut self, bank_id: &str, slug: &str) -> Result<bool> {
        let statement =
            sqlx::query::<Db>("DELETE FROM question_reviews WHERE bank_id = $1 AND slug = $2")
                .bind(bank_id)
                .bind(slug);
        self.affected_one(statement).await
    }
}
