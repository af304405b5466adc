//! `cargo xtask dev`: the demo, built and started again whenever a source changes.

use anyhow::{Context, Result};
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::time::{Duration, SystemTime};

use crate::{
    Command,
    workspace::{Workspace, only},
};

pub const COMMAND: Command = Command {
    name: "dev",
    summary: "Serve the demo, rebuild and restart when a source changes",
    help: "
Runs `cargo xtask demo` and starts it anew when a file below app, server, crates, frontend, migrations or
question-banks changes. A build that fails leaves the message standing until the next change.",
    run: dev,
};

const WATCHED: [&str; 6] = [
    "app",
    "server",
    "crates",
    "frontend",
    "migrations",
    "question-banks",
];
const LOOK: Duration = Duration::from_millis(700);

fn dev(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    only(arguments, &[])?;
    loop {
        let seen = newest(workspace);
        let this = std::env::current_exe().context("xtask cannot find itself")?;
        let mut running = Process::new(this)
            .arg("demo")
            .stdin(Stdio::null())
            .spawn()
            .context("the demo could not be started")?;
        while newest(workspace) == seen {
            std::thread::sleep(LOOK);
        }
        eprintln!("\n  Something changed; building again.\n");
        // The demo's server is its child: both must go before the next one can listen.
        drop(
            Process::new("pkill")
                .args(["-P", &running.id().to_string()])
                .status(),
        );
        drop(running.kill());
        drop(running.wait());
    }
}

/// When the youngest watched file was written.
fn newest(workspace: &Workspace) -> SystemTime {
    WATCHED
        .iter()
        .map(|folder| newest_below(&workspace.root.join(folder)))
        .max()
        .unwrap_or(SystemTime::UNIX_EPOCH)
}

fn newest_below(folder: &Path) -> SystemTime {
    std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| {
            let path = entry.path();
            if path.is_dir() {
                newest_below(&path)
            } else {
                entry
                    .metadata()
                    .and_then(|data| data.modified())
                    .unwrap_or(SystemTime::UNIX_EPOCH)
            }
        })
        .max()
        .unwrap_or(SystemTime::UNIX_EPOCH)
}
