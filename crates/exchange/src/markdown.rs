//! Restricted Markdown: paragraphs, emphasis, lists and quotations. HTML, links and images are dropped (a link keeps
//! its words), headings and code become paragraphs. What comes out of [`render`] is safe to put into a page.

use ammonia::Builder;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Safe HTML: `p em strong ul ol li blockquote br`, no address, and no attribute but the number an ordered list starts
/// from.
pub fn render(markdown: &str) -> String {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events(markdown));
    // The events above cannot hold anything else; this holds even if the parser errs.
    ALLOW_LIST.clean(&html).to_string()
}

/// The words alone: paragraphs and list items on lines of their own, paragraphs parted by an empty line.
pub fn plain(markdown: &str) -> String {
    let mut text = String::new();
    let mut lists: Vec<Option<u64>> = Vec::new();
    for event in events(markdown) {
        match event {
            Event::Text(words) => text.push_str(&words),
            Event::SoftBreak => text.push(' '),
            Event::HardBreak => text.push('\n'),
            Event::Start(Tag::List(first)) => {
                lists.push(first);
                start_line(&mut text);
            }
            Event::Start(Tag::Item) => {
                start_line(&mut text);
                text.push_str(&bullet(lists.last_mut()));
            }
            Event::End(TagEnd::List(_)) => {
                lists.pop();
                if lists.is_empty() {
                    end_block(&mut text);
                }
            }
            Event::End(TagEnd::Paragraph) if lists.is_empty() => end_block(&mut text),
            Event::End(TagEnd::Paragraph) => start_line(&mut text),
            _ => {}
        }
    }
    text.trim().to_owned()
}

static ALLOW_LIST: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from([
            "p",
            "em",
            "strong",
            "ul",
            "ol",
            "li",
            "blockquote",
            "br",
        ]))
        .tag_attributes(HashMap::from([("ol", HashSet::from(["start"]))]))
        .generic_attributes(HashSet::new())
        .clean_content_tags(HashSet::from(["script", "style"]));
    builder
});

/// The document without anything that is not allowed.
fn events(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    Parser::new_ext(markdown, Options::empty()).filter_map(|event| match event {
        Event::Start(tag) => start(tag).map(Event::Start),
        Event::End(tag) => end(tag).map(Event::End),
        Event::Text(text) | Event::Code(text) => Some(Event::Text(text)),
        Event::SoftBreak | Event::HardBreak => Some(event),
        _ => None,
    })
}

fn start(tag: Tag<'_>) -> Option<Tag<'_>> {
    match tag {
        Tag::Paragraph | Tag::Emphasis | Tag::Strong | Tag::List(_) | Tag::Item => Some(tag),
        Tag::BlockQuote(_) => Some(Tag::BlockQuote(None)),
        Tag::Heading { .. } | Tag::CodeBlock(_) => Some(Tag::Paragraph),
        _ => None,
    }
}

fn end(tag: TagEnd) -> Option<TagEnd> {
    match tag {
        TagEnd::Paragraph | TagEnd::Emphasis | TagEnd::Strong | TagEnd::List(_) | TagEnd::Item => {
            Some(tag)
        }
        TagEnd::BlockQuote(_) => Some(TagEnd::BlockQuote(None)),
        TagEnd::Heading(_) | TagEnd::CodeBlock => Some(TagEnd::Paragraph),
        _ => None,
    }
}

/// "- ", or the next number of an ordered list.
fn bullet(list: Option<&mut Option<u64>>) -> Cow<'static, str> {
    match list {
        Some(Some(number)) => {
            let text = format!("{number}. ");
            *number = number.saturating_add(1);
            text.into()
        }
        _ => "- ".into(),
    }
}

fn start_line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

fn end_block(text: &mut String) {
    while text.ends_with('\n') {
        text.pop();
    }
    text.push_str("\n\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paragraphs_emphasis_and_lists_come_through() {
        let html = render("She is *very* **late**.\n\n- one\n- two\n\n> quoted\n\n3. three\n");
        assert_eq!(
            html,
            "<p>She is <em>very</em> <strong>late</strong>.</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n\
             <blockquote>\n<p>quoted</p>\n</blockquote>\n<ol start=\"3\">\n<li>three</li>\n</ol>\n"
        );
    }

    #[test]
    fn everything_else_is_dropped_or_becomes_words() {
        for (markdown, html) in [
            ("<script>alert(1)</script>", ""),
            ("a <b onclick=x>b</b>", "<p>a b</p>\n"),
            ("[words](javascript:alert(1))", "<p>words</p>\n"),
            ("![seen](http://example.org/x.png)", "<p>seen</p>\n"),
            ("# Head", "<p>Head</p>\n"),
            ("`code` & <", "<p>code &amp; &lt;</p>\n"),
            ("<https://example.org>", "<p>https://example.org</p>\n"),
        ] {
            assert_eq!(render(markdown), html, "{markdown}");
        }
    }

    #[test]
    fn plain_text_keeps_words_and_lines() {
        assert_eq!(
            plain("She is\n*very* late.\n\n- one\n- two\n\nAnd [then](x)\\\nmore."),
            "She is very late.\n\n- one\n- two\n\nAnd then\nmore."
        );
        assert_eq!(plain("2. two\n3. three"), "2. two\n3. three");
        assert_eq!(plain("<script>x</script>\n\nWords"), "Words");
    }

    proptest! {
        #[test]
        fn no_markup_gets_through(text in "\\PC{0,60}|([a-z<>/=\"'!\\[\\]()*_`# \n-]|<script|javascript:|onerror=|&lt;){0,40}") {
            let html = render(&text);
            let mut rest = html.as_str();
            while let Some(at) = rest.find('<') {
                rest = &rest[at + 1..];
                let name: String = rest.trim_start_matches('/').chars().take_while(|c| *c != '>').collect();
                let name = match name.strip_prefix("ol start=\"") {
                    Some(number) if number.trim_end_matches('"').parse::<u64>().is_ok() => "ol",
                    _ => name.as_str(),
                };
                prop_assert!(
                    ["p", "em", "strong", "ul", "ol", "li", "blockquote", "br"].contains(&name),
                    "{} in {}", name, html
                );
            }
            let _ = plain(&text);
        }
    }
}
