//! `attune doctor`: what an operator would look at first, one line each.

use super::{Failure, mailer};
use crate::config::{Config, MailRoute};
use crate::system::{Sources, System};
use std::net::{SocketAddr, ToSocketAddrs};
use std::process::ExitCode;
use std::time::Duration;
use store::SchemaState;

/// The first of January 2026, in milliseconds: before this program was.
const EARLIEST: i64 = 1_767_225_600_000;
/// Space that a busy hiring week needs.
const ENOUGH_DISK: u64 = 500 * 1024 * 1024;
/// For an answer from the network.
const PATIENCE: Duration = Duration::from_secs(5);

pub async fn doctor(config: &Config) -> Result<ExitCode, Failure> {
    let mut well = true;
    let mut say = |name: &str, outcome: Result<String, String>| {
        let (mark, text) = match outcome {
            Ok(text) => ("ok  ", text),
            Err(text) => {
                well = false;
                ("FAIL", text)
            }
        };
        println!("{mark}  {name:<12}{text}");
    };
    match store::look_at(&config.database).await {
        Ok(schema) => {
            say("database", Ok("answers".into()));
            say("migrations", migrations(&schema));
        }
        Err(error) => say("database", Err(error.to_string())),
    }
    say("clock", clock());
    say("mail", mail_route(config));
    say("disk", disk(config));
    say("public URL", public_url(config));
    Ok(if well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Looked at only: what is missing is applied by those who mean to.
fn migrations(schema: &SchemaState) -> Result<String, String> {
    match schema {
        SchemaState::Current => Ok("current".into()),
        SchemaState::Empty => {
            Ok("none yet; `attune serve` or `attune migrate` makes the tables".into())
        }
        SchemaState::Behind(missing) => Ok(format!(
            "{missing} to be applied, by the next `attune serve` or by `attune migrate`"
        )),
        SchemaState::Ahead => Err("made by a newer Attune: this one will not open it".into()),
    }
}

fn clock() -> Result<String, String> {
    if System.wall() > EARLIEST {
        Ok("plausible".into())
    } else {
        Err("the system clock stands before 2026: deadlines would be wrong".into())
    }
}

fn mail_route(config: &Config) -> Result<String, String> {
    mailer(config).map_err(|error| error.to_string())?;
    match &config.mail {
        MailRoute::Folder(folder) => Ok(format!("goes to the folder {}", folder.display())),
        MailRoute::Smtp { host, port, .. } => {
            let address = resolve(host, *port)?;
            std::net::TcpStream::connect_timeout(&address, PATIENCE)
                .map(|_| format!("{host}:{port} answers; `attune mail test ADDRESS` sends one"))
                .map_err(|cause| format!("{host}:{port} does not answer: {cause}"))
        }
    }
}

/// The name must lead somewhere. That nothing answers there is said, and is no fault before the first start.
fn public_url(config: &Config) -> Result<String, String> {
    let url = &config.public_url;
    let uri: http::Uri = url
        .parse()
        .map_err(|_| format!("{url} is not an address"))?;
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let tls = uri.scheme_str() == Some("https");
    let port = uri.port_u16().unwrap_or(if tls { 443 } else { 80 });
    let address = resolve(host, port)
        .map_err(|cause| format!("{url}: {cause}; links in mails would lead nowhere"))?;
    Ok(
        match std::net::TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(_) => format!("{url}, something answers there"),
            Err(_) => format!("{url}, nothing answers there at present"),
        },
    )
}

fn resolve(host: &str, port: u16) -> Result<SocketAddr, String> {
    (host, port)
        .to_socket_addrs()
        .ok()
        .and_then(|mut found| found.next())
        .ok_or_else(|| format!("{host} has no address"))
}

fn disk(config: &Config) -> Result<String, String> {
    // Before the first start the folder is not there yet; what it will be made in is.
    let folder = config.data.ancestors().find(|folder| folder.is_dir());
    let folder = folder.unwrap_or(std::path::Path::new("."));
    let output = std::process::Command::new("df")
        .args(["--output=avail", "-B1"])
        .arg(folder)
        .output()
        .map_err(|cause| format!("cannot ask df: {cause}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let free: u64 = text
        .lines()
        .last()
        .and_then(|line| line.trim().parse().ok())
        .ok_or("cannot read the free space")?;
    let megabytes = free / (1024 * 1024);
    if free >= ENOUGH_DISK {
        Ok(format!("{megabytes} MB free"))
    } else {
        Err(format!("only {megabytes} MB free beside the data"))
    }
}
