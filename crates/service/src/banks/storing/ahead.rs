//! A bank's next version, written in two steps for banks of many questions: rows ahead, into a staged bank that nobody
//! sees, and then one short unit that reveals them. The rules of what stays, changes and leaves are those of
//! [`store`](super::store). The caller writes the rows that [`Ahead::row`] gives, then applies the [`Reveal`].

use super::plan::{Plan, plan};
use super::{Place, hash, next, row::row};
use crate::ports::{BankRecord, CurrentQuestion, NewQuestionVersion, Tx};
use crate::{Error, Result};
use domain::bank::BankInfo;
use domain::ids::QuestionVersionId;
use domain::question::{Question, QuestionVersion};
use domain::time::Timestamp;
use std::collections::BTreeMap;

/// A next version that is being drawn up.
pub(in crate::banks) struct Ahead {
    staged: String,
    present: Option<BankRecord>,
    info: BankInfo,
    record: BankRecord,
    current: Vec<CurrentQuestion>,
    numbers: BTreeMap<String, i64>,
    /// By the question's id.
    places: BTreeMap<String, Place>,
    last: i64,
}

/// Which questions the next version holds.
pub(in crate::banks) enum Bound {
    /// What it holds already, and what was written.
    Keep,
    /// These alone, each in its place.
    Only(Vec<(i64, String)>),
}

impl Ahead {
    /// The version after `present`, or the first one, to be staged under the id `staged`; a new bank keeps that id.
    pub(in crate::banks) async fn begin(
        tx: &mut dyn Tx,
        staged: &str,
        present: Option<BankRecord>,
        info: BankInfo,
        (at, actor): (Timestamp, String),
    ) -> Result<Self> {
        let (mut current, mut numbers) = (Vec::new(), BTreeMap::new());
        if let Some(present) = &present {
            current = tx.current_questions(&present.id).await?;
            numbers = tx
                .question_numbers(&present.id)
                .await?
                .into_iter()
                .collect();
        }
        let places = current
            .iter()
            .map(|one| (one.slug.clone(), Place::kept(one)));
        Ok(Self {
            staged: staged.to_owned(),
            record: next(present.as_ref(), &info, staged, at, actor)?,
            places: places.collect(),
            last: current.iter().map(|one| one.position).max().unwrap_or(-1),
            present,
            info,
            current,
            numbers,
        })
    }

    /// The row of a question as its author gives it; `None` where the bank holds it word for word. Without a place it
    /// takes that of the version it replaces, or the last one.
    pub(in crate::banks) async fn row(
        &mut self,
        tx: &mut dyn Tx,
        id: uuid::Uuid,
        question: Question,
        place: Option<i64>,
    ) -> Result<Option<NewQuestionVersion>> {
        let held = self.places.get(&question.id);
        let own = held.map_or(self.last + 1, |held| held.position);
        let position = place.unwrap_or(own);
        self.last = self.last.max(position);
        let before = held.map(|held| held.content_hash.clone());
        let mut place = Place::of(tx, &self.info.key, question, position).await?;
        if before.as_ref() == Some(&place.content_hash) {
            return Ok(None);
        }
        let (question, key) = place.content.take().ok_or(Error::Internal)?;
        let number = self
            .numbers
            .get(&place.slug)
            .map_or(1, |highest| highest + 1);
        let version = QuestionVersion {
            id: QuestionVersionId(id),
            bank: self.record.slug.clone(),
            number: u32::try_from(number).unwrap_or(u32::MAX),
            key,
            question,
        };
        let staged = BankRecord {
            id: self.staged.clone(),
            ..self.record.clone()
        };
        let row = row(&staged, &version, &place, number)?;
        self.places.insert(place.slug.clone(), place);
        Ok(Some(row))
    }

    /// What the last unit does.
    ///
    /// # Errors
    /// [`Error::Internal`] when `bound` names a question that was not written and is not held.
    pub(in crate::banks) fn reveal(mut self, bound: Bound) -> Result<Reveal> {
        let places: Vec<Place> = match bound {
            Bound::Keep => {
                let mut places: Vec<Place> = self.places.into_values().collect();
                places.sort_by_key(|place| place.position);
                places
            }
            Bound::Only(order) => {
                let mut places = Vec::with_capacity(order.len());
                for (position, slug) in order {
                    let mut place = self.places.remove(&slug).ok_or(Error::Internal)?;
                    place.position = position;
                    places.push(place);
                }
                places
            }
        };
        let hashes: Vec<&str> = places.iter().map(|one| one.content_hash.as_str()).collect();
        self.record.content_hash = hash(&(&self.info, hashes))?;
        self.record.questions = i64::try_from(places.len()).unwrap_or(i64::MAX);
        let plan = plan(&self.current, &self.numbers, &places);
        Ok(Reveal {
            staged_id: self.staged,
            present: self.present,
            record: self.record,
            plan,
        })
    }
}

/// The last unit of a version that was written ahead.
pub(in crate::banks) struct Reveal {
    staged_id: String,
    present: Option<BankRecord>,
    record: BankRecord,
    plan: Plan,
}

/// What a reveal did.
pub(in crate::banks) struct Revealed {
    pub(in crate::banks) slug: String,
    version: i64,
    added: usize,
    changed: usize,
    kept: usize,
    retired: usize,
}

impl Revealed {
    /// "Version 3: 2 added, 1 changed, 40 kept, 0 retired."
    pub(in crate::banks) fn words(&self) -> String {
        format!(
            "Version {}: {} added, {} changed, {} kept, {} retired.",
            self.version, self.added, self.changed, self.kept, self.retired
        )
    }
}

impl Reveal {
    /// Makes what was written ahead the bank's next version.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the bank is not what it was, or the id of a new one is taken.
    pub(in crate::banks) async fn apply(self, tx: &mut dyn Tx) -> Result<Revealed> {
        let Self {
            staged_id,
            present,
            record,
            plan,
        } = self;
        let mut revealed = Revealed {
            slug: record.slug.clone(),
            version: record.version,
            added: plan.added,
            changed: plan.new.len() - plan.added,
            kept: plan.kept,
            retired: plan.retired.len() + plan.added - plan.new.len(),
        };
        if let Some(present) = present
            .as_ref()
            .filter(|one| one.content_hash == record.content_hash)
        {
            let now = tx.bank(&present.slug).await?;
            if now.is_none_or(|now| now.version != present.version) {
                return Err(super::conflict());
            }
            revealed.version = present.version;
            return Ok(revealed);
        }
        tx.stage_bank(&staged_id, record.imported_at).await?;
        let Some(present) = present else {
            return match tx.reveal_staged_bank(&record).await? {
                true => Ok(revealed),
                false => Err(super::conflict()),
            };
        };
        if !tx.advance_bank(&record, present.version).await? {
            return Err(super::conflict());
        }
        tx.retire_question_versions(&plan.retired, record.version)
            .await?;
        for (id, position) in &plan.moved {
            tx.place_question_version(id, *position).await?;
        }
        tx.reveal_staged_questions(&staged_id, &present.id).await?;
        tx.delete_staged_bank(&staged_id).await?;
        Ok(revealed)
    }
}
