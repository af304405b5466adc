//! What kind of replies were chosen, and what the answers show on the five questions an agent should ask: counts and
//! words, no scores.

use super::figures::list;
use super::{CandidateInput, Section};
use crate::question::Ask;
use crate::score_card::{Contribution, ScoreCard};
use crate::{explain, style};

pub(super) fn styles(card: &ScoreCard) -> Section {
    let profile = style::profile(&card.styles);
    let mut sentence = String::from(
        "How often a reply of each kind was put first where one was offered, beside what random answering would give. A \
         kind is not a score: the best reply is sometimes a calm solution, sometimes a question.",
    );
    if !profile.hidden.is_empty() {
        let names: Vec<String> = profile
            .hidden
            .iter()
            .map(|style| style.name().to_owned())
            .collect();
        sentence.push_str(&format!(
            " Offered in fewer than {} questions, so not shown: {}.",
            style::SHOWN_FROM,
            list(&names)
        ));
    }
    let title = "Response styles".to_owned();
    if profile.shown.is_empty() {
        return Section::Text {
            title,
            paragraphs: vec![sentence],
        };
    }
    let row = |line: &style::StyleLine| {
        let name = format!(
            "{}: {}",
            sentence_case(line.style.name()),
            style::meaning(line.style).to_lowercase()
        );
        vec![
            name,
            line.chosen.clone(),
            line.offered.to_string(),
            line.random.clone(),
        ]
    };
    Section::Table {
        title,
        sentence,
        header: ["Response style", "Chosen", "Offered in", "Random"]
            .map(String::from)
            .to_vec(),
        rows: profile.shown.iter().map(row).collect(),
    }
}

fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// Evidence for the five questions an agent should ask, without a number.
pub(super) fn five_questions(input: &CandidateInput) -> Section {
    let rows = Ask::ALL.map(|ask| vec![ask.text().to_owned(), asked(input, ask)]);
    Section::Table {
        title: "The five questions".into(),
        sentence: "Which answers turn on each question that an agent should ask, and how they compare with the key."
            .into(),
        header: vec!["An agent should ask".into(), "Evidence, by question number".into()],
        rows: rows.to_vec(),
    }
}

fn asked(input: &CandidateInput, ask: Ask) -> String {
    let mut lines: Vec<&Contribution> = input
        .card
        .contributions
        .iter()
        .filter(|line| line.score.is_some())
        .filter(|line| {
            let question = input.assessment.question(line.version);
            question.is_some_and(|question| question.question.asks.contains(&ask))
        })
        .collect();
    if lines.is_empty() {
        return "No answered question turns on it.".into();
    }
    lines.sort_by_key(|line| line.number);
    // From nearest to furthest, each level once.
    let levels = [1.0, 0.6, 0.2, 0.0, -1.0].map(explain::agreement);
    let part = |level: &&'static str| {
        let numbers: Vec<String> = lines
            .iter()
            .filter(|line| explain::agreement(line.anchored) == *level)
            .map(|line| line.number.to_string())
            .collect();
        (!numbers.is_empty()).then(|| format!("{}: {}.", sentence_case(level), list(&numbers)))
    };
    levels.iter().filter_map(part).collect::<Vec<_>>().join(" ")
}
