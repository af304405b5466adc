//! A release server on a seeded temporary database, and what the kernel knows about it.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::workspace::{Workspace, run, step};

pub struct Served {
    child: Child,
    folder: PathBuf,
    pub address: SocketAddr,
    /// Personal links, one an open invitation.
    pub links: Vec<String>,
}

impl Served {
    /// Seeds `invitations` open invitations and serves them; every fsync takes `slow_sync` microseconds longer.
    pub fn start(
        workspace: &Workspace,
        binary: &Path,
        invitations: usize,
        slow_sync: u32,
    ) -> Result<Self> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let folder = std::env::temp_dir().join(format!("attune-bench-{}", address.port()));
        let links = folder.join("links");
        let attune = |arguments: &[&str]| {
            let mut command = Command::new(binary);
            command
                .current_dir(&workspace.root)
                .arg("--data")
                .arg(&folder)
                .arg("--mail-folder")
                .arg(folder.join("mail"))
                .args([
                    "--listen",
                    &address.to_string(),
                    "--public-url",
                    &format!("http://{address}"),
                ])
                .args(arguments)
                .env("ATTUNE_LOG", "error")
                .stdout(Stdio::null());
            command
        };
        let count = invitations.to_string();
        let path = links.to_string_lossy().into_owned();
        step("Seeding", || {
            run(
                "demo-seed",
                &mut attune(&[
                    "demo-seed",
                    "--candidates",
                    "0",
                    "--invitations",
                    &count,
                    "--links",
                    &path,
                ]),
            )
        })?;
        let mut serve = attune(&["serve"]);
        if slow_sync > 0 {
            serve
                .env("LD_PRELOAD", slow_sync_library(workspace)?)
                .env("SYNC_US", slow_sync.to_string());
        }
        let child = serve.spawn().context("the server did not start")?;
        let links = std::fs::read_to_string(&links)?;
        let served = Self {
            child,
            folder,
            address,
            links: links.lines().map(str::to_owned).collect(),
        };
        let start = Instant::now();
        while TcpStream::connect(address).is_err() {
            ensure!(
                start.elapsed() < Duration::from_secs(30),
                "the server did not listen"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(served)
    }

    /// CPU time the server has used, in milliseconds.
    pub fn cpu_millis(&self) -> Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let fields: Vec<&str> = stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        let ticks = |index: usize| {
            fields
                .get(index)
                .and_then(|field| field.parse::<f64>().ok())
        };
        match (ticks(11), ticks(12)) {
            // The kernel counts in hundredths of a second.
            (Some(user), Some(system)) => Ok((user + system) * 10.0),
            _ => bail!("the kernel's account of the server could not be read"),
        }
    }

    /// Resident memory in MiB.
    pub fn memory(&self) -> Result<Value> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let kilobytes: f64 = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok())
            .context("no VmRSS")?;
        Ok(json!((kilobytes / 102.4).round() / 10.0))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

const SLOW_SYNC: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
static void wait_more(void) {
    const char *text = getenv("SYNC_US");
    long us = text ? atol(text) : 0;
    struct timespec t = { us / 1000000, (us % 1000000) * 1000 };
    nanosleep(&t, 0);
}
int fsync(int fd) { int (*real)(int) = dlsym(RTLD_NEXT, "fsync"); wait_more(); return real(fd); }
int fdatasync(int fd) { int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync"); wait_more(); return real(fd); }
"#;

/// Compiles the library that slows every fsync, as an ordinary SSD would.
pub fn slow_sync_library(workspace: &Workspace) -> Result<PathBuf> {
    let source = workspace.target.join("slow_sync.c");
    let library = workspace.target.join("slow_sync.so");
    std::fs::write(&source, SLOW_SYNC)?;
    run(
        "Compiling the slow fsync",
        Command::new("cc")
            .args(["-shared", "-fPIC", "-O2"])
            .arg(&source)
            .arg("-o")
            .arg(&library)
            .arg("-ldl"),
    )?;
    Ok(library)
}
