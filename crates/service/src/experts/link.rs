//! The link in the mail and the cookie it becomes. Opening it begins nothing: mail scanners open links too.

use super::{Standing, marks, standing_of};
use crate::ports::{ExpertRecord, PanelRecord, Tx};
use crate::principal::Expert;
use crate::tokens::Purpose;
use crate::{Error, Result, Service};
use domain::ids::ExpertId;
use domain::time::{DAY, SECOND};
use std::sync::Arc;

/// Earlier links that are still recognised, to say that a newer one was sent.
const REMEMBERED: i64 = 20;
/// A browser keeps its cookie this long; the link makes another.
const COOKIE_LIFE: i64 = 180 * DAY;

/// What a good link gives: a cookie for this expert and where to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The cookie's value.
    pub secret: String,
    /// Seconds.
    pub max_age: i64,
    /// The question to go on with, for somebody who has begun.
    pub resume_at: Option<usize>,
}

/// The address that opens an expert's pages, for the present generation.
pub fn personal_url(service: &Service, expert: &str, generation: i64) -> String {
    let token = service.secret.token(Purpose::Expert, expert, generation);
    format!("{}/e/{expert}/{token}", service.settings.public_url)
}

/// Checks the link. Reads only.
///
/// # Errors
/// [`Error::NotFound`] for a link that never was one; [`Error::Gone`] for one that was replaced or taken back.
pub async fn open_link(service: &Service, expert: ExpertId, token: &str) -> Result<Opened> {
    let id = expert.to_string();
    let mut tx = service.read().await?;
    let (record, panel) = records(&mut *tx, &id).await?;
    let good = |generation| {
        service
            .secret
            .verify(Purpose::Expert, &id, generation, token)
    };
    if !good(record.generation) {
        let replaced = (1..=REMEMBERED).any(|back| good(record.generation - back));
        return Err(if replaced {
            Error::Gone(
                "A newer link was sent to you. Please use the one in the latest mail.".into(),
            )
        } else {
            Error::NotFound
        });
    }
    refuse_revoked(&record)?;
    let resume_at = match standing_of(&record, &panel) {
        Standing::Rating => {
            let plan = serde_json::from_str(&record.plan)?;
            let marks = marks(&plan, &tx.ratings_of_expert(&id).await?);
            let open = marks.iter().position(|mark| *mark != super::Mark::Rated);
            open.map(|index| index + 1)
        }
        _ => None,
    };
    Ok(Opened {
        secret: service
            .secret
            .token(Purpose::ExpertCookie, &id, record.generation),
        max_age: COOKIE_LIFE / SECOND,
        resume_at,
    })
}

/// Proves that the cookie belongs to the live link of this expert.
///
/// # Errors
/// [`Error::NotFound`] for anything else; [`Error::Gone`] for somebody who was taken out.
pub async fn authenticate(service: &Service, expert: ExpertId, cookie: &str) -> Result<Expert> {
    // Any cookie of the wrong length is none: no query for it.
    if cookie.len() != 64 {
        return Err(Error::NotFound);
    }
    let id = expert.to_string();
    let (record, panel) = records(&mut *service.read().await?, &id).await?;
    let generation = record.generation;
    if !service
        .secret
        .verify(Purpose::ExpertCookie, &id, generation, cookie)
    {
        return Err(Error::NotFound);
    }
    refuse_revoked(&record)?;
    Ok(Expert {
        expert,
        record: Arc::new(record),
        panel: Arc::new(panel),
    })
}

async fn records(tx: &mut dyn Tx, id: &str) -> Result<(ExpertRecord, PanelRecord)> {
    let record = tx.expert(id).await?.ok_or(Error::NotFound)?;
    let panel = tx.panel(&record.panel_id).await?.ok_or(Error::NotFound)?;
    Ok((record, panel))
}

fn refuse_revoked(record: &ExpertRecord) -> Result<()> {
    if record.state != "revoked" {
        return Ok(());
    }
    Err(Error::Gone(format!(
        "You were taken out of this panel. If you have a question, ask {}.",
        record.invited_by
    )))
}
