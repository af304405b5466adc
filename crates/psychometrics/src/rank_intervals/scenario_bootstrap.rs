//! Rank intervals from drawing the scenarios again.
//!
//! Another assessment of the same kind would have had other scenarios. Every
//! draw takes as many scenarios as there were, with replacement, within each
//! dimension, and ranks everyone by the sum of their contributions. Candidates
//! must have answered the same scenarios. Never assumes a reliability.

use super::tails::Tails;
use super::{DRAWS_UP_TO, Method, RankInterval, RankIntervals, for_candidates, reaching};
use crate::random::UniformStream;
use crate::scores::{Order, Tie};
use crate::table::Table;
use crate::undefined::{Reason, Undefined};

/// The 90 % interval of each candidate's rank by `draws` seeded draws of the
/// scenarios.
///
/// `contributions` has candidates in rows and scenarios in columns (all
/// questions on one scenario summed); a row sums to the total.
/// `dimension_of` names the dimension of every column. Candidates who tie in a
/// draw take up all the ranks of their tie: the lower limit is the 5th
/// percentile of the best of these, the upper the 95th of the worst. Candidates
/// with equal totals share the interval, which overlaps the ranks of their tie.
///
/// # Errors
/// `LengthMismatch`, `TooFewQuestions` for a dimension with one scenario, which
/// cannot be drawn differently, `OutOfRange` without draws or for more than
/// [`DRAWS_UP_TO`] candidates.
pub fn scenario_bootstrap(
    contributions: &Table,
    dimension_of: &[usize],
    draws: usize,
    seed: u64,
) -> Result<RankIntervals, Undefined> {
    let (n, columns) = (contributions.rows(), contributions.columns());
    if dimension_of.len() != columns {
        let (got, expected) = (dimension_of.len(), columns);
        return Err(Reason::LengthMismatch { got, expected }.into());
    }
    if draws == 0 || n > DRAWS_UP_TO {
        return Err(Reason::OutOfRange("at least one draw and at most 10,000 candidates").into());
    }
    let dimensions = by_dimension(dimension_of)?;
    let order = Order::descending(&contributions.row_sums())?;
    let mut uniform = UniformStream::seeded(seed);
    let mut tails = Tails::new(order.tie_of(), draws);
    for _ in 0..draws {
        let times = drawn_scenarios(&dimensions, columns, &mut uniform);
        let sum = |row: &[f64]| row.iter().zip(&times).map(|(x, t)| x * t).sum();
        let totals: Vec<f64> = contributions.iter().map(sum).collect();
        let drawn = Order::descending(&totals)?;
        for &tie in &drawn.ties {
            for &candidate in drawn.members(tie) {
                // At most 10,000 candidates: ranks fit into 16 bits.
                tails.take_span(candidate, tie.first_rank() as u16, tie.last_rank() as u16);
            }
        }
    }
    let interval = |(tie, (best, worst)): (&Tie, (u16, u16))| {
        let drawn = RankInterval {
            best: usize::from(best),
            worst: usize::from(worst),
        };
        reaching(drawn, *tie)
    };
    let by_tie: Vec<RankInterval> = order
        .ties
        .iter()
        .zip(tails.limits())
        .map(interval)
        .collect();
    Ok(RankIntervals {
        intervals: for_candidates(&order, &by_tie),
        method: Method::MonteCarlo { draws, seed },
    })
}

/// The columns of every dimension, dimensions in order of appearance.
fn by_dimension(dimension_of: &[usize]) -> Result<Vec<Vec<usize>>, Undefined> {
    let mut named: Vec<usize> = Vec::new();
    let mut dimensions: Vec<Vec<usize>> = Vec::new();
    for (column, dimension) in dimension_of.iter().enumerate() {
        match named.iter().position(|name| name == dimension) {
            Some(index) => dimensions[index].push(column),
            None => {
                named.push(*dimension);
                dimensions.push(vec![column]);
            }
        }
    }
    if dimensions.iter().any(|columns| columns.len() < 2) {
        return Err(Reason::TooFewQuestions { got: 1, needed: 2 }.into());
    }
    Ok(dimensions)
}

/// How often each scenario was drawn.
fn drawn_scenarios(
    dimensions: &[Vec<usize>],
    columns: usize,
    uniform: &mut UniformStream,
) -> Vec<f64> {
    let mut times = vec![0.0; columns];
    for scenarios in dimensions {
        for _ in scenarios {
            let drawn = (uniform.draw() * scenarios.len() as f64) as usize;
            times[scenarios[drawn]] += 1.0;
        }
    }
    times
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::NormalStream;
    use crate::ranks::competition_ranks;
    use proptest::prelude::*;

    fn pairs(result: &RankIntervals) -> Vec<(usize, usize)> {
        result.intervals.iter().map(|i| (i.best, i.worst)).collect()
    }

    #[test]
    fn who_is_better_in_every_scenario_is_first_in_every_draw() {
        let table = Table::from_rows([
            [9.0, 8.0, 7.0, 9.0],
            [5.0, 6.0, 5.0, 5.0],
            [1.0, 2.0, 3.0, 1.0],
        ])
        .expect("valid");
        let result = scenario_bootstrap(&table, &[0, 0, 1, 1], 500, 1).expect("defined");
        assert_eq!(pairs(&result), [(1, 1), (2, 2), (3, 3)]);
    }

    #[test]
    fn two_scenarios_by_hand() {
        // Drawn twice the first (¼), twice the second (¼), or one each (½, a
        // tie): either may be first in more than 5 % of the draws.
        let table = Table::from_rows([[4.0, 2.0], [2.0, 4.0]]).expect("valid");
        let result = scenario_bootstrap(&table, &[7, 7], 400, 1).expect("defined");
        assert_eq!(pairs(&result), [(1, 2), (1, 2)]);
        // Within dimensions of one scenario there is nothing to draw.
        assert!(scenario_bootstrap(&table, &[0, 1], 400, 1).is_err());
    }

    #[test]
    fn the_seed_decides() {
        let mut normal = NormalStream::seeded(2);
        let rows: Vec<[f64; 6]> = (0..40).map(|_| [(); 6].map(|()| normal.draw())).collect();
        let table = Table::from_rows(rows).expect("valid");
        let of = |seed| scenario_bootstrap(&table, &[0, 0, 0, 1, 1, 1], 100, seed);
        assert_eq!(of(1), of(1));
        assert_ne!(
            of(1).expect("defined").intervals,
            of(2).expect("defined").intervals
        );
    }

    #[test]
    fn undefined_is_said() {
        let table = Table::from_rows([[4.0, 2.0], [2.0, 4.0]]).expect("valid");
        assert!(scenario_bootstrap(&table, &[0], 100, 1).is_err());
        assert!(scenario_bootstrap(&table, &[0, 0], 0, 1).is_err());
    }

    /// True scores known, 24 scenarios a sample: how often the interval holds
    /// the true rank. A bootstrap of few scenarios falls somewhat short of 90 %.
    #[test]
    fn most_true_ranks_lie_inside() {
        let mut normal = NormalStream::seeded(31);
        let (mut inside, mut all) = (0_u32, 0_u32);
        for round in 0..30 {
            let truth: Vec<f64> = (0..30).map(|_| normal.draw()).collect();
            let rows: Vec<Vec<f64>> = truth
                .iter()
                .map(|t| (0..24).map(|_| t + 3.0 * normal.draw()).collect())
                .collect();
            let table = Table::from_rows(rows).expect("valid");
            let dimensions: Vec<usize> = (0..24).map(|i| i / 8).collect();
            let result = scenario_bootstrap(&table, &dimensions, 300, round).expect("defined");
            let ranks = competition_ranks(&truth).expect("finite");
            for (rank, interval) in ranks.iter().zip(&result.intervals) {
                inside += u32::from((interval.best..=interval.worst).contains(rank));
                all += 1;
            }
        }
        let share = f64::from(inside) / f64::from(all);
        assert!((0.80..0.95).contains(&share), "{share}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn intervals_overlap_their_tie(
            raw in prop::collection::vec(prop::array::uniform4(0..3_i32), 1..15),
            seed in any::<u64>(),
        ) {
            let table = Table::from_rows(raw.iter().map(|r| r.map(f64::from))).expect("valid");
            let totals = table.row_sums();
            let ranks = competition_ranks(&totals).expect("finite");
            let result = scenario_bootstrap(&table, &[0, 0, 1, 1], 50, seed).expect("defined");
            for i in 0..totals.len() {
                let tied = totals.iter().filter(|&&t| t == totals[i]).count();
                let interval = result.intervals[i];
                prop_assert!(1 <= interval.best && interval.worst <= totals.len());
                prop_assert!(interval.best < ranks[i] + tied && interval.worst >= ranks[i]);
                for j in 0..i {
                    if totals[i] == totals[j] {
                        prop_assert_eq!(interval, result.intervals[j]);
                    }
                }
            }
        }
    }
}
