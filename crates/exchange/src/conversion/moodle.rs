//! Moodle XML: multiple choice with one answer, true or false, ordering, and the matchings that this module writes.
//! Other kinds are dropped by name.

use super::html::{self, Lost};
use super::import::{Draft, DraftOption, Import};
use super::labels::{self, Labels};
use super::{LossKind, Written, platform, qti, stem};
use crate::xml::{self, Element};
use domain::bank::Bank;
use domain::question::{Format, Question};

pub(super) fn write(bank: &Bank) -> Written {
    let questions = bank.questions.iter().map(write_question);
    let quiz = Element::new("quiz")
        .holding([category(bank)])
        .holding(questions);
    Written {
        bytes: quiz.document().into_bytes(),
        losses: platform::declared(bank, true),
    }
}

fn words(name: &str, text: impl Into<String>) -> Element {
    Element::new(name).holding([Element::new("text").saying(text)])
}

fn html_words(name: &str, text: impl Into<String>) -> Element {
    words(name, text).with("format", "html")
}

fn category(bank: &Bank) -> Element {
    let title = bank.info.title.replace('/', "//");
    Element::new("question").with("type", "category").holding([
        words("category", format!("$course$/top/{title}")),
        words("info", bank.info.description.as_str()).with("format", "plain_text"),
        Element::new("idnumber").saying(bank.info.id.as_str()),
    ])
}

/// Plain text as HTML, without an element around it.
fn inner(text: &str) -> String {
    let line = html::text("p", text).inline();
    line.trim_start_matches("<p>")
        .trim_end_matches("</p>")
        .trim_end_matches("<p/>")
        .to_owned()
}

fn write_question(question: &Question) -> Element {
    let mut text = stem::write(question);
    text.push(stem::write_task(question));
    let text: String = text.iter().map(Element::inline).collect();
    let kind = match question.format {
        Format::SingleBest => "multichoice",
        Format::MostLeast | Format::RateEach => "matching",
        Format::RankOrder => "ordering",
    };
    let tags = labels::write(question)
        .into_iter()
        .map(|label| words("tag", label));
    Element::new("question")
        .with("type", kind)
        .holding([
            words("name", question.title.as_str()),
            html_words("questiontext", text),
            html_words("generalfeedback", reasons(question)),
            Element::new("defaultgrade").saying("1"),
            Element::new("penalty").saying("0"),
            Element::new("hidden").saying("0"),
            Element::new("idnumber").saying(question.id.as_str()),
        ])
        .holding(answers(question))
        .holding([Element::new("tags").holding(tags)])
}

/// The reasons together, where answers have no feedback of their own.
fn reasons(question: &Question) -> String {
    if question.format == Format::SingleBest {
        return String::new();
    }
    let told = question
        .options
        .iter()
        .filter(|option| !option.reason.is_empty());
    let reason = |option: &domain::question::ReplyOption| {
        let class = format!("attune-reason-{}", option.id);
        html::paragraph(&option.reason)
            .with("class", class)
            .inline()
    };
    told.map(reason).collect()
}

fn answers(question: &Question) -> Vec<Element> {
    let setting = |name: &str, value: &str| Element::new(name).saying(value);
    match question.format {
        Format::SingleBest => {
            let answer = |(option, percent): (&domain::question::ReplyOption, f64)| {
                html_words("answer", inner(&option.text))
                    .with("fraction", percent.to_string())
                    .holding([html_words("feedback", inner(&option.reason))])
            };
            let mut all = vec![
                setting("single", "true"),
                setting("shuffleanswers", "true"),
                setting("answernumbering", "abc"),
            ];
            all.extend(
                question
                    .options
                    .iter()
                    .zip(platform::percentages(question))
                    .map(answer),
            );
            all
        }
        Format::RankOrder => {
            let mut all = vec![
                setting("layouttype", "VERTICAL"),
                setting("selecttype", "ALL"),
                setting("selectcount", "0"),
                setting("gradingtype", "RELATIVE_TO_CORRECT"),
                setting("showgrading", "SHOW"),
                setting("numberingstyle", "none"),
            ];
            let ranked = platform::best_first(&question.options)
                .into_iter()
                .enumerate();
            all.extend(ranked.map(|(place, option)| {
                html_words("answer", inner(&option.text)).with("fraction", (place + 1).to_string())
            }));
            all
        }
        Format::MostLeast | Format::RateEach => {
            let mut all = vec![setting("shuffleanswers", "true")];
            all.extend(
                platform::matching(question)
                    .into_iter()
                    .map(|(left, right)| {
                        html_words("subquestion", inner(&left)).holding([words("answer", right)])
                    }),
            );
            all
        }
    }
}

pub(super) fn read(bytes: &[u8], import: &mut Import) {
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
    child.map_or_else(String::new, |child| text_within(child))
}

fn text_within(element: &Element) -> String {
    element
        .child("text")
        .map_or_else(|| element.text(), Element::text)
        .trim_ascii()
        .to_owned()
}

/// The first category names the bank; questions keep no category.
fn read_category(question: &Element, import: &mut Import) {
    let path = text_of(question, "category");
    let name = path
        .trim_start_matches("$course$/")
        .trim_start_matches("top/")
        .replace("//", "\u{0}");
    let last = name
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .replace('\u{0}', "/");
    if last.is_empty() || last == "top" {
        return;
    }
    if import.told.insert("title") {
        import.info.title = last;
        let info = question.child("info");
        import.info.description =
            info.map_or_else(String::new, |info| words_of(info, &mut Lost::new()));
        let id = question
            .child("idnumber")
            .map(Element::text)
            .unwrap_or_default();
        if !id.trim_ascii().is_empty() {
            import.info.id = super::import::slug(&id, 64);
        }
    } else if import.info.title != last {
        let why = format!("the category `{last}` is not kept: a bank has no parts");
        import.loss(None, "category", LossKind::Dropped, &why);
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
    read_reasons(question, &mut options, &mut lost);
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

fn read_reasons(question: &Element, options: &mut [DraftOption], lost: &mut Lost) {
    let feedback = html::parse(&text_of(question, "generalfeedback"));
    for line in feedback.elements() {
        let class = line.attribute("class").unwrap_or_default();
        let id = class.strip_prefix("attune-reason-").unwrap_or_default();
        if let Some(option) = options
            .iter_mut()
            .find(|option| option.id == id && !id.is_empty())
        {
            option.reason = html::plain(line, lost);
        }
    }
}
