//! Agreement, ranks, impact and person fit on published and hand-made tables,
//! and on everything that is wrong.

use proptest::prelude::*;
use statistics::agreement::{self, Long, Ratings};
use statistics::items::{self, Selection};
use statistics::rank::Certainty;
use statistics::sheet::Sheet;
use statistics::{Figure, impact, personfit, rank};

fn sheet(text: &str) -> Sheet {
    Sheet::read(text.as_bytes()).expect("a table")
}

fn value(figure: &Figure) -> f64 {
    *figure.value.as_ref().expect("defined")
}

fn reason<T: std::fmt::Debug>(figure: &Figure<T>) -> &str {
    figure.value.as_ref().expect_err("undefined")
}

fn close(got: f64, expected: f64) {
    let error = (got - expected).abs();
    assert!(error <= 1e-6 * expected.abs(), "{got} is not {expected}");
}

fn wide(text: &str) -> Ratings {
    agreement::read_wide(&sheet(text), None, None).expect("ratings")
}

fn long(text: &str) -> Result<Ratings, String> {
    let columns = Long {
        target: "target".into(),
        rater: "rater".into(),
        value: "value".into(),
    };
    agreement::read_long(&sheet(text), &columns, None).map_err(|problems| problems.to_string())
}

/// Shrout and Fleiss (1979): six targets, four raters.
const SHROUT_FLEISS: &str =
    "id;a;b;c;d\n1;9;2;5;8\n2;6;1;3;2\n3;8;4;6;8\n4;7;1;2;6\n5;10;5;6;9\n6;6;2;4;7\n";

#[test]
fn intraclass_correlations_of_a_published_table() {
    let report = agreement::run(&wide(SHROUT_FLEISS), 0.95);
    let icc = report.icc.value.as_ref().expect("defined");
    let expected = [
        0.165_741_768_4,
        0.289_763_779_5,
        0.714_840_714_8,
        0.442_797_133_7,
        0.620_050_547_6,
        0.909_315_542_4,
    ];
    for ((got, _), expected) in icc.all().into_iter().zip(expected) {
        close(value(got), expected);
    }
    let [_, (_, single), _, _, (_, mean), _] = icc.all();
    let limits = |figure: &Figure<[f64; 2]>| *figure.value.as_ref().expect("defined");
    for (got, expected) in [
        (limits(single), [0.018_786_513_4, 0.761_084_369_6]),
        (limits(mean), [0.071_136_815_3, 0.927_232_040_2]),
    ] {
        close(got[0], expected[0]);
        close(got[1], expected[1]);
    }
    // In a complete table the effect is the rater's mean less that of all.
    let effects = report.rater_effects.value.as_ref().expect("fits");
    let means = [46.0 / 6.0, 2.5, 26.0 / 6.0, 40.0 / 6.0];
    let all = means.iter().sum::<f64>() / 4.0;
    for (effect, mean) in effects.iter().zip(means) {
        assert!((effect.effect - (mean - all)).abs() < 1e-9);
    }
    let adjusted = report.adjusted.value.as_ref().expect("fits");
    assert_eq!(adjusted.len(), 24);
    assert!((adjusted[0].adjusted - (9.0 - (means[0] - all))).abs() < 1e-9);
    assert!(!report.rater_model.value.as_ref().expect("fits").may_adjust);
    assert!(report.text().contains("icc2_k"));
    assert!(reason(&report.kappa).contains("2 raters"));
}

#[test]
fn one_rating_a_row_gives_the_same() {
    let mut text = String::from("target,rater,value\n");
    for line in SHROUT_FLEISS.lines().skip(1) {
        let cells: Vec<&str> = line.split(';').collect();
        for (rater, value) in ["a", "b", "c", "d"].iter().zip(&cells[1..]) {
            text += &format!("{},{rater},{value}\n", cells[0]);
        }
    }
    let one = agreement::run(&wide(SHROUT_FLEISS), 0.95);
    let other = agreement::run(&long(&text).expect("ratings"), 0.95);
    assert_eq!(one, other);
}

#[test]
fn kappas_of_a_published_table() {
    // Multiple sclerosis patients by two neurologists (Westlund and Kurland 1953).
    let counts = [[38, 5, 0, 1], [33, 11, 3, 0], [10, 14, 5, 6], [3, 7, 3, 10]];
    let table = |names: [&str; 4]| {
        let mut text = String::from("first,second\n");
        for (first, row) in names.iter().zip(counts) {
            for (second, count) in names.iter().zip(row) {
                text += &format!("{first},{second}\n").repeat(count);
            }
        }
        text
    };
    let names = ["Certain", "Probable", "Possible", "Doubtful"];
    let stated: Vec<String> = names.map(str::to_owned).to_vec();
    let by_words = sheet(&table(names));
    let ordered = agreement::read_wide(&by_words, None, Some(&stated)).expect("ratings");
    let numbers = wide(&table(["1", "2", "3", "4"]));
    for ratings in [ordered, numbers] {
        let kappa = agreement::run(&ratings, 0.95)
            .kappa
            .value
            .expect("two raters");
        for (got, expected) in [
            (&kappa.unweighted, 0.207_942_464_04),
            (&kappa.linear, 0.379_730_547_99),
            (&kappa.quadratic, 0.524_576_464_33),
            (&kappa.ase.unweighted, 0.050_455_365_24),
            (&kappa.ase.linear, 0.051_666_826_22),
            (&kappa.ase.quadratic, 0.060_055_098_83),
        ] {
            close(value(got), expected);
        }
    }
    // Without a stated order words have none.
    let report = agreement::run(&wide(&table(names)), 0.95);
    let kappa = report.kappa.value.expect("two raters");
    close(value(&kappa.unweighted), 0.207_942_464_04);
    assert!(reason(&kappa.linear).contains("--categories"));
    assert!(reason(&report.krippendorff.ordinal).contains("--categories"));
    assert_eq!(
        reason(&report.krippendorff.interval),
        "ratings are words, not numbers"
    );
    assert_eq!(reason(&report.icc), "ratings are words, not numbers");
    assert_eq!(reason(&report.adjusted), "ratings are words, not numbers");
}

#[test]
fn krippendorff_with_gaps() {
    // Krippendorff (2011): four observers, twelve units.
    let text = "unit_id,A,B,C,D\n1,1,1,NA,1\n2,2,2,3,2\n3,3,3,3,3\n4,3,3,3,3\n5,2,2,2,2\n6,1,2,3,4\n\
                7,4,4,4,4\n8,1,1,2,1\n9,2,2,2,2\n10,NA,5,5,5\n11,NA,NA,1,1\n12,NA,3,NA,NA\n";
    let ratings = agreement::read_wide(&sheet(text), Some("unit_id"), None).expect("ratings");
    let report = agreement::run(&ratings, 0.95);
    let alphas = &report.krippendorff;
    for (alpha, expected) in [
        (&alphas.nominal, 0.743_421_052_632),
        (&alphas.ordinal, 0.815_387_503_755),
        (&alphas.interval, 0.849_107_142_857),
        (&alphas.ratio, 0.797_402_774_712),
    ] {
        close(value(alpha), expected);
    }
    assert_eq!((report.targets, report.complete), (12, 8));
    assert!(report.fleiss.value.is_ok() && report.rater_effects.value.is_ok());
}

#[test]
fn ratings_that_are_wrong() {
    let refused = |text: &str| {
        let problems = agreement::read_wide(&sheet(text), None, None).expect_err("refused");
        problems.to_string()
    };
    assert_eq!(
        refused("a,b\n1,2\n2,good\n"),
        "row 3, column b: \"good\" is not a number"
    );
    assert_eq!(
        refused("a\n1\n2\n"),
        "agreement takes at least 2 raters, there is 1: a"
    );
    assert_eq!(
        refused("id,a,b\nx,1,2\nx,2,2\n"),
        "rows 2 and 3 have the same id, \"x\""
    );
    let twice = "target,rater,value\nt,a,1\nt,b,2\nt,a,3\n,b,1\n";
    assert_eq!(
        long(twice).expect_err("refused"),
        "row 4: a has rated t in row 2 already\nrow 5, column target: nothing given"
    );
    let stated = ["1".to_owned(), "2".to_owned()];
    let beyond = agreement::read_wide(&sheet("a,b\n1,2\n3,1\n"), None, Some(&stated));
    assert_eq!(
        beyond.expect_err("refused").to_string(),
        "row 3, column a: \"3\" is not one of the categories"
    );
    // Two pairs of raters that share no target.
    let apart = "target,rater,value\nt,a,1\nt,b,2\nu,a,3\nu,b,3\nv,c,1\nv,d,2\nw,c,2\nw,d,4\n";
    let report = agreement::run(&long(apart).expect("ratings"), 0.95);
    assert_eq!(
        reason(&report.rater_effects),
        "2 groups of ratings share neither rater nor target"
    );
    let equal = agreement::run(&wide("a,b\n2,2\n2,2\n"), 0.95);
    let icc = equal.icc.value.expect("computed");
    assert!(icc.all().iter().all(|(figure, _)| figure.value.is_err()));
}

fn request(certainty: Certainty) -> rank::Request {
    rank::Request {
        id: None,
        score: "score".into(),
        certainty,
        sd: None,
        seed: 7,
        level: 0.95,
    }
}

const SCORES: &str =
    "name,id,score,se\nx,ann,90,5\nx,bob,72,5\nx,cid,72,5\nx,dee,50,5\nx,eve,,5\nx,fay,NA,5\n";

#[test]
fn candidates_are_ranked_with_ties_intervals_and_bands() {
    let report = rank::run(&sheet(SCORES), &request(Certainty::Reliability(0.8))).expect("ranks");
    let ranks: Vec<(&str, usize)> = report
        .candidates
        .iter()
        .map(|c| (c.id.as_str(), c.rank))
        .collect();
    assert_eq!(ranks, [("ann", 1), ("bob", 2), ("cid", 2), ("dee", 4)]);
    assert_eq!(report.left_out, ["eve", "fay"]);
    let sd = value(&report.sd);
    // The classic width is z·√2·SEM, the corrected one is it divided by √r.
    close(
        value(&report.width_classic),
        1.959_963_984_540_054 * (2.0_f64 * 0.2).sqrt() * sd,
    );
    close(
        value(&report.width_corrected),
        value(&report.width_classic) / 0.8_f64.sqrt(),
    );
    for one in &report.candidates {
        let [best, worst] = *one.rank_interval.value.as_ref().expect("defined");
        assert!(best <= one.rank && one.rank <= worst.max(one.rank) && worst <= 4);
        assert!((1.0..=4.0).contains(&value(&one.expected_rank)));
    }
    let expected: f64 = report
        .candidates
        .iter()
        .map(|one| value(&one.expected_rank))
        .sum();
    close(expected, 10.0);
    let again = rank::run(&sheet(SCORES), &request(Certainty::Reliability(0.8))).expect("ranks");
    assert_eq!(report, again);
    assert!(report.text().contains("ann"));
}

#[test]
fn own_errors_imply_a_reliability() {
    let report =
        rank::run(&sheet(SCORES), &request(Certainty::Errors("se".into()))).expect("ranks");
    let sd = value(&report.sd);
    close(value(&report.reliability), 1.0 - 25.0 / (sd * sd));
    assert_eq!(report.candidates[0].band.value, Ok(1));
    let unsure = SCORES.replace(",5\n", ",500\n");
    let unsure =
        rank::run(&sheet(&unsure), &request(Certainty::Errors("se".into()))).expect("ranks");
    assert_eq!(value(&unsure.reliability), 0.0);
    assert!(reason(&unsure.width_corrected).contains("reliability is zero"));
    assert!(unsure.candidates.iter().all(|one| one.band.value == Ok(1)));
}

#[test]
fn scores_that_are_wrong() {
    let refused = |text: &str, certainty| {
        let problems = rank::run(&sheet(text), &request(certainty)).expect_err("refused");
        problems.to_string()
    };
    let reliability = || Certainty::Reliability(0.8);
    assert_eq!(
        refused("id,score\na,1\na,x\n", reliability()),
        "rows 2 and 3 have the same id, \"a\"\nrow 3, column score: \"x\" is not a number"
    );
    assert_eq!(
        refused("id,score\na,\n", reliability()),
        "nobody has a score"
    );
    assert_eq!(
        refused("id,score\na,1\n", Certainty::Reliability(f64::NAN)),
        "a reliability lies between 0 and 1"
    );
    assert_eq!(
        refused(
            "id,score,se\na,1,-2\nb,2,\n",
            Certainty::Errors("se".into())
        ),
        "row 2, column se: \"-2\" is not a standard error of 0 or more\nrow 3, column se: nothing given"
    );
    // One candidate, or all alike: no spread, and the reason beside each figure.
    let one = rank::run(&sheet("id,score\na,1\n"), &request(reliability())).expect("ranks");
    assert_eq!(reason(&one.sd), "1 observations, at least 2 needed");
    assert!(one.candidates[0].band.value.is_err());
    let alike = rank::run(&sheet("id,score\na,1\nb,1\n"), &request(reliability())).expect("ranks");
    assert_eq!(
        reason(&alike.candidates[0].rank_interval),
        "no variance: all values are equal"
    );
}

#[test]
fn impact_of_a_published_comparison() {
    let counts = impact::counts(&sheet(
        "group\tn\tselected\nmen\t80\t48\nwomen\t50\t21\n\t7\t3\n",
    ));
    let report = impact::run(&counts.expect("counts"), 0.95).expect("a report");
    assert_eq!((report.reference.as_str(), report.unknown.n), ("men", 7));
    let women = &report.groups[1];
    let compared = &women.compared;
    let figures = [
        (&compared.ratio, 0.7),
        (&compared.z, 2.000_713),
        (&compared.z_p, 0.045_423),
        (&compared.z_hypergeometric, 1.993_003),
        (&compared.fisher_p, 0.049_543),
        (&compared.mid_p, 0.039_636),
        (&compared.h, 0.362_049),
        (&compared.shortfall, 9.0),
    ];
    for (figure, expected) in figures {
        assert!((value(figure) - expected).abs() < 1e-6, "{}", figure.name);
    }
    let [lower, upper] = *compared.ratio_ci.value.as_ref().expect("defined");
    assert!((lower - 0.482_726).abs() < 1e-6 && (upper - 1.015_068).abs() < 1e-6);
    assert_eq!(
        compared.verdict.value,
        Ok("below four fifths and significant")
    );
    assert_eq!(compared.flip.value, Ok(false));
    assert_eq!(
        reason(&report.groups[0].compared.ratio),
        "this is the reference group"
    );
    assert_eq!(
        reason(&compared.d),
        "rates come from counts, not from scores"
    );
    assert!(report.text().contains("women"));
}

#[test]
fn scoring_rates_above_the_median_of_all() {
    let mut text = String::from("score,sex,site\n");
    for score in [55, 61, 64, 70, 72, 77, 80, 83] {
        text += &format!("{score},M,north\n");
    }
    for score in [50, 58, 62, 66, 70, 71, 75] {
        text += &format!("{score},F,north\n");
    }
    text += "NA,F,south\n";
    let counts = impact::from_scores(&sheet(&text), "score", &["sex".into()]);
    let report = impact::run(&counts.expect("counts"), 0.95).expect("a report");
    assert_eq!(report.median.value, Ok(70.0));
    assert_eq!(
        (report.on_median.value, report.left_out.value),
        (Ok(2), Ok(1))
    );
    close(value(&report.groups[0].rate), 0.5);
    close(value(&report.groups[1].rate), 2.0 / 7.0);
    close(value(&report.groups[1].compared.ratio), 4.0 / 7.0);
    assert_eq!(
        report.groups[1].compared.verdict.value,
        Ok("too few to judge")
    );
    assert!(value(&report.groups[1].compared.d) > 0.0);
    let crossed = impact::from_scores(&sheet(&text), "score", &["sex".into(), "site".into()]);
    let crossed = impact::run(&crossed.expect("counts"), 0.95).expect("a report");
    assert_eq!(crossed.groups[1].group, "F × north");
}

#[test]
fn counts_that_are_wrong() {
    let refused = |text: &str| {
        impact::counts(&sheet(text))
            .expect_err("refused")
            .to_string()
    };
    assert_eq!(
        refused("group,n,selected\na,-5,1\nb,10,11\nc,2.5,1\na,9,1\nd,,1\ne,9,x\n"),
        "row 7, column selected: \"x\" is not a number\n\
         row 2, column n: \"-5\" is not a whole number from 0 to 10 million\n\
         row 3: 11 selected of 10: no more are selected than applied\n\
         row 4, column n: \"2.5\" is not a whole number from 0 to 10 million\n\
         row 6, column n: nothing given"
    );
    assert_eq!(
        refused("group,n,selected\na,5,1\na,9,1\n"),
        "row 3: the group \"a\" stands in a row above already"
    );
    assert_eq!(
        refused("group,count\na,5\n").lines().count(),
        2,
        "both missing columns are named"
    );
    let empty = impact::counts(&sheet("group,n,selected\na,40,20\nb,0,0\n")).expect("counts");
    let report = impact::run(&empty, 0.95).expect("a report");
    assert_eq!(
        reason(&report.groups[1].rate),
        "0 observations, at least 1 needed"
    );
    assert_eq!(
        reason(&report.groups[1].compared.ratio),
        "nobody is in this group"
    );
    let nobody = impact::counts(&sheet("group,n,selected\na,0,0\n")).expect("counts");
    assert_eq!(
        impact::run(&nobody, 0.95).expect_err("refused").to_string(),
        "no group has anyone in it"
    );
    let unselected = impact::counts(&sheet("group,n,selected\na,40,0\nb,30,0\n")).expect("counts");
    let report = impact::run(&unselected, 0.95).expect("a report");
    assert!(report.groups[1].compared.ratio.value.is_err());
    assert!(report.groups[1].compared.z.value.is_err());
    close(value(&report.groups[1].compared.fisher_p), 1.0);
    let scores = sheet("s,g\nx,a\n");
    assert!(impact::from_scores(&scores, "s", &["g".into()]).is_err());
    assert!(impact::from_scores(&scores, "t", &["g".into()]).is_err());
    assert!(impact::from_scores(&scores, "s", &[]).is_err());
}

#[test]
fn signs_of_careless_answering() {
    let text = "id,a,b,c,d\nann,1,1,1,0\nbob,0,0,1,1\ncid,1,1,0,0\ndee,1,0,0,0\neve,1,1,1,1\nfay,1,,0,0\ngil,0,1,1,0\n";
    let request = personfit::Request {
        strata: Some(items::strata(&sheet("item,stratum\na,X\nb,X\nc,Y\nd,Y\n")).expect("strata")),
        ..personfit::Request::default()
    };
    let report = personfit::run(&sheet(text), &request).expect("a report");
    assert_eq!((report.n, report.complete, report.k), (7, 6, 4));
    assert!(!report.mahalanobis_gate);
    let rows = &report.rows;
    let runs: Vec<usize> = rows
        .iter()
        .map(|row| row.longstring.value.clone().expect("defined"))
        .collect();
    assert_eq!(runs, [3, 2, 2, 3, 4, 2, 2]);
    // Right answers 4, 4, 4, 2 of the six without a gap: a, b, c, d by ease.
    let errors: Vec<u64> = rows
        .iter()
        .filter_map(|row| row.guttman.value.clone().ok())
        .collect();
    assert_eq!(errors, [0, 4, 0, 0, 0, 2]);
    close(value(&rows[1].guttman_normed), 1.0);
    assert!(reason(&rows[4].guttman_normed).contains("possible Guttman errors"));
    assert_eq!(reason(&rows[5].mahalanobis), "an answer is missing");
    assert_eq!(reason(&rows[5].guttman), "an answer is missing");
    close(value(&rows[0].irv), 0.5);
    // Distances sum to (n − 1)·k.
    let sum: f64 = rows
        .iter()
        .filter_map(|row| row.mahalanobis.value.clone().ok())
        .sum();
    close(sum, 5.0 * 4.0);
    assert!(report.text().contains("longest run"));
}

#[test]
fn person_fit_of_ratings_takes_a_cut() {
    let text = "a,b,c\n5,4,1\n1,5,5\n3,3,2\n4,2,5\n2,1,1\n";
    let plain = personfit::run(&sheet(text), &personfit::Request::default()).expect("a report");
    assert_eq!(reason(&plain.rows[0].guttman), "an answer is 0 or 1");
    assert_eq!(reason(&plain.rows[0].even_odd), "no --strata were given");
    assert_eq!(plain.rows[0].id, "2", "the row stands for an id");
    let cut = personfit::Request {
        cut: Some(3.0),
        columns: Selection {
            reverse: vec!["c".into()],
            scale: Some((1.0, 5.0)),
            ..Selection::default()
        },
        ..personfit::Request::default()
    };
    let cut = personfit::run(&sheet(text), &cut).expect("a report");
    assert!(cut.rows[0].guttman.value.is_ok());
    // Runs look at what was answered, not at what it scores.
    assert_eq!(cut.rows[1].longstring.value, Ok(2));
    let constant = personfit::run(
        &sheet("a,b\n1,2\n1,3\n1,5\n"),
        &personfit::Request::default(),
    );
    assert_eq!(
        reason(&constant.expect("a report").rows[0].mahalanobis),
        "columns depend on each other"
    );
    let few = personfit::run(&sheet("a,b\n1,2\n2,3\n"), &personfit::Request::default());
    assert_eq!(
        reason(&few.expect("a report").rows[0].mahalanobis),
        "2 observations, at least 3 needed"
    );
    let words = personfit::run(&sheet("a,b\n1,x\n2,y\n"), &personfit::Request::default());
    assert_eq!(words.expect_err("refused").count(), 2);
}

proptest! {
    #[test]
    fn no_table_makes_a_command_panic(
        cells in prop::collection::vec(prop::array::uniform3("(NA|x|y|-?[0-9]{1,3}|[0-9]e9|)"), 1..12),
        level in -0.5..1.5_f64,
    ) {
        let lines: Vec<String> = cells.iter().map(|row| row.join(",")).collect();
        for header in ["id,a,b", "a,b,c", "group,n,selected", "target,rater,value", "id,score,se"] {
            let table = sheet(&format!("{header}\n{}\n", lines.join("\n")));
            if let Ok(ratings) = agreement::read_wide(&table, None, None)
                && (0.1..0.9).contains(&level)
            {
                drop(agreement::run(&ratings, level).text());
            }
            drop(long(&format!("{header}\n{}\n", lines.join("\n"))));
            drop(rank::run(&table, &request(Certainty::Reliability(level))));
            drop(rank::run(&table, &request(Certainty::Errors("se".into()))));
            drop(impact::counts(&table).and_then(|counts| impact::run(&counts, level)));
            drop(impact::from_scores(&table, "score", &["id".into()]));
            if let Ok(report) = personfit::run(&table, &personfit::Request::default()) {
                drop(report.text());
            }
        }
    }
}
