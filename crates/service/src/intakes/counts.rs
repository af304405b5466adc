//! How the invitations of an intake stand.

use crate::ports::IntakeStateCount;

/// Invitations by state; those past their date count as expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// The link was not opened yet.
    pub invited: i64,
    pub opened: i64,
    pub started: i64,
    pub submitted: i64,
    pub expired: i64,
    pub withdrawn: i64,
    pub revoked: i64,
}

impl Counts {
    pub(super) fn sum<'c>(counts: impl IntoIterator<Item = &'c IntakeStateCount>) -> Self {
        let mut sum = Self::default();
        for IntakeStateCount { state, count, .. } in counts {
            let slot = match state.as_str() {
                "invited" => &mut sum.invited,
                "opened" => &mut sum.opened,
                "started" => &mut sum.started,
                "submitted" => &mut sum.submitted,
                "expired" => &mut sum.expired,
                "withdrawn" => &mut sum.withdrawn,
                _ => &mut sum.revoked,
            };
            *slot += count;
        }
        sum
    }

    /// Everybody on the list, those taken back included.
    pub fn all(&self) -> i64 {
        self.people() + self.revoked
    }

    /// Everybody whose invitation was not taken back.
    pub fn people(&self) -> i64 {
        self.waiting() + self.started + self.submitted + self.expired + self.withdrawn
    }

    /// Those who can still start.
    pub fn waiting(&self) -> i64 {
        self.invited + self.opened
    }
}
