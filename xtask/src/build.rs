//! `cargo xtask build`: one release binary with everything in it.

use anyhow::{Context, Result};
use std::path::PathBuf;

use crate::{
    Command, site,
    workspace::{Workspace, only, run, step},
};

pub const COMMAND: Command = Command {
    name: "build",
    summary: "Build the release binary with all pages, styles and islands in it",
    help: "
Builds the site (see `cargo xtask site`) and then the server in release mode, with the site inside.
The result is one file, target/release/attune, that needs nothing beside it.",
    run: build,
};

fn build(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    only(arguments, &[])?;
    let binary = release(workspace)?;
    let size = std::fs::metadata(&binary)
        .with_context(|| format!("{} was not built", binary.display()))?
        .len();
    println!("{} ({:.1} MB)", binary.display(), size as f64 / 1e6);
    Ok(())
}

/// Builds the release binary with the site inside.
pub fn release(workspace: &Workspace) -> Result<PathBuf> {
    site::make(workspace, false)?;
    step("Building the server", || {
        run(
            "Building the server",
            &mut workspace.cargo(&[
                "build",
                "--release",
                "--package",
                "server",
                "--bin",
                "attune",
            ]),
        )
    })?;
    Ok(workspace
        .target
        .join("release")
        .join(format!("attune{}", std::env::consts::EXE_SUFFIX)))
}
