//! Matching again without the questions found to function differently.
//!
//! A question that functions differently spoils the score that people are
//! matched on. Once is enough: the second screening is the result. Never
//! decides which questions to drop from an assessment.

use crate::moments::at_least;
use crate::table::Table;
use crate::undefined::{Reason, Undefined};

/// Two screenings of all questions, in the order of the columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Screening<S> {
    /// Matched on the sum of all questions.
    pub first: Vec<Result<S, Undefined>>,
    /// What the first screening flagged.
    pub flagged: Vec<bool>,
    /// Matched on the sum of the questions not flagged and the studied one.
    pub purified: Vec<Result<S, Undefined>>,
}

/// Screens every column of `items` (persons in rows) with `statistic`, which is
/// given the column and the matching score; then once more, with the columns
/// for which `flagged` answered true left out of the matching score. The studied
/// question always belongs to its own matching score.
///
/// # Errors
/// `TooFewQuestions` below 2 columns, `TooFewObservations` below 2 persons. A
/// single entry is undefined where `statistic` is; such a question is not flagged.
pub fn purify_once<S>(
    items: &Table,
    statistic: impl Fn(&[f64], &[f64]) -> Result<S, Undefined>,
    flagged: impl Fn(&S) -> bool,
) -> Result<Screening<S>, Undefined> {
    let got = items.columns();
    if got < 2 {
        return Err(Reason::TooFewQuestions { got, needed: 2 }.into());
    }
    at_least(items.rows(), 2)?;
    let screen = |left_out: &[bool]| -> Vec<Result<S, Undefined>> {
        let one = |item| {
            let matching = matching_scores(items, item, left_out);
            statistic(&items.column(item), &matching)
        };
        (0..got).map(one).collect()
    };
    let first = screen(&vec![false; got]);
    let flagged: Vec<bool> = first
        .iter()
        .map(|result| result.as_ref().is_ok_and(&flagged))
        .collect();
    let purified = screen(&flagged);
    Ok(Screening {
        first,
        flagged,
        purified,
    })
}

/// Everyone's sum of the questions not `left_out`, and of question `item` in
/// any case.
fn matching_scores(items: &Table, item: usize, left_out: &[bool]) -> Vec<f64> {
    let sum = |row: &[f64]| {
        let kept = row.iter().zip(left_out).enumerate();
        kept.filter(|(i, (_, out))| *i == item || !**out)
            .map(|(_, (x, _))| x)
            .sum()
    };
    items.iter().map(sum).collect()
}

#[cfg(test)]
mod tests {
    use super::super::mantel_haenszel::tests::rasch;
    use super::super::{EtsClass, MantelHaenszel, Strata, mantel_haenszel};
    use super::*;

    #[test]
    fn flagged_questions_leave_the_score_of_others_only() {
        let items = Table::from_rows([[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]]).expect("valid");
        let seen = std::cell::RefCell::new(Vec::new());
        let screening = purify_once(
            &items,
            |item, matching| {
                seen.borrow_mut().push(matching.to_vec());
                Ok(item[0])
            },
            |&first| first == 2.0,
        )
        .expect("valid");
        assert_eq!(screening.flagged, [false, true, false]);
        let seen = seen.into_inner();
        assert_eq!(seen[..3], [[7.0, 56.0], [7.0, 56.0], [7.0, 56.0]]);
        assert_eq!(seen[3..], [[5.0, 40.0], [7.0, 56.0], [5.0, 40.0]]);
    }

    #[test]
    fn undefined_is_said() {
        let one = Table::from_rows([[1.0], [2.0]]).expect("valid");
        assert!(purify_once(&one, |_, _| Ok(0.0), |_| false).is_err());
        let alone = Table::from_rows([[1.0, 2.0]]).expect("valid");
        assert!(purify_once(&alone, |_, _| Ok(0.0), |_| false).is_err());
        let two = Table::from_rows([[1.0, 2.0], [2.0, 3.0]]).expect("valid");
        let refused = |_: &[f64], _: &[f64]| Err::<f64, _>(Reason::ZeroVariance.into());
        let screening = purify_once(&two, refused, |_| true).expect("valid");
        assert_eq!(screening.flagged, [false, false]);
    }

    /// One question 1.5 logits harder pulls the scores of the focal group down;
    /// the fifteen others seem easier for it until it leaves the score.
    #[test]
    fn it_takes_the_bias_from_the_other_questions() {
        let (rows, groups) = rasch(6_000, 16, 1.5, 91);
        let items = Table::from_rows(&rows).expect("valid");
        let screening = purify_once(
            &items,
            |item, matching| mantel_haenszel(item, &groups, &Strata::by_level(matching)?),
            |result| {
                result
                    .common
                    .is_ok_and(|common| common.class != EtsClass::A)
            },
        )
        .expect("valid");
        assert!(screening.flagged[0]);
        assert_eq!(screening.flagged.iter().filter(|f| **f).count(), 1);
        let mean_delta = |results: &[Result<MantelHaenszel, Undefined>]| -> f64 {
            let of = |r: &Result<MantelHaenszel, Undefined>| {
                r.as_ref().expect("defined").common.expect("defined").delta
            };
            results[1..].iter().map(of).sum::<f64>() / 15.0
        };
        let (before, after) = (
            mean_delta(&screening.first),
            mean_delta(&screening.purified),
        );
        assert!(before > 0.1 && after.abs() < 0.05, "{before} {after}");
    }
}
