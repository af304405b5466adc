//! One slice after the other: read, compute, store.

use crate::ports::{CardRecord, StatisticsRecord};
use crate::{Error, Result, Service};
use domain::ENGINE_VERSION;
use domain::analysis::{self, Folded, Sample, Scored, Sensitivity, sensitivity};
use domain::frozen::FrozenAssessment;
use domain::score_card::ScoreCard;
use domain::time::Timestamp;
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
                    if tx.save_statistics(&next.record, &next.sample).await? {
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
    /// Everything is computed from the beginning.
    anew: bool,
}

/// What it stores.
struct Next {
    record: StatisticsRecord,
    sample: String,
    cards: Vec<String>,
}

/// `None` when nothing is left to do.
async fn read(service: &Service, frozen_id: &str) -> Result<Option<Slice>> {
    let mut tx = service.read().await?;
    let stored = tx.statistics(frozen_id).await?;
    let anew = stored
        .as_ref()
        .is_none_or(|stored| stored.stale || stored.engine_version != ENGINE_VERSION);
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
    Ok(Some(Slice {
        stored,
        sample,
        cards,
        anew,
    }))
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
        let scored = cards.iter().map(|(card, record)| scored(card, record));
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
                engine_version: ENGINE_VERSION.into(),
                stale: false,
                folded_to,
                content: folded.to_json()?,
                sensitivity,
                updated_at: now,
                ..self.stored
            },
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

fn scored<'a>(card: &'a ScoreCard, record: &CardRecord) -> Result<Scored<'a>> {
    let ended = record.ended_at.filter(|_| record.in_one_go);
    let millis = ended.map(|ended| ended.since(record.started_at));
    Ok(Scored {
        attempt: record
            .attempt_id
            .parse()
            .map_err(|cause| Error::internal("stored id", &cause))?,
        card,
        seconds: millis.and_then(|millis| u64::try_from(millis / 1_000).ok()),
    })
}
