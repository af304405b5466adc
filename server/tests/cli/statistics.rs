//! `attune stats`: tables in, figures out, without a server or a configuration.

use crate::attune::Attune;
use serde_json::Value;

const ANSWERS: &str =
    "id;Q1;Q2;Q3\r\nann;A;B;C\r\nbob;A;B;A\r\ncid;A;C;C\r\ndee;B;B;C\r\neve;B;A;A\r\nfay;A;B;C\r\n";

fn json(attune: &Attune, arguments: &[&str]) -> Value {
    let said = attune.run(&[&["stats"], arguments, &["--json"]].concat());
    assert!(said.well && said.err.is_empty(), "{}", said.err);
    serde_json::from_str(&said.out).expect("nothing but JSON")
}

#[test]
fn every_command_prints_tables_and_json() {
    let attune = Attune::new();
    attune.write("answers.csv", ANSWERS);
    attune.write("key.csv", "key\nA\nB\nC\n");
    attune.write(
        "ratings.csv",
        "target,rater,value\nt,a,1\nt,b,2\nu,a,4\nu,b,4\nv,a,2\nv,b,1\n",
    );
    attune.write("scores.csv", "id,score,se\nann,90,4\nbob,70,4\ncid,75,5\n");
    attune.write("counts.csv", "group,n,selected\nmen,80,48\nwomen,50,21\n");
    attune.write(
        "ratings-wide.csv",
        "id,q1,q2,q3\nann,1,0,1\nbob,0,0,1\ncid,1,1,0\ndee,1,1,1\neve,0,1,0\n",
    );
    for (arguments, key) in [
        (vec!["analyse", "answers.csv", "--key", "key.csv"], "alpha"),
        (
            vec!["agreement", "ratings.csv", "--long", "target,rater,value"],
            "icc",
        ),
        (
            vec![
                "rank",
                "scores.csv",
                "--score",
                "score",
                "--reliability",
                "0.8",
            ],
            "candidates",
        ),
        (
            vec![
                "rank",
                "scores.csv",
                "--score",
                "score",
                "--se",
                "se",
                "--seed",
                "5",
            ],
            "width_corrected",
        ),
        (vec!["impact", "counts.csv"], "groups"),
        (
            vec!["impact", "scores.csv", "--scores", "score", "--group", "se"],
            "median",
        ),
        (vec!["personfit", "ratings-wide.csv"], "rows"),
        (
            vec!["validity", "correlation", "--r", "-0.25", "--n", "100"],
            "ci",
        ),
        (
            vec![
                "validity",
                "thorndike",
                "--r",
                "0.25",
                "--sd-applicants",
                "15",
                "--sd-hired",
                "10",
            ],
            "thorndike2",
        ),
        (
            vec![
                "validity",
                "attenuation",
                "--r",
                "0.25",
                "--criterion-reliability",
                "0.8",
            ],
            "attenuation",
        ),
        (
            vec![
                "validity",
                "criterion-reliability",
                "--agent-variance",
                "1",
                "--contact-variance",
                "9",
                "--contacts",
                "36",
            ],
            "criterion_reliability",
        ),
        (
            vec![
                "validity",
                "nps",
                "--promoters",
                "5",
                "--detractors",
                "2",
                "--answers",
                "10",
            ],
            "se",
        ),
        (
            vec![
                "validity",
                "expectancy",
                "--r",
                "0.3",
                "--base-rate",
                "0.5",
                "--from",
                "-1",
                "--to",
                "1",
            ],
            "expected_success",
        ),
        (
            vec!["validity", "wilson", "--successes", "8", "--n", "10"],
            "ci",
        ),
        (
            vec![
                "validity",
                "taylor-russell",
                "--r",
                "0.35",
                "--base-rate",
                "0.5",
                "--selection-ratio",
                "0.3",
            ],
            "taylor_russell",
        ),
        (
            vec![
                "validity",
                "utility",
                "--r",
                "0.35",
                "--selection-ratio",
                "0.2",
                "--sd-y",
                "50000",
                "--hired",
                "100",
                "--years",
                "3",
                "--cost",
                "75000",
            ],
            "utility",
        ),
        (vec!["validity", "power", "--r", "0.3"], "pairs_needed"),
    ] {
        let report = json(&attune, &arguments);
        assert!(!report[key].is_null(), "{arguments:?}: {report}");
        let table = attune.run(&[&["stats"], arguments.as_slice()].concat());
        assert!(
            table.well && table.out.lines().count() >= 1,
            "{arguments:?}: {}",
            table.err
        );
        assert!(
            !table.out.contains("NaN") && !table.out.contains('{'),
            "{}",
            table.out
        );
    }
    let analysis = json(&attune, &["analyse", "answers.csv", "--key", "key.csv"]);
    assert_eq!((&analysis["n"], &analysis["k"]), (&6.into(), &3.into()));
    assert_eq!(analysis["items"][0]["options"][0]["keyed"], true);
    assert!(analysis["composite"].is_null() && analysis["composite_reason"].is_string());
}

#[test]
fn what_is_wrong_with_a_table_is_named_with_file_row_and_column() {
    let attune = Attune::new();
    attune.write("bad.csv", "id,a,b\nx,1,2\nx,2\ny,3,four\nz,1,2\n");
    let said = attune.run(&["stats", "analyse", "bad.csv", "--json"]);
    assert!(!said.well && said.out.is_empty());
    for words in [
        "bad.csv",
        "row 3: 2 cells where the header has 3",
        "row 4, column b: \"four\" is not a number",
    ] {
        assert!(said.err.contains(words), "{words}: {}", said.err);
    }
    let missing = attune.run(&["stats", "personfit", "nothing.csv"]);
    assert!(
        !missing.well && missing.err.contains("cannot read nothing.csv"),
        "{}",
        missing.err
    );
    let level = attune.run(&["stats", "analyse", "bad.csv", "--level", "2"]);
    assert!(
        !level.well && level.err.contains("a level lies between 0 and 1"),
        "{}",
        level.err
    );
    let unsure = attune.run(&["stats", "rank", "bad.csv", "--score", "a"]);
    assert!(
        !unsure.well && unsure.err.contains("--reliability"),
        "{}",
        unsure.err
    );
}

/// Strata, weights, groups and a criterion from files of their own.
#[test]
fn an_analysis_takes_its_files() {
    let attune = Attune::new();
    let mut data = String::from("a,b,c,d,sex,later\n");
    for person in 0..48_u32 {
        let bit = |shift: u32| person >> shift & 1;
        let all = u32::from(person % 3 == 0);
        let sex = if bit(4) == 1 { "f" } else { "m" };
        data += &format!(
            "{},{},{},{},{sex},{}\n",
            bit(0) | all,
            bit(1) | all,
            bit(2) | all,
            bit(3),
            person % 5 + all
        );
    }
    attune.write("data.csv", data);
    attune.write("strata.csv", "item,stratum\na,X\nb,X\nc,Y\nd,Y\n");
    attune.write("weights.csv", "stratum,weight\nX,0.7\nY,0.3\n");
    let analysis = json(
        &attune,
        &[
            "analyse",
            "data.csv",
            "--items",
            "a,b,c,d",
            "--strata",
            "strata.csv",
            "--weights",
            "weights.csv",
            "--group",
            "sex",
            "--focal",
            "f",
            "--criterion",
            "later",
        ],
    );
    let weights = analysis["composite"]["effective_weights"]
        .as_array()
        .expect("a list");
    let sum: f64 = weights.iter().filter_map(Value::as_f64).sum();
    assert!((sum - 1.0).abs() < 1e-12);
    assert_eq!(analysis["dif_groups"]["focal"], 16);
    assert!(analysis["items"][0]["dif"]["chi2"].is_number());
    assert_eq!(analysis["criterion"]["n"], 48);
}

/// Every kind of bad input: a clear error on standard error and nothing printed.
#[test]
fn bad_tables_are_refused_with_their_reason() {
    let attune = Attune::new();
    let scores = "id,a,b\nx,1,2\ny,3,4\nz,5,1\n";
    for (name, text) in [
        ("ragged.csv", "a,b,c\n1,2,3\n1,2\n4,5,6,7\n"),
        ("words.csv", "a,b\n1,x\n2,y\n"),
        ("one.csv", "a,b\n1,2\n"),
        ("twice.csv", "id,a,b\nx,1,2\ny,3,4\nx,1,1\n"),
        ("nobody.csv", "group,n,selected\nA,0,0\nB,0,0\n"),
        ("negative.csv", "group,n,selected\nA,-3,1\nB,10,-1\nC,5,7\n"),
        ("weights.csv", "item,weight\na,0\nb,NaN\n"),
        ("huge.csv", "a,b\n1e308,1e308\n-1e308,1\n1e308,5\n"),
        ("empty.csv", ""),
        ("scores.csv", scores),
    ] {
        attune.write(name, text);
    }
    for (arguments, words) in [
        (
            "analyse ragged.csv",
            "row 3: 2 cells where the header has 3\nrow 4: 4 cells",
        ),
        (
            "analyse words.csv",
            "row 2, column b: \"x\" is not a number",
        ),
        ("agreement words.csv", "\"x\" is not"),
        ("analyse one.csv", "1 person: at least 2 are needed"),
        ("analyse twice.csv", "rows 2 and 4 have the same id, \"x\""),
        (
            "rank twice.csv --score a --reliability 0.6",
            "rows 2 and 4 have the same id",
        ),
        ("personfit twice.csv", "rows 2 and 4 have the same id"),
        ("agreement twice.csv", "rows 2 and 4 have the same id"),
        ("impact nobody.csv", "no group has anyone in it"),
        (
            "impact negative.csv",
            "row 2, column n: \"-3\" is not a whole number",
        ),
        ("impact negative.csv", "row 3, column selected: \"-1\""),
        ("impact negative.csv", "row 4: 7 selected of 5"),
        (
            "analyse scores.csv --weights weights.csv",
            "\"0\" is not a weight above 0",
        ),
        (
            "analyse scores.csv --weights weights.csv",
            "\"NaN\" is not a number",
        ),
        ("analyse huge.csv", "too large to calculate with"),
        ("analyse empty.csv", "is empty"),
        (
            "analyse scores.csv --reverse a --scale-max 4",
            "5 is not a point of the scale from 1 to 4",
        ),
        (
            "analyse scores.csv --reverse c --scale-max 7",
            "\"c\", which is no item",
        ),
        (
            "analyse scores.csv --group sex --focal f",
            "there is no column \"sex\"",
        ),
        (
            "rank scores.csv --score a --reliability 1.2",
            "a reliability lies between 0 and 1",
        ),
    ] {
        let asked: Vec<&str> = arguments.split(' ').collect();
        let said = attune.run(&[&["stats"], asked.as_slice(), &["--json"]].concat());
        assert!(
            !said.well && said.out.is_empty(),
            "{arguments}: {}",
            said.out
        );
        assert!(said.err.contains(words), "{arguments}: {}", said.err);
    }
}

/// What does not exist is null with a reason, and the rest is there: constant items, more items than persons.
#[test]
fn figures_that_do_not_exist_are_null_with_a_reason() {
    let attune = Attune::new();
    attune.write("constant.csv", "a,b,c\n1,2,3\n1,3,4\n1,5,6\n");
    attune.write("wide.csv", "a,b,c,d\n1,2,3,3\n4,5,6,1\n1,3,3,2\n");
    let constant = json(&attune, &["analyse", "constant.csv"]);
    assert!(constant["alpha"].is_number() && constant["omega_cov"].is_null());
    assert_eq!(constant["items"][0]["item_rest_r"], Value::Null);
    let reason = "no variance: all values are equal";
    assert_eq!(constant["items"][0]["item_rest_r_reason"], reason);
    let wide = json(&attune, &["analyse", "wide.csv"]);
    assert!(wide["alpha"].is_number() && wide["omega_cor"].is_null());
    assert_eq!(
        wide["omega_cor_reason"],
        "3 observations, at least 5 needed"
    );
    let fit = json(&attune, &["personfit", "wide.csv"]);
    assert!(fit["rows"][0]["mahalanobis"].is_null() && fit["rows"][0]["longstring"].is_number());
}

/// The scale is stated: with a highest point of 7 an answer x becomes 8 − x, with one of 6 it becomes 7 − x.
#[test]
fn reversed_items_are_turned_on_the_scale_that_is_stated() {
    let attune = Attune::new();
    attune.write("scale.csv", "a,b\n1,6\n2,5\n6,1\n");
    let mean = |flags: &[&str]| {
        let arguments = [&["analyse", "scale.csv", "--reverse", "a"], flags].concat();
        json(&attune, &arguments)["items"][0]["facility"]
            .as_f64()
            .expect("a mean")
    };
    assert_eq!(mean(&["--scale-max", "6"]), 4.0);
    assert_eq!(mean(&["--scale-max", "7"]), 5.0);
    assert_eq!(mean(&["--scale-min", "0", "--scale-max", "6"]), 3.0);
}
