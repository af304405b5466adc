//! Reliability, items, options, differential functioning and a criterion, from
//! persons in rows and items in columns.
//!
//! The table is read twice. The first reading checks every cell and finds out
//! the options, the number of persons and the range of totals. The second folds
//! the persons into moments, whose size depends on the items alone. Persons are
//! kept beside the moments only for what needs them: differential functioning,
//! or exact tails of the D index while there are at most [`HELD_CELLS`] cells.
//! Beyond, tails are cut by bins of totals; where totals are whole numbers in
//! no more than [`BINS`] steps that is exact as well. An id column costs a few
//! bytes a person, to find ids that occur twice.
//!
//! * `scan`, `fold`: the first and the second reading;
//! * `parts`: strata and weights; `dif`: differential functioning;
//!   `flags`: what to look at;
//! * `compose`: the report put together; `report`: its keys; `page`: the same as
//!   text.
//!
//! Never contains formulas; they are in `psychometrics`.

mod compose;
mod dif;
mod flags;
mod fold;
mod page;
mod parts;
mod report;
mod scan;

pub use dif::{Dif, GroupRequest, LogisticFigures};
pub use flags::FlagReport;
pub use parts::{Composite, PartScores};
pub use report::{Criterion, DifGroups, ItemReport, OptionReport, Report, TailReport, Total};

use crate::items::{Assigned, Selection};
use crate::problem::{Problem, Problems};
pub use psychometrics::item_analysis::discrimination::{TailRule, Ties};
use std::io::Read;

/// Up to this many cells persons are held for exact tails: 16 megabytes.
pub const HELD_CELLS: usize = 2_000_000;
/// Bins of totals where persons are not held.
pub const BINS: usize = 4_096;

/// What becomes of a person with a missing answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gaps {
    /// The person is left out.
    #[default]
    Listwise,
    /// The answer scores 0.
    Zero,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Ids, items and reversed items.
    pub columns: Selection,
    /// The right answer of each item; `None` where cells are scores.
    pub key: Option<Vec<String>>,
    /// The stratum of each item.
    pub strata: Option<Assigned<String>>,
    /// Weights of strata or of items.
    pub weights: Option<Assigned<f64>>,
    /// How weighted strata are scored.
    pub part_scores: PartScores,
    /// Groups to be compared.
    pub group: Option<GroupRequest>,
    /// A column to correlate the total with.
    pub criterion: Option<String>,
    /// Missing answers.
    pub gaps: Gaps,
    /// Tails of the D index.
    pub tails: TailRule,
    /// Level of intervals, such as .95.
    pub level: f64,
    /// Up to this many cells persons are held for exact tails.
    pub held_cells: usize,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            columns: Selection::default(),
            key: None,
            strata: None,
            weights: None,
            part_scores: PartScores::default(),
            group: None,
            criterion: None,
            gaps: Gaps::default(),
            tails: TailRule::default(),
            level: 0.95,
            held_cells: HELD_CELLS,
        }
    }
}

/// Analyses a table; `open` is called for each reading, two or three times.
///
/// # Errors
/// Everything that is wrong with the table or does not fit together in the
/// request; fewer than two persons without gaps.
pub fn run<R: Read>(
    open: impl Fn() -> std::io::Result<R>,
    request: &Request,
) -> Result<Report, Problems> {
    let open = || open().map_err(|error| Problems::from(Problem::Unreadable(error.to_string())));
    if !(request.level > 0.0 && request.level < 1.0) {
        return Err(Problem::Asked("a level lies between 0 and 1".into()).into());
    }
    let scan = scan::scan(open()?, request)?;
    scan.refuse_repeated_ids(&open)?;
    let parts = parts::Parts::new(request, &scan.layout)?;
    let folded = fold::fold(open()?, request, scan, &parts.item_weights)?;
    compose::report(request, &parts, folded)
}
