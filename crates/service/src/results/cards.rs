//! Every score card of an attempt: late answers that count and other keys make a new one, and the earlier ones stay.

use crate::ports::{ListedCardRecord, ResultAttemptRecord, Tx};
use crate::{Error, Result, Service};
use domain::frozen::{FrozenAssessment, KeyChange, KeyVersion};
use domain::score_card::ScoreCard;
use domain::time::Timestamp;

/// One score card, as it is listed.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptCard {
    pub id: String,
    /// It is the attempt's result.
    pub is_present: bool,
    pub made_at: Timestamp,
    pub total: f64,
    pub engine_version: String,
    /// Who adopted the keys it was scored by; absent for those it was published with.
    pub key_change: Option<KeyChange>,
    /// Questions that are scored by the key of another version than the one asked, by number.
    pub rekeyed: Vec<(usize, KeyVersion)>,
}

/// Every card of an attempt, the present one first, then the newest.
pub(super) async fn kept(
    service: &Service,
    attempt: &ResultAttemptRecord,
) -> Result<Vec<KeptCard>> {
    let records = service
        .read()
        .await?
        .score_cards_of(&attempt.attempt_id)
        .await?;
    let mut cards = Vec::with_capacity(records.len());
    for record in records.into_iter().rev() {
        let frozen = service.frozen(&record.frozen_id).await?;
        let is_present = attempt.score_card_id.as_deref() == Some(&record.id);
        cards.push(told(record, is_present, &frozen)?);
    }
    cards.sort_by_key(|card| !card.is_present);
    Ok(cards)
}

fn told(record: ListedCardRecord, is_present: bool, frozen: &FrozenAssessment) -> Result<KeptCard> {
    let card: ScoreCard = serde_json::from_str(&record.content)?;
    let numbered = frozen.questions.iter().zip(1..);
    Ok(KeptCard {
        id: record.id,
        is_present,
        made_at: record.created_at,
        total: card.total,
        engine_version: card.engine_version,
        key_change: frozen.key_change.clone(),
        rekeyed: numbered
            .filter_map(|(question, number)| Some((number, question.keyed_by?)))
            .collect(),
    })
}

/// One card of an attempt.
pub(super) async fn listed(tx: &mut dyn Tx, attempt: &str, id: &str) -> Result<ListedCardRecord> {
    let cards = tx.score_cards_of(attempt).await?;
    let found = cards.into_iter().find(|card| card.id == id);
    found.ok_or(Error::NotFound)
}
