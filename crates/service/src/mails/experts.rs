//! Mails to experts of a panel: the personal link, and the reminder with the same link.

use super::letter::{Letter, Part, greeting};

/// What an expert is asked to do.
#[derive(Debug, Clone)]
pub struct ExpertFacts {
    pub name: String,
    pub email: String,
    pub organisation: String,
    pub panel: String,
    /// A name.
    pub invited_by: String,
    /// The personal link.
    pub url: String,
    pub questions: usize,
    /// What all questions usually take.
    pub minutes: u32,
    pub reminder: bool,
}

/// The personal link.
pub fn expert(facts: &ExpertFacts) -> Letter {
    let ExpertFacts {
        organisation,
        panel,
        invited_by,
        ..
    } = facts;
    let (subject, first) = if facts.reminder {
        (
            format!("A reminder: your judgement for “{panel}”"),
            format!(
                "the questions that {invited_by} at {organisation} asked you to rate are still open."
            ),
        )
    } else {
        (
            format!("Your judgement is asked for: {panel}"),
            format!(
                "{invited_by} at {organisation} asks you, as somebody who knows the work, how well replies to customers \
                 serve them. What you and others judge becomes the measure that applicants' answers are compared with."
            ),
        )
    };
    let questions = match facts.questions {
        1 => "There is 1 short scene".to_owned(),
        more => format!("There are {more} short scenes"),
    };
    let quiet = if facts.reminder {
        "This is the only reminder. Taking part is up to you."
    } else {
        "Taking part is up to you. If you do not know who asks, you can ignore this mail."
    };
    Letter {
        to_name: facts.name.clone(),
        to_email: facts.email.clone(),
        subject,
        parts: vec![
            greeting(&facts.name),
            Part::Text(first),
            Part::Text(format!(
                "{questions}, usually {} minutes in all. Each reply gets a rating from 1 to 7. You can stop after any \
                 question and come back by the same link, on any device.",
                facts.minutes
            )),
            Part::Action {
                label: "Open the questions".into(),
                url: facts.url.clone(),
            },
            Part::Text(
                "Please rate alone: the panel counts because its judgements are independent. The link is yours alone."
                    .into(),
            ),
            Part::Quiet(quiet.into()),
        ],
        attachments: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mail_says_who_asks_what_it_takes_and_that_it_is_voluntary() {
        let facts = ExpertFacts {
            name: "Ana".into(),
            email: "ana@example.org".into(),
            organisation: "Example".into(),
            panel: "Spring keys".into(),
            invited_by: "Rita Moreno".into(),
            url: "https://hire.example.org/e/1/abc".into(),
            questions: 12,
            minutes: 20,
            reminder: false,
        };
        let message = expert(&facts).into_message("1@x".into(), "Example");
        for words in [
            "Dear Ana,",
            "Rita Moreno at Example asks you",
            "12 short scenes, usually 20 minutes",
            "https://hire.example.org/e/1/abc",
            "Taking part is up to you.",
        ] {
            assert!(message.text.contains(words), "{words}: {}", message.text);
        }
        let reminder = ExpertFacts {
            reminder: true,
            ..facts
        };
        let message = expert(&reminder).into_message("1@x".into(), "Example");
        assert!(
            message.subject.starts_with("A reminder"),
            "{}",
            message.subject
        );
        assert!(message.text.contains("the only reminder"));
    }
}
