//! Corrections of a validity: for range restriction and for an unreliable
//! criterion, and how reliable a criterion of averaged contacts is.
//!
//! Never contains corrections for indirect restriction: they need figures that
//! are not to be had here.

use crate::correlation::correlation_in_range;
use crate::reliability::Interval;
use crate::undefined::{Reason, Undefined, finite, reliability_in_range};

/// Thorndike's case II: the correlation among applicants, from that among the
/// hired, where hiring was top-down on this very score:
/// `R = r·u/√(1 − r² + r²u²)` with `u = S_applicants/s_hired` (Thorndike 1949).
/// Above 1, u raises r.
///
/// # Errors
/// `OutOfRange` for r outside −1 to 1 or unless u is finite and above 0.
pub fn thorndike_two(r: f64, u: f64) -> Result<f64, Undefined> {
    let r = correlation_in_range(r)?;
    if !u.is_finite() || u <= 0.0 {
        return Err(Reason::OutOfRange("a ratio of standard deviations is above 0").into());
    }
    finite(r * u / (1.0 - r * r + r * r * u * u).sqrt())
}

/// [`thorndike_two`] of both limits of an interval.
///
/// # Errors
/// As [`thorndike_two`].
pub fn thorndike_two_interval(interval: Interval, u: f64) -> Result<Interval, Undefined> {
    Ok(Interval {
        lower: thorndike_two(interval.lower, u)?,
        upper: thorndike_two(interval.upper, u)?,
    })
}

/// The correlation with a criterion without error: `r/√ρ_yy` (Spearman 1904). It
/// may exceed 1: then the reliability was put too low, or chance had a hand.
///
/// # Errors
/// `OutOfRange` for r outside −1 to 1 or a reliability outside 0 to 1,
/// `ZeroReliability`.
pub fn attenuation(r: f64, criterion_reliability: f64) -> Result<f64, Undefined> {
    let r = correlation_in_range(r)?;
    let reliability = reliability_in_range(criterion_reliability)?;
    if reliability == 0.0 {
        return Err(Reason::ZeroReliability.into());
    }
    Ok(r / reliability.sqrt())
}

/// Reliability of a person's mean over `contacts` rated contacts,
/// `σ²_agent/(σ²_agent + σ²_contact/m)`, from the variance between agents and
/// that between contacts of the same agent.
///
/// # Errors
/// `OutOfRange` for a negative variance, `ZeroVariance` if both are 0,
/// `TooFewObservations` without contacts, `NotFinite`.
pub fn criterion_reliability(
    agent_variance: f64,
    contact_variance: f64,
    contacts: usize,
) -> Result<f64, Undefined> {
    crate::moments::at_least(contacts, 1)?;
    let (agent, contact) = (finite(agent_variance)?, finite(contact_variance)?);
    if agent < 0.0 || contact < 0.0 {
        return Err(Reason::OutOfRange("a variance is 0 or more").into());
    }
    let total = agent + contact / contacts as f64;
    if total == 0.0 {
        return Err(Reason::ZeroVariance.into());
    }
    Ok(agent / total)
}

/// Standard error of a person's net promoter score, a difference of shares:
/// `√((p₊ + p₋ − (p₊−p₋)²)/m)` over m answers. From 0 to 1/√m.
///
/// # Errors
/// `TooFewObservations` without answers, `OutOfRange` unless both counts
/// together are at most the number of answers.
pub fn net_promoter_error(
    promoters: usize,
    detractors: usize,
    answers: usize,
) -> Result<f64, Undefined> {
    crate::moments::at_least(answers, 1)?;
    if promoters.saturating_add(detractors) > answers {
        return Err(Reason::OutOfRange("an answer is of one kind only").into());
    }
    let m = answers as f64;
    let (up, down) = (promoters as f64 / m, detractors as f64 / m);
    Ok(((up + down - (up - down) * (up - down)).max(0.0) / m).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::correlation::{correlate, correlation_interval};
    use crate::random::NormalStream;
    use proptest::prelude::*;

    fn close(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance, "{a} is not {b}");
    }

    #[test]
    fn reference_r28_range_restriction() {
        close(
            thorndike_two(0.25, 1.5).expect("defined"),
            0.361_157_559_3,
            1e-9,
        );
        let interval = correlation_interval(0.25, 100, 0.95).expect("defined");
        let corrected = thorndike_two_interval(interval, 1.5).expect("defined");
        close(corrected.lower, 0.084_356, 6e-7);
        close(corrected.upper, 0.576_381, 6e-7);
    }

    #[test]
    fn recovers_the_correlation_of_all_applicants() {
        let r = 0.5_f64;
        let mut normal = NormalStream::seeded(44);
        let mut everyone: Vec<(f64, f64)> = (0..40_000)
            .map(|_| {
                let x = normal.draw();
                (x, r * x + (1.0 - r * r).sqrt() * normal.draw())
            })
            .collect();
        everyone.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (x, y): (Vec<f64>, Vec<f64>) = everyone.iter().take(10_000).copied().unzip();
        let all: Vec<f64> = everyone.iter().map(|pair| pair.0).collect();
        let u =
            crate::moments::sd(&all).expect("defined") / crate::moments::sd(&x).expect("defined");
        let hired = correlate(&x, &y, 0.95).expect("defined");
        assert!(hired.r < 0.32, "{hired:?}");
        // Its standard error is about .02.
        close(thorndike_two(hired.r, u).expect("defined"), r, 0.06);
    }

    #[test]
    fn criteria() {
        close(attenuation(0.3, 0.64).expect("defined"), 0.375, 1e-15);
        assert_eq!(attenuation(0.3, 0.0), Err(Reason::ZeroReliability.into()));
        close(
            criterion_reliability(1.0, 30.0, 30).expect("defined"),
            0.5,
            1e-15,
        );
        assert!(criterion_reliability(0.0, 0.0, 3).is_err());
        assert!(criterion_reliability(-1.0, 2.0, 3).is_err());
        assert!(criterion_reliability(1.0, 2.0, 0).is_err());
        // 50 promoters and 20 detractors of 100: √((.7 − .09)/100).
        close(
            net_promoter_error(50, 20, 100).expect("defined"),
            0.0061_f64.sqrt(),
            1e-15,
        );
        assert_eq!(net_promoter_error(100, 0, 100), Ok(0.0));
        assert!(net_promoter_error(60, 50, 100).is_err());
        assert!(net_promoter_error(0, 0, 0).is_err());
        assert!(thorndike_two(0.3, 0.0).is_err());
        assert!(thorndike_two(1.3, 1.2).is_err());
    }

    proptest! {
        #[test]
        fn correction_keeps_order_and_undoes_itself(r in -0.99..0.99_f64, u in 0.2..5.0_f64) {
            let corrected = thorndike_two(r, u).expect("defined");
            prop_assert!((-1.0..=1.0).contains(&corrected));
            prop_assert!((corrected.abs() - r.abs()) * (u - 1.0) >= -1e-12);
            let back = thorndike_two(corrected, 1.0 / u).expect("defined");
            prop_assert!((back - r).abs() < 1e-9);
        }
    }
}
