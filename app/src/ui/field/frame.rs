//! What stands around every control: label, hint and error, tied to it by their ids.

use super::field_id;
use leptos::prelude::*;

/// The ids that describe a control, the marks of an error, and the two texts around it.
pub(super) struct Frame {
    pub(super) id: String,
    pub(super) described_by: Option<String>,
    pub(super) invalid: Option<&'static str>,
    pub(super) hint: Option<AnyView>,
    pub(super) error: Option<AnyView>,
}

impl Frame {
    /// Without a hint for an empty one.
    pub(super) fn new(name: &str, hint: String, error: Option<String>) -> Self {
        let id = field_id(name);
        let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
        let mut describing = Vec::new();
        if !hint.is_empty() {
            describing.push(hint_id.clone());
        }
        if error.is_some() {
            describing.push(error_id.clone());
        }
        Self {
            described_by: (!describing.is_empty()).then(|| describing.join(" ")),
            invalid: error.is_some().then_some("true"),
            hint: (!hint.is_empty())
                .then(|| view! { <p class="hint" id=hint_id>{hint}</p> }.into_any()),
            error: error.map(|error| view! { <p class="error" id=error_id>{error}</p> }.into_any()),
            id,
        }
    }

    /// The control below its label, hint and error.
    pub(super) fn labelled(self, label: String, control: AnyView) -> AnyView {
        view! {
            <div class="field" class:wrong=self.invalid.is_some()>
                <label for=self.id>{label}</label>
                {self.hint}
                {self.error}
                {control}
            </div>
        }
        .into_any()
    }
}
