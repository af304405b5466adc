//! Queries about drafts of questions, what is said about them, and how a bank is worked on.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::query::{Columns, Read};
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{DraftRecord, NoteRecord, WorkshopPort};
use sqlx::{Postgres, Sqlite};

macro_rules! draft {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.bank_id, d.state, d.title, d.content, d.revision, d.base_id, d.version_id, d.editors,
                    d.created_at, d.updated_at, d.updated_by
             FROM question_drafts d ",
            $rest
        )
    };
}

fn draft(row: &impl Columns) -> Read<DraftRecord> {
    Ok(DraftRecord {
        id: row.get("id")?,
        bank_id: row.get("bank_id")?,
        state: row.get("state")?,
        title: row.get("title")?,
        content: row.get("content")?,
        revision: row.get("revision")?,
        base_id: row.get("base_id")?,
        version_id: row.get("version_id")?,
        editors: row.get("editors")?,
        created_at: row.instant("created_at")?,
        updated_at: row.instant("updated_at")?,
        updated_by: row.get("updated_by")?,
    })
}

fn note(row: &impl Columns) -> Read<NoteRecord> {
    Ok(NoteRecord {
        id: row.get("id")?,
        draft_id: row.get("draft_id")?,
        at: row.instant("at")?,
        account_id: row.get("account_id")?,
        author: row.get("author")?,
        kind: row.get("kind")?,
        revision: row.get("revision")?,
        body: row.get("body")?,
    })
}

#[duplicate_item(
    DbTx         Db;
    [SqliteTx]   [Sqlite];
    [PostgresTx] [Postgres];
)]
#[async_trait]
impl WorkshopPort for DbTx {
    async fn insert_draft(&mut self, draft: &DraftRecord) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO question_drafts (id, bank_id, state, title, content, revision, base_id, version_id, editors,
                 created_at, updated_at, updated_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(&draft.id)
        .bind(&draft.bank_id)
        .bind(&draft.state)
        .bind(&draft.title)
        .bind(&draft.content)
        .bind(draft.revision)
        .bind(&draft.base_id)
        .bind(&draft.version_id)
        .bind(&draft.editors)
        .bind(draft.created_at.0)
        .bind(draft.updated_at.0)
        .bind(&draft.updated_by);
        self.execute(statement).await
    }

    async fn draft(&mut self, id: &str) -> Result<Option<DraftRecord>> {
        let statement = sqlx::query::<Db>(draft!("WHERE d.id = $1")).bind(id);
        self.fetch_optional(statement, draft).await
    }

    async fn update_draft(&mut self, draft: &DraftRecord, from: i64) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "UPDATE question_drafts
             SET state = $1, title = $2, content = $3, revision = $4, version_id = $5, editors = $6, updated_at = $7,
                 updated_by = $8
             WHERE id = $9 AND revision = $10",
        )
        .bind(&draft.state)
        .bind(&draft.title)
        .bind(&draft.content)
        .bind(draft.revision)
        .bind(&draft.version_id)
        .bind(&draft.editors)
        .bind(draft.updated_at.0)
        .bind(&draft.updated_by)
        .bind(&draft.id)
        .bind(from);
        self.affected_one(statement).await
    }

    async fn open_drafts(&mut self, bank_id: &str) -> Result<Vec<DraftRecord>> {
        let statement = sqlx::query::<Db>(draft!(
            "WHERE d.bank_id = $1 AND d.state IN ('draft', 'in_review') ORDER BY d.updated_at DESC, d.id"
        ))
        .bind(bank_id);
        self.fetch_all(statement, draft).await
    }

    async fn drafts_of_question(&mut self, bank_id: &str, slug: &str) -> Result<Vec<DraftRecord>> {
        let statement = sqlx::query::<Db>(draft!(
            "JOIN question_versions q ON q.id = d.base_id
             WHERE q.bank_id = $1 AND q.slug = $2 AND d.bank_id = $1 AND d.state IN ('draft', 'in_review')
             ORDER BY d.updated_at DESC, d.id"
        ))
        .bind(bank_id)
        .bind(slug);
        self.fetch_all(statement, draft).await
    }

    async fn insert_note(&mut self, note: &NoteRecord) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO draft_notes (id, draft_id, at, account_id, author, kind, revision, body)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(&note.id)
        .bind(&note.draft_id)
        .bind(note.at.0)
        .bind(&note.account_id)
        .bind(&note.author)
        .bind(&note.kind)
        .bind(note.revision)
        .bind(&note.body);
        self.execute(statement).await
    }

    async fn notes(&mut self, draft_id: &str) -> Result<Vec<NoteRecord>> {
        let statement = sqlx::query::<Db>(
            "SELECT id, draft_id, at, account_id, author, kind, revision, body FROM draft_notes
             WHERE draft_id = $1 ORDER BY at, id",
        )
        .bind(draft_id);
        self.fetch_all(statement, note).await
    }

    async fn second_person(&mut self, bank_id: &str) -> Result<bool> {
        sqlx::query_scalar::<Db, i64>("SELECT second_person FROM bank_settings WHERE bank_id = $1")
            .bind(bank_id)
            .fetch_optional(&mut *self.conn)
            .await
            .map(|set| set == Some(1))
            .map_err(failed)
    }

    async fn set_second_person(&mut self, bank_id: &str, second_person: bool) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO bank_settings (bank_id, second_person) VALUES ($1, $2)
             ON CONFLICT (bank_id) DO UPDATE SET second_person = excluded.second_person",
        )
        .bind(bank_id)
        .bind(i64::from(second_person));
        self.execute(statement).await
    }

    async fn retired_questions(&mut self, bank_id: &str, limit: i64) -> Result<Vec<String>> {
        sqlx::query_scalar::<Db, String>(
            "SELECT q.id FROM question_versions q
             WHERE q.bank_id = $1 AND q.retired_in IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM question_versions n
                               WHERE n.bank_id = $1 AND n.slug = q.slug
                                 AND (n.retired_in IS NULL OR n.version > q.version))
             ORDER BY q.retired_in DESC, q.position, q.id LIMIT $2",
        )
        .bind(bank_id)
        .bind(limit)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)
    }
}
