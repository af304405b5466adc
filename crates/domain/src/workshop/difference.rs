//! What another version of a question changes, and for whom: for candidates, in the key, or only for those who
//! administer it. To add a field of a question: a line in [`differences`].

use crate::question::{CustomerRecord, Question, ReplyOption};
use serde::{Deserialize, Serialize};

/// Whom a change concerns, most consequential first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Candidates read something else or answer in another way.
    Candidates,
    /// The same answer scores otherwise, or is explained otherwise.
    Key,
    Administration,
}

impl Audience {
    pub const ALL: [Self; 3] = [Self::Candidates, Self::Key, Self::Administration];

    pub fn name(self) -> &'static str {
        match self {
            Self::Candidates => "What candidates see",
            Self::Key => "The key",
            Self::Administration => "Administration",
        }
    }
}

/// One difference, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    pub audience: Audience,
    /// "Scenario", "Value of reply b".
    pub what: String,
    /// Empty where there was nothing.
    pub before: String,
    /// Empty where there is nothing.
    pub after: String,
}

/// Everything that differs between two questions, by audience and then in the order of the form. White space around
/// lines says nothing.
pub fn differences(before: &Question, after: &Question) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut compare = |audience: Audience, what: &str, before: String, after: String| {
        if before.trim() != after.trim() {
            found.push(Difference {
                audience,
                what: what.to_owned(),
                before: before.trim().to_owned(),
                after: after.trim().to_owned(),
            });
        }
    };
    let (a, b) = (before, after);
    use Audience::{Administration, Candidates, Key};
    compare(Candidates, "Title", a.title.clone(), b.title.clone());
    compare(
        Candidates,
        "Answered as",
        a.format.name().into(),
        b.format.name().into(),
    );
    compare(
        Candidates,
        "Channel",
        a.channel.name().into(),
        b.channel.name().into(),
    );
    compare(
        Candidates,
        "Direction",
        a.direction.name().into(),
        b.direction.name().into(),
    );
    compare(Candidates, "Sector", a.sector.clone(), b.sector.clone());
    compare(Candidates, "Content note", note(a), note(b));
    compare(
        Administration,
        "Substitute",
        a.substitute.clone().unwrap_or_default(),
        b.substitute.clone().unwrap_or_default(),
    );
    compare(
        Candidates,
        "Customer record",
        record(a.customer_record.as_ref()),
        record(b.customer_record.as_ref()),
    );
    compare(
        Candidates,
        "Scenario",
        a.scenario.clone(),
        b.scenario.clone(),
    );
    compare(Candidates, "Task", a.task.clone(), b.task.clone());
    for id in ids(a, b) {
        let (x, y) = (a.option(id), b.option(id));
        let of = |option: Option<&ReplyOption>, part: fn(&ReplyOption) -> String| {
            option.map(part).unwrap_or_default()
        };
        let mut each = |audience, what: &str, part: fn(&ReplyOption) -> String| {
            compare(audience, &format!("{what} {id}"), of(x, part), of(y, part));
        };
        each(Candidates, "Reply", |o| o.text.clone());
        each(Candidates, "Place when shuffled, reply", |o| pin(o).into());
        each(Key, "Value of reply", |o| format!("{}", o.value));
        each(Key, "Style of reply", |o| {
            o.style.map(|s| s.name().to_owned()).unwrap_or_default()
        });
        each(Key, "Reason for reply", |o| o.reason.clone());
    }
    compare(Candidates, "Order of the replies", order(a), order(b));
    compare(Key, "Competencies", shares(a), shares(b));
    compare(Key, "Where the key comes from", key(a), key(b));
    compare(Administration, "Id", a.id.clone(), b.id.clone());
    compare(
        Administration,
        "Kind",
        format!("{:?}", a.kind),
        format!("{:?}", b.kind),
    );
    compare(Administration, "Formats allowed", formats(a), formats(b));
    compare(Administration, "Asks", asks(a), asks(b));
    compare(
        Administration,
        "Difficulty",
        format!("{:?}", a.difficulty),
        format!("{:?}", b.difficulty),
    );
    compare(
        Administration,
        "Seconds to read and answer",
        a.reading_seconds.to_string(),
        b.reading_seconds.to_string(),
    );
    found.sort_by_key(|difference| difference.audience);
    found
}

/// Reply ids of both, in the order of the newer one, gone ones last.
fn ids<'q>(a: &'q Question, b: &'q Question) -> Vec<&'q str> {
    let mut ids: Vec<&str> = b.options.iter().map(|option| option.id.as_str()).collect();
    for option in &a.options {
        if !ids.contains(&option.id.as_str()) {
            ids.push(&option.id);
        }
    }
    ids
}

fn note(question: &Question) -> String {
    question.content_note.clone().unwrap_or_default()
}

fn record(record: Option<&CustomerRecord>) -> String {
    let Some(record) = record else {
        return String::new();
    };
    let since = record.since.map(|year| format!("since {year}"));
    let lines = std::iter::once(record.name.clone()).chain(since);
    let lines = lines.chain(record.last_contacts.iter().cloned());
    lines
        .chain(record.notes.iter().cloned())
        .collect::<Vec<_>>()
        .join("\n")
}

fn pin(option: &ReplyOption) -> &'static str {
    if option.pinned {
        "keeps its place"
    } else {
        "moves"
    }
}

/// Only what both hold can be in another order: replies that come or go are named themselves.
fn order(question: &Question) -> String {
    let ids: Vec<&str> = question
        .options
        .iter()
        .map(|option| option.id.as_str())
        .collect();
    ids.join(", ")
}

fn shares(question: &Question) -> String {
    let share = |(competency, share): (&crate::question::Competency, &f64)| {
        format!("{} {:.0} %", competency.name(), share * 100.0)
    };
    question
        .competencies
        .iter()
        .map(share)
        .collect::<Vec<_>>()
        .join(", ")
}

fn key(question: &Question) -> String {
    let Some(key) = &question.key else {
        return "as the bank's".into();
    };
    let experts = key
        .experts
        .map_or_else(String::new, |count| format!(", {count} experts"));
    let date = key
        .date
        .as_ref()
        .map_or_else(String::new, |date| format!(", {date}"));
    format!(
        "{:?}, {:?}, {:?}{experts}{date}",
        key.provenance, key.status, key.visibility
    )
    .to_lowercase()
}

fn formats(question: &Question) -> String {
    let mut formats = question.allowed_formats.clone();
    formats.sort_unstable();
    let names: Vec<&str> = formats.iter().map(|format| format.name()).collect();
    names.join(", ")
}

fn asks(question: &Question) -> String {
    let mut asks = question.asks.clone();
    asks.sort_unstable();
    let names: Vec<String> = asks.iter().map(|ask| format!("{ask:?}")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::{Ask, Channel, Competency, Difficulty, Direction, Format, Style};
    use crate::samples;

    fn only(audience: Audience, what: &str, change: impl FnOnce(&mut Question)) {
        let before = samples::question("parcel", Competency::PT);
        let mut after = before.clone();
        change(&mut after);
        let found = differences(&before, &after);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            (found[0].audience, found[0].what.as_str()),
            (audience, what)
        );
    }

    #[test]
    fn the_same_question_differs_in_nothing() {
        let question = samples::question("parcel", Competency::PT);
        let mut other = question.clone();
        other.scenario.push('\n');
        other.allowed_formats.reverse();
        other.asks.reverse();
        assert_eq!(differences(&question, &other), []);
    }

    #[test]
    fn each_change_is_told_to_whom_it_concerns() {
        only(Audience::Candidates, "Scenario", |q| {
            q.scenario.push_str("Now.")
        });
        only(Audience::Candidates, "Task", |q| q.task.push('?'));
        only(Audience::Candidates, "Answered as", |q| {
            q.format = Format::RankOrder
        });
        only(Audience::Candidates, "Channel", |q| {
            q.channel = Channel::Chat
        });
        only(Audience::Candidates, "Direction", |q| {
            q.direction = Direction::Outbound
        });
        only(Audience::Candidates, "Content note", |q| {
            q.content_note = Some("A loss.".into())
        });
        only(Audience::Candidates, "Reply b", |q| {
            q.options[1].text.push('!')
        });
        only(Audience::Candidates, "Place when shuffled, reply b", |q| {
            q.options[1].pinned = true
        });
        only(Audience::Candidates, "Order of the replies", |q| {
            q.options.swap(0, 1)
        });
        only(Audience::Key, "Value of reply a", |q| {
            q.options[0].value = 3.0
        });
        only(Audience::Key, "Style of reply a", |q| {
            q.options[0].style = Some(Style::Asking)
        });
        only(Audience::Key, "Reason for reply a", |q| {
            q.options[0].reason.push('!')
        });
        only(Audience::Key, "Competencies", |q| {
            q.competencies = [(Competency::AL, 1.0)].into()
        });
        only(Audience::Administration, "Asks", |q| q.asks = vec![Ask::Q2]);
        only(Audience::Administration, "Difficulty", |q| {
            q.difficulty = Difficulty::Hard
        });
        only(
            Audience::Administration,
            "Seconds to read and answer",
            |q| q.reading_seconds = 61,
        );
    }

    #[test]
    fn a_reply_that_goes_is_told_with_all_it_held() {
        let before = samples::question("parcel", Competency::PT);
        let mut after = before.clone();
        after.options.remove(3);
        let found = differences(&before, &after);
        let reply = found
            .iter()
            .find(|one| one.what == "Reply d")
            .expect("the reply");
        assert!(!reply.before.is_empty() && reply.after.is_empty());
        assert!(found.iter().any(|one| one.what == "Value of reply d"));
    }
}
