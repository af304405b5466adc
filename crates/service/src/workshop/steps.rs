//! Steps in the life of a draft, and what is said about it. Making ready writes an immutable version of the question by
//! the revision that every change of a bank goes through; that, the step and its audit line commit together.

use super::draft::{Base, base};
use super::{open, overtaken, refused, state_of, zone};
use crate::audit::Line;
use crate::banks::{Change, Revision, code};
use crate::ports::{BankRecord, DraftRecord, NoteRecord, Tx};
use crate::principal::Admin;
use crate::{Error, Result, Service};
use domain::bank::{BankInfo, Severity};
use domain::ids::{DraftId, QuestionVersionId};
use domain::question::Question;
use domain::workshop::life::{Facts, State, Step, after};
use domain::workshop::{Draft, key_after_edit};

/// The most characters of a comment.
const LONGEST: usize = 4_000;

/// What a step led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    pub state: State,
    /// The version that was written, when it became ready.
    pub version: Option<QuestionVersionId>,
}

/// Takes a step on the draft as it stood at `revision`, with a comment where there is one.
///
/// # Errors
/// [`Error::Refused`] with the reason, [`Error::Conflict`] when somebody else came first: to the draft, to the bank, or
/// to the question, which got another version or left the bank.
pub async fn step(
    service: &Service,
    admin: &Admin,
    bank: &str,
    id: DraftId,
    revision: i64,
    step: Step,
    body: &str,
) -> Result<Taken> {
    let body = words(body)?;
    let question = ready_question(service, bank, id).await?;
    let put = vec![Change::Put(Box::new(question))];
    let change = Revision::new(service, admin, bank, put);
    let mut note = note(service, admin, id, &code(&step), revision, body);
    let audit = Line::by(service, admin);
    let (zone, bank) = (zone(service), bank.to_owned());
    service
        .write(move |tx| {
            Box::pin(async move {
                let (bank, mut record) = open(tx, &bank, id).await?;
                let draft: Draft = serde_json::from_str(&record.content)?;
                let facts = facts(tx, &bank, &record, &draft, &note.account_id).await?;
                let state = after(facts, step).map_err(refused)?;
                if record.revision != revision {
                    return Err(overtaken(&zone, &record));
                }
                let mut version = None;
                if state == State::Ready {
                    standing(tx, &bank, &record, &draft).await?;
                    let revised = change.apply(tx, bank.version).await?;
                    version = revised.new.get(draft.id.trim()).copied();
                    if version.is_none() {
                        let words = "This draft says what the bank holds already, word for word.";
                        return Err(Error::Refused(words.into()));
                    }
                }
                record.state = code(&state);
                record.version_id = version.map(|version| version.to_string());
                (record.revision, record.updated_at) = (revision + 1, note.at);
                record.updated_by.clone_from(&note.author);
                if !tx.update_draft(&record, revision).await? {
                    return Err(overtaken(&zone, &record));
                }
                note.revision = record.revision;
                tx.insert_note(&note).await?;
                let action = format!("draft.{}", note.kind);
                let detail = format!("“{}” in {}.", record.title, bank.slug);
                audit.write(tx, &action, &record.id, None, &detail).await?;
                Ok(Taken { state, version })
            })
        })
        .await
}

/// Says something about a draft.
///
/// # Errors
/// [`Error::Invalid`] when it is empty or too long, [`Error::NotFound`].
pub async fn comment(
    service: &Service,
    admin: &Admin,
    bank: &str,
    id: DraftId,
    body: &str,
) -> Result<()> {
    let body = words(body)?;
    if body.is_empty() {
        return Err(Error::field("body", "Write a comment first."));
    }
    let mut note = note(service, admin, id, "comment", 0, body);
    let bank = bank.to_owned();
    service
        .write(move |tx| {
            Box::pin(async move {
                let (_, record) = open(tx, &bank, id).await?;
                note.revision = record.revision;
                tx.insert_note(&note).await
            })
        })
        .await
}

fn words(body: &str) -> Result<String> {
    let body = body.trim();
    if body.chars().count() > LONGEST {
        return Err(Error::field(
            "body",
            format!("A comment has at most {LONGEST} characters."),
        ));
    }
    Ok(body.to_owned())
}

fn note(
    service: &Service,
    admin: &Admin,
    draft: DraftId,
    kind: &str,
    revision: i64,
    body: String,
) -> NoteRecord {
    NoteRecord {
        id: service.new_uuid().to_string(),
        draft_id: draft.to_string(),
        at: service.now(),
        account_id: admin.account().to_string(),
        author: admin.name().to_owned(),
        kind: kind.to_owned(),
        revision,
        body,
    }
}

async fn facts(
    tx: &mut dyn Tx,
    bank: &BankRecord,
    record: &DraftRecord,
    draft: &Draft,
    account: &str,
) -> Result<Facts> {
    let info: BankInfo = serde_json::from_str(&bank.info)?;
    let editors: Vec<String> = serde_json::from_str(&record.editors)?;
    let problems = draft.problems(&info);
    Ok(Facts {
        state: state_of(record)?,
        faults: problems
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .count(),
        second_person: tx.second_person(&bank.id).await?,
        own_work: editors.iter().any(|editor| editor == account),
    })
}

/// The question as the bank would take it; read outside the unit, which checks that the draft is still the same.
async fn ready_question(service: &Service, bank: &str, id: DraftId) -> Result<Question> {
    let mut tx = service.read().await?;
    let (bank, record) = open(&mut *tx, bank, id).await?;
    let draft: Draft = serde_json::from_str(&record.content)?;
    let base = base(&mut *tx, record.base_id.as_deref(), &bank.id, &draft).await?;
    let mut question = draft.question();
    if let Some(base) = base {
        let (before, key) = (&base.version.question, &base.version.key);
        question.key = key_after_edit(before, key, &question);
    }
    Ok(question)
}

/// Whether the bank still stands where the draft left it.
async fn standing(
    tx: &mut dyn Tx,
    bank: &BankRecord,
    record: &DraftRecord,
    draft: &Draft,
) -> Result<()> {
    if !draft.fixed_id {
        let taken = tx.versions_of_question(&bank.id, draft.id.trim()).await?;
        if !taken.is_empty() {
            let words = "Another question of this bank has or had this id. Choose another one.";
            return Err(Error::field("id", words));
        }
        return Ok(());
    }
    let base = base(tx, record.base_id.as_deref(), &bank.id, draft).await?;
    match base {
        Some(Base { newer: Some(_), .. }) => Err(Error::Conflict(
            "The question got another version since this draft began. Nothing was changed. Begin a draft from the \
             present version and take over what you need; this one stays as it is."
                .into(),
        )),
        Some(Base {
            retired_in: Some(version),
            ..
        }) => Err(Error::Conflict(format!(
            "The question left the bank with its version {version}, after this draft began. Nothing was changed. Bring \
             it back on the page of retired questions, then make this draft ready."
        ))),
        _ => Ok(()),
    }
}
