//! Which versions of an assessment's questions have another key, whether it can be used, and what was adopted so far.

use crate::assessments::{Assessment, assessment};
use crate::ports::{QuestionRecord, RescoreRecord, Tx};
use crate::principal::OnAssessment;
use crate::tokens::hex;
use crate::{Error, Result, Service};
use domain::frozen::{FrozenAssessment, FrozenQuestion};
use domain::ids::QuestionVersionId;
use domain::question::QuestionVersion;
use domain::rescoring::{Offer, offer};
use domain::time::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The version whose key a question gets, by the question's number from 1.
pub type Choices = BTreeMap<usize, QuestionVersionId>;

/// A version whose key is not the one that counts.
#[derive(Debug, Clone)]
pub struct OfferedVersion {
    pub version: QuestionVersion,
    pub made_at: Timestamp,
    /// Made after the version whose key counts; going back to an earlier one is possible too.
    pub is_newer: bool,
    /// Never [`Offer::Same`].
    pub offer: Offer,
}

impl OfferedVersion {
    pub fn is_usable(&self) -> bool {
        matches!(self.offer, Offer::Usable { .. })
    }
}

/// A question with other versions.
#[derive(Debug, Clone)]
pub struct OfferedQuestion {
    /// From 1.
    pub number: usize,
    pub asked: FrozenQuestion,
    /// Newest first; never empty.
    pub versions: Vec<OfferedVersion>,
}

impl OfferedQuestion {
    /// The newest version with a usable key, if it is newer than the one that counts.
    pub fn newest(&self) -> Option<&OfferedVersion> {
        self.versions
            .iter()
            .find(|version| version.is_usable() && version.is_newer)
    }

    pub fn usable(&self) -> impl Iterator<Item = &OfferedVersion> {
        self.versions.iter().filter(|version| version.is_usable())
    }
}

/// Keys that somebody adopted.
#[derive(Debug, Clone)]
pub struct Adoption {
    pub by: String,
    pub at: Timestamp,
    pub reason: String,
    pub questions: usize,
    /// Attempts that have not followed yet; absent once all have.
    pub to_follow: Option<i64>,
}

/// What the page of newer keys shows.
#[derive(Debug, Clone)]
pub struct Keys {
    pub assessment: Assessment,
    pub frozen: Arc<FrozenAssessment>,
    pub questions: Vec<OfferedQuestion>,
    /// Names what was looked at: a later act on another state is refused.
    pub state: String,
    /// Newest first.
    pub adopted: Vec<Adoption>,
}

impl Keys {
    /// The newest usable key of every question that has a newer one.
    pub fn newest(&self) -> Choices {
        let newest =
            |question: &OfferedQuestion| Some((question.number, question.newest()?.version.id));
        self.questions.iter().filter_map(newest).collect()
    }
}

/// What versions offer to a published assessment; `None` for what was never published.
///
/// # Errors
/// Those of the store.
pub async fn keys(service: &Service, on: &OnAssessment) -> Result<Option<Keys>> {
    let assessment = assessment(service, on).await?;
    let id = on.assessment().to_string();
    let mut tx = service.read().await?;
    let Some(frozen_id) = tx.published_frozen(&id).await? else {
        return Ok(None);
    };
    let frozen = service.frozen(&frozen_id).await?;
    let questions = offered(&mut *tx, &frozen).await?;
    let mut adopted = Vec::new();
    for record in tx.rescores_of(&id).await? {
        adopted.push(told(&mut *tx, record).await?);
    }
    Ok(Some(Keys {
        state: state_of(&frozen_id, &questions),
        assessment,
        frozen,
        questions,
        adopted,
    }))
}

async fn told(tx: &mut dyn Tx, record: RescoreRecord) -> Result<Adoption> {
    let to_follow = match record.finished_at {
        None => Some(tx.count_following(&record.from_frozen).await?),
        Some(_) => None,
    };
    let questions: BTreeMap<String, String> = serde_json::from_str(&record.choices)?;
    Ok(Adoption {
        by: record.adopted_by,
        at: record.adopted_at,
        reason: record.reason,
        questions: questions.len(),
        to_follow,
    })
}

/// Questions with other versions, in the order of the assessment.
pub(super) async fn offered(
    tx: &mut dyn Tx,
    frozen: &FrozenAssessment,
) -> Result<Vec<OfferedQuestion>> {
    let ids: Vec<String> = frozen
        .questions
        .iter()
        .map(|question| question.version.to_string())
        .collect();
    let mut stored = BTreeMap::new();
    for record in tx.question_versions(&ids).await? {
        let version: QuestionVersion = serde_json::from_str(&record.content)?;
        stored.insert(version.id, record);
    }
    let mut found = Vec::new();
    for (asked, number) in frozen.questions.iter().zip(1..) {
        let Some(record) = stored.get(&asked.version) else {
            continue;
        };
        let all = tx
            .versions_of_question(&record.bank_id, &record.slug)
            .await?;
        let versions = all
            .iter()
            .filter_map(|record| version_of(asked, record).transpose())
            .collect::<Result<Vec<_>>>()?;
        if !versions.is_empty() {
            found.push(OfferedQuestion {
                number,
                asked: asked.clone(),
                versions,
            });
        }
    }
    Ok(found)
}

fn version_of(asked: &FrozenQuestion, record: &QuestionRecord) -> Result<Option<OfferedVersion>> {
    let version: QuestionVersion = serde_json::from_str(&record.content)?;
    let offer = offer(asked, &version);
    Ok((offer != Offer::Same).then(|| OfferedVersion {
        is_newer: version.number > asked.key_version().number,
        made_at: record.created_at,
        version,
        offer,
    }))
}

/// A name for what is frozen and what is offered to it.
pub(super) fn state_of(frozen_id: &str, questions: &[OfferedQuestion]) -> String {
    let mut hash = Sha256::new();
    for question in questions {
        hash.update(question.number.to_be_bytes());
        for offered in &question.versions {
            hash.update(offered.version.id.to_string());
            hash.update([u8::from(offered.is_usable())]);
        }
    }
    let digest = hex(&hash.finalize());
    format!("{frozen_id}.{}", digest.get(..16).unwrap_or(&digest))
}

/// The frozen assessment that a state names.
pub(super) fn frozen_of(state: &str) -> &str {
    state.split_once('.').map_or(state, |(frozen, _)| frozen)
}

/// The versions chosen, each with the question it is for.
///
/// # Errors
/// [`Error::Refused`] when nothing is chosen, or something that is not offered or cannot be used.
pub(super) fn chosen<'k>(
    questions: &'k [OfferedQuestion],
    choices: &Choices,
) -> Result<Vec<(&'k OfferedQuestion, &'k OfferedVersion)>> {
    if choices.is_empty() {
        return Err(Error::Refused(
            "Choose another key for at least one question.".into(),
        ));
    }
    choices
        .iter()
        .map(|(number, version)| {
            let question = questions.iter().find(|one| one.number == *number);
            let found = question.and_then(|question| {
                let version = question.usable().find(|one| one.version.id == *version)?;
                Some((question, version))
            });
            found.ok_or_else(|| {
                Error::Refused(format!(
                    "The key chosen for question {number} cannot be used, or counts already. Choose again among what \
                     stands here."
                ))
            })
        })
        .collect()
}
