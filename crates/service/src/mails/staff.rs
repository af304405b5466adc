//! Mails to the people behind an assessment: the contact person, somebody who needs a password. Report mails are composed with the reports.

use super::letter::{Letter, Part, greeting};
use crate::jobs::ContactAbout;

/// A candidate who asks for something.
#[derive(Debug, Clone)]
pub struct ContactFacts {
    pub about: ContactAbout,
    pub contact_name: String,
    pub contact_email: String,
    pub candidate_name: String,
    pub candidate_email: String,
    pub assessment: String,
    /// What the candidate wrote; empty for a review.
    pub message: String,
    /// Where the contact person answers, if there is such a page.
    pub url: Option<String>,
}

/// Tells the contact person. Recruiters never see an adjustment, so this says to keep it apart.
pub fn contact(facts: &ContactFacts) -> Letter {
    let ContactFacts {
        candidate_name,
        candidate_email,
        assessment,
        ..
    } = facts;
    let who = format!("{candidate_name} ({candidate_email})");
    let mut parts = vec![greeting(&facts.contact_name)];
    let subject = match facts.about {
        ContactAbout::Adjustment => {
            parts.push(Part::Text(format!(
                "{who} asks for an adjustment to “{assessment}”:"
            )));
            parts.push(Part::Quote(facts.message.clone()));
            parts.push(Part::Text(
                "The invitation does not run out until this is answered. Please ask what would help, never why. Only \
                 you see this request; please do not pass it on to those who decide."
                    .into(),
            ));
            "A candidate asks for an adjustment".to_owned()
        }
        ContactAbout::HumanReview => {
            parts.push(Part::Text(format!(
                "{who} has submitted “{assessment}” and asks that a person looks at the result."
            )));
            parts.push(Part::Text(
                "The result page shows every answer with the key’s reason. Please write to the candidate with what \
                 you found."
                    .into(),
            ));
            "A candidate asks for a review by a person".to_owned()
        }
    };
    if let Some(url) = &facts.url {
        let label = match facts.about {
            ContactAbout::Adjustment => "Answer the request",
            ContactAbout::HumanReview => "Open the result",
        };
        parts.push(Part::Action {
            label: label.into(),
            url: url.clone(),
        });
    }
    Letter {
        to_name: facts.contact_name.clone(),
        to_email: facts.contact_email.clone(),
        subject,
        parts,
        attachments: Vec::new(),
    }
}

/// A link to choose a password.
#[derive(Debug, Clone)]
pub struct PasswordFacts {
    pub name: String,
    pub email: String,
    pub organisation: String,
    pub url: String,
    /// In words.
    pub expires: String,
    /// The account has no password yet.
    pub new_account: bool,
}

/// The link to choose a password, for a new account or a forgotten one.
pub fn password(facts: &PasswordFacts) -> Letter {
    let (subject, first, label, quiet) = if facts.new_account {
        (
            "Your account: choose a password",
            format!(
                "there is an account for you at {}. Choose a password to sign in.",
                facts.organisation
            ),
            "Choose a password",
            "If you did not expect this, you can ignore it: without a password nobody can sign in.",
        )
    } else {
        (
            "Choose a new password",
            "somebody, probably you, asked for a new password for your account.".to_owned(),
            "Choose a new password",
            "If it was not you, you can ignore this mail: your password stays as it is.",
        )
    };
    Letter {
        to_name: facts.name.clone(),
        to_email: facts.email.clone(),
        subject: subject.into(),
        parts: vec![
            greeting(&facts.name),
            Part::Text(first),
            Part::Action {
                label: label.into(),
                url: facts.url.clone(),
            },
            Part::Text(format!("The link works once, until {}.", facts.expires)),
            Part::Quiet(quiet.into()),
        ],
        attachments: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contact_person_hears_the_request_and_is_asked_to_keep_it() {
        let letter = contact(&ContactFacts {
            about: ContactAbout::Adjustment,
            contact_name: "Jo".into(),
            contact_email: "jo@example.org".into(),
            candidate_name: "Ana".into(),
            candidate_email: "ana@example.org".into(),
            assessment: "Care".into(),
            message: "Larger type,\nplease".into(),
            url: None,
        });
        assert!(!letter.subject.contains("Ana"));
        let text = letter.into_message("1@x".into(), "Example").text;
        assert!(
            text.contains("> Larger type,\n> please") && text.contains("ana@example.org"),
            "{text}"
        );
    }
}
