//! A mail in words, before it becomes text and HTML. Everything that people typed is data here: it is escaped for HTML
//! and kept in its line for text.

use crate::ports::{Attachment, Message};
use std::fmt::Write as _;

/// One mail to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub to_name: String,
    pub to_email: String,
    pub subject: String,
    pub parts: Vec<Part>,
    pub attachments: Vec<Attachment>,
}

/// A piece of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A paragraph.
    Text(String),
    /// Several paragraphs as somebody typed them, set apart.
    Quote(String),
    /// The one thing to do: a button in HTML, the bare address in text.
    Action { label: String, url: String },
    /// A link among others, with its words.
    Link { label: String, url: String },
    /// Name and value, one pair a line.
    Facts(Vec<(String, String)>),
    /// Lines as they are, such as the answers of a receipt.
    Lines(Vec<String>),
    /// Small print.
    Quiet(String),
}

/// The greeting of everybody whose name we know.
pub(super) fn greeting(name: &str) -> Part {
    let name = one_line(name);
    Part::Text(if name.is_empty() {
        "Hello,".into()
    } else {
        format!("Dear {name},")
    })
}

/// One line: control characters and line separators become spaces.
pub fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let spaced: String = text
        .chars()
        .map(|c| if breaks(c) { ' ' } else { c })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Letter {
    /// The message to hand to the mailer. `signed` is the organisation.
    pub fn into_message(self, message_id: String, signed: &str) -> Message {
        let signed = one_line(signed);
        Message {
            message_id,
            text: text(&self.parts, &signed),
            html: html(&self.parts, &signed),
            to_name: one_line(&self.to_name),
            to_email: self.to_email,
            subject: one_line(&self.subject),
            attachments: self.attachments,
        }
    }
}

fn text(parts: &[Part], signed: &str) -> String {
    let mut out = String::new();
    for part in parts {
        let written = match part {
            Part::Text(words) | Part::Quiet(words) => writeln!(out, "{}\n", one_line(words)),
            Part::Quote(words) => words
                .lines()
                .try_for_each(|line| writeln!(out, "> {}", one_line(line)))
                .and_then(|()| writeln!(out)),
            Part::Action { label, url } | Part::Link { label, url } => {
                writeln!(out, "{}:\n{url}\n", one_line(label))
            }
            Part::Facts(facts) => facts
                .iter()
                .try_for_each(|(name, value)| {
                    writeln!(out, "{}: {}", one_line(name), one_line(value))
                })
                .and_then(|()| writeln!(out)),
            Part::Lines(lines) => lines
                .iter()
                .try_for_each(|line| writeln!(out, "    {}", one_line(line)))
                .and_then(|()| writeln!(out)),
        };
        // Writing to a string cannot fail.
        let _ = written;
    }
    let _ = writeln!(out, "-- \n{signed}");
    out
}

const BODY: &str = "margin:0;padding:24px;background:#f6f3ec;color:#1f2a26;\
                    font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif";
const SHEET: &str =
    "max-width:36rem;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #ddd7c9";
const BUTTON: &str = "display:inline-block;padding:12px 20px;background:#17594a;color:#ffffff;\
                      font-weight:600;text-decoration:none;border-radius:8px";
const QUIET: &str = "color:#56615c;font-size:14px";

fn html(parts: &[Part], signed: &str) -> String {
    let body: String = parts.iter().map(part_html).collect();
    let signed = escape(signed);
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"></head>\
         <body style=\"{BODY}\"><div style=\"{SHEET}\">{body}<p style=\"{QUIET}\">{signed}</p></div></body></html>"
    )
}

fn part_html(part: &Part) -> String {
    match part {
        Part::Text(words) => format!("<p>{}</p>", escape(&one_line(words))),
        Part::Quiet(words) => format!("<p style=\"{QUIET}\">{}</p>", escape(&one_line(words))),
        Part::Quote(words) => {
            let lines: Vec<String> = words.lines().map(|line| escape(&one_line(line))).collect();
            format!("<blockquote>{}</blockquote>", lines.join("<br>"))
        }
        Part::Action { label, url } => {
            let (label, url) = (escape(&one_line(label)), escape(url));
            format!(
                "<p><a href=\"{url}\" style=\"{BUTTON}\">{label}</a></p>\
                 <p style=\"{QUIET}\">If the button does not work, open this address:<br>{url}</p>"
            )
        }
        Part::Link { label, url } => {
            format!(
                "<p><a href=\"{}\">{}</a></p>",
                escape(url),
                escape(&one_line(label))
            )
        }
        Part::Facts(facts) => {
            let rows: String = facts
                .iter()
                .map(|(name, value)| {
                    let (name, value) = (escape(&one_line(name)), escape(&one_line(value)));
                    format!("<tr><th align=\"left\" style=\"{QUIET};padding-right:16px\">{name}</th><td>{value}</td></tr>")
                })
                .collect();
            format!("<table role=\"presentation\">{rows}</table>")
        }
        Part::Lines(lines) => {
            let lines: Vec<String> = lines.iter().map(|line| escape(&one_line(line))).collect();
            format!(
                "<p style=\"overflow-wrap:anywhere\">{}</p>",
                lines.join("<br>")
            )
        }
    }
}

fn escape(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut out, c| {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\'' => out.push_str("&#39;"),
                _ => out.push(c),
            }
            out
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(parts: Vec<Part>) -> Message {
        Letter {
            to_name: "Zoë\r\nBcc: x".into(),
            to_email: "zoe@example.org".into(),
            subject: "Hello\nthere".into(),
            parts,
            attachments: Vec::new(),
        }
        .into_message("1@example.org".into(), "Example & Sons")
    }

    #[test]
    fn what_people_typed_stays_data() {
        let typed = "<script>alert(1)</script>\r\n\r\nDear all {{name}} \u{2028}\"'&".to_owned();
        let message = letter(vec![
            greeting(&typed),
            Part::Text(typed.clone()),
            Part::Quote(typed.clone()),
            Part::Facts(vec![(typed.clone(), typed.clone())]),
            Part::Lines(vec![typed.clone()]),
            Part::Quiet(typed.clone()),
            Part::Link {
                label: typed.clone(),
                url: "https://a.example/?x=1&y=\"2\"".into(),
            },
        ]);
        assert!(!message.html.contains("<script"), "{}", message.html);
        assert!(message.html.contains("&lt;script&gt;"), "{}", message.html);
        assert!(
            message.html.contains("x=1&amp;y=&quot;2&quot;"),
            "{}",
            message.html
        );
        assert!(
            message.text.contains("> Dear all {{name}}"),
            "{}",
            message.text
        );
        assert!(
            !message
                .text
                .lines()
                .any(|line| line.starts_with("Dear all")),
            "{}",
            message.text
        );
        assert_eq!(message.to_name, "Zoë Bcc: x");
        assert_eq!(message.subject, "Hello there");
        assert!(message.html.contains("Example &amp; Sons"));
    }

    #[test]
    fn a_link_stands_in_both_parts_once_and_whole() {
        let url = "http://127.0.0.1:3000/i/1/abc";
        let message = letter(vec![Part::Action {
            label: "Open".into(),
            url: url.into(),
        }]);
        assert!(
            message.text.contains(&format!("Open:\n{url}\n")),
            "{}",
            message.text
        );
        assert!(
            message.html.contains(&format!("href=\"{url}\"")),
            "{}",
            message.html
        );
    }
}
