//! Reading and saving a draft. A save names the revision it was typed on; a save that comes second changes nothing.

use super::{open, overtaken, refused, state_of, zone};
use crate::banks::{Bank, Use, as_candidate};
use crate::ports::{DraftRecord, NoteRecord, Tx};
use crate::principal::{Admin, Recruiter};
use crate::{Error, Result, Service};
use domain::bank::{Finding, reading_level};
use domain::candidate_view::CandidateQuestion;
use domain::ids::{DraftId, QuestionVersionId};
use domain::question::{Question, QuestionVersion};
use domain::time::Timestamp;
use domain::workshop::difference::{Difference, differences};
use domain::workshop::life::{State, editable};
use domain::workshop::{Draft, Step};

/// Words a second that people read, over all texts of a question.
const READING_PACE: f64 = 2.5;

/// An open draft in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftLine {
    pub id: String,
    pub title: String,
    pub state: State,
    pub updated_at: Timestamp,
    pub updated_by: String,
}

/// The version a draft began with.
#[derive(Debug, Clone, PartialEq)]
pub struct Base {
    pub version: QuestionVersion,
    /// The bank version that no longer holds it.
    pub retired_in: Option<i64>,
    /// The version that took its place meanwhile.
    pub newer: Option<QuestionVersionId>,
}

/// A draft with all that its page says.
#[derive(Debug, Clone)]
pub struct DraftPage {
    pub id: DraftId,
    pub bank: Bank,
    pub state: State,
    pub revision: i64,
    pub draft: Draft,
    pub problems: Vec<Finding>,
    /// As a candidate would see it now.
    pub candidate: CandidateQuestion,
    /// Flesch-Kincaid grade of all texts, for English.
    pub grade: Option<f64>,
    /// What reading and answering takes at a usual pace.
    pub usual_seconds: u32,
    pub second_person: bool,
    /// Whether whoever looks has written a part of it.
    pub own_work: bool,
    pub base: Option<Base>,
    /// What it changes of the version it began with.
    pub differences: Vec<Difference>,
    /// Assessments that use that version.
    pub uses: Vec<Use>,
    pub used_elsewhere: usize,
    /// What it became.
    pub version: Option<QuestionVersionId>,
    pub updated_at: Timestamp,
    pub updated_by: String,
    /// Oldest first.
    pub notes: Vec<NoteRecord>,
}

/// What a save came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    pub revision: i64,
    pub at: Timestamp,
}

/// Drafts of a bank that are open, last changed first.
///
/// # Errors
/// [`Error::NotFound`] without the bank.
pub async fn drafts(service: &Service, _: &Recruiter, bank: &str) -> Result<Vec<DraftLine>> {
    let mut tx = service.read().await?;
    let bank = tx.bank(bank).await?.ok_or(Error::NotFound)?;
    tx.open_drafts(&bank.id).await?.iter().map(line).collect()
}

/// Open drafts that began with some version of a question.
///
/// # Errors
/// [`Error::NotFound`] without the bank.
pub async fn drafts_of(
    service: &Service,
    _: &Recruiter,
    bank: &str,
    question: &str,
) -> Result<Vec<DraftLine>> {
    let mut tx = service.read().await?;
    let bank = tx.bank(bank).await?.ok_or(Error::NotFound)?;
    let found = tx.drafts_of_question(&bank.id, question).await?;
    found.iter().map(line).collect()
}

fn line(record: &DraftRecord) -> Result<DraftLine> {
    let title = match record.title.trim() {
        "" => "Without a title yet".to_owned(),
        title => title.to_owned(),
    };
    Ok(DraftLine {
        id: record.id.clone(),
        title,
        state: state_of(record)?,
        updated_at: record.updated_at,
        updated_by: record.updated_by.clone(),
    })
}

/// One draft; `typed` stands in for what is stored, to show a form that was refused.
///
/// # Errors
/// [`Error::NotFound`] when this bank has no such draft.
pub async fn draft(
    service: &Service,
    recruiter: &Recruiter,
    bank: &str,
    id: DraftId,
    typed: Option<Draft>,
) -> Result<DraftPage> {
    let mut tx = service.read().await?;
    let (bank, record) = open(&mut *tx, bank, id).await?;
    let bank_id = bank.id.clone();
    let second_person = tx.second_person(&bank_id).await?;
    let bank = Bank::from_record(&bank)?;
    let draft = match typed {
        Some(typed) => typed,
        None => serde_json::from_str(&record.content)?,
    };
    let base = base(&mut *tx, record.base_id.as_deref(), &bank_id, &draft).await?;
    let uses = match &base {
        Some(base) => {
            let account = (!recruiter.roles().admin).then(|| recruiter.account().to_string());
            tx.question_uses(&base.version.id.to_string(), account.as_deref())
                .await?
        }
        None => Vec::new(),
    };
    let question = draft.question();
    let editors: Vec<String> = serde_json::from_str(&record.editors)?;
    Ok(DraftPage {
        id,
        state: state_of(&record)?,
        revision: record.revision,
        problems: draft.problems(&bank.info),
        candidate: as_candidate(&question, question.format),
        grade: reading_level::applies_to(&bank.info.locale)
            .then(|| reading_level::grade(texts(&question)))
            .flatten(),
        usual_seconds: usual_seconds(&question),
        second_person,
        own_work: editors.contains(&recruiter.account().to_string()),
        differences: base.as_ref().map_or_else(Vec::new, |base| {
            differences(&base.version.question, &question)
        }),
        base,
        used_elsewhere: uses.iter().filter(|one| !one.reachable).count(),
        uses: uses
            .into_iter()
            .filter(|one| one.reachable)
            .map(|one| Use {
                assessment: one.assessment_id,
                title: one.title,
                status: one.status,
            })
            .collect(),
        version: record.version_id.as_deref().and_then(|id| id.parse().ok()),
        updated_at: record.updated_at,
        updated_by: record.updated_by,
        notes: tx.notes(&record.id).await?,
        bank,
        draft,
    })
}

/// The version a draft began with, and whether it still stands where it stood.
pub(super) async fn base(
    tx: &mut dyn Tx,
    id: Option<&str>,
    bank_id: &str,
    draft: &Draft,
) -> Result<Option<Base>> {
    let Some(id) = id else {
        return Ok(None);
    };
    let found = tx.question_versions(&[id.to_owned()]).await?;
    let Some(found) = found.first() else {
        return Ok(None);
    };
    let mut newer = None;
    if draft.fixed_id && found.retired_in.is_some() {
        let history = tx.versions_of_question(bank_id, &found.slug).await?;
        if let Some(line) = history.iter().find(|line| line.retired_in.is_none()) {
            newer = Some(serde_json::from_str::<QuestionVersion>(&line.content)?.id);
        }
    }
    Ok(Some(Base {
        version: serde_json::from_str(&found.content)?,
        retired_in: found.retired_in,
        newer,
    }))
}

fn texts(question: &Question) -> impl Iterator<Item = &str> {
    let options = question.options.iter().map(|option| option.text.as_str());
    [question.scenario.as_str(), question.task.as_str()]
        .into_iter()
        .chain(options)
}

fn usual_seconds(question: &Question) -> u32 {
    let words: usize = texts(question)
        .map(|text| text.split_whitespace().count())
        .sum();
    let seconds = (words as f64 / READING_PACE / 5.0).ceil() * 5.0;
    (seconds as u32).max(5)
}

/// Saves what was typed on `revision`, after the step of a button. Faults keep nothing back: they are named on the page.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Conflict`] when somebody else changed the draft first or it is over,
/// [`Error::Refused`] while it is in review or put aside.
pub async fn save(
    service: &Service,
    admin: &Admin,
    bank: &str,
    id: DraftId,
    revision: i64,
    mut typed: Draft,
    step: Option<Step>,
) -> Result<Saved> {
    let (at, name) = (service.now(), admin.name().to_owned());
    let (bank, account) = (bank.to_owned(), admin.account().to_string());
    let zone = zone(service);
    if let Some(step) = step {
        typed.take(step);
    }
    service
        .write(move |tx| {
            Box::pin(async move {
                let (_, mut record) = open(tx, &bank, id).await?;
                editable(state_of(&record)?).map_err(refused)?;
                if record.revision != revision {
                    return Err(overtaken(&zone, &record));
                }
                let stored: Draft = serde_json::from_str(&record.content)?;
                // What the form does not show and may not change.
                typed.kept = stored.kept;
                typed.fixed_id = stored.fixed_id;
                if typed.fixed_id {
                    typed.id = stored.id;
                }
                let mut editors: Vec<String> = serde_json::from_str(&record.editors)?;
                if !editors.contains(&account) {
                    editors.push(account);
                }
                record.title = typed.title.clone();
                record.content = serde_json::to_string(&typed)?;
                record.editors = serde_json::to_string(&editors)?;
                (record.revision, record.updated_at, record.updated_by) = (revision + 1, at, name);
                if !tx.update_draft(&record, revision).await? {
                    return Err(overtaken(&zone, &record));
                }
                Ok(Saved {
                    revision: record.revision,
                    at,
                })
            })
        })
        .await
}
