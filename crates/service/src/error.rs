//! What can go wrong for a person, mapped once at the edge to a status and words. Inner errors (SQL, SMTP) never
//! travel in these: they are logged where they happen and become [`Error::Internal`] or [`Error::Unavailable`].

/// A use case's result.
pub type Result<T> = std::result::Result<T, Error>;

/// One field that needs mending, in words a person can act on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// The form field's name.
    pub field: String,
    pub message: String,
}

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// Also what a person without access gets: exactly like a missing id.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in.
    #[error("sign in first")]
    SignInNeeded,
    /// Signed in, but the role does not cover this.
    #[error("this account may not do that")]
    Forbidden,
    /// The form needs mending.
    #[error("{} field(s) need mending", .0.len())]
    Invalid(Vec<FieldError>),
    /// The request makes no sense here and now; the sentence says why and what to do.
    #[error("{0}")]
    Refused(String),
    /// Someone else changed it first; the sentence says so.
    #[error("{0}")]
    Conflict(String),
    /// Gone for good: expired, revoked, withdrawn. The sentence says so kindly.
    #[error("{0}")]
    Gone(String),
    #[error("too many tries, wait {retry_after} s")]
    TooMany {
        /// Seconds.
        retry_after: u64,
    },
    /// The database is busy, full or away: nothing was changed, trying again is right.
    #[error("not available right now")]
    Unavailable,
    /// A defect or a broken invariant; logged where it happened.
    #[error("something went wrong on our side")]
    Internal,
}

impl Error {
    /// One field error.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError {
            field: field.to_owned(),
            message: message.into(),
        }])
    }

    /// Logs a defect and hides it.
    pub fn internal(context: &str, cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "{context}");
        Self::Internal
    }
}

/// Stored JSON that does not parse is a broken invariant.
impl From<serde_json::Error> for Error {
    fn from(cause: serde_json::Error) -> Self {
        Self::internal("stored JSON", &cause)
    }
}
