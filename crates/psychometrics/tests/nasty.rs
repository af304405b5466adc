//! Whatever goes in, what comes out is a finite number or says why there is none.
//!
//! Every figure is looked at through its `Debug` text, so that a field added later is looked at as well.

use proptest::prelude::*;
use psychometrics::agreement::{
    KappaWeights, Metric, Rating, cohen_kappa, fleiss_kappa, intraclass_correlations,
    krippendorff_alpha, rater_model,
};
use psychometrics::banding::{classic_width, corrected_width, fixed_bands};
use psychometrics::dif::{Group, Strata, logistic_dif, mantel, mantel_haenszel};
use psychometrics::impact::{GroupCounts, fisher_exact};
use psychometrics::item_analysis::{Plan, analyse};
use psychometrics::moments::{
    CovarianceMatrix, correlation, covariance, mean, quantile, summary, variance,
};
use psychometrics::person_fit::{easiest_first, guttman_errors, mahalanobis};
use psychometrics::rank_intervals::{confidence_sets, expected_ranks, own_errors, rank_intervals};
use psychometrics::ranks::{competition_ranks, kendall_tau_b, mid_ranks, spearman};
use psychometrics::reliability::{
    alpha_if_deleted, alpha_with_interval, item_rest_correlations, omega_total, see, sem, sep,
    spearman_brown, stratified_alpha,
};
use psychometrics::streaming::{Design, Person};
use psychometrics::table::Table;
use psychometrics::validity::{mean_selected, taylor_russell, thorndike_two};
use std::fmt::Debug;

/// Fails on NaN and infinity anywhere in a result.
fn sound(what: &str, result: impl Debug) {
    let text = format!("{result:?}");
    let odd = |word: &str| matches!(word, "NaN" | "inf");
    let mut words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    assert!(!words.any(odd), "{what}: {text}");
}

fn nasty() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => (-3..=7_i32).prop_map(f64::from),
        2 => -100.0..100.0_f64,
        1 => prop::sample::select(vec![
            0.0, -0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN, 1e300, 1e-300,
            f64::MIN_POSITIVE, 5e-324, 1.0 + f64::EPSILON,
        ]),
    ]
}

/// Rows of one length, three or four, in which nasty numbers are rare enough to get far.
fn rows() -> impl Strategy<Value = Vec<Vec<f64>>> {
    let columns = 1..5_usize;
    columns.prop_flat_map(|columns| {
        let row = prop::collection::vec(nasty(), columns);
        let tame = prop::collection::vec((0..4_i32).prop_map(f64::from), columns);
        let row = prop_oneof![1 => row, 5 => tame];
        prop::collection::vec(row, 0..12)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn of_one_list(values in prop::collection::vec(nasty(), 0..9), p in nasty(), q in nasty()) {
        sound("mean", mean(&values));
        sound("variance", variance(&values));
        sound("summary", summary(&values));
        sound("quantile", quantile(&values, p));
        sound("mid-ranks", mid_ranks(&values));
        sound("competition ranks", competition_ranks(&values));
        sound("expected ranks", expected_ranks(&values, p, q));
        sound("confidence sets", confidence_sets(&values, p, q, 0.95));
        sound("bands", fixed_bands(&values, p));
        sound("widths", (classic_width(p, q, 0.95), corrected_width(p, q, 0.95)));
        sound("errors", (sem(p, q), see(p, q), sep(p, q)));
        sound("length", spearman_brown(p, q));
        sound("validity", (thorndike_two(p, q), mean_selected(p), taylor_russell(p, q, 0.3)));
    }

    #[test]
    fn of_two_lists(pairs in prop::collection::vec((nasty(), nasty()), 0..9)) {
        let (x, y): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        sound("covariance", covariance(&x, &y));
        sound("correlation", correlation(&x, &y));
        sound("Spearman", spearman(&x, &y));
        sound("Kendall", kendall_tau_b(&x, &y));
        sound("expected ranks", own_errors::expected_ranks(&x, &y));
    }

    #[test]
    fn of_tables(rows in rows(), groups in prop::collection::vec(any::<bool>(), 12)) {
        for metric in [Metric::Nominal, Metric::Ordinal, Metric::Interval, Metric::Ratio] {
            sound("Krippendorff", krippendorff_alpha(&rows, metric));
        }
        let ratings: Vec<Rating> = (0..rows.len())
            .flat_map(|target| rows[target].iter().enumerate().map(move |(rater, &value)| Rating { target, rater, value }))
            .collect();
        sound("rater model", rater_model(&ratings));
        let Ok(table) = Table::from_rows(&rows) else { return Ok(()) };
        sound("ICC", intraclass_correlations(&table, 0.95));
        sound("Mahalanobis", mahalanobis(&table));
        if let Ok(easiest_first) = easiest_first(&table) {
            for row in table.iter() {
                sound("Guttman", guttman_errors(row, &easiest_first));
            }
        }
        if let Ok(covariance) = CovarianceMatrix::of(&table) {
            sound("covariances", &covariance);
            sound("alpha", alpha_with_interval(&covariance, 0.95));
            sound("alpha if deleted", alpha_if_deleted(&covariance));
            sound("item-rest", item_rest_correlations(&covariance));
            sound("omega", omega_total(&covariance));
            sound("strata", stratified_alpha(&covariance, &[vec![0], (1..table.columns()).collect()]));
        }
        let design = Design::new(vec![1.0; table.columns()]).expect("valid");
        sound("item analysis", analyse(design, table.iter().map(Person::of_scores), &Plan::default()));
        let groups: Vec<Group> = groups[..table.rows()]
            .iter()
            .map(|focal| if *focal { Group::Focal } else { Group::Reference })
            .collect();
        let (item, sums) = (table.column(0), table.row_sums());
        sound("logistic", logistic_dif(&item, &groups, &sums));
        if let Ok(strata) = Strata::by_level(&sums) {
            sound("Mantel-Haenszel", mantel_haenszel(&item, &groups, &strata));
            sound("Mantel", mantel(&item, &groups, &strata));
        }
    }

    #[test]
    fn of_counts(counts in prop::collection::vec(prop::array::uniform3(0..5_u64), 3), n in 0..9_u64, m in 0..9_u64) {
        let square = counts.iter().map(|row| row.map(|count| count as f64));
        let square = Table::from_rows(square).expect("three rows");
        for weights in [KappaWeights::Unweighted, KappaWeights::Linear, KappaWeights::Quadratic] {
            sound("kappa", cohen_kappa(&square, weights));
        }
        sound("Fleiss", fleiss_kappa(&square));
        let (a, b) = (GroupCounts::new(n, n.min(m)), GroupCounts::new(m, n.min(m)));
        if let (Ok(a), Ok(b)) = (a, b) {
            sound("Fisher", fisher_exact(a, b));
        }
    }
}

#[test]
fn draws_of_nasty_scores() {
    for scores in [
        vec![f64::MAX, f64::MIN, 0.0],
        vec![5e-324, 0.0],
        vec![f64::NAN],
        vec![],
    ] {
        for (sd, r) in [
            (15.0, 0.6),
            (f64::MIN_POSITIVE, 0.5),
            (f64::MAX, 0.99),
            (1.0, 1.0),
        ] {
            sound("rank intervals", rank_intervals(&scores, sd, r, 1));
        }
        sound(
            "own errors",
            own_errors::rank_intervals(&scores, &vec![1e300; scores.len()], 1),
        );
    }
}
