//! Mail over SMTP: STARTTLS, TLS from the first byte, or unencrypted to this machine only.

use crate::{SetupError, letter};
use async_trait::async_trait;
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::{AsyncSmtpTransportBuilder, Error as SmtpError, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};
use service::ports::{MailError, Mailer, Message};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

/// One command and its reply.
const COMMAND: Duration = Duration::from_secs(30);
/// A whole mail, so that a server that answers ever so slowly cannot hold a worker.
const WHOLE: Duration = Duration::from_secs(60);
/// Servers close idle connections; ours goes first.
const IDLE: Duration = Duration::from_secs(30);
const CONNECTIONS: u32 = 8;

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Upgraded before anything is said; refused when the server cannot (usual on port 587).
    StartTls,
    /// TLS from the first byte (usual on port 465).
    Tls,
    /// Unencrypted; only to this machine.
    None,
}

/// The server that takes our mail.
#[derive(Debug, Clone)]
pub struct SmtpRoute {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// User name and password.
    pub credentials: Option<(String, SecretString)>,
}

/// Sends through one server, keeping a few connections open.
pub struct SmtpMailer {
    builder: AsyncSmtpTransportBuilder,
    /// Replaced after a mail that did not end in time: its connection would otherwise return to the pool and hang the
    /// next one.
    transport: RwLock<Transport>,
    from: Mailbox,
    whole: Duration,
}

impl SmtpMailer {
    /// Connects when the first mail is sent. `from` is an address, with or without a name before it.
    ///
    /// # Errors
    /// [`SetupError`].
    pub fn new(route: &SmtpRoute, from: &str) -> Result<Self, SetupError> {
        let from = sender(from)?;
        let host = route.host.trim_matches(['[', ']']);
        let parameters = || {
            TlsParameters::new(host.to_owned()).map_err(|cause| SetupError::Tls {
                host: host.to_owned(),
                cause,
            })
        };
        let tls = match route.security {
            Security::StartTls => Tls::Required(parameters()?),
            Security::Tls => Tls::Wrapper(parameters()?),
            Security::None if is_this_machine(host) => Tls::None,
            Security::None => return Err(SetupError::Unencrypted(host.to_owned())),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(route.port)
            .tls(tls)
            .timeout(Some(COMMAND))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS).idle_timeout(IDLE));
        if let Some((user, password)) = &route.credentials {
            builder = builder.credentials(Credentials::new(
                user.clone(),
                password.expose_secret().to_owned(),
            ));
        }
        Ok(Self {
            transport: RwLock::new(builder.clone().build()),
            builder,
            from,
            whole: WHOLE,
        })
    }

    fn transport(&self) -> Transport {
        self.transport
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Leaves every open connection behind.
    fn start_anew(&self) {
        let fresh = self.builder.clone().build();
        *self
            .transport
            .write()
            .unwrap_or_else(PoisonError::into_inner) = fresh;
    }

    /// The same with another limit for a whole mail (a minute otherwise).
    #[must_use]
    pub fn within(mut self, whole: Duration) -> Self {
        self.whole = whole;
        self
    }
}

pub(crate) fn sender(from: &str) -> Result<Mailbox, SetupError> {
    from.parse().map_err(|_| SetupError::From(from.to_owned()))
}

fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, message: &Message) -> Result<(), MailError> {
        let mail = letter::build(&self.from, message)?;
        match tokio::time::timeout(self.whole, self.transport().send(mail)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(cause)) => Err(judged(&cause)),
            Err(_) => {
                self.start_anew();
                Err(MailError::Transient(format!(
                    "The mail server did not finish within {} seconds.",
                    self.whole.as_secs()
                )))
            }
        }
    }
}

/// 5xx is final, but not when it is our password that the server refuses: an operator mends that, and no mail may be
/// lost until then.
fn judged(cause: &SmtpError) -> MailError {
    const ABOUT_SIGNING_IN: [u16; 4] = [530, 534, 535, 538];
    let code = cause.status().map(u16::from);
    let words = letter::in_one_line(&said(cause));
    if cause.is_permanent() && !code.is_some_and(|code| ABOUT_SIGNING_IN.contains(&code)) {
        MailError::Permanent(words)
    } else {
        MailError::Transient(words)
    }
}

/// The code and what the server said; without a reply, what broke.
fn said(cause: &SmtpError) -> String {
    let reply = std::error::Error::source(cause).map(ToString::to_string);
    match (cause.status(), reply) {
        (Some(code), Some(reply)) => format!("{code} {reply}"),
        (Some(code), None) => code.to_string(),
        (None, _) => cause.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(host: &str, security: Security) -> SmtpRoute {
        SmtpRoute {
            host: host.into(),
            port: 25,
            security,
            credentials: None,
        }
    }

    #[tokio::test]
    async fn unencrypted_mail_stays_on_this_machine() {
        for host in ["localhost", "127.0.0.1", "127.8.8.8", "[::1]"] {
            assert!(
                SmtpMailer::new(&route(host, Security::None), "a@example.org").is_ok(),
                "{host}"
            );
        }
        for host in [
            "mail.example.org",
            "10.0.0.1",
            "localhost.example.org",
            "0.0.0.0",
        ] {
            let refused = SmtpMailer::new(&route(host, Security::None), "a@example.org");
            assert!(matches!(refused, Err(SetupError::Unencrypted(_))), "{host}");
        }
        assert!(
            SmtpMailer::new(
                &route("mail.example.org", Security::StartTls),
                "a@example.org"
            )
            .is_ok()
        );
    }

    #[tokio::test]
    async fn a_sender_that_is_no_address_is_named() {
        let refused = SmtpMailer::new(&route("localhost", Security::None), "Attune");
        assert!(refused.is_err_and(|error| error.to_string().contains("\"Attune\"")));
    }
}
