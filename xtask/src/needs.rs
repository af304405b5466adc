//! What tests need from the system: Debian packages and npm packages, installed where absent and where that is allowed.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::workspace::{run, step};

/// A program tests call and the Debian package that brings it.
pub const POSTGRES: &[(&str, &str)] = &[("postgres", "postgresql")];
pub const PDF_TOOLS: &[(&str, &str)] = &[("qpdf", "qpdf"), ("pdftotext", "poppler-utils")];
pub const BROWSER: &[(&str, &str)] = &[("chromium", "chromium")];

/// Makes sure that the programs are there.
pub fn programs(wanted: &[&[(&str, &str)]]) -> Result<()> {
    let missing: Vec<&str> = wanted
        .iter()
        .flat_map(|group| group.iter())
        .filter(|(program, _)| find(program).is_none())
        .map(|(_, package)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    let advice = format!(
        "these Debian packages are needed and could not be installed here: {list}\n  apt-get install {list}"
    );
    if !is_root() || find("apt-get").is_none() {
        bail!(advice);
    }
    step(&format!("Installing {list}"), || {
        let apt = |arguments: &[&str]| {
            run(
                "apt-get",
                Command::new("apt-get")
                    .args(arguments)
                    .env("DEBIAN_FRONTEND", "noninteractive")
                    .stdout(Stdio::null()),
            )
        };
        apt(&["update", "-q"])?;
        let mut install = vec!["install", "-q", "-y", "--no-install-recommends"];
        install.extend(&missing);
        apt(&install)
    })
    .context(advice)
}

/// A program on the PATH, or among PostgreSQL's versioned folders.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path().join("bin")))
        .collect();
    versions.sort();
    std::env::split_paths(&path)
        .chain(versions.into_iter().rev())
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

pub fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Installs the npm packages that a folder's lock file names, once.
pub fn npm(folder: &Path) -> Result<()> {
    if find("npm").is_none() {
        bail!(
            "Node.js 20 or newer with npm is needed for the browser tests (Debian: apt-get install npm)"
        );
    }
    let stamp = folder.join("node_modules/.package-lock.json");
    let lock = folder.join("package-lock.json");
    let newer = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    if newer(&stamp).is_some_and(|installed| newer(&lock).is_some_and(|wanted| installed >= wanted))
    {
        return Ok(());
    }
    step("Installing npm packages for the browser tests", || {
        run(
            "npm ci",
            Command::new("npm")
                .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
                .current_dir(folder)
                .stdout(Stdio::null()),
        )
    })
}
