//! From a use case's error to a response: the one place where errors become statuses and words. Pages for people,
//! JSON for islands; never an inner error's text.

use crate::shell::{PageContext, error_page};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use service::Error;

/// A response that ends a handler early; built by [`PageContext::failure`].
#[derive(Debug)]
pub struct Failure(Box<Response>);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// What a handler returns.
pub type Answer = Result<Response, Failure>;

impl PageContext {
    /// The page (or JSON) for an error. Field errors that reach this were not shown beside their fields, so their
    /// sentences are shown together.
    pub fn failure(&self, error: Error) -> Failure {
        let (status, title, message) = words(&error);
        if matches!(error, Error::SignInNeeded) && !self.wants_json {
            return Failure(Box::new(see_other(&format!(
                "/login?next={}",
                encode(&self.path)
            ))));
        }
        let mut response = if self.wants_json {
            let body = serde_json::json!({
                "error": message,
                "fields": if let Error::Invalid(fields) = &error { fields.as_slice() } else { &[] },
                "request_id": self.request_id,
            });
            (status, axum::Json(body)).into_response()
        } else {
            error_page(self, status, title, &message)
        };
        let retry = match error {
            Error::TooMany { retry_after } => Some(retry_after),
            Error::Unavailable => Some(2),
            _ => None,
        };
        if let Some(seconds) = retry {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        Failure(Box::new(response))
    }
}

fn words(error: &Error) -> (StatusCode, &'static str, String) {
    match error {
        Error::NotFound => (
            StatusCode::NOT_FOUND,
            "There is nothing here",
            "The address may be mistyped, or what was here is gone.".into(),
        ),
        Error::SignInNeeded => (
            StatusCode::UNAUTHORIZED,
            "Please sign in",
            "You are not signed in, or your session has ended.".into(),
        ),
        Error::Forbidden => (
            StatusCode::FORBIDDEN,
            "Your account does not cover this",
            "Ask an administrator if you need it.".into(),
        ),
        Error::Invalid(fields) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "Something needs mending",
            fields
                .iter()
                .map(|field| field.message.as_str())
                .collect::<Vec<_>>()
                .join(" "),
        ),
        Error::Refused(why) => (
            StatusCode::BAD_REQUEST,
            "This could not be done",
            why.clone(),
        ),
        Error::Conflict(why) => (
            StatusCode::CONFLICT,
            "Someone changed this in the meantime",
            why.clone(),
        ),
        Error::Gone(why) => (StatusCode::GONE, "This has ended", why.clone()),
        Error::TooMany { retry_after } => (
            StatusCode::TOO_MANY_REQUESTS,
            "Please wait a moment",
            format!("There were many tries in a short time. Try again in {retry_after} seconds."),
        ),
        Error::Unavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            "We cannot reach our data right now",
            "Nothing was changed. Please try again in a moment.".into(),
        ),
        Error::Internal => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something went wrong on our side",
            "Nothing you did caused this. Please try again; if it stays, pass on the number below."
                .into(),
        ),
    }
}

/// 303 to a path of this site: the answer to every accepted form.
pub fn see_other(path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, location);
    response
}

/// Percent-encodes everything but unreserved characters, for a query value.
pub fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            use std::fmt::Write;
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}
