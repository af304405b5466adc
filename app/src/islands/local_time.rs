//! A moment in the reader's own time zone. Without the island it stands in the zone the server wrote it in.

use leptos::prelude::*;

/// A moment. `shown` is the server's text, which names its zone ("22 November 2026, 10:42 UTC"); the island puts the
/// reader's own zone in its place, in the language of the page.
#[island]
pub fn LocalTime(
    /// Milliseconds since 1970 in UTC.
    instant: i64,
    /// The same moment as ISO 8601, for `datetime`.
    datetime: String,
    /// The server's text.
    shown: String,
) -> impl IntoView {
    let text = RwSignal::new(shown);
    #[cfg(feature = "hydrate")]
    Effect::new(move || text.set(browser::local_text(instant)));
    #[cfg(not(feature = "hydrate"))]
    let _ = instant;
    view! { <time datetime=datetime>{text}</time> }
}

#[cfg(feature = "hydrate")]
mod browser {
    use js_sys::{Date, Object, Reflect};
    use wasm_bindgen::JsValue;

    /// Day, month in words, year, hour, minute and the zone's short name.
    pub(super) fn local_text(instant: i64) -> String {
        let parts = [
            ("day", "numeric"),
            ("month", "long"),
            ("year", "numeric"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("timeZoneName", "short"),
        ];
        let options = Object::new();
        for (part, form) in parts {
            // Setting a property of a fresh object cannot fail.
            let _ = Reflect::set(&options, &JsValue::from_str(part), &JsValue::from_str(form));
        }
        let lang = leptos::prelude::document()
            .document_element()
            .and_then(|html| html.get_attribute("lang"));
        // Milliseconds of any date people use are exact in a double.
        let date = Date::new(&JsValue::from_f64(instant as f64));
        date.to_locale_string(lang.as_deref().unwrap_or("en"), &options)
            .into()
    }
}
