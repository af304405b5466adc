//! Minutes of steady use: whole attempts both ways, at a pace a small server keeps easily. Nothing may fail, and the
//! server's own memory and open files may not grow once the first third is over.

use anyhow::Result;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::drive::candidate::{Way, attempt};
use crate::drive::locked;
use crate::drive::server::{Server, Setup};
use crate::workspace::Workspace;

const CLIENTS: usize = 8;
/// Attempts a second, all clients together.
const PACE: usize = 10;
/// Memory that may come on top after the first third, in MiB: the allocator's play.
const PLAY: f64 = 8.0;
/// Open files that may come on top: connections.
const FILES: usize = 16;

pub fn run(workspace: &Workspace, binary: &Path, minutes: usize) -> Result<Value> {
    let seconds = minutes * 60;
    let setup = Setup {
        invitations: seconds * PACE + CLIENTS,
        ..Setup::default()
    };
    let server = Server::served(workspace, binary, setup)?;
    let begun = Instant::now();
    let end = Duration::from_secs(seconds as u64);
    let (done, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let (mut samples, mut resident) = (Vec::new(), Vec::new());
    std::thread::scope(|scope| -> Result<()> {
        for number in 0..CLIENTS {
            let (server, done, failures) = (&server, &done, &failures);
            scope.spawn(move || {
                for turn in 0.. {
                    let due = (turn * CLIENTS + number) as f64 / PACE as f64;
                    let due = Duration::from_secs_f64(due);
                    if due >= end {
                        return;
                    }
                    std::thread::sleep(due.saturating_sub(begun.elapsed()));
                    let way = if turn % 2 == 0 { Way::Json } else { Way::Forms };
                    match attempt(server, way) {
                        Ok(_) => drop(done.fetch_add(1, Ordering::SeqCst)),
                        Err(error) => locked(failures).push(format!("{error:#}")),
                    }
                }
            });
        }
        let every = end / 30;
        for sample in 1..=30 {
            std::thread::sleep((every * sample).saturating_sub(begun.elapsed()));
            samples.push((server.own_memory()?, server.files()?));
            resident.push(server.memory()?);
        }
        Ok(())
    })?;
    let third = samples.len() / 3;
    let most = |samples: &[(f64, usize)]| {
        let memory = samples
            .iter()
            .map(|(memory, _)| *memory)
            .fold(0.0, f64::max);
        let files = samples.iter().map(|(_, files)| *files).max();
        (memory, files.unwrap_or(0))
    };
    let (early, late) = (most(&samples[..third]), most(&samples[third..]));
    let grown = late.0 > early.0 + PLAY || late.1 > early.1 + FILES;
    let failures = std::mem::take(&mut *locked(&failures));
    Ok(json!({
        "minutes": minutes,
        "attempts": done.load(Ordering::SeqCst),
        "errors": failures.len(),
        "first_error": failures.first(),
        "most_own_memory_mib": { "first_third": early.0, "afterwards": late.0 },
        "most_open_files": { "first_third": early.1, "afterwards": late.1 },
        "own_memory_mib": samples.iter().map(|(memory, _)| *memory).collect::<Vec<_>>(),
        "resident_mib": resident,
        "failed": failures.len() + usize::from(grown),
    }))
}
