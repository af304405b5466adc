//! Intakes: the hiring rounds of a published assessment. People are invited to an intake and ranked within it; closing
//! it ends what is open and freezes its ranking.
//!
//! Never contains scoring or ranking, and never an adjustment: recruiters see neither. To add something a recruiter
//! does with an intake: a file below, named by the verb.

mod close;
mod counts;
mod edit;
mod window;

pub use close::{Closing, close, closing};
pub use counts::Counts;
pub use edit::{IntakeFields, create, edit, may_create};
pub use window::day;
pub(crate) use window::end_of_day;

use crate::ports::{IntakeRecord, Tx};
use crate::principal::OnAssessment;
use crate::{Error, Result, Service};
use domain::ids::IntakeId;
use domain::time::Timestamp;

/// An intake as its pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    pub id: IntakeId,
    pub name: String,
    pub site: String,
    pub hiring_manager: String,
    /// Nobody can start before.
    pub opens_at: Option<Timestamp>,
    /// The last instant planned.
    pub closes_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    /// Who closed it, by name.
    pub closed_by: Option<String>,
    pub created_at: Timestamp,
    pub stage: Stage,
    pub counts: Counts,
}

/// What time and people have made of an intake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Its first day is yet to come; people can be invited.
    Ahead,
    Open,
    /// Its last day has passed. Nobody can start or go on; the ranking is not frozen yet.
    Over,
    /// Closed by a person: the ranking is frozen.
    Closed,
}

/// An intake with what stands above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakePage {
    pub intake: Intake,
    pub assessment_title: String,
    /// Its people are simulated.
    pub simulated: bool,
    /// The assessment was closed: nobody can be invited any more.
    pub assessment_closed: bool,
    /// How many a reminder to everybody would reach.
    pub to_remind: i64,
}

impl IntakePage {
    /// Whether people can be invited now.
    pub fn accepts_people(&self) -> bool {
        !self.assessment_closed && matches!(self.intake.stage, Stage::Ahead | Stage::Open)
    }
}

/// The intakes of an assessment, newest first.
///
/// # Errors
/// Those of the store.
pub async fn list(service: &Service, on: &OnAssessment) -> Result<Vec<Intake>> {
    let now = service.now();
    let assessment = on.assessment().to_string();
    let mut tx = service.read().await?;
    let records = tx.intakes_of(&assessment).await?;
    let counts = tx.intake_counts(&assessment, now).await?;
    records
        .into_iter()
        .map(|record| {
            let of_this = counts.iter().filter(|count| count.intake_id == record.id);
            let counts = Counts::sum(of_this);
            shown(record, counts, now)
        })
        .collect()
}

/// One intake.
///
/// # Errors
/// [`Error::NotFound`] when the assessment has no such intake.
pub async fn page(service: &Service, on: &OnAssessment, intake: IntakeId) -> Result<IntakePage> {
    let now = service.now();
    let mut tx = service.read().await?;
    let record = of_assessment(&mut *tx, on, intake).await?;
    let assessment = tx
        .assessment(&record.assessment_id)
        .await?
        .ok_or(Error::NotFound)?;
    let counts = Counts::sum(&tx.counts_of_intake(&record.id, now).await?);
    let to_remind = tx.count_to_remind(&record.id, now).await?;
    Ok(IntakePage {
        intake: shown(record, counts, now)?,
        assessment_title: assessment.title,
        simulated: assessment.simulated,
        assessment_closed: assessment.closed_at.is_some(),
        to_remind,
    })
}

/// The intake, if it belongs to the assessment that access was proven to.
pub(crate) async fn of_assessment(
    tx: &mut dyn Tx,
    on: &OnAssessment,
    intake: IntakeId,
) -> Result<IntakeRecord> {
    let found = tx.intake(&intake.to_string()).await?;
    found
        .filter(|intake| intake.assessment_id == on.assessment().to_string())
        .ok_or(Error::NotFound)
}

/// Invitations that end before this instant and were not started count as expired: all, once the intake is over.
pub(crate) fn cutoff(record: &IntakeRecord, now: Timestamp) -> Timestamp {
    match stage(record, now) {
        Stage::Ahead | Stage::Open => now,
        Stage::Over | Stage::Closed => Timestamp(i64::MAX),
    }
}

pub(crate) fn stage(record: &IntakeRecord, now: Timestamp) -> Stage {
    if record.closed_at.is_some() {
        Stage::Closed
    } else if record.closes_at.is_some_and(|end| end < now) {
        Stage::Over
    } else if record.opens_at.is_some_and(|start| now < start) {
        Stage::Ahead
    } else {
        Stage::Open
    }
}

fn shown(record: IntakeRecord, counts: Counts, now: Timestamp) -> Result<Intake> {
    let stage = stage(&record, now);
    Ok(Intake {
        id: record
            .id
            .parse()
            .map_err(|cause| Error::internal("stored id", &cause))?,
        name: record.name,
        site: record.site,
        hiring_manager: record.hiring_manager,
        opens_at: record.opens_at,
        closes_at: record.closes_at,
        closed_at: record.closed_at,
        closed_by: record.closed_by,
        created_at: record.created_at,
        stage,
        counts,
    })
}
