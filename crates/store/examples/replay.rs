//! Replays a power cut after every recorded step of a server's writing, and looks whether the database still holds what
//! was acknowledged before it. `replay FOLDER` reads `attune.db` and `attune.db-wal` as they were before (on disk,
//! whole) and `writes`: the records described in xtask/src/drive/record_writes.c, with `a` records of the driver, JSON of
//! what the server had acknowledged by then. Prints one JSON object; what was lost is listed.
//!
//! Two cuts at each step: every byte that was not synced is gone; and of the writes not synced a seeded half arrived,
//! the last of them torn in the middle.

use serde::Deserialize;
use serde_json::json;
use sqlx::{Connection, SqliteConnection};
use std::path::Path;

type Failure = Box<dyn std::error::Error>;

struct Record<'a> {
    kind: u8,
    /// 0 the database, 1 the write-ahead log.
    file: usize,
    offset: usize,
    bytes: &'a [u8],
}

/// What a candidate was told.
#[derive(Debug, Clone, Deserialize)]
struct Told {
    invitation: String,
    /// Absent for a submission.
    number: Option<usize>,
    #[serde(default)]
    writer: String,
    #[serde(default)]
    sequence: i64,
}

/// A file: what is safe on the disk, and what has been written since the last sync.
#[derive(Default)]
struct Disk<'a> {
    synced: Vec<u8>,
    pending: Vec<(u8, usize, &'a [u8])>,
}

impl Disk<'_> {
    fn sync(&mut self) {
        for (kind, offset, bytes) in std::mem::take(&mut self.pending) {
            apply(&mut self.synced, kind, offset, bytes);
        }
    }

    /// The file after a cut in which some of the writes not synced arrived.
    fn some_arrived(&self, coin: &mut Coin) -> Vec<u8> {
        let mut file = self.synced.clone();
        for (at, (kind, offset, bytes)) in self.pending.iter().enumerate() {
            let torn = at + 1 == self.pending.len();
            let arrived = if torn {
                &bytes[..bytes.len() / 2]
            } else {
                bytes
            };
            if coin.toss() {
                apply(&mut file, *kind, *offset, arrived);
            }
        }
        file
    }
}

fn apply(file: &mut Vec<u8>, kind: u8, offset: usize, bytes: &[u8]) {
    if kind == b't' {
        file.resize(offset, 0);
        return;
    }
    let end = offset + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    file[offset..end].copy_from_slice(bytes);
}

/// Seeded, so that a finding can be found again.
struct Coin(u64);

impl Coin {
    fn toss(&mut self) -> bool {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 & 1 == 1
    }
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
    let folder = Path::new(&folder);
    let log = std::fs::read(folder.join("writes"))?;
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap_or_default();
    let mut disks = [Disk::default(), Disk::default()];
    disks[0].synced = read("attune.db");
    disks[1].synced = read("attune.db-wal");
    let cut = tempfile::tempdir()?;
    let (mut told, mut coin) = (Vec::<Told>::new(), Coin(2026));
    let (mut steps, mut syncs, mut cuts, mut checkpointed) = (0, 0, 0, 0);
    let mut lost: Vec<String> = Vec::new();
    let mut rest = log.as_slice();
    while let Some((record, after)) = next(rest)? {
        rest = after;
        match record.kind {
            b'a' => {
                remember(&mut told, serde_json::from_slice(record.bytes)?);
                continue;
            }
            b's' => {
                syncs += 1;
                disks[record.file].sync();
            }
            kind => {
                checkpointed += usize::from(record.file == 0);
                disks[record.file]
                    .pending
                    .push((kind, record.offset, record.bytes));
            }
        }
        steps += 1;
        let mut states = vec![[disks[0].synced.clone(), disks[1].synced.clone()]];
        if disks.iter().any(|disk| !disk.pending.is_empty()) {
            states.push([
                disks[0].some_arrived(&mut coin),
                disks[1].some_arrived(&mut coin),
            ]);
        }
        for [database, wal] in states {
            cuts += 1;
            write(cut.path(), &database, &wal)?;
            let missing = match missing(cut.path(), &told).await {
                Ok(missing) => missing,
                Err(cause) => vec![format!("the database cannot be read: {cause}")],
            };
            lost.extend(
                missing
                    .into_iter()
                    .map(|words| format!("step {steps}: {words}")),
            );
        }
    }
    let total = lost.len();
    lost.truncate(20);
    println!(
        "{}",
        json!({ "steps": steps, "syncs": syncs, "pages_checkpointed": checkpointed, "cuts_replayed": cuts,
                "acknowledged": told.len(), "lost": total, "first_lost": lost })
    );
    Ok(())
}

fn next(log: &[u8]) -> Result<Option<(Record<'_>, &[u8])>, Failure> {
    let Some(end) = log.iter().position(|byte| *byte == b'\n') else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&log[..end])?;
    let parts: Vec<&str> = head.split(' ').collect();
    let [kind, file, offset, length] = parts[..] else {
        return Err(format!("not a record: {head}").into());
    };
    let (kind, length) = (kind.as_bytes()[0], length.parse::<usize>()?);
    let body = &log[end + 1..];
    // The server was killed while it recorded the last write.
    if body.len() < length {
        return Ok(None);
    }
    let record = Record {
        kind,
        file: usize::from(file == "w"),
        offset: offset.parse()?,
        bytes: &body[..length],
    };
    Ok(Some((record, &body[length..])))
}

/// The newest acknowledgement of an answer replaces the older ones.
fn remember(told: &mut Vec<Told>, new: Told) {
    told.retain(|old| old.invitation != new.invitation || old.number != new.number);
    told.push(new);
}

fn write(folder: &Path, database: &[u8], wal: &[u8]) -> std::io::Result<()> {
    for name in ["attune.db-shm", "attune.db-wal", "attune.db-journal"] {
        drop(std::fs::remove_file(folder.join(name)));
    }
    std::fs::write(folder.join("attune.db"), database)?;
    if !wal.is_empty() {
        std::fs::write(folder.join("attune.db-wal"), wal)?;
    }
    Ok(())
}

/// What was acknowledged and is not there, and whatever else is wrong.
async fn missing(folder: &Path, told: &[Told]) -> Result<Vec<String>, Failure> {
    let url = format!("sqlite:{}?mode=rw", folder.join("attune.db").display());
    let mut connection = SqliteConnection::connect(&url).await?;
    let mut missing = Vec::new();
    let sound: String = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_one(&mut connection)
        .await?;
    if sound != "ok" {
        missing.push(format!("integrity: {sound}"));
    }
    let halves: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM
            (SELECT CASE WHEN a.state = 'ended' THEN 1 ELSE 0 END AS ended,
                    (SELECT COUNT(*) FROM score_cards c WHERE c.attempt_id = a.id) AS cards,
                    (SELECT COUNT(*) FROM jobs j WHERE j.kind = 'receipt_mail' AND j.subject_id = i.id) AS mails
             FROM attempts a JOIN invitations i ON i.id = a.invitation_id
             WHERE a.intake_id IS NOT NULL AND i.simulated = 0) t
         WHERE cards <> ended OR mails <> ended",
    )
    .fetch_one(&mut connection)
    .await?;
    if halves > 0 {
        missing.push(format!(
            "{halves} attempt(s) half submitted, or scored twice"
        ));
    }
    for one in told {
        let found: Option<(String, String, Option<String>)> =
            sqlx::query_as("SELECT id, state, plan FROM attempts WHERE invitation_id = $1")
                .bind(&one.invitation)
                .fetch_optional(&mut connection)
                .await?;
        let Some((attempt, state, plan)) = found else {
            missing.push(format!("the attempt of {}", one.invitation));
            continue;
        };
        let Some(number) = one.number else {
            if state != "ended" {
                missing.push(format!("the submission of {}", one.invitation));
            }
            continue;
        };
        let plan: serde_json::Value = serde_json::from_str(&plan.unwrap_or_default())?;
        let question = plan["questions"][number - 1]["version"]
            .as_str()
            .unwrap_or_default();
        let stands: Option<(String, i64)> = sqlx::query_as(
            "SELECT writer, sequence FROM answers WHERE attempt_id = $1 AND question_id = $2",
        )
        .bind(&attempt)
        .bind(question)
        .fetch_optional(&mut connection)
        .await?;
        if !stands
            .is_some_and(|(writer, sequence)| writer == one.writer && sequence >= one.sequence)
        {
            missing.push(format!("answer {number} of {}", one.invitation));
        }
    }
    connection.close().await?;
    Ok(missing)
}
