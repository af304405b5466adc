//! The analysis as files to download.

use crate::auth::WithAccess;
use crate::failure::Answer;
use crate::pages::results::files::{download, pdf_response};
use crate::shell::PageContext;
use crate::state::AppState;
use axum::extract::State;

/// `GET /assessments/{assessment}/analysis/questions.csv`.
pub async fn csv(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
) -> Answer {
    let bytes = service::analysis::csv(&state.service, &on)
        .await
        .map_err(|error| ctx.failure(error))?;
    Ok(download("text/csv; charset=utf-8", "questions.csv", bytes))
}

/// `GET /assessments/{assessment}/analysis/questions.xlsx`.
pub async fn workbook(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
) -> Answer {
    let bytes = service::analysis::workbook(&state.service, &on)
        .await
        .map_err(|error| ctx.failure(error))?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(download(kind, "questions.xlsx", bytes))
}

/// `GET /assessments/{assessment}/analysis/report.pdf`.
pub async fn pdf(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
) -> Answer {
    let pdf = service::analysis::pdf(&state.service, &on)
        .await
        .map_err(|error| ctx.failure(error))?;
    Ok(pdf_response(pdf))
}
