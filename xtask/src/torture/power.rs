//! A power cut at every write: candidates answer while everything the server writes to its SQLite files is recorded;
//! afterwards `crates/store/examples/replay.rs` builds the files as a cut after each step would have left them, and
//! looks for what had been acknowledged by then.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::Command;

use super::witness::Witness;
use crate::bench::built_example;
use crate::drive::preload::Preload;
use crate::drive::server::{Server, Setup};
use crate::workspace::{Workspace, step};

const CLIENTS: usize = 4;
/// Saves of each question: enough for the write-ahead log to be checkpointed and begun anew.
const CHANGES: usize = 24;

pub fn run(workspace: &Workspace, binary: &Path) -> Result<Value> {
    let setup = Setup {
        invitations: CLIENTS,
        ..Setup::default()
    };
    let mut server = Server::seed(workspace, binary, setup)?;
    let before = server.folder.join("before-the-cut");
    std::fs::create_dir(&before)?;
    for name in ["attune.db", "attune.db-wal"] {
        let file = server.folder.join(name);
        if file.exists() {
            std::fs::copy(&file, before.join(name))?;
        }
    }
    let log = before.join("writes");
    server.start(&Preload::record_writes(workspace, &log)?)?;
    let outcomes: Vec<Result<()>> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| scope.spawn(|| answer_all(&server, &log)))
            .collect();
        let died = |_| Err(anyhow::anyhow!("a client died"));
        clients
            .into_iter()
            .map(|client| client.join().unwrap_or_else(died))
            .collect()
    });
    outcomes.into_iter().collect::<Result<()>>()?;
    server.kill()?;
    let replay = built_example(workspace, "store", "replay")?;
    let output = step("Replaying the power cuts", || {
        Command::new(replay)
            .arg(&before)
            .output()
            .context("the replay could not be run")
    })?;
    ensure!(
        output.status.success(),
        "the replay failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut found: Value = serde_json::from_slice(&output.stdout)?;
    let count = |name: &str| found[name].as_u64().unwrap_or(0);
    // A replay that saw nothing would prove nothing.
    let empty = ["syncs", "pages_checkpointed", "acknowledged"]
        .iter()
        .filter(|name| count(name) == 0)
        .count();
    let failed = count("lost") + empty as u64;
    found["failed"] = json!(failed);
    Ok(found)
}

fn answer_all(server: &Server, log: &Path) -> Result<()> {
    let mut witness = Witness::start(server.address, &server.next_link()?)?;
    let invitation = witness.candidate.home.trim_start_matches("/t/").to_owned();
    let mut log = OpenOptions::new().append(true).open(log)?;
    for number in 1..=witness.questions {
        let (question, _) = witness.candidate.question(number)?;
        let writer = question.form.field("writer").unwrap_or_default().to_owned();
        for sequence in 1..=CHANGES {
            witness.save(number, &question, sequence, sequence)?;
            tell(
                &mut log,
                &json!({ "invitation": invitation, "number": number, "writer": writer, "sequence": sequence }),
            )?;
        }
    }
    witness.submit()?;
    tell(&mut log, &json!({ "invitation": invitation }))
}

/// One record in one write: it stays whole beside what the server records.
fn tell(log: &mut File, told: &Value) -> Result<()> {
    let text = told.to_string();
    log.write_all(format!("a d 0 {}\n{text}", text.len()).as_bytes())?;
    Ok(())
}
