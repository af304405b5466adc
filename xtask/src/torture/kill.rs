//! `kill -9` under load: candidates answer and submit, the server dies in the middle, starts again, and is asked for
//! everything it had acknowledged. The database is looked into by other code than the server's.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::Random;
use super::smtp::MailSink;
use super::witness::Witness;
use crate::bench::built_example;
use crate::drive::locked;
use crate::drive::preload::Preload;
use crate::drive::server::{Server, Setup};
use crate::workspace::{Workspace, step};

const CLIENTS: usize = 12;
/// Saves of each question before the next one.
const CHANGES: usize = 3;
/// Attempts that a client finishes in one round, at most.
const LINKS_A_ROUND: usize = CLIENTS * 12;
/// The claim of a killed server on its mails ends after five minutes.
const MAILS_LATEST: Duration = Duration::from_secs(400);

pub struct Kill {
    pub rounds: usize,
    pub postgres: Option<String>,
    /// Microseconds by which every fsync is slower.
    pub slow_sync: u32,
}

/// What is known when all is over.
#[derive(Default)]
struct Totals {
    checked: usize,
    lost: Vec<String>,
    restart: Duration,
}

pub fn run(workspace: &Workspace, binary: &std::path::Path, kill: &Kill) -> Result<Value> {
    let sink = MailSink::start()?;
    let setup = Setup {
        invitations: LINKS_A_ROUND * (kill.rounds + 1),
        postgres: kill.postgres.clone(),
        smtp: Some(sink.port),
        ..Setup::default()
    };
    let mut server = Server::seed(workspace, binary, setup)?;
    let preload = match kill.slow_sync {
        0 => Preload::none(),
        slow => Preload::slow_sync(workspace, slow)?,
    };
    server.start(&preload)?;
    let mut random = Random::new(2026);
    let witnesses = Mutex::new(Vec::new());
    let mut totals = Totals::default();
    for round in 1..=kill.rounds {
        let alive = Duration::from_millis(400 + random.below(1_600));
        load_until_killed(&mut server, &witnesses, alive)?;
        let begun = Instant::now();
        server.start(&preload)?;
        totals.restart = totals.restart.max(begun.elapsed());
        verify(&mut locked(&witnesses), &mut totals);
        eprint!(
            "\r  Killed {round} of {} times, {} answers looked at, {} lost",
            kill.rounds,
            totals.checked,
            totals.lost.len()
        );
    }
    eprintln!();
    let witnesses = std::mem::take(&mut *locked(&witnesses));
    let audited = built_example(workspace, "store", "audit")?;
    let (audit, mails) = step("Waiting for the mails", || {
        settled(&server, &audited, &sink)
    })?;
    let submitted = witnesses.iter().filter(|one| one.is_submitted()).count();
    let never = audit["never"]
        .as_object()
        .context("the audit has no counts")?;
    let wrong: i64 = never.values().filter_map(Value::as_i64).sum();
    let sound = audit["integrity"] == "ok";
    let failed =
        totals.lost.len() + mails.lost + usize::try_from(wrong).unwrap_or(1) + usize::from(!sound);
    Ok(json!({
        "rounds": kill.rounds,
        "fsync_slower_by_us": kill.slow_sync,
        "attempts": witnesses.len(),
        "submitted": submitted,
        "answers_acknowledged": witnesses.iter().map(Witness::acknowledged).sum::<usize>(),
        "answers_looked_at_after_kills": totals.checked,
        "lost": totals.lost.len(),
        "first_lost": totals.lost.first(),
        "slowest_restart_ms": totals.restart.as_millis(),
        "integrity": audit["integrity"],
        "never": never,
        "mails_queued": mails.queued,
        "mails_lost": mails.lost,
        "mails_sent_again_under_the_same_message_id": mails.again,
        "failed": failed,
    }))
}

/// Candidates answer until the server dies under them.
fn load_until_killed(
    server: &mut Server,
    witnesses: &Mutex<Vec<Witness>>,
    alive: Duration,
) -> Result<()> {
    let mut going = std::mem::take(&mut *locked(witnesses));
    // Those who have not submitted go on; the others only remember.
    let (mut unfinished, finished): (Vec<_>, Vec<_>) =
        going.drain(..).partition(|one| !one.is_submitted());
    locked(witnesses).extend(finished);
    let trouble = Mutex::new(None);
    std::thread::scope(|scope| {
        let shared: &Server = server;
        let mut threads = Vec::new();
        for number in 0..CLIENTS {
            let own = unfinished.pop();
            let trouble = &trouble;
            threads.push(scope.spawn(move || client(shared, own, number, witnesses, trouble)));
        }
        std::thread::sleep(alive);
        // Not by `Server::kill`, which needs it alone: the clients are still talking to it.
        let killed = shared.signal("KILL");
        for thread in threads {
            drop(thread.join());
        }
        killed
    })?;
    locked(witnesses).extend(unfinished);
    server.kill()?;
    match locked(&trouble).take() {
        Some(words) => bail!("before it was killed, the server {words}"),
        None => Ok(()),
    }
}

/// Goes on with an attempt, then begins others, until the line breaks.
fn client(
    server: &Server,
    own: Option<Witness>,
    number: usize,
    witnesses: &Mutex<Vec<Witness>>,
    trouble: &Mutex<Option<String>>,
) {
    let mut own = own;
    let mut turn = number;
    loop {
        let started = match own.take() {
            Some(witness) => Ok(witness),
            None => server
                .next_link()
                .and_then(|link| Witness::start(server.address, &link)),
        };
        let outcome = started.and_then(|mut witness| {
            let outcome = answer_all(&mut witness, &mut turn);
            locked(witnesses).push(witness);
            outcome
        });
        if let Err(error) = outcome {
            // A broken line is what was meant to happen; an answer that should not be is not.
            if error.downcast_ref::<std::io::Error>().is_none() && server.is_running() {
                *locked(trouble) = Some(format!("answered wrongly: {error:#}"));
            }
            return;
        }
    }
}

fn answer_all(witness: &mut Witness, turn: &mut usize) -> Result<()> {
    for number in 1..=witness.questions {
        let (question, _) = witness.candidate.question(number)?;
        for sequence in 1..=CHANGES {
            *turn += 1;
            witness.save(number, &question, sequence, *turn)?;
        }
    }
    witness.submit()
}

/// Asks for everything acknowledged so far.
fn verify(witnesses: &mut [Witness], totals: &mut Totals) {
    for witness in witnesses {
        match witness.verify() {
            Ok(looked) => totals.checked += looked,
            Err(error) => totals.lost.push(format!("{error:#}")),
        }
    }
}

struct Mails {
    queued: usize,
    lost: usize,
    again: usize,
}

/// Waits until every mail job is done, then compares with what the mail server accepted.
fn settled(server: &Server, audit: &std::path::Path, sink: &MailSink) -> Result<(Value, Mails)> {
    let begun = Instant::now();
    loop {
        let output = Command::new(audit).arg(server.database()).output()?;
        let found: Value = serde_json::from_slice(&output.stdout).with_context(|| {
            format!(
                "the audit failed: {}",
                String::from_utf8_lossy(&output.stderr)
            )
        })?;
        let jobs = found["mails"]
            .as_array()
            .context("the audit has no mails")?;
        let waiting = jobs
            .iter()
            .filter(|job| job["state"] == "queued" || job["state"] == "running")
            .count();
        if waiting > 0 && begun.elapsed() < MAILS_LATEST {
            std::thread::sleep(Duration::from_secs(2));
            continue;
        }
        let accepted = sink.accepted();
        let arrived: BTreeSet<&str> = accepted
            .keys()
            .filter_map(|id| id.split('@').next())
            .collect();
        let mails = Mails {
            queued: jobs.len(),
            lost: jobs
                .iter()
                .filter(|job| !arrived.contains(job["job"].as_str().unwrap_or_default()))
                .count(),
            again: accepted.values().map(|times| times - 1).sum(),
        };
        return Ok((found, mails));
    }
}
