//! What differs between two versions of a draft, in words: shown when somebody else saved first.

use domain::assessment::{Definition, Feedback, Need, SelectedQuestion};
use domain::ids::QuestionVersionId;
use domain::question::{Competency, QuestionVersion};
use std::collections::BTreeMap;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub what: String,
    pub saved: String,
    pub typed: String,
}

/// What saving `typed` over `saved` would change. `versions` gives questions their titles.
pub fn changes(
    saved: &Definition,
    typed: &Definition,
    versions: &[QuestionVersion],
) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut differ = |what: String, saved: String, typed: String| {
        if saved != typed {
            changes.push(Change { what, saved, typed });
        }
    };
    for ((what, saved), (_, typed)) in fields(saved).into_iter().zip(fields(typed)) {
        differ(what.to_owned(), saved, typed);
    }
    for competency in Competency::ALL {
        let weight = |of: &Definition| {
            of.competency_weights
                .get(&competency)
                .copied()
                .unwrap_or(1.0)
                .to_string()
        };
        differ(
            format!("Weight of “{}”", competency.name()),
            weight(saved),
            weight(typed),
        );
        let need = |of: &Definition| need(of.needs.get(&competency).copied()).to_owned();
        differ(
            format!("“{}” is", competency.name()),
            need(saved),
            need(typed),
        );
    }
    let (before, after) = (by_version(saved), by_version(typed));
    let mut ids: Vec<QuestionVersionId> = saved.questions.iter().map(|one| one.version).collect();
    ids.extend(
        typed
            .questions
            .iter()
            .map(|one| one.version)
            .filter(|id| !before.contains_key(id)),
    );
    for id in ids {
        let title = versions.iter().find(|version| version.id == id);
        let title = title.map_or_else(|| id.to_string(), |version| version.question.title.clone());
        differ(
            format!("Question “{title}”"),
            selected(before.get(&id)),
            selected(after.get(&id)),
        );
    }
    changes
}

type Numbered<'d> = BTreeMap<QuestionVersionId, (usize, &'d SelectedQuestion)>;

fn by_version(definition: &Definition) -> Numbered<'_> {
    definition
        .questions
        .iter()
        .zip(1..)
        .map(|(one, number)| (one.version, (number, one)))
        .collect()
}

fn selected(question: Option<&(usize, &SelectedQuestion)>) -> String {
    question.map_or_else(
        || "not chosen".to_owned(),
        |(number, one)| {
            format!(
                "number {number}, {}, weight {}",
                one.format.name(),
                one.weight
            )
        },
    )
}

fn need(need: Option<Need>) -> &'static str {
    match need {
        None => "not said",
        Some(Need::DayOne) => "needed on day one",
        Some(Need::TaughtHere) => "taught here",
    }
}

fn yes(flag: bool) -> String {
    if flag { "yes" } else { "no" }.to_owned()
}

/// Every plain field with its words, in the order of the settings form.
fn fields(of: &Definition) -> Vec<(&'static str, String)> {
    let recipient = |one: &domain::assessment::Recipient| {
        let attach = if one.attach { ", attached" } else { "" };
        format!(
            "{} ({}{attach})",
            one.email,
            crate::banks::code(&one.delivery).replace('_', " ")
        )
    };
    vec![
        ("Title", of.title.clone()),
        ("Job title", of.job_title.clone()),
        ("Description", of.description.clone()),
        ("Tasks", of.tasks.clone()),
        ("Empathy control", format!("{:.2}", of.empathy_control)),
        (
            "Time limit",
            of.time_limit_minutes
                .map_or("none".into(), |minutes| format!("{minutes} minutes")),
        ),
        ("Most extra time", format!("{} %", of.extra_time_percent)),
        ("Questions in random order", yes(of.shuffle_questions)),
        ("Replies in random order", yes(of.shuffle_options)),
        ("Practice question", yes(of.practice)),
        (
            "Feedback",
            match of.feedback {
                Feedback::ReceiptOnly => "receipt only".into(),
                Feedback::Styles => "receipt and styles".into(),
            },
        ),
        (
            "Days an invitation stays open",
            of.invitation_days.to_string(),
        ),
        (
            "Contact",
            format!("{} {}", of.contact.name, of.contact.email),
        ),
        ("Rule on help", of.help_rule.clone()),
        ("Rule on retakes", of.retake_rule.clone()),
        (
            "Who gets reports",
            of.recipients
                .iter()
                .map(recipient)
                .collect::<Vec<_>>()
                .join(", "),
        ),
        ("Paper", crate::banks::code(&of.paper)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::question::Format;

    #[test]
    fn equal_drafts_differ_in_nothing_and_each_field_is_named() {
        let one = |id, weight| SelectedQuestion {
            version: QuestionVersionId(uuid::Uuid::from_u128(id)),
            format: Format::RateEach,
            weight,
        };
        let saved = Definition {
            questions: vec![one(1, 1.0), one(2, 1.0)],
            ..Definition::default()
        };
        assert_eq!(changes(&saved, &saved.clone(), &[]), []);
        let mut typed = saved.clone();
        typed.title = "Care".into();
        typed.questions = vec![one(2, 2.5), one(3, 1.0)];
        typed.needs.insert(Competency::SR, Need::TaughtHere);
        typed.competency_weights.insert(Competency::AL, 2.0);
        let changes = changes(&saved, &typed, &[]);
        let lines: Vec<_> = changes
            .iter()
            .map(|one| format!("{}: {} / {}", one.what, one.saved, one.typed))
            .collect();
        let id = |id| uuid::Uuid::from_u128(id);
        assert_eq!(
            lines,
            [
                "Title:  / Care".to_owned(),
                "Weight of “Active listening and probing”: 1 / 2".to_owned(),
                "“Self-regulation under strain” is: not said / taught here".to_owned(),
                format!(
                    "Question “{}”: number 1, rate each, weight 1 / not chosen",
                    id(1)
                ),
                format!(
                    "Question “{}”: number 2, rate each, weight 1 / number 1, rate each, weight 2.5",
                    id(2)
                ),
                format!(
                    "Question “{}”: not chosen / number 2, rate each, weight 1",
                    id(3)
                ),
            ]
        );
    }
}
