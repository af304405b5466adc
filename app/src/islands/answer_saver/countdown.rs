//! The time left, by the server's clock: the server said what it was when it made the page, and the page counts on
//! without looking at the device's clock. Every save brings the server's clock anew.

use super::browser::{Saver, page_clock, post, text};
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::window;

/// Seconds to wait for an answer in flight before submitting what the server has.
const LAST_SAVES: i32 = 8;

pub(super) fn run(saver: Rc<Saver>, deadline: f64, now: f64, submit: String) {
    let warned = Cell::new(u32::MAX);
    let over = Cell::new(0_i32);
    let asked = Rc::new(Cell::new(false));
    set_interval(
        move || {
            // From the request on: the time the page took to arrive counts as passed.
            let offset = saver.heard.get().unwrap_or(now);
            let left = ((deadline - offset - page_clock()) / 1000.0).ceil() as i32;
            if left > 0 {
                show(&saver, left, &warned);
            } else {
                over.set(over.get() + 1);
                finish(&saver, over.get(), &submit, &asked);
            }
        },
        Duration::from_secs(1),
    );
}

fn show(saver: &Saver, left: i32, warned: &Cell<u32>) {
    let (line, words) = (saver.line(), saver.words());
    line.clock
        .set(format!("{}:{:02}{}", left / 60, left % 60, words.left));
    line.near.set(left <= 300);
    let minutes = match left {
        1..=60 => 1,
        61..=300 => 5,
        _ => return,
    };
    // Once for each, also when the page was opened with less left.
    if minutes < warned.replace(minutes) {
        let said = match (left + 59) / 60 {
            1 => words.minute_left.clone(),
            more => format!("{more}{}", words.minutes_left),
        };
        line.aloud.set(said);
    }
}

/// First saves what is there, then submits; asks again until the server has answered, one question at a time, so that
/// the page leaves once. The server closes the attempt itself if this page cannot reach it.
fn finish(saver: &Rc<Saver>, seconds: i32, submit: &str, asked: &Rc<Cell<bool>>) {
    if seconds == 1 {
        saver.line().clock.set(saver.words().over.clone());
        saver.line().aloud.set(saver.words().over.clone());
        saver.flush();
    }
    let waited = saver.idle() || seconds >= LAST_SAVES;
    if !waited || seconds % 4 != 2 || asked.replace(true) {
        return;
    }
    let (submit, asked) = (submit.to_owned(), Rc::clone(asked));
    spawn_local(async move {
        match (post(&submit, &JsValue::from_str("")).await, window()) {
            (Ok((200, body)), Some(window)) => {
                let _ = window.location().assign(&text(&body, "next"));
            }
            _ => asked.set(false),
        }
    });
}
