//! A question as one QTI item, in the spelling of QTI 2. Whatever the format, SCORE is Attune's question score, 0 to 1.

use super::scoring;
use crate::conversion::{html, stem};
use crate::xml::Element;
use domain::question::{Format, Question, ReplyOption};

/// The two columns of most and least.
pub(super) const MOST: &str = "MOST";
pub(super) const LEAST: &str = "LEAST";
/// The reasons, together.
pub(super) const REASONS: &str = "attune-reasons";
/// Steps of the rating scale.
pub(super) const STEPS: u8 = 7;

/// An identifier must not start with a digit.
pub(super) fn identifier(id: &str) -> String {
    if id.starts_with(|c: char| c.is_ascii_digit()) {
        format!("_{id}")
    } else {
        id.to_owned()
    }
}

pub(super) fn item(question: &Question, locale: &str) -> Element {
    let mut body = Element::new("itemBody").holding(stem::write(question));
    body = body.holding([interaction(question)]);
    if question
        .options
        .iter()
        .any(|option| !option.reason.is_empty())
    {
        body = body.holding([reasons(question)]);
    }
    Element::new("assessmentItem")
        .with("identifier", identifier(&question.id))
        .with("title", question.title.as_str())
        .with("adaptive", "false")
        .with("timeDependent", "false")
        .with("xml:lang", locale)
        .with("toolName", "Attune")
        .holding(scoring::declarations(question))
        .holding([body, scoring::processing(question)])
}

fn interaction(question: &Question) -> Element {
    let prompt = html::text("prompt", &question.task);
    let count = question.options.len();
    let base = |name: &str| {
        Element::new(name)
            .with("responseIdentifier", "RESPONSE")
            .with("shuffle", "true")
    };
    let choices = |name: &str, match_max: Option<&str>| -> Vec<Element> {
        question
            .options
            .iter()
            .map(|option| choice(name, option, match_max))
            .collect()
    };
    match question.format {
        Format::SingleBest => base("choiceInteraction")
            .with("maxChoices", "1")
            .with("minChoices", "1")
            .holding([prompt])
            .holding(choices("simpleChoice", None)),
        Format::RankOrder => base("orderInteraction")
            .holding([prompt])
            .holding(choices("simpleChoice", None)),
        Format::MostLeast => {
            let columns = [(MOST, "Most helpful"), (LEAST, "Least helpful")];
            let columns = columns.map(|(id, words)| column(id, words, "1"));
            tabular(
                base("matchInteraction"),
                2,
                prompt,
                choices("simpleAssociableChoice", Some("1")),
                columns.into(),
            )
        }
        Format::RateEach => {
            let most = count.to_string();
            let columns =
                (1..=STEPS).map(|step| column(&format!("R{step}"), &step.to_string(), &most));
            tabular(
                base("matchInteraction"),
                count,
                prompt,
                choices("simpleAssociableChoice", Some("1")),
                columns.collect(),
            )
        }
    }
}

/// Options down, columns across.
fn tabular(
    interaction: Element,
    pairs: usize,
    prompt: Element,
    rows: Vec<Element>,
    columns: Vec<Element>,
) -> Element {
    interaction
        .with("class", "qti-match-tabular")
        .with("maxAssociations", pairs.to_string())
        .with("minAssociations", pairs.to_string())
        .holding([prompt])
        .holding([rows, columns].map(|set| Element::new("simpleMatchSet").holding(set)))
}

fn column(id: &str, words: &str, match_max: &str) -> Element {
    Element::new("simpleAssociableChoice")
        .with("identifier", id)
        .with("fixed", "true")
        .with("matchMax", match_max)
        .saying(words)
}

fn choice(name: &str, option: &ReplyOption, match_max: Option<&str>) -> Element {
    let mut choice = html::text(name, &option.text).with("identifier", identifier(&option.id));
    if option.pinned {
        choice = choice.with("fixed", "true");
    }
    match match_max {
        Some(most) => choice.with("matchMax", most),
        None => choice,
    }
}

/// For whoever scores; a candidate is not shown it.
fn reasons(question: &Question) -> Element {
    let list = Element::new("div")
        .with("class", REASONS)
        .holding(stem::write_reasons(question));
    Element::new("rubricBlock")
        .with("use", "scoring")
        .with("view", "scorer")
        .holding([list])
}
