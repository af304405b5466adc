//! Other keys for a published assessment: which are offered, the dry run that shows who would move how far, and the
//! question asked before they are adopted. Looking writes nothing; the form is handled in `crate::forms::assessments`.

pub mod adopt;
mod choose;
pub mod dry_run;
mod figures;

pub use choose::page;

use crate::forms::typed::Typed;
use leptos::prelude::*;
use service::principal::OnAssessment;
use service::rescoring::{Choices, Keys, NewKey, OfferedVersion};

/// The path of the page of keys; the others lie below it.
pub fn path(on: &OnAssessment) -> String {
    format!("{}/keys", super::path(on))
}

/// The field or the part of a query that names the version for a question.
const FIELD: &str = "key-";

/// What a form or an address chooses; what it does not say at all is `None`, so that the newest keys stand in.
pub fn choices(typed: &Typed) -> Option<Choices> {
    let mut said = false;
    let chosen = typed
        .beginning(FIELD)
        .inspect(|_| said = true)
        .filter_map(|(number, version)| Some((number.parse().ok()?, version.parse().ok()?)))
        .collect();
    said.then_some(chosen)
}

/// The choice as fields of a form.
fn hidden(chosen: &[NewKey]) -> AnyView {
    chosen
        .iter()
        .map(|one| {
            let name = format!("{FIELD}{}", one.number);
            view! { <input type="hidden" name=name value=one.version.to_string()/> }
        })
        .collect_view()
        .into_any()
}

/// The choice as the end of an address.
fn query(chosen: &[NewKey]) -> String {
    let parts: Vec<String> = chosen
        .iter()
        .map(|one| format!("{FIELD}{}={}", one.number, one.version))
        .collect();
    parts.join("&")
}

/// "1 key", "12 keys".
fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// What a version's key rests on.
fn source(offered: &OfferedVersion) -> &'static str {
    use domain::bank::Provenance;
    match offered.version.key.provenance {
        Provenance::Rational => "reasoned by its authors",
        Provenance::ExpertPanel => "rated by experts",
    }
}

/// What stands where there is nothing to choose.
fn nothing(keys: &Keys) -> AnyView {
    use crate::ui::Empty;
    let href = format!("/assessments/{}", keys.assessment.id);
    view! {
        <Empty what="No question has a newer key. When somebody mends a key in the bank, or an expert panel rates a \
            question, you can see here what it would change for the people who answered.">
            <a href=href>"Back to the assessment"</a>
        </Empty>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_read_from_numbers_and_ids_and_the_rest_is_left() {
        let id = "00000000-0000-0000-0000-000000000007";
        let typed = |pairs: &[(&str, &str)]| -> Typed {
            let owned = pairs.iter().map(|(a, b)| ((*a).into(), (*b).into()));
            owned.collect()
        };
        assert_eq!(choices(&typed(&[("blind", "1")])), None);
        let found = choices(&typed(&[("key-3", id), ("key-4", ""), ("key-x", id)]));
        let found: Vec<usize> = found.expect("said").into_keys().collect();
        assert_eq!(found, [3]);
        assert_eq!(choices(&typed(&[("key-4", "")])), Some(Choices::new()));
    }
}
