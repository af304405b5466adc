//! Labelled form controls with hint and error. Each keeps what was typed: give back the posted value as `value`.

mod choice;
mod frame;

pub use choice::{Checkbox, Choice, RadioGroup, Select};

use frame::Frame;
use leptos::prelude::*;

/// The element id of a field, from its name in the form: what an error summary links to.
pub fn field_id(name: &str) -> String {
    format!("f-{name}")
}

/// One line of input.
#[component]
pub fn Field(
    /// The name in the form.
    #[prop(into)]
    name: String,
    /// The visible label.
    #[prop(into)]
    label: String,
    /// What was typed, or the present value.
    #[prop(optional, into)]
    value: String,
    /// One sentence below the label.
    #[prop(optional, into)]
    hint: String,
    /// What to change, from [`super::FieldErrors::of`].
    #[prop(optional_no_strip)]
    error: Option<String>,
    /// The input's `type`.
    #[prop(default = "text")]
    kind: &'static str,
    /// The `autocomplete` token, such as `email` or `current-password`.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// Whether the form is refused without it.
    #[prop(optional)]
    required: bool,
    /// Least and greatest value or date, for `number`, `date` and their kin.
    #[prop(optional, into)]
    min: Option<String>,
    /// See `min`.
    #[prop(optional, into)]
    max: Option<String>,
    /// The step of a number; `any` for decimals.
    #[prop(optional, into)]
    step: Option<String>,
    /// The most characters.
    #[prop(optional)]
    maxlength: Option<u32>,
) -> impl IntoView {
    let frame = Frame::new(&name, hint, error);
    let control = view! {
        <input id=frame.id.clone() name=name type=kind value=value autocomplete=autocomplete required=required min=min
            max=max step=step maxlength=maxlength aria-describedby=frame.described_by.clone() aria-invalid=frame.invalid/>
    };
    frame.labelled(label, control.into_any())
}

/// Several lines of input.
#[component]
pub fn TextArea(
    /// The name in the form.
    #[prop(into)]
    name: String,
    /// The visible label.
    #[prop(into)]
    label: String,
    /// What was typed, or the present value.
    #[prop(optional, into)]
    value: String,
    /// One sentence below the label.
    #[prop(optional, into)]
    hint: String,
    /// What to change.
    #[prop(optional_no_strip)]
    error: Option<String>,
    /// The height in lines.
    #[prop(default = 5)]
    rows: u32,
    /// Whether the form is refused without it.
    #[prop(optional)]
    required: bool,
    /// The most characters.
    #[prop(optional)]
    maxlength: Option<u32>,
) -> impl IntoView {
    let frame = Frame::new(&name, hint, error);
    // Leptos escapes nothing inside a text area, so this is the one place that may hold one. A browser drops the first line
    // break after the tag: one more keeps the typed one.
    let value = format!("\n{}", value.replace('&', "&amp;").replace('<', "&lt;"));
    let control = view! {
        <textarea id=frame.id.clone() name=name rows=rows required=required maxlength=maxlength
            aria-describedby=frame.described_by.clone() aria-invalid=frame.invalid>{value}</textarea>
    };
    frame.labelled(label, control.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_tied_to_its_label_hint_and_error_and_keeps_what_was_typed() {
        let html = view! {
            <Field name="email" label="E-mail" value="not \"an\" address" hint="Your own." error=Some("Enter one.".to_owned())/>
        }
        .to_html();
        assert!(
            html.contains(r#"<label for="f-email">E-mail</label>"#),
            "{html}"
        );
        assert!(
            html.contains(r#"aria-describedby="f-email-hint f-email-error""#),
            "{html}"
        );
        assert!(html.contains(r#"aria-invalid="true""#), "{html}");
        assert!(html.contains("not &quot;an&quot; address"), "{html}");
    }

    #[test]
    fn a_field_without_hint_and_error_describes_nothing() {
        let html = view! { <Field name="email" label="E-mail"/> }.to_html();
        assert!(!html.contains("aria-"), "{html}");
        assert!(!html.contains("wrong"), "{html}");
    }

    #[test]
    fn typed_text_cannot_leave_a_text_area() {
        let html =
            view! { <TextArea name="note" label="Note" value="\n</textarea><script>"/> }.to_html();
        assert!(
            html.contains(">\n\n&lt;/textarea>&lt;script></textarea>"),
            "{html}"
        );
    }
}
