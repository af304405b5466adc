//! The server as a process: its lock, its end, its log, backups while it serves, a disk that takes no more, bodies
//! without measure and requests that are none. (AC-08, AC-32, AC-33, AC-36, F3, F6, F7, F20, F21.)

use crate::attune::{Attune, Browser, Page, Serving, workspace};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// A demo with a recruiter's and a candidate's browser.
struct Round {
    recruiter: Browser,
    password: String,
    candidate: Browser,
    link: String,
    /// The path of the candidate's attempt.
    home: String,
    /// The path of the intake.
    intake: String,
}

/// Fills the folder, once.
fn filled() -> Attune {
    let attune = Attune::new();
    let banks = workspace("question-banks");
    let banks = banks.to_str().expect("text");
    let seeded = attune.run(&[
        "demo-seed",
        "--candidates",
        "1",
        "--banks",
        banks,
        "--mail-folder",
        "mail",
    ]);
    assert!(seeded.well, "{}", seeded.err);
    attune
}

impl Round {
    fn of(attune: &Attune, serving: &Serving) -> Self {
        let logins = std::fs::read(attune.path("data/logins.json")).expect("the logins");
        let demo: Value = serde_json::from_slice(&logins).expect("JSON");
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let login = &demo["logins"]["recruiter"];
        let password = text(&login["password"]);
        let mut recruiter = serving.browser();
        let form = [
            ("email", login["email"].as_str().expect("text")),
            ("password", &password),
        ];
        assert_eq!(recruiter.post("/login", &form).status, 303);
        let link = text(&demo["candidate_link"]);
        let link = link[link.find("/i/").expect("a link")..].to_owned();
        let mut candidate = serving.browser();
        let opened = candidate.get(&link);
        let home = opened.header("location").to_owned();
        let home = home.split("/q/").next().unwrap_or_default().to_owned();
        assert!(home.starts_with("/t/"), "{opened:?}");
        let intake = format!(
            "/assessments/{}/intakes/{}",
            text(&demo["assessment"]),
            text(&demo["intake"])
        );
        Self {
            recruiter,
            password,
            candidate,
            link,
            home,
            intake,
        }
    }

    fn start(&mut self) {
        let path = format!("{}/start", self.home);
        let began = self.candidate.post(&path, &[("consent", "yes")]);
        assert_eq!(began.status, 303, "{}", began.text());
    }

    /// Saves the first question with a newer sequence, as an island does.
    fn save(&mut self, sequence: i64) -> Page {
        let path = format!("{}/q/1", self.home);
        let page = self.candidate.get(&path).text();
        let field = ["best", "most", "rate-A", "place-A"]
            .into_iter()
            .find(|name| page.contains(&format!("name=\"{name}\"")))
            .unwrap_or_else(|| panic!("no question: {page}"));
        let letters = ["A", "B", "C", "D"];
        let at = usize::try_from(sequence).expect("small") % 4;
        let value = if field.ends_with("-A") {
            (at + 1).to_string()
        } else {
            letters[at].to_owned()
        };
        let mut body = json!({ "writer": "w", "sequence": sequence, "revision": 0 });
        body[field] = json!(value);
        self.candidate.post_json(&path, &body)
    }
}

fn revision(saved: &Page) -> i64 {
    assert_eq!(saved.status, 200, "{}", saved.text());
    let told: Value = serde_json::from_slice(&saved.body).expect("JSON");
    told["revision"].as_i64().expect("a number")
}

/// F20: the second server on one file says who holds it and ends; so does a restore. The first one goes on.
#[test]
fn a_second_server_on_the_same_file_refuses() {
    let attune = Attune::new();
    let first = attune.serve();
    for command in [
        &["serve", "--listen", "127.0.0.1:0", "--mail-folder", "mail"][..],
        &["restore", "data/attune.db"],
    ] {
        let second = attune.run_briefly(command);
        assert!(!second.well, "{command:?}");
        assert!(
            second.err.contains("another attune process is using"),
            "{}",
            second.err
        );
    }
    assert_eq!(first.browser().get("/health/ready").status, 200);
    first.stop();
    attune.serve().stop();
}

/// F3: a request under way when the server is told to stop is finished, then the server ends by itself and leaves the
/// lock to the next, where the session goes on.
#[test]
fn a_request_under_way_is_finished_before_the_end() {
    let attune = filled();
    let serving = attune.serve();
    let mut round = Round::of(&attune, &serving);
    round.start();
    let body = b"consent=yes";
    // The server asks for the body: from here on the request is under way.
    let mut head = format!(
        "POST {}/start HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\nExpect: 100-continue\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
        round.home,
        body.len()
    );
    for (name, value) in &round.candidate.cookies {
        head.push_str(&format!("Cookie: {name}={value}\r\n"));
    }
    let mut stream = round.candidate.raw(format!("{head}\r\n").as_bytes());
    let mut reader = BufReader::new(stream.try_clone().expect("a copy"));
    let mut line = String::new();
    reader.read_line(&mut line).expect("an answer");
    assert!(line.starts_with("HTTP/1.1 100"), "{line}");
    serving.ask_to_stop();
    while !serving
        .log()
        .contains("requests under way are finished first")
    {
        std::thread::yield_now();
    }
    stream.write_all(body).expect("still open");
    let mut rest = String::new();
    reader.read_to_string(&mut rest).expect("an answer");
    assert!(rest.contains("HTTP/1.1 303"), "{rest}");
    serving.ended();

    let next = attune.serve();
    let mut again = next.browser();
    again.cookies.clone_from(&round.recruiter.cookies);
    assert_eq!(again.get(&round.intake).status, 200, "still signed in");
    next.stop();
}

/// F21: a copy made while answers arrive holds all that were acknowledged before it began, and comes back whole.
#[test]
fn a_backup_made_while_serving_comes_back_whole() {
    let attune = filled();
    let serving = attune.serve();
    let mut round = Round::of(&attune, &serving);
    round.start();
    for sequence in 1..=20 {
        revision(&round.save(sequence));
    }
    let (stop, last) = (AtomicBool::new(false), Arc::new(AtomicI64::new(20)));
    let backed_up = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut sequence = 21;
            while !stop.load(Ordering::SeqCst) {
                last.store(revision(&round.save(sequence)), Ordering::SeqCst);
                sequence += 1;
            }
        });
        while last.load(Ordering::SeqCst) < 25 {
            std::thread::yield_now();
        }
        let acknowledged = last.load(Ordering::SeqCst);
        let said = attune.run(&["backup", "copy.db"]);
        stop.store(true, Ordering::SeqCst);
        assert!(said.well, "{}", said.err);
        (acknowledged, said.out)
    });
    let (acknowledged, told) = backed_up;
    let written_later = revision(&round.save(1_000_000));
    assert!(written_later > acknowledged);
    let refused = attune.run(&["restore", "copy.db"]);
    assert!(!refused.well, "not while it serves");
    serving.stop();

    let restored = attune.run(&["restore", "copy.db"]);
    assert!(restored.well, "{}", restored.err);
    let rows = |text: &str| {
        let words: Vec<&str> = text.split([' ', '.']).collect();
        let at = words.iter().position(|word| *word == "rows").expect("rows");
        words[at - 1].to_owned()
    };
    assert_eq!(
        rows(&told),
        rows(&restored.out),
        "as many rows as were copied"
    );
    assert!(
        attune.path("data/attune.before-restore.db").exists(),
        "the old one is kept"
    );

    let serving = attune.serve();
    let mut again = Round::of(&attune, &serving);
    // A new writer that has seen nothing is told what stands.
    let path = format!("{}/q/1", again.home);
    let page = again.candidate.get(&path).text();
    let stands: i64 = tests::between(&page, "name=\"revision\" value=\"", "\"")
        .and_then(|number| number.parse().ok())
        .expect("a revision");
    assert!(
        (acknowledged..written_later).contains(&stands),
        "{acknowledged} was acknowledged before, {stands} came back, {written_later} was after"
    );
    assert_eq!(
        revision(&again.save(2_000_000)),
        stands + 1,
        "and it goes on"
    );
    serving.stop();
}

/// F6: a disk that takes nothing more: saves are refused with a clear answer, reading goes on, nothing acknowledged is
/// lost, and the same process goes on once there is room. (No file of the process may grow; the system reports it as a
/// failed write.)
#[test]
fn a_full_disk_refuses_saves_and_is_forgotten_once_there_is_room() {
    let attune = filled();
    // A write beyond the limit shall fail instead of ending the process.
    let under = ["sh", "-c", "trap '' XFSZ; exec \"$0\" \"$@\""];
    let serving = attune.serve_with(&[], &under);
    let mut round = Round::of(&attune, &serving);
    round.start();
    let before = revision(&round.save(1));
    let limit = |size: &str| {
        let done = Command::new("prlimit")
            .args([
                "--pid",
                &serving.id().to_string(),
                &format!("--fsize={size}:"),
            ])
            .status()
            .expect("prlimit (Debian: util-linux) runs");
        assert!(done.success());
    };
    limit("0");
    for sequence in 2..6 {
        let refused = round.save(sequence);
        assert_eq!(refused.status, 503, "{}", refused.text());
        assert_eq!(refused.header("retry-after"), "2");
        let told: Value = serde_json::from_slice(&refused.body).expect("JSON");
        assert!(
            told["error"]
                .as_str()
                .is_some_and(|words| words.contains("Nothing was changed"))
        );
    }
    assert_eq!(
        round.recruiter.get(&round.intake).status,
        200,
        "reading goes on"
    );
    let form = [("email", "nobody@example.org"), ("password", "x")];
    let page = serving.browser().post("/login", &form);
    assert_eq!(
        page.status, 503,
        "what must be written is refused in a page"
    );
    assert!(page.text().contains("<html") && !page.text().contains("disk I/O"));
    limit("unlimited");
    let after = revision(&round.save(6));
    assert_eq!(after, before + 1, "nothing of what was refused was kept");
    serving.stop();
    let whole = attune.run(&["backup", "copy.db"]);
    assert!(whole.well, "{}", whole.err);
}

/// F7: a disk that loses what it was given says so when it is asked to keep it (`fsync`): nothing is acknowledged, and
/// the same process goes on once the disk is well. (A small library between the program and the system fails every sync
/// while a file is there.)
#[test]
fn f07_what_the_disk_did_not_keep_is_not_acknowledged() {
    let attune = filled();
    let (source, library) = (attune.path("ill.c"), attune.path("ill.so"));
    attune.write("ill.c", include_str!("failing_sync.c"));
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-Wall", "-Werror", "-o"])
        .args([&library, &source])
        .arg("-ldl")
        .status()
        .expect("a C compiler");
    assert!(compiled.success());
    let preload = format!("LD_PRELOAD={}", library.display());
    let flag = attune.path("the-disk-is-ill");
    let ill = format!("SYNC_FAILS_WHILE={}", flag.display());
    let serving = attune.serve_with(&[], &["env", &preload, &ill]);
    let mut round = Round::of(&attune, &serving);
    round.start();
    let before = revision(&round.save(1));
    attune.write("the-disk-is-ill", "");
    for sequence in 2..5 {
        let refused = round.save(sequence);
        assert_eq!(refused.status, 503, "{}", refused.text());
        assert_eq!(refused.header("retry-after"), "2");
    }
    std::fs::remove_file(&flag).expect("removed");
    let after = revision(&round.save(5));
    assert_eq!(after, before + 1, "nothing of what was refused was kept");
    serving.stop();
    let whole = attune.run(&["backup", "copy.db"]);
    assert!(whole.well, "{}", whole.err);
}

/// AC-08, AC-33: tokens, passwords, names, addresses and answers do not get into the log, even when it says most; and
/// nobody writes lines into it.
#[test]
fn the_log_holds_no_token_no_password_and_no_person() {
    let attune = filled();
    let serving = attune.serve_with(&["--log-json", "true"], &[]);
    let mut round = Round::of(&attune, &serving);
    round.start();
    revision(&round.save(1));
    let list = "name,email\nXanthippe Quill,xanthippe@example.org\n";
    let mark = "----mark";
    let body = format!(
        "--{mark}\r\nContent-Disposition: form-data; name=\"people\"\r\n\r\n{list}\r\n--{mark}\r\n\
         Content-Disposition: form-data; name=\"how\"\r\n\r\nmail\r\n--{mark}--\r\n"
    );
    let kind = format!("Content-Type: multipart/form-data; boundary={mark}");
    let sent = round.recruiter.send(
        "POST",
        &format!("{}/invite/send", round.intake),
        &[&kind],
        body.as_bytes(),
    );
    assert_eq!(sent.status, 303, "{}", sent.text());
    let forged = "nobody\n2026-01-01T00:00:00Z ERROR forged@example.org";
    for (email, password) in [
        ("recruiter@demo.example", "a-wrong-password-of-mine"),
        (forged, "a-wrong-password-of-mine"),
    ] {
        let form = [("email", email), ("password", password)];
        assert_eq!(serving.browser().post("/login", &form).status, 422);
    }
    let asked = serving
        .browser()
        .post("/forgot", &[("email", "recruiter@demo.example")]);
    assert_eq!(asked.status, 200);
    serving
        .browser()
        .get("/no/%0aERROR%20forged/page?token=asked-for");
    // The mails are written by the worker of this process; it finishes what is due before it ends.
    let mails = || {
        let files = std::fs::read_dir(attune.path("mail")).expect("the folder");
        let paths = files.map(|file| file.expect("a file").path());
        let texts: Vec<String> = paths
            .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
            .map(|path| std::fs::read_to_string(path).expect("text"))
            .collect();
        texts
    };
    while mails().len() < 2 {
        std::thread::yield_now();
    }
    let mut secrets = vec![
        round.password.clone(),
        round.link.rsplit('/').next().expect("a token").to_owned(),
        "a-wrong-password-of-mine".into(),
        "asked-for".into(),
        "forged".into(),
        "Xanthippe".into(),
        "xanthippe@".into(),
        "recruiter@demo.example".into(),
    ];
    secrets.extend(round.recruiter.cookies.values().cloned());
    secrets.extend(round.candidate.cookies.values().cloned());
    let mut links = 0;
    for mail in mails() {
        for area in ["/i/", "/reset/"] {
            for rest in mail.split(area).skip(1) {
                let token: String = rest
                    .chars()
                    .skip_while(|c| *c != '/')
                    .skip(1)
                    .take_while(char::is_ascii_hexdigit)
                    .collect();
                if token.len() >= 32 {
                    secrets.push(token);
                    links += 1;
                }
            }
        }
    }
    assert!(links >= 2, "the mails hold links");
    let log = serving.stop();
    assert!(log.lines().count() > 5, "the log says something: {log}");
    for line in log.lines() {
        let parsed: Value =
            serde_json::from_str(line).unwrap_or_else(|_| panic!("no entry: {line}"));
        assert!(parsed["level"].is_string());
    }
    for secret in secrets {
        assert!(secret.len() > 5, "{secret}");
        assert!(!log.contains(&secret), "{secret} is in the log:\n{log}");
    }
}

/// Two hundred megabytes where a list should be: read past, refused in words, and never held in memory.
#[test]
fn a_list_of_two_hundred_megabytes_is_refused_without_being_kept() {
    const SIZE: usize = 200 * 1024 * 1024;
    let attune = filled();
    let serving = attune.serve();
    let mut round = Round::of(&attune, &serving);
    let peak = || -> u64 {
        let path = format!("/proc/{}/status", serving.id());
        let status = std::fs::read_to_string(path).expect("the process runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok())
            .expect("kibibytes")
    };
    let mark = "----mark";
    let head = format!(
        "--{mark}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"people.csv\"\r\n\
         Content-Type: text/csv\r\n\r\n"
    );
    let tail = format!("\r\n--{mark}--\r\n");
    let length = format!("Content-Length: {}", head.len() + SIZE + tail.len());
    let kind = format!("Content-Type: multipart/form-data; boundary={mark}");
    let path = format!("{}/invite", round.intake);
    let before = peak();
    let mut stream = round.recruiter.ask("POST", &path, &[&kind, &length]);
    let row = b"Some Body,somebody@example.org\n";
    let chunk: Vec<u8> = row.iter().copied().cycle().take(1024 * 1024).collect();
    stream.write_all(head.as_bytes()).expect("sends");
    for _ in 0..SIZE / chunk.len() {
        stream.write_all(&chunk).expect("it is read to its end");
    }
    stream.write_all(tail.as_bytes()).expect("sends");
    let reply = round.recruiter.answer(stream);
    assert_eq!(reply.status, 422, "{}", reply.text());
    assert!(reply.text().contains("This file is larger than 5 MB."));
    let grown = peak().saturating_sub(before);
    assert!(grown < 64 * 1024, "{grown} KiB more for a refused list");
    serving.stop();
}

/// AC-32, AC-36: what is no request, or asks for a file outside, gets a short refusal, and the next one is served.
#[test]
fn what_is_no_request_is_refused_and_the_server_goes_on() {
    let attune = Attune::new();
    let serving = attune.serve();
    let mut browser = serving.browser();
    let many: String = (0..5_000).map(|n| format!("X-H{n}: v\r\n")).collect();
    let long = "a".repeat(1_000_000);
    for (what, request, statuses) in [
        ("no request", "\u{0}\u{1}\u{2}\r\n\r\n".to_owned(), &[400][..]),
        ("two lengths", "POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 9\r\n\r\nabcd".into(), &[400]),
        ("a negative length", "POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n".into(), &[400]),
        ("a bad chunk", "POST /login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\nContent-Type: \
          application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n\r\nzz\r\n\r\n".into(), &[400]),
        ("many headers", format!("GET /login HTTP/1.1\r\nHost: x\r\n{many}\r\n"), &[431]),
        ("a long header", format!("GET /login HTTP/1.1\r\nHost: x\r\nX: {long}\r\n\r\n"), &[431]),
        ("a long address", format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n"), &[414, 431]),
        ("a break in a header", "GET /login HTTP/1.1\r\nHost: x\r\nX: a\nb\r\n\r\n".into(), &[400]),
    ] {
        let stream = browser.raw(request.as_bytes());
        let reply = browser.answer(stream);
        assert!(statuses.contains(&reply.status), "{what}: {}", reply.status);
        assert!(reply.body.len() < 8_000, "{what}");
    }
    for path in [
        "/../../../../etc/passwd",
        "/assets/../../../../etc/passwd",
        "/assets/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets/%252e%252e%252fetc%252fpasswd",
        "/assets/..\\..\\etc\\passwd",
        "/assets/%00",
        "/assets//etc/passwd",
        "/mailbox/..%2f..%2fdata%2fsecret",
    ] {
        let reply = browser.get(path);
        assert!(
            [400, 404].contains(&reply.status),
            "{path}: {}",
            reply.status
        );
        assert!(!reply.text().contains("root:"), "{path}");
    }
    // Half a request that never goes on takes nobody's place.
    let half: Vec<_> = (0..200)
        .map(|_| browser.raw(b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Le"))
        .collect();
    assert_eq!(browser.get("/health/ready").status, 200);
    drop(half);
    serving.stop();
}
