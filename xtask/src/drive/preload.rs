//! Small C libraries between the server and the kernel, compiled when asked for and given by `LD_PRELOAD`: what a disk
//! does cannot be tried otherwise without rights.

use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::workspace::{Workspace, run};

const SLOW_SYNC: &str = include_str!("slow_sync.c");
const RECORD_WRITES: &str = include_str!("record_writes.c");

/// What stands between a server and the kernel.
#[derive(Debug, Clone, Default)]
pub struct Preload(Vec<(&'static str, PathBuf)>);

impl Preload {
    /// Nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// Every fsync takes so many microseconds longer.
    pub fn slow_sync(workspace: &Workspace, microseconds: u32) -> Result<Self> {
        let library = compiled(workspace, "slow_sync", SLOW_SYNC)?;
        let delay = PathBuf::from(microseconds.to_string());
        Ok(Self(vec![("LD_PRELOAD", library), ("SYNC_US", delay)]))
    }

    /// Every write and sync of the SQLite files is recorded in `log`.
    pub fn record_writes(workspace: &Workspace, log: &Path) -> Result<Self> {
        let library = compiled(workspace, "record_writes", RECORD_WRITES)?;
        Ok(Self(vec![
            ("LD_PRELOAD", library),
            ("WRITE_LOG", log.to_owned()),
        ]))
    }

    pub fn apply(&self, command: &mut Command) {
        for (name, value) in &self.0 {
            command.env(name, value);
        }
    }
}

fn compiled(workspace: &Workspace, name: &str, text: &str) -> Result<PathBuf> {
    let source = workspace.target.join(format!("{name}.c"));
    let library = workspace.target.join(format!("{name}.so"));
    std::fs::write(&source, text)?;
    run(
        "Compiling a preloaded library",
        Command::new("cc")
            .args(["-shared", "-fPIC", "-O2", "-Wall", "-Werror"])
            .arg(&source)
            .arg("-o")
            .arg(&library)
            .args(["-ldl", "-lpthread"]),
    )?;
    Ok(library)
}
