//! A real SMTP conversation: what arrives, what is said when a server refuses, hangs or hangs up, and that the outbox
//! bears it all.

mod delivery;
mod outbox;

use mail::{Security, SmtpMailer, SmtpRoute};
use service::ports::{Attachment, MailError, Mailer, Message};
use std::time::Duration;
use tests::{SmtpServer, Turn};

/// A client of a test server that waits two seconds for a whole mail.
fn client(port: u16) -> SmtpMailer {
    let route = SmtpRoute {
        host: "127.0.0.1".into(),
        port,
        security: Security::None,
        credentials: None,
    };
    let mailer = SmtpMailer::new(&route, "Attune <hire@example.org>").expect("a client");
    mailer.within(Duration::from_secs(2))
}

fn message(number: u32) -> Message {
    Message {
        message_id: format!("job-{number}@hire.example.org"),
        to_name: "Zoë Núñez".into(),
        to_email: "zoe@example.org".into(),
        subject: "Ihre Einladung: Fragen für die Stelle „Kundenbetreuung“".into(),
        text: "Dear Zoë,\n\nhttps://hire.example.org/i/1/token\n.\nEnd\n".into(),
        html: "<p>Dear Zoë</p>".into(),
        attachments: Vec::new(),
    }
}

fn transient(outcome: Result<(), MailError>) -> String {
    match outcome {
        Err(MailError::Transient(words)) => words,
        other => panic!("not transient: {other:?}"),
    }
}

#[tokio::test]
async fn a_mail_arrives_with_text_html_and_its_attachment() {
    let server = SmtpServer::start().await;
    let mut sent = message(1);
    sent.attachments = vec![Attachment {
        file_name: "Bericht Zoë.pdf".into(),
        content_type: "application/pdf".into(),
        bytes: b"%PDF-1.7 \x00\xff".to_vec(),
    }];
    client(server.port()).send(&sent).await.expect("taken");
    let taken = &server.taken()[0];
    assert_eq!(
        (taken.from.as_str(), taken.to.as_slice()),
        (
            "hire@example.org",
            ["zoe@example.org".to_owned()].as_slice()
        )
    );
    assert_eq!(taken.header("Message-ID"), "<job-1@hire.example.org>");
    assert!(taken.header("Content-Type").starts_with("multipart/mixed"));
    assert!(taken.data.contains("multipart/alternative"));
    assert!(
        taken.data.contains("text/plain; charset=utf-8")
            && taken.data.contains("text/html; charset=utf-8")
    );
    assert!(
        taken.data.contains("application/pdf")
            && taken.data.contains("Content-Disposition: attachment")
    );
    assert!(taken.data.is_ascii(), "names and words are encoded");
    assert!(
        taken.data.contains("End"),
        "a line with one dot does not end the mail"
    );
}

#[tokio::test]
async fn several_mails_share_connections() {
    let server = SmtpServer::start().await;
    let client = client(server.port());
    for number in 0..5 {
        client.send(&message(number)).await.expect("taken");
    }
    let ids: Vec<String> = server
        .taken()
        .iter()
        .map(|taken| taken.header("Message-ID"))
        .collect();
    assert_eq!(ids.len(), 5);
    assert_eq!(ids[4], "<job-4@hire.example.org>");
}

#[tokio::test]
async fn refusals_are_told_apart_and_keep_the_servers_words() {
    let server = SmtpServer::start().await;
    let client = client(server.port());
    server.plan(&[
        Turn::RefuseMail("451 4.7.1 greylisted, come back in five minutes"),
        Turn::RefuseRecipient("550 5.1.1 no such user here"),
        Turn::RefuseRecipient("452 4.2.2 mailbox full"),
        Turn::RefuseMail("554 5.7.1 not wanted"),
        Turn::RefuseRecipient("530 5.7.0 sign in first"),
    ]);
    let greylisted = transient(client.send(&message(1)).await);
    assert!(
        greylisted.contains("451") && greylisted.contains("come back in five minutes"),
        "{greylisted}"
    );
    let permanent = client.send(&message(1)).await;
    assert!(
        matches!(&permanent, Err(MailError::Permanent(words)) if words.contains("550") && words.contains("no such user here")),
        "{permanent:?}"
    );
    assert!(transient(client.send(&message(1)).await).contains("mailbox full"));
    assert!(matches!(
        client.send(&message(1)).await,
        Err(MailError::Permanent(_))
    ));
    let sign_in = transient(client.send(&message(1)).await);
    assert!(
        sign_in.contains("sign in first"),
        "a wrong password of ours loses no mail: {sign_in}"
    );
    client.send(&message(1)).await.expect("the next is taken");
}

#[tokio::test]
async fn a_server_that_hangs_hangs_up_or_is_away_is_tried_again() {
    let server = SmtpServer::start().await;
    let client = client(server.port());
    server.plan(&[
        Turn::Hang,
        Turn::Drop,
        Turn::RefuseConnection("421 4.3.2 closing down"),
        Turn::TakeAndDrop,
    ]);
    let hung = transient(client.send(&message(1)).await);
    assert!(hung.contains("2 seconds"), "{hung}");
    transient(client.send(&message(2)).await);
    let refused = transient(client.send(&message(3)).await);
    assert!(refused.contains("closing down"), "{refused}");
    client.send(&message(4)).await.expect("taken");
    assert_eq!(server.taken().len(), 1);
    let port = server.port();
    drop(server);
    // Nobody listens there any more.
    transient(self::client(port).send(&message(5)).await);
}

#[tokio::test]
async fn nothing_typed_adds_a_header_or_a_recipient() {
    let server = SmtpServer::start().await;
    let client = client(server.port());
    let typed = [
        "Zoë\r\nBcc: evil@example.org",
        "Zoë\nRCPT TO:<evil@example.org>",
        "Zoë\r\n.\r\nMAIL FROM:<evil@example.org>",
        "Zoë\u{2028}Bcc: evil@example.org\u{85}",
        "\"Zoë\" <evil@example.org>, Ana",
        "=?utf-8?B?DQpCY2M6IGV2aWxAZXhhbXBsZS5vcmc=?=",
    ];
    for text in typed {
        let mut poisoned = message(1);
        (poisoned.to_name, poisoned.subject) = (text.into(), text.into());
        (poisoned.text, poisoned.html) = (format!("{text}\r\n.\r\nQUIT\r\n"), text.into());
        client.send(&poisoned).await.expect("taken");
    }
    let taken = server.taken();
    assert_eq!(taken.len(), typed.len(), "no mail was split in two");
    for mail in taken {
        assert_eq!(mail.to, ["zoe@example.org"]);
        let mut names: Vec<String> = mail.headers().into_iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        let expected = [
            "Auto-Submitted",
            "Content-Type",
            "Date",
            "From",
            "MIME-Version",
            "Message-ID",
            "Subject",
            "To",
        ];
        assert_eq!(names, expected);
    }
    for address in [
        "zoe@example.org\r\nRCPT TO:<evil@example.org>",
        "-oQ@example org",
        "a@b, c@d",
        "",
    ] {
        let poisoned = Message {
            to_email: address.into(),
            ..message(1)
        };
        assert!(
            matches!(client.send(&poisoned).await, Err(MailError::Permanent(_))),
            "{address:?}"
        );
    }
}
