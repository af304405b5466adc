//! Two people of one ranking side by side, with the pair probability in words.

use super::ranking_page::{Shown, ranked, shown};
use super::{CandidateResult, RankedPerson, candidate, intake_of};
use crate::principal::OnAssessment;
use crate::{Error, Result, Service};
use domain::ids::{IntakeId, InvitationId};
use domain::ranking::{PairComparison, compare as pair};

/// Two people and what their scores say about the pair.
#[derive(Debug, Clone)]
pub struct Comparison {
    pub shown: Shown,
    pub people: [(RankedPerson, CandidateResult); 2],
    pub pair: PairComparison,
    /// One or two plain sentences.
    pub words: String,
}

/// Compares two ranked people of an intake.
///
/// # Errors
/// [`Error::NotFound`] unless both are in the ranking that the intake shows; [`Error::Refused`] for one person twice.
pub async fn compare(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    a: InvitationId,
    b: InvitationId,
    blind: bool,
) -> Result<Comparison> {
    if a == b {
        return Err(Error::Refused(
            "Choose two different people to compare.".into(),
        ));
    }
    let mut tx = service.read().await?;
    let record = intake_of(&mut *tx, on, intake).await?;
    let id = record.snapshot_id.ok_or(Error::NotFound)?;
    let shown = shown(&mut *tx, &id).await?.ok_or(Error::NotFound)?;
    let first = tx
        .snapshot_entry(&id, &a.to_string())
        .await?
        .ok_or(Error::NotFound)?;
    let second = tx
        .snapshot_entry(&id, &b.to_string())
        .await?
        .ok_or(Error::NotFound)?;
    drop(tx);
    let (first, second) = (ranked(first, blind)?, ranked(second, blind)?);
    let results = [
        candidate(service, on, intake, a, blind).await?,
        candidate(service, on, intake, b, blind).await?,
    ];
    let pair = pair(&first.entry, &second.entry, &shown.content.snapshot);
    let words = pair.words(&first.name, &second.name);
    let [one, two] = results;
    Ok(Comparison {
        shown,
        people: [(first, one), (second, two)],
        pair,
        words,
    })
}
