//! What a question must be: the errors that keep it out.

use super::{Findings, SLUG_RULE, is_slug};
use crate::question::{Competency, Format, Kind, Question, ReplyOption};
use std::collections::BTreeSet;

/// A key must span this many points, or the question tells nobody apart.
const SPREAD: f64 = 3.0;
/// A single-best question is refused when random answering reaches more than this.
const CHANCE: f64 = 0.5;
/// Rounding left over in shares that an author wrote with few decimals.
const SHARE_TOLERANCE: f64 = 1e-6;

pub(super) fn check(question: &Question, findings: &mut Findings) {
    if !is_slug(&question.id, &['-']) {
        findings.error("id", SLUG_RULE);
    }
    findings.text("title", &question.title, 120);
    findings.text("scenario", &question.scenario, 4_000);
    if has_other_markup(&question.scenario) {
        let message = "A scenario has no HTML, links or pictures: only paragraphs, emphasis, lists and quotations. Write \
                       `\\<` for a sign that is meant as such.";
        findings.error("scenario", message);
    }
    findings.text("task", &question.task, 300);
    if let Some(note) = &question.content_note {
        findings.text("content_note", note, 300);
    }
    if !is_slug(&question.sector, &['-', '_']) {
        let message = "A sector is lower-case words such as `delivery` or `technical_support`.";
        findings.error("sector", message);
    }
    if !(5..=900).contains(&question.reading_seconds) {
        findings.error(
            "reading_seconds",
            "The reading time lies between 5 and 900 seconds.",
        );
    }
    if repeats(&question.asks) {
        findings.error("asks", "Each of Q1 to Q5 is listed once.");
    }
    check_record(question, findings);
    check_formats(question, findings);
    check_shares(question, findings);
    check_options(question, findings);
    check_key(question, findings);
}

fn check_record(question: &Question, findings: &mut Findings) {
    let Some(record) = &question.customer_record else {
        return;
    };
    findings.text("customer_record.name", &record.name, 120);
    if record
        .since
        .is_some_and(|year| !(1900..=2100).contains(&year))
    {
        findings.error("customer_record.since", "The year is written like 2019.");
    }
    for (field, lines) in [
        ("last_contacts", &record.last_contacts),
        ("notes", &record.notes),
    ] {
        for (index, line) in lines.iter().enumerate() {
            findings.text(&format!("customer_record.{field}[{index}]"), line, 300);
        }
    }
}

fn check_formats(question: &Question, findings: &mut Findings) {
    let allowed = &question.allowed_formats;
    if !allowed.is_empty() && !allowed.contains(&question.format) {
        let message = "The question's own format is missing from its allowed formats.";
        findings.error("allowed_formats", message);
    }
    if repeats(allowed) {
        findings.error("allowed_formats", "Each allowed format is listed once.");
    }
}

fn check_shares(question: &Question, findings: &mut Findings) {
    let shares = &question.competencies;
    if question.kind == Kind::Job {
        if !shares.is_empty() {
            findings.error("competencies", "A job question carries no competencies.");
        }
        return;
    }
    if shares.contains_key(&Competency::JB) {
        let message = "JB stands for job questions: write `kind: job` without competencies.";
        findings.error("competencies.JB", message);
    }
    if shares.is_empty() || shares.len() > 2 {
        findings.error(
            "competencies",
            "An empathy question names one or two competencies.",
        );
        return;
    }
    for (competency, share) in shares {
        if !(*share > 0.0 && *share <= 1.0) {
            let field = format!("competencies.{}", competency.code());
            findings.error(&field, "A share lies above 0 and at most at 1.");
        }
    }
    let sum: f64 = shares.values().sum();
    let within = (sum - 1.0).abs() <= SHARE_TOLERANCE;
    if !within {
        let message = format!("The shares sum to {}, not to 1.", two_decimals(sum));
        findings.error("competencies", message);
    }
}

fn check_options(question: &Question, findings: &mut Findings) {
    if !(2..=8).contains(&question.options.len()) {
        let message = format!(
            "A question has 2 to 8 replies, not {}.",
            question.options.len()
        );
        findings.error("options", message);
    }
    let (mut ids, mut texts) = (BTreeSet::new(), BTreeSet::new());
    for (index, option) in question.options.iter().enumerate() {
        let field = |name: &str| format!("options[{index}].{name}");
        if !is_slug(&option.id, &['-']) || option.id.len() > 16 {
            findings.error(
                &field("id"),
                "A reply's id is short and lower-case, such as `a`.",
            );
        }
        if !ids.insert(&option.id) {
            let message = format!("The id `{}` is taken by an earlier reply.", option.id);
            findings.error(&field("id"), message);
        }
        findings.text(&field("text"), &option.text, 1_000);
        let words = option
            .text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        if !words.is_empty() && !texts.insert(words) {
            findings.error(&field("text"), "An earlier reply says the same.");
        }
        if !(1.0..=7.0).contains(&option.value) {
            let message = format!("The value {} lies outside 1 to 7.", option.value);
            findings.error(&field("value"), message);
        }
        check_style(question.kind, option, &field("style"), findings);
    }
}

fn check_style(kind: Kind, option: &ReplyOption, field: &str, findings: &mut Findings) {
    match (kind, option.style) {
        (Kind::Empathy, None) => {
            findings.error(field, "Each reply of an empathy question has a style.");
        }
        (Kind::Job, Some(_)) => {
            findings.error(field, "The replies of a job question carry no style.");
        }
        (Kind::Empathy, Some(_)) | (Kind::Job, None) => {}
    }
}

/// The rules on the key as a whole; they wait until every value lies on the scale.
fn check_key(question: &Question, findings: &mut Findings) {
    let Some(spread) = spread(&question.options) else {
        return;
    };
    if spread < SPREAD {
        let message = format!("The key spans {spread:.1} points; at least 3 are needed.");
        findings.error("options", message);
        return;
    }
    let chance = single_best_chance(&question.options, spread);
    if chance > CHANCE && question.allows(Format::SingleBest) {
        let message = format!(
            "As single_best, random answering reaches {chance:.2}; at most 0.50 is allowed. Lower the middle \
             replies or leave single_best out."
        );
        // Another format may carry the question; only choosing single_best would be refused at publishing.
        match question.format {
            Format::SingleBest => findings.error("options", message),
            _ => findings.warning("allowed_formats", message),
        }
    }
}

/// Largest minus smallest value; absent when there is none to compare or one lies outside 1 to 7.
pub(super) fn spread(options: &[ReplyOption]) -> Option<f64> {
    let sound = options
        .iter()
        .all(|option| (1.0..=7.0).contains(&option.value));
    if !sound || options.len() < 2 {
        return None;
    }
    Some(highest(options) - lowest(options))
}

/// The mean of v_o = (k_o − min k)/(max k − min k): what a random single choice scores.
fn single_best_chance(options: &[ReplyOption], spread: f64) -> f64 {
    let low = lowest(options);
    let sum: f64 = options
        .iter()
        .map(|option| (option.value - low) / spread)
        .sum();
    sum / options.len() as f64
}

pub(super) fn highest(options: &[ReplyOption]) -> f64 {
    options
        .iter()
        .map(|option| option.value)
        .fold(f64::NEG_INFINITY, f64::max)
}

fn lowest(options: &[ReplyOption]) -> f64 {
    options
        .iter()
        .map(|option| option.value)
        .fold(f64::INFINITY, f64::min)
}

/// What is left out when a scenario is shown: an HTML tag (`<` and a letter, `/`, `!` or `?`), or the middle of a link or
/// picture. A sign behind a backslash is meant as such.
fn has_other_markup(scenario: &str) -> bool {
    let mut escaped = false;
    let mut rest = scenario.chars().peekable();
    while let Some(sign) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let found = match sign {
            '<' => next.is_ascii_alphabetic() || ['/', '!', '?'].contains(&next),
            ']' => next == '(',
            _ => false,
        };
        if found && !escaped {
            return true;
        }
        escaped = sign == '\\' && !escaped;
    }
    false
}

fn repeats<T: Ord>(list: &[T]) -> bool {
    list.iter().collect::<BTreeSet<_>>().len() < list.len()
}

/// "0.9", "1.25": no more decimals than an author would write.
fn two_decimals(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
