//! Simulated candidates: a latent ability and seeded noise decide each answer. For the demo, for benchmarks and for
//! trying what a ranking does; never mixed with real people.

use domain::attempt::letter;
use domain::candidate_view::CandidateQuestion;
use domain::question::{Format, Question};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use service::attempts::Given;
use std::collections::BTreeMap;

/// How strongly the key speaks to somebody of average ability, and how much ability changes that.
const AVERAGE_PULL: f64 = 0.5;
const PULL_BY_ABILITY: f64 = 0.6;

/// One simulated person.
pub struct Simulated {
    /// Standard normal.
    ability: f64,
    rng: ChaCha8Rng,
}

impl Simulated {
    /// The same seed and number always give the same person.
    pub fn new(seed: u64, number: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed.wrapping_mul(1_000_003).wrapping_add(number));
        Self {
            ability: normal(&mut rng),
            rng,
        }
    }

    /// About one in fifty leaves a question out.
    pub fn skips(&mut self) -> bool {
        self.rng.random_bool(0.02)
    }

    /// How this person answers what is shown, by displayed letters. `keyed` is the same question with its key.
    pub fn answer(&mut self, shown: &CandidateQuestion, keyed: &Question) -> Given {
        let felt = self.felt(shown, keyed);
        let mut order: Vec<usize> = (0..felt.len()).collect();
        order.sort_by(|a, b| felt[*b].total_cmp(&felt[*a]));
        let (best, worst) = (order.first().copied(), order.last().copied());
        match shown.format {
            Format::SingleBest => Given {
                best: best.map(letter),
                ..Given::default()
            },
            Format::MostLeast => Given {
                most: best.map(letter),
                least: worst.map(letter),
                ..Given::default()
            },
            Format::RateEach => {
                let rate = |felt: f64| (4.0 + 1.3 * felt).round().clamp(1.0, 7.0) as u8;
                let ratings: BTreeMap<char, u8> = felt
                    .iter()
                    .enumerate()
                    .map(|(at, felt)| (letter(at), rate(*felt)))
                    .collect();
                Given {
                    ratings,
                    ..Given::default()
                }
            }
            Format::RankOrder => {
                let places = order
                    .iter()
                    .zip(1_u8..)
                    .map(|(at, place)| (letter(*at), place))
                    .collect();
                Given {
                    places,
                    ..Given::default()
                }
            }
        }
    }

    /// How helpful each displayed reply seems: the key, pulled on by ability, and noise.
    fn felt(&mut self, shown: &CandidateQuestion, keyed: &Question) -> Vec<f64> {
        let values: Vec<f64> = shown
            .options
            .iter()
            .map(|option| keyed.option(&option.id).map_or(4.0, |option| option.value))
            .collect();
        let count = values.len().max(1) as f64;
        let mean = values.iter().sum::<f64>() / count;
        let spread = (values
            .iter()
            .map(|value| (value - mean).powi(2))
            .sum::<f64>()
            / count)
            .sqrt()
            .max(0.1);
        let pull = (AVERAGE_PULL + PULL_BY_ABILITY * self.ability).max(0.0);
        values
            .iter()
            .map(|value| pull * (value - mean) / spread + normal(&mut self.rng))
            .collect()
    }
}

/// Box-Muller, the cosine half.
fn normal(rng: &mut impl Rng) -> f64 {
    let (u, v): (f64, f64) = (rng.random_range(f64::EPSILON..1.0), rng.random());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}
