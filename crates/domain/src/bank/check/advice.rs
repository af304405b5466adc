//! What makes a question harder to coach and easier to read: warnings, never errors.

use super::Findings;
use super::question::{highest, spread};
use crate::bank::reading_level;
use crate::question::{Kind, Question};
use std::ops::RangeInclusive;

/// A reply that is good, not best, and wrong for a nameable reason.
const NEAR_MISS: RangeInclusive<f64> = 5.0..=5.8;
/// Two best replies closer than this are told apart by nobody.
const BEST_GAP: f64 = 0.5;
/// A cue that finds the best reply in more than this share of the questions can be taught in a minute.
const COACHABLE: f64 = 0.4;
/// Below this many questions such a share says nothing.
const COACHABLE_FROM: usize = 5;

pub(super) fn on_question(question: &Question, locale: &str, findings: &mut Findings) {
    for (index, option) in question.options.iter().enumerate() {
        if option.reason.trim().is_empty() {
            let message = "The reason is missing; it is shown to whoever reads a score.";
            findings.warning(&format!("options[{index}].reason"), message);
        }
    }
    if question.kind == Kind::Empathy && question.asks.is_empty() {
        findings.warning(
            "asks",
            "None of Q1 to Q5 is named; the coverage table will miss this question.",
        );
    }
    on_reading_level(question, locale, findings);
    on_key(question, findings);
}

fn on_reading_level(question: &Question, locale: &str, findings: &mut Findings) {
    if !reading_level::applies_to(locale) {
        return;
    }
    let texts = question.options.iter().map(|option| option.text.as_str());
    let passages = question
        .scenario
        .split("\n\n")
        .chain([question.task.as_str()])
        .chain(texts);
    if let Some(grade) = reading_level::grade(passages).filter(|g| *g > reading_level::PLAIN_GRADE)
    {
        let message = format!(
            "Reading level {grade:.1} (Flesch-Kincaid grade, English); {:.0} or less is advised.",
            reading_level::PLAIN_GRADE
        );
        findings.warning("scenario", message);
    }
}

fn on_key(question: &Question, findings: &mut Findings) {
    let options = &question.options;
    if spread(options).is_none() {
        return;
    }
    let best = highest(options);
    if best < 5.5 {
        let message =
            format!("The best reply is valued {best:.1}; is there none that serves well?");
        findings.warning("options", message);
    }
    let mut values: Vec<f64> = options.iter().map(|option| option.value).collect();
    values.sort_by(f64::total_cmp);
    if let [.., second, first] = values.as_slice()
        && first - second < BEST_GAP
    {
        let message = format!(
            "The two best replies are {:.1} points apart.",
            first - second
        );
        findings.warning("options", message);
    }
    let near = options
        .iter()
        .any(|o| NEAR_MISS.contains(&o.value) && o.value < best);
    if !near {
        let message = "There is no near miss: a reply valued 5.0 to 5.8 below the best.";
        findings.warning("options", message);
    }
}

/// Cues that would let a taker score without reading.
pub(super) fn on_bank(questions: &[Question], findings: &mut Findings) {
    let longest: Vec<usize> = indices(questions, longest_is_best);
    if too_often(longest.len(), questions.len()) {
        let message = share_sentence(
            "The longest reply is the best one",
            longest.len(),
            questions.len(),
        );
        findings.warning("questions", message);
        for index in longest {
            findings.enter(index, &questions[index].id);
            findings.warning("options", "Here the longest reply is the best one.");
            findings.leave();
        }
    }
    let first: Vec<usize> = indices(questions, first_is_best);
    if too_often(first.len(), questions.len()) {
        let message = share_sentence(
            "The first reply is the best one",
            first.len(),
            questions.len(),
        );
        findings.warning("questions", message);
    }
}

fn indices(questions: &[Question], holds: fn(&Question) -> bool) -> Vec<usize> {
    let with = questions
        .iter()
        .enumerate()
        .filter(|(_, question)| holds(question));
    with.map(|(index, _)| index).collect()
}

fn too_often(count: usize, of: usize) -> bool {
    of >= COACHABLE_FROM && count as f64 > COACHABLE * of as f64
}

fn share_sentence(cue: &str, count: usize, of: usize) -> String {
    format!("{cue} in {count} of {of} questions; more than 40 % can be coached.")
}

fn longest_is_best(question: &Question) -> bool {
    let lengths = question
        .options
        .iter()
        .map(|option| option.text.chars().count());
    let longest = lengths.clone().max().unwrap_or(0);
    let alone = lengths.filter(|length| *length == longest).count() == 1;
    let best = highest(&question.options);
    let mut options = question.options.iter();
    alone && options.any(|o| o.text.chars().count() == longest && o.value >= best)
}

fn first_is_best(question: &Question) -> bool {
    let best = highest(&question.options);
    question.options.len() > 1 && question.options.first().is_some_and(|o| o.value >= best)
}
