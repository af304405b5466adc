//! From HTML to restricted Markdown: paragraphs, emphasis, lists, quotations and line breaks; other blocks become
//! paragraphs. Words that Markdown would take for marks are escaped.

use super::{Lost, note_lost};
use crate::xml::{Content, Element};

/// An element's content as restricted Markdown.
pub(in crate::conversion) fn markdown(element: &Element, lost: &mut Lost) -> String {
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
