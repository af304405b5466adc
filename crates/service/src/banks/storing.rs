//! How a bank gets its next version, whether a file is imported or the workshop revises it. Question versions are
//! immutable: what did not change keeps its version, what changed gets the next one, what is missing is retired;
//! assessments that selected a version keep it. Checks nothing: whoever calls has checked the questions.

mod ahead;
mod plan;
mod row;

pub(super) use ahead::{Ahead, Bound, Reveal};

use super::conflict;
use crate::ports::{BankRecord, CurrentQuestion, Tx};
use crate::tokens::hex;
use crate::{Error, Result};
use domain::bank::{BankInfo, Key, Visibility};
use domain::ids::QuestionVersionId;
use domain::question::{Question, QuestionVersion};
use domain::time::Timestamp;
use plan::plan;
use row::{replies_hash, row, scenario_hash};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// One place of a bank's next version.
pub(super) struct Place {
    pub(super) slug: String,
    /// Orders the questions of a bank; gaps say nothing.
    pub(super) position: i64,
    /// Of the question with the key it has here.
    pub(super) content_hash: String,
    /// Left out for what the bank holds already.
    content: Option<(Question, Key)>,
}

impl Place {
    /// A question as its author gives it, with the key it has in a bank with `bank_key`.
    pub(super) async fn of(
        tx: &mut dyn Tx,
        bank_key: &Key,
        question: Question,
        position: i64,
    ) -> Result<Self> {
        let key = readable_key(tx, question.key.as_ref().unwrap_or(bank_key), &question).await?;
        Ok(Self {
            slug: question.id.clone(),
            position,
            content_hash: hash(&(&question, &key))?,
            content: Some((question, key)),
        })
    }

    /// A question that stays as it is.
    pub(super) fn kept(current: &CurrentQuestion) -> Self {
        Self {
            slug: current.slug.clone(),
            position: current.position,
            content_hash: current.content_hash.clone(),
            content: None,
        }
    }
}

/// When and by whom a bank is changed, and the ids it takes: drawn outside the unit.
pub(super) struct Stamp {
    pub(super) at: Timestamp,
    /// In words.
    pub(super) actor: String,
    /// For a bank that is not there yet.
    pub(super) bank_id: uuid::Uuid,
    /// At least one for each question given with its content.
    pub(super) ids: Vec<uuid::Uuid>,
}

/// What became of the questions.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Stored {
    /// The bank's version now.
    pub(super) version: i64,
    pub(super) added: usize,
    pub(super) changed: usize,
    pub(super) kept: usize,
    pub(super) retired: usize,
    /// The versions written, by the question's id.
    pub(super) new: BTreeMap<String, QuestionVersionId>,
}

/// Stores the next version of a bank after `present`, or its first one. What is the same word for word changes nothing.
///
/// # Errors
/// [`Error::Conflict`] when the bank is not as `present` says (any more).
pub(super) async fn store(
    tx: &mut dyn Tx,
    present: Option<&BankRecord>,
    info: &BankInfo,
    places: Vec<Place>,
    stamp: Stamp,
) -> Result<Stored> {
    let hashes: Vec<&str> = places
        .iter()
        .map(|place| place.content_hash.as_str())
        .collect();
    let id = stamp.bank_id.to_string();
    let record = BankRecord {
        content_hash: hash(&(info, hashes))?,
        questions: i64::try_from(places.len()).unwrap_or(i64::MAX),
        ..next(present, info, &id, stamp.at, stamp.actor)?
    };
    let written = match present {
        Some(present) if present.content_hash == record.content_hash => {
            return Ok(Stored {
                version: present.version,
                kept: places.len(),
                ..Stored::default()
            });
        }
        Some(present) => tx.advance_bank(&record, present.version).await?,
        None => tx.insert_bank(&record).await?,
    };
    if !written {
        return Err(conflict());
    }
    write(tx, &record, places, stamp.ids).await
}

/// The version after `present`, or the first one of a bank with this id, before its questions are counted.
fn next(
    present: Option<&BankRecord>,
    info: &BankInfo,
    id: &str,
    at: Timestamp,
    actor: String,
) -> Result<BankRecord> {
    Ok(BankRecord {
        id: present.map_or(id, |present| &present.id).to_owned(),
        slug: info.id.clone(),
        title: info.title.clone(),
        version: present.map_or(1, |present| present.version + 1),
        info: serde_json::to_string(info)?,
        content_hash: String::new(),
        questions: 0,
        imported_at: at,
        imported_by: actor,
    })
}

async fn write(
    tx: &mut dyn Tx,
    record: &BankRecord,
    mut places: Vec<Place>,
    ids: Vec<uuid::Uuid>,
) -> Result<Stored> {
    let current = tx.current_questions(&record.id).await?;
    let numbers: BTreeMap<String, i64> =
        tx.question_numbers(&record.id).await?.into_iter().collect();
    let plan = plan(&current, &numbers, &places);
    tx.retire_question_versions(&plan.retired, record.version)
        .await?;
    for (id, position) in &plan.moved {
        tx.place_question_version(id, *position).await?;
    }
    let mut stored = Stored {
        version: record.version,
        added: plan.added,
        changed: plan.new.len() - plan.added,
        kept: plan.kept,
        retired: plan.retired.len() + plan.added - plan.new.len(),
        new: BTreeMap::new(),
    };
    for (new, id) in plan.new.iter().zip(ids) {
        // Whoever calls gives content for whatever the bank does not hold.
        let content = places.get_mut(new.index).and_then(|one| one.content.take());
        let (question, key) = content.ok_or(Error::Internal)?;
        let version = QuestionVersion {
            id: QuestionVersionId(id),
            bank: record.slug.clone(),
            number: u32::try_from(new.number).unwrap_or(u32::MAX),
            key,
            question,
        };
        let row = row(record, &version, &places[new.index], new.number)?;
        tx.insert_question_version(&row).await?;
        stored.new.insert(version.question.id, version.id);
    }
    if stored.new.len() < plan.new.len() {
        return Err(Error::Internal);
    }
    Ok(stored)
}

/// A private question that repeats the scenario or the replies of a public one has a key that applicants can read.
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
