//! `cargo xtask bench`: the figures of docs/benchmarks.md, as JSON, each with its baseline in the same run.

mod load;
mod pages;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use std::process::Command as Process;

use crate::drive::candidate::Way;
use crate::drive::preload::Preload;
use crate::drive::round;
use crate::drive::server::{Server, Setup};
use crate::{
    Command, build,
    workspace::{Workspace, only, run, step},
};

pub const COMMAND: Command = Command {
    name: "bench",
    summary: "Measure pages, CPU an attempt, throughput, rankings and PDFs; print JSON",
    help: "
Builds in release mode, serves seeded instances on the loopback and measures: sizes of the candidate's pages and
when a throttled browser paints them, server CPU of a whole attempt by forms and by JSON saves, attempts and saves
a second on this disk and with every fsync slowed by 2 ms, a start spike, memory, the ranking page and its snapshot
with 10,000 and 100,000 people, PDF reports. Baselines (raw SQLite inserts, a bare axum handler with one durable
insert a request) run beside. Prints one JSON object; a quiet machine is assumed. Takes about half an hour.

  --quick      a tenth of the load, for trying the command: minutes
  --only NAME  one part: pages, attempts, memory, saves, slow, ranking, pdf, baselines",
    run: bench,
};

/// What one part measures; each on servers of its own.
type Part = fn(&Bench) -> Result<Value>;

const PARTS: [(&str, Part); 8] = [
    ("pages", pages_part),
    ("attempts", attempts_part),
    ("saves", saves_part),
    ("baselines", |bench| {
        example(bench.workspace, "store", "bare")
    }),
    ("slow", slow_part),
    ("memory", memory_part),
    ("ranking", ranking_part),
    ("pdf", |bench| example(bench.workspace, "report", "speed")),
];

struct Bench<'a> {
    workspace: &'a Workspace,
    binary: PathBuf,
    /// 10, or 1 for a tenth of the load.
    scale: usize,
}

fn bench(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let (options, wanted) = match arguments.iter().position(|argument| argument == "--only") {
        Some(at) => (
            &arguments[..at],
            Some(arguments.get(at + 1).context("--only needs a name")?),
        ),
        None => (arguments, None),
    };
    only(options, &["--quick"])?;
    let parts: Vec<_> = PARTS
        .iter()
        .filter(|(name, _)| wanted.is_none_or(|wanted| wanted == name))
        .collect();
    anyhow::ensure!(!parts.is_empty(), "there is no such part; see --help");
    let bench = Bench {
        workspace,
        binary: build::release(workspace)?,
        scale: if options.is_empty() { 10 } else { 1 },
    };
    let (mut figures, mut failed) = (Map::new(), Vec::new());
    figures.insert("machine".into(), machine());
    for (name, part) in parts {
        match step(&format!("Measuring: {name}"), || part(&bench)) {
            Ok(figure) => drop(figures.insert((*name).to_owned(), figure)),
            Err(error) => failed.push(format!("{name}: {error:#}")),
        }
    }
    println!("{}", serde_json::to_string_pretty(&Value::Object(figures))?);
    anyhow::ensure!(failed.is_empty(), "not measured: {}", failed.join("; "));
    Ok(())
}

impl Bench<'_> {
    fn served(&self, invitations: usize) -> Result<Server> {
        let setup = Setup {
            invitations,
            ..Setup::default()
        };
        Server::served(self.workspace, &self.binary, setup)
    }
}

fn pages_part(bench: &Bench) -> Result<Value> {
    let server = bench.served(2)?;
    Ok(json!({
        "sizes": pages::sizes(&server)?,
        "paint": pages::paint(bench.workspace, &server)?,
    }))
}

fn attempts_part(bench: &Bench) -> Result<Value> {
    let scale = bench.scale;
    let setup = Setup {
        invitations: 80 * scale + 540,
        without_jobs: true,
        ..Setup::default()
    };
    let mut server = Server::served(bench.workspace, &bench.binary, setup)?;
    let at_rest = server.memory()?;
    // The first attempts fill caches.
    load::attempts(&server, Way::Forms, 20, 4)?;
    let forms = load::attempts(&server, Way::Forms, 30 * scale, 4)?;
    let json_saves = load::attempts(&server, Way::Json, 30 * scale, 4)?;
    let jobs = server.start_jobs()? / (20 + 60 * scale) as f64;
    let spike = load::spike(&server, 50 * scale)?;
    Ok(json!({
        "memory_at_rest_mib": at_rest,
        "by_forms": forms,
        "by_json_saves": json_saves,
        "jobs_after_an_attempt_server_cpu_ms": round(jobs),
        "start_spike": spike,
    }))
}

fn saves_part(bench: &Bench) -> Result<Value> {
    let server = bench.served(128)?;
    load::saves(&server, 64, 10 * bench.scale)?;
    let saves = load::saves(&server, 64, 100 * bench.scale)?;
    Ok(json!({ "at_64_clients": saves, "memory_with_64_clients_mib": server.memory()? }))
}

fn slow_part(bench: &Bench) -> Result<Value> {
    let setup = Setup {
        invitations: 120 * bench.scale + 64,
        without_jobs: true,
        ..Setup::default()
    };
    let mut server = Server::seed(bench.workspace, &bench.binary, setup)?;
    let slow = Preload::slow_sync(bench.workspace, 2_000)?;
    server.start(&slow)?;
    let alone = load::attempts(&server, Way::Json, 60 * bench.scale, 16)?;
    let saves = load::saves(&server, 64, 50 * bench.scale)?;
    server.start_jobs()?;
    server.kill()?;
    server.start(&slow)?;
    let with_jobs = load::attempts(&server, Way::Json, 60 * bench.scale, 16)?;
    Ok(json!({
        "every_fsync_slower_by_ms": 2,
        "attempts_at_16_clients": alone,
        "saves_at_64_clients": saves,
        "attempts_at_16_clients_with_their_jobs_on_the_same_cores": with_jobs,
    }))
}

/// Resident memory after each tenth of 10,000 attempts.
fn memory_part(bench: &Bench) -> Result<Value> {
    let each = 100 * bench.scale;
    let server = bench.served(10 * each)?;
    let mut samples =
        vec![json!({ "attempts": 0, "mib": server.memory()?, "own_mib": server.own_memory()? })];
    for tenth in 1..=10 {
        load::attempts(&server, Way::Json, each, 16)?;
        samples.push(json!({
            "attempts": tenth * each, "mib": server.memory()?, "own_mib": server.own_memory()?
        }));
    }
    Ok(json!(samples))
}

fn ranking_part(bench: &Bench) -> Result<Value> {
    let ranking = |count| pages::ranking(bench.workspace, &bench.binary, count);
    Ok(json!([
        ranking(1_000 * bench.scale)?,
        ranking(10_000 * bench.scale)?
    ]))
}

/// An example of a crate that prints one JSON object.
fn example(workspace: &Workspace, package: &str, name: &str) -> Result<Value> {
    let output = Process::new(built_example(workspace, package, name)?)
        .output()
        .with_context(|| format!("{name} could not be run"))?;
    serde_json::from_slice(&output.stdout).with_context(|| format!("{name} printed no JSON"))
}

/// Builds an example in release mode.
pub fn built_example(workspace: &Workspace, package: &str, name: &str) -> Result<PathBuf> {
    let build = [
        "build",
        "--release",
        "--quiet",
        "--package",
        package,
        "--example",
        name,
    ];
    run("Building an example", &mut workspace.cargo(&build))?;
    Ok(Path::new(&workspace.target)
        .join("release/examples")
        .join(name))
}

fn machine() -> Value {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .unwrap_or_default();
    let load = read("/proc/loadavg");
    json!({
        "cores": std::thread::available_parallelism().map_or(0, usize::from),
        "cpu": model.trim_start_matches([':', '\t', ' ']),
        "kernel": read("/proc/sys/kernel/osrelease").trim(),
        "load_before": load.split(' ').next().unwrap_or_default(),
    })
}
