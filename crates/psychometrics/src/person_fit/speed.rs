//! Time spent on questions against the time they need.
//!
//! Screen readers and quick readers are fast, too: a sign among others, and none
//! for people with a time accommodation.

use crate::moments::mean;
use crate::undefined::{Reason, Undefined, all_finite};

/// Longest threshold, in seconds, however long people take on average.
pub const LONGEST_THRESHOLD: f64 = 10.0;
/// Share of the mean time that is too short to have answered with care.
pub const SHARE_OF_MEAN: f64 = 0.10;
/// Words read in a second by nobody.
pub const WORDS_PER_SECOND: f64 = 10.0;

/// Normative threshold of a question in seconds: 10 % of the mean time of all,
/// at most 10 seconds (Wise and Ma 2012).
///
/// # Errors
/// `TooFewObservations` without times, `OutOfRange` for a negative one,
/// `NotFinite`.
pub fn time_threshold(seconds: &[f64]) -> Result<f64, Undefined> {
    not_negative(seconds)?;
    Ok((SHARE_OF_MEAN * mean(seconds)?).min(LONGEST_THRESHOLD))
}

/// The least time, in seconds, in which a text of `words` words can be read.
pub fn reading_floor(words: u32) -> f64 {
    f64::from(words) / WORDS_PER_SECOND
}

/// Response-time effort: the share of one person's questions answered in no
/// less than the question's threshold (Wise and Kong 2005). 1 is full effort.
///
/// # Errors
/// `LengthMismatch`, `TooFewObservations` without questions, `OutOfRange` for a
/// negative time, `NotFinite`.
pub fn response_time_effort(seconds: &[f64], thresholds: &[f64]) -> Result<f64, Undefined> {
    crate::moments::same_length(seconds, thresholds)?;
    crate::moments::at_least(seconds.len(), 1)?;
    not_negative(seconds)?;
    not_negative(thresholds)?;
    let pairs = seconds.iter().zip(thresholds);
    let with_effort = pairs.filter(|(t, threshold)| t >= threshold).count();
    Ok(with_effort as f64 / seconds.len() as f64)
}

fn not_negative(seconds: &[f64]) -> Result<(), Undefined> {
    all_finite(seconds)?;
    if seconds.iter().any(|&t| t < 0.0) {
        return Err(Reason::OutOfRange("a time is 0 or more").into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        assert_eq!(time_threshold(&[20.0, 40.0]), Ok(3.0));
        assert_eq!(time_threshold(&[200.0, 400.0]), Ok(10.0));
        assert_eq!(reading_floor(85), 8.5);
        let effort = response_time_effort(&[2.9, 3.0, 50.0, 0.0], &[3.0, 3.0, 10.0, 2.0]);
        assert_eq!(effort, Ok(0.5));
    }

    #[test]
    fn undefined_is_said() {
        assert!(time_threshold(&[]).is_err());
        assert!(time_threshold(&[-1.0]).is_err());
        assert!(response_time_effort(&[], &[]).is_err());
        assert!(response_time_effort(&[1.0], &[]).is_err());
        assert!(response_time_effort(&[f64::NAN], &[1.0]).is_err());
        assert!(response_time_effort(&[1.0], &[-1.0]).is_err());
    }
}
