//! Bands of scores that cannot be told apart from the best score among them.
//!
//! Fixed bands, anchored at the top: the best score opens a band that reaches
//! one width down; the best score below opens the next one. Two people just
//! across a boundary are not thereby different. A sliding band is anchored anew
//! when its best member is taken out; whoever uses it logs every step. Never
//! contains an order inside a band.

use crate::distributions::two_sided_z;
use crate::scores::{Order, TOLERANCE};
use crate::undefined::{Reason, Undefined, finite, reliability_in_range};

/// Width of the classic band in points: `z·SEM·√2`.
///
/// # Errors
/// `ZeroVariance` unless `sd` is above 0, `OutOfRange` for a reliability
/// outside 0 to 1 or a `level` outside 0 to 1 (ends excluded).
pub fn classic_width(sd: f64, reliability: f64, level: f64) -> Result<f64, Undefined> {
    let sem = crate::reliability::sem(sd, reliability)?;
    finite(two_sided_z(level)? * std::f64::consts::SQRT_2 * sem)
}

/// Width of the band corrected for inference about true scores, in points of
/// the observed score: `z·√2·S·√((1−r)/r)`, the classic one divided by √r.
///
/// # Errors
/// As [`classic_width`]; `ZeroReliability` for r = 0, where everyone shares one
/// band (an infinite width for [`fixed_bands`]).
pub fn corrected_width(sd: f64, reliability: f64, level: f64) -> Result<f64, Undefined> {
    let classic = classic_width(sd, reliability, level)?;
    if reliability == 0.0 {
        return Err(Reason::ZeroReliability.into());
    }
    finite(classic / reliability.sqrt())
}

/// How many levels of the true score a test can tell apart: `(4G+1)/3` with
/// `G = √(r/(1−r))` (Wright & Masters 1982). About 2 at r = .60.
///
/// # Errors
/// `OutOfRange` unless 0 ≤ `reliability` < 1.
pub fn distinguishable_levels(reliability: f64) -> Result<f64, Undefined> {
    let r = reliability_in_range(reliability)?;
    if r == 1.0 {
        return Err(Reason::OutOfRange("with reliability 1 every score is a level").into());
    }
    Ok((4.0 * (r / (1.0 - r)).sqrt() + 1.0) / 3.0)
}

/// One band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// The best score in it, which anchors it.
    pub top: f64,
    /// The lowest score in it.
    pub bottom: f64,
    /// Number of candidates in it, at least 1.
    pub size: usize,
}

/// Candidates in bands.
#[derive(Debug, Clone, PartialEq)]
pub struct Bands {
    /// The band of each candidate, in the order of the input; 1 is the top band.
    pub band_of: Vec<usize>,
    /// The bands, best first: band b is at index b − 1.
    pub bands: Vec<Band>,
}

/// Puts scores, in any order, into fixed bands of `width` points, the top one
/// first: a score belongs to a band if it is at least `top − width − 1e-9`.
/// An infinite width puts everyone into one band. O(n log n).
///
/// # Errors
/// `NotFinite` for a score that is not a number, `OutOfRange` for a width that
/// is negative or not a number.
pub fn fixed_bands(scores: &[f64], width: f64) -> Result<Bands, Undefined> {
    if width.is_nan() || width < 0.0 {
        return Err(Reason::OutOfRange("a band width is 0 or more").into());
    }
    let order = Order::descending(scores)?;
    let mut band_of = vec![0; scores.len()];
    let mut bands: Vec<Band> = Vec::new();
    for &candidate in &order.candidates {
        let score = scores[candidate];
        match bands.last_mut() {
            Some(band) if score >= band.top - width - TOLERANCE => {
                band.bottom = score;
                band.size += 1;
            }
            _ => bands.push(Band {
                top: score,
                bottom: score,
                size: 1,
            }),
        }
        band_of[candidate] = bands.len();
    }
    Ok(Bands { band_of, bands })
}

/// The top band among those who remain: everyone not `removed` within `width`
/// points of the best of them, by index in the order of the input. Empty when
/// nobody remains.
///
/// # Errors
/// As [`fixed_bands`]; `LengthMismatch`.
pub fn sliding_band(scores: &[f64], removed: &[bool], width: f64) -> Result<Vec<usize>, Undefined> {
    let (got, expected) = (removed.len(), scores.len());
    if got != expected {
        return Err(Reason::LengthMismatch { got, expected }.into());
    }
    let remaining: Vec<usize> = (0..expected).filter(|&i| !removed[i]).collect();
    let left: Vec<f64> = remaining.iter().map(|&i| scores[i]).collect();
    let bands = fixed_bands(&left, width)?.band_of;
    let top = remaining
        .into_iter()
        .zip(bands)
        .filter(|(_, band)| *band == 1);
    Ok(top.map(|(candidate, _)| candidate).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance, "{a} is not {b}");
    }

    #[test]
    fn reference_r27_widths() {
        close(
            classic_width(100.0, 0.9, 0.95).expect("defined"),
            87.652_254_06,
            1e-6,
        );
        close(
            corrected_width(100.0, 0.9, 0.95).expect("defined"),
            92.393_588_30,
            1e-6,
        );
        let sed = crate::reliability::sem(100.0, 0.9).expect("defined") * 2.0_f64.sqrt();
        close(sed, 44.721_359_55, 1e-7);
    }

    #[test]
    fn widths_levels_and_order_by_reliability() {
        let table = [
            (0.46, 2.04, 3.00, 1.6, 0.63),
            (0.57, 1.82, 2.41, 1.9, 0.66),
            (0.60, 1.75, 2.26, 2.0, 0.67),
            (0.70, 1.52, 1.81, 2.4, 0.71),
            (0.80, 1.24, 1.39, 3.0, 0.76),
            (0.90, 0.88, 0.92, 4.3, 0.86),
        ];
        for (r, classic, corrected, levels, order) in table {
            close(
                classic_width(1.0, r, 0.95).expect("defined"),
                classic,
                5.1e-3,
            );
            close(
                corrected_width(1.0, r, 0.95).expect("defined"),
                corrected,
                5.1e-3,
            );
            close(distinguishable_levels(r).expect("defined"), levels, 0.051);
            let p = crate::pairs::probability_higher(0.5, 1.0, r).expect("defined");
            close(p, order, 5.1e-3);
        }
    }

    #[test]
    fn bands_from_the_top() {
        let scores = [70.0, 90.0, 79.999_999_999_5, 80.0, 60.0, 69.0, 90.0];
        let result = fixed_bands(&scores, 10.0).expect("defined");
        assert_eq!(result.band_of, [2, 1, 1, 1, 2, 2, 1]);
        assert_eq!(
            result.bands[1],
            Band {
                top: 70.0,
                bottom: 60.0,
                size: 3
            }
        );
    }

    #[test]
    fn a_band_slides_when_its_top_is_taken_out() {
        let scores = [70.0, 90.0, 82.0, 80.0, 75.0];
        let band = |removed: [bool; 5]| sliding_band(&scores, &removed, 10.0).expect("defined");
        assert_eq!(band([false; 5]), [1, 2, 3]);
        assert_eq!(band([false, true, false, false, false]), [2, 3, 4]);
        // Taking out another member of the band moves nothing.
        assert_eq!(band([false, false, true, false, false]), [1, 3]);
        assert!(band([true; 5]).is_empty());
        assert!(sliding_band(&scores, &[false], 10.0).is_err());
        assert!(sliding_band(&scores, &[false; 5], -1.0).is_err());
    }

    #[test]
    fn edges() {
        let empty = fixed_bands(&[], 5.0).expect("defined");
        assert!(empty.band_of.is_empty() && empty.bands.is_empty());
        let none = fixed_bands(&[1.0, 2.0, 1.0], 0.0).expect("defined");
        assert_eq!(none.band_of, [2, 1, 2]);
        let one = fixed_bands(&[1.0, 2e9, -1e9], f64::INFINITY).expect("defined");
        assert_eq!(one.band_of, [1, 1, 1]);
        assert!(fixed_bands(&[1.0], -1.0).is_err());
        assert!(fixed_bands(&[1.0], f64::NAN).is_err());
        assert!(fixed_bands(&[f64::NAN], 1.0).is_err());
        assert_eq!(
            corrected_width(15.0, 0.0, 0.95)
                .expect_err("refused")
                .reason,
            Reason::ZeroReliability
        );
        assert!(distinguishable_levels(1.0).is_err());
    }

    proptest! {
        #[test]
        fn bands_are_monotone_and_reach_one_width(
            scores in prop::collection::vec(-100_000_000..100_000_000_i64, 1..60),
            width in 0.0..80.0_f64,
        ) {
            let points = crate::scores::points_from_micro(&scores);
            let result = fixed_bands(&points, width).expect("defined");
            for i in 0..points.len() {
                for j in 0..points.len() {
                    if points[i] > points[j] {
                        prop_assert!(result.band_of[i] <= result.band_of[j]);
                    }
                    if scores[i] == scores[j] {
                        prop_assert_eq!(result.band_of[i], result.band_of[j]);
                    }
                }
                let band = result.bands[result.band_of[i] - 1];
                prop_assert!(points[i] <= band.top && points[i] >= band.bottom);
                prop_assert!(band.top - points[i] <= width + 2e-9);
            }
            for pair in result.bands.windows(2) {
                prop_assert!(pair[0].top - pair[1].top > width);
            }
            prop_assert_eq!(result.bands.iter().map(|b| b.size).sum::<usize>(), scores.len());
        }

        #[test]
        fn bands_ignore_the_order_of_candidates(
            scores in prop::collection::vec(-100.0..100.0_f64, 1..40),
            width in 0.0..50.0_f64,
        ) {
            let forward = fixed_bands(&scores, width).expect("defined");
            let reversed: Vec<f64> = scores.iter().rev().copied().collect();
            let mut backward = fixed_bands(&reversed, width).expect("defined").band_of;
            backward.reverse();
            prop_assert_eq!(forward.band_of, backward);
        }
    }
}
