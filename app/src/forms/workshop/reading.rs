//! What the workshop's forms carry: a draft as it was typed, a step, a bank's description, tags. Reads and never judges:
//! what is missing or wrong is for the check of the draft to say.

use crate::forms::typed::Typed;
use domain::workshop::{Draft, DraftOption, DraftRecord, Step};
use service::banks::by_code;
use service::workshop::{Description, Tags};

/// What a save is made on; a form without it is stale.
pub(super) fn revision(typed: &Typed) -> i64 {
    let revision = typed.get("revision").and_then(|text| text.parse().ok());
    revision.unwrap_or(-1)
}

pub(super) fn step_of(text: &str) -> Option<Step> {
    if text == "add" {
        return Some(Step::Add);
    }
    let (step, at) = text.split_once(':')?;
    let at = at.parse().ok()?;
    match step {
        "up" => Some(Step::Up(at)),
        "down" => Some(Step::Down(at)),
        "remove" => Some(Step::Remove(at)),
        _ => None,
    }
}

/// A line as browsers send it; control characters are for the check to name.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// The form of a draft; `None` when it cannot come from the page.
pub(super) fn draft_of(typed: &Typed) -> Option<Draft> {
    let text = |name: &str| lines(typed.get(name).unwrap_or_default());
    let share = |at: usize| {
        let competency = typed.get(&format!("competency-{at}"))?;
        let competency = match competency {
            "" => None,
            code => Some(by_code(code)?),
        };
        Some((competency, text(&format!("share-{at}"))))
    };
    let option = |(at, id): (usize, &str)| {
        let name = |part: &str| format!("option-{at}-{part}");
        let style = match typed.get(&name("style"))? {
            "" => None,
            code => Some(by_code(code)?),
        };
        Some(DraftOption {
            id: id.to_owned(),
            text: text(&name("text")),
            value: text(&name("value")),
            style,
            reason: text(&name("reason")),
            pinned: typed.get(&name("pinned")).is_some(),
        })
    };
    // More than a question can have is a form that was made up.
    let options = typed.all("option").take(20).enumerate();
    Some(Draft {
        id: text("id"),
        fixed_id: false,
        title: text("title"),
        kind: by_code(typed.get("kind")?)?,
        format: by_code(typed.get("format")?)?,
        allowed_formats: typed
            .all("allowed_formats")
            .map(by_code)
            .collect::<Option<_>>()?,
        channel: by_code(typed.get("channel")?)?,
        direction: by_code(typed.get("direction")?)?,
        sector: text("sector"),
        shares: vec![share(0)?, share(1)?],
        asks: typed.all("asks").map(by_code).collect::<Option<_>>()?,
        difficulty: by_code(typed.get("difficulty")?)?,
        reading_seconds: text("reading_seconds"),
        content_note: text("content_note"),
        record: DraftRecord {
            name: text("record-name"),
            since: text("record-since"),
            last_contacts: text("record-last_contacts"),
            notes: text("record-notes"),
        },
        scenario: text("scenario"),
        task: text("task"),
        options: options.map(option).collect::<Option<_>>()?,
        kept: None,
    })
}

pub(in crate::forms) fn description(typed: &Typed) -> Description {
    let text = |name: &str| lines(typed.get(name).unwrap_or_default());
    Description {
        id: text("id"),
        title: text("title"),
        description: text("description"),
        locale: text("locale"),
        licence: text("licence"),
        authors: text("authors"),
        second_person: typed.get("second_person").is_some(),
    }
}

pub(in crate::forms) fn tags(typed: &Typed) -> Tags {
    let sector = typed.get("sector").map(str::trim);
    Tags {
        sector: sector
            .filter(|sector| !sector.is_empty())
            .map(str::to_owned),
        channel: typed.get("channel").and_then(by_code),
        direction: typed.get("direction").and_then(by_code),
        difficulty: typed.get("difficulty").and_then(by_code),
        ask: typed.get("ask").and_then(by_code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::question::{Competency, Style};

    fn typed(fields: &[(&str, &str)]) -> Typed {
        let fields = fields.iter();
        fields
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    const FORM: [(&str, &str); 14] = [
        ("id", "late-parcel"),
        ("kind", "empathy"),
        ("format", "rate_each"),
        ("channel", "chat"),
        ("direction", "inbound"),
        ("difficulty", "hard"),
        ("competency-0", "AL"),
        ("share-0", "sixty"),
        ("competency-1", ""),
        ("scenario", "One.\r\n\r\nTwo."),
        ("option", "b"),
        ("option-0-text", "A reply."),
        ("option-0-style", "asking"),
        ("option-0-pinned", "yes"),
    ];

    #[test]
    fn a_draft_is_read_as_it_was_typed() {
        let draft = draft_of(&typed(&FORM)).expect("a draft");
        assert_eq!(draft.scenario, "One.\n\nTwo.");
        assert_eq!(draft.shares[0], (Some(Competency::AL), "sixty".into()));
        assert_eq!(draft.options[0].style, Some(Style::Asking));
        assert!(draft.options[0].pinned);
        let mut made_up = FORM.to_vec();
        made_up[2].1 = "essay";
        assert!(draft_of(&typed(&made_up)).is_none());
        assert!(draft_of(&typed(&FORM[..6])).is_none());
    }

    #[test]
    fn steps_are_read_or_refused() {
        assert_eq!(step_of("add"), Some(Step::Add));
        assert_eq!(step_of("up:3"), Some(Step::Up(3)));
        assert_eq!(step_of("up:-1"), None);
        assert_eq!(step_of("sideways:1"), None);
    }
}
