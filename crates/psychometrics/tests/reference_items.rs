//! Reliability, items and validity against published software, on data sets that
//! are not part of the project.
//!
//! The folder is named by `ATTUNE_REFERENCE_DIR`: CSV files and
//! `reference_values.json`, a list of values with their tolerances. Without it
//! the test says so and checks nothing; what may be published is checked in the
//! crate itself.

use std::io::Write;
use std::path::{Path, PathBuf};

use psychometrics::correlation::correlate;
use psychometrics::item_analysis::{Analysis, Plan, analyse};
use psychometrics::moments::{CovarianceMatrix, sd};
use psychometrics::reliability::{
    alpha_with_interval, item_rest_correlations, see, sem, sep, true_score_interval,
};
use psychometrics::streaming::{Design, Person, Response};
use psychometrics::table::Table;
use psychometrics::validity::{mean_selected, taylor_russell, thorndike_two};

#[test]
fn values_of_the_reference_folder() {
    let Some(folder) = folder() else { return };
    let text = std::fs::read_to_string(folder.join("reference_values.json"));
    let list: serde_json::Value =
        serde_json::from_str(&text.expect("reference_values.json")).expect("JSON");
    let entries = list.as_array().expect("a list");
    let mut checked = 0;
    // "same" stands for the data of the entry before.
    let mut id_values: Option<(String, Computed)> = None;
    for entry in entries {
        let id = entry["id"].as_str().expect("an id");
        if id_values.as_ref().is_none_or(|(known, _)| known != id) {
            id_values = Some((id.to_owned(), compute(&folder, id)));
        }
        let Some((_, Some(values))) = &id_values else {
            continue;
        };
        let statistic = entry["statistic"].as_str().expect("a statistic");
        let got = values.iter().find(|(name, _)| *name == statistic);
        let (_, got) = got.unwrap_or_else(|| panic!("{id} {statistic} is not computed"));
        let expected = match &entry["value"] {
            serde_json::Value::Array(values) => values.iter().map(number).collect(),
            value => vec![number(value)],
        };
        let tolerance = number(&entry["rel_tol"]);
        assert_eq!(got.len(), expected.len(), "{id} {statistic}");
        for (got, expected) in got.iter().zip(&expected) {
            let error = (got - expected).abs() / expected.abs();
            assert!(
                error <= tolerance,
                "{id} {statistic}: {got} is not {expected}"
            );
        }
        checked += 1;
    }
    assert!(checked >= 12, "only {checked} values were checked");
}

/// More of the same letters and key than the list names.
#[test]
fn option_table_of_the_letter_test() {
    let Some(folder) = folder() else { return };
    let analysis = letters(&folder);
    let close = |got: f64, expected: f64| {
        assert!(
            (got - expected).abs() <= 1e-6 * expected.abs(),
            "{got} is not {expected}"
        );
    };
    let rest = |item: usize| analysis.items[item].item_rest.expect("defined");
    close(rest(0), 0.535_461_576_2);
    close(rest(15), 0.170_139_996_7);
    close(
        analysis.items[15].alpha_if_deleted.expect("defined"),
        0.815_505_529_6,
    );
    let expected = [
        (0.19, -0.328_949_141_0),
        (0.21, -0.425_390_976_6),
        (0.13, -0.263_572_976_3),
        (0.47, 0.535_461_576_2),
    ];
    for (option, (share, r)) in analysis.items[0].options.iter().zip(expected) {
        close(option.share, share);
        close(option.point_biserial.expect("defined"), r);
    }
}

/// The folder, or a loud word on standard error (past the test's capture).
fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("ATTUNE_REFERENCE_DIR").map(PathBuf::from);
    if folder.is_none() {
        let words = "NOT CHECKED: ATTUNE_REFERENCE_DIR names no folder of reference data";
        writeln!(std::io::stderr(), "\n*** {words} ***\n").expect("standard error");
    }
    folder
}

type Computed = Option<Vec<(&'static str, Vec<f64>)>>;

fn compute(folder: &Path, id: &str) -> Computed {
    Some(match id {
        "R1" => {
            let mut rows = numbers(&folder.join("psych_bfi_A1A5_listwise_2709.csv"));
            rows.iter_mut().for_each(|row| row[0] = 7.0 - row[0]);
            scale(&rows)
        }
        "R3" => scale(&numbers(&folder.join("psych_lsat6_1000x5.csv"))),
        "R4" => {
            let analysis = letters(folder);
            let alpha = analysis.alpha.expect("defined");
            let total = analysis.total;
            let error = sem(total.sd, alpha).expect("defined");
            vec![(
                "alpha,mean,sd,SEM",
                vec![alpha, total.mean, total.sd, error],
            )]
        }
        "R27" => {
            let interval = true_score_interval(700.0, 500.0, 100.0, 0.9, 0.95).expect("defined");
            let errors = [sem, see, sep].map(|error| error(100.0, 0.9).expect("defined"));
            let limits = [interval.lower, interval.upper];
            vec![("SEM,SEE,SEP,CIlo,CIhi", [&errors[..], &limits].concat())]
        }
        "R28" => vec![(
            "thorndike2",
            vec![thorndike_two(0.25, 15.0 / 10.0).expect("defined")],
        )],
        "TR" => vec![(
            "taylor_russell",
            vec![taylor_russell(0.35, 0.5, 0.3).expect("defined")],
        )],
        "BCG" => {
            let means = [0.1, 0.2].map(|ratio| mean_selected(ratio).expect("defined"));
            vec![("zbar", means.to_vec())]
        }
        "R23" => {
            let rows = numbers(&folder.join("psych_sat_act_700.csv"));
            let complete = rows
                .iter()
                .filter(|row| row[4].is_finite() && row[5].is_finite());
            let (x, y): (Vec<f64>, Vec<f64>) = complete.map(|row| (row[4], row[5])).unzip();
            let pearson = correlate(&x, &y, 0.95).expect("defined").r;
            let spearman = psychometrics::ranks::spearman(&x, &y).expect("defined");
            let tau = psychometrics::ranks::kendall_tau_b(&x, &y).expect("defined");
            vec![("pearson,spearman,tau_b", vec![pearson, spearman, tau])]
        }
        // The other families of statistics have their own test.
        _ => return None,
    })
}

fn scale(rows: &[Vec<f64>]) -> Vec<(&'static str, Vec<f64>)> {
    let table = Table::from_rows(rows).expect("complete");
    let covariance = CovarianceMatrix::of(&table).expect("defined");
    let alpha = alpha_with_interval(&covariance, 0.95).expect("defined");
    let rest = item_rest_correlations(&covariance).expect("defined");
    let rest: Vec<f64> = rest.into_iter().map(|r| r.expect("defined")).collect();
    let total = sd(&table.row_sums()).expect("defined");
    let errors = [sem, see, sep].map(|error| error(total, alpha.value).expect("defined"));
    vec![
        ("cronbach_alpha", vec![alpha.value]),
        ("alpha", vec![alpha.value]),
        ("feldt95", vec![alpha.interval.lower, alpha.interval.upper]),
        ("r_drop", rest),
        ("SEM,SEE,SEP of total", errors.to_vec()),
    ]
}

/// 100 persons, 20 questions answered with the letters A to D, and a key.
fn letters(folder: &Path) -> Analysis {
    let option = |letter: &String| match letter.as_str() {
        "A" => 0,
        "B" => 1,
        "C" => 2,
        "D" => 3,
        other => panic!("{other} is no option"),
    };
    let key: Vec<u16> = cells(&folder.join("CTT_CTTkey.csv"))
        .iter()
        .map(|row| option(&row[0]))
        .collect();
    let answers: Vec<Vec<u16>> = cells(&folder.join("CTT_CTTdata_100x20.csv"))
        .iter()
        .map(|row| row.iter().map(option).collect())
        .collect();
    let right = |row: &Vec<u16>| -> Vec<f64> {
        let pairs = row.iter().zip(&key);
        pairs
            .map(|(answer, key)| f64::from(u8::from(answer == key)))
            .collect()
    };
    let scores: Vec<Vec<f64>> = answers.iter().map(right).collect();
    let responses: Vec<Vec<Response>> = answers
        .iter()
        .map(|row| row.iter().copied().map(Response::Option).collect())
        .collect();
    let persons = scores
        .iter()
        .zip(&responses)
        .map(|(scores, responses)| Person {
            responses,
            ..Person::of_scores(scores)
        });
    let design = Design::new(vec![1.0; key.len()]);
    let design = design.and_then(|design| design.with_options(vec![4; key.len()]));
    analyse(design.expect("valid"), persons, &Plan::default()).expect("defined")
}

/// The cells below the header, without their quotes. NaN stands for no number.
fn numbers(path: &Path) -> Vec<Vec<f64>> {
    let number = |cell: &String| cell.parse().unwrap_or(f64::NAN);
    let rows = cells(path).into_iter();
    rows.map(|row| row.iter().map(number).collect()).collect()
}

fn cells(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).expect("a reference file");
    let cell = |cell: &str| cell.trim().trim_matches('"').to_owned();
    let lines = text.lines().skip(1);
    lines
        .map(|line| line.split(',').map(cell).collect())
        .collect()
}

fn number(value: &serde_json::Value) -> f64 {
    value.as_f64().expect("a number")
}
