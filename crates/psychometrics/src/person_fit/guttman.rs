//! Guttman errors: easy questions wrong and hard ones right.
//!
//! For right-wrong answers only; partial credit is to be dichotomised first.

use crate::table::Table;
use crate::undefined::{Reason, Undefined};

/// One person's errors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GuttmanErrors {
    /// G: number of pairs with the easier question wrong and the harder right.
    pub errors: u64,
    /// `G/(T(k−T))`, from 0 to 1, T questions right of k; undefined where all
    /// or none are right, as no error is possible.
    pub normed: Result<f64, Undefined>,
}

/// Columns by descending share of right answers; of equally easy ones the first
/// column counts as easier.
///
/// # Errors
/// `OutOfRange` for an answer that is not 0 or 1.
pub fn easiest_first(answers: &Table) -> Result<Vec<usize>, Undefined> {
    let mut right = vec![0_u64; answers.columns()];
    for row in answers.iter() {
        for (count, &answer) in right.iter_mut().zip(row) {
            *count += u64::from(is_right(answer)?);
        }
    }
    let mut order: Vec<usize> = (0..right.len()).collect();
    order.sort_by_key(|&column| std::cmp::Reverse(right[column]));
    Ok(order)
}

/// Guttman errors of one person: `G = #{(easier wrong, harder right)}`.
///
/// `answers` holds 0 or 1 for every question, `easiest_first` all questions by
/// ascending difficulty (see [`easiest_first`]).
///
/// # Errors
/// `OutOfRange` for an answer that is not 0 or 1 or an order that does not name
/// every question once, `LengthMismatch`.
pub fn guttman_errors(
    answers: &[f64],
    easiest_first: &[usize],
) -> Result<GuttmanErrors, Undefined> {
    let (got, expected) = (easiest_first.len(), answers.len());
    if got != expected {
        return Err(Reason::LengthMismatch { got, expected }.into());
    }
    let mut named = vec![false; expected];
    let (mut wrong, mut right, mut errors) = (0_u64, 0_u64, 0_u64);
    for &question in easiest_first {
        match named.get_mut(question) {
            Some(seen) if !*seen => *seen = true,
            _ => return Err(Reason::OutOfRange("an order names every question once").into()),
        }
        if is_right(answers[question])? {
            right += 1;
            errors += wrong;
        } else {
            wrong += 1;
        }
    }
    let possible = right * wrong;
    Ok(GuttmanErrors {
        errors,
        normed: if possible > 0 {
            Ok(errors as f64 / possible as f64)
        } else {
            Err(Reason::NotPositive("the number of possible Guttman errors").into())
        },
    })
}

fn is_right(answer: f64) -> Result<bool, Undefined> {
    if answer == 0.0 || answer == 1.0 {
        Ok(answer == 1.0)
    } else {
        Err(Reason::OutOfRange("an answer is 0 or 1").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn by_hand() {
        let table = Table::from_rows([
            [1.0, 1.0, 0.0, 0.0],
            [1.0, 0.0, 1.0, 0.0],
            [1.0, 0.0, 0.0, 1.0],
            [0.0, 1.0, 1.0, 1.0],
        ])
        .expect("valid");
        // Right: 3, 2, 2, 2; equals in the order of the columns.
        let order = easiest_first(&table).expect("valid");
        assert_eq!(order, [0, 1, 2, 3]);
        let of = |answers: &[f64]| guttman_errors(answers, &order).expect("valid");
        assert_eq!(of(&[1.0, 1.0, 0.0, 0.0]).errors, 0);
        assert_eq!(of(&[1.0, 0.0, 0.0, 1.0]).errors, 2);
        assert_eq!(of(&[1.0, 0.0, 0.0, 1.0]).normed, Ok(0.5));
        assert_eq!(of(&[0.0, 1.0, 1.0, 1.0]).normed, Ok(1.0));
        assert!(of(&[1.0; 4]).normed.is_err() && of(&[0.0; 4]).normed.is_err());
    }

    #[test]
    fn undefined_is_said() {
        assert!(guttman_errors(&[1.0, 0.5], &[0, 1]).is_err());
        assert!(guttman_errors(&[1.0, 0.0], &[0, 0]).is_err());
        assert!(guttman_errors(&[1.0, 0.0], &[0, 2]).is_err());
        assert!(guttman_errors(&[1.0, 0.0], &[0]).is_err());
        let graded = Table::from_rows([[1.0, 2.0]]).expect("valid");
        assert!(easiest_first(&graded).is_err());
    }

    proptest! {
        #[test]
        fn counts_every_pair(raw in prop::collection::vec(any::<bool>(), 1..20)) {
            let answers: Vec<f64> = raw.iter().map(|&x| f64::from(u8::from(x))).collect();
            let order: Vec<usize> = (0..answers.len()).rev().collect();
            let result = guttman_errors(&answers, &order).expect("valid");
            let mut pairs = 0;
            for easy in 0..answers.len() {
                // In this order the later question is the easier one.
                pairs += (0..easy).filter(|&hard| answers[easy] < answers[hard]).count() as u64;
            }
            prop_assert_eq!(result.errors, pairs);
            if let Ok(normed) = result.normed {
                prop_assert!((0.0..=1.0).contains(&normed));
            }
        }
    }
}
