//! The dossier about an expert panel: what it was for, who rated, how far they agree, question by question, which keys
//! were taken over, what is known from use, and what all this does not show. It claims no validity. Experts are named
//! only where they allowed it, and nobody's ratings stand alone.

mod evidence;
mod input;

use super::figures::{count, decimals};
use super::{Report, Section};
use crate::assessment::Paper;
use evidence::{agreement, disagreement, question};
pub use input::{DossierAdoption, DossierExpert, DossierInput, DossierQuestion, DossierRemoval};

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
