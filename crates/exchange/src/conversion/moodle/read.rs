//! Reads Moodle XML.

use crate::conversion::html::{self, Lost};
use crate::conversion::import::{Draft, DraftOption, Import, slug};
use crate::conversion::labels::Labels;
use crate::conversion::{platform, qti, stem};
use crate::xml::{self, Element};
use domain::question::Format;

pub(in crate::conversion) fn read(bytes: &[u8], import: &mut Import) {
    let root = match xml::parse(bytes) {
        Ok(root) => root,
        Err(error) => return import.error(error.line, "", error.message),
    };
    match root.name.as_str() {
        "quiz" => {}
        "assessmentItem" | "qti-assessment-item" => return qti::read_single(root, import),
        _ => {
            return import.error(
                root.line,
                "",
                "This is neither Moodle XML (a quiz) nor a QTI item.",
            );
        }
    }
    for question in root.elements().filter(|child| child.name == "question") {
        match question.attribute("type").unwrap_or_default() {
            "category" => read_category(question, import),
            kind => read_question(question, kind, import),
        }
    }
}

/// The text of a child such as `<name><text>…</text></name>`.
fn text_of(element: &Element, name: &str) -> String {
    let child = element.child(name);
    child.map_or_else(String::new, text_within)
}

fn text_within(element: &Element) -> String {
    element
        .child("text")
        .map_or_else(|| element.text(), Element::text)
        .trim_ascii()
        .to_owned()
}

fn read_category(question: &Element, import: &mut Import) {
    if !import.take_category(&text_of(question, "category")) {
        return;
    }
    let info = question.child("info");
    import.info.description =
        info.map_or_else(String::new, |info| words_of(info, &mut Lost::new()));
    let id = question
        .child("idnumber")
        .map(Element::text)
        .unwrap_or_default();
    if !id.trim_ascii().is_empty() {
        import.info.id = slug(&id, 64);
    }
}

fn read_question(question: &Element, kind: &str, import: &mut Import) {
    let title = text_of(question, "name");
    let id = question
        .child("idnumber")
        .map(|id| id.text().trim_ascii().to_owned())
        .filter(|id| !id.is_empty());
    let id = id.unwrap_or_else(|| title.clone());
    let tags: Vec<String> = question
        .child("tags")
        .map(|tags| tags.elements().map(text_within).collect())
        .unwrap_or_default();
    let labels = Labels::read(tags.iter().map(String::as_str));
    let mut lost = Lost::new();
    let shape = match kind {
        "multichoice" if text_or(question, "single", "true") == "true" => {
            Ok((Format::SingleBest, choices(question, &labels, &mut lost)))
        }
        "multichoice" => Err("several answers may be chosen, and a bank's question has one"),
        "truefalse" => Ok((Format::SingleBest, choices(question, &labels, &mut lost))),
        "ordering" => Ok((Format::RankOrder, ordered(question, &labels, &mut lost))),
        "matching" => {
            let pairs = matched(question, &mut lost);
            let options = platform::from_matching(&labels, &pairs);
            options
                .map(|options| (labels.format.unwrap_or(Format::RateEach), options))
                .ok_or("a bank has no matchings")
        }
        "essay" => Err("it asks for an open answer, which a bank's questions do not"),
        _ => Err("a bank has no questions of this kind"),
    };
    let (format, mut options) = match shape {
        Ok(shape) => shape,
        Err(why) => return import.drop_question(&id, &format!("{kind}: {why}")),
    };
    stem::read_reasons(
        &html::parse(&text_of(question, "generalfeedback")),
        &mut options,
        &mut lost,
    );
    let mut draft = Draft {
        id,
        title,
        format,
        stem: read_stem(question, &mut lost),
        options,
        labels,
        place: (String::new(), question.line),
        losses: Vec::new(),
    };
    draft.leave_out(lost);
    import.add(draft);
}

fn text_or<'a>(question: &'a Element, name: &str, default: &'a str) -> String {
    question.child(name).map_or_else(
        || default.to_owned(),
        |child| child.text().trim_ascii().to_lowercase(),
    )
}

fn read_stem(question: &Element, lost: &mut Lost) -> stem::Stem {
    let text = text_of(question, "questiontext");
    let format = question
        .child("questiontext")
        .and_then(|text| text.attribute("format"));
    match format {
        Some("markdown") => stem::Stem {
            scenario: text,
            ..stem::Stem::default()
        },
        Some("plain_text") => {
            stem::read(&Element::new("div").holding([html::paragraph(&text)]), lost)
        }
        _ => stem::read(&html::parse(&text), lost),
    }
}

fn words_of(element: &Element, lost: &mut Lost) -> String {
    match element.attribute("format") {
        Some("plain_text") => text_within(element),
        _ => html::plain(&html::parse(&text_within(element)), lost),
    }
}

fn choices(question: &Element, labels: &Labels, lost: &mut Lost) -> Vec<DraftOption> {
    let answers = question.elements().filter(|child| child.name == "answer");
    let mut options: Vec<DraftOption> = answers
        .map(|answer| DraftOption {
            text: words_of(answer, lost),
            reason: answer
                .child("feedback")
                .map(|feedback| words_of(feedback, lost))
                .unwrap_or_default(),
            weight: answer
                .attribute("fraction")
                .and_then(|text| text.parse().ok()),
            ..DraftOption::default()
        })
        .collect();
    platform::name_by_labels(&mut options, labels);
    options
}

/// In the right order; weights fall with the place.
fn ordered(question: &Element, labels: &Labels, lost: &mut Lost) -> Vec<DraftOption> {
    let answers = question.elements().filter(|child| child.name == "answer");
    let texts: Vec<String> = answers.map(|answer| words_of(answer, lost)).collect();
    let pairs: Vec<(String, String)> = texts
        .iter()
        .map(|text| (String::new(), text.clone()))
        .collect();
    platform::from_matching(labels, &pairs).unwrap_or_else(|| {
        let option = |(place, text): (usize, String)| DraftOption {
            text,
            weight: Some(-(place as f64)),
            ..DraftOption::default()
        };
        texts.into_iter().enumerate().map(option).collect()
    })
}

fn matched(question: &Element, lost: &mut Lost) -> Vec<(String, String)> {
    let parts = question
        .elements()
        .filter(|child| child.name == "subquestion");
    parts
        .map(|part| (words_of(part, lost), text_of(part, "answer")))
        .collect()
}
