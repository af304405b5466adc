//! Banks: importing their files, revising them, browsing them, and looking at one question with its key. Recruiters and
//! admins see keys here; candidates never reach this module.

mod export;
mod import;
mod question_page;
mod read;
mod revise;
mod storing;
pub mod uploads;

pub use export::{Export, LossGroup, export, losses, template};
pub use import::{Imported, import};
pub use question_page::{FormatFacts, FromPanel, QuestionPage, Use, VersionLine, question};
pub use read::{Filter, Found, Listed, PAGE, bank, banks, search, sectors, versions};

pub(crate) use question_page::as_candidate;
pub use revise::{Change, Revised, Revision};

use crate::ports::BankRecord;
use crate::{Error, Result};
use domain::bank::BankInfo;
use domain::time::Timestamp;
use serde::Serialize;

/// A bank at its present version.
#[derive(Debug, Clone)]
pub struct Bank {
    pub version: i64,
    pub questions: i64,
    pub imported_at: Timestamp,
    /// In words.
    pub imported_by: String,
    pub info: BankInfo,
}

impl Bank {
    pub(crate) fn from_record(record: &BankRecord) -> Result<Self> {
        Ok(Self {
            version: record.version,
            questions: record.questions,
            imported_at: record.imported_at,
            imported_by: record.imported_by.clone(),
            info: serde_json::from_str(&record.info)?,
        })
    }
}

/// How a value of a domain enum is written in files, forms and columns: `single_best`, `AL`.
pub fn code(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}

/// The value of a domain enum by its [`code`]; `None` for anything else.
pub fn by_code<T: serde::de::DeserializeOwned>(code: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(code.to_owned())).ok()
}

fn conflict() -> Error {
    Error::Conflict(
        "Somebody else changed this bank first. Nothing of yours was changed; look at it again."
            .into(),
    )
}
