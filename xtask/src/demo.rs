//! `cargo xtask demo`: from a clone to a running installation with simulated candidates.

use anyhow::{Context, Result, bail};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::Command as Process;

use crate::{
    Command, site,
    workspace::{Workspace, only, run, step},
};

pub const COMMAND: Command = Command {
    name: "demo",
    summary: "Build and serve a demo with simulated candidates on 127.0.0.1",
    help: "
Builds everything, makes a database in data/demo with the shipped question banks, one account for each role,
a published assessment with simulated candidates and an open invitation, and serves it. Prints the address,
the logins and the candidate's link. What is there is kept.

  --fresh   start over with an empty data folder
  --once    prepare everything, print it, and do not serve",
    run: demo,
};

/// The first port tried, and how many after it.
const PORTS: std::ops::Range<u16> = 3000..3020;

fn demo(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    only(arguments, &["--fresh", "--once"])?;
    let asked = |option: &str| arguments.iter().any(|argument| argument == option);
    let data = workspace.root.join("data/demo");
    if asked("--fresh") && data.exists() {
        std::fs::remove_dir_all(&data)
            .with_context(|| format!("{} cannot be emptied", data.display()))?;
        eprintln!("  The old demo is gone.");
    }
    site::make(workspace, false)?;
    let binary = server(workspace)?;
    let port = free_port()?;
    run(
        "Preparing the demo",
        attune(&binary, workspace, port).arg("demo-seed"),
    )?;
    if asked("--once") {
        return Ok(());
    }
    eprintln!(
        "\n  Stop with Ctrl-C. `cargo xtask demo` goes on from here; `--fresh` starts over.\n"
    );
    run("The server", attune(&binary, workspace, port).arg("serve"))
}

/// Builds the server in the development profile.
pub fn server(workspace: &Workspace) -> Result<PathBuf> {
    step(
        "Building the server (the first time takes some minutes)",
        || {
            run(
                "Building the server",
                &mut workspace.cargo(&["build", "--package", "server", "--bin", "attune"]),
            )
        },
    )?;
    Ok(workspace
        .target
        .join("debug")
        .join(format!("attune{}", std::env::consts::EXE_SUFFIX)))
}

/// The binary with the demo's settings.
fn attune(binary: &PathBuf, workspace: &Workspace, port: u16) -> Process {
    let data = workspace.root.join("data/demo");
    let mut command = Process::new(binary);
    command
        .current_dir(&workspace.root)
        .arg("--data")
        .arg(&data)
        .arg("--mail-folder")
        .arg(data.join("mail"))
        .args(["--demo", "true"])
        .args(["--listen", &format!("127.0.0.1:{port}")])
        .args(["--public-url", &format!("http://127.0.0.1:{port}")]);
    command
}

fn free_port() -> Result<u16> {
    for port in PORTS {
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
        eprintln!("  Port {port} is busy; trying the next one.");
    }
    bail!("ports {} to {} are all busy", PORTS.start, PORTS.end - 1)
}
