//! `cargo xtask bench`: the figures of docs/benchmarks.md, as JSON, each with its baseline in the same run.

pub mod http;
mod load;
mod served;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use std::process::Command as Process;

use crate::{
    Command, build,
    workspace::{Workspace, only, run},
};

pub const COMMAND: Command = Command {
    name: "bench",
    summary: "Measure page sizes, CPU an attempt, throughput and PDFs; print JSON",
    help: "
Builds in release mode, serves a seeded instance on the loopback and measures it: sizes of the candidate's
pages, server CPU of a whole attempt by forms and by JSON, attempts and saves a second on this disk and with
every fsync slowed by 2 ms, a start spike, memory, PDF reports. Baselines (raw SQLite inserts, a bare axum
handler with one durable insert a request) run beside. Prints one JSON object; a quiet machine is assumed.

  --quick   a tenth of the load, for trying the command",
    run: bench,
};

fn bench(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    only(arguments, &["--quick"])?;
    let scale = if arguments.is_empty() { 10 } else { 1 };
    let binary = build::release(workspace)?;
    let mut figures = Map::new();
    figures.insert("machine".into(), machine());
    {
        let served = served::Served::start(workspace, &binary, 60 * scale + 400, 0)?;
        figures.insert("memory_at_rest_mib".into(), served.memory()?);
        figures.insert("sizes".into(), load::sizes(&served)?);
        figures.insert(
            "attempt_by_forms".into(),
            load::attempts(&served, load::Way::Forms, 20 * scale, 4)?,
        );
        figures.insert(
            "attempt_by_json".into(),
            load::attempts(&served, load::Way::Json, 20 * scale, 4)?,
        );
        figures.insert("start_spike".into(), load::spike(&served, 50 * scale)?);
        figures.insert("memory_after_load_mib".into(), served.memory()?);
    }
    {
        let served = served::Served::start(workspace, &binary, 64, 0)?;
        figures.insert(
            "saves_64_clients".into(),
            load::saves(&served, 64, 100 * scale)?,
        );
        figures.insert("memory_with_64_clients_mib".into(), served.memory()?);
    }
    {
        let served = served::Served::start(workspace, &binary, 40 * scale + 64, 2_000)?;
        let slow = load::attempts(&served, load::Way::Json, 40 * scale, 16)?;
        let saves = load::saves(&served, 64, 20 * scale)?;
        figures.insert(
            "slow_fsync_2ms".into(),
            json!({ "attempts_16_clients": slow, "saves_64_clients": saves }),
        );
    }
    figures.insert("baselines".into(), example(workspace, "store", "bare")?);
    figures.insert("pdf".into(), example(workspace, "report", "speed")?);
    println!("{}", serde_json::to_string_pretty(&Value::Object(figures))?);
    Ok(())
}

/// An example of a crate that prints one JSON object.
fn example(workspace: &Workspace, package: &str, name: &str) -> Result<Value> {
    let build = [
        "build",
        "--release",
        "--quiet",
        "--package",
        package,
        "--example",
        name,
    ];
    run("Building a baseline", &mut workspace.cargo(&build))?;
    let program = workspace.target.join("release/examples").join(name);
    let output = Process::new(&program)
        .output()
        .with_context(|| format!("{} could not be run", program.display()))?;
    serde_json::from_slice(&output.stdout).with_context(|| format!("{name} printed no JSON"))
}

fn machine() -> Value {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .unwrap_or_default();
    json!({
        "cores": std::thread::available_parallelism().map_or(0, usize::from),
        "cpu": model.trim_start_matches([':', '\t', ' ']),
        "kernel": read("/proc/sys/kernel/osrelease").trim(),
    })
}
