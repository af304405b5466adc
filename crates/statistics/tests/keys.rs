//! The keys of every command's JSON. They are a promise: a test that fails here
//! has changed what other people's scripts read.

use serde::Serialize;
use serde_json::Value;
use statistics::agreement;
use statistics::analyse::{self, GroupRequest, Request};
use statistics::items;
use statistics::rank::{self, Certainty};
use statistics::sheet::Sheet;
use statistics::{impact, personfit, validity};

fn sheet(text: &str) -> Sheet {
    Sheet::read(text.as_bytes()).expect("a table")
}

/// Nothing is missing without a reason beside it, and no list has a gap.
fn assert_reasons(path: &str, value: &Value) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let reason = fields.get(&format!("{key}_reason"));
                assert!(
                    !value.is_null() || reason.is_some_and(Value::is_string),
                    "{path}.{key} is null without a reason"
                );
                assert_reasons(&format!("{path}.{key}"), value);
            }
        }
        Value::Array(entries) => {
            for entry in entries {
                assert!(!entry.is_null(), "{path} has a gap");
                assert_reasons(path, entry);
            }
        }
        _ => {}
    }
}

/// Every path to a value, in the order written; `[]` stands for the first entry
/// of a list of objects. Reasons are left out where a test does not ask for them.
fn keys(report: &impl Serialize) -> Vec<String> {
    let text = serde_json::to_string(report).expect("JSON");
    let value: Value = serde_json::from_str(&text).expect("JSON");
    assert_reasons("", &value);
    let mut paths = Vec::new();
    walk("", &value, &mut paths);
    paths.retain(|path| !path.ends_with("_reason"));
    paths
}

fn walk(path: &str, value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                walk(&format!("{path}.{key}"), value, into);
            }
        }
        Value::Array(entries) if entries.first().is_some_and(Value::is_object) => {
            walk(&format!("{path}[]"), &entries[0], into);
        }
        _ => into.push(path.trim_start_matches('.').to_owned()),
    }
}

/// The paths of a list that is written with its common beginnings once:
/// `total: mean sd` stands for `total.mean` and `total.sd`.
fn listed(text: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.split_once(": ") {
            Some((start, ends)) => {
                paths.extend(ends.split(' ').map(|end| format!("{start}.{end}")));
            }
            None => paths.extend(line.split(' ').map(str::to_owned)),
        }
    }
    paths.sort();
    paths
}

fn assert_keys(report: &impl Serialize, expected: &str) {
    let mut keys = keys(report);
    keys.sort();
    assert_eq!(keys, listed(expected));
}

const DATA: &str = "a,b,c,d,g,y\nA,B,A,A,f,1\nB,B,A,B,m,2\nA,A,B,A,f,4\nA,B,B,B,m,3\nB,A,A,A,f,5\nA,B,A,B,m,5\nB,A,B,A,f,2\nA,B,A,A,m,6\n";

#[test]
fn analyse_with_everything() {
    let request = Request {
        key: Some(["A", "B", "A", "A"].map(str::to_owned).to_vec()),
        strata: Some(items::strata(&sheet("item,stratum\na,X\nb,X\nc,Y\nd,Y\n")).expect("strata")),
        group: Some(GroupRequest {
            column: "g".into(),
            focal: "f".into(),
            ..GroupRequest::default()
        }),
        criterion: Some("y".into()),
        ..Request::default()
    };
    let report = analyse::run(|| Ok(DATA.as_bytes()), &request).expect("an analysis");
    assert_keys(
        &report,
        "n left_out k alpha alpha_ci alpha_gate omega_cov omega_cor stratified_alpha level
         composite: reliability sd mean sem sed band band_corrected effective_weights strata
         total: mean sd sem see sep
         facility_gate: got needed open
         item_rest_gate: got needed open
         tails: share ties bin_width
         dif_groups: focal reference gate
         items[]: id facility sd item_rest_r alpha_if_deleted d_index flags
         items[].options[]: value share rest_mean rest_r rest_r_item_out keyed
         items[].dif: odds_ratio chi2 chi2_corrected p p_adjusted p_uncorrected delta se_delta class
         items[].dif: mantel_chi2 mantel_p smd smd_standardised smd_class logistic
         criterion: r ci n
         criterion.gate: got needed open",
    );
}

/// An item without flags has an empty list; one that everybody solves but one has some.
#[test]
fn analyse_with_a_flag() {
    let text = format!("a,b\n0,0\n{}{}", "1,1\n".repeat(11), "1,0\n".repeat(8));
    let report = analyse::run(|| Ok(text.as_bytes()), &Request::default()).expect("an analysis");
    let keys = keys(&report.items[0].flags[0]);
    assert_eq!(keys, ["flag", "limit", "option", "reason", "value"]);
}

/// A fitted logistic model has its own keys; above, the groups are separated.
#[test]
fn analyse_with_a_logistic_model() {
    let mut text = String::from("a,b,c,g\n");
    for i in 0..64_u32 {
        let bit = |shift: u32| i >> shift & 1;
        let g = if bit(3) == 1 { "f" } else { "m" };
        text += &format!("{},{},{},{g}\n", bit(0), bit(1), bit(2));
    }
    let request = Request {
        group: Some(GroupRequest {
            column: "g".into(),
            focal: "f".into(),
            ..GroupRequest::default()
        }),
        ..Request::default()
    };
    let report = analyse::run(|| Ok(text.as_bytes()), &request).expect("an analysis");
    let keys = keys(&report);
    let expected = listed(
        "items[].dif.logistic: deviance lr_uniform p_uniform lr_non_uniform p_non_uniform lr_both
         items[].dif.logistic: p_both nagelkerke",
    );
    for key in &expected {
        assert!(keys.contains(key), "{key} in {keys:?}");
    }
    let of_model = keys.iter().filter(|key| key.contains("logistic."));
    assert_eq!(of_model.count(), expected.len());
}

#[test]
fn what_was_not_asked_for_is_null_with_its_reason() {
    let report = analyse::run(|| Ok(&b"a,b\n1,2\n2,1\n3,3\n"[..]), &Request::default());
    let text = serde_json::to_string(&report.expect("an analysis")).expect("JSON");
    let value: Value = serde_json::from_str(&text).expect("JSON");
    for (key, reason) in [
        ("stratified_alpha", "no --strata were given"),
        ("composite", "no --strata were given"),
        ("criterion", "no --criterion was given"),
        ("dif_groups", "no --group was given"),
        ("omega_cov", "2 questions, at least 3 needed"),
    ] {
        assert_eq!(value[key], Value::Null);
        assert!(value.as_object().expect("an object").contains_key(key));
        assert_eq!(value[format!("{key}_reason")], reason);
    }
    let item = &value["items"][0];
    for key in ["options", "dif"] {
        assert!(item.as_object().expect("an object").contains_key(key));
        assert!(item[format!("{key}_reason")].is_string());
    }
}

#[test]
fn agreement() {
    let ratings = "a,b\n1,1\n2,3\n3,3\n1,2\n4,4\n";
    let ratings = agreement::read_wide(&sheet(ratings), None, None).expect("ratings");
    assert_keys(
        &agreement::run(&ratings, 0.95),
        "targets complete raters categories level
         icc: icc1_1 icc2_1 icc3_1 icc1_k icc2_k icc3_k
         icc.ci: icc1_1 icc2_1 icc3_1 icc1_k icc2_k icc3_k
         ms: rows raters residual within
         kappa: unweighted linear quadratic
         kappa.ase: unweighted linear quadratic
         fleiss: kappa z p
         krippendorff: nominal ordinal interval ratio
         rater_effects[]: rater effect shrunk standard_error ratings
         rater_model: f df p residual_variance rater_variance may_adjust
         adjusted[]: target rater rating adjusted adjusted_shrunk",
    );
}

#[test]
fn rank() {
    let request = rank::Request {
        id: None,
        score: "score".into(),
        certainty: Certainty::Reliability(0.7),
        sd: None,
        seed: 1,
        level: 0.95,
    };
    let report = rank::run(&sheet("id,score\na,1\nb,5\nc,9\n"), &request).expect("ranks");
    assert_keys(
        &report,
        "n left_out sd reliability width_classic width_corrected method seed level
         reliability_gate: got needed open
         candidates[]: id score rank rank_interval expected_rank band",
    );
}

#[test]
fn impact() {
    let counts = impact::counts(&sheet("group,n,selected\na,80,48\nb,50,21\n")).expect("counts");
    assert_keys(
        &impact::run(&counts, 0.95).expect("a report"),
        "reference median on_median left_out level
         unknown: n selected
         groups[]: group n selected rate share small ratio ratio_ci z z_p z_hypergeometric fisher_p
         groups[]: fisher_p_holm mid_p h shortfall flip too_few verdict d d_ci",
    );
}

#[test]
fn personfit() {
    let report = personfit::run(&sheet("id,a,b\nx,1,0\ny,0,1\nz,1,1\n"), &Default::default());
    assert_keys(
        &report.expect("a report"),
        "n complete k mahalanobis_gate
         rows[]: id longstring irv mahalanobis mahalanobis_p even_odd guttman guttman_normed",
    );
}

#[test]
fn validity() {
    use validity::{PerformanceSd, Strictness, Utility};
    let utility = Utility {
        r: 0.3,
        n: Some(100),
        strictness: Strictness::Ratio(0.2),
        sd: PerformanceSd::OfSalary(30_000.0),
        hired: 10,
        years: 1.0,
        cost: 0.0,
        level: 0.95,
    };
    for (answer, expected) in [
        (validity::correlation(0.3, 100, 0.95), "r ci n enough"),
        (
            validity::thorndike(0.3, 1.2, Some(100), 0.95),
            "r u thorndike2 ci thorndike2_ci n enough",
        ),
        (validity::disattenuated(0.3, 0.8), "r attenuation"),
        (
            validity::contacts(1.0, 4.0, 40),
            "criterion_reliability contacts enough",
        ),
        (validity::net_promoter(5, 2, 10), "nps se"),
        (
            validity::expectancy(0.3, 0.5, 0.0, 1.0),
            "base_rate expected_success",
        ),
        (validity::wilson(5, 10, 0.95), "share ci enough"),
        (
            validity::success_of_selected(0.3, 0.5, 0.2),
            "taylor_russell base_rate gain",
        ),
        (
            validity::utility(utility),
            "zbar sd_y utility utility_each utility_range ci n enough",
        ),
        (
            validity::study(0.3, 0.8, Some(85), 0.95),
            "pairs_needed power",
        ),
    ] {
        assert_keys(&answer.expect("valid"), expected);
    }
}
