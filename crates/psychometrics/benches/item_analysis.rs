//! Full item analysis of 100,000 and 1,000,000 persons on 40 questions of four
//! options, on one core.
//!
//! `cargo bench -p psychometrics --bench item_analysis`. The same answers come
//! from the same generator in `baseline.py`, which computes the same figures
//! with numpy; both print alpha, so that a difference would show.

mod cpu;

use divan::{Bencher, black_box};
use psychometrics::item_analysis::{Analysis, Plan, analyse, from_moments};
use psychometrics::streaming::{Accumulator, Bins, Design, Person, Response};

const QUESTIONS: usize = 40;
const KEY: [f64; 4] = [1.0, 0.6, 0.3, 0.0];

fn main() {
    let answers = Answers::of(100_000);
    let analysis = answers.at_hand();
    println!("alpha of 100,000 x 40: {:?}", analysis.alpha);
    println!("D index of question 1: {:?}", analysis.items[0].d_index);
    println!("option A of question 1: {:?}", analysis.items[0].options[0]);
    cpu::measure("100,000 x 40 at hand", 15, || answers.at_hand());
    cpu::measure("100,000 x 40 folded", 15, || answers.folded());
    let million = Answers::of(1_000_000);
    cpu::measure("1,000,000 x 40 at hand", 5, || million.at_hand());
    cpu::measure("1,000,000 x 40 folded", 5, || million.folded());
    drop(million);
    divan::main();
}

struct Answers {
    scores: Vec<f64>,
    responses: Vec<Response>,
}

/// The finaliser of splitmix64: a uniform number in [0, 1) for every index.
fn uniform(index: u64) -> f64 {
    let mut x = index.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((x ^ (x >> 31)) >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

impl Answers {
    fn of(persons: usize) -> Self {
        let mut answers = Self {
            scores: Vec::with_capacity(persons * QUESTIONS),
            responses: Vec::with_capacity(persons * QUESTIONS),
        };
        for person in 0..persons as u64 {
            let draw = |item: u64| uniform(person * 64 + item);
            let ability = draw(61) + draw(62) + draw(63) - 1.5;
            for item in 0..QUESTIONS as u64 {
                let difficulty = item as f64 / QUESTIONS as f64 - 0.5;
                let choice = match ability - difficulty + 3.0 * (draw(item) - 0.5) {
                    value if value >= 0.6 => 0,
                    value if value >= 0.0 => 1,
                    value if value >= -0.6 => 2,
                    _ => 3,
                };
                answers.scores.push(KEY[usize::from(choice)]);
                answers.responses.push(Response::Option(choice));
            }
        }
        answers
    }

    fn persons(&self) -> impl Iterator<Item = Person<'_>> + Clone {
        let rows = self.scores.chunks_exact(QUESTIONS);
        let responses = self.responses.chunks_exact(QUESTIONS);
        rows.zip(responses).map(|(scores, responses)| Person {
            responses,
            ..Person::of_scores(scores)
        })
    }

    fn at_hand(&self) -> Analysis {
        analyse(design(), self.persons(), &plan()).expect("defined")
    }

    fn folded(&self) -> Analysis {
        let bins = Bins::new(-0.025, 0.05, 802).expect("valid");
        let mut accumulator = Accumulator::new(design().with_total_bins(bins));
        for person in self.persons() {
            accumulator.fold(person).expect("fits");
        }
        from_moments(&accumulator.finish(), &plan()).expect("defined")
    }
}

fn design() -> Design {
    let design = Design::new(vec![1.0; QUESTIONS]);
    design
        .and_then(|design| design.with_options(vec![KEY.len(); QUESTIONS]))
        .expect("valid")
}

fn plan() -> Plan {
    Plan {
        scopes: (0..4).map(|d| (d * 10..d * 10 + 10).collect()).collect(),
        keys: vec![KEY.to_vec(); QUESTIONS],
        ..Plan::default()
    }
}

#[divan::bench(args = [100_000, 1_000_000], sample_count = 10, sample_size = 1)]
fn at_hand(bencher: Bencher, persons: usize) {
    let answers = Answers::of(persons);
    bencher.bench_local(|| black_box(&answers).at_hand());
}

#[divan::bench(args = [100_000, 1_000_000], sample_count = 10, sample_size = 1)]
fn folded(bencher: Bencher, persons: usize) {
    let answers = Answers::of(persons);
    bencher.bench_local(|| black_box(&answers).folded());
}
