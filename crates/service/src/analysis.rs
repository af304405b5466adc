//! What the answers say about a published assessment: its page, tables for spreadsheets, a technical report. Reads one
//! row of folded statistics, however many attempts there were. Never contains a person.

use crate::ports::StatisticsRecord;
use crate::principal::OnAssessment;
use crate::reports::{self, Pdf};
use crate::{Error, Result, Service, dates};
use domain::analysis::{
    Analysis, Folded, Sensitivity, analyse, fold_version, option_table, question_table,
};
use domain::frozen::FrozenAssessment;
use domain::report::{TechnicalInput, technical};
use domain::time::Timestamp;
use exchange::{csv_export, workbook_export};
use std::sync::Arc;

/// The analysis of what was published.
#[derive(Debug, Clone)]
pub struct Page {
    pub frozen: Arc<FrozenAssessment>,
    pub analysis: Analysis,
    /// When attempts were last folded.
    pub as_of: Option<Timestamp>,
    /// The figures are being computed from the beginning: those shown are on the way.
    pub under_way: bool,
}

/// The analysis of an assessment; `None` before it is published.
///
/// # Errors
/// Those of the store.
pub async fn page(service: &Service, on: &OnAssessment) -> Result<Option<Page>> {
    let mut tx = service.read().await?;
    let Some(id) = tx.published_frozen(&on.assessment().to_string()).await? else {
        return Ok(None);
    };
    let stored = tx.statistics(&id).await?;
    drop(tx);
    let frozen = service.frozen(&id).await?;
    tokio::task::spawn_blocking(move || composed(frozen, stored))
        .await
        .map_err(|cause| Error::internal("analysis", &cause))?
        .map(Some)
}

fn composed(frozen: Arc<FrozenAssessment>, stored: Option<StatisticsRecord>) -> Result<Page> {
    let usable = stored
        .as_ref()
        .filter(|stored| stored.engine_version == fold_version());
    let folded = match usable {
        Some(stored) => Folded::from_json(&frozen, &stored.content)
            .ok_or_else(|| Error::internal("statistics", &"stored numbers do not fit"))?,
        None => Folded::empty(&frozen).map_err(|cause| Error::internal("statistics", &cause))?,
    };
    let sensitivity = usable.and_then(|stored| stored.sensitivity.as_deref());
    let sensitivity: Option<Sensitivity> = sensitivity.map(serde_json::from_str).transpose()?;
    Ok(Page {
        analysis: analyse(&frozen, &folded, sensitivity.as_ref()),
        as_of: usable.map(|stored| stored.updated_at),
        under_way: stored.as_ref().is_some_and(|stored| {
            stored.stale || stored.folded_to.is_some() || stored.engine_version != fold_version()
        }),
        frozen,
    })
}

/// The question table as CSV.
///
/// # Errors
/// [`Error::NotFound`] before publishing; those of the store.
pub async fn csv(service: &Service, on: &OnAssessment) -> Result<Vec<u8>> {
    let page = page(service, on).await?.ok_or(Error::NotFound)?;
    csv_export::write_table(&question_table(&page.analysis))
        .map_err(|cause| Error::internal("table as CSV", &cause))
}

/// The question and reply tables as a workbook.
///
/// # Errors
/// [`Error::NotFound`] before publishing; those of the store.
pub async fn workbook(service: &Service, on: &OnAssessment) -> Result<Vec<u8>> {
    let page = page(service, on).await?.ok_or(Error::NotFound)?;
    let tables = [question_table(&page.analysis), option_table(&page.analysis)];
    workbook_export::write(&tables).map_err(|cause| Error::internal("table as workbook", &cause))
}

/// The technical report as PDF.
///
/// # Errors
/// [`Error::NotFound`] before publishing; those of [`reports::pdf`].
pub async fn pdf(service: &Service, on: &OnAssessment) -> Result<Pdf> {
    let page = page(service, on).await?.ok_or(Error::NotFound)?;
    let zone = &service.settings.timezone;
    let as_of = page.as_of.unwrap_or_else(|| service.now());
    let report = technical(&TechnicalInput {
        assessment: &page.frozen,
        analysis: &page.analysis,
        published_on: &dates::date(zone, page.frozen.published_at),
        as_of: &dates::date(zone, as_of),
    });
    reports::pdf(service, report).await
}
