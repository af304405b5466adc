//! Running text and the tinted note. A paragraph that starts with "- " is an item of a list.

use crate::flow::{Flow, Panel, Setting};
use crate::style::{BODY, INK, SMALL, SUBHEADING, TextStyle};
use crate::text::Span;

pub fn text(flow: &mut Flow, title: &str, paragraphs: &[String]) {
    flow.heading(title);
    body(flow, paragraphs, (BODY, Setting::BODY));
}

/// Text to look things up in, set small.
pub fn reference(flow: &mut Flow, title: &str, paragraphs: &[String]) {
    flow.heading(title);
    body(flow, paragraphs, (SMALL.coloured(INK), Setting::SMALL));
}

/// The heading stands inside the note, so that nobody reads one without the other.
pub fn note(flow: &mut Flow, title: &str, paragraphs: &[String]) {
    if title.is_empty() && paragraphs.is_empty() {
        return;
    }
    flow.space(11.0);
    flow.panel(Panel::Care, |flow| {
        if !title.is_empty() {
            flow.subheading(&[Span::new(title, SUBHEADING)]);
            flow.space(1.5);
        }
        body(flow, paragraphs, (BODY, Setting::BODY));
    });
}

fn body(flow: &mut Flow, paragraphs: &[String], (style, set): (TextStyle, Setting)) {
    let listed = |paragraph: &String| paragraph.starts_with("- ");
    for (index, run) in paragraphs
        .chunk_by(|a, b| listed(a) && listed(b))
        .enumerate()
    {
        if index > 0 {
            flow.space(2.5);
        }
        if listed(&run[0]) {
            let items: Vec<&str> = run.iter().map(|item| item[2..].trim_start()).collect();
            flow.bullets(&items);
        } else {
            flow.paragraph(&[Span::new(run[0].as_str(), style)], set);
        }
    }
}
