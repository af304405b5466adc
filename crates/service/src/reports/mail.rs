//! Report mails: one report, or all of a day. Words and links are made when the mail is sent; names of candidates stand
//! in the body, never in the subject.

use super::link::address;
use super::{Pdf, pdf};
use crate::jobs::Job;
use crate::mails::{Letter, Part};
use crate::ports::{Attachment, Message, ReportRecord, Tx};
use crate::{Error, Result, Service, dates};
use domain::report::Report;
use domain::time::Timestamp;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Reports of one digest.
const A_DAY: i64 = 500;
/// Attachments of one digest, in bytes; beyond it the rest are links.
const ATTACHED: usize = 8 * 1024 * 1024;

/// How a report reached somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    pub recipient: String,
    /// queued, running, done or dead, as in the job table.
    pub state: String,
    /// The mail server's reply, after a failed try.
    pub error: Option<String>,
    pub at: Timestamp,
}

/// The mail about one report.
///
/// # Errors
/// [`Error::NotFound`] when the report is gone; those of [`pdf`] and of the store.
pub async fn message(
    service: &Service,
    report: &str,
    recipient: &str,
    attach: bool,
) -> Result<Message> {
    let record = service
        .read()
        .await?
        .report(report)
        .await?
        .ok_or(Error::NotFound)?;
    let parsed: Report = serde_json::from_str(&record.content)?;
    let (subject, ready) = match record.kind.as_str() {
        "cohort" => ("A ranking report", "The report on a ranking is ready:"),
        _ => ("A candidate report", "The report on a candidate is ready:"),
    };
    let mut parts = vec![
        Part::Text(ready.into()),
        Part::Facts(vec![
            ("Who".into(), parsed.title.clone()),
            ("What for".into(), parsed.subtitle.clone()),
        ]),
    ];
    parts.extend(pilot(parsed.pilot));
    let mut attachments = Vec::new();
    if attach {
        parts.push(Part::Text(
            "It is attached as a PDF. Please keep it as you would keep an application.".into(),
        ));
        attachments.push(attachment(pdf(service, parsed).await?));
    } else {
        parts.push(Part::Action {
            label: "Open the report".into(),
            url: address(service, &record),
        });
        parts.push(Part::Quiet(expiry(service, &record)));
    }
    Ok(letter(service, subject, recipient, parts, attachments))
}

/// The mail about all reports of a day, an ISO date in the instance's zone; absent when there is none (any more).
///
/// # Errors
/// [`Error::Internal`] for a day that is no date; those of [`pdf`] and of the store.
pub async fn digest(
    service: &Service,
    assessment: &str,
    recipient: &str,
    day: &str,
    attach: bool,
) -> Result<Option<Message>> {
    let (from, to) = bounds(&service.settings.timezone, day)?;
    let records = service
        .read()
        .await?
        .reports_between(assessment, from, to, A_DAY)
        .await?;
    let Some(first) = records.first() else {
        return Ok(None);
    };
    let on = dates::date(&service.settings.timezone, from);
    let ready = match records.len() {
        1 => format!("1 candidate report is ready from {on}:"),
        count => format!("{count} candidate reports are ready from {on}:"),
    };
    let mut parts = vec![Part::Text(ready)];
    let mut attachments: Vec<Attachment> = Vec::new();
    let (mut size, mut linked, mut is_pilot) = (0, false, false);
    for record in &records {
        let parsed: Report = serde_json::from_str(&record.content)?;
        is_pilot |= parsed.pilot;
        let label = format!("{} · {}", parsed.title, parsed.subtitle);
        if attach && size < ATTACHED {
            let mut pdf = pdf(service, parsed).await?;
            size += pdf.bytes.len();
            // Two people may share a name.
            pdf.file_name = format!("{:03}-{}", attachments.len() + 1, pdf.file_name);
            parts.push(Part::Text(format!("{label} (attached)")));
            attachments.push(attachment(pdf));
        } else {
            parts.push(Part::Link {
                label,
                url: address(service, record),
            });
            linked = true;
        }
    }
    parts.extend(pilot(is_pilot));
    if linked {
        parts.push(Part::Quiet(expiry(service, first)));
    }
    Ok(Some(letter(
        service,
        "Candidate reports of a day",
        recipient,
        parts,
        attachments,
    )))
}

/// How the newest report of an attempt reached its recipients.
pub(crate) async fn delivered(tx: &mut dyn Tx, attempt: &str) -> Result<Vec<Delivered>> {
    match tx.reports_of_attempt(attempt).await?.first() {
        Some(report) => deliveries(tx, &report.id).await,
        None => Ok(Vec::new()),
    }
}

/// How one report reached its recipients.
pub(super) async fn deliveries(tx: &mut dyn Tx, report: &str) -> Result<Vec<Delivered>> {
    let jobs = tx.jobs_about(report).await?;
    Ok(jobs
        .into_iter()
        .filter_map(|job| match serde_json::from_str(&job.payload) {
            Ok(Job::ReportMail { recipient, .. }) => Some(Delivered {
                recipient,
                state: job.state,
                error: job.last_error,
                at: job.updated_at,
            }),
            _ => None,
        })
        .collect())
}

fn attachment(pdf: Pdf) -> Attachment {
    Attachment {
        file_name: pdf.file_name,
        content_type: "application/pdf".into(),
        bytes: pdf.bytes,
    }
}

fn expiry(service: &Service, report: &ReportRecord) -> String {
    format!(
        "The link works until {}, for anyone who has it: please do not pass it on.",
        dates::date(&service.settings.timezone, report.link_expires_at)
    )
}

/// When an ISO day begins and ends in a zone.
fn bounds(zone: &str, day: &str) -> Result<(Timestamp, Timestamp)> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let wrong = |cause: jiff::Error| Error::internal("the day of a digest", &cause);
    let day: Date = day.parse().map_err(wrong)?;
    let next = day.checked_add(1.day()).map_err(wrong)?;
    let start = |day: Date| {
        day.to_zoned(zone.clone())
            .map(|at| Timestamp(at.timestamp().as_millisecond()))
            .map_err(wrong)
    };
    Ok((start(day)?, start(next)?))
}

fn pilot(is_pilot: bool) -> Option<Part> {
    is_pilot.then(|| Part::Text("This is a pilot. Do not base a selection decision on it.".into()))
}

/// The message without an id, which the job that sends it gives.
fn letter(
    service: &Service,
    subject: &str,
    recipient: &str,
    mut parts: Vec<Part>,
    attachments: Vec<Attachment>,
) -> Message {
    let organisation = &service.settings.organisation;
    parts.push(Part::Quiet(
        "You get this because you are named as a recipient of reports.".into(),
    ));
    let letter = Letter {
        to_name: String::new(),
        to_email: recipient.to_owned(),
        subject: format!("{subject} · {organisation}"),
        parts,
        attachments,
    };
    letter.into_message(String::new(), organisation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_the_zones_bounds() {
        let (from, to) = bounds("Europe/Berlin", "2026-03-29").expect("a day");
        assert_eq!(
            to.since(from),
            23 * 3_600_000,
            "the clocks go forward on that day"
        );
        assert_eq!(bounds("UTC", "soon"), Err(Error::Internal));
    }
}
