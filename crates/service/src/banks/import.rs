//! Importing a bank: all of it or nothing, by the storing path that the workshop shares.

use super::storing::{Place, Stamp, store};
use crate::audit::Line;
use crate::{Error, Result, Service};
use domain::bank::{Bank, Severity, check};

/// What an import did. Only `kept` is above 0 when the bank was there already, word for word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    pub slug: String,
    pub title: String,
    /// The bank's version now.
    pub version: i64,
    pub added: usize,
    pub changed: usize,
    pub kept: usize,
    pub retired: usize,
}

/// Imports a bank that was read from its file. `actor` says in words who does it, such as "command line".
///
/// # Errors
/// [`Error::Refused`] when the bank has errors ([`check`] names them), [`Error::Conflict`] when another change of the
/// same bank came first. Nothing is changed then.
pub async fn import(service: &Service, actor: &str, bank: Bank) -> Result<Imported> {
    let errors = check(&bank)
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    if errors > 0 {
        return Err(Error::Refused(format!(
            "The bank “{}” has {errors} errors. Check its file; nothing was imported.",
            bank.info.title
        )));
    }
    let audit = Line::server(service, actor);
    let stamp = Stamp {
        at: service.now(),
        actor: actor.to_owned(),
        bank_id: service.new_uuid(),
        ids: bank.questions.iter().map(|_| service.new_uuid()).collect(),
    };
    service
        .write(move |tx| {
            Box::pin(async move {
                let present = tx.bank(&bank.info.id).await?;
                let mut places = Vec::with_capacity(bank.questions.len());
                for (position, question) in (0..).zip(bank.questions) {
                    places.push(Place::of(tx, &bank.info.key, question, position).await?);
                }
                let before = present.as_ref().map_or(0, |present| present.version);
                let stored = store(tx, present.as_ref(), &bank.info, places, stamp).await?;
                let imported = Imported {
                    slug: bank.info.id,
                    title: bank.info.title,
                    version: stored.version,
                    added: stored.added,
                    changed: stored.changed,
                    kept: stored.kept,
                    retired: stored.retired,
                };
                if imported.version != before {
                    let detail = format!(
                        "Version {}: {} added, {} changed, {} kept, {} retired.",
                        imported.version,
                        imported.added,
                        imported.changed,
                        imported.kept,
                        imported.retired
                    );
                    audit
                        .write(tx, "bank.import", &imported.slug, None, &detail)
                        .await?;
                }
                Ok(imported)
            })
        })
        .await
}
