//! Reports: composing what a PDF says when an attempt ends, mailing it as an expiring link or as an attachment, drawing
//! it, and the cohort report of an intake.
//!
//! A composed report never changes; its PDF is drawn from it again, byte for byte. Never contains layout or SMTP. To
//! add a kind of report: its model in `domain::report`, a file here that composes and stores it.

mod cohort;
mod compose;
mod link;
mod mail;

pub use cohort::{Addressee, addressees, cohort_pdf, mail_cohort};
pub(crate) use compose::described;
pub use compose::{candidate_pdf, compose};
pub use link::{Opened, open};
pub(crate) use mail::delivered;
pub use mail::{Delivered, digest, message};

use crate::{Error, Result, Service};
use domain::report::Report;
use domain::time::DAY;
use std::sync::Arc;

/// How long a report's link lives.
pub const LINK_LIFE: i64 = 30 * DAY;

/// A PDF with the name it is saved under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    pub file_name: String,
    pub bytes: Vec<u8>,
}

/// Draws a report on a blocking thread. A few wait for their turn; more are told to come back.
///
/// # Errors
/// [`Error::TooMany`] while too many wait; [`Error::Internal`] when it cannot be drawn.
pub async fn pdf(service: &Service, report: Report) -> Result<Pdf> {
    let busy = || Error::TooMany { retry_after: 5 };
    let _place = service.drawing_places.try_acquire().map_err(|_| busy())?;
    let _turn = service.drawing.acquire().await.map_err(|_| busy())?;
    let file_name = file_name(&report.title);
    let renderer = Arc::clone(&service.renderer);
    let bytes = tokio::task::spawn_blocking(move || renderer.pdf(&report))
        .await
        .map_err(|cause| Error::internal("drawing a report", &cause))?
        .map_err(|cause| Error::internal("drawing a report", &cause))?;
    Ok(Pdf { file_name, bytes })
}

/// `report-ana-ruiz.pdf`: letters and digits of the title alone, so that no path or header can hide in it.
fn file_name(title: &str) -> String {
    let words: Vec<String> = title
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let short: String = words.join("-").chars().take(60).collect();
    match short.trim_end_matches('-') {
        "" => "report.pdf".into(),
        words => format!("report-{words}.pdf"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_holds_letters_and_digits_only() {
        assert_eq!(file_name("Ana Ruiz"), "report-ana-ruiz.pdf");
        assert_eq!(
            file_name("../../etc/passwd\r\nX: y"),
            "report-etc-passwd-x-y.pdf"
        );
        assert_eq!(file_name("Ωμέγα"), "report.pdf");
        assert!(file_name(&"long ".repeat(50)).len() < 80);
    }
}
