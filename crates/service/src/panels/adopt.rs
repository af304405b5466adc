//! Taking a panel's key over: an explicit act of a named person, question by question or for all that pass. It writes the
//! bank's next version, in which these questions carry the panel's mean ratings and say where they come from.

use super::results::{QuestionResult, of_panel};
use super::{Panel, found};
use crate::audit::Line;
use crate::banks::{Change, Revision};
use crate::ports::{PanelKeyRecord, Tx};
use crate::principal::Admin;
use crate::{Error, Result, Service, dates};
use domain::bank::{BankInfo, Key};
use domain::ids::{PanelId, QuestionVersionId};
use domain::panel::{QuestionEvidence, derived, provenance};
use domain::question::Question;
use std::collections::BTreeMap;

/// What taking over would do, to be confirmed.
#[derive(Debug, Clone)]
pub struct Adoption {
    pub panel: Panel,
    /// Names the state of the panel that the figures belong to.
    pub as_of: i64,
    /// The questions chosen, in the order of the bank.
    pub chosen: Vec<QuestionResult>,
    /// Questions chosen that cannot be taken over, with the reasons in words.
    pub refused: Vec<(String, String)>,
}

/// What taking over these questions would do; all that pass when none is named.
///
/// # Errors
/// [`Error::Refused`] while the panel is open; [`Error::NotFound`].
pub async fn adoption(
    service: &Service,
    _admin: &Admin,
    panel: PanelId,
    questions: &[QuestionVersionId],
) -> Result<Adoption> {
    let mut tx = service.read().await?;
    let record = found(&mut *tx, panel).await?;
    let as_of = record.closed_at.ok_or_else(still_open)?.0;
    let results = of_panel(&mut *tx, &record).await?;
    let (mut chosen, mut refused) = (Vec::new(), Vec::new());
    for result in results.questions {
        let named = questions.contains(&result.asked.id);
        match (named || questions.is_empty(), result.blocked.is_empty()) {
            (true, true) => chosen.push(result),
            (true, false) if named => {
                refused.push((result.asked.question.title.clone(), words(&result)))
            }
            _ => {}
        }
    }
    Ok(Adoption {
        panel: results.panel,
        as_of,
        chosen,
        refused,
    })
}

fn words(result: &QuestionResult) -> String {
    let reasons: Vec<String> = result.blocked.iter().map(ToString::to_string).collect();
    reasons.join(" ")
}

fn still_open() -> Error {
    Error::Refused(
        "Close the panel first: ratings must stand still before a key is made of them.".into(),
    )
}

/// Takes the keys of these questions over, all or none. `as_of` is what [`Adoption`] said. Gives how many.
///
/// # Errors
/// [`Error::Refused`] while the panel is open, without a question, and for one that cannot be taken over, with the
/// reason; [`Error::Conflict`] when somebody took one over, changed the bank or opened the panel again meanwhile;
/// [`Error::NotFound`].
pub async fn adopt(
    service: &Service,
    admin: &Admin,
    panel: PanelId,
    questions: &[QuestionVersionId],
    as_of: i64,
) -> Result<usize> {
    if questions.is_empty() {
        return Err(Error::Refused("Choose at least one question.".into()));
    }
    let plan = adoption(service, admin, panel, questions).await?;
    if let Some((title, reasons)) = plan.refused.first() {
        return Err(Error::Refused(format!(
            "“{title}” was not taken over, and nothing else: {reasons}"
        )));
    }
    if plan.as_of != as_of || plan.chosen.is_empty() {
        return Err(moved());
    }
    let bank = service.read().await?.bank(&plan.panel.bank).await?;
    let bank = bank.ok_or(Error::NotFound)?;
    let info: BankInfo = serde_json::from_str(&bank.info)?;
    let date = dates::iso_date(&service.settings.timezone, domain::time::Timestamp(as_of));
    let changes = plan
        .chosen
        .iter()
        .map(|result| {
            let question = keyed(result, &info.key, &date).ok_or_else(moved)?;
            Ok(Change::Put(Box::new(question)))
        })
        .collect::<Result<Vec<_>>>()?;
    let revision = Revision::new(service, admin, &plan.panel.bank, changes);
    let (now, by, line) = (
        service.now(),
        admin.name().to_owned(),
        Line::by(service, admin),
    );
    let from = bank.version;
    service
        .write(move |tx| {
            Box::pin(async move {
                let record = found(tx, panel).await?;
                if record.closed_at.map(|at| at.0) != Some(as_of) {
                    return Err(moved());
                }
                same_evidence(tx, &record, &plan.chosen).await?;
                let revised = revision.apply(tx, from).await.map_err(refused)?;
                for result in &plan.chosen {
                    let adopted = revised.new.get(&result.asked.question.id);
                    let key = PanelKeyRecord {
                        panel_id: record.id.clone(),
                        question_id: result.asked.id.to_string(),
                        adopted_id: adopted.ok_or_else(moved)?.to_string(),
                        experts: i64::try_from(result.evidence.experts).unwrap_or(i64::MAX),
                        icc2k: result.evidence.agreement.map(|found| found.icc2k),
                        adopted_by: by.clone(),
                        adopted_at: now,
                    };
                    if !tx.insert_panel_key(&key).await? {
                        return Err(moved());
                    }
                }
                let count = plan.chosen.len();
                let detail = format!(
                    "{count} questions; bank version {}; {}",
                    revised.version, record.id
                );
                line.write(tx, "panel.adopt", &record.title, None, &detail)
                    .await?;
                Ok(count)
            })
        })
        .await
}

/// The bank's present question with the panel's key.
fn keyed(result: &QuestionResult, bank: &Key, date: &str) -> Option<Question> {
    let present = &result.present.as_ref()?.question;
    let before = present.key.as_ref().unwrap_or(bank);
    let mut question = derived(present, &result.evidence)?;
    question.key = Some(provenance(before, &result.evidence, date));
    Some(question)
}

/// What was confirmed is what stands.
async fn same_evidence(
    tx: &mut dyn Tx,
    record: &crate::ports::PanelRecord,
    chosen: &[QuestionResult],
) -> Result<()> {
    let now = of_panel(tx, record).await?;
    let stands: BTreeMap<QuestionVersionId, &QuestionResult> = now
        .questions
        .iter()
        .map(|one| (one.asked.id, one))
        .collect();
    let same = |result: &QuestionResult| {
        let evidence: &QuestionEvidence = &result.evidence;
        stands
            .get(&result.asked.id)
            .is_some_and(|one| one.blocked.is_empty() && one.evidence == *evidence)
    };
    if chosen.iter().all(same) {
        Ok(())
    } else {
        Err(moved())
    }
}

fn moved() -> Error {
    Error::Conflict(
        "Somebody changed the bank or the panel in the meantime, or took a key over. Nothing was changed; look at the \
         results again."
            .into(),
    )
}

/// Rules of the bank that the panel's key does not keep, as one sentence.
fn refused(error: Error) -> Error {
    match error {
        Error::Invalid(faults) => {
            let words: Vec<String> = faults.into_iter().map(|fault| fault.message).collect();
            Error::Refused(format!("Nothing was taken over: {}", words.join(" ")))
        }
        other => other,
    }
}
