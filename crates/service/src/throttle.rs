//! Limits on tries, counted in the database so that several servers count together. Keys name the account or the
//! invitation first; an address is only a high ceiling, because a whole room may share one. Never holds who was
//! counted: subjects are hashed.

use crate::audit::Line;
use crate::{Error, Result, Service};
use domain::time::SECOND;
use sha2::{Digest, Sha256};

/// How often one thing may be tried in a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    kind: &'static str,
    name: String,
    most: i64,
    window: i64,
}

impl Limit {
    /// At most `most` tries of `kind` for `subject` in `window` milliseconds.
    pub fn new(kind: &'static str, subject: &str, most: i64, window: i64) -> Self {
        let digest = crate::tokens::hex(&Sha256::digest(subject.as_bytes())[..16]);
        Self {
            kind,
            name: format!("{kind}:{digest}"),
            most,
            window,
        }
    }

    /// The stored key, for [`crate::ports::InstancePort::clear_throttle`].
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

/// Counts one try against every limit.
///
/// # Errors
/// [`Error::TooMany`] with the time until the longest closed window ends.
pub async fn count(service: &Service, limits: Vec<Limit>) -> Result<()> {
    let now = service.now();
    let lines: Vec<_> = limits
        .iter()
        .map(|_| Line::server(service, "server"))
        .collect();
    let wait = service
        .write(move |tx| {
            Box::pin(async move {
                let mut wait = 0;
                for (limit, line) in limits.into_iter().zip(lines) {
                    let (hits, began) = tx.hit_throttle(&limit.name, now, limit.window).await?;
                    if hits <= limit.most {
                        continue;
                    }
                    wait = wait.max(began.plus(limit.window).since(now));
                    // One line when the door closes, not one a try.
                    if hits == limit.most + 1 {
                        let detail = format!(
                            "More than {} tries; refused until the window ends.",
                            limit.most
                        );
                        line.write(tx, "throttle.close", limit.kind, None, &detail)
                            .await?;
                    }
                }
                Ok(wait)
            })
        })
        .await?;
    match u64::try_from(wait) {
        Ok(millis) if millis > 0 => Err(Error::TooMany {
            retry_after: millis.div_ceil(SECOND.unsigned_abs()).max(1),
        }),
        _ => Ok(()),
    }
}
