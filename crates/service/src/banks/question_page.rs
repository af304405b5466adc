//! One question of a bank with its key, its history and where it is used. Reads only.

use super::Bank;
use crate::ports::{QuestionRecord, Tx};
use crate::principal::Recruiter;
use crate::{Error, Result, Service};
use domain::candidate_view::{CandidateOption, CandidateQuestion};
use domain::ids::QuestionVersionId;
use domain::question::{Format, Question, QuestionVersion, key};
use domain::rehearsal::{Rehearsal, rehearse_question};
use domain::time::Timestamp;

/// An assessment that selects the question.
#[derive(Debug, Clone)]
pub struct Use {
    pub assessment: String,
    pub title: String,
    pub status: String,
}

/// One line of a question's history.
#[derive(Debug, Clone)]
pub struct VersionLine {
    pub id: QuestionVersionId,
    pub number: i64,
    pub added_in: i64,
    pub retired_in: Option<i64>,
    pub created_at: Timestamp,
}

/// How the key was taken over from an expert panel.
#[derive(Debug, Clone)]
pub struct FromPanel {
    pub panel: String,
    pub by: String,
    pub at: Timestamp,
}

/// What a format makes of the question's key.
#[derive(Debug, Clone)]
pub struct FormatFacts {
    pub format: Format,
    /// Chance level and the worst and best anchored score; in words why it cannot be scored.
    pub scores: std::result::Result<(f64, (f64, f64)), String>,
}

/// A question as people who may see its key see it.
#[derive(Debug, Clone)]
pub struct QuestionPage {
    pub bank: Bank,
    pub version: QuestionVersion,
    pub retired_in: Option<i64>,
    /// As a candidate meets it, options in the order of the file.
    pub candidate: CandidateQuestion,
    /// The formats a recruiter may choose.
    pub formats: Vec<FormatFacts>,
    /// The question that may be asked in its place, as it stands in the bank now.
    pub substitute: Option<QuestionVersion>,
    /// What made-up takers earn in the shown format; absent where it cannot be scored.
    pub rehearsal: Option<Rehearsal>,
    /// Newest first.
    pub history: Vec<VersionLine>,
    /// Where the key was taken over from a panel of this installation.
    pub from_panel: Option<FromPanel>,
    pub uses: Vec<Use>,
    /// Assessments of others, which this account may not open.
    pub used_elsewhere: usize,
}

/// One question version of a bank, shown in `format` or its own.
///
/// # Errors
/// [`Error::NotFound`] when the bank does not hold it.
pub async fn question(
    service: &Service,
    recruiter: &Recruiter,
    bank: &str,
    id: QuestionVersionId,
    format: Option<Format>,
) -> Result<QuestionPage> {
    let mut tx = service.read().await?;
    let record = tx.bank(bank).await?.ok_or(Error::NotFound)?;
    let found = tx.question_versions(&[id.to_string()]).await?;
    let found = found
        .first()
        .filter(|found| found.bank_slug == bank)
        .ok_or(Error::NotFound)?;
    let version: QuestionVersion = serde_json::from_str(&found.content)?;
    let account = (!recruiter.roles().admin).then(|| recruiter.account().to_string());
    let uses = tx
        .question_uses(&id.to_string(), account.as_deref())
        .await?;
    let from_panel = tx.panel_key_of(&id.to_string()).await?;
    let history = tx.versions_of_question(&found.bank_id, &found.slug).await?;
    let substitute = match &version.question.substitute {
        Some(slug) => current_version(&mut *tx, &found.bank_id, slug).await?,
        None => None,
    };
    let format = format
        .filter(|format| version.question.allows(*format))
        .unwrap_or(version.question.format);
    Ok(QuestionPage {
        bank: Bank::from_record(&record)?,
        retired_in: found.retired_in,
        candidate: as_candidate(&version.question, format),
        substitute,
        rehearsal: rehearse_question(&version, format).ok(),
        formats: Format::ALL
            .into_iter()
            .filter(|format| version.question.allows(*format))
            .map(|format| facts(&version.question, format))
            .collect(),
        history: history.iter().map(line).collect::<Result<_>>()?,
        from_panel: from_panel.map(|key| FromPanel {
            panel: key.panel_id,
            by: key.adopted_by,
            at: key.adopted_at,
        }),
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
        version,
    })
}

/// The version of a question that its bank holds now.
async fn current_version(
    tx: &mut dyn Tx,
    bank: &str,
    slug: &str,
) -> Result<Option<QuestionVersion>> {
    let versions = tx.versions_of_question(bank, slug).await?;
    let current = versions.iter().find(|record| record.retired_in.is_none());
    let version = current.map(|record| serde_json::from_str(&record.content));
    Ok(version.transpose()?)
}

fn line(record: &QuestionRecord) -> Result<VersionLine> {
    let version: QuestionVersion = serde_json::from_str(&record.content)?;
    Ok(VersionLine {
        id: version.id,
        number: record.version,
        added_in: record.added_in,
        retired_in: record.retired_in,
        created_at: record.created_at,
    })
}

fn facts(question: &Question, format: Format) -> FormatFacts {
    let scores = key::distribution(question, format)
        .map(|scores| (scores.chance(), scores.attainable()))
        .map_err(|why| why.to_string());
    FormatFacts { format, scores }
}

/// As a candidate would see it unshuffled.
pub(crate) fn as_candidate(question: &Question, format: Format) -> CandidateQuestion {
    CandidateQuestion {
        title: question.title.clone(),
        format,
        channel: question.channel,
        direction: question.direction,
        sector: question.sector.clone(),
        content_note: question.content_note.clone(),
        customer_record: question.customer_record.clone(),
        scenario: question.scenario.clone(),
        task: question.task.clone(),
        options: question
            .options
            .iter()
            .enumerate()
            .map(|(position, option)| CandidateOption {
                letter: domain::attempt::letter(position),
                id: option.id.clone(),
                text: option.text.clone(),
            })
            .collect(),
    }
}
