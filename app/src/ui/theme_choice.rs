//! The form that chooses light or dark. It leaves the page, so it does not belong beside a form somebody fills in.

use leptos::prelude::*;

use crate::shell::{THEME_PATH, Theme};

/// Three buttons; the present choice is pressed.
#[component]
pub fn ThemeChoice(
    /// The present choice.
    current: Theme,
    /// The path to come back to.
    #[prop(into)]
    back: String,
) -> impl IntoView {
    let buttons = [(Theme::Auto, "As on this device"), (Theme::Light, "Light"), (Theme::Dark, "Dark")]
        .map(|(theme, label)| {
            let pressed = if theme == current { "true" } else { "false" };
            view! { <button class="button" name="theme" value=theme.as_str() aria-pressed=pressed>{label}</button> }
        })
        .into_iter()
        .collect_view();
    view! {
        <form method="post" action=THEME_PATH>
            <input type="hidden" name="back" value=back/>
            <fieldset><legend>"Colours"</legend><div class="bar">{buttons}</div></fieldset>
        </form>
    }
    .into_any()
}
