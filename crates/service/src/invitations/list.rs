//! The invitations of an intake as recruiters see them: states and dates, never a clock time of an attempt.

use crate::intakes;
use crate::ports::{InvitationFilter, InvitationRecord, containing};
use crate::principal::OnAssessment;
use crate::{Error, Result, Service};
use domain::ids::{IntakeId, InvitationId};
use domain::time::Timestamp;

/// Invitations on one page.
pub const PAGE: i64 = 50;
/// The longest search, in characters.
const SEARCH: usize = 100;

/// Where an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Invited,
    Opened,
    Started,
    Submitted,
    Expired,
    Withdrawn,
    Revoked,
}

impl State {
    pub const ALL: [Self; 7] = [
        Self::Invited,
        Self::Opened,
        Self::Started,
        Self::Submitted,
        Self::Expired,
        Self::Withdrawn,
        Self::Revoked,
    ];

    /// The name in the database and in queries.
    pub fn name(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Opened => "opened",
            Self::Started => "started",
            Self::Submitted => "submitted",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
            Self::Revoked => "revoked",
        }
    }

    /// The state of this name; `None` for anything else.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// As [`Self::named`]; what is unknown grants nothing.
    pub(super) fn stored(name: &str) -> Self {
        Self::named(name).unwrap_or(Self::Revoked)
    }

    /// Whether the personal link leads somewhere.
    pub fn link_works(self) -> bool {
        matches!(
            self,
            Self::Invited | Self::Opened | Self::Started | Self::Submitted
        )
    }
}

/// What became of the last mail with the link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailState {
    /// None was sent: the link is passed on another way.
    None,
    Queued,
    Sent,
    /// With the last reply of the mail server.
    Failed(String),
}

/// One invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    pub name: String,
    pub email: String,
    pub state: State,
    pub mail: MailState,
    /// What the server said to a try that is repeated.
    pub mail_trouble: Option<String>,
    pub generation: i64,
    pub invited_by: String,
    pub invited_at: Timestamp,
    pub expires_at: Timestamp,
    pub reminded_at: Option<Timestamp>,
    pub simulated: bool,
}

impl Invitation {
    pub fn can_be_reminded(&self) -> bool {
        matches!(self.state, State::Invited | State::Opened)
            && self.reminded_at.is_none()
            && !self.simulated
    }

    pub fn can_get_new_link(&self) -> bool {
        !matches!(self.state, State::Submitted | State::Withdrawn) && !self.simulated
    }

    pub fn can_be_revoked(&self) -> bool {
        matches!(self.state, State::Invited | State::Opened | State::Expired)
    }
}

/// What the page asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListQuery {
    pub state: Option<State>,
    /// Part of a name or an address.
    pub search: String,
    /// From 1.
    pub page: i64,
}

/// One page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationList {
    pub rows: Vec<Invitation>,
    /// All that fit the query.
    pub total: i64,
    /// The page shown, from 1: the last one when a later was asked for.
    pub page: i64,
    pub pages: i64,
}

/// A page of an intake's invitations, by name.
///
/// # Errors
/// [`Error::NotFound`] outside the assessment.
pub async fn list(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    query: &ListQuery,
) -> Result<InvitationList> {
    let mut tx = service.read().await?;
    let record = intakes::of_assessment(&mut *tx, on, intake).await?;
    let cutoff = intakes::cutoff(&record, service.now());
    let filter = InvitationFilter {
        state: query.state.map(|state| state.name().to_owned()),
        pattern: pattern(&query.search),
    };
    let total = tx.count_invitations(&record.id, cutoff, &filter).await?;
    let pages = total.div_euclid(PAGE) + i64::from(total % PAGE > 0);
    let page = query.page.clamp(1, pages.max(1));
    let rows = tx
        .invitations_page(&record.id, cutoff, &filter, (page - 1) * PAGE, PAGE)
        .await?;
    let rows = rows
        .into_iter()
        .map(|row| shown(row, cutoff))
        .collect::<Result<_>>()?;
    Ok(InvitationList {
        rows,
        total,
        page,
        pages,
    })
}

/// As it stands when everything that ends before `cutoff` and was not started is expired.
pub(super) fn shown(record: InvitationRecord, cutoff: Timestamp) -> Result<Invitation> {
    let state = match State::stored(&record.state) {
        State::Invited | State::Opened if record.expires_at < cutoff => State::Expired,
        state => state,
    };
    let (mail, mail_trouble) = match (record.mail_state.as_str(), record.mail_error) {
        ("failed", reply) => (MailState::Failed(reply.unwrap_or_default()), None),
        ("queued", trouble) => (MailState::Queued, trouble),
        ("sent", _) => (MailState::Sent, None),
        _ => (MailState::None, None),
    };
    Ok(Invitation {
        id: record
            .id
            .parse()
            .map_err(|cause| Error::internal("stored id", &cause))?,
        name: record.name,
        email: record.email,
        state,
        mail,
        mail_trouble,
        generation: record.generation,
        invited_by: record.invited_by,
        invited_at: record.created_at,
        expires_at: record.expires_at,
        reminded_at: record.reminded_at,
        simulated: record.simulated,
    })
}

/// A LIKE pattern for folded text that contains the words; `None` for nothing to look for.
fn pattern(search: &str) -> Option<String> {
    let folded: String = search
        .trim()
        .to_lowercase()
        .chars()
        .take(SEARCH)
        .filter(|c| *c != '\0')
        .collect();
    (!folded.is_empty()).then(|| containing(&folded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_folded_and_its_signs_mean_themselves() {
        assert_eq!(pattern("  "), None);
        assert_eq!(pattern(" ÅSA_100% ").as_deref(), Some("%åsa\\_100\\%%"));
        assert_eq!(pattern("a\\b\0c").as_deref(), Some("%a\\\\bc%"));
    }

    #[test]
    fn every_state_is_found_by_its_name() {
        for state in State::ALL {
            assert_eq!(State::named(state.name()), Some(state));
        }
        assert_eq!(State::named("gone"), None);
    }
}
