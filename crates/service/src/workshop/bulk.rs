//! Changes of several questions at once, each one unit: retire and bring back, tag, move to another bank.

use super::begin::carried;
use crate::banks::{Change, Listed, Revised, Revision, versions};
use crate::ports::Tx;
use crate::principal::{Admin, Recruiter};
use crate::{Error, Result, Service};
use domain::bank::BankInfo;
use domain::ids::QuestionVersionId;
use domain::question::{Ask, Channel, Difficulty, Direction, QuestionVersion};

/// Retired questions shown at once.
const SHOWN: i64 = 200;
/// Questions changed at once.
const MOST: usize = 500;

/// Tags to set; what is absent stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tags {
    pub sector: Option<String>,
    pub channel: Option<Channel>,
    pub direction: Option<Direction>,
    pub difficulty: Option<Difficulty>,
    /// Added to what each question turns on.
    pub ask: Option<Ask>,
}

/// A question that left its bank.
pub type Retired = Listed;

/// The questions that left a bank and are in it no more, last retired first.
///
/// # Errors
/// [`Error::NotFound`] without the bank.
pub async fn retired(service: &Service, _: &Recruiter, bank: &str) -> Result<Vec<Retired>> {
    let mut tx = service.read().await?;
    let bank = tx.bank(bank).await?.ok_or(Error::NotFound)?;
    let ids = tx.retired_questions(&bank.id, SHOWN).await?;
    let ids: Vec<QuestionVersionId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    let mut found = versions(&mut *tx, &ids).await?;
    found.sort_by_key(|one| ids.iter().position(|id| *id == one.version.id));
    Ok(found)
}

/// Takes questions out of a bank, all or none.
///
/// # Errors
/// [`Error::Invalid`] when nothing or too much is chosen, [`Error::Conflict`] when one is not in the bank any more.
pub async fn retire(
    service: &Service,
    admin: &Admin,
    bank: &str,
    ids: &[QuestionVersionId],
) -> Result<Revised> {
    let from = present(service, bank).await?;
    let chosen = chosen(service, bank, ids).await?;
    let retire = |version: QuestionVersion| Change::Retire(version.question.id);
    apply(
        service,
        admin,
        bank,
        from,
        chosen.into_iter().map(retire).collect(),
    )
    .await
}

/// Brings retired questions back as they were, all or none.
///
/// # Errors
/// As for [`retire`].
pub async fn bring_back(
    service: &Service,
    admin: &Admin,
    bank: &str,
    ids: &[QuestionVersionId],
) -> Result<Revised> {
    within(ids)?;
    let from = present(service, bank).await?;
    let changes = ids.iter().copied().map(Change::Restore).collect();
    apply(service, admin, bank, from, changes).await
}

/// Sets tags of questions; each gets its next version unless it had them already.
///
/// # Errors
/// As for [`retire`], and when no tag is given or one cannot be.
pub async fn tag(
    service: &Service,
    admin: &Admin,
    bank: &str,
    ids: &[QuestionVersionId],
    tags: &Tags,
) -> Result<Revised> {
    if *tags == Tags::default() {
        return Err(Error::field("sector", "Choose a tag to set."));
    }
    let from = present(service, bank).await?;
    let chosen = chosen(service, bank, ids).await?;
    let changes = chosen.into_iter().map(|version| {
        let mut question = version.question;
        if let Some(sector) = &tags.sector {
            question.sector.clone_from(sector);
        }
        question.channel = tags.channel.unwrap_or(question.channel);
        question.direction = tags.direction.unwrap_or(question.direction);
        question.difficulty = tags.difficulty.unwrap_or(question.difficulty);
        if let Some(ask) = tags.ask
            && !question.asks.contains(&ask)
        {
            question.asks.push(ask);
            question.asks.sort_unstable();
        }
        Change::Put(Box::new(question))
    });
    match apply(service, admin, bank, from, changes.collect()).await {
        Err(Error::Invalid(errors)) => {
            let first = errors.into_iter().next();
            let words = first.map(|error| error.message).unwrap_or_default();
            Err(Error::field("sector", words))
        }
        done => done,
    }
}

/// Moves a question to another bank: it leaves one and comes into the other in one unit.
///
/// # Errors
/// [`Error::NotFound`] without a bank or the version, [`Error::Refused`] when the other bank has or had such an id,
/// [`Error::Conflict`] when it is not in its bank any more.
pub async fn move_to(
    service: &Service,
    admin: &Admin,
    bank: &str,
    id: QuestionVersionId,
    target: &str,
) -> Result<QuestionVersionId> {
    if bank == target {
        return Err(Error::field("target", "Choose another bank."));
    }
    let version = chosen(service, bank, &[id]).await?.remove(0);
    let slug = version.question.id.clone();
    let info: BankInfo = {
        let record = service.read().await?.bank(target).await?;
        serde_json::from_str(&record.ok_or(Error::NotFound)?.info)?
    };
    let put = Change::Put(Box::new(carried(&version, &info.key)));
    let out = Revision::new(service, admin, bank, vec![Change::Retire(slug.clone())]);
    let into = Revision::new(service, admin, target, vec![put]);
    let (bank, target) = (bank.to_owned(), target.to_owned());
    service
        .write(move |tx| {
            Box::pin(async move {
                let there = tx.bank(&target).await?.ok_or(Error::NotFound)?;
                if !tx.versions_of_question(&there.id, &slug).await?.is_empty() {
                    return Err(Error::Refused(
                        "The other bank has or had a question with this id. Duplicate it under another one.".into(),
                    ));
                }
                still_held(tx, id).await?;
                let from = tx.bank(&bank).await?.ok_or(Error::NotFound)?.version;
                out.apply(tx, from).await?;
                let moved = into.apply(tx, there.version).await?;
                moved.new.get(&slug).copied().ok_or(Error::Internal)
            })
        })
        .await
}

async fn still_held(tx: &mut dyn Tx, id: QuestionVersionId) -> Result<()> {
    match versions(tx, &[id]).await?.first() {
        Some(found) if found.retired_in.is_none() => Ok(()),
        _ => Err(overtaken()),
    }
}

fn overtaken() -> Error {
    Error::Conflict(
        "One of these questions was changed or retired meanwhile. Nothing was changed; look at them again.".into(),
    )
}

fn within(ids: &[QuestionVersionId]) -> Result<()> {
    match ids.len() {
        0 => Err(Error::field(
            "question",
            "Tick the questions you want first.",
        )),
        1..=MOST => Ok(()),
        _ => Err(Error::field(
            "question",
            format!("Choose at most {MOST} questions at once."),
        )),
    }
}

/// The current versions chosen in a bank.
async fn chosen(
    service: &Service,
    bank: &str,
    ids: &[QuestionVersionId],
) -> Result<Vec<QuestionVersion>> {
    within(ids)?;
    let mut tx = service.read().await?;
    let found = versions(&mut *tx, ids).await?;
    let missing = |id: &QuestionVersionId| !found.iter().any(|one| one.version.id == *id);
    if ids.iter().any(missing) || found.iter().any(|one| one.version.bank != bank) {
        return Err(Error::NotFound);
    }
    if found.iter().any(|one| one.retired_in.is_some()) {
        return Err(overtaken());
    }
    Ok(found.into_iter().map(|one| one.version).collect())
}

/// The bank's version, read before what is changed, so that nothing in between is overwritten.
async fn present(service: &Service, bank: &str) -> Result<i64> {
    let record = service.read().await?.bank(bank).await?;
    Ok(record.ok_or(Error::NotFound)?.version)
}

async fn apply(
    service: &Service,
    admin: &Admin,
    bank: &str,
    from: i64,
    changes: Vec<Change>,
) -> Result<Revised> {
    let revision = Revision::new(service, admin, bank, changes);
    service
        .write(move |tx| Box::pin(async move { revision.apply(tx, from).await }))
        .await
}
