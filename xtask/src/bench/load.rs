//! Load on a served instance: whole attempts, saves, a start spike, sizes.

use super::http::{Client, Reply, fill_form};
use super::served::Served;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Without JavaScript: every answer is a form post, every page is loaded.
    Forms,
    /// The islands' JSON saves: pages are loaded once each, answers are saved by fetch.
    Json,
}

/// Links are used once; each measurement takes the next ones.
static NEXT_LINK: AtomicUsize = AtomicUsize::new(0);

fn path(url: &str) -> String {
    url.splitn(4, '/')
        .nth(3)
        .map_or_else(|| "/".to_owned(), |path| format!("/{path}"))
}

fn next_link(served: &Served) -> Result<String> {
    let index = NEXT_LINK.fetch_add(1, Ordering::SeqCst);
    served
        .links
        .get(index % served.links.len())
        .map(|url| path(url))
        .context("no link left")
}

fn expect(reply: &Reply, status: u16, what: &str) -> Result<()> {
    ensure!(
        reply.status == status,
        "{what}: status {} instead of {status}",
        reply.status
    );
    Ok(())
}

/// Opens a link and starts; returns the handle's path, `/t/…`.
fn start(client: &mut Client, link: &str) -> Result<String> {
    let opened = client.get(link)?;
    expect(&opened, 303, "the link")?;
    let home = opened.location.clone();
    let welcome = client.get(&home)?;
    expect(&welcome, 200, "the welcome page")?;
    let form = fill_form(&welcome.body)?;
    let started = client.post_form(&format!("{home}/start"), &form)?;
    expect(&started, 303, "starting")?;
    Ok(home)
}

/// How many questions the attempt has, from the numbered links of a question page.
fn questions(page: &str) -> usize {
    (1..100)
        .take_while(|number| page.contains(&format!("/q/{number}\"")))
        .count()
}

fn attempt(client: &mut Client, link: &str, way: Way, saves: &mut Vec<Duration>) -> Result<()> {
    let home = start(client, link)?;
    let mut page = client.get(&format!("{home}/q/1"))?;
    expect(&page, 200, "question 1")?;
    let count = questions(&page.body);
    ensure!(count > 0, "no questions found");
    for number in 1..=count {
        let at = format!("{home}/q/{number}");
        if number > 1 {
            page = client.get(&at)?;
            expect(&page, 200, "a question")?;
        }
        let form = fill_form(&page.body)?;
        let begun = Instant::now();
        match way {
            Way::Forms => expect(&client.post_form(&at, &form)?, 303, "an answer by form")?,
            Way::Json => expect(
                &client.post_json(&at, &as_json(&form))?,
                200,
                "an answer by JSON",
            )?,
        }
        saves.push(begun.elapsed());
    }
    let review = client.get(&format!("{home}/review"))?;
    expect(&review, 200, "the review page")?;
    let form = fill_form(&review.body)?;
    expect(
        &client.post_form(&format!("{home}/submit"), &form)?,
        303,
        "submitting",
    )?;
    expect(&client.get(&format!("{home}/done"))?, 200, "the last page")
}

/// The form's fields as the JSON an island sends: the same names, numbers where they are numbers.
fn as_json(form: &str) -> String {
    let fields: serde_json::Map<String, Value> = form
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect();
    Value::Object(fields).to_string()
}

/// Whole attempts at some clients: server CPU each, attempts a second, save times.
pub fn attempts(served: &Served, way: Way, count: usize, clients: usize) -> Result<Value> {
    let left = AtomicUsize::new(count);
    let times = Mutex::new(Vec::new());
    let failure = Mutex::new(None);
    let cpu = served.cpu_millis()?;
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..clients {
            scope.spawn(|| {
                let mut saves = Vec::new();
                while left
                    .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                        left.checked_sub(1)
                    })
                    .is_ok()
                {
                    let mut client = Client::new(served.address);
                    let outcome = next_link(served)
                        .and_then(|link| attempt(&mut client, &link, way, &mut saves));
                    if let Err(error) = outcome {
                        *failure
                            .lock()
                            .unwrap_or_else(std::sync::PoisonError::into_inner) = Some(error);
                        break;
                    }
                }
                times
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
                    .extend(saves);
            });
        }
    });
    if let Some(error) = failure
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
    {
        return Err(error);
    }
    let seconds = begun.elapsed().as_secs_f64();
    let cpu = served.cpu_millis()? - cpu;
    let times = times
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    Ok(json!({
        "attempts": count,
        "clients": clients,
        "server_cpu_ms_each": round(cpu / count as f64),
        "attempts_a_second": round(count as f64 / seconds),
        "save_ms": percentiles(times),
    }))
}

/// Saves as fast as they are acknowledged, each client on its own attempt.
pub fn saves(served: &Served, clients: usize, each: usize) -> Result<Value> {
    let mut ready = Vec::new();
    for _ in 0..clients {
        let mut client = Client::new(served.address);
        let home = start(&mut client, &next_link(served)?)?;
        let page = client.get(&format!("{home}/q/1"))?;
        expect(&page, 200, "question 1")?;
        let form = fill_form(&page.body)?;
        ready.push((client, format!("{home}/q/1"), form));
    }
    let cpu = served.cpu_millis()?;
    let begun = Instant::now();
    let outcomes: Vec<Result<Vec<Duration>>> = std::thread::scope(|scope| {
        let running: Vec<_> = ready
            .into_iter()
            .map(|(mut client, at, form)| {
                scope.spawn(move || {
                    let mut times = Vec::with_capacity(each);
                    for sequence in 1..=each {
                        let mut body: Value = serde_json::from_str(&as_json(&form))?;
                        body["sequence"] = json!(sequence.to_string());
                        let asked = Instant::now();
                        expect(&client.post_json(&at, &body.to_string())?, 200, "a save")?;
                        times.push(asked.elapsed());
                    }
                    Ok(times)
                })
            })
            .collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Ok(Vec::new())))
            .collect()
    });
    let seconds = begun.elapsed().as_secs_f64();
    let cpu = served.cpu_millis()? - cpu;
    let times: Vec<Duration> = outcomes.into_iter().collect::<Result<Vec<_>>>()?.concat();
    Ok(json!({
        "clients": clients,
        "saves": times.len(),
        "acknowledged_a_second": round(times.len() as f64 / seconds),
        "server_cpu_ms_each": round(cpu / times.len() as f64),
        "save_ms": percentiles(times),
    }))
}

/// Everyone starts at once.
pub fn spike(served: &Served, count: usize) -> Result<Value> {
    let links: Vec<String> = (0..count)
        .map(|_| next_link(served))
        .collect::<Result<_>>()?;
    let outcomes: Vec<(Duration, bool)> = std::thread::scope(|scope| {
        let running: Vec<_> = links
            .iter()
            .enumerate()
            .map(|(index, link)| {
                scope.spawn(move || {
                    // Spread over one second, as people behind one announcement are.
                    std::thread::sleep(Duration::from_micros((index * 1_000_000 / count) as u64));
                    let begun = Instant::now();
                    let good = start(&mut Client::new(served.address), link).is_ok();
                    (begun.elapsed(), good)
                })
            })
            .collect();
        running
            .into_iter()
            .filter_map(|thread| thread.join().ok())
            .collect()
    });
    let errors = outcomes.iter().filter(|(_, good)| !good).count() + (count - outcomes.len());
    let times = outcomes.into_iter().map(|(time, _)| time).collect();
    Ok(json!({ "starts": count, "errors": errors, "start_ms": percentiles(times) }))
}

/// What a candidate's browser fetches: bytes on the wire, head included.
pub fn sizes(served: &Served) -> Result<Value> {
    let mut client = Client::new(served.address);
    let home = start(&mut client, &next_link(served)?)?;
    let first = client.get(&format!("{home}/q/1"))?;
    let second = client.get(&format!("{home}/q/2"))?;
    let mut files = Vec::new();
    for piece in first.body.split("\"/assets/").skip(1) {
        let name = piece.split('"').next().unwrap_or_default().to_owned();
        if !files
            .iter()
            .any(|(known, _): &(String, usize)| *known == name)
        {
            let wire = client.get(&format!("/assets/{name}"))?.wire;
            files.push((name, wire));
        }
    }
    let style: usize = files
        .iter()
        .filter(|(name, _)| name.ends_with(".css"))
        .map(|(_, wire)| wire)
        .sum();
    let all: usize = files.iter().map(|(_, wire)| wire).sum();
    Ok(json!({
        "question_page_and_style_bytes": first.wire + style,
        "first_load_bytes": first.wire + all,
        "first_load_requests": 1 + files.len(),
        "second_question_bytes": second.wire,
        "files": files.into_iter().collect::<std::collections::BTreeMap<_, _>>(),
    }))
}

fn percentiles(mut times: Vec<Duration>) -> Value {
    times.sort();
    let at = |share: f64| {
        let index = ((times.len() as f64 * share).ceil() as usize).clamp(1, times.len().max(1)) - 1;
        times
            .get(index)
            .map_or(0.0, |time| round(time.as_secs_f64() * 1_000.0))
    };
    json!({ "p50": at(0.5), "p95": at(0.95), "p99": at(0.99), "max": at(1.0) })
}

fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
