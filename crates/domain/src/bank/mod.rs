//! A bank: a versioned collection of questions with the provenance of its key. This is also the shape of a bank
//! file; reading YAML belongs to `exchange`, checking the content to [`check()`].

mod check;
pub mod reading_level;

pub use check::{Finding, Severity, check};

use crate::question::Question;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the key values come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// Reasoned by the authors; no panel has rated it.
    Rational,
    /// Means of independent expert ratings.
    ExpertPanel,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeyStatus {
    Provisional,
    Confirmed,
}

/// A public key can be read by any applicant; publishing an assessment says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    Public,
    Private,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Key {
    pub provenance: Provenance,
    pub status: KeyStatus,
    pub visibility: Visibility,
    /// How many experts rated, for an expert panel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experts: Option<u32>,
    /// ISO date of the panel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// ICC(2,k) of the panel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icc2k: Option<f64>,
}

/// Everything about a bank but its questions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BankInfo {
    /// Kebab-case, stable.
    pub id: String,
    pub title: String,
    #[serde(default)]
    pub description: String,
    /// BCP 47 language tag of the questions.
    pub locale: String,
    /// SPDX identifier.
    pub licence: String,
    pub authors: Vec<String>,
    pub key: Key,
}

/// The version of the bank file format that this program reads and writes.
pub const SCHEMA_VERSION: u32 = 1;

/// A bank file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Bank {
    /// The version of this file format, 1 today.
    #[schemars(range(min = 1, max = 1))]
    pub schema_version: u32,
    #[serde(flatten)]
    pub info: BankInfo,
    pub questions: Vec<Question>,
}
