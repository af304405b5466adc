//! What a list of people would do, before anything is written or sent.

use super::list::State;
use super::taking_people;
use crate::intakes::{self, IntakePage};
use crate::principal::OnAssessment;
use crate::{Error, Result, Service};
use domain::ids::IntakeId;
use exchange::people::{self, Duplicate, Limits, Person, RowNote};
use std::collections::BTreeMap;

/// The most of one list.
const LIMITS: Limits = Limits {
    bytes: 5 * 1024 * 1024,
    rows: 10_000,
};

/// Somebody on the list who is in the intake already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlreadyInvited {
    pub person: Person,
    pub state: State,
}

/// A list, told apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preview {
    pub intake: String,
    pub assessment_title: String,
    /// In the order of the list, each address once.
    pub to_invite: Vec<Person>,
    pub already: Vec<AlreadyInvited>,
    /// Rows that cannot be used, with the reason.
    pub errors: Vec<RowNote>,
    /// Addresses that occur again.
    pub duplicates: Vec<Duplicate>,
    /// Rows that are used with a change or a doubt.
    pub notes: Vec<RowNote>,
    /// Columns of the table that were left aside.
    pub ignored_columns: Vec<String>,
    pub encoding: &'static str,
}

/// The intake, if people can be invited to it now.
///
/// # Errors
/// [`Error::Refused`] when it takes nobody; [`Error::NotFound`] outside the assessment.
pub async fn may_invite(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
) -> Result<IntakePage> {
    let mut tx = service.read().await?;
    let record = intakes::of_assessment(&mut *tx, on, intake).await?;
    taking_people(&mut *tx, &record, service.now()).await?;
    drop(tx);
    intakes::page(service, on, intake).await
}

/// Reads pasted text or the bytes of a CSV file. Writes nothing.
///
/// # Errors
/// [`Error::Invalid`] on the field `people` for a list that cannot be read as a whole; [`Error::Refused`] when the
/// intake takes nobody; [`Error::NotFound`] outside the assessment.
pub async fn preview(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    list: &[u8],
) -> Result<Preview> {
    let mut tx = service.read().await?;
    let record = intakes::of_assessment(&mut *tx, on, intake).await?;
    taking_people(&mut *tx, &record, service.now()).await?;
    let assessment = tx
        .assessment(&record.assessment_id)
        .await?
        .ok_or(Error::NotFound)?;
    drop(tx);
    let owned = list.to_vec();
    let read = tokio::task::spawn_blocking(move || people::read(&owned, LIMITS))
        .await
        .map_err(|cause| Error::internal("reading a list", &cause))?;
    let file = read.map_err(|error| Error::field("people", error.to_string()))?;
    let folded: Vec<String> = file
        .people
        .iter()
        .map(|person| person.email.to_lowercase())
        .collect();
    let invited: BTreeMap<String, String> = service
        .read()
        .await?
        .invited_addresses(&record.id, &folded)
        .await?
        .into_iter()
        .map(|found| (found.email_folded, found.state))
        .collect();
    let (mut to_invite, mut already) = (Vec::new(), Vec::new());
    for person in file.people {
        match invited.get(&person.email.to_lowercase()) {
            Some(state) => already.push(AlreadyInvited {
                state: State::stored(state),
                person,
            }),
            None => to_invite.push(person),
        }
    }
    Ok(Preview {
        intake: record.name,
        assessment_title: assessment.title,
        to_invite,
        already,
        errors: file.errors,
        duplicates: file.duplicates,
        notes: file.notes,
        ignored_columns: file.ignored_columns,
        encoding: file.encoding,
    })
}
