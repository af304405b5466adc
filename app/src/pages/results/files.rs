//! Files to download: the ranking as CSV and PDF, one report as PDF, the ledger as JSON.

use super::{Asked, InIntake, OfCandidate, blind};
use crate::auth::WithAccess;
use crate::failure::Answer;
use crate::shell::PageContext;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};
use service::reports::{self, Pdf};
use service::results;

/// GET …/export.csv
pub async fn export(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<InIntake>,
    headers: HeaderMap,
    Query(query): Query<Asked>,
) -> Answer {
    let intake = at.id().map_err(|error| ctx.failure(error))?;
    let bytes = results::csv(&state.service, &on, intake, blind(&headers, &query))
        .await
        .map_err(|error| ctx.failure(error))?;
    Ok(download("text/csv; charset=utf-8", "ranking.csv", bytes))
}

/// GET …/report.pdf
pub async fn cohort_pdf(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<InIntake>,
    headers: HeaderMap,
    Query(query): Query<Asked>,
) -> Answer {
    let intake = at.id().map_err(|error| ctx.failure(error))?;
    let pdf = reports::cohort_pdf(&state.service, &on, intake, blind(&headers, &query))
        .await
        .map_err(|error| ctx.failure(error))?;
    Ok(pdf_response(pdf))
}

/// GET …/candidates/{invitation}/report.pdf
pub async fn candidate_pdf(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<OfCandidate>,
    headers: HeaderMap,
    Query(query): Query<Asked>,
) -> Answer {
    let (intake, invitation) = ids(&at).map_err(|error| ctx.failure(error))?;
    let pdf = reports::candidate_pdf(
        &state.service,
        &on,
        intake,
        invitation,
        blind(&headers, &query),
    )
    .await
    .map_err(|error| ctx.failure(error))?;
    Ok(pdf_response(pdf))
}

/// GET …/candidates/{invitation}/ledger.json?card=…: the present score card when none is named.
pub async fn ledger(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<OfCandidate>,
    Query(query): Query<Asked>,
) -> Answer {
    let (intake, invitation) = ids(&at).map_err(|error| ctx.failure(error))?;
    let card = query.get("card").map(String::as_str);
    let ledger = results::ledger(&state.service, &on, intake, invitation, card)
        .await
        .map_err(|error| ctx.failure(error))?;
    let bytes = serde_json::to_vec_pretty(&ledger).map_err(|cause| ctx.failure(cause.into()))?;
    Ok(download("application/json", "ledger.json", bytes))
}

fn ids(
    at: &OfCandidate,
) -> Result<(domain::ids::IntakeId, domain::ids::InvitationId), service::Error> {
    Ok((at.in_intake().id()?, at.id()?))
}

/// A PDF as a download.
pub(crate) fn pdf_response(pdf: Pdf) -> Response {
    download("application/pdf", &pdf.file_name, pdf.bytes)
}

/// `file_name` holds ASCII letters, digits, dots and dashes only.
pub(crate) fn download(content_type: &'static str, file_name: &str, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{file_name}\""))
    {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}
