//! Adopting other keys: the explicit act of a named person, with a reason. One unit freezes the assessment anew, keeps
//! closed intakes with what they were closed with, and queues the job that scores the others.

use super::offers::{Choices, chosen, frozen_of, offered, state_of};
use super::planned::anew;
use super::under_way;
use crate::audit::Line;
use crate::banks::code;
use crate::jobs::{self, Enqueue, Job};
use crate::ports::{FrozenRecord, RescoreRecord, Tx};
use crate::principal::OnAssessment;
use crate::tokens::hex;
use crate::{Error, Result, Service};
use domain::frozen::FrozenAssessment;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The longest reason, in characters.
pub const REASON_TO: usize = 500;

/// A decision to adopt keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopt {
    /// [`super::Keys::state`] as the page showed it.
    pub state: String,
    pub choices: Choices,
    pub reason: String,
}

/// Adopts the keys chosen; doing it twice is doing it once.
///
/// # Errors
/// [`Error::Invalid`] without a reason; [`Error::Refused`] for a choice that cannot be used and for a closed assessment;
/// [`Error::Conflict`] when keys or versions have changed since the page was made, or attempts still follow earlier ones;
/// [`Error::NotFound`] before publishing. Nothing is adopted then.
pub async fn adopt(service: &Service, on: &OnAssessment, wanted: Adopt) -> Result<()> {
    let reason = wanted.reason.trim().to_owned();
    if reason.is_empty() || reason.chars().count() > REASON_TO {
        return Err(Error::field(
            "reason",
            "Say in a sentence or two why this key is the better one.",
        ));
    }
    let plan = match prepared(service, on, &wanted, &reason).await? {
        Some(plan) => plan,
        None => return Ok(()),
    };
    let written = carry_out(service, on, plan, wanted.state.clone()).await;
    match written {
        // Two clicks at once: the other one carried it out.
        Err(Error::Conflict(_)) if prepared(service, on, &wanted, &reason).await?.is_none() => {
            Ok(())
        }
        other => other,
    }
}

async fn carry_out(service: &Service, on: &OnAssessment, plan: Plan, state: String) -> Result<()> {
    let (job, now, line) = (
        service.new_uuid(),
        service.now(),
        Line::by(service, on.staff()),
    );
    service
        .write(move |tx| {
            Box::pin(async move {
                let assessment = plan.rescore.assessment_id.clone();
                still(tx, &plan, &state).await?;
                tx.insert_frozen(&plan.frozen).await?;
                if !tx.insert_rescore(&plan.rescore).await? {
                    return Err(moved());
                }
                tx.pin_closed_intakes(&assessment, &plan.rescore.from_frozen)
                    .await?;
                let rescore = plan.rescore.id.clone();
                let how = Enqueue {
                    dedup_key: Some(format!("rescore:{rescore}")),
                    assessment_id: Some(assessment.clone()),
                    ..Enqueue::default()
                };
                jobs::enqueue(tx, job, now, &Job::Rescore { rescore }, how).await?;
                line.write(
                    tx,
                    "assessment.rescore",
                    &plan.title,
                    Some(&assessment),
                    &plan.detail,
                )
                .await
            })
        })
        .await?;
    jobs::wake(service);
    Ok(())
}

/// What the unit writes.
struct Plan {
    before: FrozenAssessment,
    frozen: FrozenRecord,
    rescore: RescoreRecord,
    title: String,
    detail: String,
}

/// `None` when this very decision was carried out before.
async fn prepared(
    service: &Service,
    on: &OnAssessment,
    wanted: &Adopt,
    reason: &str,
) -> Result<Option<Plan>> {
    let keys = super::keys(service, on).await?.ok_or(Error::NotFound)?;
    if keys.assessment.closed_at.is_some() {
        return Err(closed());
    }
    let account = on.staff().account().to_string();
    let choices = |by_number: &Choices| -> Result<String> {
        let asked = |number: &usize| keys.frozen.questions.get(number.checked_sub(1)?);
        let named: BTreeMap<String, String> = by_number
            .iter()
            .filter_map(|(number, to)| Some((asked(number)?.version.to_string(), to.to_string())))
            .collect();
        Ok(serde_json::to_string(&named)?)
    };
    let choices = choices(&wanted.choices)?;
    if keys.state != wanted.state {
        let made = service
            .read()
            .await?
            .rescores_of(&on.assessment().to_string())
            .await?;
        let mine = |one: &RescoreRecord| {
            one.from_frozen == frozen_of(&wanted.state)
                && one.choices == choices
                && one.account_id == account
        };
        return if made.iter().any(mine) {
            Ok(None)
        } else {
            Err(moved())
        };
    }
    let picked = chosen(&keys.questions, &wanted.choices)?;
    let new = anew(service, on, &keys.frozen, &picked, reason)?;
    let words: Vec<String> = picked
        .iter()
        .map(|(question, version)| {
            format!(
                "question {} the key of version {}",
                question.number, version.version.number
            )
        })
        .collect();
    let from = frozen_of(&wanted.state).to_owned();
    let frozen = frozen_record(service, &new, &from).await?;
    let rescore = RescoreRecord {
        id: service.new_uuid().to_string(),
        assessment_id: frozen.assessment_id.clone(),
        from_frozen: from,
        to_frozen: frozen.id.clone(),
        choices,
        reason: reason.to_owned(),
        account_id: account,
        adopted_by: on.staff().name().to_owned(),
        adopted_at: frozen.created_at,
        finished_at: None,
    };
    Ok(Some(Plan {
        before: FrozenAssessment::clone(&keys.frozen),
        frozen,
        rescore,
        title: keys.assessment.definition.title,
        detail: format!("{}: {reason}", words.join(", ")),
    }))
}

async fn frozen_record(
    service: &Service,
    new: &FrozenAssessment,
    from: &str,
) -> Result<FrozenRecord> {
    let before = service.read().await?.frozen(from).await?;
    let content = serde_json::to_string(new)?;
    Ok(FrozenRecord {
        id: service.new_uuid().to_string(),
        assessment_id: new.id.to_string(),
        purpose: code(&new.purpose),
        revision: before.ok_or(Error::NotFound)?.revision,
        content_hash: hex(&Sha256::digest(content.as_bytes())),
        content,
        created_at: service.now(),
    })
}

/// What was shown is what stands, and nobody else's keys are still being worked in.
async fn still(tx: &mut dyn Tx, plan: &Plan, state: &str) -> Result<()> {
    let assessment = &plan.rescore.assessment_id;
    if tx.is_rescoring(assessment).await? {
        return Err(under_way());
    }
    let record = tx.assessment(assessment).await?.ok_or(Error::NotFound)?;
    if record.closed_at.is_some() {
        return Err(closed());
    }
    let published = tx.published_frozen(assessment).await?;
    let offers = offered(tx, &plan.before).await?;
    if published.as_deref() != Some(frozen_of(state))
        || state_of(frozen_of(state), &offers) != state
    {
        return Err(moved());
    }
    Ok(())
}

pub(super) fn closed() -> Error {
    Error::Refused("This assessment is closed: its results stay as they are.".into())
}

fn moved() -> Error {
    Error::Conflict(
        "The keys or the versions of a question have changed since this page was made. Nothing was adopted; look at the \
         dry run again."
            .into(),
    )
}
