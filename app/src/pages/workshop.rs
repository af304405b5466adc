//! The workshop: drafts of questions, banks of one's own, versions side by side, retired questions.

pub mod bank_form;
pub mod bulk;
pub mod changes;
pub mod draft;
pub mod draft_aside;
mod draft_form;
pub mod drafts;
pub mod question_actions;
pub mod retired;

use crate::ui::field_id;

/// The form's field for a path of the bank's check: `options[1].value` is typed in `option-1-value`.
pub fn field_of(path: &str) -> String {
    if path.starts_with("competencies") {
        return "competency-0".into();
    }
    if path == "options" || path.starts_with("key") {
        return "option-0-value".into();
    }
    if let Some(rest) = path.strip_prefix("options[") {
        return format!("option-{}", rest.replace("].", "-"));
    }
    let whole = path.split('[').next().unwrap_or_default();
    whole.replace("customer_record.", "record-")
}

/// Where a message about a path leads on the draft's page.
pub fn link_of(path: &str) -> String {
    format!("#{}", field_id(&field_of(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_path_of_the_check_has_a_field() {
        for (path, field) in [
            ("title", "title"),
            ("competencies.AL", "competency-0"),
            ("options", "option-0-value"),
            ("options[3].value", "option-3-value"),
            ("customer_record.notes[1]", "record-notes"),
            ("key.date", "option-0-value"),
        ] {
            assert_eq!(field_of(path), field);
        }
    }
}
