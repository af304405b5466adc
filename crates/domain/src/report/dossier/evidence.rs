//! What a panel says of each question: agreement of all in a table, where experts differ, and every reply with its
//! ratings. Never contains one expert's rating alone.

use super::{DossierInput, DossierQuestion, none, passing, strings};
use crate::panel::{Agreement, LEAST_EXPERTS, OptionEvidence};
use crate::report::Section;
use crate::report::figures::{count, decimals};

pub(super) fn agreement(input: &DossierInput) -> Section {
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

pub(super) fn disagreement(input: &DossierInput) -> Section {
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

pub(super) fn question((number, question): (usize, &DossierQuestion)) -> Section {
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
