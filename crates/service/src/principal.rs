//! Who acts. A principal's fields are private to this crate and it can only be built by the check that proves it;
//! use cases take principals, so that forgetting a check does not compile.

use crate::ports::{CandidateRecord, ExpertRecord, PanelRecord};
use crate::{Error, Result};
use domain::ids::{AccountId, AssessmentId, ExpertId, InvitationId, SessionId};
use std::sync::Arc;

/// What an account may do; one account may hold several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Roles {
    pub admin: bool,
    pub recruiter: bool,
    pub rater: bool,
}

/// A signed-in account. Built by `accounts::authenticate` from a live session.
#[derive(Debug, Clone)]
pub struct Staff {
    pub(crate) account: AccountId,
    pub(crate) session: SessionId,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) roles: Roles,
    pub(crate) request_id: String,
}

impl Staff {
    pub fn account(&self) -> AccountId {
        self.account
    }
    pub fn session(&self) -> SessionId {
        self.session
    }
    pub fn name(&self) -> &str {
        &self.name
    }
    pub fn email(&self) -> &str {
        &self.email
    }
    pub fn roles(&self) -> Roles {
        self.roles
    }

    /// # Errors
    /// [`Error::Forbidden`] without the admin role.
    pub fn admin(self) -> Result<Admin> {
        if self.roles.admin {
            Ok(Admin(self))
        } else {
            Err(Error::Forbidden)
        }
    }

    /// Admins may do what recruiters do.
    ///
    /// # Errors
    /// [`Error::Forbidden`] without the recruiter or admin role.
    pub fn recruiter(self) -> Result<Recruiter> {
        if self.roles.recruiter || self.roles.admin {
            Ok(Recruiter(self))
        } else {
            Err(Error::Forbidden)
        }
    }
}

/// A signed-in account with the admin role.
#[derive(Debug, Clone)]
pub struct Admin(pub(crate) Staff);

/// A signed-in account that may work with banks and assessments.
#[derive(Debug, Clone)]
pub struct Recruiter(pub(crate) Staff);

impl Admin {
    /// Admins may do what recruiters do.
    pub fn recruiter(&self) -> Recruiter {
        Recruiter(self.0.clone())
    }
}

impl std::ops::Deref for Admin {
    type Target = Staff;
    fn deref(&self) -> &Staff {
        &self.0
    }
}

impl std::ops::Deref for Recruiter {
    type Target = Staff;
    fn deref(&self) -> &Staff {
        &self.0
    }
}

/// A recruiter proven to have access to one assessment: its owner, someone it is shared with, or an admin. Built by
/// `assessments::access`; everyone else gets [`Error::NotFound`].
#[derive(Debug, Clone)]
pub struct OnAssessment {
    pub(crate) recruiter: Recruiter,
    pub(crate) assessment: AssessmentId,
    pub(crate) is_owner: bool,
}

impl OnAssessment {
    pub fn assessment(&self) -> AssessmentId {
        self.assessment
    }
    /// Owners and admins share, close and delete.
    pub fn is_owner(&self) -> bool {
        self.is_owner || self.recruiter.roles.admin
    }
    pub fn staff(&self) -> &Staff {
        &self.recruiter
    }
    pub fn recruiter(&self) -> &Recruiter {
        &self.recruiter
    }
}

/// A candidate proven to hold the live link of one invitation. Built by `attempts::authenticate`.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub(crate) invitation: InvitationId,
    /// As it stood when the link was proven, earlier in the same request.
    pub(crate) record: Arc<CandidateRecord>,
}

impl Candidate {
    pub fn invitation(&self) -> InvitationId {
        self.invitation
    }
}

/// An expert proven to hold the live link to one panel. Built by `experts::authenticate`.
#[derive(Debug, Clone)]
pub struct Expert {
    pub(crate) expert: ExpertId,
    /// As they stood when the link was proven, earlier in the same request.
    pub(crate) record: Arc<ExpertRecord>,
    pub(crate) panel: Arc<PanelRecord>,
}

impl Expert {
    pub fn expert(&self) -> ExpertId {
        self.expert
    }
}
