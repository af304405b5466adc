//! Between restricted Markdown, plain text and HTML. HTML comes from files, so it is cleaned first; what has no place
//! in a bank (pictures, links, tables, formulas) is named, never lost in silence.

use crate::markdown;
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

/// Restricted Markdown as block elements.
pub(super) fn blocks(scenario: &str) -> Vec<Element> {
    let html = markdown::render(scenario)
        .replace("<br>", "<br/>")
        .replace("&nbsp;", "\u{a0}");
    let tree = xml::parse(format!("<div>{html}</div>").as_bytes());
    tree.map(|tree| tree.elements().cloned().collect())
        .unwrap_or_else(|_| vec![paragraph(&markdown::plain(scenario))])
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

/// An element's content as restricted Markdown.
pub(super) fn markdown(element: &Element, lost: &mut Lost) -> String {
    let mut writer = Writer {
        text: String::new(),
        prefix: String::new(),
        tight: false,
        lost,
    };
    writer.blocks(element);
    writer
        .text
        .trim_ascii_end()
        .trim_start_matches('\n')
        .to_owned()
}

struct Writer<'a> {
    text: String,
    /// What each line starts with: quotation marks and the indent of lists.
    prefix: String,
    /// Within a list whose items are not paragraphs: no empty lines.
    tight: bool,
    lost: &'a mut Lost,
}

/// A line break until its paragraph is known. No text from a file holds it.
const BREAK: char = '\0';

impl Writer<'_> {
    /// Blocks of `element`; words between them are paragraphs.
    fn blocks(&mut self, element: &Element) {
        let mut line = String::new();
        for child in &element.children {
            match child {
                Content::Element(child) if is_block(&child.name) => {
                    self.paragraph(&std::mem::take(&mut line));
                    self.block(child);
                }
                Content::Element(child) => inline(child, &mut line, self.lost),
                Content::Text(words) => line.push_str(&escaped(words)),
            }
        }
        self.paragraph(&line);
    }

    fn block(&mut self, element: &Element) {
        note_lost(element, self.lost);
        match element.name.as_str() {
            "ul" | "ol" | "dl" => self.list(element),
            "blockquote" => {
                self.gap();
                self.within("> ", |writer| writer.blocks(element));
            }
            _ => self.blocks(element),
        }
    }

    fn list(&mut self, element: &Element) {
        self.gap();
        let outer = self.tight;
        self.tight = !element.elements().any(|item| item.child("p").is_some());
        let start = element
            .attribute("start")
            .and_then(|start| start.parse().ok());
        let mut number: u32 = start.unwrap_or(1);
        for item in element.elements() {
            let bullet = match element.name.as_str() {
                "ol" => format!("{number}. "),
                _ => "- ".to_owned(),
            };
            number = number.saturating_add(1);
            let before = self.text.len();
            let indent = " ".repeat(bullet.len());
            self.within(&indent, |writer| writer.blocks(item));
            // The bullet takes the place of the first line's indent.
            let added = self.text.split_off(before);
            let body = added.trim_start_matches('\n');
            let body = body
                .trim_start_matches(self.prefix.as_str())
                .trim_start_matches(' ');
            self.end_line();
            self.text.push_str(&self.prefix.clone());
            self.text.push_str(&bullet);
            self.text.push_str(body);
            self.end_line();
            if !self.tight {
                self.gap();
            }
        }
        self.tight = outer;
    }

    fn within(&mut self, prefix: &str, write: impl FnOnce(&mut Self)) {
        let length = self.prefix.len();
        self.prefix.push_str(prefix);
        write(self);
        self.prefix.truncate(length);
    }

    fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// An empty line between blocks.
    fn gap(&mut self) {
        self.end_line();
        if !self.tight && !self.text.is_empty() && !self.text.ends_with("\n\n") {
            let prefix = self.prefix.trim_end().to_owned();
            self.text.push_str(&prefix);
            self.text.push('\n');
        }
    }

    fn paragraph(&mut self, line: &str) {
        let line = line.trim_matches(|c: char| c.is_ascii_whitespace() || c == BREAK);
        if line.is_empty() {
            return;
        }
        self.gap();
        for part in line.replace(BREAK, "\\").split('\n') {
            let words: Vec<&str> = part
                .split([' ', '\t', '\r'])
                .filter(|w| !w.is_empty())
                .collect();
            if words.is_empty() {
                continue;
            }
            self.text.push_str(&self.prefix.clone());
            self.text.push_str(&guarded_start(&words.join(" ")));
            self.text.push('\n');
        }
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "ul"
            | "ol"
            | "dl"
            | "li"
            | "dt"
            | "dd"
            | "blockquote"
            | "pre"
            | "table"
            | "tbody"
            | "thead"
            | "tfoot"
            | "tr"
            | "td"
            | "th"
            | "caption"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "section"
            | "figure"
            | "figcaption"
    )
}

fn inline(element: &Element, line: &mut String, lost: &mut Lost) {
    note_lost(element, lost);
    let mark = match element.name.as_str() {
        "br" => return line.extend([BREAK, '\n']),
        "em" | "i" => "*",
        "strong" | "b" => "**",
        _ => "",
    };
    let mut inner = String::new();
    for child in &element.children {
        match child {
            Content::Text(words) => inner.push_str(&escaped(words)),
            Content::Element(child) => inline(child, &mut inner, lost),
        }
    }
    // Marks must touch the words they mark.
    let words = inner.trim_ascii();
    if mark.is_empty() || words.is_empty() {
        return line.push_str(&inner);
    }
    let start = inner.len() - inner.trim_ascii_start().len();
    let end = inner.trim_ascii_end().len();
    line.push_str(&inner[..start]);
    line.push_str(&format!("{mark}{words}{mark}"));
    line.push_str(&inner[end..]);
}

/// Words that Markdown would take for marks, escaped.
fn escaped(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    let mut before = ' ';
    let mut rest = words.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let mark = match c {
            '\\' | '*' | '`' | '[' | ']' => true,
            '_' => !(before.is_alphanumeric() && next.is_alphanumeric()),
            '<' => next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'),
            '&' => next.is_ascii_alphanumeric() || next == '#',
            _ => false,
        };
        if mark {
            text.push('\\');
        }
        text.push(c);
        before = c;
    }
    text
}

/// A line that would start a heading, a list, a quotation or a rule is kept from it.
fn guarded_start(line: &str) -> String {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    if (1..=9).contains(&digits) && line[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    if line.starts_with(['#', '+', '-', '>', '=', '~']) {
        return format!("\\{line}");
    }
    line.to_owned()
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
                markdown::render(&round(scenario)),
                markdown::render(scenario),
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
