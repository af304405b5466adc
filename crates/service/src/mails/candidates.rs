//! Mails to candidates: the personal link, the reminder with the same link, the receipt.

use super::letter::{Letter, Part, greeting};
use domain::assessment::Contact;

/// What an invitation is about. Dates are in words.
#[derive(Debug, Clone)]
pub struct InvitationFacts {
    pub name: String,
    pub email: String,
    pub organisation: String,
    pub job_title: String,
    /// The personal link.
    pub url: String,
    pub expires: String,
    /// When the round begins, if it has not begun.
    pub opens: Option<String>,
    pub time_limit_minutes: Option<u32>,
    pub questions: usize,
    pub contact: Contact,
    pub reminder: bool,
}

/// The personal link.
pub fn invitation(facts: &InvitationFacts) -> Letter {
    let InvitationFacts {
        organisation,
        job_title,
        ..
    } = facts;
    let (subject, first) = if facts.reminder {
        (
            format!("A reminder: your questions for {job_title}"),
            format!(
                "your invitation to answer some questions for the job {job_title} at {organisation} is still open."
            ),
        )
    } else {
        (
            format!("Your invitation: questions for {job_title}"),
            format!(
                "thank you for your interest in the job {job_title} at {organisation}. The next step is a set of \
                 {} short scenes from daily work. You read each one and say which replies would help.",
                facts.questions
            ),
        )
    };
    let time = facts.time_limit_minutes.map_or_else(
        || "There is no time limit, and speed does not count.".to_owned(),
        |minutes| {
            format!("Once you have started there are {minutes} minutes. You can ask for more time, before or after you start.")
        },
    );
    let mut parts = vec![greeting(&facts.name), Part::Text(first)];
    if let Some(opens) = &facts.opens {
        parts.push(Part::Text(format!("You can begin on {opens}.")));
    }
    let breaks = match facts.time_limit_minutes {
        None => "You can stop and come back with the same link, on any device.",
        Some(_) => "You can come back with the same link, on any device, but the clock goes on.",
    };
    parts.extend([
        Part::Action {
            label: "Open your questions".into(),
            url: facts.url.clone(),
        },
        Part::Text(format!("{time} {breaks} Nothing starts before you say so.")),
        Part::Text(format!(
            "The link is yours alone and works until {}.",
            facts.expires
        )),
    ]);
    parts.extend(whom_to_ask(&facts.contact));
    let quiet = if facts.reminder {
        "This is the only reminder. If you do not want to take part, you can say so on the page behind the link."
    } else {
        "You receive this because you applied. If you did not, you can ignore it."
    };
    parts.push(Part::Quiet(quiet.into()));
    Letter {
        to_name: facts.name.clone(),
        to_email: facts.email.clone(),
        subject,
        parts,
        attachments: Vec::new(),
    }
}

/// What was submitted. Dates are in words; lines hold question numbers and letters, no text of a question.
#[derive(Debug, Clone)]
pub struct ReceiptFacts {
    pub name: String,
    pub email: String,
    pub organisation: String,
    pub job_title: String,
    pub submitted: String,
    pub hash: String,
    pub lines: Vec<String>,
    pub contact: Contact,
    /// The done page, where a review by a person can be asked for.
    pub url: String,
}

/// The receipt.
pub fn receipt(facts: &ReceiptFacts) -> Letter {
    let mut parts = vec![
        greeting(&facts.name),
        Part::Text(format!(
            "your answers for the job {} at {} have arrived. Thank you for your time.",
            facts.job_title, facts.organisation
        )),
        Part::Facts(vec![
            ("Received".into(), facts.submitted.clone()),
            ("Receipt (SHA-256)".into(), facts.hash.clone()),
        ]),
        Part::Text("These are your answers by question number and letter. Please keep this mail.".into()),
        Part::Lines(facts.lines.clone()),
        Part::Text(
            "People, not a program, decide what happens next. You can ask a person to look at your result.".into(),
        ),
        Part::Link { label: "Your page".into(), url: facts.url.clone() },
    ];
    parts.extend(whom_to_ask(&facts.contact));
    Letter {
        to_name: facts.name.clone(),
        to_email: facts.email.clone(),
        subject: format!("Your answers have arrived: {}", facts.job_title),
        parts,
        attachments: Vec::new(),
    }
}

fn whom_to_ask(contact: &Contact) -> Option<Part> {
    let words = match (contact.name.trim(), contact.email.trim()) {
        ("", "") => return None,
        (name, "") => format!("If you have a question or need an adjustment, ask {name}."),
        ("", email) => format!("If you have a question or need an adjustment, write to {email}."),
        (name, email) => {
            format!("If you have a question or need an adjustment, write to {name}, {email}.")
        }
    };
    Some(Part::Text(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(reminder: bool) -> InvitationFacts {
        InvitationFacts {
            name: "Ana Ruiz".into(),
            email: "ana@example.org".into(),
            organisation: "Example".into(),
            job_title: "Customer care associate".into(),
            url: "https://hire.example.org/i/1/t".into(),
            expires: "2 Dec 2026".into(),
            opens: None,
            time_limit_minutes: None,
            questions: 12,
            contact: Contact {
                name: "Jo".into(),
                email: "jo@example.org".into(),
            },
            reminder,
        }
    }

    #[test]
    fn invitation_and_reminder_carry_the_same_link_and_say_what_it_is() {
        for reminder in [false, true] {
            let message = invitation(&facts(reminder)).into_message("1@x".into(), "Example");
            assert!(message.text.contains("https://hire.example.org/i/1/t"));
            assert!(message.text.contains("until 2 Dec 2026"));
            assert!(message.text.contains("Jo, jo@example.org"));
            assert!(!message.text.contains('!') && !message.subject.contains('!'));
            assert!(!message.subject.contains("/i/"), "no token in a subject");
        }
    }

    #[test]
    fn a_receipt_names_hash_time_and_letters() {
        let letter = receipt(&ReceiptFacts {
            name: "Ana".into(),
            email: "ana@example.org".into(),
            organisation: "Example".into(),
            job_title: "Associate".into(),
            submitted: "22 Nov 2026, 10:42".into(),
            hash: "ab".repeat(32),
            lines: vec!["1. C".into(), "2. Most B, least A".into()],
            contact: Contact::default(),
            url: "https://hire.example.org/t/1/done".into(),
        });
        let text = letter.into_message("1@x".into(), "Example").text;
        assert!(
            text.contains(&"ab".repeat(32)) && text.contains("    2. Most B, least A"),
            "{text}"
        );
    }
}
