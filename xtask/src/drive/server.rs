//! A release server on a seeded database of its own, started, killed and started again, and what the kernel knows
//! about it.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::preload::Preload;
use crate::workspace::{Workspace, run, step};

/// How long a server may take to listen; it may have a write-ahead log to recover.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a server is made of.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// Simulated people who have submitted.
    pub candidates: usize,
    /// Open invitations.
    pub invitations: usize,
    /// A `postgres://` URL of an empty database; SQLite in the folder otherwise.
    pub postgres: Option<String>,
    /// Jobs wait until the server is started by [`Server::start_jobs`].
    pub without_jobs: bool,
    /// The port of a mail server on this machine; a folder otherwise.
    pub smtp: Option<u16>,
}

pub struct Server {
    child: Option<Child>,
    binary: PathBuf,
    root: PathBuf,
    setup: Setup,
    pub folder: PathBuf,
    pub address: SocketAddr,
    /// Personal links, one an open invitation; each is used once.
    links: Vec<String>,
    next_link: AtomicUsize,
    /// What seeding printed: accounts, assessment, intake.
    pub seeded: Value,
}

impl Server {
    /// Seeds a database; nothing is served yet.
    pub fn seed(workspace: &Workspace, binary: &Path, setup: Setup) -> Result<Self> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let folder = std::env::temp_dir().join(format!("attune-drive-{}", address.port()));
        let mut server = Self {
            child: None,
            binary: binary.to_owned(),
            root: workspace.root.clone(),
            setup,
            folder,
            address,
            links: Vec::new(),
            next_link: AtomicUsize::new(0),
            seeded: Value::Null,
        };
        let links = server.folder.join("links");
        let (candidates, invitations) = (server.setup.candidates, server.setup.invitations);
        let mut seed = server.attune("demo-seed");
        seed.args(["--candidates", &candidates.to_string()])
            .args(["--invitations", &invitations.to_string()])
            .arg("--links")
            .arg(&links)
            .stderr(Stdio::null());
        let work = format!("Seeding {candidates} submitted and {invitations} open");
        step(&work, || run("demo-seed", &mut seed))?;
        let text = std::fs::read_to_string(&links)?;
        server.links = text.lines().map(str::to_owned).collect();
        let logins = std::fs::read_to_string(server.folder.join("logins.json"))?;
        server.seeded = serde_json::from_str(&logins)?;
        Ok(server)
    }

    /// Seeds and serves.
    pub fn served(workspace: &Workspace, binary: &Path, setup: Setup) -> Result<Self> {
        let mut server = Self::seed(workspace, binary, setup)?;
        server.start(&Preload::none())?;
        Ok(server)
    }

    fn attune(&self, command: &str) -> Command {
        let mut attune = Command::new(&self.binary);
        attune
            .current_dir(&self.root)
            .arg("--data")
            .arg(&self.folder)
            .args(["--listen", &self.address.to_string()])
            .args(["--public-url", &format!("http://{}", self.address)])
            .arg(command)
            .env("ATTUNE_LOG", "error")
            .stdout(Stdio::null());
        match self.setup.smtp {
            Some(port) => attune
                .args(["--smtp-host", "127.0.0.1", "--smtp-security", "none"])
                .args(["--smtp-port", &port.to_string()]),
            None => attune.arg("--mail-folder").arg(self.folder.join("mail")),
        };
        if self.setup.without_jobs {
            attune.args(["--jobs", "false"]);
        }
        if let Some(url) = &self.setup.postgres {
            attune.args(["--database", url]);
        }
        attune
    }

    /// Serves, and waits until it listens.
    pub fn start(&mut self, preload: &Preload) -> Result<()> {
        let mut serve = self.attune("serve");
        preload.apply(&mut serve);
        let mut child = serve.spawn().context("the server did not start")?;
        let start = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            if let Some(status) = child.try_wait()? {
                bail!("the server ended while starting ({status})");
            }
            ensure!(start.elapsed() < PATIENCE, "the server did not listen");
            std::thread::sleep(Duration::from_millis(10));
        }
        self.child = Some(child);
        Ok(())
    }

    /// Starts again to do the jobs that waited, and returns the CPU time they took, in milliseconds.
    pub fn start_jobs(&mut self) -> Result<f64> {
        self.kill()?;
        self.setup.without_jobs = false;
        self.start(&Preload::none())?;
        self.cpu_millis_at_rest()
    }

    /// `kill -9`.
    pub fn kill(&mut self) -> Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// Sends a signal while others still talk to the server.
    pub fn signal(&self, name: &str) -> Result<()> {
        let process = self.process()?.to_string();
        run("kill", Command::new("kill").args(["-s", name, &process]))
    }

    /// Whether it has not been killed: a dead child that nobody waited for is a zombie.
    pub fn is_running(&self) -> bool {
        let stat = self
            .process()
            .ok()
            .and_then(|id| std::fs::read_to_string(format!("/proc/{id}/stat")).ok());
        stat.is_some_and(|stat| !stat.contains(") Z "))
    }

    /// The path of a personal link that nobody has used.
    pub fn next_link(&self) -> Result<String> {
        let index = self.next_link.fetch_add(1, Ordering::SeqCst);
        let link = self.links.get(index).context("no link left")?;
        let path = link
            .splitn(4, '/')
            .nth(3)
            .context("a link without a path")?;
        Ok(format!("/{path}"))
    }

    /// Where the SQLite database lies.
    pub fn database(&self) -> String {
        match &self.setup.postgres {
            Some(url) => url.clone(),
            None => self.folder.join("attune.db").to_string_lossy().into_owned(),
        }
    }

    fn process(&self) -> Result<u32> {
        self.child
            .as_ref()
            .map(Child::id)
            .context("the server is not running")
    }

    /// CPU time the server has used, in milliseconds.
    pub fn cpu_millis(&self) -> Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process()?))?;
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

    /// CPU time once the server has nothing left to do: jobs that a load caused belong to its cost.
    pub fn cpu_millis_at_rest(&self) -> Result<f64> {
        let mut last = self.cpu_millis()?;
        for _ in 0..120 {
            std::thread::sleep(Duration::from_millis(500));
            let now = self.cpu_millis()?;
            if now - last < 10.0 {
                return Ok(now);
            }
            last = now;
        }
        bail!("the server did not come to rest within a minute")
    }

    /// Resident memory in MiB, with the pages of the program's own file that were used so far.
    pub fn memory(&self) -> Result<f64> {
        self.memory_of("VmRSS:")
    }

    /// What of it is the server's own, in MiB: heap and stacks. The rest is read from the program's file again when the
    /// system wants it back, and grows with the code that was run at least once.
    pub fn own_memory(&self) -> Result<f64> {
        self.memory_of("RssAnon:")
    }

    fn memory_of(&self, line: &str) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process()?))?;
        let kilobytes: f64 = status
            .lines()
            .find_map(|text| text.strip_prefix(line))
            .and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok())
            .with_context(|| format!("no {line}"))?;
        Ok((kilobytes / 102.4).round() / 10.0)
    }

    /// Open files of the server.
    pub fn files(&self) -> Result<usize> {
        Ok(std::fs::read_dir(format!("/proc/{}/fd", self.process()?))?.count())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.kill());
        drop(std::fs::remove_dir_all(&self.folder));
    }
}
