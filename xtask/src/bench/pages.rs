//! What a candidate's browser fetches and when it paints; how long the ranking takes with many people.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::load::percentiles;
use crate::drive::candidate::{Candidate, expect, sign_in};
use crate::drive::forms::{Form, encode};
use crate::drive::round;
use crate::drive::server::{Server, Setup};
use crate::{
    e2e, needs,
    workspace::{Workspace, step},
};

/// Bytes on the wire, heads included, and requests.
pub fn sizes(server: &Server) -> Result<Value> {
    let mut candidate = Candidate::start(server.address, &server.next_link()?)?;
    let page = |candidate: &mut Candidate, number: usize| {
        let path = format!("{}/q/{number}", candidate.home);
        candidate.client.get(&path)
    };
    let (first, second) = (page(&mut candidate, 1)?, page(&mut candidate, 2)?);
    let mut files = BTreeMap::new();
    for piece in first.body.split("\"/assets/").skip(1) {
        let name = piece.split('"').next().unwrap_or_default();
        let file = candidate.client.get(&format!("/assets/{name}"))?;
        expect(&file, 200, name)?;
        files.insert(name.to_owned(), file.wire);
    }
    let style = || files.iter().filter(|(name, _)| name.ends_with(".css"));
    ensure!(
        ["css", "js", "wasm"]
            .iter()
            .all(|kind| files.keys().any(|name| name.ends_with(kind))),
        "the page does not name its style, script and wasm"
    );
    Ok(json!({
        "question_page_and_style_bytes": first.wire + style().map(|(_, wire)| wire).sum::<usize>(),
        "question_page_and_style_requests": 1 + style().count(),
        "first_load_bytes": first.wire + files.values().sum::<usize>(),
        "first_load_requests": 1 + files.len(),
        "second_question_bytes": second.wire,
        "files": files,
    }))
}

/// When a browser on a slow line and a slow device paints: see tests/e2e/paint.mjs. Absent without a browser.
pub fn paint(workspace: &Workspace, server: &Server) -> Result<Value> {
    needs::programs(&[needs::BROWSER])?;
    needs::npm(&e2e::folder(workspace))?;
    let link = format!("http://{}{}", server.address, server.next_link()?);
    let output = Command::new("node")
        .arg("paint.mjs")
        .arg(&link)
        .current_dir(e2e::folder(workspace))
        .stderr(Stdio::inherit())
        .output()
        .context("node could not be run")?;
    ensure!(output.status.success(), "paint.mjs failed");
    serde_json::from_slice(&output.stdout).context("paint.mjs printed no JSON")
}

/// The ranking page and the snapshot with many submitted attempts.
pub fn ranking(workspace: &Workspace, binary: &Path, candidates: usize) -> Result<Value> {
    let seeding = Instant::now();
    let setup = Setup {
        candidates,
        invitations: 1,
        ..Setup::default()
    };
    let server = Server::served(workspace, binary, setup)?;
    let seeding = seeding.elapsed().as_secs_f64();
    let mut staff = sign_in(&server, "recruiter")?;
    let name = |key: &str| {
        let value = server.seeded[key].as_str();
        value.with_context(|| format!("seeding named no {key}"))
    };
    let intake = format!(
        "/assessments/{}/intakes/{}",
        name("assessment")?,
        name("intake")?
    );
    let ranking = format!("{intake}/ranking");
    let last = candidates.div_ceil(50);
    let mut pages = serde_json::Map::new();
    for (label, query) in [
        ("first page", String::new()),
        ("last page", format!("?page={last}")),
        ("searched by name", "?q=simulated+9".to_owned()),
        ("decision: undecided", "?decision=undecided".to_owned()),
        ("decision: advance (nobody)", "?decision=advance".to_owned()),
    ] {
        let path = format!("{ranking}{query}");
        expect(&staff.get(&path)?, 200, label)?;
        let (cpu, mut times) = (server.cpu_millis()?, Vec::new());
        for _ in 0..40 {
            let asked = Instant::now();
            expect(&staff.get(&path)?, 200, label)?;
            times.push(asked.elapsed());
        }
        let cpu = round((server.cpu_millis()? - cpu) / times.len() as f64);
        pages.insert(
            label.to_owned(),
            json!({ "server_cpu_ms": cpu, "at_the_client_ms": percentiles(times) }),
        );
    }
    let export = timed(|| {
        expect(
            &staff.get(&format!("{intake}/export.csv"))?,
            200,
            "the export",
        )
    })?;
    // Closing the intake makes its final snapshot before it answers.
    let close = format!("{intake}/close");
    let asked = staff.get(&close)?;
    expect(&asked, 200, "the closing page")?;
    let body = encode(&Form::find(&asked.body, &close)?.filled(0));
    let snapshot = step("Making the final snapshot", || {
        timed(|| expect(&staff.post_form(&close, &body)?, 303, "closing"))
    })?;
    Ok(json!({
        "submitted": candidates,
        "page": pages,
        "snapshot_seconds": round(snapshot.as_secs_f64()),
        "csv_export_seconds": round(export.as_secs_f64()),
        "seeding_seconds": round(seeding),
        "server_memory_mib": server.memory()?,
    }))
}

fn timed(action: impl FnOnce() -> Result<()>) -> Result<Duration> {
    let begun = Instant::now();
    action()?;
    Ok(begun.elapsed())
}
