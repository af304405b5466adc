//! A question version as it is stored: its content, and the columns by which it is filtered, searched and recognised.

use super::Place;
use crate::Result;
use crate::banks::code;
use crate::ports::{BankRecord, NewQuestionVersion};
use crate::tokens::hex;
use domain::question::{Question, QuestionVersion};
use sha2::{Digest, Sha256};

/// A question version with the columns by which it is filtered and searched.
pub(super) fn row(
    bank: &BankRecord,
    version: &QuestionVersion,
    place: &Place,
    number: i64,
) -> Result<NewQuestionVersion> {
    let question = &version.question;
    let mut formats = question.allowed_formats.clone();
    formats.push(question.format);
    formats.sort_unstable();
    formats.dedup();
    let list = |codes: Vec<String>| format!(",{},", codes.join(","));
    Ok(NewQuestionVersion {
        id: version.id.to_string(),
        bank_id: bank.id.clone(),
        slug: question.id.clone(),
        version: number,
        position: place.position,
        added_in: bank.version,
        title: question.title.clone(),
        kind: code(&question.kind),
        formats: list(formats.iter().map(code).collect()),
        channel: code(&question.channel),
        direction: code(&question.direction),
        sector: question.sector.clone(),
        competencies: list(question.shares().keys().map(code).collect()),
        search_text: search_text(question),
        content: serde_json::to_string(version)?,
        content_hash: place.content_hash.clone(),
        visibility: code(&version.key.visibility),
        scenario_hash: scenario_hash(question),
        replies_hash: replies_hash(question),
        created_at: bank.imported_at,
    })
}

/// Everything of a question that people read, folded for searching.
fn search_text(question: &Question) -> String {
    let mut text = format!(
        "{}\n{}\n{}\n{}\n{}",
        question.id, question.title, question.sector, question.scenario, question.task
    );
    for option in &question.options {
        text.push('\n');
        text.push_str(&option.text);
    }
    text.to_lowercase()
}

pub(super) fn scenario_hash(question: &Question) -> String {
    wording_hash([question.scenario.as_str()].into_iter())
}

pub(super) fn replies_hash(question: &Question) -> String {
    wording_hash(question.options.iter().map(|option| option.text.as_str()))
}

/// The same for texts that differ only in order, case, white space or punctuation.
fn wording_hash<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut texts: Vec<String> = texts
        .map(|text| {
            let letters = |c: &char| c.is_alphanumeric();
            text.chars()
                .filter(letters)
                .flat_map(char::to_lowercase)
                .collect()
        })
        .collect();
    texts.sort_unstable();
    hex(&Sha256::digest(texts.join("\n").as_bytes()))
}
