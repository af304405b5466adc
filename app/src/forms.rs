//! What forms do: one handler an intention, one file a noun. A form posts to its page's own URL and gets 303, or the
//! page again with 422, the field errors and what was typed; the same URL answers JSON for islands. No business rule:
//! take the principal, call one use case, map the outcome.

pub mod accounts;
pub mod assessments;
pub mod attempts;
pub mod banks;
pub mod experts;
pub mod imports;
pub mod intakes;
pub mod invitations;
pub mod jobs;
pub mod panels;
pub mod passwords;
pub mod results;
pub mod reviews;
pub mod sessions;
pub mod typed;
pub mod workshop;

/// The field errors of a use case, for the page that shows them.
pub fn field_errors(fields: &[service::FieldError]) -> crate::ui::FieldErrors {
    fields
        .iter()
        .fold(crate::ui::FieldErrors::new(), |mut errors, field| {
            errors.add(field.field.clone(), field.message.clone());
            errors
        })
}
