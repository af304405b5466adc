//! A small HTTP/1.1 client for measuring on this machine: one kept-alive connection, cookies, no redirects.

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A response as it came over the wire, decompressed where it was compressed.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub location: String,
    /// Seconds to wait, where the server asks for patience.
    pub retry_after: Option<u64>,
    /// Bytes of head and body as sent.
    pub wire: usize,
    pub body: String,
}

pub struct Client {
    address: SocketAddr,
    connection: Option<BufReader<TcpStream>>,
    cookies: BTreeMap<String, String>,
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        Self {
            address,
            connection: None,
            cookies: BTreeMap::new(),
        }
    }

    pub fn get(&mut self, path: &str) -> Result<Reply> {
        self.send("GET", path, "", "", "text/html")
    }

    pub fn post_form(&mut self, path: &str, body: &str) -> Result<Reply> {
        self.send(
            "POST",
            path,
            "application/x-www-form-urlencoded",
            body,
            "text/html",
        )
    }

    /// As an island does: a form's fields, answered in JSON.
    pub fn fetch_form(&mut self, path: &str, body: &str) -> Result<Reply> {
        self.send(
            "POST",
            path,
            "application/x-www-form-urlencoded",
            body,
            "application/json",
        )
    }

    fn send(
        &mut self,
        method: &str,
        path: &str,
        kind: &str,
        body: &str,
        accept: &str,
    ) -> Result<Reply> {
        // A kept-alive connection may have been closed by a restarted server: one fresh try.
        let fresh = self.connection.is_none();
        match self.try_send(method, path, kind, body, accept) {
            Err(_) if !fresh => {
                self.connection = None;
                self.try_send(method, path, kind, body, accept)
            }
            other => other,
        }
    }

    fn try_send(
        &mut self,
        method: &str,
        path: &str,
        kind: &str,
        body: &str,
        accept: &str,
    ) -> Result<Reply> {
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\naccept: {accept}\r\naccept-encoding: br, gzip\r\n\
             sec-fetch-site: same-origin\r\n",
            self.address
        );
        if !self.cookies.is_empty() {
            let pairs: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request.push_str(&format!("cookie: {}\r\n", pairs.join("; ")));
        }
        if method == "POST" {
            request.push_str(&format!(
                "content-type: {kind}\r\ncontent-length: {}\r\n",
                body.len()
            ));
        }
        request.push_str("\r\n");
        request.push_str(body);
        let connection = match &mut self.connection {
            Some(open) => open,
            none => {
                let stream = TcpStream::connect_timeout(&self.address, Duration::from_secs(10))?;
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(Duration::from_secs(40)))?;
                none.insert(BufReader::new(stream))
            }
        };
        connection.get_mut().write_all(request.as_bytes())?;
        let (reply, cookies, close) = read(connection)?;
        for (name, value) in cookies {
            self.cookies.insert(name, value);
        }
        if close {
            self.connection = None;
        }
        Ok(reply)
    }
}

type Cookies = Vec<(String, String)>;

fn read(connection: &mut BufReader<TcpStream>) -> Result<(Reply, Cookies, bool)> {
    let mut line = String::new();
    let mut wire = connection.read_line(&mut line)?;
    if wire == 0 {
        // As broken as a line that is reset: which of the two a dying server leaves is chance.
        return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into());
    }
    let status = line
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .context("no status line")?;
    let (mut length, mut chunked, mut close) = (0, false, false);
    let mut retry_after = None;
    let (mut encoding, mut location, mut cookies) = (String::new(), String::new(), Vec::new());
    loop {
        line.clear();
        wire += connection.read_line(&mut line)?;
        let text = line.trim_end();
        if text.is_empty() {
            break;
        }
        let (name, value) = text.split_once(':').context("a header without a colon")?;
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse()?,
            "transfer-encoding" => chunked = value == "chunked",
            "content-encoding" => value.clone_into(&mut encoding),
            "retry-after" => retry_after = value.parse().ok(),
            "location" => value.clone_into(&mut location),
            "connection" => close = value == "close",
            "set-cookie" => {
                let pair = value.split(';').next().unwrap_or_default();
                if let Some((name, value)) = pair.split_once('=') {
                    cookies.push((name.to_owned(), value.to_owned()));
                }
            }
            _ => {}
        }
    }
    let mut bytes = Vec::new();
    if chunked {
        loop {
            line.clear();
            wire += connection.read_line(&mut line)?;
            let size = usize::from_str_radix(line.trim(), 16).context("a chunk without a size")?;
            let mut chunk = vec![0; size + 2];
            connection.read_exact(&mut chunk)?;
            wire += chunk.len();
            chunk.truncate(size);
            bytes.extend(chunk);
            if size == 0 {
                break;
            }
        }
    } else {
        bytes.resize(length, 0);
        connection.read_exact(&mut bytes)?;
        wire += length;
    }
    let mut body = Vec::new();
    match encoding.as_str() {
        "br" => brotli::BrotliDecompress(&mut bytes.as_slice(), &mut body)?,
        "gzip" => drop(flate2::read::GzDecoder::new(bytes.as_slice()).read_to_end(&mut body)?),
        "" => body = bytes,
        other => bail!("unexpected encoding {other}"),
    }
    let reply = Reply {
        status,
        location,
        retry_after,
        wire,
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    Ok((reply, cookies, close))
}
