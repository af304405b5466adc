//! Controls for choosing: a list that opens, radios, a box to tick.

use super::frame::Frame;
use leptos::prelude::*;

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
    let frame = Frame::new(&name, hint, error);
    let options = choices
        .into_iter()
        .map(|choice| {
            let selected = choice.value == value;
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        })
        .collect_view();
    let control = view! {
        <select id=frame.id.clone() name=name aria-describedby=frame.described_by.clone() aria-invalid=frame.invalid>
            {options}
        </select>
    };
    frame.labelled(label, control.into_any())
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
    let frame = Frame::new(&name, hint, error);
    let radios = choices
        .into_iter()
        .enumerate()
        .map(|(at, choice)| {
            // The first radio carries the field's id, so that the summary's link lands on it.
            let id = if at == 0 {
                frame.id.clone()
            } else {
                format!("{}-{at}", frame.id)
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
        <fieldset class="field" class:wrong=frame.invalid.is_some() aria-describedby=frame.described_by>
            <legend>{legend}</legend>
            {frame.hint}
            {frame.error}
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
    let frame = Frame::new(&name, hint, error);
    view! {
        <div class="field" class:wrong=frame.invalid.is_some()>
            {frame.error}
            <label class="check">
                <input type="checkbox" id=frame.id name=name value=value checked=checked
                    aria-describedby=frame.described_by aria-invalid=frame.invalid/>
                <span>{label}</span>
            </label>
            {frame.hint}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

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
