//! Simulated candidates: a latent ability and seeded noise decide each answer. For the demo, for benchmarks and for
//! trying what a ranking does; never mixed with real people. What a person answers to a question depends on the seed,
//! the person and the question alone, not on the order in which questions and replies are shown: each attempt draws
//! that order anew, and people under way together draw it in any order.

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
    /// The noise; every question has a stream of its own.
    noise: ChaCha8Rng,
}

impl Simulated {
    /// The same seed and number always give the same person.
    pub fn new(seed: u64, number: u64) -> Self {
        let mut noise =
            ChaCha8Rng::seed_from_u64(seed.wrapping_mul(1_000_003).wrapping_add(number));
        Self {
            ability: normal(&mut noise),
            noise,
        }
    }

    /// How this person answers the assessment's question at `place`, by displayed letters; about one in fifty is left
    /// out. `keyed` is the same question with its key.
    pub fn answer(
        &self,
        place: usize,
        shown: &CandidateQuestion,
        keyed: &Question,
    ) -> Option<Given> {
        let mut noise = self.noise.clone();
        noise.set_stream(place as u64 + 1);
        if noise.random_bool(0.02) {
            return None;
        }
        let felt = self.felt(&mut noise, shown, keyed);
        let mut order: Vec<usize> = (0..felt.len()).collect();
        order.sort_by(|a, b| felt[*b].total_cmp(&felt[*a]));
        let (best, worst) = (order.first().copied(), order.last().copied());
        Some(match shown.format {
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
        })
    }

    /// How helpful each displayed reply seems: the key, pulled on by ability, and noise.
    fn felt(
        &self,
        noise: &mut ChaCha8Rng,
        shown: &CandidateQuestion,
        keyed: &Question,
    ) -> Vec<f64> {
        let values = || keyed.options.iter().map(|option| option.value);
        let count = keyed.options.len().max(1) as f64;
        let mean = values().sum::<f64>() / count;
        let spread = (values().map(|value| (value - mean).powi(2)).sum::<f64>() / count)
            .sqrt()
            .max(0.1);
        let pull = (AVERAGE_PULL + PULL_BY_ABILITY * self.ability).max(0.0);
        let felt: BTreeMap<&str, f64> = keyed
            .options
            .iter()
            .map(|option| {
                let heard = pull * (option.value - mean) / spread;
                (option.id.as_str(), heard + normal(noise))
            })
            .collect();
        shown
            .options
            .iter()
            .map(|option| felt.get(option.id.as_str()).copied().unwrap_or_default())
            .collect()
    }
}

/// Box-Muller, the cosine half.
fn normal(rng: &mut impl Rng) -> f64 {
    let (u, v): (f64, f64) = (rng.random_range(f64::EPSILON..1.0), rng.random());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::candidate_view::CandidateOption;
    use serde_json::json;

    fn shown(keyed: &Question, order: &[usize]) -> CandidateQuestion {
        let options = order.iter().enumerate().map(|(position, at)| {
            let option = &keyed.options[*at];
            CandidateOption {
                letter: letter(position),
                id: option.id.clone(),
                text: option.text.clone(),
            }
        });
        CandidateQuestion {
            title: keyed.title.clone(),
            format: keyed.format,
            channel: keyed.channel,
            direction: keyed.direction,
            sector: keyed.sector.clone(),
            content_note: None,
            customer_record: None,
            scenario: keyed.scenario.clone(),
            task: keyed.task.clone(),
            options: options.collect(),
        }
    }

    #[test]
    fn a_person_answers_the_same_however_replies_are_shown_and_whatever_came_before() {
        let options: Vec<_> = (1..=5)
            .map(|value| json!({ "id": format!("o{value}"), "text": "A reply.", "value": value }))
            .collect();
        let keyed: Question = serde_json::from_value(json!({
            "id": "parcel", "title": "The parcel", "format": "most_least", "channel": "voice",
            "direction": "inbound", "sector": "retail", "reading_seconds": 60, "scenario": "A call.",
            "task": "Choose.", "options": options,
        }))
        .unwrap();
        let (given, mirrored) = ([0, 1, 2, 3, 4], [4, 3, 2, 1, 0]);
        let mut left_out = 0;
        for number in 0..200 {
            let chosen = |order: &[usize]| {
                let person = Simulated::new(7, number);
                if order == mirrored {
                    person.answer(2, &shown(&keyed, order), &keyed);
                }
                let answer = person.answer(3, &shown(&keyed, order), &keyed)?;
                let place = |letter: char| order[(u32::from(letter) - u32::from('A')) as usize];
                Some((answer.most.map(place), answer.least.map(place)))
            };
            assert_eq!(chosen(&given), chosen(&mirrored), "person {number}");
            left_out += usize::from(chosen(&given).is_none());
        }
        assert!((1..15).contains(&left_out), "{left_out} of 200 left it out");
    }
}
