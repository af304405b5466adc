//! Where a candidate stands right now: what the record and the clock allow.

use crate::ports::{AttemptRecord, CandidateRecord, Tx};
use crate::principal::Candidate;
use crate::{Error, Result, Service};
use domain::attempt::{Clock, Ending, Plan, clock};
use domain::frozen::FrozenAssessment;
use domain::time::{MINUTE, Timestamp};

/// What the candidate may do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The hiring round opens at this instant.
    NotYet(Timestamp),
    /// May start.
    Ready,
    /// Has started and may answer.
    Running,
    /// Time or the window has ended; the server closes the attempt within seconds.
    Over,
    /// The attempt has ended.
    Ended,
    /// Never started, and the window is over.
    Expired,
    Withdrawn,
}

impl CandidateRecord {
    /// When the invitation, its intake or its assessment closes. A request for an adjustment that waits for an answer
    /// stops the expiry, not the closing of the round.
    pub(crate) fn window_end(&self) -> Option<Timestamp> {
        let expiry = (!self.waiting).then_some(self.expires_at);
        [expiry, self.intake_closes_at, self.closed_at]
            .into_iter()
            .flatten()
            .min()
    }

    /// When answers stop counting (grace apart): the deadline or the end of the window.
    pub(crate) fn answers_until(&self) -> Option<Timestamp> {
        let deadline = self.attempt.as_ref().and_then(|attempt| attempt.deadline);
        [deadline, self.window_end()].into_iter().flatten().min()
    }

    pub(crate) fn standing(&self, now: Timestamp) -> Standing {
        match &self.attempt {
            _ if self.state == "withdrawn" => Standing::Withdrawn,
            Some(attempt) if attempt.state == "ended" => Standing::Ended,
            Some(_) if clock(self.answers_until(), now) == Clock::Over => Standing::Over,
            Some(_) => Standing::Running,
            None if self.state == "expired" && !self.waiting => Standing::Expired,
            None if self.window_end().is_some_and(|end| end < now) => Standing::Expired,
            None => match self.intake_opens_at {
                Some(opens) if now < opens => Standing::NotYet(opens),
                _ => Standing::Ready,
            },
        }
    }

    pub(crate) fn is_trial(&self) -> bool {
        self.purpose == "trial"
    }

    /// The limit with the extra time granted, in milliseconds.
    pub(crate) fn time_limit(&self, frozen: &FrozenAssessment) -> Option<i64> {
        let minutes = i64::from(frozen.definition.time_limit_minutes?);
        Some(minutes * MINUTE * (100 + self.extra_time_percent) / 100)
    }
}

impl AttemptRecord {
    pub(crate) fn plan(&self) -> Result<Plan> {
        Ok(serde_json::from_str(&self.plan)?)
    }
}

/// Where the candidate stands right now.
pub fn standing(service: &Service, candidate: &Candidate) -> Standing {
    candidate.record.standing(service.now())
}

/// How many questions the candidate's attempt has; 0 before the start.
pub fn question_count(candidate: &Candidate) -> usize {
    let plan = candidate.record.attempt.as_ref().map(AttemptRecord::plan);
    plan.and_then(Result::ok)
        .map_or(0, |plan| plan.questions.len())
}

/// The record as it is now, for a unit: what the page showed may have changed since.
pub(super) async fn record_of(tx: &mut dyn Tx, invitation: &str) -> Result<CandidateRecord> {
    tx.candidate_record(invitation)
        .await?
        .ok_or(Error::NotFound)
}

/// Started attempts only.
pub(crate) fn started(record: &CandidateRecord) -> Result<&AttemptRecord> {
    record.attempt.as_ref().ok_or_else(|| {
        Error::Refused("You have not started yet. Open the first page to start.".into())
    })
}

/// As stored.
pub(crate) fn ending_name(ending: Ending) -> &'static str {
    match ending {
        Ending::Submitted => "submitted",
        Ending::TimedOut => "timed_out",
        Ending::WindowClosed => "window_closed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> CandidateRecord {
        CandidateRecord {
            invitation_id: "i".into(),
            assessment_id: "a".into(),
            intake_id: Some("n".into()),
            frozen_id: "f".into(),
            purpose: "pilot".into(),
            name: "Ada".into(),
            email: "ada@example.org".into(),
            state: "invited".into(),
            generation: 1,
            expires_at: Timestamp(1_000_000),
            simulated: false,
            intake_opens_at: None,
            intake_closes_at: None,
            closed_at: None,
            extra_time_percent: 0,
            waiting: false,
            attempt: None,
        }
    }

    #[test]
    fn an_open_request_stops_the_expiry_but_not_the_closing_of_the_round() {
        let mut record = record();
        assert_eq!(record.standing(Timestamp(1_000_000)), Standing::Ready);
        assert_eq!(record.standing(Timestamp(1_000_001)), Standing::Expired);
        record.waiting = true;
        assert_eq!(record.standing(Timestamp(9_000_000)), Standing::Ready);
        record.closed_at = Some(Timestamp(2_000_000));
        assert_eq!(record.standing(Timestamp(9_000_000)), Standing::Expired);
    }

    #[test]
    fn a_round_that_opens_later_waits() {
        let mut record = record();
        record.intake_opens_at = Some(Timestamp(500));
        assert_eq!(
            record.standing(Timestamp(499)),
            Standing::NotYet(Timestamp(500))
        );
        assert_eq!(record.standing(Timestamp(500)), Standing::Ready);
    }

    #[test]
    fn answers_count_until_the_deadline_or_the_window_with_the_same_grace() {
        let mut record = record();
        record.attempt = Some(AttemptRecord {
            id: "t".into(),
            state: "open".into(),
            plan: String::new(),
            consented_at: Timestamp(0),
            started_at: Timestamp(0),
            deadline: Some(Timestamp(600_000)),
            ending: None,
            ended_at: None,
            receipt_hash: None,
            score_card_id: None,
            completeness: None,
            total_micro: None,
            reopened: 0,
            review_requested_at: None,
        });
        assert_eq!(record.answers_until(), Some(Timestamp(600_000)));
        assert_eq!(record.standing(Timestamp(630_000)), Standing::Running);
        assert_eq!(record.standing(Timestamp(630_001)), Standing::Over);
        record.intake_closes_at = Some(Timestamp(300_000));
        assert_eq!(record.standing(Timestamp(330_001)), Standing::Over);
    }
}
