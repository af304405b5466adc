//! The dossier about an expert panel: what it was for, who rated, how far they agree, question by question, which keys
//! were taken over, what is known from use, and what all this does not show. It claims no validity. Experts are named
//! only where they allowed it, and nobody's ratings stand alone.

use super::figures::{count, decimals};
use super::{Report, Section};
use crate::assessment::Paper;
use crate::panel::{Agreement, LEAST_EXPERTS, OptionEvidence, QuestionEvidence};
use crate::question::QuestionVersion;

/// One expert who rated.
#[derive(Debug, Clone, Copy)]
pub struct DossierExpert<'a> {
    /// Only where they allowed it.
    pub name: Option<&'a str>,
    /// What they say of their own work; may be empty.
    pub role: &'a str,
    /// Questions rated in full.
    pub rated: usize,
    pub finished: bool,
}

/// An expert who was taken out, without the name.
#[derive(Debug, Clone)]
pub struct DossierRemoval<'a> {
    pub on: String,
    pub reason: &'a str,
}

/// A key that was taken over.
#[derive(Debug, Clone)]
pub struct DossierAdoption {
    /// The number of the version that carries it.
    pub version: u32,
    pub by: String,
    pub on: String,
}

/// One question with what the panel says of it.
#[derive(Debug, Clone)]
pub struct DossierQuestion<'a> {
    /// The version that was rated.
    pub asked: &'a QuestionVersion,
    pub evidence: &'a QuestionEvidence,
    pub adopted: Option<DossierAdoption>,
    /// Assessments that select the version rated, or the one with its key.
    pub assessments: usize,
}

/// Everything a dossier says. Dates come in words.
#[derive(Debug, Clone, Copy)]
pub struct DossierInput<'a> {
    pub organisation: &'a str,
    pub panel: &'a str,
    pub panel_id: &'a str,
    pub purpose: &'a str,
    pub bank: &'a str,
    pub started: &'a str,
    /// Absent while the panel is open.
    pub closed: Option<&'a str>,
    pub composed: &'a str,
    /// Everybody who was asked.
    pub invited: usize,
    /// Those who rated a question in full.
    pub experts: &'a [DossierExpert<'a>],
    pub removed: &'a [DossierRemoval<'a>],
    /// In the order of the bank.
    pub questions: &'a [DossierQuestion<'a>],
    /// Places in `questions`, the most disputed first.
    pub queue: &'a [usize],
}

/// Composes the dossier.
pub fn dossier(input: &DossierInput) -> Report {
    let mut sections = vec![
        facts(input),
        read_first(),
        purpose(input),
        panel(input),
        agreement(input),
        disagreement(input),
        adoptions(input),
        in_use(input),
    ];
    sections.extend((1..).zip(input.questions).map(question));
    sections.extend([method(), limits()]);
    Report {
        title: format!("Expert panel: {}", input.panel),
        subtitle: format!(
            "Dossier on the key of “{}” · {}",
            input.bank, input.organisation
        ),
        language: "en".into(),
        paper: Paper::default(),
        pilot: false,
        footer: format!("Panel {} · holds keys: confidential", input.panel_id),
        sections,
    }
}

fn facts(input: &DossierInput) -> Section {
    let closed = match input.closed {
        Some(date) => date.to_owned(),
        None => "still open: every figure here can move".into(),
    };
    let passing = passing(input);
    let rows = [
        ("Bank", input.bank.to_owned()),
        ("Started", input.started.to_owned()),
        ("Closed", closed),
        (
            "Experts",
            format!(
                "{} asked, {} rated at least one question in full",
                input.invited,
                input.experts.len()
            ),
        ),
        (
            "Questions",
            format!("{} asked, {passing} pass the gate", input.questions.len()),
        ),
        ("As of", input.composed.to_owned()),
    ];
    Section::Facts {
        title: "What this is about".into(),
        rows: rows
            .map(|(label, value)| (label.to_owned(), value))
            .to_vec(),
    }
}

fn passing(input: &DossierInput) -> usize {
    let questions = input.questions.iter();
    questions.filter(|one| one.evidence.passes()).count()
}

fn read_first() -> Section {
    Section::Note {
        title: "What this document shows, and what it does not".into(),
        paragraphs: vec![
            "It shows how people who know the work judged the replies, and how far they agree. That is evidence about \
             the key: the measure that answers are compared with."
                .into(),
            "It does not show that a score says anything about how somebody will do the job. Whether it does is a \
             question for a study at the workplace, with results of people who were hired. Experts can agree and be \
             wrong together."
                .into(),
            "It holds keys. Whoever reads it can no longer take these questions as an applicant.".into(),
        ],
    }
}

fn purpose(input: &DossierInput) -> Section {
    let paragraphs = input.purpose.split("\n\n").map(str::trim);
    Section::Text {
        title: "Purpose".into(),
        paragraphs: paragraphs
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
            .collect(),
    }
}

fn panel(input: &DossierInput) -> Section {
    let asked = input.questions.len();
    let rows = (1..)
        .zip(input.experts)
        .map(|(number, expert): (usize, &DossierExpert)| {
            let name = expert
                .name
                .map_or_else(|| format!("Expert {number}"), str::to_owned);
            let role = if expert.role.is_empty() {
                "not stated"
            } else {
                expert.role
            };
            let state = if expert.finished {
                "finished"
            } else {
                "did not finish"
            };
            vec![
                name,
                role.to_owned(),
                format!("{} of {asked}", expert.rated),
                state.to_owned(),
            ]
        })
        .collect();
    let mut sentence = String::from(
        "Experts rated alone, without the key, the reasons or each other's ratings, in an order drawn for each. What \
         they say of their work was not checked. They are named where they allowed it.",
    );
    if !input.removed.is_empty() {
        let reasons = input
            .removed
            .iter()
            .map(|one| format!("{}, {}", one.reason, one.on));
        let reasons: Vec<String> = reasons.collect();
        sentence.push_str(&format!(
            " {} taken out, and their ratings do not count: {}.",
            count(input.removed.len(), "expert was", "experts were"),
            reasons.join("; ")
        ));
    }
    Section::Table {
        title: "The panel".into(),
        sentence,
        header: strings(["Expert", "Work, in their own words", "Rated", "Stands"]),
        rows,
    }
}

fn agreement(input: &DossierInput) -> Section {
    let rows = (1..).zip(input.questions).map(agreement_row).collect();
    Section::Table {
        title: "Agreement".into(),
        sentence: format!(
            "{} of {} the gate: at least {LEAST_EXPERTS} experts, ICC(2,k) of at least 0.80, no reply with a spread \
             above 1.5, and a gap of at least 0.5 between the two best replies.",
            passing(input),
            count(input.questions.len(), "question passes", "questions pass")
        ),
        header: strings([
            "No.",
            "Question",
            "Experts",
            "ICC(2,k), 95 %",
            "Widest spread",
            "Gap",
            "Result",
        ]),
        rows,
    }
}

fn agreement_row((number, question): (usize, &DossierQuestion)) -> Vec<String> {
    let evidence = question.evidence;
    let widest = evidence.widest().and_then(|option| {
        let sd = option.sd?;
        Some(format!("{} ({})", decimals(sd, 2), option.letter))
    });
    let result = match (&question.adopted, evidence.passes()) {
        (Some(_), _) => "key taken over",
        (None, true) => "passes",
        (None, false) => "held back",
    };
    vec![
        number.to_string(),
        format!(
            "{}, version {}",
            question.asked.question.title, question.asked.number
        ),
        evidence.experts.to_string(),
        evidence.agreement.map_or_else(none, agreement_words),
        widest.unwrap_or_else(none),
        evidence.gap.map_or_else(none, |gap| decimals(gap, 2)),
        result.to_owned(),
    ]
}

fn agreement_words(agreement: Agreement) -> String {
    match agreement.interval {
        Some((low, high)) => format!(
            "{} ({} to {})",
            decimals(agreement.icc2k, 2),
            decimals(low, 2),
            decimals(high, 2)
        ),
        None => decimals(agreement.icc2k, 2),
    }
}

fn disagreement(input: &DossierInput) -> Section {
    let disputed = input.queue.iter().filter_map(|place| {
        let question = input.questions.get(*place)?;
        let reasons = question
            .evidence
            .held_back
            .iter()
            .filter(|one| one.is_disagreement());
        let reasons: Vec<String> = reasons.map(ToString::to_string).collect();
        Some(format!(
            "- {}: {}",
            question.asked.question.title,
            reasons.join(" ")
        ))
    });
    let mut paragraphs: Vec<String> = disputed.collect();
    let held =
        |one: &&DossierQuestion| !one.evidence.passes() && one.evidence.experts < LEAST_EXPERTS;
    let few = input.questions.iter().filter(held).count();
    if paragraphs.is_empty() {
        paragraphs.push("No question that enough experts have rated divides them.".into());
    } else {
        paragraphs.insert(
            0,
            "The most disputed first; these keep the key they had.".into(),
        );
    }
    if few > 0 {
        paragraphs.push(format!(
            "{} rated by fewer than {LEAST_EXPERTS} experts.",
            count(few, "question was", "questions were")
        ));
    }
    Section::Text {
        title: "Disagreement".into(),
        paragraphs,
    }
}

fn adoptions(input: &DossierInput) -> Section {
    let rows: Vec<Vec<String>> = input
        .questions
        .iter()
        .filter_map(|question| {
            let adopted = question.adopted.as_ref()?;
            Some(vec![
                question.asked.question.title.clone(),
                format!("{} → {}", question.asked.number, adopted.version),
                question.evidence.experts.to_string(),
                question
                    .evidence
                    .agreement
                    .map_or_else(none, |found| decimals(found.icc2k, 2)),
                adopted.by.clone(),
                adopted.on.clone(),
            ])
        })
        .collect();
    if rows.is_empty() {
        return Section::Text {
            title: "Keys taken over".into(),
            paragraphs: vec!["None so far.".into()],
        };
    }
    Section::Table {
        title: "Keys taken over".into(),
        sentence: "The version that was rated and the version that carries the panel's key. What was published before \
                   keeps the key it was published with."
            .into(),
        header: strings(["Question", "Version", "Experts", "ICC(2,k)", "By", "On"]),
        rows,
    }
}

fn in_use(input: &DossierInput) -> Section {
    let used = input
        .questions
        .iter()
        .filter(|one| one.assessments > 0)
        .count();
    Section::Text {
        title: "Statistics from use, to date".into(),
        paragraphs: vec![
            format!(
                "{} selected by at least one assessment, in the version rated or with the panel's key, as of {}.",
                count(used, "question is", "questions are"),
                input.composed
            ),
            "This document holds no figures from applicants' answers. Facility, discrimination and reliability stand in \
             the analysis of each assessment, with the number of attempts behind them."
                .into(),
        ],
    }
}

fn question((number, question): (usize, &DossierQuestion)) -> Section {
    let asked = &question.asked.question;
    let rows = question
        .evidence
        .options
        .iter()
        .zip(&asked.options)
        .map(|(rated, option)| option_row(rated, &option.text, option.value))
        .collect();
    let held: Vec<String> = question
        .evidence
        .held_back
        .iter()
        .map(ToString::to_string)
        .collect();
    let sentence = if held.is_empty() {
        format!("Rated by {} experts; passes.", question.evidence.experts)
    } else {
        format!("Held back: {}", held.join(" "))
    };
    Section::Table {
        title: format!("Question {number}: {}", asked.title),
        sentence,
        header: strings([
            "Reply",
            "Ratings 1–7",
            "Mean",
            "Spread",
            "r_wg",
            "Key before",
        ]),
        rows,
    }
}

fn option_row(rated: &OptionEvidence, text: &str, value: f64) -> Vec<String> {
    let figure = |value: Option<f64>| value.map_or_else(none, |value| decimals(value, 2));
    let counts: Vec<String> = rated.counts.iter().map(u32::to_string).collect();
    vec![
        format!("{}. {text}", rated.letter),
        counts.join(" "),
        figure(rated.mean),
        figure(rated.sd),
        figure(rated.r_wg),
        decimals(value, 2),
    ]
}

fn method() -> Section {
    Section::Text {
        title: "How the figures are made".into(),
        paragraphs: vec![
            "Each expert gave each reply a whole number from 1 (harms) to 7 (helps most). Only experts who rated every \
             reply of a question count for it."
                .into(),
            "The key of a reply is the mean of its ratings, to a hundredth. Spread is the standard deviation with n − 1. \
             r_wg is 1 − s²/4: the variance against that of ratings spread evenly over seven points."
                .into(),
            "ICC(2,k) is (MSR − MSE)/(MSR + (MSC − MSE)/n), experts as raters, the n replies as targets, both random; \
             with few replies its interval is wide."
                .into(),
        ],
    }
}

fn limits() -> Section {
    Section::Text {
        title: "Limits".into(),
        paragraphs: vec![
            "- The panel judged what is written here, not conversations as they happen.".into(),
            "- The experts were chosen by the organisation. Another organisation's could judge differently.".into(),
            "- Few replies a question make agreement look higher or lower than it is; read the interval.".into(),
            "- Questions that are held back are not wrong: the panel gives no key for them.".into(),
            "- No claim is made that decisions based on these questions are valid or fair. Both need evidence from use."
                .into(),
        ],
    }
}

fn none() -> String {
    "–".into()
}

fn strings<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(String::from).to_vec()
}

#[cfg(test)]
mod tests;
