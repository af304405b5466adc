//! The ranking page: one slice of the snapshot an intake shows, the figures around it, and those who are not ranked.

use super::rank::SnapshotContent;
use super::{Decision, intake_of, rank_entry};
use crate::ports::{RankedPersonRecord, SliceFilter, SliceOrder, StateCount, Tx, containing};
use crate::principal::OnAssessment;
use crate::{Error, Result, Service};
use domain::frozen::FrozenAssessment;
use domain::ids::IntakeId;
use domain::ranking::RankEntry;
use domain::time::Timestamp;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// People a page.
pub const PAGE: u32 = 50;
/// People listed apart because they are not ranked; the rest are counted.
const UNRANKED: i64 = 50;

/// What a reader asks of the ranking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankingQuery {
    pub order: SliceOrder,
    /// From 1.
    pub page: u32,
    /// Part of a name; ignored in blind mode, which it would undo.
    pub name: String,
    pub decision: Option<Decision>,
    pub band: Option<u32>,
    /// Names and addresses are left out.
    pub blind: bool,
}

/// A person's place, and what the page may say about the person.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedPerson {
    pub entry: RankEntry,
    pub invitation: String,
    /// The name, or a number in blind mode.
    pub name: String,
    /// Empty in blind mode.
    pub email: String,
    pub decision: Decision,
    pub simulated: bool,
}

/// Somebody whose attempt ended without being ranked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unranked {
    pub invitation: String,
    pub name: String,
    /// Under 80 % answered; otherwise too little evidence was left after losses.
    pub unfinished: bool,
    pub simulated: bool,
}

/// How an intake stands, in people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Invitations sent, whatever became of them.
    pub invited: u64,
    pub started: u64,
    /// Complete attempts now; the snapshot may hold fewer.
    pub complete: u64,
    pub not_ranked: u64,
}

/// The snapshot a page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    pub id: String,
    pub content: SnapshotContent,
    /// The intake is closed: this ranking stays as it is.
    pub is_final: bool,
}

#[derive(Debug, Clone)]
pub struct RankingPage {
    /// The titles of the assessment and of the intake.
    pub assessment: String,
    pub intake: String,
    pub closed_at: Option<Timestamp>,
    pub simulated: bool,
    /// Absent before the first snapshot.
    pub shown: Option<Shown>,
    pub counts: Counts,
    pub people: Vec<RankedPerson>,
    /// How many pages there are; absent for a search, which only knows whether there is another.
    pub pages: Option<u32>,
    pub has_next: bool,
    pub unranked: Vec<Unranked>,
    /// Absent before publishing.
    pub frozen: Option<Arc<FrozenAssessment>>,
}

/// A stable number for a person, made from the invitation alone: it says nothing about score, arrival or name.
pub fn blind_label(invitation: &str) -> String {
    let digest = Sha256::digest(invitation.as_bytes());
    let number = digest
        .iter()
        .take(8)
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!(
        "Candidate {:04}-{:04}",
        number / 10_000 % 10_000,
        number % 10_000
    )
}

/// One page of an intake's ranking.
///
/// # Errors
/// [`Error::NotFound`] for an intake of another assessment; those of the store.
pub async fn ranking_page(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    query: &RankingQuery,
) -> Result<RankingPage> {
    let mut tx = service.read().await?;
    let intake = intake_of(&mut *tx, on, intake).await?;
    let shown = match &intake.snapshot_id {
        Some(id) => shown(&mut *tx, id).await?,
        None => None,
    };
    let slice = match &shown {
        Some(shown) => slice(&mut *tx, shown, query).await?,
        None => Slice::default(),
    };
    let counts = Counts::of(
        &tx.invitation_states(&intake.id).await?,
        &tx.attempt_completeness(&intake.id).await?,
    );
    let unranked = match counts.not_ranked {
        0 => Vec::new(),
        _ => tx.unranked(&intake.id, UNRANKED).await?,
    };
    drop(tx);
    let frozen = match &intake.frozen_id {
        Some(id) => Some(service.frozen(id).await?),
        None => None,
    };
    Ok(RankingPage {
        people: slice
            .people
            .into_iter()
            .map(|person| ranked(person, query.blind))
            .collect::<Result<_>>()?,
        pages: slice.pages,
        has_next: slice.has_next,
        unranked: unranked
            .into_iter()
            .map(|one| Unranked {
                name: shown_name(&one.invitation_id, one.name, query.blind),
                invitation: one.invitation_id,
                unfinished: one.completeness == "unfinished",
                simulated: one.simulated,
            })
            .collect(),
        assessment: intake.assessment_title,
        intake: intake.name,
        closed_at: intake.closed_at,
        simulated: intake.simulated,
        shown,
        counts,
        frozen,
    })
}

/// The snapshot of this id, parsed.
pub(crate) async fn shown(tx: &mut dyn Tx, id: &str) -> Result<Option<Shown>> {
    let Some(record) = tx.snapshot(id).await? else {
        return Ok(None);
    };
    let content = serde_json::from_str(&record.content)?;
    Ok(Some(Shown {
        id: record.id,
        content,
        is_final: record.is_final,
    }))
}

/// A person as pages see one.
pub(super) fn ranked(person: RankedPersonRecord, blind: bool) -> Result<RankedPerson> {
    Ok(RankedPerson {
        entry: rank_entry(&person.entry)?,
        name: shown_name(&person.invitation_id, person.name, blind),
        invitation: person.invitation_id,
        email: if blind { String::new() } else { person.email },
        decision: Decision::parse(&person.decision).unwrap_or(Decision::Undecided),
        simulated: person.simulated,
    })
}

pub(crate) fn shown_name(invitation: &str, name: String, blind: bool) -> String {
    if blind { blind_label(invitation) } else { name }
}

#[derive(Default)]
struct Slice {
    people: Vec<RankedPersonRecord>,
    pages: Option<u32>,
    has_next: bool,
}

async fn slice(tx: &mut dyn Tx, shown: &Shown, query: &RankingQuery) -> Result<Slice> {
    let page = i64::from(query.page.saturating_sub(1));
    let size = i64::from(PAGE);
    let name = query.name.trim();
    let searches = query.decision.is_some() || (!name.is_empty() && !query.blind);
    if searches {
        let filter = SliceFilter {
            name_pattern: (!name.is_empty() && !query.blind)
                .then(|| containing(&name.to_lowercase())),
            decision: query.decision.map(|decision| decision.as_str().to_owned()),
            band: query.band.map(i64::from),
        };
        let mut people = tx
            .snapshot_search(&shown.id, query.order, &filter, page * size, size + 1)
            .await?;
        let has_next = people.len() > PAGE as usize;
        people.truncate(PAGE as usize);
        return Ok(Slice {
            people,
            pages: None,
            has_next,
        });
    }
    let (first, last) = positions(shown, query.band);
    let from = first + page * size;
    let people = match from < last {
        true => {
            tx.snapshot_slice(&shown.id, query.order, from, last.min(from + size))
                .await?
        }
        false => Vec::new(),
    };
    let pages =
        u32::try_from((last - first).div_euclid(size) + i64::from((last - first) % size > 0));
    let pages = pages.unwrap_or(u32::MAX).max(1);
    Ok(Slice {
        people,
        pages: Some(pages),
        has_next: query.page < pages,
    })
}

/// The positions of a band (the same by band and by score), or of everybody.
fn positions(shown: &Shown, band: Option<u32>) -> (i64, i64) {
    let sizes = &shown.content.snapshot.band_sizes;
    match band.and_then(|band| usize::try_from(band).ok()) {
        None => (0, shown.content.snapshot.submissions.into()),
        Some(band) => {
            let before = sizes
                .iter()
                .take(band.saturating_sub(1))
                .map(|size| i64::from(*size))
                .sum::<i64>();
            let size = band
                .checked_sub(1)
                .and_then(|at| sizes.get(at))
                .map_or(0, |size| i64::from(*size));
            (before, before + size)
        }
    }
}

impl Counts {
    fn of(invitations: &[StateCount], attempts: &[StateCount]) -> Self {
        let sum = |counts: &[StateCount], states: &[&str]| -> u64 {
            let wanted = counts
                .iter()
                .filter(|one| states.contains(&one.state.as_str()));
            wanted
                .map(|one| u64::try_from(one.count).unwrap_or(0))
                .sum()
        };
        Self {
            invited: invitations
                .iter()
                .map(|one| u64::try_from(one.count).unwrap_or(0))
                .sum(),
            started: sum(invitations, &["started"]),
            complete: sum(attempts, &["complete"]),
            not_ranked: sum(attempts, &["unfinished", "insufficient_evidence"]),
        }
    }
}

/// The snapshot somebody looked at has been deleted since.
pub(super) fn missing_snapshot() -> Error {
    Error::Conflict(
        "The ranking was made anew since you opened this page. Please look at it again.".into(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blind_labels_are_stable_and_tell_nothing() {
        let label = blind_label("0192a");
        assert_eq!(label, blind_label("0192a"));
        assert_ne!(label, blind_label("0192b"));
        assert_eq!(label.len(), "Candidate 0000-0000".len());
    }
}
