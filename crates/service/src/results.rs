//! Results: ranking an intake, the ranking page, one person's result, comparing two people, deciding, exporting.
//!
//! Never contains a time of day, a duration or an adjustment; never orders by speed, arrival or name. Decisions are
//! made by named people and rest on the snapshot they looked at. To add a view of results: a file below and its
//! queries in [`crate::ports::ResultsPort`].

mod candidate;
mod cards;
mod compare;
mod decide;
mod export;
mod rank;
mod ranking_page;

pub use crate::ports::SliceOrder;
pub use candidate::{CandidateResult, Place, candidate, ledger};
pub use cards::KeptCard;
pub use compare::{Comparison, compare};
pub use decide::{
    AT_ONCE, DecidedPerson, Decision, DecisionInput, DecisionPreview, REASON_FROM, REASON_TO,
    decide, preview,
};
pub use export::csv;
pub use rank::{SnapshotContent, freeze_intake, rank_intake};
pub use ranking_page::{
    Counts, PAGE, RankedPerson, RankingPage, RankingQuery, Shown, Unranked, blind_label,
    ranking_page,
};

pub(crate) use candidate::{card as card_of, place as place_in};
pub(crate) use ranking_page::{shown as shown_in, shown_name};

use crate::ports::{RankedIntakeRecord, SnapshotEntryRecord, Tx};
use crate::principal::OnAssessment;
use crate::{Error, Result, Service};
use domain::ids::IntakeId;
use domain::ranking::RankEntry;

/// The intake, if it belongs to the assessment that access was proven to.
pub(crate) async fn intake_of(
    tx: &mut dyn Tx,
    on: &OnAssessment,
    intake: IntakeId,
) -> Result<RankedIntakeRecord> {
    let found = tx.ranked_intake(&intake.to_string()).await?;
    found
        .filter(|intake| intake.assessment_id == on.assessment().to_string())
        .ok_or(Error::NotFound)
}

/// Proves that an intake belongs to the assessment.
///
/// # Errors
/// [`Error::NotFound`] otherwise.
pub async fn check_intake(service: &Service, on: &OnAssessment, intake: IntakeId) -> Result<()> {
    intake_of(&mut *service.read().await?, on, intake)
        .await
        .map(drop)
}

/// A stored entry as the domain knows it.
pub(crate) fn rank_entry(entry: &SnapshotEntryRecord) -> Result<RankEntry> {
    let position = |value: i64| {
        u32::try_from(value).map_err(|cause| Error::internal("stored position", &cause))
    };
    Ok(RankEntry {
        attempt: entry
            .attempt_id
            .parse()
            .map_err(|cause| Error::internal("stored id", &cause))?,
        total_micro: entry.total_micro,
        by_score: position(entry.by_score)?,
        by_band: position(entry.by_band)?,
        band: entry.band.map(position).transpose()?,
        rank_low: entry.rank_low.map(position).transpose()?,
        rank_high: entry.rank_high.map(position).transpose()?,
    })
}
