//! Copies what a read-only field holds. Without it the field can be selected and copied by hand.

use leptos::prelude::*;

/// A button and the line that says what became of it. It is hidden until it can work.
#[island]
pub fn CopyButton(
    /// The id of the field.
    field: String,
    label: String,
    copied: String,
    /// Where the browser refuses: the text is selected then.
    selected: String,
) -> impl IntoView {
    let (ready, said) = (RwSignal::new(false), RwSignal::new(String::new()));
    #[cfg(feature = "hydrate")]
    Effect::new(move || ready.set(true));
    #[cfg(feature = "hydrate")]
    let copy = move |_| {
        let (copied, selected) = (copied.clone(), selected.clone());
        browser::copy(&field, move |done| {
            said.set(if done { copied } else { selected });
        });
    };
    #[cfg(not(feature = "hydrate"))]
    let copy = {
        let _ = (field, copied, selected);
        |_| ()
    };
    view! {
        <p class="inline" hidden=move || !ready.get()>
            <button type="button" class="button main" on:click=copy>{label}</button>
            <span role="status">{said}</span>
        </p>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use js_sys::{Function, Promise, Reflect};
    use leptos::prelude::{document, window};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::{JsFuture, spawn_local};
    use web_sys::HtmlInputElement;

    /// Selects the field's text and copies it; says whether the browser let it.
    pub(super) fn copy(field: &str, say: impl FnOnce(bool) + 'static) {
        let input = document().get_element_by_id(field);
        let Some(input) = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        input.select();
        let writing = write(&input.value());
        spawn_local(async move {
            let done = match writing {
                Some(writing) => JsFuture::from(writing).await.is_ok(),
                None => false,
            };
            say(done);
        });
    }

    /// The clipboard exists on https and on this computer only, which web-sys has no way to ask.
    fn write(text: &str) -> Option<Promise> {
        let clipboard = Reflect::get(&window().navigator(), &"clipboard".into()).ok()?;
        let write = Reflect::get(&clipboard, &"writeText".into()).ok()?;
        let write: Function = write.dyn_into().ok()?;
        write
            .call1(&clipboard, &JsValue::from_str(text))
            .ok()?
            .dyn_into()
            .ok()
    }
}
