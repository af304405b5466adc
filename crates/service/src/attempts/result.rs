//! What the end of an attempt leaves: its score card, its receipt, and the jobs that follow. A card is never changed;
//! late answers that count make a new one.

use super::standing::started;
use crate::jobs::{self, Enqueue, Job};
use crate::ports::{AnswerRecord, AttemptResult, CandidateRecord, ScoreCardRecord, Tx};
use crate::{Error, Result, Service, statistics};
use domain::answer::{Answer, AnswerState, GivenAnswer};
use domain::attempt::{Ending, Plan};
use domain::frozen::FrozenAssessment;
use domain::ids::{AttemptId, QuestionVersionId};
use domain::receipt::receipt;
use domain::score_card::{Completeness, ScoreCard};
use domain::scoring;
use domain::time::{SECOND, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Submissions that come together are ranked together.
const RANK_DELAY: i64 = 5 * SECOND;

/// Ids of what an end creates, taken before the unit.
pub(super) struct NewIds {
    card: uuid::Uuid,
    receipt_mail: uuid::Uuid,
    report: uuid::Uuid,
    rank: uuid::Uuid,
    fold: uuid::Uuid,
}

impl NewIds {
    pub(super) fn take(service: &Service) -> Self {
        Self {
            card: service.new_uuid(),
            receipt_mail: service.new_uuid(),
            report: service.new_uuid(),
            rank: service.new_uuid(),
            fold: service.new_uuid(),
        }
    }
}

/// Scores an attempt whose row has just been locked by ending it, so that no save comes after this reading.
pub(super) async fn score(
    tx: &mut dyn Tx,
    record: &CandidateRecord,
    frozen: &FrozenAssessment,
    ending: Ending,
    now: Timestamp,
    ids: &NewIds,
) -> Result<()> {
    let attempt = started(record)?;
    let plan = attempt.plan()?;
    let answers = parse(tx.answers(&attempt.id).await?)?;
    let given = given(frozen, &plan, &answers, ending != Ending::Submitted);
    let id: AttemptId = attempt
        .id
        .parse()
        .map_err(|cause| Error::internal("attempt id", &cause))?;
    let receipt = receipt(id, now, &plan, &answers)?.hash;
    let card = scoring::score(frozen, &plan, &given);
    store_card(tx, record, &card, ids, now, Some(receipt)).await
}

/// Stores a new card and makes it the attempt's result, with a new receipt if one is given. `record` names what it was
/// scored under.
pub(super) async fn store_card(
    tx: &mut dyn Tx,
    record: &CandidateRecord,
    card: &ScoreCard,
    ids: &NewIds,
    now: Timestamp,
    receipt_hash: Option<String>,
) -> Result<()> {
    let id = ids.card.to_string();
    let (card, result) = card_records(card, id, &started(record)?.id, &record.frozen_id, now)?;
    let result = AttemptResult {
        receipt_hash,
        ..result
    };
    tx.insert_score_card(&card).await?;
    tx.set_result(&result).await
}

/// A card as it is stored, and as its attempt's result.
pub(crate) fn card_records(
    card: &ScoreCard,
    id: String,
    attempt: &str,
    frozen_id: &str,
    now: Timestamp,
) -> Result<(ScoreCardRecord, AttemptResult)> {
    let result = AttemptResult {
        attempt_id: attempt.to_owned(),
        score_card_id: id.clone(),
        completeness: completeness_name(card.completeness).into(),
        total_micro: card.total_micro,
        receipt_hash: None,
    };
    let stored = ScoreCardRecord {
        id,
        attempt_id: attempt.to_owned(),
        frozen_id: frozen_id.to_owned(),
        engine_version: card.engine_version.clone(),
        content: serde_json::to_string(card)?,
        points: points(card)?,
        created_at: now,
    };
    Ok((stored, result))
}

/// What counts for an attempt that is scored in this unit. Keys may have been changed since the record was read: the
/// record is told, and from here on nobody moves the attempt before the unit ends.
pub(super) async fn present_keys(
    tx: &mut dyn Tx,
    record: &mut CandidateRecord,
    known: (&str, &Arc<FrozenAssessment>),
) -> Result<Arc<FrozenAssessment>> {
    let id = started(record)?.id.clone();
    if let Some(counts) = tx.locked_frozen_id(&id).await? {
        record.frozen_id = counts;
    }
    keys_of(tx, record, known).await
}

/// The frozen assessment that `record` names: the known one, or another that was adopted since.
pub(super) async fn keys_of(
    tx: &mut dyn Tx,
    record: &CandidateRecord,
    known: (&str, &Arc<FrozenAssessment>),
) -> Result<Arc<FrozenAssessment>> {
    if record.frozen_id == known.0 {
        return Ok(Arc::clone(known.1));
    }
    let content = tx.frozen_content(&record.frozen_id).await?;
    Ok(Arc::new(serde_json::from_str(
        &content.ok_or(Error::Internal)?,
    )?))
}

/// A trial tells its draft that it was taken; a simulated attempt is only ranked; everyone else gets a receipt, and
/// the recruiters a report.
pub(super) async fn queue(
    tx: &mut dyn Tx,
    record: &CandidateRecord,
    now: Timestamp,
    ids: &NewIds,
) -> Result<()> {
    if record.is_trial() {
        return crate::assessments::trial_taken(tx, &record.frozen_id).await;
    }
    statistics::added(tx, record, &ids.card.to_string(), now, ids.fold).await?;
    let about = || Enqueue {
        assessment_id: Some(record.assessment_id.clone()),
        subject_id: Some(record.invitation_id.clone()),
        ..Enqueue::default()
    };
    if !record.simulated {
        let mail = Job::ReceiptMail {
            invitation: record.invitation_id.clone(),
        };
        jobs::enqueue(tx, ids.receipt_mail, now, &mail, about()).await?;
    }
    queue_result(tx, record, now, ids).await
}

/// What follows when late answers count: the card they change may be in the statistics already.
pub(super) async fn queue_changed(
    tx: &mut dyn Tx,
    record: &CandidateRecord,
    now: Timestamp,
    ids: &NewIds,
) -> Result<()> {
    statistics::changed(tx, record, now, ids.fold).await?;
    queue_result(tx, record, now, ids).await
}

/// What follows from a new score card: a report, unless simulated, and a new ranking.
async fn queue_result(
    tx: &mut dyn Tx,
    record: &CandidateRecord,
    now: Timestamp,
    ids: &NewIds,
) -> Result<()> {
    if !record.simulated {
        let report = Job::ComposeReport {
            attempt: started(record)?.id.clone(),
        };
        let about = Enqueue {
            assessment_id: Some(record.assessment_id.clone()),
            ..Enqueue::default()
        };
        jobs::enqueue(tx, ids.report, now, &report, about).await?;
    }
    queue_rank(tx, record, now, ids.rank).await
}

/// One ranking for all that changes within a few seconds.
pub(super) async fn queue_rank(
    tx: &mut dyn Tx,
    record: &CandidateRecord,
    now: Timestamp,
    id: uuid::Uuid,
) -> Result<()> {
    let Some(intake) = record.intake_id.clone() else {
        return Ok(());
    };
    let how = Enqueue {
        delay: RANK_DELAY,
        dedup_key: Some(format!("rank:{intake}")),
        assessment_id: Some(record.assessment_id.clone()),
        subject_id: None,
    };
    jobs::enqueue(tx, id, now, &Job::Rank { intake }, how).await
}

pub(super) fn parse(records: Vec<AnswerRecord>) -> Result<BTreeMap<QuestionVersionId, Answer>> {
    records
        .into_iter()
        .map(|record| {
            let version = record.question_id.parse();
            let version = version.map_err(|cause| Error::internal("question id", &cause))?;
            Ok((version, serde_json::from_str(&record.answer)?))
        })
        .collect()
}

/// Every planned question with its state at the end.
pub(super) fn given(
    frozen: &FrozenAssessment,
    plan: &Plan,
    answers: &BTreeMap<QuestionVersionId, Answer>,
    timed_out: bool,
) -> Vec<GivenAnswer> {
    plan.questions
        .iter()
        .map(|planned| {
            let answer = answers.get(&planned.version).cloned();
            let options = frozen
                .question(planned.version)
                .map_or(0, |found| found.question.options.len());
            let state = AnswerState::at_end(answer.as_ref(), options, timed_out);
            GivenAnswer {
                version: planned.version,
                state,
                answer,
            }
        })
        .collect()
}

fn points(card: &ScoreCard) -> Result<String> {
    let points: Vec<Option<f64>> = card.contributions.iter().map(|line| line.points).collect();
    Ok(serde_json::to_string(&points)?)
}

fn completeness_name(completeness: Completeness) -> &'static str {
    match completeness {
        Completeness::Complete => "complete",
        Completeness::Unfinished => "unfinished",
        Completeness::InsufficientEvidence => "insufficient_evidence",
    }
}
