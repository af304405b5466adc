//! QTI 3.0 spells `qti-response-declaration base-type`, QTI 2 `responseDeclaration baseType`. Everything here works on
//! the spelling of QTI 2; this file translates both ways.

use super::Version;
use crate::xml::{Content, Element};

/// HTML keeps its names in both versions.
const HTML: &[&str] = &[
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "kbd",
    "li",
    "object",
    "ol",
    "p",
    "pre",
    "q",
    "small",
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
    "tt",
    "ul",
    "var",
];

/// The element in the spelling of QTI 2.
pub(super) fn to_version_2(mut element: Element) -> Element {
    if let Some(name) = element.name.strip_prefix("qti-") {
        element.name = camel_case(name);
        for (name, _) in &mut element.attributes {
            if !name.starts_with("data-") && !name.starts_with("aria-") {
                *name = camel_case(name);
            }
        }
    }
    mapped(element, &to_version_2)
}

/// The element in the spelling of `version`.
pub(crate) fn to_version(mut element: Element, version: Version) -> Element {
    if version == Version::V2_2 {
        return element;
    }
    if !HTML.contains(&element.name.as_str()) {
        element.name = format!("qti-{}", kebab_case(&element.name));
        for (name, _) in &mut element.attributes {
            *name = kebab_case(name);
        }
    }
    mapped(element, &|child| to_version(child, version))
}

fn mapped(mut element: Element, change: &dyn Fn(Element) -> Element) -> Element {
    element.children = std::mem::take(&mut element.children)
        .into_iter()
        .map(|child| match child {
            Content::Element(element) => Content::Element(change(element)),
            text => text,
        })
        .collect();
    element
}

fn camel_case(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut raise = false;
    for c in name.chars() {
        match c {
            '-' => raise = true,
            c if raise => {
                text.extend(c.to_uppercase());
                raise = false;
            }
            c => text.push(c),
        }
    }
    // The two names that QTI 2 ends in capitals.
    match text.as_str() {
        "durationLt" => "durationLT".into(),
        "durationGte" => "durationGTE".into(),
        _ => text,
    }
}

fn kebab_case(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            text.push('-');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_are_one() {
        let three = Element::new("qti-any-n")
            .with("base-type", "directedPair")
            .holding([
                Element::new("p").with("data-x", "1"),
                Element::new("qti-duration-lt"),
            ]);
        let two = to_version_2(three.clone());
        assert_eq!(two.name, "anyN");
        assert_eq!(two.attribute("baseType"), Some("directedPair"));
        assert_eq!(
            two.elements().map(|e| e.name.as_str()).collect::<Vec<_>>(),
            ["p", "durationLT"]
        );
        let plain = Element::new("responseIf")
            .with("responseIdentifier", "A")
            .holding([Element::new("em")]);
        let back = to_version(plain.clone(), Version::V3_0);
        assert_eq!(back.name, "qti-response-if");
        assert_eq!(back.attribute("response-identifier"), Some("A"));
        assert_eq!(to_version_2(back), plain);
    }
}
