//! Adverse impact: rates of groups, their ratios, and how sure those are.
//!
//! From counts (group, n, selected), or from scores: then "selected" are those
//! strictly above the median of everyone. Every group is compared with the one
//! that has the highest rate; small groups are marked and compared all the
//! same. Never contains a legal conclusion.
//!
//! * `counts`: the two shapes of table; `report`: the keys; `page`: as text.

mod counts;
mod page;
mod report;

pub use counts::{Counts, counts, from_scores};
pub use report::{Comparison, GroupReport, Report, Unknown};

use crate::figure::Figure;
use crate::problem::{Problem, Problems};
use psychometrics::Reason;
use psychometrics::impact::impact_report;
use psychometrics::impact::report::SMALLEST_SHARE;

/// Compares every group with the one that has the highest rate, intervals at
/// `level`.
///
/// # Errors
/// No group with anyone in it; a level outside 0 to 1.
pub fn run(counts: &Counts, level: f64) -> Result<Report, Problems> {
    let report = impact_report(&counts.groups, counts.unknown, SMALLEST_SHARE, level);
    let report = report.map_err(|undefined| match undefined.reason {
        Reason::TooFewObservations { .. } => Problem::Asked("no group has anyone in it".into()),
        reason => Problem::Asked(reason.to_string()),
    })?;
    let groups = report.groups.iter().enumerate().map(|(index, impact)| {
        let reason = match index == report.reference {
            true => "this is the reference group",
            false => "nobody is in this group",
        };
        let compared = impact.compared.as_ref().ok_or(reason);
        GroupReport {
            group: counts.names[index].clone(),
            n: impact.counts.applicants,
            selected: impact.counts.selected,
            rate: Figure::of("rate", impact.rate),
            share: impact.share,
            small: impact.small,
            compared: Comparison::of(compared, counts, [report.reference, index], level),
        }
    });
    let scores = counts.scores.as_ref();
    let scores = scores.ok_or_else(|| "rates come from counts, not from scores".to_owned());
    Ok(Report {
        reference: counts.names[report.reference].clone(),
        groups: groups.collect(),
        unknown: Unknown {
            n: counts.unknown.applicants,
            selected: counts.unknown.selected,
        },
        median: Figure {
            name: "median",
            value: scores.clone().map(|scores| scores.median),
        },
        on_median: Figure {
            name: "on_median",
            value: scores.clone().map(|scores| scores.on_median),
        },
        left_out: Figure {
            name: "left_out",
            value: scores.map(|scores| scores.left_out),
        },
        level,
    })
}
