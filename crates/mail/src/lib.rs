//! The only crate that speaks SMTP: hands a [`Message`](service::ports::Message) to a mail server, or puts it into a
//! folder for demonstrations.
//!
//! Never decides what a mail says, when it is tried again or who gets it. To add a way of sending: a file here that
//! implements [`Mailer`](service::ports::Mailer) over [`letter::build`].

#![warn(clippy::expect_used)]

mod folder;
mod letter;
mod smtp;

pub use folder::FolderMailer;
pub use smtp::{Security, SmtpMailer, SmtpRoute};

/// Why mail cannot be set up as the operator asked.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error("the sender {0:?} is no e-mail address such as \"Attune <hire@example.org>\"")]
    From(String),
    #[error("mail to {0} would travel unencrypted; that is for this machine only")]
    Unencrypted(String),
    #[error("TLS for {host} cannot be set up: {cause}")]
    Tls {
        host: String,
        cause: lettre::transport::smtp::Error,
    },
    #[error("the mail folder {folder} cannot be used: {cause}")]
    Folder {
        folder: String,
        cause: std::io::Error,
    },
}
