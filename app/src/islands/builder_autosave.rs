//! Saves the form of a draft as it is changed, and says so. Without it the form's own button does the same.

use leptos::prelude::*;

/// The line that says what is saved. The words come from the server; `{time}` in `saved` and `{why}` in `refused` are
/// filled in here.
#[island]
pub fn BuilderAutosave(
    /// The id of the form; its `revision` field follows each save.
    form: String,
    /// The id of the element that is replaced by the figures of each save; empty for none.
    panel: String,
    saving: String,
    saved: String,
    refused: String,
    offline: String,
) -> impl IntoView {
    let (state, text) = (RwSignal::new("idle"), RwSignal::new(String::new()));
    #[cfg(feature = "hydrate")]
    {
        let words = browser::Words {
            saving,
            saved,
            refused,
            offline,
        };
        Effect::new(move || browser::watch(&form, &panel, &words, state, text));
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (form, panel, saving, saved, refused, offline);
    let role = move || (state.get() == "refused").then_some("alert");
    view! { <p class="saved" data-state=state role=role>{text}</p> }
}

#[cfg(feature = "hydrate")]
mod browser {
    use js_sys::{Array, Function, Reflect};
    use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
    use leptos::prelude::*;
    use std::cell::{Cell, RefCell};
    use std::rc::Rc;
    use std::time::Duration;
    use wasm_bindgen::prelude::*;
    use wasm_bindgen_futures::{JsFuture, spawn_local};
    use web_sys::{
        AbortSignal, Event, FormData, Headers, HtmlElement, HtmlFormElement, HtmlInputElement,
    };
    use web_sys::{RequestInit, Response};

    /// After the last change.
    const PAUSE: Duration = Duration::from_millis(700);
    /// After the server could not be reached.
    const AGAIN: Duration = Duration::from_secs(5);
    const PATIENCE_MILLIS: u32 = 15_000;

    #[derive(Clone)]
    pub(super) struct Words {
        pub saving: String,
        pub saved: String,
        pub refused: String,
        pub offline: String,
    }

    struct Autosave {
        form: HtmlFormElement,
        panel: String,
        words: Words,
        state: RwSignal<&'static str>,
        text: RwSignal<String>,
        timer: Cell<Option<TimeoutHandle>>,
        in_flight: Cell<bool>,
        changed: Cell<bool>,
        /// Somebody else saved first: only the button can go on.
        stopped: Cell<bool>,
        /// The button that was pressed while a save was on its way.
        pressed: RefCell<Option<JsValue>>,
    }

    enum Outcome {
        Saved {
            revision: f64,
            at: String,
            panel: Option<String>,
        },
        Refused {
            why: String,
            conflict: bool,
        },
        Offline,
    }

    pub(super) fn watch(
        form: &str,
        panel: &str,
        words: &Words,
        state: RwSignal<&'static str>,
        text: RwSignal<String>,
    ) {
        let form = document().get_element_by_id(form);
        let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else {
            return;
        };
        let autosave = Rc::new(Autosave {
            form: form.clone(),
            panel: panel.to_owned(),
            words: words.clone(),
            state,
            text,
            timer: Cell::new(None),
            in_flight: Cell::new(false),
            changed: Cell::new(false),
            stopped: Cell::new(false),
            pressed: RefCell::new(None),
        });
        let on_input = Rc::clone(&autosave);
        listen(&form, "input", move |_| {
            on_input.changed.set(true);
            on_input.save_after(PAUSE);
        });
        listen(&form, "submit", move |event| autosave.submitting(&event));
    }

    /// The listener lives as long as the page.
    fn listen(form: &HtmlFormElement, event: &str, react: impl Fn(Event) + 'static) {
        let closure = Closure::<dyn Fn(Event)>::new(react);
        // Adding a listener of a known kind cannot fail.
        let _ = form.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        closure.forget();
    }

    impl Autosave {
        fn save_after(self: &Rc<Self>, pause: Duration) {
            self.clear_timer();
            if self.stopped.get() {
                return;
            }
            let later = Rc::clone(self);
            self.timer
                .set(set_timeout_with_handle(move || later.save(), pause).ok());
        }

        fn clear_timer(&self) {
            if let Some(timer) = self.timer.take() {
                timer.clear();
            }
        }

        /// A press while a save is on its way waits for it, so that the two cannot collide.
        fn submitting(&self, event: &Event) {
            self.clear_timer();
            if self.in_flight.get() {
                event.prevent_default();
                let submitter = Reflect::get(event, &"submitter".into()).unwrap_or(JsValue::NULL);
                *self.pressed.borrow_mut() = Some(submitter);
            }
        }

        fn save(self: Rc<Self>) {
            if self.in_flight.get() {
                return;
            }
            self.changed.set(false);
            self.in_flight.set(true);
            self.say("saving", self.words.saving.clone());
            spawn_local(async move {
                let outcome = post(&self.form).await.unwrap_or(Outcome::Offline);
                self.in_flight.set(false);
                self.told(outcome);
                if let Some(submitter) = self.pressed.borrow_mut().take() {
                    self.press(submitter);
                } else if self.changed.get() {
                    self.save_after(PAUSE);
                }
            });
        }

        fn told(self: &Rc<Self>, outcome: Outcome) {
            match outcome {
                Outcome::Saved {
                    revision,
                    at,
                    panel,
                } => {
                    self.set_revision(revision);
                    if let Some(html) = panel
                        && let Some(element) = document().get_element_by_id(&self.panel)
                    {
                        element.set_inner_html(&html);
                    }
                    self.say("saved", self.words.saved.replace("{time}", &at));
                }
                Outcome::Refused { why, conflict } => {
                    self.stopped.set(conflict);
                    self.say("refused", self.words.refused.replace("{why}", &why));
                }
                Outcome::Offline => {
                    self.say("waiting", self.words.offline.clone());
                    self.save_after(AGAIN);
                }
            }
        }

        fn press(&self, submitter: JsValue) {
            let button = submitter.dyn_into::<HtmlElement>().ok();
            // The button belongs to this form.
            let _ = self.form.request_submit_with_submitter(button.as_ref());
        }

        fn set_revision(&self, revision: f64) {
            let field = self
                .form
                .query_selector("input[name=revision]")
                .ok()
                .flatten();
            if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
                field.set_value(&revision.to_string());
            }
        }

        fn say(&self, state: &'static str, text: String) {
            self.state.set(state);
            self.text.set(text);
        }
    }

    /// Posts what the form holds to its own address and asks for JSON.
    async fn post(form: &HtmlFormElement) -> Result<Outcome, JsValue> {
        let params: Function =
            Reflect::get(&js_sys::global(), &"URLSearchParams".into())?.dyn_into()?;
        let fields: JsValue = FormData::new_with_form(form)?.into();
        let body = Reflect::construct(&params, &Array::of1(&fields))?;
        let headers = Headers::new()?;
        headers.append("Accept", "application/json")?;
        let init = RequestInit::new();
        init.set_method("POST");
        init.set_headers(&headers);
        init.set_body(&body);
        init.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MILLIS)));
        let address = form.get_attribute("action").unwrap_or_default();
        let response: Response = JsFuture::from(window().fetch_with_str_and_init(&address, &init))
            .await?
            .dyn_into()?;
        let told = JsFuture::from(response.json()?).await?;
        let text = |name: &str| {
            Reflect::get(&told, &name.into())
                .ok()
                .and_then(|value| value.as_string())
        };
        let revision = Reflect::get(&told, &"revision".into())?.as_f64();
        Ok(match (response.status(), revision) {
            (200, Some(revision)) => Outcome::Saved {
                revision,
                at: text("at").unwrap_or_default(),
                panel: text("panel"),
            },
            (500.., _) => Outcome::Offline,
            (status, _) => Outcome::Refused {
                why: text("error").unwrap_or_default(),
                conflict: status == 409,
            },
        })
    }
}
