//! GIFT, Moodle's text format: choices with one answer, true or false, and the matchings that this module writes.
//! Other kinds are dropped by name. The text is taken apart in `syntax`.

mod syntax;

use super::html::{self, Lost};
use super::import::{Draft, DraftOption, Import};
use super::labels::{self, Labels};
use super::{LossKind, Written, platform, stem};
use crate::xml::Element;
use domain::bank::Bank;
use domain::question::{Format, Question, ReplyOption};
use std::fmt::Write;
use syntax::{Answer, Block, Kind, escape};

pub(super) fn write(bank: &Bank) -> Written {
    let mut text = String::new();
    if !bank.info.description.is_empty() {
        for line in bank.info.description.lines() {
            let _ = writeln!(text, "// {line}");
        }
    }
    let title = bank.info.title.replace('/', "//").replace('\n', " ");
    let _ = writeln!(text, "$CATEGORY: $course$/top/{title}\n");
    for question in &bank.questions {
        write_question(question, &mut text);
    }
    let mut losses = platform::declared(bank, false);
    for field in ["description", "id"] {
        losses.push(super::difference::loss(
            None,
            field,
            LossKind::Dropped,
            "this format has no place for it",
        ));
    }
    Written {
        bytes: text.into_bytes(),
        losses,
    }
}

fn html_text(text: &str) -> String {
    escape(&html::inner(text))
}

fn write_question(question: &Question, text: &mut String) {
    let tags = labels::write(question)
        .into_iter()
        .map(|label| format!(" [tag:{label}]"));
    let _ = writeln!(text, "// [id:{}]{}", question.id, tags.collect::<String>());
    let mut body = stem::write(question);
    body.push(stem::write_task(question));
    let body: String = body.iter().map(Element::inline).collect();
    let _ = writeln!(
        text,
        "::{}::[html]{}{{",
        escape(&question.title),
        escape(&body)
    );
    match question.format {
        Format::SingleBest => {
            for (option, percent) in question.options.iter().zip(platform::percentages(question)) {
                let mark = match percent {
                    100.0 => "=".to_owned(),
                    0.0 => "~".to_owned(),
                    part => format!("~%{part}%"),
                };
                let _ = writeln!(
                    text,
                    "\t{mark}{}{}",
                    html_text(&option.text),
                    feedback("#", option)
                );
            }
        }
        Format::MostLeast | Format::RateEach | Format::RankOrder => {
            for (left, right) in platform::matching(question) {
                let _ = writeln!(text, "\t={} -> {}", html_text(&left), escape(&right));
            }
            let reasons: String = stem::write_reasons(question)
                .iter()
                .map(Element::inline)
                .collect();
            if !reasons.is_empty() {
                let _ = writeln!(text, "\t####{}", escape(&reasons));
            }
        }
    }
    text.push_str("}\n\n");
}

fn feedback(mark: &str, option: &ReplyOption) -> String {
    if option.reason.is_empty() {
        return String::new();
    }
    format!("{mark}{}", html_text(&option.reason))
}

pub(super) fn read(bytes: &[u8], import: &mut Import) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return import.error(1, "", "This file is not UTF-8 text.");
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut found = false;
    for block in syntax::blocks(text) {
        if let Some(category) = &block.category {
            import.take_category(category);
            continue;
        }
        found = true;
        match syntax::question(&block) {
            Ok(question) => read_question(&block, question, import),
            Err(message) => import.error_at(&(String::new(), block.line), None, "", message),
        }
    }
    if !found {
        import.error(1, "", "There is no question here.");
    }
}

/// A text with its format: HTML, Markdown, or lines of words.
fn words(format: &str, text: &str) -> Element {
    let looks_like_html = text.contains("</")
        || text.contains("<br")
        || text.contains("<p>")
        || text.contains("<img");
    match format {
        "html" => html::parse(text),
        "moodle" | "" if looks_like_html => html::parse(text),
        _ => Element::new("div").holding([html::paragraph(text)]),
    }
}

fn read_question(block: &Block, question: syntax::Question, import: &mut Import) {
    let id = block
        .id
        .clone()
        .unwrap_or_else(|| match question.title.is_empty() {
            true => format!("question-{}", block.line),
            false => question.title.clone(),
        });
    let labels = Labels::read(block.tags.iter().map(String::as_str));
    let mut lost = Lost::new();
    let format = question.format.as_str();
    let shape = match &question.kind {
        Kind::Choice(answers) => Ok((
            Format::SingleBest,
            choices(answers, format, &labels, &mut lost),
        )),
        Kind::Matching(pairs) => {
            let pairs: Vec<(String, String)> = pairs
                .iter()
                .map(|(left, right)| (html::plain(&words(format, left), &mut lost), right.clone()))
                .collect();
            let options = platform::from_matching(&labels, &pairs);
            options
                .map(|options| (labels.format.unwrap_or(Format::RateEach), options))
                .ok_or("a bank has no matchings")
        }
        Kind::Other(why) => Err(*why),
    };
    let (format_read, mut options) = match shape {
        Ok(shape) => shape,
        Err(why) => return import.drop_question(&id, why),
    };
    stem::read_reasons(&html::parse(&question.feedback), &mut options, &mut lost);
    let stem = match format {
        "markdown" => stem::Stem {
            scenario: question.text.clone(),
            ..stem::Stem::default()
        },
        _ => stem::read(&words(format, &question.text), &mut lost),
    };
    let mut draft = Draft {
        id,
        title: question.title,
        format: format_read,
        stem,
        options,
        labels,
        place: (String::new(), block.line),
        losses: Vec::new(),
    };
    draft.leave_out(lost);
    import.add(draft);
}

fn choices(answers: &[Answer], format: &str, labels: &Labels, lost: &mut Lost) -> Vec<DraftOption> {
    let mut options: Vec<DraftOption> = answers
        .iter()
        .map(|answer| DraftOption {
            text: html::plain(&words(format, &answer.text), lost),
            reason: html::plain(&words(format, &answer.feedback), lost),
            weight: Some(answer.percent),
            ..DraftOption::default()
        })
        .collect();
    platform::name_by_labels(&mut options, labels);
    options
}
