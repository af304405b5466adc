//! A PostgreSQL server of our own for tests: a temporary cluster on a free port, TCP only, stopped and removed when
//! dropped. PostgreSQL refuses root, so root hands it to the system's `postgres` user.

use anyhow::{Context, Result, ensure};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::needs;

pub struct Postgres {
    folder: PathBuf,
    port: u16,
}

impl Postgres {
    /// Creates and starts a cluster.
    pub fn start() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("attune-postgres-{}", std::process::id()));
        std::fs::create_dir_all(&folder).context("no temporary folder for PostgreSQL")?;
        if needs::is_root() {
            let owned = Command::new("chown")
                .arg("postgres")
                .arg(&folder)
                .status()?;
            ensure!(
                owned.success(),
                "the temporary folder could not be given to the user postgres"
            );
        }
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let server = Self { folder, port };
        let data = server.folder.join("data");
        server.call(
            "initdb",
            &[
                "-D",
                text(&data)?,
                "-U",
                "attune",
                "--auth=trust",
                "-E",
                "UTF8",
                "--locale=C",
            ],
        )?;
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200"
        );
        let log = server.folder.join("log");
        server.call(
            "pg_ctl",
            &[
                "-D",
                text(&data)?,
                "-w",
                "-o",
                &options,
                "-l",
                text(&log)?,
                "start",
            ],
        )?;
        Ok(server)
    }

    /// A URL whose user may create databases.
    pub fn url(&self) -> String {
        format!("postgres://attune@127.0.0.1:{}/postgres", self.port)
    }

    fn call(&self, program: &str, arguments: &[&str]) -> Result<()> {
        let path = needs::find(program).with_context(|| format!("{program} is not installed"))?;
        let mut command = if needs::is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        let status = command
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()
            .with_context(|| format!("{program} could not be run"))?;
        ensure!(status.success(), "{program} failed ({status})");
        Ok(())
    }
}

fn text(path: &Path) -> Result<&str> {
    path.to_str()
        .context("the temporary folder's name is not UTF-8")
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.folder.join("data");
        if let Ok(data) = text(&data)
            && let Err(error) = self.call("pg_ctl", &["-D", data, "-m", "immediate", "stop"])
        {
            eprintln!("  the test PostgreSQL was not stopped: {error:#}");
        }
        drop(std::fs::remove_dir_all(&self.folder));
    }
}
