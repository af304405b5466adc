//! Decisions: advance, hold or decline, by a named person with a reason, resting on the ranking that was looked at. A
//! decision is never changed; a later one stands above it. The program never decides.

use super::ranking_page::{missing_snapshot, ranked};
use super::{RankedPerson, intake_of};
use crate::audit::Line;
use crate::ports::{DecisionRecord, RankedIntakeRecord, Tx};
use crate::principal::OnAssessment;
use crate::{Error, FieldError, Result, Service};
use domain::ids::{IntakeId, InvitationId};
use std::collections::BTreeSet;

/// The shortest reason that says something.
pub const REASON_FROM: usize = 10;
/// The longest reason, in characters.
pub const REASON_TO: usize = 2_000;
/// People decided on at once.
pub const AT_ONCE: usize = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Undecided,
    Advance,
    Hold,
    Decline,
}

impl Decision {
    pub const ALL: [Self; 4] = [Self::Advance, Self::Hold, Self::Decline, Self::Undecided];

    /// As stored and posted.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Undecided => "undecided",
            Self::Advance => "advance",
            Self::Hold => "hold",
            Self::Decline => "decline",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|decision| decision.as_str() == text)
    }

    /// For people: "Advance".
    pub fn label(self) -> &'static str {
        match self {
            Self::Undecided => "Undecided",
            Self::Advance => "Advance",
            Self::Hold => "Hold",
            Self::Decline => "Decline",
        }
    }
}

/// What somebody wants to decide.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DecisionInput {
    /// advance, hold, decline, or undecided to take a decision back.
    pub kind: String,
    pub reason: String,
    /// The snapshot on the page it was decided from; empty where there was none.
    pub snapshot: String,
    pub invitations: Vec<String>,
}

/// Who a decision would be about.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionPreview {
    /// The titles of the assessment and of the intake.
    pub assessment: String,
    pub intake: String,
    pub kind: Decision,
    /// With their present decision.
    pub people: Vec<DecidedPerson>,
}

/// Somebody a decision is about.
#[derive(Debug, Clone, PartialEq)]
pub struct DecidedPerson {
    pub invitation: String,
    pub name: String,
    pub decision: Decision,
    /// Absent for those who are not ranked.
    pub ranked: Option<RankedPerson>,
}

/// Checks a decision and names the people it is about, without deciding.
///
/// # Errors
/// [`Error::Invalid`] with what needs mending; [`Error::NotFound`] where somebody is not in this intake, with no effect
/// on the others; [`Error::Conflict`] when the ranking it rests on is gone.
pub async fn preview(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    input: &DecisionInput,
    blind: bool,
) -> Result<DecisionPreview> {
    let mut tx = service.read().await?;
    let intake = intake_of(&mut *tx, on, intake).await?;
    let checked = Checked::of(input, false)?;
    let mut people = Vec::with_capacity(checked.invitations.len());
    for invitation in &checked.invitations {
        people.push(
            person(
                &mut *tx,
                &intake,
                invitation,
                checked.snapshot.as_deref(),
                blind,
            )
            .await?,
        );
    }
    Ok(DecisionPreview {
        assessment: intake.assessment_title,
        intake: intake.name,
        kind: checked.kind,
        people,
    })
}

/// Records the decision for everybody named, or for nobody. Returns how many.
///
/// # Errors
/// As [`preview`], and a reason of at least ten characters is asked for.
pub async fn decide(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    input: &DecisionInput,
) -> Result<usize> {
    let intake = intake_of(&mut *service.read().await?, on, intake).await?;
    let checked = Checked::of(input, true)?;
    let decisions: Vec<(DecisionRecord, Line)> = checked
        .invitations
        .iter()
        .map(|invitation| {
            let record = DecisionRecord {
                id: service.new_uuid().to_string(),
                invitation_id: invitation.clone(),
                kind: checked.kind.as_str().to_owned(),
                reason: checked.reason.clone(),
                account_id: on.staff().account().to_string(),
                by_name: on.staff().name().to_owned(),
                snapshot_id: checked.snapshot.clone(),
                at: service.now(),
            };
            (record, Line::by(service, on.staff()))
        })
        .collect();
    let count = decisions.len();
    service
        .write(move |tx| {
            Box::pin(async move {
                for (record, line) in decisions {
                    person(
                        tx,
                        &intake,
                        &record.invitation_id,
                        record.snapshot_id.as_deref(),
                        true,
                    )
                    .await?;
                    tx.insert_decision(&record).await?;
                    let ranking = record.snapshot_id.as_deref().unwrap_or("none");
                    let detail = format!("{}, on ranking {ranking}", record.kind);
                    line.write(
                        tx,
                        "decision.record",
                        &record.invitation_id,
                        Some(&intake.assessment_id),
                        &detail,
                    )
                    .await?;
                }
                Ok(())
            })
        })
        .await?;
    Ok(count)
}

/// The person, if in this intake, with the place in the ranking it rests on.
async fn person(
    tx: &mut dyn Tx,
    intake: &RankedIntakeRecord,
    invitation: &str,
    snapshot: Option<&str>,
    blind: bool,
) -> Result<DecidedPerson> {
    let found = tx.result_of_invitation(invitation).await?;
    let found = found
        .filter(|found| {
            found.intake_id.as_deref() == Some(intake.id.as_str()) && found.state == "ended"
        })
        .ok_or(Error::NotFound)?;
    let place = match snapshot {
        Some(id) => {
            let snapshot = tx.snapshot(id).await?.ok_or_else(missing_snapshot)?;
            if snapshot.intake_id != intake.id {
                return Err(Error::NotFound);
            }
            tx.snapshot_entry(id, invitation).await?
        }
        None => None,
    };
    Ok(DecidedPerson {
        name: super::ranking_page::shown_name(invitation, found.name, blind),
        invitation: found.invitation_id,
        decision: Decision::parse(&found.decision).unwrap_or(Decision::Undecided),
        ranked: place.map(|place| ranked(place, blind)).transpose()?,
    })
}

struct Checked {
    kind: Decision,
    reason: String,
    snapshot: Option<String>,
    invitations: Vec<String>,
}

impl Checked {
    fn of(input: &DecisionInput, with_reason: bool) -> Result<Self> {
        let mut wrong = Vec::new();
        let mut mend = |field: &str, message: &str| {
            wrong.push(FieldError {
                field: field.into(),
                message: message.into(),
            });
        };
        let kind = Decision::parse(&input.kind);
        if kind.is_none() {
            mend("kind", "Choose advance, hold or decline.");
        }
        let reason = input.reason.trim();
        if with_reason && reason.chars().count() < REASON_FROM {
            mend(
                "reason",
                "Write a reason of at least ten characters. It is kept with the decision and your name.",
            );
        }
        if reason.chars().count() > REASON_TO {
            mend("reason", "Write at most 2,000 characters.");
        }
        let ids: BTreeSet<InvitationId> = input
            .invitations
            .iter()
            .filter_map(|id| id.parse().ok())
            .collect();
        match ids.len() {
            0 => mend("invitations", "Tick at least one person."),
            n if n > AT_ONCE => mend("invitations", "Tick at most 200 people at once."),
            _ => {}
        }
        match (kind, wrong.is_empty()) {
            (Some(kind), true) => Ok(Self {
                kind,
                reason: reason.to_owned(),
                snapshot: Some(input.snapshot.trim().to_owned()).filter(|id| !id.is_empty()),
                invitations: ids.into_iter().map(|id| id.to_string()).collect(),
            }),
            _ => Err(Error::Invalid(wrong)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(kind: &str, reason: &str, invitations: &[&str]) -> DecisionInput {
        DecisionInput {
            kind: kind.into(),
            reason: reason.into(),
            snapshot: String::new(),
            invitations: invitations.iter().map(|id| (*id).to_owned()).collect(),
        }
    }

    #[test]
    fn a_decision_needs_a_kind_a_reason_and_somebody() {
        let Err(Error::Invalid(wrong)) =
            Checked::of(&input("hire", " too short ", &["x"]), true).map(drop)
        else {
            panic!("it was accepted");
        };
        let fields: Vec<_> = wrong.iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!(fields, ["kind", "reason", "invitations"]);
    }

    #[test]
    fn a_person_ticked_twice_is_decided_on_once() {
        let id = "018f0000-0000-7000-8000-000000000001";
        let checked = Checked::of(&input("hold", "Speaks two languages.", &[id, id]), true)
            .expect("accepted");
        assert_eq!(checked.invitations, [id]);
        assert_eq!((checked.kind, checked.snapshot), (Decision::Hold, None));
    }
}
