//! Seeded random numbers, the same for the same seed on every run.
//!
//! ChaCha with 8 rounds; never the system's randomness. Private to the crate:
//! callers pass a seed and store it with the result.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Uniform numbers in [0, 1).
pub(crate) struct UniformStream(ChaCha8Rng);

impl UniformStream {
    pub fn seeded(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    pub fn draw(&mut self) -> f64 {
        // 53 random bits: every multiple of 2⁻⁵³ below 1 is equally likely.
        (self.0.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }
}

/// Standard normal numbers by Marsaglia's polar method.
pub(crate) struct NormalStream {
    uniform: UniformStream,
    spare: Option<f64>,
}

impl NormalStream {
    pub fn seeded(seed: u64) -> Self {
        Self {
            uniform: UniformStream::seeded(seed),
            spare: None,
        }
    }

    pub fn draw(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let x = 2.0 * self.uniform.draw() - 1.0;
            let y = 2.0 * self.uniform.draw() - 1.0;
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                let factor = (-2.0 * square.ln() / square).sqrt();
                self.spare = Some(y * factor);
                return x * factor;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let mut a = NormalStream::seeded(7);
        let mut b = NormalStream::seeded(7);
        let mut c = NormalStream::seeded(8);
        let (a, b, c): (Vec<f64>, Vec<f64>, Vec<f64>) = (
            (0..9).map(|_| a.draw()).collect(),
            (0..9).map(|_| b.draw()).collect(),
            (0..9).map(|_| c.draw()).collect(),
        );
        assert_eq!(a, b);
        assert_ne!(a, c);
    }

    #[test]
    fn normal_moments_and_tails() {
        let mut stream = NormalStream::seeded(1);
        let draws: Vec<f64> = (0..200_000).map(|_| stream.draw()).collect();
        let s = crate::moments::summary(&draws).expect("defined");
        assert!(s.mean.abs() < 0.01 && (s.sd - 1.0).abs() < 0.01, "{s:?}");
        let beyond = draws.iter().filter(|x| x.abs() > 1.96).count() as f64 / 200_000.0;
        assert!((beyond - 0.05).abs() < 0.002, "{beyond}");
    }

    #[test]
    fn uniform_stays_below_one() {
        let mut stream = UniformStream::seeded(3);
        let draws: Vec<f64> = (0..100_000).map(|_| stream.draw()).collect();
        assert!(draws.iter().all(|x| (0.0..1.0).contains(x)));
        assert!((crate::moments::mean(&draws).expect("defined") - 0.5).abs() < 0.005);
    }
}
