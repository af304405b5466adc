//! Rank intervals of a large intake: 10,000 candidates by 2,000 draws are to
//! take less than 2 seconds. Run with `cargo bench -p psychometrics`.

mod cpu;

use psychometrics::rank_intervals::scenario_bootstrap::scenario_bootstrap;
use psychometrics::rank_intervals::{DRAWS, own_errors, rank_intervals};
use psychometrics::table::Table;

fn main() {
    let scores = scores(10_000);
    cpu::measure("10,000 candidates, 2,000 draws", 5, || {
        rank_intervals(&scores, 28.9, 0.6, 1)
    });
    divan::main();
}

/// Evenly scattered numbers from 0 to 1, the same on every run.
fn scattered(n: usize) -> Vec<f64> {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    (1..=n).map(|i| (i as f64 * GOLDEN).fract()).collect()
}

fn scores(n: usize) -> Vec<f64> {
    scattered(n).into_iter().map(|x| 100.0 * x).collect()
}

#[divan::bench(args = [100, 1_000, 10_000, 100_000], sample_count = 5)]
fn one_reliability(bencher: divan::Bencher, candidates: usize) {
    let scores = scores(candidates);
    bencher.bench(|| rank_intervals(&scores, 28.9, 0.6, 1));
}

#[divan::bench(args = [1_000, 10_000], sample_count = 5)]
fn own_standard_errors(bencher: divan::Bencher, candidates: usize) {
    let (scores, errors) = (scores(candidates), vec![12.0; candidates]);
    bencher.bench(|| own_errors::rank_intervals(&scores, &errors, 1));
}

#[divan::bench(args = [1_000, 10_000], sample_count = 3)]
fn drawing_scenarios(bencher: divan::Bencher, candidates: usize) {
    let values = scattered(candidates * 12);
    let table = Table::from_rows(values.chunks_exact(12)).expect("complete rows");
    let dimensions: Vec<usize> = (0..12).map(|column| column / 4).collect();
    bencher.bench(|| scenario_bootstrap(&table, &dimensions, DRAWS, 1));
}
