//! The worker loop: due jobs, overdue attempts, sweeping. Runs beside the server; several servers may run one each.

use service::Service;
use service::attempts::Timekeeping;
use service::ports::Lane;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Jobs claimed at a time.
const BATCH: i64 = 16;
/// The longest wait between looks; queuing wakes it at once.
const LOOK: Duration = Duration::from_secs(2);
const SWEEP: Duration = Duration::from_secs(5);
/// Sweeps between tidying up: about an hour.
const TIDY_EVERY: u64 = 720;

/// Runs until `stop` turns true, then finishes what it has claimed.
pub async fn run(service: Arc<Service>, stop: watch::Receiver<bool>) {
    let mails = tokio::spawn(work(Arc::clone(&service), Lane::Mail, stop.clone()));
    let imports = tokio::spawn(work(Arc::clone(&service), Lane::Import, stop.clone()));
    let others = tokio::spawn(work(Arc::clone(&service), Lane::Work, stop.clone()));
    sweep(service, stop).await;
    drop(mails.await);
    drop(imports.await);
    drop(others.await);
}

async fn work(service: Arc<Service>, lane: Lane, mut stop: watch::Receiver<bool>) {
    let mut queued = service.work.subscribe();
    while !*stop.borrow() {
        queued.mark_unchanged();
        // A file may take longer to import than a lease lasts: none waits behind another with its lease running.
        let batch = if lane == Lane::Import { 1 } else { BATCH };
        match service::jobs::run_lane(&service, lane, batch).await {
            Ok(0) => {
                tokio::select! {
                    _ = queued.changed() => {}
                    () = tokio::time::sleep(LOOK) => {}
                    _ = stop.changed() => {}
                }
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "jobs wait: the database is not available");
                tokio::time::sleep(LOOK).await;
            }
        }
    }
}

/// Closes attempts whose time is over even if their browser never returns, and deletes what has had its time.
async fn sweep(service: Arc<Service>, mut stop: watch::Receiver<bool>) {
    let mut rounds = 0_u64;
    let mut looked = false;
    while !*stop.borrow() {
        if rounds.is_multiple_of(TIDY_EVERY)
            && let Err(error) = service::jobs::tidy(&service).await
        {
            tracing::warn!(%error, "what has had its time waits to be deleted");
        }
        rounds += 1;
        if !looked {
            match service::statistics::queue_outdated(&service).await {
                Ok(_) => looked = true,
                Err(error) => tracing::warn!(%error, "older statistics wait"),
            }
        }
        if let Err(error) = service::attempts::close_overdue(&service, 200).await {
            tracing::warn!(%error, "overdue attempts wait");
        }
        if let Err(error) = service::invitations::expire_due(&service).await {
            tracing::warn!(%error, "expired invitations wait");
        }
        tokio::select! {
            () = tokio::time::sleep(SWEEP) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Watches for steps of the system's clock, which are followed once nobody's time limit is running.
pub async fn keep_time(service: Arc<Service>, mut stop: watch::Receiver<bool>) {
    let mut waiting = false;
    while !*stop.borrow() {
        let kept = service::attempts::keep_time(&service).await;
        match kept {
            Ok(Timekeeping::Followed(step)) => tracing::warn!(
                milliseconds = step,
                "the system's clock was set to another time and is followed"
            ),
            Ok(Timekeeping::Waiting(step)) if !waiting => tracing::warn!(
                milliseconds = step,
                "the system's clock was set to another time; it is followed once no time limit is running"
            ),
            Ok(_) => {}
            Err(ref error) => tracing::warn!(%error, "the clock could not be looked at"),
        }
        // Said once, not every few seconds.
        waiting = matches!(kept, Ok(Timekeeping::Waiting(_)));
        tokio::select! {
            () = tokio::time::sleep(SWEEP) => {}
            _ = stop.changed() => {}
        }
    }
}
