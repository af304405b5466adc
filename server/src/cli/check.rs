//! `attune doctor`: what an operator would look at first, one line each.

use super::{Failure, connect, mailer};
use crate::config::{Config, MailRoute};
use std::net::{SocketAddr, ToSocketAddrs};
use std::process::ExitCode;
use std::time::Duration;

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
    match connect(config).await {
        Ok(service) => {
            say(
                "database",
                service
                    .store
                    .ping()
                    .await
                    .map(|()| "answers".into())
                    .map_err(|e| e.to_string()),
            );
            say("migrations", Ok("current".into()));
            let now = service.now().0;
            let plausible = now > 1_767_225_600_000;
            say(
                "clock",
                if plausible {
                    Ok("plausible".into())
                } else {
                    Err("the system clock stands before 2026: deadlines would be wrong".into())
                },
            );
        }
        Err(error) => say("database", Err(error.to_string())),
    }
    say("mail", mail_route(config));
    say("disk", disk(config));
    say("public URL", public_url(config));
    Ok(if well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
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
    let output = std::process::Command::new("df")
        .args(["--output=avail", "-B1"])
        .arg(&config.data)
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
