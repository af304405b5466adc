//! `cargo xtask e2e`: the browser tests, against a demo instance of their own in a temporary folder.

use anyhow::{Context, Result, bail};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command as Process, Stdio};
use std::time::{Duration, Instant};

use crate::{
    Command, demo, needs, site,
    test::{Totals, counted},
    workspace::{Workspace, only, run, step},
};

pub const COMMAND: Command = Command {
    name: "e2e",
    summary: "Run the browser tests only",
    help: "
Builds the site and the server, seeds a demo in a temporary folder, serves it on a free port and runs
tests/e2e with Debian's Chromium: with and without JavaScript, phone and desktop, axe on every page.

  --screenshots   keep pictures of the pages in tests/e2e/out and docs/screenshots",
    run: |workspace, arguments| {
        only(arguments, &["--screenshots"])?;
        needs::programs(&[needs::BROWSER])?;
        needs::npm(&folder(workspace))?;
        site::make(workspace, false)?;
        let mut totals = Totals::default();
        if arguments.is_empty() {
            run_all(workspace, &mut totals)?;
        } else {
            screenshots(workspace)?;
        }
        println!("{} passed, {} failed", totals.passed, totals.failed);
        if totals.failed > 0 { bail!("{} browser test(s) failed", totals.failed) } else { Ok(()) }
    },
};

/// Where the browser tests are.
pub fn folder(workspace: &Workspace) -> PathBuf {
    workspace.root.join("tests/e2e")
}

/// A served demo, and beside it an instance that nobody has set up; both are gone with this value.
struct Served {
    children: Vec<Child>,
    folder: PathBuf,
    url: String,
    fresh_url: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        for child in &mut self.children {
            drop(child.kill());
            drop(child.wait());
        }
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// How long the server may take to listen.
const PATIENCE: Duration = Duration::from_secs(60);

fn serve(workspace: &Workspace) -> Result<Served> {
    let binary = demo::server(workspace)?;
    let folder = std::env::temp_dir().join(format!("attune-e2e-{}", std::process::id()));
    let (demo, fresh) = (free_port()?, free_port()?);
    let url = |port: u16| format!("http://127.0.0.1:{port}");
    let attune = |data: &Path, port: u16, command: &str| {
        let mut process = Process::new(&binary);
        process
            .current_dir(&workspace.root)
            .arg("--data")
            .arg(data)
            .arg("--mail-folder")
            .arg(data.join("mail"))
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .args(["--public-url", &url(port)])
            .args(["--demo", &(port == demo).to_string()])
            .arg(command)
            .stdout(Stdio::null());
        process
    };
    step("Seeding a demo for the browser tests", || {
        run("demo-seed", &mut attune(&folder, demo, "demo-seed"))
    })?;
    let mut served = Served {
        children: Vec::new(),
        url: url(demo),
        fresh_url: url(fresh),
        folder,
    };
    for (data, port) in [
        (served.folder.clone(), demo),
        (served.folder.join("fresh"), fresh),
    ] {
        let child = attune(&data, port, "serve")
            .stderr(Stdio::null())
            .spawn()
            .context("the server did not start")?;
        served.children.push(child);
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if start.elapsed() > PATIENCE {
                bail!("the server did not listen within {} s", PATIENCE.as_secs());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    Ok(served)
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}

fn node(workspace: &Workspace, served: &Served) -> Process {
    let mut process = Process::new("node");
    process
        .current_dir(folder(workspace))
        .env("ATTUNE_URL", &served.url)
        .env("ATTUNE_FRESH_URL", &served.fresh_url)
        .env("ATTUNE_LOOKED_AT", served.folder.join("looked-at"))
        .env("ATTUNE_LOGINS", served.folder.join("logins.json"))
        .env("ATTUNE_MAIL", served.folder.join("mail"));
    process
}

/// Runs every spec and adds to the totals.
pub fn run_all(workspace: &Workspace, totals: &mut Totals) -> Result<()> {
    let served = serve(workspace)?;
    let mut process = node(workspace, &served);
    process.args(["--test", "--test-concurrency=1", "--test-reporter=tap"]);
    let mut specs: Vec<_> = std::fs::read_dir(folder(workspace).join("specs"))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "mjs"))
        .collect();
    specs.sort();
    process.args(specs);
    let before = *totals;
    let finished = step("Browser tests", || counted(&mut process, totals, tap_line))?;
    if !finished && totals.failed == before.failed {
        bail!("the browser tests could not be run");
    }
    if totals.passed == before.passed && totals.failed == before.failed {
        bail!("no browser test was run");
    }
    Ok(())
}

fn screenshots(workspace: &Workspace) -> Result<()> {
    let served = serve(workspace)?;
    run(
        "Screenshots",
        node(workspace, &served).arg("screenshots.mjs"),
    )
}

/// `# pass 12` and `# fail 0` at the end of a TAP report.
fn tap_line(line: &str, totals: &mut Totals) {
    let number = |word: &str| {
        line.strip_prefix(word)
            .and_then(|number| number.trim().parse::<u64>().ok())
    };
    totals.passed += number("# pass ").unwrap_or(0);
    totals.failed += number("# fail ").unwrap_or(0) + number("# cancelled ").unwrap_or(0);
}
