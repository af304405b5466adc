//! The `attune` program in a folder of its own: run to its end, or serving until told to stop. And a browser that
//! speaks HTTP/1.0 to it, so that a response ends with its connection.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// A folder with its own data, and no setting from outside.
pub struct Attune {
    folder: tempfile::TempDir,
}

/// What a finished command said.
#[derive(Debug)]
pub struct Said {
    pub well: bool,
    pub out: String,
    pub err: String,
}

pub fn workspace(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

impl Attune {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).expect("writes");
        path
    }

    /// The command, in its folder; `under` stands before it.
    fn command_under(&self, under: &[&str]) -> Command {
        let program = env!("CARGO_BIN_EXE_attune");
        let mut command = match under {
            [] => Command::new(program),
            [first, rest @ ..] => {
                let mut command = Command::new(first);
                command.args(rest).arg(program);
                command
            }
        };
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ATTUNE_")) {
            command.env_remove(name);
        }
        command.current_dir(self.folder.path());
        command
    }

    pub fn command(&self) -> Command {
        self.command_under(&[])
    }

    /// Runs it to its end.
    pub fn run(&self, arguments: &[&str]) -> Said {
        said(self.command().args(arguments), "")
    }

    /// Runs a command that should end at once, and ends it after a minute if it does not.
    pub fn run_briefly(&self, arguments: &[&str]) -> Said {
        let mut command = self.command_under(&["timeout", "60"]);
        said(command.args(arguments), "")
    }

    /// Runs it with something to read.
    pub fn run_reading(&self, arguments: &[&str], input: &str) -> Said {
        said(self.command().args(arguments), input)
    }

    pub fn serve(&self) -> Serving {
        self.serve_with(&[], &[])
    }

    /// Serves on a port that the system chooses, with more flags, under another program.
    pub fn serve_with(&self, flags: &[&str], under: &[&str]) -> Serving {
        let mut command = self.command_under(under);
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(["--mail-folder", "mail"])
            .args(flags)
            .env("ATTUNE_LOG", "debug");
        Serving::start(command)
    }
}

/// Runs a command to its end.
pub fn said(command: &mut Command, input: &str) -> Said {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("attune starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    // A command that does not read may be gone already.
    drop(stdin.write_all(input.as_bytes()));
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    Said {
        well: output.status.success(),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// A server; killed with this value.
pub struct Serving {
    child: Child,
    pub port: u16,
    /// What it printed before it listened.
    pub greeting: String,
    log: Arc<Mutex<String>>,
    readers: Vec<JoinHandle<()>>,
}

impl Serving {
    fn start(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("attune starts");
        let log = Arc::new(Mutex::new(String::new()));
        let errors = follow(child.stderr.take().expect("a pipe"), Arc::clone(&log));
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut greeting = String::new();
        let port = loop {
            let mut line = String::new();
            let read = lines.read_line(&mut line).expect("text");
            greeting.push_str(&line);
            assert!(
                read > 0,
                "it did not serve: {greeting}{}",
                log.lock().expect("no panic while held")
            );
            if let Some(rest) = line.strip_prefix("Attune listens on 127.0.0.1:") {
                break rest
                    .split_whitespace()
                    .next()
                    .and_then(|port| port.parse().ok())
                    .expect("a port");
            }
        };
        Self {
            child,
            port,
            greeting,
            log,
            readers: vec![errors],
        }
    }

    pub fn browser(&self) -> Browser {
        Browser {
            port: self.port,
            cookies: BTreeMap::new(),
        }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The log so far.
    pub fn log(&self) -> String {
        self.log.lock().expect("no panic while held").clone()
    }

    /// Asks it to stop, as a service manager does.
    pub fn ask_to_stop(&self) {
        let asked = Command::new("kill")
            .args(["-TERM", &self.id().to_string()])
            .status()
            .expect("kill runs");
        assert!(asked.success());
    }

    /// Waits for its end; the whole log.
    pub fn ended(mut self) -> String {
        let status = self.child.wait().expect("it ends");
        assert!(status.success(), "{status}: {}", self.log());
        for reader in self.readers.drain(..) {
            reader.join().expect("the log ends");
        }
        self.log()
    }

    pub fn stop(self) -> String {
        self.ask_to_stop();
        self.ended()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn follow(pipe: impl Read + Send + 'static, into: Arc<Mutex<String>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            let mut log = into.lock().expect("no panic while held");
            log.push_str(&line);
            log.push('\n');
        }
    })
}

/// A response.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Page {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's value, the first time.
    pub fn header(&self, wanted: &str) -> &str {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .filter(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value)
            .next()
            .unwrap_or_default()
    }
}

/// Keeps cookies, follows nothing.
#[derive(Clone)]
pub struct Browser {
    port: u16,
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    pub fn get(&mut self, path: &str) -> Page {
        let stream = self.ask("GET", path, &[]);
        self.answer(stream)
    }

    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", app::failure::encode(value)))
            .collect();
        let kind = "Content-Type: application/x-www-form-urlencoded";
        self.send("POST", path, &[kind], pairs.join("&").as_bytes())
    }

    /// Asks for JSON with JSON, as an island does.
    pub fn post_json(&mut self, path: &str, body: &serde_json::Value) -> Page {
        let headers = ["Content-Type: application/json", "Accept: application/json"];
        self.send("POST", path, &headers, body.to_string().as_bytes())
    }

    pub fn send(&mut self, method: &str, path: &str, headers: &[&str], body: &[u8]) -> Page {
        let length = format!("Content-Length: {}", body.len());
        let mut all = headers.to_vec();
        all.push(&length);
        let mut stream = self.ask(method, path, &all);
        stream.write_all(body).expect("sends");
        self.answer(stream)
    }

    /// Connects and sends the head of a request.
    pub fn ask(&self, method: &str, path: &str, headers: &[&str]) -> TcpStream {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut head = format!(
            "{method} {path} HTTP/1.0\r\nHost: 127.0.0.1:{}\r\nSec-Fetch-Site: same-origin\r\n",
            self.port
        );
        if !cookies.is_empty() {
            head.push_str(&format!("Cookie: {}\r\n", cookies.join("; ")));
        }
        for header in headers {
            head.push_str(&format!("{header}\r\n"));
        }
        self.raw(format!("{head}\r\n").as_bytes())
    }

    /// Connects and sends bytes as they are.
    pub fn raw(&self, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("connects");
        stream.write_all(bytes).expect("sends");
        stream
    }

    /// Reads a response to its end.
    pub fn answer(&mut self, mut stream: TcpStream) -> Page {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap_or_else(|| panic!("no head: {}", String::from_utf8_lossy(&bytes)));
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head
            .split_whitespace()
            .nth(1)
            .and_then(|status| status.parse().ok())
            .expect("a status");
        for line in head.lines() {
            let Some((name, value)) = line.split_once(": ") else {
                continue;
            };
            if !name.eq_ignore_ascii_case("set-cookie") {
                continue;
            }
            let (pair, rest) = value.split_once(';').unwrap_or((value, ""));
            let (name, content) = pair.split_once('=').expect("a cookie has a name");
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.into(), content.into());
            }
        }
        Page {
            status,
            head,
            body: bytes.split_off(end + 4),
        }
    }
}
