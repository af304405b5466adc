//! One person's answers by themselves: runs, spread, consistency.

use crate::moments::{at_least, correlation, mean, sd};
use crate::undefined::{Reason, Undefined};

/// The longest run of one and the same answer.
///
/// Give the positions as they were displayed: by option, a run means nothing
/// where options are shuffled. Ranking questions have no such run.
///
/// # Errors
/// `TooFewObservations` without answers.
pub fn longstring<T: PartialEq>(displayed: &[T]) -> Result<usize, Undefined> {
    at_least(displayed.len(), 1)?;
    let runs = displayed.chunk_by(|a, b| a == b).map(<[T]>::len);
    Ok(runs.max().unwrap_or(1))
}

/// Intra-individual response variability: the standard deviation (n − 1) of one
/// person's ratings. 0 is the same rating throughout.
///
/// # Errors
/// `TooFewObservations` below 2 ratings, `NotFinite`.
pub fn irv(ratings: &[f64]) -> Result<f64, Undefined> {
    sd(ratings)
}

/// Even-odd consistency with its sign turned: `−2r/(1+r)`, r the correlation,
/// over subscales, of the mean of the even questions with that of the odd ones.
/// −1 is consistent; towards 1 the halves contradict each other. Where the
/// Spearman-Brown step falls below −1, it is taken as −1.
///
/// `subscales` holds one person's ratings by subscale, questions in order, keyed
/// in the same direction.
///
/// # Errors
/// `TooFewQuestions` for a subscale below 2 questions, `TooFewObservations`
/// below 2 subscales, `ZeroVariance` if all halves of one kind are equal,
/// `NotFinite`.
pub fn even_odd<S: AsRef<[f64]>>(subscales: &[S]) -> Result<f64, Undefined> {
    at_least(subscales.len(), 2)?;
    let (mut odd, mut even) = (Vec::new(), Vec::new());
    for subscale in subscales {
        let ratings = subscale.as_ref();
        if ratings.len() < 2 {
            let got = ratings.len();
            return Err(Reason::TooFewQuestions { got, needed: 2 }.into());
        }
        let half =
            |first: usize| -> Vec<f64> { ratings.iter().skip(first).step_by(2).copied().collect() };
        odd.push(mean(&half(0))?);
        even.push(mean(&half(1))?);
    }
    let r = correlation(&odd, &even)?;
    // At r = −1 the step is minus infinity.
    let stepped = if r > -1.0 / 3.0 {
        2.0 * r / (1.0 + r)
    } else {
        -1.0
    };
    Ok(-stepped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn runs_and_spread() {
        assert_eq!(longstring(&[2, 2, 1, 1, 1, 2]), Ok(3));
        assert_eq!(longstring(&["a"]), Ok(1));
        assert_eq!(longstring(&[Some(1), None, None, Some(1)]), Ok(2));
        assert!(longstring::<u8>(&[]).is_err());
        assert_eq!(irv(&[4.0, 4.0, 4.0]), Ok(0.0));
        assert!((irv(&[1.0, 3.0, 5.0]).expect("defined") - 2.0).abs() < 1e-14);
        assert!(irv(&[1.0]).is_err());
    }

    #[test]
    fn even_odd_by_hand() {
        // Means of the odd questions 1.5, 3, 5; of the even ones 2, 3, 4.
        let subscales = [vec![1.0, 2.0, 2.0], vec![3.0, 3.0], vec![5.0, 4.0]];
        let r = correlation(&[1.5, 3.0, 5.0], &[2.0, 3.0, 4.0]).expect("defined");
        let value = even_odd(&subscales).expect("defined");
        assert!((value + 2.0 * r / (1.0 + r)).abs() < 1e-14);
        // Halves in full contradiction.
        assert_eq!(even_odd(&[[1.0, 5.0], [3.0, 3.0], [5.0, 1.0]]), Ok(1.0));
        let consistent = even_odd(&[[1.0, 1.0], [2.0, 2.0]]).expect("defined");
        assert!((consistent + 1.0).abs() < 1e-12);
    }

    #[test]
    fn undefined_is_said() {
        assert!(even_odd(&[[1.0, 2.0]]).is_err());
        assert!(even_odd(&[vec![1.0], vec![2.0, 3.0]]).is_err());
        let flat = even_odd(&[[3.0, 3.0], [3.0, 3.0]]).expect_err("no variance");
        assert_eq!(flat.reason, Reason::ZeroVariance);
    }

    proptest! {
        #[test]
        fn within_bounds(raw in prop::collection::vec(prop::array::uniform4(1..=7_u8), 2..8)) {
            let subscales: Vec<[f64; 4]> = raw.iter().map(|s| s.map(f64::from)).collect();
            if let Ok(value) = even_odd(&subscales) {
                prop_assert!((-1.0 - 1e-12..=1.0).contains(&value));
            }
            let flat: Vec<u8> = raw.concat();
            let run = longstring(&flat).expect("defined");
            prop_assert!(1 <= run && run <= flat.len());
        }
    }
}
