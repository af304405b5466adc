//! Between restricted Markdown, plain text and HTML. HTML comes from files, so it is cleaned first; what has no place
//! in a bank (pictures, links, tables, formulas) is named, never lost in silence.

mod markdown;

pub(super) use markdown::markdown;

use crate::xml::{self, Content, Element};
use ammonia::Builder;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

/// What was found and has no place here, in words.
pub(super) type Lost = BTreeSet<&'static str>;

/// Elements that come through cleaning; scripts and styles go with their content.
static CLEAN: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from([
            "a",
            "b",
            "blockquote",
            "br",
            "caption",
            "code",
            "dd",
            "div",
            "dl",
            "dt",
            "em",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "i",
            "img",
            "li",
            "math",
            "ol",
            "p",
            "pre",
            "span",
            "strong",
            "sub",
            "sup",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
            "u",
            "ul",
        ]))
        .generic_attributes(HashSet::from(["class"]))
        .tag_attributes(HashMap::from([("ol", HashSet::from(["start"]))]))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .link_rel(None);
    builder
});

/// HTML as a tree below one `div`.
pub(super) fn parse(html: &str) -> Element {
    // The rest of what HTML leaves open, and its one named entity, are not XML.
    let clean = CLEAN
        .clean(html)
        .to_string()
        .replace("<br>", "<br/>")
        .replace("<img>", "<img/>")
        .replace("&nbsp;", "\u{a0}");
    let clean = close_pictures(&clean);
    xml::parse(format!("<div>{clean}</div>").as_bytes()).unwrap_or_else(|_| {
        // Deeper than trees may be, say: the words alone.
        let words = CLEAN_WORDS
            .clean(html)
            .to_string()
            .replace("&nbsp;", "\u{a0}");
        xml::parse(format!("<div>{words}</div>").as_bytes()).unwrap_or_else(|_| Element::new("div"))
    })
}

static CLEAN_WORDS: LazyLock<Builder<'static>> = LazyLock::new(Builder::empty);

/// A picture with a class stays open in HTML.
fn close_pictures(html: &str) -> String {
    let mut parts = html.split("<img class=\"");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let after = part.split_once("\">").map_or("", |(_, after)| after);
        text.push_str("<img/>");
        text.push_str(after);
    }
    text
}

/// A paragraph of plain text.
pub(super) fn paragraph(words: &str) -> Element {
    text("p", words)
}

/// An element with plain text; line breaks become `br`.
pub(super) fn text(name: &str, words: &str) -> Element {
    let mut element = Element::new(name);
    for (index, line) in words.split('\n').enumerate() {
        if index > 0 {
            element = element.holding([Element::new("br")]);
        }
        if !line.is_empty() {
            element = element.saying(line);
        }
    }
    element
}

/// Plain text as HTML, without an element around it.
pub(super) fn inner(words: &str) -> String {
    let line = paragraph(words).inline();
    let open = line.strip_prefix("<p>").unwrap_or_default();
    open.strip_suffix("</p>").unwrap_or_default().to_owned()
}

/// Restricted Markdown as block elements.
pub(super) fn blocks(scenario: &str) -> Vec<Element> {
    let html = crate::markdown::render(scenario)
        .replace("<br>", "<br/>")
        .replace("&nbsp;", "\u{a0}");
    let tree = xml::parse(format!("<div>{html}</div>").as_bytes());
    tree.map(|tree| tree.elements().cloned().collect())
        .unwrap_or_else(|_| vec![paragraph(&crate::markdown::plain(scenario))])
}

/// The words of an element: lines where `br` and blocks end them, spaces as HTML shows them.
pub(super) fn plain(element: &Element, lost: &mut Lost) -> String {
    let mut words = String::new();
    collect_words(element, &mut words, lost);
    let lines = words.split('\n').map(|line| {
        let parts: Vec<&str> = line
            .split([' ', '\t'])
            .filter(|part| !part.is_empty())
            .collect();
        parts.join(" ")
    });
    lines.collect::<Vec<_>>().join("\n").trim_ascii().to_owned()
}

fn collect_words(element: &Element, words: &mut String, lost: &mut Lost) {
    for child in &element.children {
        match child {
            Content::Text(text) => words.push_str(&text.replace(['\n', '\r'], " ")),
            Content::Element(child) => {
                note_lost(child, lost);
                match child.name.as_str() {
                    "br" => words.push('\n'),
                    "p" | "div" | "li" | "tr" | "blockquote" | "ul" | "ol" | "table" => {
                        end_line(words);
                        collect_words(child, words, lost);
                        end_line(words);
                    }
                    _ => collect_words(child, words, lost),
                }
            }
        }
    }
}

fn end_line(words: &mut String) {
    if !words.is_empty() && !words.ends_with('\n') {
        words.push('\n');
    }
}

fn note_lost(element: &Element, lost: &mut Lost) {
    let what = match element.name.as_str() {
        "img" | "object" | "picture" | "svg" => "pictures",
        "audio" | "video" | "mediaInteraction" => "sound and video",
        "table" => "the layout of tables",
        "a" => "the addresses of links",
        "math" => "the layout of formulas",
        "sub" | "sup" | "u" | "code" | "pre" => "some of the type",
        _ => return,
    };
    lost.insert(what);
}
#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn round(scenario: &str) -> String {
        let body = Element::new("div").holding(blocks(scenario));
        markdown(&body, &mut Lost::new())
    }

    #[test]
    fn restricted_markdown_comes_back_as_it_was() {
        for scenario in [
            "One line.",
            "First line\nsecond line.\n\nNext *part*, **loud** words.",
            "- one\n- two\n  - deeper\n- three",
            "3. three\n4. four",
            "> quoted\n> again\n\nAfter.",
            "Hard\\\nbreak.",
            "- loose\n\n  with more\n\n- second",
        ] {
            assert_eq!(
                crate::markdown::render(&round(scenario)),
                crate::markdown::render(scenario),
                "{:?}",
                round(scenario)
            );
        }
        assert_eq!(
            round("First line\nsecond line.\n\nNext *part*."),
            "First line\nsecond line.\n\nNext *part*."
        );
    }

    #[test]
    fn html_is_cleaned_and_what_is_lost_is_named() {
        let tree = parse(
            "<p>Hello <b>you</b><script>alert(1)</script><img src=x class=\"a\"><a href='http://x'>here</a> &nbsp;&lt;b&gt; *x*<p>1. no list<table><tr><td>c",
        );
        let mut lost = Lost::new();
        let text = markdown(&tree, &mut lost);
        assert_eq!(
            text,
            "Hello **you**here \u{a0}\\<b> \\*x\\*\n\n1\\. no list\n\nc"
        );
        assert_eq!(
            lost.into_iter().collect::<Vec<_>>(),
            ["pictures", "the addresses of links", "the layout of tables"]
        );
    }

    proptest! {
        #[test]
        fn words_are_only_words(words in "[ -~\n]{0,60}") {
            let element = Element::new("div").holding([paragraph(&words)]);
            let scenario = markdown(&element, &mut Lost::new());
            let flat = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
            prop_assert_eq!(flat(&crate::markdown::plain(&scenario)), flat(&words), "{}", scenario);
        }

        #[test]
        fn no_html_makes_it_panic(html in "(</?(p|b|em|ul|ol|li|img|table|td|br|math|blockquote|pre)( class=\"[a-z>]{0,4}\")?>|[ -~\n]){0,40}") {
            let tree = parse(&html);
            let _ = (markdown(&tree, &mut Lost::new()), plain(&tree, &mut Lost::new()));
        }
    }
}
