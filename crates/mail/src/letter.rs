//! From a message to the bytes of a mail: typed headers, text and HTML as alternatives, attachments.
//!
//! Names, subjects and file names come from strangers. Everything that could end a header line is replaced by a space
//! before the typed headers encode the rest, and an address that is none is a permanent error, never a guess.

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use service::ports::{MailError, Message};

/// The most characters of a name, subject or file name.
const LONGEST: usize = 200;

/// The mail, ready to be sent.
///
/// # Errors
/// [`MailError::Permanent`] when the recipient's address, the Message-ID or an attachment's type cannot be written.
pub(crate) fn build(from: &Mailbox, message: &Message) -> Result<lettre::Message, MailError> {
    let address = message.to_email.parse().map_err(|cause| {
        MailError::Permanent(format!(
            "The address {:?} cannot be written to: {cause}.",
            message.to_email
        ))
    })?;
    let name = Some(in_one_line(&message.to_name)).filter(|name| !name.is_empty());
    // Replies by machines ("out of office") are not wanted, and mail clients show no unsubscribe for such mail.
    let automatic = HeaderValue::new(
        HeaderName::new_from_ascii_str("Auto-Submitted"),
        "auto-generated".into(),
    );
    let builder = lettre::Message::builder()
        .from(from.clone())
        .to(Mailbox::new(name, address))
        .subject(in_one_line(&message.subject))
        .message_id(Some(format!("<{}>", message_id(&message.message_id)?)))
        .raw_header(automatic);
    let alternatives =
        MultiPart::alternative_plain_html(message.text.clone(), message.html.clone());
    let built = if message.attachments.is_empty() {
        builder.multipart(alternatives)
    } else {
        let mut mixed = MultiPart::mixed().multipart(alternatives);
        for attachment in &message.attachments {
            mixed = mixed.singlepart(attached(attachment)?);
        }
        builder.multipart(mixed)
    };
    built.map_err(|cause| MailError::Permanent(format!("The mail cannot be written: {cause}.")))
}

fn attached(attachment: &service::ports::Attachment) -> Result<SinglePart, MailError> {
    let kind = ContentType::parse(&attachment.content_type).map_err(|_| {
        MailError::Permanent(format!(
            "The attachment's type {:?} is unknown.",
            attachment.content_type
        ))
    })?;
    Ok(Attachment::new(in_one_line(&attachment.file_name)).body(attachment.bytes.clone(), kind))
}

fn message_id(id: &str) -> Result<&str, MailError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@.-_".contains(c);
    if id.chars().all(plain) && id.split('@').filter(|part| !part.is_empty()).count() == 2 {
        Ok(id)
    } else {
        Err(MailError::Permanent(format!(
            "The Message-ID {id:?} cannot be written."
        )))
    }
}

/// One line without control characters, separators and direction marks, cut at [`LONGEST`].
pub(crate) fn in_one_line(text: &str) -> String {
    let replaced: String = text
        .chars()
        .map(|c| if breaks_lines(c) { ' ' } else { c })
        .collect();
    let words: Vec<&str> = replaced.split_whitespace().collect();
    words.join(" ").chars().take(LONGEST).collect()
}

/// Control characters, the Unicode line and paragraph separators, and marks that turn the reading direction.
fn breaks_lines(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> Message {
        Message {
            message_id: "job-1@hire.example.org".into(),
            to_name: "Zoë Núñez".into(),
            to_email: "zoe@example.org".into(),
            subject: "Your invitation".into(),
            text: "Text".into(),
            html: "<p>HTML</p>".into(),
            attachments: Vec::new(),
        }
    }

    fn sender() -> Mailbox {
        "Attune <hire@example.org>".parse().expect("a mailbox")
    }

    /// Header names in order and the whole mail.
    fn written(message: &Message) -> (Vec<String>, String) {
        let bytes = build(&sender(), message).expect("a mail").formatted();
        let text = String::from_utf8(bytes).expect("ascii");
        assert!(text.is_ascii(), "{text}");
        let head = text
            .split("\r\n\r\n")
            .next()
            .unwrap_or_default()
            .replace("\r\n ", " ")
            .replace("\r\n\t", " ");
        assert!(!head.replace("\r\n", "").contains(['\r', '\n']), "{head}");
        let names = head
            .split("\r\n")
            .map(|line| line.split(':').next().unwrap_or_default().to_owned())
            .collect();
        (names, text)
    }

    const NAMES: [&str; 8] = [
        "From",
        "To",
        "Subject",
        "Message-ID",
        "Auto-Submitted",
        "MIME-Version",
        "Date",
        "Content-Type",
    ];

    #[test]
    fn text_and_html_are_alternatives_under_a_stable_id() {
        let (names, text) = written(&message());
        assert_eq!(names, NAMES);
        assert!(
            text.contains("Message-ID: <job-1@hire.example.org>\r\n"),
            "{text}"
        );
        assert!(text.contains("multipart/alternative"), "{text}");
        assert!(text.contains("=?utf-8?"), "{text}");
    }

    #[test]
    fn nothing_typed_adds_a_header_or_a_recipient() {
        let poison = [
            "a\r\nBcc: evil@example.org",
            "a\nBcc: evil@example.org",
            "a\rBcc: evil@example.org\r\n\r\n<script>",
            "a\u{2028}Bcc: evil@example.org",
            "a\u{85}Bcc: evil@example.org",
            "a\0b",
            "\"a\" <evil@example.org>, b",
            "=?utf-8?Q?a=0D=0ABcc:_evil@example.org?=",
            "\u{202e}gnp.exe",
        ];
        for text in poison {
            let mut message = message();
            message.to_name = text.into();
            message.subject = text.into();
            message.attachments = vec![service::ports::Attachment {
                file_name: text.into(),
                content_type: "application/pdf".into(),
                bytes: vec![1, 2, 3],
            }];
            let (names, whole) = written(&message);
            assert_eq!(names, NAMES, "{text:?}");
            for line in whole.split("\r\n") {
                assert!(!line.starts_with("Bcc"), "{text:?}");
            }
            let built = build(&sender(), &message).expect("a mail");
            let to: Vec<String> = built
                .envelope()
                .to()
                .iter()
                .map(ToString::to_string)
                .collect();
            assert_eq!(to, ["zoe@example.org"], "{text:?}");
        }
    }

    #[test]
    fn an_address_or_id_that_breaks_the_mail_is_permanent() {
        for address in ["", "a", "a@b\r\nBcc: c@d", "a@b c", "-oQ/tmp@", "a@b,c@d"] {
            let mut message = message();
            message.to_email = address.into();
            assert!(
                matches!(build(&sender(), &message), Err(MailError::Permanent(_))),
                "{address:?}"
            );
        }
        for id in ["", "a", "a@b>\r\nBcc: c@d", "a@b@c", "@"] {
            let mut message = message();
            message.message_id = id.into();
            assert!(
                matches!(build(&sender(), &message), Err(MailError::Permanent(_))),
                "{id:?}"
            );
        }
    }

    #[test]
    fn one_line_is_one_line() {
        assert_eq!(in_one_line("  a \r\n b\tc\u{2029}d "), "a b c d");
        assert_eq!(in_one_line(&"é".repeat(500)).chars().count(), LONGEST);
    }
}
