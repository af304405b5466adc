//! The errors of a form: at the top as a list of links, and beside each field.

use leptos::prelude::*;

use super::field_id;

/// The messages of a form that was not accepted, in the order of its fields.
///
/// A message is one sentence that says what to do: "Enter an e-mail address such as name@example.org."
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors {
    messages: Vec<(String, String)>,
}

impl FieldErrors {
    /// No errors.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the message for a field, named as in the form.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.messages.push((field.into(), message.into()));
    }

    /// The first message for a field, to stand beside it.
    pub fn of(&self, field: &str) -> Option<String> {
        self.messages
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, message)| message.clone())
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// Field and message, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.messages
            .iter()
            .map(|(field, message)| (field.as_str(), message.as_str()))
    }
}

/// The summary at the top of a form that was not accepted: it takes the focus and links to the fields. Nothing without
/// errors.
#[component]
pub fn ErrorSummary(errors: FieldErrors) -> impl IntoView {
    if errors.is_empty() {
        return ().into_any();
    }
    let title = match errors.messages.len() {
        1 => "One thing needs a change".to_owned(),
        n => format!("{n} things need a change"),
    };
    let links = errors
        .iter()
        .map(|(field, message)| view! { <li><a href=format!("#{}", field_id(field))>{message.to_owned()}</a></li> })
        .collect_view();
    view! {
        <div class="errors" role="alert" tabindex="-1" autofocus>
            <h2>{title}</h2>
            <ul>{links}</ul>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_links_to_each_field_and_says_how_many() {
        let mut errors = FieldErrors::new();
        errors.add("email", "Enter an e-mail address.");
        errors.add("name", "Enter <your> name.");
        assert_eq!(errors.of("name").as_deref(), Some("Enter <your> name."));
        assert_eq!(errors.of("other"), None);
        let html = view! { <ErrorSummary errors/> }.to_html();
        assert!(html.contains("2 things need a change"), "{html}");
        assert!(html.contains(r##"href="#f-email""##), "{html}");
        assert!(html.contains("Enter &lt;your&gt; name."), "{html}");
    }

    #[test]
    fn without_errors_there_is_no_summary() {
        assert!(
            !view! { <ErrorSummary errors=FieldErrors::new()/> }
                .to_html()
                .contains("errors")
        );
    }
}
