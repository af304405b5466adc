//! Questions that change over time: known, worn out, or asked of other people.
//!
//! Never contains windows or dates; the caller cuts them.

use crate::distributions::normal_quantile;
use crate::moments::{Summary, quantile};
use crate::undefined::{Reason, Undefined, finite};

/// A change beyond this many robust standard deviations is a flag.
pub const ROBUST_Z_LIMIT: f64 = 1.96;

/// Change of a facility from one window to the next, in standard errors:
/// `z = (p₂−p₁)/√(p̄(1−p̄)(1/n₁+1/n₂))` with p̄ the facility of both windows
/// together. For scores between 0 and 1 that are not only 0 and 1 it is
/// conservative.
///
/// # Errors
/// `TooFewObservations` for an empty window, `OutOfRange` for a facility outside
/// 0 to 1, `ZeroVariance` if everybody or nobody scored in both windows.
pub fn facility_change(before: (f64, usize), after: (f64, usize)) -> Result<f64, Undefined> {
    for (facility, persons) in [before, after] {
        crate::moments::at_least(persons, 1)?;
        if !(0.0..=1.0).contains(&facility) {
            return Err(Reason::OutOfRange("a facility lies between 0 and 1").into());
        }
    }
    let (n1, n2) = (before.1 as f64, after.1 as f64);
    let pooled = (before.0 * n1 + after.0 * n2) / (n1 + n2);
    let variance = pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2);
    if variance <= 0.0 {
        return Err(Reason::ZeroVariance.into());
    }
    Ok((after.0 - before.0) / variance.sqrt())
}

/// Robust z of each question's change, `(Δ − median)/(0.74·IQR)`, with Δ the
/// change of the normal deviate of the facility, `Φ⁻¹(p₂) − Φ⁻¹(p₁)` (Huynh &
/// Meyer 2010). It compares a question with the other questions, so a better
/// group of candidates flags none. Beyond [`ROBUST_Z_LIMIT`] is a flag.
///
/// A single entry is undefined where a facility is 0 or 1; it is then left out
/// of median and IQR.
///
/// # Errors
/// `LengthMismatch`, `TooFewQuestions` if fewer than 4 changes are defined,
/// `ZeroVariance` if the middle half of them are equal.
pub fn robust_z(before: &[f64], after: &[f64]) -> Result<Vec<Result<f64, Undefined>>, Undefined> {
    crate::moments::same_length(before, after)?;
    let change = |(&p1, &p2): (&f64, &f64)| Ok(normal_quantile(p2)? - normal_quantile(p1)?);
    let changes: Vec<Result<f64, Undefined>> = before.iter().zip(after).map(change).collect();
    let defined: Vec<f64> = changes.iter().filter_map(|change| change.ok()).collect();
    let got = defined.len();
    if got < 4 {
        return Err(Reason::TooFewQuestions { got, needed: 4 }.into());
    }
    let median = quantile(&defined, 0.5)?;
    let scale = 0.74 * (quantile(&defined, 0.75)? - quantile(&defined, 0.25)?);
    if scale <= 1e-12 {
        return Err(Reason::ZeroVariance.into());
    }
    let z = |change: Result<f64, Undefined>| change.map(|change| (change - median) / scale);
    Ok(changes.into_iter().map(z).collect())
}

/// A two-sided cumulative sum of a question's scores (Page 1954), folded answer
/// by answer: `S⁺ = max(0, S⁺ + z − k)`, `S⁻ = max(0, S⁻ − z − k)` with
/// `z = (s − μ)/σ`. It signals a lasting change of the mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cusum {
    mean: f64,
    sd: f64,
    allowance: f64,
    limit: f64,
    /// Evidence that scores rose, in standard deviations.
    pub rise: f64,
    /// Evidence that scores fell.
    pub fall: f64,
}

/// Which way scores moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shift {
    /// Scores rose.
    Rise,
    /// Scores fell.
    Fall,
}

impl Cusum {
    /// Allowance k: half the change looked for, in standard deviations.
    pub const ALLOWANCE: f64 = 0.5;
    /// Limit h: without a change about 465 answers pass between two signals.
    pub const LIMIT: f64 = 5.0;

    /// Begins from the mean and standard deviation of a reference window, with
    /// [`ALLOWANCE`](Self::ALLOWANCE) and [`LIMIT`](Self::LIMIT).
    ///
    /// # Errors
    /// `ZeroVariance` unless `sd` is above 0, `NotFinite`.
    pub fn new(mean: f64, sd: f64) -> Result<Self, Undefined> {
        Ok(Self {
            mean: finite(mean)?,
            sd: crate::undefined::positive_sd(sd)?,
            allowance: Self::ALLOWANCE,
            limit: Self::LIMIT,
            rise: 0.0,
            fall: 0.0,
        })
    }

    /// The same with another allowance and limit, both in standard deviations.
    ///
    /// # Errors
    /// `OutOfRange` unless `allowance` is 0 or more and `limit` above 0.
    pub fn with(self, allowance: f64, limit: f64) -> Result<Self, Undefined> {
        if !(allowance.is_finite() && limit.is_finite() && allowance >= 0.0 && limit > 0.0) {
            return Err(Reason::OutOfRange("an allowance is 0 or more, a limit above 0").into());
        }
        Ok(Self {
            allowance,
            limit,
            ..self
        })
    }

    /// Adds the next score; says whether a sum is above its limit now.
    ///
    /// # Errors
    /// `NotFinite`.
    pub fn fold(&mut self, score: f64) -> Result<Option<Shift>, Undefined> {
        let z = (finite(score)? - self.mean) / self.sd;
        self.rise = (self.rise + z - self.allowance).max(0.0);
        self.fall = (self.fall - z - self.allowance).max(0.0);
        Ok(self.signal())
    }

    /// Which sum is above its limit.
    pub fn signal(&self) -> Option<Shift> {
        if self.rise > self.limit {
            Some(Shift::Rise)
        } else if self.fall > self.limit {
            Some(Shift::Fall)
        } else {
            None
        }
    }
}

/// A [`Cusum`] over the means of groups in order of time (months, say) that needs
/// no reference window: each mean is compared with everything before it,
/// `z = (m − M)/(s·√(1/n + 1/N))` with M, N and s of all groups before, so that
/// without a change the z are independent standard deviates (Hawkins 1987).
/// Groups are only collected until `first` scores are there.
///
/// # Errors
/// `TooFewObservations` if there is no group after the first `first` scores,
/// `ZeroVariance` if scores never differ, `NotFinite`.
pub fn cusum_of_groups(groups: &[Summary], first: usize) -> Result<Cusum, Undefined> {
    let mut cusum = Cusum::new(0.0, 1.0)?;
    let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
    let mut compared = 0;
    for group in groups.iter().filter(|group| group.n > 0) {
        let own = group.n as f64;
        if n >= first.max(2) as f64 {
            let mean = sum / n;
            let sd = ((squares - n * mean * mean).max(0.0) / (n - 1.0)).sqrt();
            let error = crate::undefined::positive_sd(sd)? * (1.0 / own + 1.0 / n).sqrt();
            cusum.fold((group.mean - mean) / error)?;
            compared += 1;
        }
        n += own;
        sum += own * group.mean;
        let spread = if group.n > 1 { group.sd } else { 0.0 };
        squares += (own - 1.0) * spread * spread + own * group.mean * group.mean;
    }
    crate::moments::at_least(compared, 1)?;
    Ok(cusum)
}

/// Whether a question looks leaked: its facility rose and its time fell, both
/// beyond `limit` standard errors ([`ROBUST_Z_LIMIT`], say).
pub fn looks_leaked(facility_z: f64, log_time_z: f64, limit: f64) -> bool {
    facility_z > limit && log_time_z < -limit
}

/// Change of mean log time from one window to the next, in standard errors
/// (Welch): `(m₂−m₁)/√(s₁²/n₁ + s₂²/n₂)`. Correlate scores with the number of
/// earlier showings ([`crate::correlation::correlate`]) for the slow kind.
///
/// # Errors
/// `TooFewObservations` below 2 answers in a window, `ZeroVariance` if neither
/// window varies, `NotFinite`.
pub fn time_change(before: &[f64], after: &[f64]) -> Result<f64, Undefined> {
    time_change_of(
        crate::moments::summary(before)?,
        crate::moments::summary(after)?,
    )
}

/// The same from the summaries of both windows' log times.
///
/// # Errors
/// As [`time_change`].
pub fn time_change_of(before: Summary, after: Summary) -> Result<f64, Undefined> {
    let (a, b) = (before, after);
    crate::moments::at_least(a.n.min(b.n), 2)?;
    let variance = a.sd * a.sd / a.n as f64 + b.sd * b.sd / b.n as f64;
    if variance <= 0.0 {
        return Err(Reason::ZeroVariance.into());
    }
    Ok((b.mean - a.mean) / variance.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{NormalStream, UniformStream};

    #[test]
    fn facility_change_by_hand() {
        let z = facility_change((0.5, 100), (0.7, 50)).expect("defined");
        let pooled: f64 = 85.0 / 150.0;
        let expected = 0.2 / (pooled * (1.0 - pooled) * 0.03).sqrt();
        assert!((z - expected).abs() < 1e-12);
        assert!(facility_change((0.0, 5), (0.0, 5)).is_err());
        assert!(facility_change((0.5, 0), (0.5, 5)).is_err());
        assert!(facility_change((1.5, 5), (0.5, 5)).is_err());
    }

    #[test]
    fn only_the_question_that_moved_alone_is_flagged() {
        // Everybody got better by .3 normal deviates, give or take; question 2 by 1.5.
        let deviates = [-0.8, -0.3, 0.0, 0.2, 0.5, 0.9, 1.1];
        let moves = [0.25, 0.35, 1.5, 0.28, 0.32, 0.27, 0.33];
        let p = crate::distributions::normal_cdf;
        let before: Vec<f64> = deviates.iter().map(|&x| p(x)).collect();
        let after: Vec<f64> = deviates.iter().zip(moves).map(|(x, m)| p(x + m)).collect();
        let z = robust_z(&before, &after).expect("defined");
        for (item, z) in z.iter().enumerate() {
            let flagged = z.expect("defined").abs() > ROBUST_Z_LIMIT;
            assert_eq!(flagged, item == 2, "{item}: {z:?}");
        }
        // Sorted: .25 .27 .28 .32 .33 .35 1.5, median .32, quartiles .275 and .34.
        let expected = (1.5 - 0.32) / (0.74 * 0.065);
        assert!((z[2].expect("defined") - expected).abs() < 1e-6);
    }

    #[test]
    fn a_facility_at_its_limit_is_left_out() {
        let before = [0.5, 0.4, 0.6, 0.7, 1.0];
        let z = robust_z(&before, &[0.55, 0.42, 0.61, 0.75, 0.9]).expect("defined");
        assert!(z[4].is_err() && z[..4].iter().all(Result::is_ok));
        assert!(robust_z(&before[..3], &[0.5, 0.5, 0.5]).is_err());
        assert!(robust_z(&before, &before).is_err());
        assert!(robust_z(&before, &before[..4]).is_err());
    }

    #[test]
    fn cusum_by_hand() {
        let mut cusum = Cusum::new(0.5, 0.25)
            .expect("valid")
            .with(0.5, 2.0)
            .expect("valid");
        let signals: Vec<_> = [1.0, 0.5, 1.0, 0.75, 0.75]
            .iter()
            .map(|&s| cusum.fold(s).expect("finite"))
            .collect();
        // z: 2 0 2 1 1, so S⁺: 1.5 1 2.5 3 3.5.
        assert!((cusum.rise - 3.5).abs() < 1e-12 && cusum.fall == 0.0);
        let rise = Some(Shift::Rise);
        assert_eq!(signals, [None, None, rise, rise, rise]);
        assert!(Cusum::new(0.5, 0.0).is_err());
        assert!(
            Cusum::new(0.5, 1.0)
                .expect("valid")
                .with(-1.0, 5.0)
                .is_err()
        );
        assert!(cusum.fold(f64::NAN).is_err());
    }

    #[test]
    fn cusum_finds_a_leak_and_seldom_cries_wolf() {
        let mut uniform = UniformStream::seeded(9);
        let (mut steps, mut alarms) = (0, 0);
        let mut cusum = Cusum::new(0.5, 0.5).expect("valid");
        for _ in 0..40_000 {
            let score = f64::from(u8::from(uniform.draw() < 0.5));
            if cusum.fold(score).expect("finite").is_some() {
                alarms += 1;
                cusum = Cusum::new(0.5, 0.5).expect("valid");
            }
        }
        // For normal scores 465 between alarms; scores of 0 and 1 have no tails.
        assert!((1..=110).contains(&alarms), "{alarms}");
        while cusum.signal() != Some(Shift::Rise) {
            let score = f64::from(u8::from(uniform.draw() < 0.95));
            cusum.fold(score).expect("finite");
            steps += 1;
        }
        assert!(steps < 60, "{steps}");
    }

    fn months(means: &[f64], n: usize, sd: f64) -> Vec<Summary> {
        let month = |&mean: &f64| Summary { n, mean, sd };
        means.iter().map(month).collect()
    }

    #[test]
    fn cusum_of_groups_by_hand() {
        // 100 scores with mean .5 and standard deviation .25; then 100 with mean .6.
        let groups = months(&[0.5, 0.6], 100, 0.25);
        let cusum = cusum_of_groups(&groups, 100).expect("defined");
        let z = 0.1 / (0.25 * 0.02_f64.sqrt());
        assert!((cusum.rise - (z - 0.5)).abs() < 1e-9 && cusum.fall == 0.0);
        assert_eq!(cusum.signal(), None);
        // A third month as high passes the limit.
        let groups = months(&[0.5, 0.6, 0.66], 100, 0.25);
        let cusum = cusum_of_groups(&groups, 100).expect("defined");
        assert_eq!(cusum.signal(), Some(Shift::Rise));
        assert!(cusum_of_groups(&groups[..1], 100).is_err());
        assert!(cusum_of_groups(&months(&[0.5, 0.5], 100, 0.0), 100).is_err());
    }

    #[test]
    fn cusum_of_groups_seldom_cries_wolf() {
        let mut normal = NormalStream::seeded(7);
        let mut alarms = 0;
        for _ in 0..400 {
            let months: Vec<Summary> = (0..24)
                .map(|_| {
                    let scores: Vec<f64> = (0..40).map(|_| 0.6 + 0.2 * normal.draw()).collect();
                    crate::moments::summary(&scores).expect("scores")
                })
                .collect();
            let cusum = cusum_of_groups(&months, 100).expect("defined");
            alarms += u32::from(cusum.signal().is_some());
        }
        // At its end, over two years: about one question in fifty.
        assert!(alarms < 20, "{alarms}");
    }

    #[test]
    fn a_leak_is_both_easier_and_faster() {
        let mut normal = NormalStream::seeded(2);
        let mut times =
            |mean: f64| -> Vec<f64> { (0..200).map(|_| mean + 0.4 * normal.draw()).collect() };
        let (before, after) = (times(3.6), times(3.2));
        let time_z = time_change(&before, &after).expect("defined");
        let facility_z = facility_change((0.55, 200), (0.8, 200)).expect("defined");
        assert!(looks_leaked(facility_z, time_z, ROBUST_Z_LIMIT));
        assert!(!looks_leaked(facility_z, -time_z, ROBUST_Z_LIMIT));
        assert!(!looks_leaked(0.3, time_z, ROBUST_Z_LIMIT));
        assert!(time_change(&[1.0], &[1.0, 2.0]).is_err());
        assert!(time_change(&[1.0, 1.0], &[2.0, 2.0]).is_err());
    }
}
