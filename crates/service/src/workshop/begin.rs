//! Beginning a draft: empty, from a version to change it, or from a version to write another question.

use crate::audit::Line;
use crate::banks::code;
use crate::ports::{BankRecord, DraftRecord, Tx};
use crate::principal::Admin;
use crate::{Error, Result, Service};
use domain::bank::{BankInfo, Key, Provenance};
use domain::ids::{DraftId, QuestionVersionId};
use domain::question::{Question, QuestionVersion};
use domain::workshop::Draft;
use domain::workshop::life::State;

/// What a draft begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    Empty,
    /// Changes this question: what becomes of the draft is its next version. An old version is so restored.
    Change(QuestionVersionId),
    /// Another question with the words of this one, which may lie in another bank.
    Copy(QuestionVersionId),
}

/// Begins a draft in `bank`.
///
/// # Errors
/// [`Error::NotFound`] without the bank or the version.
pub async fn begin(service: &Service, admin: &Admin, bank: &str, begin: Begin) -> Result<DraftId> {
    let id = DraftId(service.new_uuid());
    let mut record = DraftRecord {
        id: id.to_string(),
        bank_id: String::new(),
        state: code(&State::Draft),
        title: String::new(),
        content: String::new(),
        revision: 1,
        base_id: None,
        version_id: None,
        editors: serde_json::to_string(&[admin.account().to_string()])?,
        created_at: service.now(),
        updated_at: service.now(),
        updated_by: admin.name().to_owned(),
    };
    let audit = Line::by(service, admin);
    let slug = bank.to_owned();
    service
        .write(move |tx| {
            Box::pin(async move {
                let bank = tx.bank(&slug).await?.ok_or(Error::NotFound)?;
                let (draft, base) = content(tx, &bank, begin).await?;
                record.bank_id = bank.id;
                record.title = draft.title.clone();
                record.content = serde_json::to_string(&draft)?;
                record.base_id = base;
                tx.insert_draft(&record).await?;
                let detail = format!("“{}” in {slug}.", record.title);
                audit
                    .write(tx, "draft.begin", &record.id, None, &detail)
                    .await
            })
        })
        .await?;
    Ok(id)
}

async fn content(
    tx: &mut dyn Tx,
    bank: &BankRecord,
    begin: Begin,
) -> Result<(Draft, Option<String>)> {
    let id = match begin {
        Begin::Empty => return Ok((Draft::default(), None)),
        Begin::Change(id) | Begin::Copy(id) => id,
    };
    let found = tx.question_versions(&[id.to_string()]).await?;
    let found = found.first().ok_or(Error::NotFound)?;
    let version: QuestionVersion = serde_json::from_str(&found.content)?;
    if let Begin::Copy(_) = begin {
        let info: BankInfo = serde_json::from_str(&bank.info)?;
        let question = carried(&version, &info.key);
        let copy = Draft {
            id: format!("{}-copy", question.id),
            ..Draft::of(&question)
        };
        return Ok((copy, Some(id.to_string())));
    }
    if found.bank_id != bank.id {
        return Err(Error::NotFound);
    }
    // An old version is restored on top of the present one.
    let history = tx.versions_of_question(&bank.id, &found.slug).await?;
    let present = history.iter().find(|line| line.retired_in.is_none());
    let base = match present {
        Some(present) => serde_json::from_str::<QuestionVersion>(&present.content)?.id,
        None => id,
    };
    let mut draft = Draft::of(&version.question);
    draft.fixed_id = true;
    Ok((draft, Some(base.to_string())))
}

/// The question as another bank takes it: what a panel rated keeps saying so, any other key is the bank's.
pub(super) fn carried(version: &QuestionVersion, bank_key: &Key) -> Question {
    let rated = version.key.provenance == Provenance::ExpertPanel;
    Question {
        key: rated.then(|| Key {
            visibility: bank_key.visibility,
            ..version.key.clone()
        }),
        ..version.question.clone()
    }
}
