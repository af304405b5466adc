//! Criterion validity from figures: what a correlation is worth and how sure it
//! is. No table is read.
//!
//! Corrected figures stand beside the uncorrected ones. Never contains a point
//! estimate of money without a range where the range can be computed.

mod answer;

pub use answer::Answer;

use crate::problem::{Problem, Problems};
use answer::Value;
use psychometrics::Undefined;
use psychometrics::correlation::correlation_interval;
use psychometrics::gates::Figure as Needs;
use psychometrics::reliability::Interval;
use psychometrics::validity::utility::sd_of_performance;
use psychometrics::validity::{
    Selection, attenuation, criterion_reliability, expected_success, mean_selected,
    net_promoter_error, pairs_needed, power, taylor_russell, thorndike_two, thorndike_two_interval,
    wilson_interval,
};

/// Refuses arguments for which not even the first figure exists.
fn needed<T>(value: Result<T, Undefined>) -> Result<T, Problems> {
    value.map_err(|undefined| Problem::Asked(undefined.reason.to_string()).into())
}

/// A correlation with Fisher's interval.
///
/// # Errors
/// r outside −1 to 1, fewer than 4 pairs, a level outside 0 to 1.
pub fn correlation(r: f64, n: usize, level: f64) -> Result<Answer, Problems> {
    let interval = needed(correlation_interval(r, n, level))?;
    Ok(Answer::new()
        .number("r", "correlation of score and criterion", Ok(r))
        .interval("ci", "Fisher's interval", Ok(interval))
        .gate(n))
}

/// Thorndike's case II, and the interval with transformed limits where the
/// number of pairs is known.
///
/// # Errors
/// r outside −1 to 1, a ratio of standard deviations not above 0.
pub fn thorndike(r: f64, u: f64, n: Option<usize>, level: f64) -> Result<Answer, Problems> {
    let corrected = needed(thorndike_two(r, u))?;
    let answer = Answer::new()
        .number("r", "uncorrected, among the hired", Ok(r))
        .number("u", "SD of applicants by SD of the hired", Ok(u))
        .number(
            "thorndike2",
            "corrected for range restriction",
            Ok(corrected),
        );
    let Some(n) = n else { return Ok(answer) };
    let interval = needed(correlation_interval(r, n, level))?;
    Ok(answer
        .interval("ci", "interval of r", Ok(interval))
        .interval(
            "thorndike2_ci",
            "its limits corrected",
            thorndike_two_interval(interval, u),
        )
        .gate(n))
}

/// A correlation corrected for an unreliable criterion.
///
/// # Errors
/// r outside −1 to 1, a reliability outside 0 to 1 or of 0.
pub fn disattenuated(r: f64, reliability: f64) -> Result<Answer, Problems> {
    let corrected = needed(attenuation(r, reliability))?;
    Ok(Answer::new().number("r", "uncorrected", Ok(r)).number(
        "attenuation",
        "corrected for the criterion's reliability",
        Ok(corrected),
    ))
}

/// Reliability of a mean over rated contacts.
///
/// # Errors
/// Negative variances, both 0, or no contacts.
pub fn contacts(agent: f64, contact: f64, contacts: usize) -> Result<Answer, Problems> {
    let reliability = needed(criterion_reliability(agent, contact, contacts))?;
    let gate = Needs::RatedContacts.gate(contacts);
    Ok(Answer::new()
        .number(
            "criterion_reliability",
            "of a person's mean",
            Ok(reliability),
        )
        .count("contacts", "rated contacts a person", Ok(contacts))
        .with(
            "enough",
            "30 contacts or more",
            Ok(Value::Truth(gate.open())),
        ))
}

/// Net promoter score of a person with its standard error.
///
/// # Errors
/// More promoters and detractors than answers, or no answers.
pub fn net_promoter(
    promoters: usize,
    detractors: usize,
    answers: usize,
) -> Result<Answer, Problems> {
    let error = needed(net_promoter_error(promoters, detractors, answers))?;
    let score = (promoters as f64 - detractors as f64) / answers as f64;
    Ok(Answer::new()
        .number("nps", "share of promoters minus detractors", Ok(score))
        .number("se", "standard error", Ok(error)))
}

/// Share of successes a correlation implies for standard scores in a range.
///
/// # Errors
/// r outside −1 to 1, a base rate outside 0 to 1, a range the wrong way round
/// or so far out that nobody is in it.
pub fn expectancy(r: f64, base_rate: f64, from: f64, to: f64) -> Result<Answer, Problems> {
    let share = needed(expected_success(r, base_rate, from, to))?;
    Ok(Answer::new()
        .number("base_rate", "successes among all", Ok(base_rate))
        .number(
            "expected_success",
            "successes among these scores",
            Ok(share),
        ))
}

/// A share with Wilson's interval, such as one bar of an expectancy table.
///
/// # Errors
/// More successes than persons, nobody, a level outside 0 to 1.
pub fn wilson(successes: usize, n: usize, level: f64) -> Result<Answer, Problems> {
    let interval = needed(wilson_interval(successes, n, level))?;
    let gate = Needs::ExpectancyBar.gate(n);
    Ok(Answer::new()
        .number(
            "share",
            "share of successes",
            Ok(successes as f64 / n as f64),
        )
        .interval("ci", "Wilson's interval", Ok(interval))
        .with(
            "enough",
            "10 persons or more",
            Ok(Value::Truth(gate.open())),
        ))
}

/// Taylor and Russell's share of successes among the selected.
///
/// # Errors
/// r outside −1 to 1, a rate outside 0 to 1.
pub fn success_of_selected(r: f64, base_rate: f64, ratio: f64) -> Result<Answer, Problems> {
    let share = needed(taylor_russell(r, base_rate, ratio))?;
    Ok(Answer::new()
        .number("taylor_russell", "successes among the selected", Ok(share))
        .number("base_rate", "successes without selection", Ok(base_rate))
        .number("gain", "difference of the two", Ok(share - base_rate)))
}

/// Standard deviation of a year's performance in money.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PerformanceSd {
    /// As estimated.
    Known(f64),
    /// From a year's salary: 40 % to 70 % of it.
    OfSalary(f64),
}

/// How strict selection is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Strictness {
    /// Share selected, from the top of a normal distribution.
    Ratio(f64),
    /// Mean standard score of those selected.
    MeanScore(f64),
}

/// What a selection costs and yields.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Utility {
    /// Validity.
    pub r: f64,
    /// Pairs behind it, for a range; `None` where unknown.
    pub n: Option<usize>,
    /// How strict selection is.
    pub strictness: Strictness,
    /// SD of performance in money.
    pub sd: PerformanceSd,
    /// Persons hired.
    pub hired: usize,
    /// Mean years they stay.
    pub years: f64,
    /// Cost of testing everybody.
    pub cost: f64,
    /// Level of the interval of r.
    pub level: f64,
}

/// Brogden, Cronbach and Gleser's utility, with its range over the interval of r
/// and over SD_y.
///
/// # Errors
/// Nobody hired, r or the ratio outside their range, negative amounts.
pub fn utility(asked: Utility) -> Result<Answer, Problems> {
    let mean_score = match asked.strictness {
        Strictness::Ratio(ratio) => needed(mean_selected(ratio))?,
        Strictness::MeanScore(mean) => mean,
    };
    let sd = match asked.sd {
        PerformanceSd::Known(sd) => Interval {
            lower: sd,
            upper: sd,
        },
        PerformanceSd::OfSalary(salary) => needed(sd_of_performance(salary))?,
    };
    let selection = Selection {
        hired: asked.hired,
        years: asked.years,
        mean_score,
        cost: asked.cost,
    };
    let middle = sd.lower.midpoint(sd.upper);
    let total = needed(selection.utility(asked.r, middle))?;
    let answer = Answer::new()
        .number(
            "zbar",
            "mean standard score of the selected",
            Ok(mean_score),
        )
        .number("sd_y", "SD of a year's performance", Ok(middle))
        .number("utility", "gain over hiring at random", Ok(total))
        .number(
            "utility_each",
            "for each person hired",
            selection.utility_each(asked.r, middle),
        );
    let point = Interval {
        lower: asked.r,
        upper: asked.r,
    };
    let r = match asked.n {
        Some(n) => needed(correlation_interval(asked.r, n, asked.level))?,
        None => point,
    };
    let answer = answer.interval(
        "utility_range",
        "over the interval of r and over SD_y",
        selection.utility_range(r, sd),
    );
    Ok(match asked.n {
        Some(n) => answer.interval("ci", "interval of r", Ok(r)).gate(n),
        None => answer,
    })
}

/// Pairs a study needs, and the power of one with so many.
///
/// # Errors
/// r of 0 or outside −1 to 1, power or level outside 0 to 1.
pub fn study(r: f64, wanted: f64, n: Option<usize>, level: f64) -> Result<Answer, Problems> {
    let pairs = needed(pairs_needed(r, wanted, level))?;
    let answer = Answer::new().count("pairs_needed", "pairs for this power", Ok(pairs));
    Ok(match n {
        Some(n) => answer.number("power", "of a study with so many pairs", power(r, n, level)),
        None => answer,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(answer: &Answer, name: &str) -> f64 {
        let entry = answer.entries.iter().find(|entry| entry.name == name);
        match entry.map(|entry| &entry.value) {
            Some(Ok(Value::Number(value))) => *value,
            Some(Ok(Value::Count(count))) => *count as f64,
            other => panic!("{name}: {other:?}"),
        }
    }

    fn interval(answer: &Answer, name: &str) -> [f64; 2] {
        let entry = answer.entries.iter().find(|entry| entry.name == name);
        match entry.map(|entry| &entry.value) {
            Some(Ok(Value::Interval(limits))) => *limits,
            other => panic!("{name}: {other:?}"),
        }
    }

    fn close(got: f64, expected: f64) {
        assert!(
            (got - expected).abs() < 1e-6 * expected.abs(),
            "{got} is not {expected}"
        );
    }

    #[test]
    fn published_figures() {
        let r = correlation(0.25, 100, 0.95).expect("valid");
        let [lower, upper] = interval(&r, "ci");
        assert!((lower - 0.056_349).abs() < 1e-6 && (upper - 0.425_523).abs() < 1e-6);
        let corrected = thorndike(0.25, 1.5, Some(100), 0.95).expect("valid");
        close(value(&corrected, "thorndike2"), 0.361_157_559_3);
        let [lower, upper] = interval(&corrected, "thorndike2_ci");
        assert!((lower - 0.084_356).abs() < 1e-6 && (upper - 0.576_381).abs() < 1e-6);
        let table = success_of_selected(0.35, 0.5, 0.3).expect("valid");
        assert!((value(&table, "taylor_russell") - 0.664_312_791_9).abs() < 1e-7);
        for (power, r, pairs) in [(0.8, 0.20, 194.0), (0.8, 0.25, 124.0), (0.8, 0.30, 85.0)] {
            let study = study(r, power, Some(pairs as usize), 0.95).expect("valid");
            assert_eq!(value(&study, "pairs_needed"), pairs);
            assert!((value(&study, "power") - 0.8).abs() < 0.01);
        }
    }

    #[test]
    fn utility_has_a_range() {
        let asked = Utility {
            r: 0.35,
            n: None,
            strictness: Strictness::Ratio(0.2),
            sd: PerformanceSd::Known(50_000.0),
            hired: 100,
            years: 3.0,
            cost: 75_000.0,
            level: 0.95,
        };
        let answer = utility(asked).expect("valid");
        close(value(&answer, "utility"), 7_274_000.41);
        close(value(&answer, "zbar"), 1.399_809_602);
        let ranged = Utility {
            n: Some(120),
            sd: PerformanceSd::OfSalary(40_000.0),
            ..asked
        };
        let answer = utility(ranged).expect("valid");
        let [lower, upper] = interval(&answer, "utility_range");
        let middle = value(&answer, "utility");
        assert!(lower < middle && middle < upper);
        let each = Utility {
            strictness: Strictness::MeanScore(1.76),
            sd: PerformanceSd::Known(4_000.0),
            hired: 72,
            years: 1.0,
            cost: 3_600.0,
            ..asked
        };
        let answer = utility(each).expect("valid");
        close(value(&answer, "utility"), 173_808.0);
        close(value(&answer, "utility_each"), 2_414.0);
    }

    #[test]
    fn the_other_figures() {
        let share = wilson(8, 10, 0.95).expect("valid");
        let [lower, upper] = interval(&share, "ci");
        // Wilson's interval of 8 in 10, as printed in textbooks: .490 to .943.
        assert!((lower - 0.490_16).abs() < 1e-5 && (upper - 0.943_32).abs() < 1e-5);
        close(
            value(&disattenuated(0.3, 0.64).expect("valid"), "attenuation"),
            0.375,
        );
        close(
            value(
                &contacts(1.0, 9.0, 36).expect("valid"),
                "criterion_reliability",
            ),
            0.8,
        );
        let nps = net_promoter(50, 20, 100).expect("valid");
        close(value(&nps, "nps"), 0.3);
        close(value(&nps, "se"), (0.61_f64 / 100.0).sqrt());
        let all = expectancy(0.5, 0.4, f64::NEG_INFINITY, f64::INFINITY).expect("valid");
        close(value(&all, "expected_success"), 0.4);
    }

    #[test]
    fn nonsense_is_refused_in_words() {
        for wrong in [
            correlation(1.2, 100, 0.95),
            correlation(0.2, 3, 0.95),
            correlation(f64::NAN, 100, 0.95),
            thorndike(0.2, 0.0, None, 0.95),
            disattenuated(0.2, 0.0),
            contacts(-1.0, 1.0, 30),
            net_promoter(3, 3, 5),
            net_promoter(0, 0, 0),
            expectancy(0.2, 0.5, 1.0, 0.0),
            wilson(3, 0, 0.95),
            success_of_selected(0.2, 0.0, 0.5),
            study(0.0, 0.8, None, 0.95),
        ] {
            let problems = wrong.expect_err("refused");
            assert!(problems.to_string().len() > 15, "{problems}");
        }
    }
}
