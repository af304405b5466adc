//! Expiry, swept by the worker: what the clock already says is written down.

use crate::{Result, Service};

/// Invitations of one write unit.
const UNIT: i64 = 500;

/// Stores as expired the invitations past their date that were not started; an invitation waits while a request for an
/// adjustment waits for its answer. At most 500 a call; gives how many.
///
/// # Errors
/// Those of the store.
pub async fn expire_due(service: &Service) -> Result<u64> {
    let now = service.now();
    service
        .write(move |tx| Box::pin(async move { tx.expire_invitations(now, UNIT).await }))
        .await
}
