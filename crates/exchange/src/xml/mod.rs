//! XML as a small tree that remembers its lines, and back. Refuses a DOCTYPE and every entity but the five of XML
//! itself, so nothing outside the text can be drawn in and nothing can multiply. Knows no vocabulary.

mod read;

pub use read::{MAX_BYTES, parse};

use quick_xml::escape::escape;
use std::fmt::Write;

/// An element by its local name: a prefix such as `imsqti:` says nothing that this program needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Content>,
    /// From 1; 0 for an element that was not read.
    pub line: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Element(Element),
    Text(String),
}

/// The first place where a text is not XML, or asks for what is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct XmlError {
    /// From 1.
    pub line: u32,
    pub message: String,
}

impl Element {
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.attributes.push((name.to_owned(), value.into()));
        self
    }

    #[must_use]
    pub fn holding(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children
            .extend(children.into_iter().map(Content::Element));
        self
    }

    #[must_use]
    pub fn saying(mut self, text: impl Into<String>) -> Self {
        self.children.push(Content::Text(text.into()));
        self
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        all.find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn elements(&self) -> impl DoubleEndedIterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Content::Element(element) => Some(element),
            Content::Text(_) => None,
        })
    }

    /// The first child of this name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.elements().find(|child| child.name == name)
    }

    /// Every element of this name below, in the order of the text.
    pub fn descendants<'a>(&'a self, name: &'a str) -> Vec<&'a Self> {
        let mut found = Vec::new();
        self.walk(&mut |element| {
            if element.name == name {
                found.push(element);
            }
        });
        found
    }

    /// Shows `visit` every element below, in the order of the text.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        for child in self.elements() {
            visit(child);
            child.walk(visit);
        }
    }

    /// All text within, as it stands.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for child in &self.children {
            match child {
                Content::Text(words) => text.push_str(words),
                Content::Element(element) => text.push_str(&element.text()),
            }
        }
        text
    }

    /// The document, with its declaration. Elements that hold only elements are indented.
    pub fn document(&self) -> String {
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.write(&mut text, Some(0));
        text
    }

    /// The element alone, in one line.
    pub fn inline(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, None);
        text
    }

    fn write(&self, text: &mut String, indent: Option<usize>) {
        let pad = "  ".repeat(indent.unwrap_or(0));
        let end = if indent.is_some() { "\n" } else { "" };
        let _ = write!(text, "{pad}<{}", self.name);
        for (name, value) in &self.attributes {
            let _ = write!(text, " {name}=\"{}\"", attribute_text(value));
        }
        if self.children.is_empty() {
            let _ = write!(text, "/>{end}");
            return;
        }
        text.push('>');
        let only_elements = !self.children.iter().any(|c| matches!(c, Content::Text(_)));
        let inner = indent.filter(|_| only_elements).map(|depth| depth + 1);
        if inner.is_some() {
            text.push('\n');
        }
        for child in &self.children {
            match child {
                Content::Text(words) => text.push_str(&character_data(words)),
                Content::Element(element) => element.write(text, inner),
            }
        }
        let pad = if inner.is_some() { pad.as_str() } else { "" };
        let _ = write!(text, "{pad}</{}>{end}", self.name);
    }
}

/// Escaped, without what XML cannot hold; a carriage return is written so that readers keep it.
pub fn character_data(text: &str) -> String {
    let sound: String = text.chars().filter(|c| is_xml_char(*c)).collect();
    escape(sound.as_str()).replace('\r', "&#13;")
}

/// Line breaks and tabs would become spaces in an attribute.
fn attribute_text(text: &str) -> String {
    character_data(text)
        .replace('\n', "&#10;")
        .replace('\t', "&#9;")
}

fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'))
}
#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_tree_remembers_lines_and_drops_prefixes() {
        let root = parse(b"<?xml version=\"1.0\"?>\n<q:item xmlns:q=\"x\" id=\"a&amp;b\">\n <p>one &lt; <em>two</em></p>\n <![CDATA[<raw>]]>\n</q:item>").unwrap();
        assert_eq!((root.name.as_str(), root.line), ("item", 2));
        assert_eq!(root.attribute("id"), Some("a&b"));
        let p = root.child("p").unwrap();
        assert_eq!((p.line, p.text().as_str()), (3, "one < two"));
        assert!(root.text().contains("<raw>"));
    }

    #[test]
    fn what_could_reach_out_or_multiply_is_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bb\">]><a>&b;</a>";
        for (text, word) in [
            (bomb, "DOCTYPE"),
            ("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", "DOCTYPE"),
            ("<a>&xxe;</a>", "entity"),
            ("<a b=\"&xxe;\"/>", "attribute"),
            ("<a>&#0;</a>", "entity"),
            ("<a><b></a>", "well-formed"),
            ("<a/><b/>", "outermost"),
            ("<a>", "closed"),
            ("", "no element"),
            ("words", "outside"),
        ] {
            let error = parse(text.as_bytes()).unwrap_err();
            assert!(error.message.contains(word), "{text}: {error:?}");
        }
        let deep = "<a>".repeat(200);
        assert!(parse(deep.as_bytes()).unwrap_err().message.contains("deep"));
        assert!(parse(&vec![b' '; MAX_BYTES + 1]).is_err());
        assert!(parse(b"<a>\xff</a>").is_err());
    }

    #[test]
    fn other_encodings_are_read_by_their_name() {
        let root = parse(b"<?xml version='1.0' encoding='windows-1252'?><a>caf\xe9</a>").unwrap();
        assert_eq!(root.text(), "café");
        let utf16: Vec<u8> = "\u{feff}<a>é</a>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(parse(&utf16).unwrap().text(), "é");
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn no_markup_makes_the_reader_panic(text in "(</?[a-z:]{1,3}( [a-z]=['\"]?[&;#a-z0-9]{0,4}['\"]?)?/?>|&#?x?[a-z0-9]{0,5};?|<!\\[CDATA\\[|\\]\\]>|<!--|-->|[a-z ]){0,30}") {
            let _ = parse(text.as_bytes());
        }

        #[test]
        fn what_is_written_is_read_again(words in "[\\PC\n\t\r]{0,40}", value in "[\\PC\n\t\r]{0,40}") {
            let element = Element::new("a").with("b", value).holding([Element::new("c").saying(words.clone())]);
            for text in [element.document(), element.inline()] {
                let read = parse(text.as_bytes()).unwrap();
                prop_assert_eq!(read.attribute("b"), element.attribute("b"));
                prop_assert_eq!(read.child("c").unwrap().text(), words.clone());
            }
        }
    }
}
