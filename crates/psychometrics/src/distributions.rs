//! Probability distributions: normal, bivariate normal, t, F, χ² and ln n!.
//!
//! Thin, typed wrappers over `statrs`; the bivariate normal has its own file.
//! `statrs` panics on probabilities outside
//! [0, 1]; these functions answer [`Undefined`]. Never contains tests or
//! intervals. `statrs`' hypergeometric distribution is wrong for totals above
//! about 1,000 and must not be wrapped here.

mod bivariate_normal;

use statrs::distribution::{ChiSquared, ContinuousCDF, FisherSnedecor, StudentsT};
use statrs::function::{erf, factorial};

use crate::undefined::{Reason, Undefined, finite};

pub use bivariate_normal::bivariate_normal_upper;

/// Density of the standard normal distribution at `x`.
pub fn normal_pdf(x: f64) -> f64 {
    const INVERSE_SQRT_TAU: f64 = 0.398_942_280_401_432_7;
    INVERSE_SQRT_TAU * (-0.5 * x * x).exp()
}

/// Probability that a standard normal variable is at most `x`.
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * erf::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// The value below which a standard normal variable lies with probability `p`.
///
/// # Errors
/// `OutOfRange` unless 0 < `p` < 1.
pub fn normal_quantile(p: f64) -> Result<f64, Undefined> {
    Ok(-std::f64::consts::SQRT_2 * erf::erfc_inv(2.0 * open_unit(p)?))
}

/// The half-width, in standard errors, of a central interval at `level`
/// (.90 gives 1.645, .95 gives 1.960).
///
/// # Errors
/// `OutOfRange` unless 0 < `level` < 1.
pub fn two_sided_z(level: f64) -> Result<f64, Undefined> {
    normal_quantile(0.5 + open_unit(level)? / 2.0)
}

/// The value below which an F variable with `df1` and `df2` degrees of freedom
/// lies with probability `p`.
///
/// # Errors
/// `OutOfRange` unless 0 < `p` < 1 and both degrees of freedom are above 0.
pub fn f_quantile(p: f64, df1: f64, df2: f64) -> Result<f64, Undefined> {
    let p = open_unit(p)?;
    let distribution = FisherSnedecor::new(df1, df2).map_err(|_| DEGREES)?;
    finite(distribution.inverse_cdf(p))
}

/// Probability that an F variable with `df1` and `df2` degrees of freedom is
/// above `x`: the p-value of an F statistic.
///
/// # Errors
/// `OutOfRange` unless both degrees of freedom are above 0, `NotFinite`.
pub fn f_upper(x: f64, df1: f64, df2: f64) -> Result<f64, Undefined> {
    let distribution = FisherSnedecor::new(df1, df2).map_err(|_| DEGREES)?;
    Ok(distribution.sf(finite(x)?.max(0.0)))
}

/// Probability that a t variable with `df` degrees of freedom lies at least as
/// far from 0 as `x`: the two-sided p-value of a t statistic.
///
/// # Errors
/// `OutOfRange` unless `df` is above 0, `NotFinite`.
pub fn t_two_sided(x: f64, df: f64) -> Result<f64, Undefined> {
    let distribution = StudentsT::new(0.0, 1.0, df).map_err(|_| DEGREES)?;
    Ok(2.0 * distribution.sf(finite(x)?.abs()))
}

/// The value below which a t variable with `df` degrees of freedom lies with
/// probability `p`.
///
/// # Errors
/// `OutOfRange` unless 0 < `p` < 1 and `df` is above 0.
pub fn t_quantile(p: f64, df: f64) -> Result<f64, Undefined> {
    let p = open_unit(p)?;
    let distribution = StudentsT::new(0.0, 1.0, df).map_err(|_| DEGREES)?;
    finite(distribution.inverse_cdf(p))
}

/// Probability that a chi-squared variable with `df` degrees of freedom is
/// above `x`: the p-value of a chi-squared statistic.
///
/// # Errors
/// `OutOfRange` unless `df` is above 0, `NotFinite`.
pub fn chi_squared_upper(x: f64, df: f64) -> Result<f64, Undefined> {
    let distribution = ChiSquared::new(df).map_err(|_| DEGREES)?;
    Ok(distribution.sf(finite(x)?.max(0.0)))
}

/// Probability that a standard normal variable is further from 0 than `z`.
pub fn two_sided_p(z: f64) -> f64 {
    erf::erfc(z.abs() * std::f64::consts::FRAC_1_SQRT_2)
}

/// Natural logarithm of n!.
pub fn ln_factorial(n: u64) -> f64 {
    factorial::ln_factorial(n)
}

const DEGREES: Undefined = Undefined {
    reason: Reason::OutOfRange("degrees of freedom are finite and above 0"),
};

fn open_unit(p: f64) -> Result<f64, Undefined> {
    if p > 0.0 && p < 1.0 {
        Ok(p)
    } else {
        Err(Reason::OutOfRange("a probability lies between 0 and 1, ends excluded").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance, "{a} is not {b}");
    }

    #[test]
    fn normal_agrees_with_tables() {
        close(normal_pdf(0.0), 0.398_942_280_401_432_7, 1e-15);
        close(normal_pdf(1.0), 0.241_970_724_519_143_37, 1e-15);
        close(normal_cdf(0.0), 0.5, 1e-15);
        close(normal_cdf(1.96), 0.975_002_104_851_779_5, 1e-11);
        close(normal_cdf(-5.0), 2.866_515_718_791_939e-7, 1e-16);
        close(
            normal_quantile(0.975).expect("in range"),
            1.959_963_984_540_054,
            1e-12,
        );
        close(
            two_sided_z(0.90).expect("in range"),
            1.644_853_626_951_472_7,
            1e-12,
        );
    }

    #[test]
    fn f_quantile_agrees_with_tables() {
        close(
            f_quantile(0.95, 5.0, 10.0).expect("in range"),
            3.325_834_530_413_011,
            1e-9,
        );
        // F with (1, v) degrees is the square of t with v: t(.975; 10) = 2.228138852.
        close(
            f_quantile(0.95, 1.0, 10.0).expect("in range"),
            4.964_602_744,
            1e-8,
        );
    }

    #[test]
    fn f_quantile_round_trips_over_the_sizes_in_use() {
        for people in [3.0, 10.0, 50.0, 200.0, 2_709.0, 100_000.0] {
            for questions in [2.0, 5.0, 12.0, 40.0] {
                for p in [0.005, 0.025, 0.05, 0.95, 0.975, 0.995] {
                    let (df1, df2) = (people - 1.0, (people - 1.0) * (questions - 1.0));
                    let x = f_quantile(p, df1, df2).expect("in range");
                    let back = FisherSnedecor::new(df1, df2).expect("valid").cdf(x);
                    close(back, p, 1e-7);
                }
            }
        }
    }

    #[test]
    fn tails_agree_with_tables() {
        close(
            f_upper(3.325_834_530_413_011, 5.0, 10.0).expect("in range"),
            0.05,
            1e-10,
        );
        close(
            t_quantile(0.975, 10.0).expect("in range"),
            2.228_138_851_964_939,
            1e-9,
        );
        close(
            t_two_sided(-2.228_138_851_964_939, 10.0).expect("in range"),
            0.05,
            1e-10,
        );
        close(
            chi_squared_upper(3.841_458_820_694_124, 1.0).expect("in range"),
            0.05,
            1e-10,
        );
        close(
            chi_squared_upper(30.0, 2.0).expect("in range"),
            (-15.0_f64).exp(),
            1e-18,
        );
        assert_eq!(chi_squared_upper(-1.0, 2.0), Ok(1.0));
        close(two_sided_p(-1.959_963_984_540_054), 0.05, 1e-11);
    }

    #[test]
    fn ln_factorials_differ_by_the_logarithm() {
        assert_eq!(ln_factorial(0), 0.0);
        close(ln_factorial(10), 3_628_800_f64.ln(), 1e-13);
        for n in [1_u64, 2, 20, 21, 170, 171, 172, 1_000, 100_000, 5_000_000] {
            let step = ln_factorial(n) - ln_factorial(n - 1);
            let scale = ln_factorial(n).max(1.0);
            close(step, (n as f64).ln(), 1e-15 * scale * 4.0);
        }
    }

    #[test]
    fn refuses_impossible_arguments() {
        for p in [0.0, 1.0, -0.1, 1.1, f64::NAN] {
            assert!(normal_quantile(p).is_err());
            assert!(two_sided_z(p).is_err());
            assert!(f_quantile(p, 1.0, 1.0).is_err());
        }
        for df in [0.0, -1.0, f64::NAN] {
            assert!(f_upper(1.0, df, 1.0).is_err());
            assert!(t_two_sided(1.0, df).is_err());
            assert!(t_quantile(0.5, df).is_err());
            assert!(chi_squared_upper(1.0, df).is_err());
        }
        assert!(f_upper(f64::NAN, 1.0, 1.0).is_err());
        assert!(t_quantile(0.0, 1.0).is_err());
        assert!(f_quantile(0.5, 0.0, 1.0).is_err());
        assert!(f_quantile(0.5, 1.0, f64::NAN).is_err());
    }
}
