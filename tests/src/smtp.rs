//! A mail server for tests: speaks enough SMTP to be talked to by a real client, keeps what it is given, and can be
//! told to refuse, hang or hang up.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the server does with the next mail; it takes the mail when nothing is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    Take,
    /// This reply to the recipient, such as `550 5.1.1 no such user`.
    RefuseRecipient(&'static str),
    /// This reply after the mail, such as `451 4.7.1 greylisted`.
    RefuseMail(&'static str),
    /// This greeting, and the end.
    RefuseConnection(&'static str),
    /// Never answers after the mail.
    Hang,
    /// Hangs up in the middle of the mail.
    Drop,
    /// Takes the mail and hangs up after saying so.
    TakeAndDrop,
}

/// A mail that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    /// Headers and body as they were sent, without the dots of the protocol.
    pub data: String,
}

impl Taken {
    /// The headers, folded lines joined.
    pub fn headers(&self) -> Vec<(String, String)> {
        let head = self.data.split("\r\n\r\n").next().unwrap_or_default();
        head.replace("\r\n ", " ")
            .replace("\r\n\t", " ")
            .split("\r\n")
            .map(|line| line.split_once(':').unwrap_or((line, "")))
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect()
    }

    /// The value of a header that is there exactly once.
    ///
    /// # Panics
    /// When it is not.
    pub fn header(&self, name: &str) -> String {
        let mut found = self
            .headers()
            .into_iter()
            .filter(|(header, _)| header.eq_ignore_ascii_case(name));
        let (_, value) = found.next().unwrap_or_else(|| panic!("no header {name}"));
        assert!(found.next().is_none(), "two headers {name}");
        value
    }
}

#[derive(Default)]
struct Shared {
    turns: Mutex<VecDeque<Turn>>,
    taken: Mutex<Vec<Taken>>,
}

/// A running server; it stops with this value.
pub struct SmtpServer {
    port: u16,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

impl SmtpServer {
    /// Listens on a free port of this machine.
    ///
    /// # Panics
    /// When there is none.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let shared = Arc::new(Shared::default());
        let of_task = Arc::clone(&shared);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&of_task)));
            }
        });
        Self {
            port,
            shared,
            accepting,
        }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Plans what happens next.
    ///
    /// # Panics
    /// Never, unless a test panicked before.
    pub fn plan(&self, turns: &[Turn]) {
        self.shared
            .turns
            .lock()
            .expect("no panic while held")
            .extend(turns.iter().cloned());
    }

    /// Every mail taken so far.
    ///
    /// # Panics
    /// Never, unless a test panicked before.
    pub fn taken(&self) -> Vec<Taken> {
        self.shared
            .taken
            .lock()
            .expect("no panic while held")
            .clone()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Shared {
    fn peek(&self) -> Option<Turn> {
        self.turns
            .lock()
            .expect("no panic while held")
            .front()
            .cloned()
    }

    fn next(&self) -> Turn {
        self.turns
            .lock()
            .expect("no panic while held")
            .pop_front()
            .unwrap_or(Turn::Take)
    }
}

async fn converse(stream: TcpStream, shared: Arc<Shared>) {
    // A client that hangs up ends the conversation.
    let _ = talk(stream, &shared).await;
}

async fn talk(stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::new(reading);
    if let Some(Turn::RefuseConnection(reply)) = shared.peek() {
        shared.next();
        return say(&mut writing, reply).await;
    }
    say(&mut writing, "220 test ESMTP").await?;
    let (mut from, mut to) = (String::new(), Vec::new());
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let command = line.trim_end().to_owned();
        let verb = command
            .split([' ', ':'])
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => say(&mut writing, "250-test\r\n250-8BITMIME\r\n250 SMTPUTF8").await?,
            // A connection that was kept open learns it at its next mail.
            "MAIL" if matches!(shared.peek(), Some(Turn::RefuseConnection(_))) => {
                let Turn::RefuseConnection(reply) = shared.next() else {
                    return Ok(());
                };
                return say(&mut writing, reply).await;
            }
            "MAIL" => {
                (from, to) = (address(&command), Vec::new());
                say(&mut writing, "250 ok").await?;
            }
            "RCPT" => match shared.peek() {
                Some(Turn::RefuseRecipient(reply)) => {
                    shared.next();
                    say(&mut writing, reply).await?;
                }
                _ => {
                    to.push(address(&command));
                    say(&mut writing, "250 ok").await?;
                }
            },
            "DATA" => {
                let turn = shared.next();
                say(&mut writing, "354 go on").await?;
                if turn == Turn::Drop {
                    let mut first = String::new();
                    lines.read_line(&mut first).await?;
                    return Ok(());
                }
                let data = mail(&mut lines).await?;
                match turn {
                    Turn::RefuseMail(reply) => say(&mut writing, reply).await?,
                    Turn::Hang => {
                        tokio::time::sleep(Duration::from_secs(3_600)).await;
                        return Ok(());
                    }
                    other => {
                        let taken = Taken {
                            from: from.clone(),
                            to: to.clone(),
                            data,
                        };
                        shared
                            .taken
                            .lock()
                            .expect("no panic while held")
                            .push(taken);
                        say(&mut writing, "250 2.0.0 taken").await?;
                        if other == Turn::TakeAndDrop {
                            return Ok(());
                        }
                    }
                }
            }
            "QUIT" => return say(&mut writing, "221 bye").await,
            "RSET" | "NOOP" => say(&mut writing, "250 ok").await?,
            _ => say(&mut writing, "500 what").await?,
        }
    }
}

async fn say(writing: &mut (impl AsyncWriteExt + Unpin), reply: &str) -> std::io::Result<()> {
    writing.write_all(format!("{reply}\r\n").as_bytes()).await
}

/// Reads until the lone dot.
async fn mail(lines: &mut (impl AsyncBufReadExt + Unpin)) -> std::io::Result<String> {
    let mut data = String::new();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).await? == 0 || line == ".\r\n" {
            return Ok(data);
        }
        data.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

/// What stands between the angle brackets.
fn address(command: &str) -> String {
    let inner = command
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    inner
        .map(|(address, _)| address.to_owned())
        .unwrap_or_default()
}
