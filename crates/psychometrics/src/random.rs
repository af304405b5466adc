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

/// Gamma-distributed numbers with unit scale, by Marsaglia and Tsang (2000).
pub(crate) struct GammaStream {
    normal: NormalStream,
}

impl GammaStream {
    pub fn seeded(seed: u64) -> Self {
        Self {
            normal: NormalStream::seeded(seed),
        }
    }

    /// One number with mean and variance `shape`, which is above 0.
    pub fn draw(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            // G(shape) is G(shape + 1)·U^(1/shape).
            let power = (1.0 - self.normal.uniform.draw()).powf(1.0 / shape);
            return self.draw(shape + 1.0) * power;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal.draw();
            let v = (1.0 + c * x).powi(3);
            // 1 − U lies above 0, where the logarithm exists.
            let u = 1.0 - self.normal.uniform.draw();
            if v > 0.0 && u.ln() < 0.5 * x * x + d * (1.0 - v + v.ln()) {
                return d * v;
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
    fn gamma_moments() {
        for shape in [0.3, 1.0, 4.5, 50.0] {
            let mut stream = GammaStream::seeded(5);
            let draws: Vec<f64> = (0..100_000).map(|_| stream.draw(shape)).collect();
            let s = crate::moments::summary(&draws).expect("defined");
            let error = (shape / 100_000.0).sqrt();
            assert!((s.mean - shape).abs() < 4.0 * error, "{shape} {s:?}");
            assert!((s.sd * s.sd / shape - 1.0).abs() < 0.05, "{shape} {s:?}");
            assert!(draws.iter().all(|&x| x >= 0.0));
        }
    }

    #[test]
    fn uniform_stays_below_one() {
        let mut stream = UniformStream::seeded(3);
        let draws: Vec<f64> = (0..100_000).map(|_| stream.draw()).collect();
        assert!(draws.iter().all(|x| (0.0..1.0).contains(x)));
        assert!((crate::moments::mean(&draws).expect("defined") - 0.5).abs() < 0.005);
    }
}
