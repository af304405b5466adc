//! The second reading: persons are folded into moments, and held where that is
//! needed.

use super::scan::{Scan, Scores};
use super::{BINS, Request};
use crate::problem::{Problem, Problems};
use crate::sheet::Reader;
use psychometrics::Undefined;
use psychometrics::dif::Group;
use psychometrics::streaming::{Accumulator, Bins, Design, ItemMoments, Person, Response};
use std::io::Read;

/// All that is left of the table.
#[derive(Debug)]
pub(super) struct Folded {
    pub scan: Scan,
    pub moments: ItemMoments,
    /// Moments of total and criterion, of the persons who have both.
    pub criterion: Option<ItemMoments>,
    /// Persons, where they are held.
    pub held: Option<Held>,
    /// Width of the bins of totals, where persons are not held.
    pub bin_width: Option<f64>,
}

/// Persons held in memory.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// Scores, person after person.
    pub scores: Vec<f64>,
    /// Weighted totals.
    pub totals: Vec<f64>,
    /// Everyone's group where groups are compared; `None` for neither.
    pub groups: Vec<Option<Group>>,
}

pub(super) fn fold(
    source: impl Read,
    request: &Request,
    scan: Scan,
    weights: &[f64],
) -> Result<Folded, Problems> {
    if let Some(group) = &request.group {
        group.check(&scan)?;
    }
    let hold = request.group.is_some() || scan.persons * scan.layout.items() <= request.held_cells;
    let mut design = Design::new(weights.to_vec()).map_err(asked)?;
    if scan.layout.key().is_some() {
        let options = scan.options.iter().map(Vec::len).collect();
        design = design.with_options(options).map_err(asked)?;
    }
    let mut bin_width = None;
    if !hold {
        let bins = bins(&scan, weights).map_err(asked)?;
        bin_width = Some(bins.width());
        design = design.with_total_bins(bins);
    }
    let mut accumulator = Accumulator::new(design);
    let pair = Design::new(vec![1.0; 2]).map_err(asked)?;
    let mut criterion = scan.layout.criterion.map(|_| Accumulator::new(pair));
    let mut held = hold.then(Held::default);
    let (mut scores, mut responses) = (Scores::default(), Vec::new());
    let mut problems = Problems::default();
    Reader::new(source)?.each(&mut problems, |header, row, problems| {
        let layout = &scan.layout;
        layout.score(header, row, &mut scores, problems);
        if !layout.counts(&scores) || problems.count() > 0 {
            return;
        }
        responses.clear();
        if layout.key().is_some() {
            let items = layout.columns.items.iter().zip(&scan.options);
            responses.extend(items.map(|(item, options)| {
                match layout.columns.cell(header, row, item) {
                    Ok(Some(text)) => options
                        .iter()
                        .position(|option| option == text)
                        .map_or(Response::Answered, |index| Response::Option(index as u16)),
                    _ => Response::Skipped,
                }
            }));
        }
        let person = Person {
            responses: &responses,
            ..Person::of_scores(&scores.of_item)
        };
        let Some(total) = problems.take(accumulator.fold(person).map_err(asked)) else {
            return;
        };
        let text = |column: Option<usize>| column.and_then(|c| row.cell(header, c).ok().flatten());
        if let Some((pair, column)) = criterion.as_mut().zip(layout.criterion)
            && let Some(text) = text(Some(column))
            && let Some(value) = problems.take(header.number(text, row.number(), column))
        {
            let folded = pair.fold(Person::of_scores(&[total, value]));
            problems.take(folded.map_err(asked));
        }
        if let Some(held) = &mut held {
            held.scores.extend_from_slice(&scores.of_item);
            held.totals.push(total);
            if let Some(request) = &request.group {
                held.groups.push(request.group_of(text(layout.group)));
            }
        }
    });
    problems.or(Folded {
        scan,
        moments: accumulator.finish(),
        criterion: criterion.map(Accumulator::finish),
        held,
        bin_width,
    })
}

/// A bin for every total where totals are whole and few, else equal bins.
fn bins(scan: &Scan, weights: &[f64]) -> Result<Bins, Undefined> {
    let (low, high) = scan.range_of_totals(weights);
    let whole = scan.whole && weights.iter().all(|weight| weight.fract() == 0.0);
    if whole && high - low < BINS as f64 {
        return Bins::new(low - 0.5, 1.0, (high - low) as usize + 1);
    }
    let width = ((high - low) / BINS as f64).max(f64::MIN_POSITIVE);
    Bins::new(low, width, BINS)
}

fn asked(undefined: Undefined) -> Problem {
    Problem::Asked(undefined.reason.to_string())
}
