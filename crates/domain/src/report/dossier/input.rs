//! What a dossier is composed from. Never contains an expert's address, or a name that was not allowed.

use crate::panel::QuestionEvidence;
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
