//! Writes Moodle XML.

use crate::conversion::{Written, html, labels, platform, stem};
use crate::xml::Element;
use domain::bank::Bank;
use domain::question::{Format, Question, ReplyOption};

pub(in crate::conversion) fn write(bank: &Bank) -> Written {
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
    stem::write_reasons(question)
        .iter()
        .map(Element::inline)
        .collect()
}

fn answers(question: &Question) -> Vec<Element> {
    let setting = |name: &str, value: &str| Element::new(name).saying(value);
    match question.format {
        Format::SingleBest => {
            let answer = |(option, percent): (&ReplyOption, f64)| {
                html_words("answer", html::inner(&option.text))
                    .with("fraction", percent.to_string())
                    .holding([html_words("feedback", html::inner(&option.reason))])
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
                html_words("answer", html::inner(&option.text))
                    .with("fraction", (place + 1).to_string())
            }));
            all
        }
        Format::MostLeast | Format::RateEach => {
            let mut all = vec![setting("shuffleanswers", "true")];
            all.extend(
                platform::matching(question)
                    .into_iter()
                    .map(|(left, right)| {
                        html_words("subquestion", html::inner(&left))
                            .holding([words("answer", right)])
                    }),
            );
            all
        }
    }
}
