//! What differs between two versions of a question, and for whom.

use crate::principal::Recruiter;
use crate::{Error, Result, Service};
use domain::ids::QuestionVersionId;
use domain::question::QuestionVersion;
use domain::workshop::difference::{Audience, Difference, differences};

/// Two versions of one question.
#[derive(Debug, Clone)]
pub struct Changes {
    pub before: QuestionVersion,
    pub after: QuestionVersion,
    pub differences: Vec<Difference>,
}

/// From `before` to `after`, which may be of different banks when a question was copied.
///
/// # Errors
/// [`Error::NotFound`] when `bank` does not hold `after` or `before` is not there.
pub async fn changes(
    service: &Service,
    _: &Recruiter,
    bank: &str,
    before: QuestionVersionId,
    after: QuestionVersionId,
) -> Result<Changes> {
    let mut tx = service.read().await?;
    let found = tx
        .question_versions(&[before.to_string(), after.to_string()])
        .await?;
    let mut versions = Vec::with_capacity(found.len());
    for record in &found {
        versions.push(serde_json::from_str::<QuestionVersion>(&record.content)?);
    }
    let one = |id| {
        let found = versions.iter().find(|version| version.id == id);
        found.cloned().ok_or(Error::NotFound)
    };
    let (before, after) = (one(before)?, one(after)?);
    if after.bank != bank {
        return Err(Error::NotFound);
    }
    let mut differences = differences(&before.question, &after.question);
    if before.key.visibility != after.key.visibility {
        differences.push(Difference {
            audience: Audience::Key,
            what: "Who can read the key".into(),
            before: readers(&before),
            after: readers(&after),
        });
        differences.sort_by_key(|difference| difference.audience);
    }
    Ok(Changes {
        differences,
        before,
        after,
    })
}

fn readers(version: &QuestionVersion) -> String {
    match version.key.visibility {
        domain::bank::Visibility::Public => "anyone, applicants too".into(),
        domain::bank::Visibility::Private => "recruiters and admins here".into(),
    }
}
