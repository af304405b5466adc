//! Load on a served instance: whole attempts, saves, a start spike.

use anyhow::Result;
use serde_json::{Value, json};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::drive::candidate::{Candidate, Way, attempt, saved};
use crate::drive::forms::encode;
use crate::drive::server::Server;
use crate::drive::{locked, round};

/// Whole attempts at some clients: server CPU each (with the jobs they cause), attempts a second, save times.
pub fn attempts(server: &Server, way: Way, count: usize, clients: usize) -> Result<Value> {
    let left = AtomicUsize::new(count);
    let times = Mutex::new(Vec::new());
    let failure = Mutex::new(None);
    let cpu = server.cpu_millis_at_rest()?;
    let begun = Instant::now();
    let next = |left: usize| left.checked_sub(1);
    std::thread::scope(|scope| {
        for _ in 0..clients {
            scope.spawn(|| {
                while left
                    .fetch_update(Ordering::SeqCst, Ordering::SeqCst, next)
                    .is_ok()
                {
                    match attempt(server, way) {
                        Ok(saves) => locked(&times).extend(saves),
                        Err(error) => {
                            left.store(0, Ordering::SeqCst);
                            *locked(&failure) = Some(error);
                        }
                    }
                }
            });
        }
    });
    let seconds = begun.elapsed().as_secs_f64();
    if let Some(error) = locked(&failure).take() {
        return Err(error);
    }
    let cpu = server.cpu_millis_at_rest()? - cpu;
    let times = std::mem::take(&mut *locked(&times));
    Ok(json!({
        "attempts": count,
        "clients": clients,
        "answers_each": times.len() / count.max(1),
        "server_cpu_ms_each": round(cpu / count as f64),
        "attempts_a_second": round(count as f64 / seconds),
        "save_ms": percentiles(times),
    }))
}

/// Saves as fast as they are acknowledged, each client on its own attempt.
pub fn saves(server: &Server, clients: usize, each: usize) -> Result<Value> {
    let mut ready = Vec::new();
    for _ in 0..clients {
        let mut candidate = Candidate::start(server.address, &server.next_link()?)?;
        let (question, _) = candidate.question(1)?;
        ready.push((candidate, question));
    }
    let cpu = server.cpu_millis_at_rest()?;
    let begun = Instant::now();
    let outcomes: Vec<Result<Vec<Duration>>> = std::thread::scope(|scope| {
        let running: Vec<_> = ready
            .into_iter()
            .map(|(mut candidate, question)| {
                scope.spawn(move || {
                    let mut times = Vec::with_capacity(each);
                    for sequence in 1..=each {
                        let body = encode(&question.fields(sequence, sequence));
                        let asked = Instant::now();
                        saved(&candidate.client.fetch_form(&question.path, &body)?)?;
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
    let cpu = server.cpu_millis()? - cpu;
    let times: Vec<Duration> = outcomes.into_iter().collect::<Result<Vec<_>>>()?.concat();
    Ok(json!({
        "clients": clients,
        "saves": times.len(),
        "acknowledged_a_second": round(times.len() as f64 / seconds),
        "server_cpu_ms_each": round(cpu / times.len() as f64),
        "save_ms": percentiles(times),
    }))
}

/// Everyone starts within one second.
pub fn spike(server: &Server, count: usize) -> Result<Value> {
    let links: Vec<String> = (0..count)
        .map(|_| server.next_link())
        .collect::<Result<_>>()?;
    let begun = Instant::now();
    let outcomes: Vec<Result<Duration>> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..)
            .zip(&links)
            .map(|(index, link)| {
                scope.spawn(move || {
                    let at = Duration::from_micros(index * 1_000_000 / count as u64);
                    std::thread::sleep(at.saturating_sub(begun.elapsed()));
                    let begun = Instant::now();
                    Candidate::start(server.address, link).map(|_| begun.elapsed())
                })
            })
            .collect();
        running
            .into_iter()
            .map(|thread| {
                let died = |_| Err(anyhow::anyhow!("a client died"));
                thread.join().unwrap_or_else(died)
            })
            .collect()
    });
    let mut times = Vec::new();
    let mut errors = Vec::new();
    for outcome in outcomes {
        match outcome {
            Ok(time) => times.push(time),
            Err(error) => errors.push(error.to_string()),
        }
    }
    Ok(json!({
        "starts": count,
        "errors": errors.len(),
        "first_error": errors.first(),
        "start_ms": percentiles(times),
        "start_is": "link, first page and start: three requests",
    }))
}

pub fn percentiles(mut times: Vec<Duration>) -> Value {
    times.sort();
    let at = |share: f64| {
        let index = ((times.len() as f64 * share).ceil() as usize).clamp(1, times.len().max(1)) - 1;
        let time = times.get(index);
        time.map_or(0.0, |time| round(time.as_secs_f64() * 1_000.0))
    };
    json!({ "p50": at(0.5), "p95": at(0.95), "p99": at(0.99), "max": at(1.0) })
}
