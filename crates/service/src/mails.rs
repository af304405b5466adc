//! What every mail says, in plain and kind words: one function a mail, from facts to a [`Letter`], which becomes text
//! and HTML. No tracking, no pictures, no links but our own, built from the public URL in the settings alone.
//!
//! Never sends and never decides whether to send. To add a mail: a function here and a variant of
//! [`crate::jobs::Job`].

mod candidates;
mod experts;
mod letter;
mod staff;

pub use candidates::{InvitationFacts, ReceiptFacts, invitation, receipt};
pub use experts::{ExpertFacts, expert};
pub use letter::{Letter, Part, one_line};
pub use staff::{ContactFacts, PasswordFacts, contact, password};

use crate::Service;

/// A link of this installation: `path` begins with a slash.
pub fn link(service: &Service, path: &str) -> String {
    format!("{}{path}", service.settings.public_url)
}

/// The Message-ID of a job's mail: the same for every try, so that a mail sent twice after a crash is seen as one.
pub fn message_id(service: &Service, job_id: &str) -> String {
    let url = &service.settings.public_url;
    let host = url.split("://").nth(1).unwrap_or(url);
    let host = host
        .split(['/', ':'])
        .next()
        .filter(|host| !host.is_empty())
        .unwrap_or("localhost");
    let plain: String = host
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || ".-".contains(*c))
        .collect();
    let host = if plain.is_empty() {
        "localhost"
    } else {
        plain.as_str()
    };
    format!("{job_id}@{host}")
}
