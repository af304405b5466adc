//! Mail into a folder, for demonstrations: every mail as an `.eml` file that mail programs open, and beside it what the
//! mailbox page shows. Nothing leaves the machine.

use crate::{SetupError, letter, smtp};
use async_trait::async_trait;
use domain::time::Timestamp;
use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};
use service::ports::{Attachment, MailError, MailboxEntry, Mailer, Message};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// The most mails that the mailbox lists.
const LISTED: usize = 200;

/// Writes mails into a folder.
pub struct FolderMailer {
    folder: PathBuf,
    from: Mailbox,
}

/// What the mailbox shows of one mail; attachments lie beside it.
#[derive(Debug, Serialize, Deserialize)]
struct Listed {
    at: i64,
    to: String,
    subject: String,
    text: String,
    attachments: Vec<ListedAttachment>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ListedAttachment {
    file_name: String,
    content_type: String,
}

impl FolderMailer {
    /// Creates the folder where it is missing.
    ///
    /// # Errors
    /// [`SetupError`].
    pub fn new(folder: PathBuf, from: &str) -> Result<Self, SetupError> {
        let from = smtp::sender(from)?;
        std::fs::create_dir_all(&folder).map_err(|cause| SetupError::Folder {
            folder: folder.display().to_string(),
            cause,
        })?;
        Ok(Self { folder, from })
    }

    /// Every file is written beside its name and then renamed; the one that lists the mail comes last.
    fn keep(&self, message: &Message) -> Result<(), MailError> {
        let mail = letter::build(&self.from, message)?.formatted();
        let at = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_millis();
        let at = i64::try_from(at).unwrap_or(i64::MAX);
        let stem = format!("{at:013}-{}", file_part(&message.message_id));
        let listed = Listed {
            at,
            to: format!(
                "{} <{}>",
                letter::in_one_line(&message.to_name),
                message.to_email
            ),
            subject: letter::in_one_line(&message.subject),
            text: message.text.clone(),
            attachments: message
                .attachments
                .iter()
                .map(|attachment| ListedAttachment {
                    file_name: letter::in_one_line(&attachment.file_name),
                    content_type: attachment.content_type.clone(),
                })
                .collect(),
        };
        let write = || -> io::Result<()> {
            self.write(&format!("{stem}.eml"), &mail)?;
            for (number, attachment) in message.attachments.iter().enumerate() {
                self.write(&format!("{stem}.{number}.bin"), &attachment.bytes)?;
            }
            self.write(&format!("{stem}.json"), &serde_json::to_vec(&listed)?)
        };
        write().map_err(|cause| {
            MailError::Transient(format!("The mail folder cannot be written: {cause}."))
        })
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let unfinished = self.folder.join(format!("{name}.part"));
        std::fs::write(&unfinished, bytes)?;
        std::fs::rename(unfinished, self.folder.join(name))
    }
}

/// Letters, digits and signs that every file system takes.
fn file_part(id: &str) -> String {
    id.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_.@".contains(c) {
                c
            } else {
                '_'
            }
        })
        .take(120)
        .collect()
}

fn listed(folder: &Path) -> io::Result<Vec<MailboxEntry>> {
    let mut stems: Vec<String> = std::fs::read_dir(folder)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .collect();
    // The names begin with the time.
    stems.sort_unstable_by(|a, b| b.cmp(a));
    stems.truncate(LISTED);
    stems.iter().map(|stem| entry(folder, stem)).collect()
}

fn entry(folder: &Path, stem: &str) -> io::Result<MailboxEntry> {
    let listed: Listed =
        serde_json::from_slice(&std::fs::read(folder.join(format!("{stem}.json")))?)?;
    let attachments = listed
        .attachments
        .into_iter()
        .enumerate()
        .map(|(number, attachment)| {
            Ok(Attachment {
                file_name: attachment.file_name,
                content_type: attachment.content_type,
                bytes: std::fs::read(folder.join(format!("{stem}.{number}.bin")))?,
            })
        })
        .collect::<io::Result<_>>()?;
    Ok(MailboxEntry {
        id: stem.to_owned(),
        at: Timestamp(listed.at),
        to: listed.to,
        subject: listed.subject,
        text: listed.text,
        attachments,
    })
}

#[async_trait]
impl Mailer for FolderMailer {
    async fn send(&self, message: &Message) -> Result<(), MailError> {
        self.keep(message)
    }

    async fn mailbox(&self) -> Vec<MailboxEntry> {
        let folder = self.folder.clone();
        let read = tokio::task::spawn_blocking(move || listed(&folder)).await;
        match read {
            Ok(Ok(entries)) => entries,
            Ok(Err(cause)) => {
                tracing::warn!(%cause, "the mail folder cannot be read");
                Vec::new()
            }
            Err(_) => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(subject: &str, attachments: Vec<Attachment>) -> Message {
        Message {
            message_id: format!("{}@example.org", subject.replace(' ', "-")),
            to_name: "Zoë".into(),
            to_email: "zoe@example.org".into(),
            subject: subject.into(),
            text: "Dear Zoë,\n\nhttp://127.0.0.1/x\n".into(),
            html: "<p>Dear Zoë</p>".into(),
            attachments,
        }
    }

    #[tokio::test]
    async fn mails_are_kept_and_listed_newest_first() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mailer = FolderMailer::new(folder.path().join("mail"), "Attune <a@localhost>")
            .expect("a folder");
        let pdf = Attachment {
            file_name: "Report \r\n.pdf".into(),
            content_type: "application/pdf".into(),
            bytes: vec![0, 159, 146, 150],
        };
        mailer.send(&message("first", vec![])).await.expect("kept");
        // Names begin with the millisecond.
        while listed(&folder.path().join("mail")).expect("listed")[0].at.0 == now() {}
        mailer
            .send(&message("second", vec![pdf.clone()]))
            .await
            .expect("kept");
        let entries = mailer.mailbox().await;
        let subjects: Vec<_> = entries.iter().map(|entry| entry.subject.as_str()).collect();
        assert_eq!(subjects, ["second", "first"]);
        assert_eq!(entries[0].to, "Zoë <zoe@example.org>");
        assert_eq!(entries[0].attachments[0].bytes, pdf.bytes);
        assert_eq!(entries[0].attachments[0].file_name, "Report .pdf");
        assert!(entries[1].text.contains("http://127.0.0.1/x"));
        let files = std::fs::read_dir(folder.path().join("mail"))
            .expect("a folder")
            .count();
        assert_eq!(files, 5, "two mails, two lists, one attachment");
    }

    fn now() -> i64 {
        i64::try_from(
            SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .expect("after 1970")
                .as_millis(),
        )
        .expect("small")
    }

    #[tokio::test]
    async fn a_full_or_missing_folder_is_transient() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mailer =
            FolderMailer::new(folder.path().join("mail"), "a@localhost").expect("a folder");
        std::fs::remove_dir(folder.path().join("mail")).expect("removed");
        let error = mailer
            .send(&message("x", vec![]))
            .await
            .expect_err("no folder");
        assert!(matches!(error, MailError::Transient(_)));
    }
}
