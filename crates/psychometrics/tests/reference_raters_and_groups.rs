//! Agreement, differential functioning and impact against published packages.
//!
//! Data and values are read from the folder that `ATTUNE_REFERENCE_DIR` names;
//! they are not part of this repository. Without it these tests say so and the
//! crate proves itself by the tables inlined beside each formula.

use std::path::{Path, PathBuf};

use psychometrics::agreement::{
    KappaWeights, Metric, cohen_kappa, counts_by_category, fleiss_kappa, intraclass_correlations,
    krippendorff_alpha,
};
use psychometrics::dif::{EtsClass, Group, MantelHaenszel, Strata, mantel_haenszel};
use psychometrics::impact::{GroupCounts, compare, tally_scores};
use psychometrics::table::Table;
use serde_json::Value;

fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("ATTUNE_REFERENCE_DIR").map(PathBuf::from);
    if named.is_none() {
        eprintln!("ATTUNE_REFERENCE_DIR IS NOT SET: NOTHING WAS COMPARED WITH REFERENCE VALUES");
    }
    named
}

/// Asserts the numbers listed under an id and the start of a statistic's name.
fn expect(folder: &Path, id: &str, statistic: &str, computed: &[f64]) {
    let text = std::fs::read_to_string(folder.join("reference_values.json")).expect("readable");
    let list: Value = serde_json::from_str(&text).expect("JSON");
    let entry = list
        .as_array()
        .expect("a list")
        .iter()
        .find(|entry| {
            let name = entry["statistic"].as_str().expect("a name");
            let data = entry["data"].as_str().expect("a name");
            entry["id"] == id && (name.starts_with(statistic) || data.contains(statistic))
        })
        .unwrap_or_else(|| panic!("{id} {statistic} is listed"));
    let values = match &entry["value"] {
        Value::Array(values) => values.clone(),
        value => vec![value.clone()],
    };
    let relative = entry["rel_tol"].as_f64().expect("a tolerance");
    assert_eq!(values.len(), computed.len(), "{id} {statistic}");
    for (value, computed) in values.iter().zip(computed) {
        let printed = value.to_string();
        let value = value.as_f64().expect("a number");
        // Values printed to six decimals say no more than half of the last one.
        let decimals = printed
            .split_once('.')
            .map_or(6, |(_, d)| d.len().max(6) as i32);
        let allowed = (relative * value.abs()).max(0.5 * 10_f64.powi(-decimals));
        let error = (computed - value).abs();
        assert!(error <= allowed, "{id} {statistic}: {computed} for {value}");
    }
}

/// The rows of a file below its header, cells without quotes.
fn rows(folder: &Path, file: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let text = std::fs::read_to_string(folder.join(file)).expect("readable");
    let mut lines = text.lines().map(|line| {
        let cells = line
            .split(',')
            .map(|cell| cell.trim_matches('"').to_owned());
        cells.collect::<Vec<_>>()
    });
    (lines.next().expect("a header"), lines.collect())
}

#[test]
fn intraclass_correlations_and_kappas() {
    let Some(folder) = folder() else { return };
    let ratings = Table::from_rows([
        [9.0, 2.0, 5.0, 8.0],
        [6.0, 1.0, 3.0, 2.0],
        [8.0, 4.0, 6.0, 8.0],
        [7.0, 1.0, 2.0, 6.0],
        [10.0, 5.0, 6.0, 9.0],
        [6.0, 2.0, 4.0, 7.0],
    ])
    .expect("valid");
    let icc = intraclass_correlations(&ratings, 0.95).expect("defined");
    let six = [
        icc.icc1_1, icc.icc2_1, icc.icc3_1, icc.icc1_k, icc.icc2_k, icc.icc3_k,
    ];
    let values = six.map(|coefficient| coefficient.expect("defined").value);
    expect(&folder, "R9", "ICC11", &values);
    let [single, mean] =
        [icc.icc2_1, icc.icc2_k].map(|c| c.expect("defined").interval.expect("defined"));
    let limits = [single.lower, single.upper, mean.lower, mean.upper];
    expect(&folder, "R9", "ICC21_CI95", &limits);

    let patients = Table::from_rows([
        [38.0, 5.0, 0.0, 1.0],
        [33.0, 11.0, 3.0, 0.0],
        [10.0, 14.0, 5.0, 6.0],
        [3.0, 7.0, 3.0, 10.0],
    ])
    .expect("valid");
    let weightings = [
        KappaWeights::Unweighted,
        KappaWeights::Linear,
        KappaWeights::Quadratic,
    ];
    let kappas = weightings.map(|w| cohen_kappa(&patients, w).expect("defined"));
    expect(&folder, "R11", "kappa", &kappas.map(|k| k.value));
    expect(&folder, "R11", "ASE", &kappas.map(|k| k.ase));

    let (_, diagnoses) = rows(&folder, "irr_diagnoses_30x6.csv");
    let code = |cell: &String| -> f64 { cell[..1].parse().expect("a number first") };
    let ratings: Vec<Vec<f64>> = diagnoses
        .iter()
        .map(|row| row.iter().map(code).collect())
        .collect();
    let counts = counts_by_category(&ratings, &[1.0, 2.0, 3.0, 4.0, 5.0]).expect("valid");
    let fleiss = fleiss_kappa(&counts).expect("defined");
    expect(&folder, "R14", "fleiss_kappa", &[fleiss.value]);
    assert!((fleiss.z - 17.651_830_58).abs() < 1e-7, "{}", fleiss.z);
    // The same ratings by coincidences; nearly Fleiss', as nothing is missing.
    let nominal = krippendorff_alpha(&ratings, Metric::Nominal).expect("defined");
    let n = 180.0;
    assert!((nominal - (1.0 - (1.0 - fleiss.value) * (n - 1.0) / n)).abs() < 1e-12);
}

#[test]
fn krippendorff_with_gaps() {
    let Some(folder) = folder() else { return };
    let observers = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
        [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ];
    let units: Vec<Vec<f64>> = (0..12)
        .map(|unit| {
            let given = observers.iter().map(|o| o[unit]).filter(|&r| r > 0);
            given.map(f64::from).collect()
        })
        .collect();
    let metrics = [
        Metric::Nominal,
        Metric::Ordinal,
        Metric::Interval,
        Metric::Ratio,
    ];
    let alphas = metrics.map(|metric| krippendorff_alpha(&units, metric).expect("defined"));
    expect(&folder, "R12", "nominal", &alphas);
}

#[test]
fn mantel_haenszel_of_verbal_aggression() {
    let Some(folder) = folder() else { return };
    let (header, rows) = rows(&folder, "difR_verbal_316x26.csv");
    let answers: Vec<Vec<f64>> = rows
        .iter()
        .map(|row| {
            row[..24]
                .iter()
                .map(|x| x.parse().expect("0 or 1"))
                .collect()
        })
        .collect();
    let group = |row: &Vec<String>| match row[25].as_str() {
        "1" => Group::Focal,
        _ => Group::Reference,
    };
    let groups: Vec<Group> = rows.iter().map(group).collect();
    let totals: Vec<f64> = answers.iter().map(|row| row.iter().sum()).collect();
    let strata = Strata::by_level(&totals).expect("valid");
    let of = |question: usize| -> MantelHaenszel {
        let item: Vec<f64> = answers.iter().map(|row| row[question]).collect();
        mantel_haenszel(&item, &groups, &strata).expect("defined")
    };
    let named = |name: &str| header.iter().position(|h| h == name).expect("a column");
    let curse = of(named("S2DoCurse"));
    let common = curse.common.expect("defined");
    let values = [
        common.odds_ratio,
        curse.chi2_corrected,
        curse.chi2,
        common.delta,
        common.se_ln,
    ];
    expect(&folder, "R16", "S2DoCurse", &values);
    let shout = of(named("S2WantShout"));
    let common = shout.common.expect("defined");
    let values = [
        common.odds_ratio,
        shout.chi2_corrected,
        shout.chi2,
        common.delta,
    ];
    expect(&folder, "R16", "S2WantShout", &values);

    // The full rule gives two C; |delta| alone would give nine.
    let results: Vec<_> = (0..24).map(|q| of(q).common.expect("defined")).collect();
    let large: Vec<&str> = (0..24)
        .filter(|&q| results[q].class == EtsClass::C)
        .map(|q| header[q].as_str())
        .collect();
    assert_eq!(large, ["S2WantShout", "S2DoCurse"]);
    assert_eq!(results.iter().filter(|r| r.delta.abs() >= 1.5).count(), 9);
}

#[test]
fn impact_ratios() {
    let Some(folder) = folder() else { return };
    let counts = |n, selected| GroupCounts::new(n, selected).expect("valid");
    let c = compare(counts(80, 48), counts(50, 21), 0.95).expect("defined");
    let interval = c.ratio_interval.expect("defined");
    let pooled = c.z_pooled.expect("defined");
    let values = [
        c.ratio.expect("defined"),
        interval.lower,
        interval.upper,
        pooled.z,
        pooled.p,
        c.z_hypergeometric.expect("defined").z,
        c.exact.p,
        c.exact.mid_p,
        c.h,
    ];
    expect(&folder, "R29", "IR", &values);

    let men = [55.0, 61.0, 64.0, 70.0, 72.0, 77.0, 80.0, 83.0];
    let women = [50.0, 58.0, 62.0, 66.0, 70.0, 71.0, 75.0];
    let scores: Vec<f64> = men.iter().chain(&women).copied().collect();
    let categories: Vec<Option<usize>> = (0..15).map(|i| Some(usize::from(i >= 8))).collect();
    let tally = tally_scores(&categories, 2, &scores).expect("valid");
    let [m, f] = [0, 1].map(|group| tally.tally.groups[group]);
    let ratio = compare(m, f, 0.95)
        .expect("defined")
        .ratio
        .expect("defined");
    let rates = [m, f].map(|group| group.rate().expect("defined"));
    expect(
        &folder,
        "LL144",
        "median",
        &[tally.median, rates[0], rates[1], ratio],
    );
}
