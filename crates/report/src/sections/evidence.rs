//! Pieces of evidence: the scenario with a line at its side, the answer given, the expert's reason. A scenario stays
//! on one page, and so does an answer with its reason.

use crate::flow::{Flow, Panel, Setting, strong};
use crate::style::{ACCENT, CELL, SMALL, SUBHEADING};
use crate::text::Span;
use crate::words;
use domain::report::Evidence;

pub fn draw(flow: &mut Flow, title: &str, sentence: &str, items: &[Evidence]) {
    flow.heading(title);
    flow.lead(sentence);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            flow.space(6.5);
        }
        flow.together(|flow| scenario(flow, item));
        flow.together(|flow| {
            labelled(flow, words::ANSWER, &item.answer);
            labelled(flow, words::REASON, &item.reason);
        });
    }
}

fn scenario(flow: &mut Flow, item: &Evidence) {
    let mut head = vec![Span::new(item.title.as_str(), SUBHEADING)];
    if !item.points.is_empty() {
        head.push(Span::new(
            format!("   {} {}", item.points, words::POINTS.to_lowercase()),
            SUBHEADING.coloured(ACCENT),
        ));
    }
    flow.subheading(&head);
    flow.space(1.5);
    if !item.scenario.is_empty() {
        flow.panel(Panel::Scene, |flow| {
            for (index, text) in item.scenario.split("\n\n").enumerate() {
                if index > 0 {
                    flow.space(1.5);
                }
                let spans = [Span::new(text.trim(), SMALL)];
                flow.paragraph(&spans, Setting::SMALL);
            }
        });
        flow.space(2.5);
    }
}

fn labelled(flow: &mut Flow, label: &str, text: &str) {
    if !text.is_empty() {
        let spans = [strong(&format!("{label}. "), CELL), Span::new(text, CELL)];
        flow.paragraph(&spans, Setting::CELL);
        flow.space(1.5);
    }
}
