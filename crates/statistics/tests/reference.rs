//! Commands against published software, on the data of the folder that
//! `ATTUNE_REFERENCE_DIR` names. Without it the tests say so; what may be
//! published is inlined in the other tests.

use psychometrics::item_analysis::discrimination::TailRule;
use statistics::analyse::{self, GroupRequest, Request};
use statistics::items::{self, Selection};
use statistics::sheet::Sheet;
use statistics::validity::{self, PerformanceSd, Strictness, Utility};
use statistics::{agreement, impact};
use std::io::Write;
use std::path::{Path, PathBuf};

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("ATTUNE_REFERENCE_DIR").map(PathBuf::from);
    if folder.is_none() {
        let words = "NOT CHECKED: ATTUNE_REFERENCE_DIR names no folder of reference data";
        writeln!(std::io::stderr(), "\n*** {words} ***\n").expect("standard error");
    }
    folder
}

/// The numbers of an entry in `reference_values.json`, with its tolerance.
fn expect(folder: &Path, id: &str, statistic: &str, got: &[f64]) {
    let text = std::fs::read_to_string(folder.join("reference_values.json")).expect("the list");
    let list: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let entry = list
        .as_array()
        .expect("a list")
        .iter()
        .find(|entry| {
            let named = |field: &str| entry[field].as_str().expect("text").contains(statistic);
            entry["id"] == id && (named("statistic") || named("data"))
        })
        .unwrap_or_else(|| panic!("{id} {statistic} is listed"));
    let values = match &entry["value"] {
        serde_json::Value::Array(values) => values.clone(),
        value => vec![value.clone()],
    };
    let tolerance = entry["rel_tol"].as_f64().expect("a tolerance");
    for (value, got) in values.iter().zip(got) {
        let value = value.as_f64().expect("a number");
        let error = (got - value).abs() / value.abs();
        assert!(error <= tolerance, "{id} {statistic}: {got} for {value}");
    }
    assert_eq!(values.len(), got.len(), "{id} {statistic}");
}

fn close(got: f64, expected: f64) {
    let error = (got - expected).abs() / expected.abs();
    assert!(error <= 1e-6, "{got} is not {expected}");
}

fn analysed(folder: &Path, file: &str, request: &Request) -> analyse::Report {
    let path = folder.join(file);
    analyse::run(|| std::fs::File::open(&path), request).expect("an analysis")
}

#[test]
fn scales() {
    let Some(folder) = folder() else { return };
    let reversed = Request {
        columns: Selection {
            reverse: vec!["A1".into()],
            scale: Some((1.0, 6.0)),
            ..Selection::default()
        },
        ..Request::default()
    };
    let bfi = analysed(&folder, "psych_bfi_A1A5_listwise_2709.csv", &reversed);
    assert_eq!((bfi.n, bfi.k), (2709, 5));
    let value = |figure: &statistics::Figure| figure.value.clone().expect("defined");
    expect(&folder, "R1", "cronbach_alpha", &[value(&bfi.alpha)]);
    let interval = bfi.alpha_ci.value.clone().expect("defined");
    expect(&folder, "R1", "feldt95", &interval);
    let rest: Vec<f64> = bfi
        .items
        .iter()
        .map(|item| value(&item.item_rest_r))
        .collect();
    expect(&folder, "R1", "r_drop", &rest);
    let total = &bfi.total;
    let errors = [&total.sem, &total.see, &total.sep].map(value);
    expect(&folder, "R1", "SEM,SEE,SEP", &errors);
    close(total.sd, 4.502_704_653);
    close(value(&bfi.omega_cov), 0.712_129);
    close(value(&bfi.omega_cor), 0.724_021);

    let lsat = analysed(&folder, "psych_lsat6_1000x5.csv", &Request::default());
    expect(&folder, "R3", "alpha", &[value(&lsat.alpha)]);
    expect(
        &folder,
        "R3",
        "feldt95",
        &lsat.alpha_ci.value.clone().expect("defined"),
    );
    let rest: Vec<f64> = lsat
        .items
        .iter()
        .map(|item| value(&item.item_rest_r))
        .collect();
    expect(&folder, "R3", "r_drop", &rest);
    let facilities = [0.924, 0.709, 0.553, 0.763, 0.870];
    for (item, facility) in lsat.items.iter().zip(facilities) {
        close(item.facility, facility);
    }
    close(value(&lsat.total.sem), 0.869_066_612_4);
}

#[test]
fn letters_with_a_key() {
    let Some(folder) = folder() else { return };
    let file = std::fs::File::open(folder.join("CTT_CTTkey.csv")).expect("the key");
    let key = items::key(&Sheet::read(file).expect("a table")).expect("a key");
    let request = Request {
        key: Some(key),
        ..Request::default()
    };
    let ctt = analysed(&folder, "CTT_CTTdata_100x20.csv", &request);
    let value = |figure: &statistics::Figure| figure.value.clone().expect("defined");
    let total = &ctt.total;
    let got = [value(&ctt.alpha), total.mean, total.sd, value(&total.sem)];
    expect(&folder, "R4", "alpha,mean,sd,SEM", &got);
    close(value(&ctt.items[0].item_rest_r), 0.535_461_576_2);
    close(value(&ctt.items[15].item_rest_r), 0.170_139_996_7);
    close(value(&ctt.items[15].alpha_if_deleted), 0.815_505_529_6);
    let expected = [
        ("A", 0.19, -0.328_949_141_0),
        ("B", 0.21, -0.425_390_976_6),
        ("C", 0.13, -0.263_572_976_3),
        ("D", 0.47, 0.535_461_576_2),
    ];
    let options = ctt.items[0].options.value.as_ref().expect("keyed");
    for (option, (letter, share, r)) in options.iter().zip(expected) {
        assert_eq!(option.value, letter);
        assert_eq!(option.keyed, letter == "D");
        close(option.share, share);
        close(value(&option.rest_r), r);
    }
    // The two tail rules of measurement differ on one and the same item.
    let thirds = Request {
        tails: TailRule::THIRDS,
        ..request
    };
    let thirds = analysed(&folder, "CTT_CTTdata_100x20.csv", &thirds);
    assert!(ctt.items[0].d_index.value != thirds.items[0].d_index.value);
}

#[test]
fn differential_functioning() {
    let Some(folder) = folder() else { return };
    let file = std::fs::File::open(folder.join("difR_verbal_316x26.csv")).expect("the data");
    let names = Sheet::read(file).expect("a table").header.names().to_vec();
    let request = Request {
        columns: Selection {
            items: Some(names[..24].to_vec()),
            ..Selection::default()
        },
        group: Some(GroupRequest {
            column: "Gender".into(),
            focal: "1".into(),
            ..GroupRequest::default()
        }),
        ..Request::default()
    };
    let verbal = analysed(&folder, "difR_verbal_316x26.csv", &request);
    let value = |figure: &statistics::Figure| figure.value.clone().expect("defined");
    let dif = |name: &str| {
        let item = verbal
            .items
            .iter()
            .find(|item| item.id == name)
            .expect("an item");
        item.dif.value.clone().expect("screened")
    };
    for (name, with_error) in [("S2DoCurse", true), ("S2WantShout", false)] {
        let dif = dif(name);
        let mut got = vec![
            value(&dif.odds_ratio),
            value(&dif.chi2_corrected),
            value(&dif.chi2),
            value(&dif.delta),
        ];
        if with_error {
            got.push(value(&dif.se_delta) / 2.35);
        }
        expect(&folder, "R16", name, &got);
        assert_eq!(dif.class.value, Ok("C"));
        // On right-wrong items Mantel's statistic is the uncorrected one.
        close(value(&dif.mantel_chi2), value(&dif.chi2));
        let logistic = dif.logistic.value.expect("fits");
        close(
            logistic.lr_both,
            logistic.lr_uniform + logistic.lr_non_uniform,
        );
    }
    let classes: Vec<&str> = verbal
        .items
        .iter()
        .filter_map(|item| item.dif.value.as_ref().ok()?.class.value.clone().ok())
        .collect();
    assert_eq!(classes.iter().filter(|class| **class == "C").count(), 2);
}

#[test]
fn a_criterion_with_gaps() {
    let Some(folder) = folder() else { return };
    let request = Request {
        columns: Selection {
            items: Some(vec!["SATV".into()]),
            ..Selection::default()
        },
        criterion: Some("SATQ".into()),
        ..Request::default()
    };
    let sat = analysed(&folder, "psych_sat_act_700.csv", &request);
    let criterion = sat.criterion.value.expect("asked for");
    assert_eq!((sat.n, criterion.n), (700, 687));
    close(criterion.r.value.expect("defined"), 0.644_299_943_1);
    let [lower, upper] = criterion.ci.value.expect("defined");
    close(lower, 0.598_335_206_0);
    close(upper, 0.686_037_905_2);
    assert!(sat.alpha.value.is_err(), "one item has no alpha");
}

/// What a report says under a path of keys and indices, in its JSON.
fn said(report: &impl serde::Serialize, path: &str) -> f64 {
    let text = serde_json::to_string(report).expect("JSON");
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let found = value.pointer(path).and_then(serde_json::Value::as_f64);
    found.unwrap_or_else(|| panic!("{path} in {text}"))
}

#[test]
fn raters() {
    let Some(folder) = folder() else { return };
    let file = std::fs::File::open(folder.join("irr_diagnoses_30x6.csv")).expect("the data");
    let ratings = agreement::read_wide(&Sheet::read(file).expect("a table"), None, None);
    let report = agreement::run(&ratings.expect("ratings"), 0.95);
    expect(
        &folder,
        "R14",
        "fleiss_kappa",
        &[said(&report, "/fleiss/kappa")],
    );
    close(said(&report, "/fleiss/z"), 17.651_830_58);
}

#[test]
fn groups_and_validities() {
    let Some(folder) = folder() else { return };
    let counts = "group,n,selected\nfirst,80,48\nsecond,50,21\n";
    let counts = impact::counts(&Sheet::read(counts.as_bytes()).expect("a table"));
    let report = impact::run(&counts.expect("counts"), 0.95).expect("a report");
    let keys = "ratio ratio_ci/0 ratio_ci/1 z z_p z_hypergeometric fisher_p mid_p h";
    let got: Vec<f64> = keys
        .split(' ')
        .map(|key| said(&report, &format!("/groups/1/{key}")))
        // The list prints six decimals.
        .map(|value| (value * 1e6).round() / 1e6)
        .collect();
    expect(&folder, "R29", "IR", &got);

    let scores = "s,g\n55,M\n61,M\n64,M\n70,M\n72,M\n77,M\n80,M\n83,M\n50,F\n58,F\n62,F\n66,F\n70,F\n71,F\n75,F\n";
    let sheet = Sheet::read(scores.as_bytes()).expect("a table");
    let counts = impact::from_scores(&sheet, "s", &["g".into()]).expect("counts");
    let report = impact::run(&counts, 0.95).expect("a report");
    let keys = [
        "/median",
        "/groups/0/rate",
        "/groups/1/rate",
        "/groups/1/ratio",
    ];
    expect(
        &folder,
        "LL144",
        "median",
        &keys.map(|key| said(&report, key)),
    );

    let corrected = validity::thorndike(0.25, 1.5, None, 0.95).expect("valid");
    expect(
        &folder,
        "R28",
        "thorndike2",
        &[said(&corrected, "/thorndike2")],
    );
    let table = validity::success_of_selected(0.35, 0.5, 0.3).expect("valid");
    expect(
        &folder,
        "TR",
        "taylor_russell",
        &[said(&table, "/taylor_russell")],
    );
    let means = [0.1, 0.2].map(|ratio| {
        let utility = validity::utility(Utility {
            r: 0.3,
            n: None,
            strictness: Strictness::Ratio(ratio),
            sd: PerformanceSd::Known(1.0),
            hired: 1,
            years: 1.0,
            cost: 0.0,
            level: 0.95,
        });
        said(&utility.expect("valid"), "/zbar")
    });
    expect(&folder, "BCG", "zbar", &means);
}
