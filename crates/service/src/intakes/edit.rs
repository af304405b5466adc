//! Making an intake and changing its names and days.

use super::of_assessment;
use super::window::{first_instant, last_instant};
use crate::audit::Line;
use crate::ports::{IntakeChange, IntakeRecord};
use crate::principal::OnAssessment;
use crate::{Error, FieldError, Result, Service};
use domain::ids::IntakeId;
use domain::time::Timestamp;

/// The longest name, in characters.
const LONGEST: usize = 120;

/// What the form says, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IntakeFields {
    pub name: String,
    /// Where the people will work; may be empty.
    pub site: String,
    pub hiring_manager: String,
    /// The first day, `2026-11-22`; empty for at once.
    pub opens_on: String,
    /// The last day; empty for until it is closed by hand.
    pub closes_on: String,
}

struct Checked {
    name: String,
    site: String,
    hiring_manager: String,
    opens_at: Option<Timestamp>,
    closes_at: Option<Timestamp>,
}

/// Whether the assessment can have a new intake: it is published. Gives its title.
///
/// # Errors
/// [`Error::Refused`] for a draft or a closed assessment.
pub async fn may_create(service: &Service, on: &OnAssessment) -> Result<String> {
    let id = on.assessment().to_string();
    let assessment = service
        .read()
        .await?
        .assessment(&id)
        .await?
        .ok_or(Error::NotFound)?;
    match assessment.status.as_str() {
        "published" => Ok(assessment.title),
        "draft" => Err(Error::Refused(
            "This assessment is a draft. Publish it first; then people can be invited.".into(),
        )),
        _ => Err(Error::Refused(
            "This assessment is closed. Duplicate it to invite people again.".into(),
        )),
    }
}

/// Makes an intake.
///
/// # Errors
/// [`Error::Invalid`] by field; [`Error::Refused`] unless the assessment is published.
pub async fn create(
    service: &Service,
    on: &OnAssessment,
    fields: &IntakeFields,
) -> Result<IntakeId> {
    may_create(service, on).await?;
    let now = service.now();
    let checked = check(service, fields, None)?;
    let id = IntakeId(service.new_uuid());
    let mut seed = [0; 8];
    service.entropy.fill(&mut seed);
    let record = IntakeRecord {
        id: id.to_string(),
        assessment_id: on.assessment().to_string(),
        name: checked.name,
        site: checked.site,
        hiring_manager: checked.hiring_manager,
        opens_at: checked.opens_at,
        closes_at: checked.closes_at,
        closed_at: None,
        closed_by: None,
        seed: i64::from_le_bytes(seed),
        created_at: now,
    };
    let line = Line::by(service, on.staff());
    service
        .write(move |tx| {
            Box::pin(async move {
                tx.insert_intake(&record).await?;
                line.write(
                    tx,
                    "intake.create",
                    &record.name,
                    Some(&record.assessment_id),
                    &record.id,
                )
                .await
            })
        })
        .await?;
    Ok(id)
}

/// Changes names and days. Links that ran until the last day run until the new one; none runs longer.
///
/// # Errors
/// [`Error::Invalid`] by field; [`Error::Refused`] for a closed intake; [`Error::NotFound`] outside the assessment.
pub async fn edit(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    fields: &IntakeFields,
) -> Result<()> {
    let before = of_assessment(&mut *service.read().await?, on, intake).await?;
    let checked = check(service, fields, before.closes_at)?;
    let now = service.now();
    let line = Line::by(service, on.staff());
    let change = IntakeChange {
        id: before.id,
        name: checked.name,
        site: checked.site,
        hiring_manager: checked.hiring_manager,
        opens_at: checked.opens_at,
        closes_at: checked.closes_at,
    };
    service
        .write(move |tx| {
            Box::pin(async move {
                let before = tx.intake(&change.id).await?.ok_or(Error::NotFound)?;
                if !tx.update_intake(&change).await? {
                    return Err(Error::Refused(
                        "This intake is closed and cannot be changed.".into(),
                    ));
                }
                if let Some(closes_at) = change.closes_at
                    && before.closes_at != change.closes_at
                {
                    tx.move_expiry(&change.id, before.closes_at, closes_at, now)
                        .await?;
                }
                let assessment = Some(before.assessment_id.as_str());
                line.write(
                    tx,
                    "intake.edit",
                    &change.name,
                    assessment,
                    &changed(&before, &change),
                )
                .await
            })
        })
        .await
}

/// Which fields changed, for the audit log.
fn changed(before: &IntakeRecord, after: &IntakeChange) -> String {
    let fields = [
        ("name", before.name != after.name),
        ("site", before.site != after.site),
        (
            "hiring manager",
            before.hiring_manager != after.hiring_manager,
        ),
        ("first day", before.opens_at != after.opens_at),
        ("last day", before.closes_at != after.closes_at),
    ];
    let names: Vec<&str> = fields
        .iter()
        .filter(|(_, is)| *is)
        .map(|(name, _)| *name)
        .collect();
    if names.is_empty() {
        "nothing changed".into()
    } else {
        names.join(", ")
    }
}

/// `kept` is a last day that may stay although it has passed.
fn check(service: &Service, fields: &IntakeFields, kept: Option<Timestamp>) -> Result<Checked> {
    let mut errors = Vec::new();
    let mut add = |field: &str, message: &str| {
        errors.push(FieldError {
            field: field.to_owned(),
            message: message.to_owned(),
        });
    };
    let mut line = |field: &str, text: &str| {
        let text = one_line(text);
        if text.chars().count() > LONGEST {
            add(field, "Use at most 120 characters.");
        }
        text
    };
    let (name, site) = (line("name", &fields.name), line("site", &fields.site));
    let hiring_manager = line("hiring_manager", &fields.hiring_manager);
    if name.is_empty() {
        add("name", "Give the intake a name, such as “Spring 2027”.");
    }
    let mut instant = |field: &str, text: &str, of: fn(&Service, &str) -> Option<Timestamp>| {
        let found = of(service, text);
        if found.is_none() && !text.trim().is_empty() {
            add(
                field,
                "Enter a date such as 2026-11-22, or leave this empty.",
            );
        }
        found
    };
    let opens_at = instant("opens_on", &fields.opens_on, first_instant);
    let closes_at = instant("closes_on", &fields.closes_on, last_instant);
    if let (Some(opens), Some(closes)) = (opens_at, closes_at)
        && closes < opens
    {
        add("closes_on", "The last day comes before the first day.");
    } else if closes_at.is_some_and(|closes| closes < service.now()) && closes_at != kept {
        add(
            "closes_on",
            "This day has passed. Choose today or a later day.",
        );
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    Ok(Checked {
        name,
        site,
        hiring_manager,
        opens_at,
        closes_at,
    })
}

/// Control characters and runs of spaces become one space.
fn one_line(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
