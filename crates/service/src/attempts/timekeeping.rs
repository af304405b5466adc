//! What a step of the system's clock means for people whose time is running: nothing. Deadlines are kept as instants of
//! the server's own clock, which is brought to the system's only when that shortens nobody's time.

use crate::{Result, Service};
use domain::attempt::GRACE_MILLIS;
use domain::time::SECOND;

/// What the server's clock did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timekeeping {
    /// It agrees with the system's to a second.
    Steady,
    /// The system's clock was set by so many milliseconds, and was followed.
    Followed(i64),
    /// The same, but somebody's time limit is running: the server goes on by its own clock until none is.
    Waiting(i64),
}

/// Follows the system's clock where nobody's time limit is running. The server calls it every few seconds.
///
/// # Errors
/// Those of the store.
pub async fn keep_time(service: &Service) -> Result<Timekeeping> {
    let step = service.clock.step();
    if step.abs() < SECOND {
        service.clock.follow();
        return Ok(Timekeeping::Steady);
    }
    let cutoff = service.now().plus(-GRACE_MILLIS);
    if service.read().await?.is_time_running(cutoff).await? {
        return Ok(Timekeeping::Waiting(step));
    }
    service.clock.follow();
    Ok(Timekeeping::Followed(step))
}
