//! Labelled form controls with hint and error. Each keeps what was typed: give back the posted value as `value`.

use leptos::prelude::*;

/// The element id of a field, from its name in the form: what an error summary links to.
pub fn field_id(name: &str) -> String {
    format!("f-{name}")
}

/// The ids that describe a control, the marks of an error, and the two texts around it.
struct Frame {
    id: String,
    described_by: Option<String>,
    invalid: Option<&'static str>,
    hint: Option<AnyView>,
    error: Option<AnyView>,
}

fn frame(name: &str, hint: String, error: Option<String>) -> Frame {
    let id = field_id(name);
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let mut describing = Vec::new();
    if !hint.is_empty() {
        describing.push(hint_id.clone());
    }
    if error.is_some() {
        describing.push(error_id.clone());
    }
    Frame {
        described_by: (!describing.is_empty()).then(|| describing.join(" ")),
        invalid: error.is_some().then_some("true"),
        hint: (!hint.is_empty())
            .then(|| view! { <p class="hint" id=hint_id>{hint}</p> }.into_any()),
        error: error.map(|error| view! { <p class="error" id=error_id>{error}</p> }.into_any()),
        id,
    }
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
    let Frame {
        id,
        described_by,
        invalid,
        hint,
        error,
    } = frame(&name, hint, error);
    view! {
        <div class="field" class:wrong=invalid.is_some()>
            <label for=id.clone()>{label}</label>
            {hint}
            {error}
            <input id=id name=name type=kind value=value autocomplete=autocomplete required=required min=min max=max
                step=step maxlength=maxlength aria-describedby=described_by aria-invalid=invalid/>
        </div>
    }
    .into_any()
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
    let Frame {
        id,
        described_by,
        invalid,
        hint,
        error,
    } = frame(&name, hint, error);
    // Leptos escapes nothing inside a text area, so this is the one place that may hold one. A browser drops the first line
    // break after the tag: one more keeps the typed one.
    let value = format!("\n{}", value.replace('&', "&amp;").replace('<', "&lt;"));
    view! {
        <div class="field" class:wrong=invalid.is_some()>
            <label for=id.clone()>{label}</label>
            {hint}
            {error}
            <textarea id=id name=name rows=rows required=required maxlength=maxlength aria-describedby=described_by
                aria-invalid=invalid>{value}</textarea>
        </div>
    }
    .into_any()
}

/// One entry of a [`Select`] or [`RadioGroup`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The posted value.
    pub value: String,
    /// The visible words.
    pub label: String,
    /// A second, quieter line; only a [`RadioGroup`] shows it.
    pub note: String,
}

impl Choice {
    /// A choice without a note.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            note: String::new(),
        }
    }

    /// The same choice with a second line.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// One of many, in a list that opens.
#[component]
pub fn Select(
    /// The name in the form.
    #[prop(into)]
    name: String,
    /// The visible label.
    #[prop(into)]
    label: String,
    /// The entries, in order.
    choices: Vec<Choice>,
    /// The chosen value.
    #[prop(optional, into)]
    value: String,
    /// One sentence below the label.
    #[prop(optional, into)]
    hint: String,
    /// What to change.
    #[prop(optional_no_strip)]
    error: Option<String>,
) -> impl IntoView {
    let Frame {
        id,
        described_by,
        invalid,
        hint,
        error,
    } = frame(&name, hint, error);
    let options = choices
        .into_iter()
        .map(|choice| {
            let selected = choice.value == value;
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        })
        .collect_view();
    view! {
        <div class="field" class:wrong=invalid.is_some()>
            <label for=id.clone()>{label}</label>
            {hint}
            {error}
            <select id=id name=name aria-describedby=described_by aria-invalid=invalid>{options}</select>
        </div>
    }
    .into_any()
}

/// One of a few, all visible.
#[component]
pub fn RadioGroup(
    /// The name in the form.
    #[prop(into)]
    name: String,
    /// The visible question.
    #[prop(into)]
    legend: String,
    /// The entries, in order.
    choices: Vec<Choice>,
    /// The chosen value; empty for none.
    #[prop(optional, into)]
    value: String,
    /// One sentence below the question.
    #[prop(optional, into)]
    hint: String,
    /// What to change.
    #[prop(optional_no_strip)]
    error: Option<String>,
) -> impl IntoView {
    let Frame {
        id,
        described_by,
        invalid,
        hint,
        error,
    } = frame(&name, hint, error);
    let radios = choices
        .into_iter()
        .enumerate()
        .map(|(at, choice)| {
            // The first radio carries the field's id, so that the summary's link lands on it.
            let id = if at == 0 {
                id.clone()
            } else {
                format!("{id}-{at}")
            };
            let checked = choice.value == value;
            let note = (!choice.note.is_empty())
                .then(|| view! { <small class="quiet">{choice.note}</small> });
            view! {
                <label class="choice">
                    <input type="radio" id=id name=name.clone() value=choice.value checked=checked/>
                    <span>{choice.label} {note}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field" class:wrong=invalid.is_some() aria-describedby=described_by>
            <legend>{legend}</legend>
            {hint}
            {error}
            {radios}
        </fieldset>
    }
    .into_any()
}

/// Yes or no. An empty box posts nothing.
#[component]
pub fn Checkbox(
    /// The name in the form.
    #[prop(into)]
    name: String,
    /// The words beside the box.
    #[prop(into)]
    label: String,
    /// Whether it is ticked.
    #[prop(optional)]
    checked: bool,
    /// The posted value of a ticked box.
    #[prop(default = "yes".to_owned(), into)]
    value: String,
    /// One sentence below.
    #[prop(optional, into)]
    hint: String,
    /// What to change.
    #[prop(optional_no_strip)]
    error: Option<String>,
) -> impl IntoView {
    let Frame {
        id,
        described_by,
        invalid,
        hint,
        error,
    } = frame(&name, hint, error);
    view! {
        <div class="field" class:wrong=invalid.is_some()>
            {error}
            <label class="check">
                <input type="checkbox" id=id name=name value=value checked=checked aria-describedby=described_by
                    aria-invalid=invalid/>
                <span>{label}</span>
            </label>
            {hint}
        </div>
    }
    .into_any()
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

    #[test]
    fn the_present_choice_is_marked() {
        let choices = vec![
            Choice::new("a", "One"),
            Choice::new("b", "Two").note("second"),
        ];
        let select =
            view! { <Select name="s" label="S" choices=choices.clone() value="b"/> }.to_html();
        assert!(
            select.contains(r#"<option value="b" selected>Two</option>"#),
            "{select}"
        );
        let radios = view! { <RadioGroup name="s" legend="S" choices value="a"/> }.to_html();
        assert!(
            radios.contains(r#"id="f-s" name="s" value="a" checked"#),
            "{radios}"
        );
        assert_eq!(radios.matches("checked").count(), 1, "{radios}");
    }
}
