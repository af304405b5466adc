//! Who acts, as extractors: the first argument of every handler that is not public. The session middleware puts the
//! proven [`Staff`] (or the reason why there is none) into the request; these narrow it.

use crate::failure::Failure;
use crate::shell::PageContext;
use crate::state::{AppState, cookie};
use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;
use service::Error;
use service::principal::{Admin, Candidate, Expert, OnAssessment, Recruiter, Staff};

/// Left in the request's extensions by the session middleware.
#[derive(Debug, Clone)]
pub struct Session(pub Result<Staff, Error>);

/// Any signed-in account.
pub struct SignedIn(pub Staff);
/// An account with the recruiter or admin role.
pub struct AsRecruiter(pub Recruiter);
/// An account with the admin role.
pub struct AsAdmin(pub Admin);
/// A recruiter with access to the assessment named `{assessment}` in the path; others get what a missing id gets.
pub struct WithAccess(pub OnAssessment);
/// A candidate who holds the live link of the invitation named `{invitation}` in the path.
pub struct AsCandidate(pub Candidate);

/// An expert who holds the live link of the one named `{expert}` in the path.
pub struct AsExpert(pub Expert);

async fn context(parts: &mut Parts) -> PageContext {
    PageContext::from_request_parts(parts, &())
        .await
        .unwrap_or_else(|_| PageContext::bare("", "/"))
}

fn staff(parts: &Parts) -> Result<Staff, Error> {
    parts
        .extensions
        .get::<Session>()
        .map_or(Err(Error::SignInNeeded), |session| session.0.clone())
}

async fn path_param(parts: &mut Parts, state: &AppState, wanted: &str) -> Option<String> {
    let params = RawPathParams::from_request_parts(parts, state).await.ok()?;
    params
        .iter()
        .find_map(|(name, value)| (name == wanted).then(|| value.to_owned()))
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Failure> {
        match staff(parts) {
            Ok(staff) => Ok(Self(staff)),
            Err(error) => Err(context(parts).await.failure(error)),
        }
    }
}

impl FromRequestParts<AppState> for AsRecruiter {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Failure> {
        match staff(parts).and_then(Staff::recruiter) {
            Ok(recruiter) => Ok(Self(recruiter)),
            Err(error) => Err(context(parts).await.failure(error)),
        }
    }
}

impl FromRequestParts<AppState> for AsAdmin {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Failure> {
        match staff(parts).and_then(Staff::admin) {
            Ok(admin) => Ok(Self(admin)),
            Err(error) => Err(context(parts).await.failure(error)),
        }
    }
}

impl FromRequestParts<AppState> for WithAccess {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let id = path_param(parts, state, "assessment").await;
        let proven = async {
            let recruiter = staff(parts)?.recruiter()?;
            let id = id.and_then(|id| id.parse().ok()).ok_or(Error::NotFound)?;
            service::assessments::access(&state.service, recruiter, id).await
        }
        .await;
        match proven {
            Ok(access) => Ok(Self(access)),
            Err(error) => Err(context(parts).await.failure(error)),
        }
    }
}

impl FromRequestParts<AppState> for AsCandidate {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let id = path_param(parts, state, "invitation")
            .await
            .unwrap_or_default();
        let token = cookie(&parts.headers, &state.cookies.candidate(&id)).unwrap_or_default();
        let proven = async {
            let id = id.parse().map_err(|_| Error::NotFound)?;
            service::attempts::authenticate(&state.service, id, token).await
        }
        .await;
        match proven {
            Ok(candidate) => Ok(Self(candidate)),
            Err(error) => Err(context(parts).await.failure(error)),
        }
    }
}

impl FromRequestParts<AppState> for AsExpert {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let id = path_param(parts, state, "expert").await.unwrap_or_default();
        let token = cookie(&parts.headers, &state.cookies.expert(&id)).unwrap_or_default();
        let proven = async {
            let id = id.parse().map_err(|_| Error::NotFound)?;
            service::experts::authenticate(&state.service, id, token).await
        }
        .await;
        match proven {
            Ok(expert) => Ok(Self(expert)),
            Err(error) => Err(context(parts).await.failure(error)),
        }
    }
}

/// The address a request came from, as far as trusted proxies tell; put in by the middleware.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub std::net::IpAddr);
