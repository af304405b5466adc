//! `cargo xtask torture`: what must survive is tried by doing it. Nothing acknowledged may be lost, whatever dies.

mod kill;
mod power;
mod smtp;
mod soak;
mod witness;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

use crate::{
    Command, build, needs,
    postgres::Postgres,
    workspace::{Workspace, step},
};
use kill::Kill;

pub const COMMAND: Command = Command {
    name: "torture",
    summary: "Kill the server under load, cut its power at every write, slow its disk, soak it",
    help: "
Builds in release mode and tries, each on servers of its own:
  kill-sqlite, kill-postgres   kill -9 under load; afterwards every acknowledged answer, receipt and mail is there
  power-cut                    SQLite's writes recorded, a power cut replayed after each of them
  slow-fsync                   kill -9 while every fsync takes 20 ms longer
  soak                         minutes of whole attempts; nothing fails, memory does not grow
Prints one JSON object; fails if anything was lost, scored twice or answered wrongly. Installs Debian's postgresql
where it is missing and that is allowed. With the defaults it takes about half an hour, most of it waiting for the
claims that killed servers left on their mails (five minutes).

  --rounds N    kills for each database (20)
  --minutes N   of soaking (5)
  --only NAME   one of the above",
    run: torture,
};

/// What is asked for.
struct Torture<'a> {
    workspace: &'a Workspace,
    binary: PathBuf,
    rounds: usize,
    minutes: usize,
}

type Part = fn(&Torture) -> Result<Value>;

const PARTS: [(&str, Part); 5] = [
    ("kill-sqlite", |torture| {
        torture.kill(torture.rounds, None, 0)
    }),
    ("kill-postgres", |torture| {
        needs::programs(&[needs::POSTGRES])?;
        let postgres = Postgres::start()?;
        torture.kill(torture.rounds, Some(postgres.url()), 0)
    }),
    ("power-cut", |torture| {
        power::run(torture.workspace, &torture.binary)
    }),
    ("slow-fsync", |torture| {
        torture.kill(torture.rounds.div_ceil(5), None, 20_000)
    }),
    ("soak", |torture| {
        soak::run(torture.workspace, &torture.binary, torture.minutes)
    }),
];

fn torture(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let (mut rounds, mut minutes, mut only) = (20, 5, None);
    let mut rest = arguments.iter();
    while let Some(option) = rest.next() {
        let value = rest
            .next()
            .with_context(|| format!("{option} needs a value"))?;
        let number = || {
            value
                .parse()
                .with_context(|| format!("{option} needs a number"))
        };
        match option.as_str() {
            "--rounds" => rounds = number()?,
            "--minutes" => minutes = number()?,
            "--only" => only = Some(value.as_str()),
            _ => bail!("'{option}' is not known here; see --help"),
        }
    }
    let torture = Torture {
        workspace,
        binary: build::release(workspace)?,
        rounds,
        minutes,
    };
    let mut found = Map::new();
    for (name, part) in PARTS
        .iter()
        .filter(|(name, _)| only.is_none_or(|only| only == *name))
    {
        found.insert(
            (*name).to_owned(),
            step(&format!("Torture: {name}"), || part(&torture))?,
        );
    }
    ensure!(!found.is_empty(), "there is no such part; see --help");
    let failed: u64 = found
        .values()
        .filter_map(|part| part["failed"].as_u64())
        .sum();
    println!("{}", serde_json::to_string_pretty(&Value::Object(found))?);
    ensure!(
        failed == 0,
        "{failed} finding(s): see \"failed\" and what is beside it"
    );
    Ok(())
}

impl Torture<'_> {
    fn kill(&self, rounds: usize, postgres: Option<String>, slow_sync: u32) -> Result<Value> {
        let kill = Kill {
            rounds,
            postgres,
            slow_sync,
        };
        kill::run(self.workspace, Path::new(&self.binary), &kill)
    }
}

/// Seeded: the same run again.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// From 0, below `end`.
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}
