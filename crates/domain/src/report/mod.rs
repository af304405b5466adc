//! The report model: what a PDF (or a page) says, already in words and numbers, before any layout. Composed by the
//! pure functions [`candidate()`], [`cohort()`], [`dossier()`] and [`technical()`]; drawn by `report`. Never says how long
//! anybody took, at what hour, or what adjustments were made. Add a section: a variant of [`Section`], its composition, a
//! drawer.

mod candidate;
mod cohort;
mod dossier;
mod evidence;
pub mod figures;
pub mod interview;
mod notices;
mod profile;
mod technical;

pub use candidate::{CandidateInput, Standing, candidate};
pub use cohort::{CohortInput, CohortMember, cohort};
pub use dossier::{
    DossierAdoption, DossierExpert, DossierInput, DossierQuestion, DossierRemoval, dossier,
};
pub use technical::{TechnicalInput, technical};

use crate::assessment::Paper;
use serde::{Deserialize, Serialize};

/// A score with its 90 % interval on a scale from `axis_low` to `axis_high`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    pub score: f64,
    pub low: f64,
    pub high: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IntervalRow {
    pub label: String,
    /// Absent where the evidence is too thin; `note` then says why.
    pub interval: Option<Interval>,
    pub note: String,
}

/// One piece of evidence: an answer with the scenario and the expert's reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// "Question 4: The parcel that was a birthday present".
    pub title: String,
    pub scenario: String,
    /// "Most helpful: C. Least helpful: A.", with the words of the replies.
    pub answer: String,
    pub reason: String,
    /// Signed points, one decimal.
    pub points: String,
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LedgerRow {
    pub number: String,
    pub title: String,
    pub answer: String,
    pub reason: String,
    /// Weight as a share of the whole, such as "8.3 %".
    pub weight: String,
    /// Score s, chance c and anchored s', three decimals.
    pub score: String,
    pub chance: String,
    pub anchored: String,
    pub points: String,
}

/// A bar of the distribution: how many totals fall in `from..to`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    pub from: f64,
    pub to: f64,
    pub count: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RankingRow {
    /// "1–7", or empty while intervals are not shown.
    pub rank: String,
    pub name: String,
    /// "68", or words where it is no better than random.
    pub score: String,
    pub interval: Interval,
    pub decision: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RankingBand {
    /// "Band 1 · 3 candidates", or empty while there are no bands.
    pub title: String,
    pub rows: Vec<RankingRow>,
}

/// A part of a report, in reading order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "section", rename_all = "snake_case")]
pub enum Section {
    /// Label and value pairs: who, what, when.
    Facts {
        title: String,
        rows: Vec<(String, String)>,
    },
    /// The total with its interval and the band in words.
    Total {
        title: String,
        sentence: String,
        row: IntervalRow,
        random_95: f64,
    },
    /// Competency lines as a chart with intervals and the same as a table.
    Competencies {
        title: String,
        sentence: String,
        rows: Vec<IntervalRow>,
    },
    /// Header cells and rows of text.
    Table {
        title: String,
        sentence: String,
        header: Vec<String>,
        rows: Vec<Vec<String>>,
    },
    Evidence {
        title: String,
        sentence: String,
        items: Vec<Evidence>,
    },
    /// Paragraphs; a leading "- " makes a list item.
    Text {
        title: String,
        paragraphs: Vec<String>,
    },
    /// A tinted note that must not be missed.
    Note {
        title: String,
        paragraphs: Vec<String>,
    },
    Ledger {
        title: String,
        sentence: String,
        rows: Vec<LedgerRow>,
        total: String,
    },
    Distribution {
        title: String,
        sentence: String,
        bins: Vec<Bin>,
        random_95: f64,
    },
    Ranking {
        title: String,
        sentence: String,
        bands: Vec<RankingBand>,
    },
}

/// A report ready to be drawn. The same value always gives the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub title: String,
    pub subtitle: String,
    /// BCP 47.
    pub language: String,
    pub paper: Paper,
    /// "Pilot" printed on every page, where it is one.
    pub pilot: bool,
    /// Footer identification such as the report's id.
    pub footer: String,
    pub sections: Vec<Section>,
}
