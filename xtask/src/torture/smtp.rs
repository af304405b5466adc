//! A mail server that keeps the Message-ID of everything it accepted. It lives in this process, so that it survives
//! what is done to the server under test.

use anyhow::Result;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use crate::drive::locked;

/// How often each Message-ID was accepted.
type Accepted = Arc<Mutex<BTreeMap<String, usize>>>;

pub struct MailSink {
    pub port: u16,
    accepted: Accepted,
}

impl MailSink {
    /// Listens on a free port until this process ends.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let accepted = Accepted::default();
        let kept = Arc::clone(&accepted);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                // A client that was killed in the middle ends its conversation with an error, and nothing is kept.
                std::thread::spawn(move || drop(converse(stream, &kept)));
            }
        });
        Ok(Self { port, accepted })
    }

    /// How often each Message-ID was accepted.
    pub fn accepted(&self) -> BTreeMap<String, usize> {
        locked(&self.accepted).clone()
    }
}

fn converse(stream: TcpStream, accepted: &Accepted) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut connection = BufReader::new(stream);
    let say = |connection: &mut BufReader<TcpStream>, words: &str| {
        connection
            .get_mut()
            .write_all(format!("{words}\r\n").as_bytes())
    };
    say(&mut connection, "220 sink ESMTP")?;
    loop {
        let mut line = String::new();
        if connection.read_line(&mut line)? == 0 {
            return Ok(());
        }
        match line.to_ascii_uppercase().split([' ', '\r']).next() {
            Some("DATA") => {
                say(&mut connection, "354 go on")?;
                let id = message_id(&mut connection)?;
                // Accepted means kept: the count goes up before the reply.
                *locked(accepted).entry(id).or_default() += 1;
                say(&mut connection, "250 accepted")?;
            }
            Some("QUIT") => return say(&mut connection, "221 bye"),
            _ => say(&mut connection, "250 ok")?,
        }
    }
}

/// Reads a mail to its end.
fn message_id(connection: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut id = String::new();
    loop {
        let mut line = Vec::new();
        if connection.read_until(b'\n', &mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(id);
        }
        let text = String::from_utf8_lossy(&line);
        if let Some((name, value)) = text.split_once(':')
            && name.eq_ignore_ascii_case("message-id")
        {
            value.trim().trim_matches(['<', '>']).clone_into(&mut id);
        }
    }
}
