use proptest::prelude::*;

use super::*;
use crate::moments::CovarianceMatrix;
use crate::reliability::{
    alpha_if_deleted, composite_of_strata, cronbach_alpha, item_rest_correlations, omega_total,
    stratified_alpha,
};
use crate::samples::lsat6;
use crate::table::Table;
use crate::undefined::{Reason, Undefined};

fn design(questions: usize) -> Design {
    Design::new(vec![1.0; questions])
        .and_then(|design| design.with_options(vec![3; questions]))
        .and_then(|design| design.with_seconds(vec![4.0; questions]))
        .expect("valid")
        .with_total_bins(Bins::new(-0.5, 1.0, 40).expect("valid"))
}

fn fold(design: &Design, rows: &[Row]) -> ItemMoments {
    let mut accumulator = Accumulator::new(design.clone());
    for row in rows {
        accumulator.fold(row.person()).expect("fits");
    }
    accumulator.finish()
}

/// Everything that may be recorded of one person.
#[derive(Debug, Clone)]
struct Row {
    scores: Vec<f64>,
    responses: Vec<Response>,
    seconds: Vec<Option<f64>>,
    positions: Vec<u16>,
}

impl Row {
    fn person(&self) -> Person<'_> {
        Person {
            scores: &self.scores,
            responses: &self.responses,
            seconds: &self.seconds,
            positions: &self.positions,
        }
    }
}

const QUESTIONS: usize = 5;

fn rows(persons: impl Into<prop::collection::SizeRange>) -> impl Strategy<Value = Vec<Row>> {
    let answer = (
        -3.0..3.0_f64,
        0_u16..7,
        prop::option::of(0.5..200.0_f64),
        1_u16..6,
    );
    let row = prop::collection::vec(answer, QUESTIONS).prop_map(|answers| Row {
        scores: answers.iter().map(|answer| answer.0).collect(),
        responses: answers
            .iter()
            .map(|answer| match answer.1 {
                option @ 0..3 => Response::Option(option),
                3 => Response::Answered,
                4 => Response::Skipped,
                5 => Response::TimedOut,
                _ => Response::NotReached,
            })
            .collect(),
        seconds: answers.iter().map(|answer| answer.2).collect(),
        positions: answers.iter().map(|answer| answer.3).collect(),
    });
    prop::collection::vec(row, persons)
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}

/// Both hold the same persons: they are the same sums about one shift.
fn same(a: &ItemMoments, b: &ItemMoments) -> Result<(), TestCaseError> {
    let (a_values, b_values) = (a.to_values(), b.about(&a.shift).to_values());
    prop_assert_eq!(a_values.len(), b_values.len());
    for (x, y) in a_values.iter().zip(&b_values) {
        prop_assert!((x - y).abs() <= 1e-9 * (1.0 + x.abs()), "{} {}", x, y);
    }
    Ok(())
}

fn every_coefficient(covariance: &CovarianceMatrix) -> Vec<Result<f64, Undefined>> {
    let strata = [vec![0, 2], vec![1, 3, 4]];
    let composite = composite_of_strata(covariance, &[1.0; 5], &strata, &[0.7, 0.3], 0.95);
    let mut all = vec![
        cronbach_alpha(covariance),
        stratified_alpha(covariance, &strata),
        composite.as_ref().map(|c| c.reliability).map_err(|e| *e),
        composite.map(|c| c.sd),
    ];
    all.extend(alpha_if_deleted(covariance).expect("five questions"));
    all.extend(item_rest_correlations(covariance).expect("five questions"));
    all
}

#[test]
fn lsat6_folded_is_lsat6_at_hand() {
    let table = lsat6();
    let design = Design::new(vec![1.0; 5]).expect("valid");
    let mut accumulator = Accumulator::new(design);
    for row in table.iter() {
        let total = accumulator.fold(Person::of_scores(row)).expect("fits");
        assert_eq!(total, row.iter().sum::<f64>());
    }
    let moments = accumulator.finish();
    assert_eq!(moments.persons(), 1000);
    let covariance = moments.covariance().expect("defined");
    let alpha = cronbach_alpha(&covariance).expect("defined");
    assert!((alpha - 0.294_997_192_216).abs() < 1e-9);
    let direct = CovarianceMatrix::of(&table).expect("defined");
    let omega = |c: &CovarianceMatrix| omega_total(c).expect("defined").of_covariances;
    assert!(near(omega(&covariance), omega(&direct)));
    for (mean, facility) in moments.means().expect("defined").iter().zip([0.924, 0.709]) {
        assert!((mean - facility).abs() < 1e-12);
    }
}

#[test]
fn what_is_kept_does_not_grow_with_persons() {
    let design = design(3);
    let row = Row {
        scores: vec![1.0, 0.0, 0.5],
        responses: vec![Response::Option(0); 3],
        seconds: vec![Some(3.0); 3],
        positions: vec![1, 2, 3],
    };
    let few = fold(&design, &vec![row.clone(); 2]).to_values().len();
    let many = fold(&design, &vec![row; 500]).to_values().len();
    assert_eq!(few, many);
}

#[test]
fn a_question_that_never_changes_has_exactly_no_variance() {
    let design = Design::new(vec![1.0; 2]).expect("valid");
    let part = |from: u32, to: u32| {
        let mut accumulator = Accumulator::new(design.clone());
        for i in from..to {
            accumulator
                .fold(Person::of_scores(&[0.1, f64::from(i)]))
                .expect("fits");
        }
        accumulator.finish()
    };
    let mut moments = part(0, 101);
    moments.merge(&part(101, 130)).expect("same design");
    let covariance = moments.covariance().expect("defined");
    assert_eq!((covariance.get(0, 0), covariance.get(0, 1)), (0.0, 0.0));
}

#[test]
fn what_does_not_fit_is_refused_and_adds_nothing() {
    let design = design(2);
    let good = Row {
        scores: vec![1.0, 2.0],
        responses: vec![Response::Option(2), Response::Skipped],
        seconds: vec![Some(3.0), None],
        positions: vec![2, 1],
    };
    let mut accumulator = Accumulator::new(design.clone());
    let mut refuse = |change: &dyn Fn(&mut Row)| {
        let mut bad = good.clone();
        change(&mut bad);
        assert!(accumulator.fold(bad.person()).is_err(), "{bad:?}");
    };
    refuse(&|row| row.scores = vec![1.0]);
    refuse(&|row| row.scores[1] = f64::NAN);
    refuse(&|row| row.scores = vec![f64::MAX, f64::MAX]);
    refuse(&|row| row.responses[0] = Response::Option(3));
    refuse(&|row| row.responses = vec![Response::Skipped]);
    refuse(&|row| row.seconds[0] = Some(0.0));
    refuse(&|row| row.seconds[0] = Some(f64::INFINITY));
    refuse(&|row| row.seconds.push(None));
    refuse(&|row| row.positions = vec![1]);
    assert_eq!(accumulator.finish(), ItemMoments::empty(design));

    let untimed = Design::new(vec![1.0; 2]).expect("valid");
    assert!(
        Accumulator::new(untimed.clone())
            .fold(good.person())
            .is_err()
    );
    let nobody = Accumulator::new(untimed.clone()).finish();
    assert!(nobody.means().is_err() && nobody.covariance().is_err());
    assert!(nobody.clone().merge(&fold(&self::design(3), &[])).is_err());
    assert!(Design::new(Vec::new()).is_err());
    assert!(Design::new(vec![f64::NAN]).is_err());
    assert!(untimed.clone().with_options(vec![1]).is_err());
    assert!(untimed.with_seconds(vec![1.0; 3]).is_err());
    assert!(Bins::new(0.0, 0.0, 3).is_err());
    assert!(Bins::new(0.0, 1.0, 0).is_err());
    assert!(Bins::new(f64::NAN, 1.0, 1).is_err());
}

#[test]
fn stored_values_that_do_not_fit_are_refused() {
    let design = design(2);
    let values = fold(&design, &[]).to_values();
    let reason = |values: &[f64]| {
        ItemMoments::from_values(design.clone(), values)
            .expect_err("refused")
            .reason
    };
    assert!(matches!(
        reason(&values[1..]),
        Reason::LengthMismatch { .. }
    ));
    let mut broken = values.clone();
    broken[0] = 1.5;
    assert!(matches!(reason(&broken), Reason::OutOfRange(_)));
    broken[0] = -1.0;
    assert!(matches!(reason(&broken), Reason::OutOfRange(_)));
    broken[0] = f64::NAN;
    assert_eq!(reason(&broken), Reason::NotFinite);
}

#[test]
fn bins_hold_what_lies_outside_at_their_ends() {
    let bins = Bins::new(10.0, 2.0, 5).expect("valid");
    let at = |value| bins.index(value);
    assert_eq!(
        [
            at(-1e300),
            at(10.0),
            at(11.9),
            at(12.0),
            at(19.9),
            at(1e300)
        ],
        [0, 0, 0, 1, 4, 4]
    );
    assert_eq!((bins.edge(0), bins.edge(5)), (10.0, 20.0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn folded_equals_at_hand(rows in rows(8..200), offset in -1000.0..1000.0_f64) {
        let moved: Vec<Row> = rows
            .into_iter()
            .map(|row| Row { scores: row.scores.iter().map(|x| x + offset).collect(), ..row })
            .collect();
        let table = Table::from_rows(moved.iter().map(|row| &row.scores)).expect("valid");
        let at_hand = CovarianceMatrix::of(&table).expect("defined");
        let folded = fold(&design(QUESTIONS), &moved).covariance().expect("defined");
        for (a, b) in every_coefficient(&at_hand).into_iter().zip(every_coefficient(&folded)) {
            match (a, b) {
                (Ok(a), Ok(b)) => prop_assert!(near(a, b), "{} {}", a, b),
                (a, b) => prop_assert_eq!(a, b),
            }
        }
    }

    #[test]
    fn parts_merge_to_the_whole(rows in rows(2..250), cut in 0.0..1.0_f64, second in 0.0..1.0_f64) {
        let design = design(QUESTIONS);
        let whole = fold(&design, &rows);
        let a = (cut * rows.len() as f64) as usize;
        let b = a + (second * (rows.len() - a) as f64) as usize;
        let mut merged = fold(&design, &rows[..a]);
        merged.merge(&fold(&design, &rows[a..b])).expect("same design");
        merged.merge(&fold(&design, &rows[b..])).expect("same design");
        same(&whole, &merged)?;
        // Begun, stored, read back and gone on with.
        let stored = fold(&design, &rows[..b]).to_values();
        let read = ItemMoments::from_values(design.clone(), &stored).expect("fits");
        prop_assert_eq!(&read, &fold(&design, &rows[..b]));
        let mut resumed = Accumulator::resume(read);
        for row in &rows[b..] {
            resumed.fold(row.person()).expect("fits");
        }
        same(&whole, &resumed.finish())?;
    }

    #[test]
    fn the_order_of_persons_does_not_matter(rows in rows(2..150)) {
        let design = design(QUESTIONS);
        let backwards: Vec<Row> = rows.iter().rev().cloned().collect();
        same(&fold(&design, &rows), &fold(&design, &backwards))?;
    }
}
