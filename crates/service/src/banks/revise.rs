//! The one way in which the workshop changes a bank: a bank at a known version gets its next one, by the storing path
//! that imports share. Works inside a unit of the caller, so that whatever belongs to the change commits with it.
//! Decides nothing about drafts or panels.
//!
//! To add a change: a variant of [`Change`], an arm in [`Revision::apply`], a line in the contract test.

use super::conflict;
use super::storing::{Place, Stamp, store};
use crate::audit::Line;
use crate::error::FieldError;
use crate::ports::{BankRecord, CurrentQuestion, Tx};
use crate::principal::Staff;
use crate::{Error, Result, Service};
use domain::bank::{Bank, BankInfo, SCHEMA_VERSION, Severity, check};
use domain::ids::QuestionVersionId;
use domain::question::{Question, QuestionVersion};
use std::collections::{BTreeMap, BTreeSet};

/// One change of a bank.
#[derive(Debug, Clone)]
pub enum Change {
    /// Replaces the question with its id in its place, or adds it at the end.
    Put(Box<Question>),
    /// Takes the question with this id out of the bank; its versions stay for whoever uses them.
    Retire(String),
    /// Brings a retired version back as it was, where it was.
    Restore(QuestionVersionId),
    /// Gives the question with this id another place, counted from 0.
    Move { question: String, to: usize },
    /// Everything about the bank but its questions; its id stays.
    Describe(Box<BankInfo>),
}

/// Changes of one bank by one person, drawn up outside the unit that applies them.
pub struct Revision {
    bank: String,
    changes: Vec<Change>,
    stamp: Stamp,
    audit: Line,
}

/// What a revision did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revised {
    /// The bank's version now; the one before when nothing was different.
    pub version: i64,
    /// The question versions written, by the question's id.
    pub new: BTreeMap<String, QuestionVersionId>,
}

impl Revision {
    pub fn new(service: &Service, staff: &Staff, bank: &str, changes: Vec<Change>) -> Self {
        let stamp = Stamp {
            at: service.now(),
            actor: staff.name().to_owned(),
            bank_id: service.new_uuid(),
            ids: changes.iter().map(|_| service.new_uuid()).collect(),
        };
        Self {
            bank: bank.to_owned(),
            changes,
            stamp,
            audit: Line::by(service, staff),
        }
    }

    /// Applies the changes in their order to the bank at version `from` and writes the audit line.
    ///
    /// # Errors
    /// [`Error::NotFound`] without the bank, [`Error::Conflict`] when it is not at `from` (any more) or a change names
    /// what it does not hold (any more), [`Error::Invalid`] when [`check`] finds errors: fields are paths such as
    /// `questions[0].options[1].value`, counted over the questions put.
    pub async fn apply(self, tx: &mut dyn Tx, from: i64) -> Result<Revised> {
        let present = tx.bank(&self.bank).await?.ok_or(Error::NotFound)?;
        if present.version != from {
            return Err(conflict());
        }
        let mut info: BankInfo = serde_json::from_str(&present.info)?;
        for change in &self.changes {
            match change {
                Change::Restore(id) => restore(tx, &present, *id).await?,
                Change::Describe(described) => {
                    let id = info.id;
                    info = BankInfo {
                        id,
                        ..(**described).clone()
                    };
                }
                _ => {}
            }
        }
        let current = tx.current_questions(&present.id).await?;
        let named = substitutes(tx, &current, &self.changes).await?;
        refuse_errors(&info, &self.changes, named)?;
        let detail = detail(from + 1, &self.changes);
        let places = places(tx, &info, &current, self.changes).await?;
        let stored = store(tx, Some(&present), &info, places, self.stamp).await?;
        if stored.version > from {
            self.audit
                .write(tx, "bank.revise", &self.bank, None, &detail)
                .await?;
        }
        Ok(Revised {
            version: stored.version,
            new: stored.new,
        })
    }
}

/// The next version's questions in order.
async fn places(
    tx: &mut dyn Tx,
    info: &BankInfo,
    current: &[CurrentQuestion],
    changes: Vec<Change>,
) -> Result<Vec<Place>> {
    let mut places: Vec<Place> = current.iter().map(Place::kept).collect();
    for change in changes {
        match change {
            Change::Put(question) => {
                let before = places.iter().position(|place| place.slug == question.id);
                let last = places.iter().map(|place| place.position).max();
                let position = match before {
                    Some(index) => places[index].position,
                    None => last.map_or(0, |last| last + 1),
                };
                let place = Place::of(tx, &info.key, *question, position).await?;
                match before {
                    Some(index) => places[index] = place,
                    None => places.push(place),
                }
            }
            Change::Retire(question) => {
                let index = index_of(&places, &question)?;
                places.remove(index);
            }
            Change::Move { question, to } => {
                let index = index_of(&places, &question)?;
                let place = places.remove(index);
                places.insert(to.min(places.len()), place);
                for (position, place) in (0..).zip(&mut places) {
                    place.position = position;
                }
            }
            Change::Restore(_) | Change::Describe(_) => {}
        }
    }
    Ok(places)
}

fn index_of(places: &[Place], question: &str) -> Result<usize> {
    let found = places.iter().position(|place| place.slug == question);
    found.ok_or_else(|| {
        Error::Conflict(format!(
            "The bank does not hold the question `{question}` any more. Nothing was changed."
        ))
    })
}

async fn restore(tx: &mut dyn Tx, bank: &BankRecord, id: QuestionVersionId) -> Result<()> {
    let found = tx.question_versions(&[id.to_string()]).await?;
    let found = found
        .first()
        .filter(|found| found.bank_id == bank.id)
        .ok_or(Error::NotFound)?;
    let held = tx.current_questions(&bank.id).await?;
    if held.iter().any(|one| one.slug == found.slug) {
        return Err(Error::Conflict(format!(
            "The bank holds another version of `{}`. Nothing was changed.",
            found.slug
        )));
    }
    tx.restore_question_version(&id.to_string()).await
}

/// The questions that the substitutes of those put lead to and that are not put themselves, as the next version holds
/// them: whether a substitute is there and leads no way back does not show without them.
async fn substitutes(
    tx: &mut dyn Tx,
    current: &[CurrentQuestion],
    changes: &[Change],
) -> Result<Vec<Question>> {
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut ahead: Vec<String> = Vec::new();
    for change in changes {
        match change {
            Change::Put(question) => {
                known.insert(question.id.clone());
                ahead.extend(question.substitute.clone());
            }
            Change::Retire(question) => {
                known.insert(question.clone());
            }
            Change::Restore(_) | Change::Move { .. } | Change::Describe(_) => {}
        }
    }
    let mut found = Vec::new();
    while let Some(slug) = ahead.pop() {
        if !known.insert(slug.clone()) {
            continue;
        }
        let Some(held) = current.iter().find(|one| one.slug == slug) else {
            continue;
        };
        for record in tx.question_versions(std::slice::from_ref(&held.id)).await? {
            let version: QuestionVersion = serde_json::from_str(&record.content)?;
            ahead.extend(version.question.substitute.clone());
            found.push(version.question);
        }
    }
    Ok(found)
}

/// All errors of what is put at once, looked at beside the questions its substitutes lead to; a bank without questions
/// is a bank that is being begun.
fn refuse_errors(info: &BankInfo, changes: &[Change], named: Vec<Question>) -> Result<()> {
    let mut questions: Vec<Question> = changes
        .iter()
        .filter_map(|change| match change {
            Change::Put(question) => Some((**question).clone()),
            _ => None,
        })
        .collect();
    let put = questions.len();
    questions.extend(named);
    let beside: Vec<String> = (put..questions.len())
        .map(|index| format!("questions[{index}]"))
        .collect();
    let is_put = |path: &str| {
        !beside
            .iter()
            .any(|prefix| path.starts_with(prefix.as_str()))
    };
    let bank = Bank {
        schema_version: SCHEMA_VERSION,
        info: info.clone(),
        questions,
    };
    let errors: Vec<FieldError> = check(&bank)
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error && finding.path != "questions")
        .filter(|finding| is_put(&finding.path))
        .map(|finding| FieldError {
            field: finding.path,
            message: finding.message,
        })
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(errors))
    }
}

/// More names than this say nothing more.
const NAMED: usize = 10;

/// "Version 4: put `parcel`; retired `refund`."
fn detail(version: i64, changes: &[Change]) -> String {
    let words = changes.iter().take(NAMED).map(|change| match change {
        Change::Put(question) => format!("put `{}`", question.id),
        Change::Retire(question) => format!("retired `{question}`"),
        Change::Restore(id) => format!("restored version {id}"),
        Change::Move { question, to } => format!("moved `{question}` to place {}", to + 1),
        Change::Describe(_) => "described anew".to_owned(),
    });
    let words: Vec<String> = words.collect();
    let more = match changes.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    format!("Version {version}: {}{more}.", words.join("; "))
}
