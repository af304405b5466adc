//! Identifiers: one type a noun, so that an attempt's id cannot be passed for an assessment's. They are UUIDs
//! written as text; version 7 ids are made at the edge and passed in.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

ids! {
    /// A person with a password: admin, recruiter or rater.
    AccountId,
    /// One signed-in browser of an account.
    SessionId,
    BankId,
    /// One immutable version of one question of one bank.
    QuestionVersionId,
    /// A question being written.
    DraftId,
    AssessmentId,
    /// A hiring round of one assessment.
    IntakeId,
    InvitationId,
    CandidateId,
    /// One taking of an assessment by one candidate.
    AttemptId,
    ScoreCardId,
    /// One frozen ranking of an intake.
    SnapshotId,
    ReportId,
    JobId,
    DecisionId,
    /// A panel of experts who rate the replies of questions.
    PanelId,
    /// One expert of one panel.
    ExpertId,
    /// A file that was uploaded to be imported.
    UploadId,
}
