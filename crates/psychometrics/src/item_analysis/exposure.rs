//! How often questions are shown, and how much two forms share.
//!
//! Never contains when; the caller counts within its window and says which.

use crate::undefined::{Reason, Undefined};

/// Share of the administrations in a window (90 days, say) that showed a
/// question, 0 to 1. Above .30 in a bank that draws, a question wears out.
///
/// # Errors
/// `TooFewObservations` without administrations, `OutOfRange` if more showed the
/// question than there were.
pub fn exposure_rate(shown: usize, administrations: usize) -> Result<f64, Undefined> {
    crate::moments::at_least(administrations, 1)?;
    if shown > administrations {
        return Err(Reason::OutOfRange("a question is shown at most once each time").into());
    }
    Ok(shown as f64 / administrations as f64)
}

/// Mean share of a form's questions that another form of the same length has
/// too, over all pairs of forms: `Σ_i C(m_i, 2) / (C(N, 2)·L)` with m_i the forms
/// that hold question i, N the forms, `L = Σ m_i/N` their length (Chen, Ankenmann
/// & Spray 2003). 0 to 1.
///
/// # Errors
/// `TooFewObservations` below 2 forms, `ZeroVariance` if no question is shown,
/// `OutOfRange` if a question is in more forms than there are.
pub fn overlap_rate(shown: &[usize], forms: usize) -> Result<f64, Undefined> {
    crate::moments::at_least(forms, 2)?;
    if shown.iter().any(|&count| count > forms) {
        return Err(Reason::OutOfRange("a question is at most once in a form").into());
    }
    let uses: f64 = shown.iter().map(|&count| count as f64).sum();
    if uses == 0.0 {
        return Err(Reason::ZeroVariance.into());
    }
    let shared: f64 = shown
        .iter()
        .map(|&count| count as f64 * (count as f64 - 1.0))
        .sum();
    // C(m,2)/C(N,2)/L = m(m−1)/(N(N−1)) · N/Σm.
    Ok(shared / ((forms as f64 - 1.0) * uses))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlap_by_looking_at_every_pair() {
        let forms = [[0, 1, 2], [0, 1, 3], [0, 4, 5], [1, 2, 5]];
        let shown: Vec<usize> = (0..6)
            .map(|item| forms.iter().filter(|form| form.contains(&item)).count())
            .collect();
        let mut shared = 0;
        for (i, a) in forms.iter().enumerate() {
            for b in &forms[..i] {
                shared += a.iter().filter(|item| b.contains(item)).count();
            }
        }
        let expected = f64::from(shared as u32) / (6.0 * 3.0);
        let got = overlap_rate(&shown, 4).expect("defined");
        assert!((got - expected).abs() < 1e-15);
        assert_eq!(overlap_rate(&[7; 5], 7), Ok(1.0));
    }

    #[test]
    fn rates_and_refusals() {
        assert_eq!(exposure_rate(30, 120), Ok(0.25));
        assert!(exposure_rate(1, 0).is_err());
        assert!(exposure_rate(3, 2).is_err());
        assert!(overlap_rate(&[1], 1).is_err());
        assert!(overlap_rate(&[3], 2).is_err());
        assert!(overlap_rate(&[0, 0], 2).is_err());
    }
}
