//! One slice after the other: read, compute, store.

use crate::ports::{CardRecord, StatisticsRecord, Tx};
use crate::{Error, Result, Service};
use domain::analysis::{
    self, Folded, Sample, Scored, Sensitivity, answer_seconds, fold_version, question_sums,
    sensitivity,
};
use domain::frozen::FrozenAssessment;
use domain::ids::QuestionVersionId;
use domain::score_card::ScoreCard;
use domain::time::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;

/// Attempts folded at a time.
const SLICE: i64 = 1_000;

/// Folds what waits, and computes from the beginning where something folded has changed or nothing is stored, until
/// nothing is left. Run by the worker; run twice, it adds nothing twice.
///
/// # Errors
/// [`Error::NotFound`] for an unknown frozen assessment; those of the store.
pub async fn fold(service: &Service, frozen_id: &str) -> Result<()> {
    let frozen = service.frozen(frozen_id).await?;
    loop {
        let Some(slice) = read(service, frozen_id).await? else {
            return Ok(());
        };
        let (frozen, now) = (Arc::clone(&frozen), service.now());
        let next = tokio::task::spawn_blocking(move || slice.folded(&frozen, now))
            .await
            .map_err(|cause| Error::internal("folding", &cause))??;
        // Somebody else may have stored something: then the next round reads what stands now.
        service
            .write(move |tx| {
                Box::pin(async move {
                    let record = &next.record;
                    if tx.save_statistics(record, &next.sample).await? {
                        let (frozen, version) = (&record.frozen_id, &record.engine_version);
                        tx.save_question_use(frozen, version, &next.questions)
                            .await?;
                        tx.delete_unfolded(&next.cards).await?;
                    }
                    Ok(())
                })
            })
            .await?;
    }
}

/// What one round begins with.
struct Slice {
    stored: StatisticsRecord,
    sample: String,
    cards: Vec<CardRecord>,
    saved: Saved,
    /// Everything is computed from the beginning.
    anew: bool,
}

/// When answers were last saved, by attempt.
type Saved = HashMap<String, Vec<(QuestionVersionId, Timestamp)>>;

/// What it stores.
struct Next {
    record: StatisticsRecord,
    sample: String,
    /// Id and sums of each question.
    questions: Vec<(String, String)>,
    cards: Vec<String>,
}

/// `None` when nothing is left to do.
async fn read(service: &Service, frozen_id: &str) -> Result<Option<Slice>> {
    let mut tx = service.read().await?;
    let stored = tx.statistics(frozen_id).await?;
    let anew = stored
        .as_ref()
        .is_none_or(|stored| stored.stale || stored.engine_version != fold_version());
    let mut stored = stored.unwrap_or_else(|| StatisticsRecord {
        frozen_id: frozen_id.to_owned(),
        engine_version: String::new(),
        revision: 0,
        stale: false,
        folded_to: None,
        content: String::new(),
        sensitivity: None,
        updated_at: Timestamp(0),
    });
    let mut sample = String::new();
    if anew {
        // Every id comes after the empty one.
        stored.folded_to = Some(String::new());
        stored.sensitivity = None;
    } else {
        sample = tx.statistics_sample(frozen_id).await?.unwrap_or_default();
    }
    let cards = match &stored.folded_to {
        Some(last) => tx.cards_after(frozen_id, last, SLICE).await?,
        None => tx.unfolded_cards(frozen_id, SLICE).await?,
    };
    if cards.is_empty() && stored.folded_to.is_none() {
        return Ok(None);
    }
    let saved = saved(&mut *tx, &cards).await?;
    Ok(Some(Slice {
        stored,
        sample,
        saved,
        cards,
        anew,
    }))
}

/// When the answers behind `cards` were saved; of attempts taken in one go only, because a pause is no time for
/// answering.
async fn saved(tx: &mut dyn Tx, cards: &[CardRecord]) -> Result<Saved> {
    let timed = cards.iter().filter(|card| card.counts && card.in_one_go);
    let ids: Vec<String> = timed.map(|card| card.attempt_id.clone()).collect();
    let mut saved = Saved::new();
    for answer in tx.answer_times(&ids).await? {
        if let Ok(question) = answer.question_id.parse() {
            let of_attempt = saved.entry(answer.attempt_id).or_default();
            of_attempt.push((question, answer.saved_at));
        }
    }
    Ok(saved)
}

impl Slice {
    /// Takes its time: not for a thread that others wait for.
    fn folded(self, frozen: &FrozenAssessment, now: Timestamp) -> Result<Next> {
        let empty = || Folded::empty(frozen);
        let (mut folded, mut sample) = if self.anew {
            let folded = empty().map_err(|cause| Error::internal("statistics", &cause))?;
            (folded, Sample::default())
        } else {
            let folded = Folded::from_json(frozen, &self.stored.content)
                .ok_or_else(|| Error::internal("statistics", &"stored numbers do not fit"))?;
            (folded, serde_json::from_str(&self.sample)?)
        };
        let cards = parsed(&self.cards)?;
        let times: Vec<Vec<(QuestionVersionId, f64)>> = cards
            .iter()
            .map(|(card, record)| {
                let saved = self.saved.get(&record.attempt_id);
                saved.map_or_else(Vec::new, |saved| {
                    answer_seconds(card, record.started_at, saved)
                })
            })
            .collect();
        let pairs = cards.iter().zip(&times);
        let scored = pairs.map(|((card, record), times)| scored(card, record, times));
        let scored = scored.collect::<Result<Vec<_>>>()?;
        analysis::fold(frozen, &mut folded, &mut sample, scored);
        let full = self.cards.len() as i64 == SLICE;
        let last = self.cards.last().map(|card| card.attempt_id.clone());
        let folded_to = last.filter(|_| full && self.stored.folded_to.is_some());
        let kept = self.stored.sensitivity.clone();
        let sensitivity = if full || !is_due(kept.as_deref(), folded.attempts()) {
            kept
        } else {
            sensitivity(frozen, &folded, &sample)
                .map(|found| serde_json::to_string(&found))
                .transpose()?
        };
        Ok(Next {
            record: StatisticsRecord {
                engine_version: fold_version(),
                stale: false,
                folded_to,
                content: folded.to_json()?,
                sensitivity,
                updated_at: now,
                ..self.stored
            },
            questions: question_sums(frozen, &folded)
                .iter()
                .map(|(id, sums)| Ok((id.to_string(), serde_json::to_string(sums)?)))
                .collect::<Result<_>>()?,
            sample: serde_json::to_string(&sample)?,
            cards: self.cards.into_iter().map(|card| card.id).collect(),
        })
    }
}

/// A thousand draws are made again once a tenth more attempts are there.
fn is_due(stored: Option<&str>, attempts: u64) -> bool {
    let stored = stored.and_then(|text| serde_json::from_str::<Sensitivity>(text).ok());
    stored.is_none_or(|stored| attempts >= stored.of + stored.of.div_ceil(10))
}

fn parsed(records: &[CardRecord]) -> Result<Vec<(ScoreCard, &CardRecord)>> {
    let counting = records.iter().filter(|record| record.counts);
    counting
        .map(|record| Ok((serde_json::from_str(&record.content)?, record)))
        .collect()
}

fn scored<'a>(
    card: &'a ScoreCard,
    record: &CardRecord,
    answered_in: &'a [(QuestionVersionId, f64)],
) -> Result<Scored<'a>> {
    let ended = record.ended_at.filter(|_| record.in_one_go);
    let millis = ended.map(|ended| ended.since(record.started_at));
    Ok(Scored {
        attempt: record
            .attempt_id
            .parse()
            .map_err(|cause| Error::internal("stored id", &cause))?,
        card,
        seconds: millis.and_then(|millis| u64::try_from(millis / 1_000).ok()),
        ended: record.ended_at.unwrap_or(record.started_at),
        answered_in,
    })
}
