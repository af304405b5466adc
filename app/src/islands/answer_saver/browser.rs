//! The browser's side: one save in flight at a time, the newest answer next, and patience when the network is away.

use super::{SaverWords, Shown, countdown};
use js_sys::{Date, JSON, Reflect};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AbortSignal, FormData, HtmlFormElement, HtmlInputElement, RequestInit, Response,
    UrlSearchParams, window,
};

/// Milliseconds after which a silent server counts as away.
const LONGEST_WAIT: u32 = 15_000;
/// Seconds between tries, the last one repeated.
const PATIENCE: [u64; 5] = [1, 2, 5, 10, 20];

pub(super) struct Saver {
    form: HtmlFormElement,
    line: Shown,
    words: SaverWords,
    /// The number of the next save of this page.
    sequence: Cell<u32>,
    in_flight: Cell<bool>,
    /// Changed since the last save began.
    dirty: Cell<bool>,
    failures: Cell<usize>,
    /// The revision of another page's answer.
    other: RefCell<Option<String>>,
    /// The server's clock minus the page's, when last heard of.
    pub(super) heard: Cell<Option<f64>>,
}

pub(super) fn start(
    line: Shown,
    words: &SaverWords,
    saved_at: Option<i64>,
    deadline: Option<i64>,
    now: i64,
    submit: &str,
) {
    let form = document()
        .get_element_by_id("answer")
        .and_then(|form| form.dyn_into().ok());
    let Some(form) = form else { return };
    let saver = Rc::new(Saver {
        form,
        line,
        words: words.clone(),
        sequence: Cell::new(1),
        in_flight: Cell::new(false),
        dirty: Cell::new(false),
        failures: Cell::new(0),
        other: RefCell::new(None),
        heard: Cell::new(None),
    });
    if let Some(at) = saved_at {
        line.text
            .set(format!("{}{}", words.saved, local_time(at as f64)));
    }
    let changed = Rc::clone(&saver);
    listen(&saver.form, "change", move || changed.changed());
    let online = Rc::clone(&saver);
    if let Some(window) = window() {
        listen(&window, "online", move || online.flush());
    }
    let mine = Rc::clone(&saver);
    on_click("keep-mine", move || mine.keep_mine());
    on_click("take-other", reload);
    if let Some(deadline) = deadline {
        countdown::run(saver, deadline as f64, now as f64, submit.to_owned());
    }
}

impl Saver {
    fn changed(self: &Rc<Self>) {
        self.dirty.set(true);
        self.say("", &self.words.changed);
        self.flush();
    }

    /// Begins the next save, unless one is under way or nothing has changed.
    pub(super) fn flush(self: &Rc<Self>) {
        if self.in_flight.get() || !self.dirty.get() || self.other.borrow().is_some() {
            return;
        }
        self.dirty.set(false);
        self.in_flight.set(true);
        if self.failures.get() == 0 {
            self.say("", &self.words.saving);
        }
        let sequence = self.sequence.get();
        self.set_field("sequence", &sequence.to_string());
        let body = FormData::new_with_form(&self.form)
            .and_then(|data| UrlSearchParams::new_with_str_sequence_sequence(&data));
        // The form itself, if it is sent, means something newer.
        self.sequence.set(sequence + 1);
        self.set_field("sequence", &(sequence + 1).to_string());
        let saver = Rc::clone(self);
        spawn_local(async move {
            let reply = match (body, here()) {
                (Ok(body), Some(path)) => post(&path, &body).await,
                (Err(error), _) => Err(error),
                _ => Err(JsValue::NULL),
            };
            saver.in_flight.set(false);
            match reply {
                Ok((status, body)) => saver.answered(status, &body),
                Err(_) => saver.failed(),
            }
        });
    }

    pub(super) fn line(&self) -> &Shown {
        &self.line
    }

    pub(super) fn words(&self) -> &SaverWords {
        &self.words
    }

    pub(super) fn idle(&self) -> bool {
        !self.in_flight.get() && !self.dirty.get()
    }

    fn answered(self: &Rc<Self>, status: u16, body: &JsValue) {
        match status {
            200 => self.saved(body),
            // Not now: the server is busy, restarting, or asks to wait.
            429 | 500..=599 => self.failed(),
            409 if text(body, "state") == "conflict" => {
                *self.other.borrow_mut() = Some(text(body, "revision"));
                self.line.conflict.set(true);
                self.refuse(&format!("{}{}", self.words.conflict, text(body, "theirs")));
            }
            _ => {
                self.refuse(&text(body, "error"));
                self.flush();
            }
        }
    }

    fn saved(self: &Rc<Self>, body: &JsValue) {
        self.set_field("revision", &text(body, "revision"));
        if self.failures.replace(0) > 0 {
            self.line.aloud.set(self.words.recovered.clone());
        }
        if let Some(at) = number(body, "saved_at") {
            self.heard.set(Some(at - page_clock()));
            self.say("saved", &format!("{}{}", self.words.saved, local_time(at)));
        }
        self.flush();
    }

    fn failed(self: &Rc<Self>) {
        let failures = self.failures.get();
        self.failures.set(failures + 1);
        self.dirty.set(true);
        self.say("waiting", &self.words.waiting);
        if failures == 0 {
            self.line.aloud.set(self.words.waiting.clone());
        }
        let wait = PATIENCE
            .get(failures)
            .or(PATIENCE.last())
            .copied()
            .unwrap_or(20);
        let saver = Rc::clone(self);
        set_timeout(move || saver.flush(), Duration::from_secs(wait));
    }

    fn refuse(&self, words: &str) {
        self.say("refused", words);
        self.line.aloud.set(words.to_owned());
    }

    /// The answer on this page shall count: it says which other answer it has seen.
    fn keep_mine(self: &Rc<Self>) {
        if let Some(revision) = self.other.borrow_mut().take() {
            self.set_field("revision", &revision);
        }
        self.line.conflict.set(false);
        self.changed();
    }

    fn say(&self, state: &str, words: &str) {
        self.line.state.set(state.to_owned());
        self.line.text.set(words.to_owned());
    }

    fn set_field(&self, name: &str, value: &str) {
        let field = self
            .form
            .query_selector(&format!("[name={name}]"))
            .ok()
            .flatten();
        if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
            field.set_value(value);
        }
    }
}

/// Posts a form's fields and reads the JSON that comes back.
pub(super) async fn post(path: &str, body: &JsValue) -> Result<(u16, JsValue), JsValue> {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(body);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(LONGEST_WAIT)));
    // The save goes on when the person follows a link meanwhile.
    Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE)?;
    let headers = js_sys::Object::new();
    Reflect::set(&headers, &"accept".into(), &"application/json".into())?;
    init.set_headers(&headers);
    let window = window().ok_or(JsValue::NULL)?;
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(path, &init))
        .await?
        .dyn_into()?;
    let body = JsFuture::from(response.text()?)
        .await?
        .as_string()
        .unwrap_or_default();
    Ok((
        response.status(),
        JSON::parse(&body).unwrap_or(JsValue::NULL),
    ))
}

fn here() -> Option<String> {
    window()?.location().pathname().ok()
}

fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}

/// Milliseconds since the page was asked for; it does not follow the device's clock.
pub(super) fn page_clock() -> f64 {
    window()
        .and_then(|window| window.performance())
        .map_or(0.0, |performance| performance.now())
}

fn listen(target: &web_sys::EventTarget, event: &str, run: impl Fn() + 'static) {
    let closure = Closure::<dyn Fn()>::new(run);
    let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    // It lives as long as the page.
    closure.forget();
}

fn on_click(id: &str, run: impl Fn() + 'static) {
    if let Some(button) = document().get_element_by_id(id) {
        listen(&button, "click", run);
    }
}

fn field(body: &JsValue, name: &str) -> JsValue {
    Reflect::get(body, &name.into()).unwrap_or(JsValue::NULL)
}

pub(super) fn text(body: &JsValue, name: &str) -> String {
    let value = field(body, name);
    value
        .as_string()
        .or_else(|| value.as_f64().map(|number| number.to_string()))
        .unwrap_or_default()
}

fn number(body: &JsValue, name: &str) -> Option<f64> {
    field(body, name).as_f64()
}

/// "10:42:07" where the reader is.
fn local_time(instant: f64) -> String {
    let date = Date::new(&JsValue::from_f64(instant));
    format!(
        "{:02}:{:02}:{:02}",
        date.get_hours(),
        date.get_minutes(),
        date.get_seconds()
    )
}
