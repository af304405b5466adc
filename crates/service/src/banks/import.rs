//! Importing a bank: all of it or nothing. Question versions are immutable: what did not change keeps its version,
//! what changed gets the next one, what is missing is retired; assessments that selected a version keep it.

mod plan;
mod row;

use super::conflict;
use crate::audit::Line;
use crate::ports::{BankRecord, Tx};
use crate::tokens::hex;
use crate::{Error, Result, Service};
use domain::bank::{Bank, Key, Severity, Visibility, check};
use domain::ids::QuestionVersionId;
use domain::question::{Question, QuestionVersion};
use plan::plan;
use row::{replies_hash, row, scenario_hash};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What an import did. Only `kept` is above 0 when the bank was there already, word for word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    pub slug: String,
    pub title: String,
    /// The bank's version now.
    pub version: i64,
    pub added: usize,
    pub changed: usize,
    pub kept: usize,
    pub retired: usize,
}

/// Imports a bank that was read from its file. `actor` says in words who does it, such as "command line".
///
/// # Errors
/// [`Error::Refused`] when the bank has errors ([`check`] names them), [`Error::Conflict`] when another import of the
/// same bank came first. Nothing is changed then.
pub async fn import(service: &Service, actor: &str, bank: Bank) -> Result<Imported> {
    let errors = check(&bank)
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    if errors > 0 {
        return Err(Error::Refused(format!(
            "The bank “{}” has {errors} errors. Check its file; nothing was imported.",
            bank.info.title
        )));
    }
    let now = service.now();
    let audit = Line::server(service, actor);
    let actor = actor.to_owned();
    let bank_id = service.new_uuid().to_string();
    let ids: Vec<uuid::Uuid> = bank.questions.iter().map(|_| service.new_uuid()).collect();
    service
        .write(move |tx| {
            Box::pin(async move {
                let record = BankRecord {
                    id: bank_id,
                    slug: bank.info.id.clone(),
                    title: bank.info.title.clone(),
                    version: 1,
                    info: serde_json::to_string(&bank.info)?,
                    content_hash: hash(&bank)?,
                    questions: i64::try_from(bank.questions.len()).unwrap_or(i64::MAX),
                    imported_at: now,
                    imported_by: actor,
                };
                store(tx, &bank, record, &ids, audit).await
            })
        })
        .await
}

async fn store(
    tx: &mut dyn Tx,
    bank: &Bank,
    mut record: BankRecord,
    ids: &[uuid::Uuid],
    audit: Line,
) -> Result<Imported> {
    let present = tx.bank(&record.slug).await?;
    let written = match &present {
        Some(present) if present.content_hash == record.content_hash => {
            return Ok(Imported {
                slug: record.slug,
                title: record.title,
                version: present.version,
                added: 0,
                changed: 0,
                kept: bank.questions.len(),
                retired: 0,
            });
        }
        Some(present) => {
            record.id = present.id.clone();
            record.version = present.version + 1;
            tx.advance_bank(&record, present.version).await?
        }
        None => tx.insert_bank(&record).await?,
    };
    if !written {
        return Err(conflict());
    }
    let current = tx.current_questions(&record.id).await?;
    let numbers: BTreeMap<String, i64> =
        tx.question_numbers(&record.id).await?.into_iter().collect();
    let mut keys = Vec::with_capacity(bank.questions.len());
    for question in &bank.questions {
        keys.push(readable_key(tx, &bank.info.key, question).await?);
    }
    let plan = plan(&current, &numbers, &bank.questions, &keys)?;
    for id in &plan.retired {
        tx.retire_question_version(id, record.version).await?;
    }
    for (id, position) in &plan.moved {
        tx.place_question_version(id, *position).await?;
    }
    for new in &plan.new {
        let version = QuestionVersion {
            id: QuestionVersionId(ids[new.index]),
            bank: record.slug.clone(),
            number: u32::try_from(new.number).unwrap_or(u32::MAX),
            key: keys[new.index].clone(),
            question: bank.questions[new.index].clone(),
        };
        let row = row(&record, &version, new, record.imported_at)?;
        tx.insert_question_version(&row).await?;
    }
    let imported = Imported {
        slug: record.slug.clone(),
        title: record.title.clone(),
        version: record.version,
        added: plan.added,
        changed: plan.new.len() - plan.added,
        kept: plan.kept,
        retired: plan.retired.len() + plan.added - plan.new.len(),
    };
    let detail = format!(
        "Version {}: {} added, {} changed, {} kept, {} retired.",
        imported.version, imported.added, imported.changed, imported.kept, imported.retired
    );
    audit
        .write(tx, "bank.import", &record.slug, None, &detail)
        .await?;
    Ok(imported)
}

/// A private bank that repeats the scenario or the replies of a public one has a key that applicants can read.
async fn readable_key(tx: &mut dyn Tx, key: &Key, question: &Question) -> Result<Key> {
    let mut key = key.clone();
    if key.visibility == Visibility::Private
        && tx
            .is_public_wording(&scenario_hash(question), &replies_hash(question))
            .await?
    {
        key.visibility = Visibility::Public;
    }
    Ok(key)
}

/// SHA-256 of the JSON, in which fields have a fixed order.
fn hash(value: &impl Serialize) -> Result<String> {
    Ok(hex(&Sha256::digest(serde_json::to_vec(value)?)))
}

#[cfg(test)]
mod tests;
