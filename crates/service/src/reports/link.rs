//! The expiring link to a report: good for whoever holds it, for one report, until it expires or is renewed.

use crate::ports::ReportRecord;
use crate::tokens::Purpose;
use crate::{Error, Result, Service};
use domain::ids::ReportId;
use domain::report::Report;
use domain::time::Timestamp;

/// A report opened by its link.
#[derive(Debug, Clone)]
pub struct Opened {
    pub report: Report,
    pub expires_at: Timestamp,
}

/// Opens a report by the token of its link.
///
/// # Errors
/// [`Error::NotFound`] for an unknown report or a wrong token; [`Error::Gone`] once the link has expired.
pub async fn open(service: &Service, report: ReportId, token: &str) -> Result<Opened> {
    let record = service
        .read()
        .await?
        .report(&report.to_string())
        .await?
        .ok_or(Error::NotFound)?;
    if !service
        .secret
        .verify(Purpose::Report, &record.id, record.generation, token)
    {
        return Err(Error::NotFound);
    }
    if service.now() >= record.link_expires_at {
        return Err(Error::Gone(
            "This link to a report has expired. Ask the person who sent it for a new one, or sign in to see it.".into(),
        ));
    }
    Ok(Opened {
        report: serde_json::from_str(&record.content)?,
        expires_at: record.link_expires_at,
    })
}

/// The whole address of a report's page.
pub(super) fn address(service: &Service, report: &ReportRecord) -> String {
    let token = service
        .secret
        .token(Purpose::Report, &report.id, report.generation);
    format!(
        "{}/reports/{}/{token}",
        service.settings.public_url, report.id
    )
}
