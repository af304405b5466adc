//! The workshop: HR admins write questions as drafts, review them and make them versions of a bank; recruiters read
//! along. Every change of a bank goes through [`crate::banks::Revision`]. Never touches a published assessment.

mod begin;
mod bulk;
mod changes;
mod draft;
mod own_bank;
mod steps;

pub use begin::{Begin, begin};
pub use bulk::{Retired, Tags, bring_back, move_to, retire, retired, tag};
pub use changes::{Changes, changes};
pub use draft::{Base, DraftLine, DraftPage, Saved, draft, drafts, drafts_of, save};
pub use own_bank::{Description, create_bank, describe, second_person};
pub use steps::{Taken, comment, step};

use crate::ports::{BankRecord, DraftRecord, Tx};
use crate::{Error, Result, Service, dates};
use domain::ids::DraftId;
use domain::workshop::life::{Refusal, State};

/// A draft of this bank.
async fn open(tx: &mut dyn Tx, bank: &str, id: DraftId) -> Result<(BankRecord, DraftRecord)> {
    let bank = tx.bank(bank).await?.ok_or(Error::NotFound)?;
    let draft = tx.draft(&id.to_string()).await?;
    let draft = draft
        .filter(|draft| draft.bank_id == bank.id)
        .ok_or(Error::NotFound)?;
    Ok((bank, draft))
}

fn state_of(draft: &DraftRecord) -> Result<State> {
    crate::banks::by_code(&draft.state).ok_or(Error::Internal)
}

/// What is over or was overtaken is a conflict; the rest is simply not possible here and now.
fn refused(refusal: Refusal) -> Error {
    match refusal {
        Refusal::Ready | Refusal::NotInReview => Error::Conflict(refusal.to_string()),
        _ => Error::Refused(refusal.to_string()),
    }
}

/// Somebody else's save or step came first.
fn overtaken(zone: &str, draft: &DraftRecord) -> Error {
    let at = dates::date_time(zone, draft.updated_at);
    Error::Conflict(format!(
        "{} changed this draft first, on {at}. Nothing was overwritten.",
        draft.updated_by
    ))
}

fn zone(service: &Service) -> String {
    service.settings.timezone.clone()
}
