//! `analyse` on published and hand-made tables, and on everything that is wrong.

use proptest::prelude::*;
use statistics::analyse::{self, Gaps, GroupRequest, PartScores, Report, Request, TailRule, Ties};
use statistics::items::{self, Assigned, Selection};
use statistics::sheet::Sheet;
use statistics::{Figure, Problems};

/// Section 6 of the Law School Admission Test: how often each pattern of right
/// and wrong answers to five questions occurred among 1,000 persons.
const LSAT6: [(&str, usize); 30] = [
    ("0,0,0,0,0", 3),
    ("0,0,0,0,1", 6),
    ("0,0,0,1,0", 2),
    ("0,0,0,1,1", 11),
    ("0,0,1,0,0", 1),
    ("0,0,1,0,1", 1),
    ("0,0,1,1,0", 3),
    ("0,0,1,1,1", 4),
    ("0,1,0,0,0", 1),
    ("0,1,0,0,1", 8),
    ("0,1,0,1,1", 16),
    ("0,1,1,0,1", 3),
    ("0,1,1,1,0", 2),
    ("0,1,1,1,1", 15),
    ("1,0,0,0,0", 10),
    ("1,0,0,0,1", 29),
    ("1,0,0,1,0", 14),
    ("1,0,0,1,1", 81),
    ("1,0,1,0,0", 3),
    ("1,0,1,0,1", 28),
    ("1,0,1,1,0", 15),
    ("1,0,1,1,1", 80),
    ("1,1,0,0,0", 16),
    ("1,1,0,0,1", 56),
    ("1,1,0,1,0", 21),
    ("1,1,0,1,1", 173),
    ("1,1,1,0,0", 11),
    ("1,1,1,0,1", 61),
    ("1,1,1,1,0", 28),
    ("1,1,1,1,1", 298),
];

fn lsat6() -> String {
    let rows = LSAT6
        .iter()
        .map(|(row, count)| format!("{row}\n").repeat(*count));
    format!("Q1,Q2,Q3,Q4,Q5\n{}", rows.collect::<String>())
}

fn run(text: &str, request: &Request) -> Result<Report, Problems> {
    analyse::run(|| Ok(text.as_bytes()), request)
}

fn report(text: &str, request: &Request) -> Report {
    run(text, request).expect("an analysis")
}

fn words(text: &str, request: &Request) -> String {
    run(text, request).expect_err("refused").to_string()
}

fn value(figure: &Figure) -> f64 {
    *figure.value.as_ref().expect("defined")
}

fn reason<T: std::fmt::Debug>(figure: &Figure<T>) -> &str {
    figure.value.as_ref().expect_err("undefined")
}

fn close(got: f64, expected: f64, tolerance: f64) {
    let error = (got - expected).abs();
    assert!(
        error <= tolerance * expected.abs(),
        "{got} is not {expected}"
    );
}

fn sheet(text: &str) -> Sheet {
    Sheet::read(text.as_bytes()).expect("a table")
}

fn strata(text: &str) -> Option<Assigned<String>> {
    Some(items::strata(&sheet(text)).expect("strata"))
}

fn weights(text: &str) -> Option<Assigned<f64>> {
    Some(items::weights(&sheet(text)).expect("weights"))
}

#[test]
fn a_published_test() {
    let lsat = report(&lsat6(), &Request::default());
    assert_eq!((lsat.n, lsat.k, lsat.left_out), (1000, 5, 0));
    close(value(&lsat.alpha), 0.294_997_192_216, 1e-9);
    let [lower, upper] = lsat.alpha_ci.value.clone().expect("defined");
    close(lower, 0.223_473_787_8, 1e-6);
    close(upper, 0.361_802_531_7, 1e-6);
    close(value(&lsat.total.sem), 0.869_066_612_4, 1e-9);
    assert_eq!(lsat.alpha_gate, "usable");
    assert!(lsat.item_rest_gate.open);
    let r = [
        0.112_832_688_9,
        0.153_178_120_1,
        0.172_778_943_3,
        0.144_428_095_2,
        0.121_596_402_5,
    ];
    for (item, r) in lsat.items.iter().zip(r) {
        close(value(&item.item_rest_r), r, 1e-8);
    }
    assert!(lsat.text().contains("alpha"));
}

#[test]
fn streaming_gives_what_holding_gives() {
    let held = report(&lsat6(), &Request::default());
    let streamed = Request {
        held_cells: 0,
        ..Request::default()
    };
    let streamed = report(&lsat6(), &streamed);
    assert_eq!(
        (
            held.tails.bin_width.value.ok(),
            streamed.tails.bin_width.value
        ),
        (None, Ok(1.0))
    );
    for (a, b) in held.items.iter().zip(&streamed.items) {
        close(value(&a.d_index), value(&b.d_index), 1e-12);
        assert_eq!(a.item_rest_r, b.item_rest_r);
    }
    assert_eq!(held.alpha, streamed.alpha);
}

#[test]
fn tails_of_the_d_index_follow_their_rule() {
    // Totals 4, 3, 2, 1 and 0 of ten persons; 30 % are three persons a tail.
    let text = "a,b,c,d\n1,1,1,1\n1,1,1,1\n1,1,1,0\n1,1,0,0\n1,1,0,0\n1,1,0,0\n1,0,0,0\n1,0,0,0\n0,0,0,0\n0,0,0,0\n";
    let by = |share, ties| {
        let request = Request {
            tails: TailRule { share, ties },
            ..Request::default()
        };
        value(&report(text, &request).items[0].d_index)
    };
    // Two of the lower three are wrong; one of two tied persons counts half.
    close(by(0.3, Ties::Fraction), 1.0 - 1.0 / 3.0, 1e-12);
    close(by(0.3, Ties::IncludeAll), 1.0 - 2.0 / 4.0, 1e-12);
}

#[test]
fn a_key_gives_options_and_scores() {
    let text = "id;Q1;Q2\nann;A;1\nbob;B;2\ncid;A;10\ndee;;2\n";
    let key = items::key(&sheet("key\nA\n2\n")).expect("a key");
    let request = Request {
        key: Some(key.clone()),
        ..Request::default()
    };
    let listwise = report(text, &request);
    assert_eq!((listwise.n, listwise.left_out), (3, 1));
    let options = listwise.items[1].options.value.as_ref().expect("keyed");
    let named: Vec<(&str, bool)> = options
        .iter()
        .map(|o| (o.value.as_str(), o.keyed))
        .collect();
    assert_eq!(named, [("1", false), ("2", true), ("10", false)]);
    close(options[0].share, 1.0 / 3.0, 1e-12);
    assert_eq!(options[0].rest_mean.value, Ok(1.0));
    let zero = Request {
        gaps: Gaps::Zero,
        ..request
    };
    let zero = report(text, &zero);
    assert_eq!((zero.n, zero.left_out), (4, 0));
    close(zero.items[0].facility, 0.5, 1e-12);
    let shares: f64 = zero.items[0]
        .options
        .value
        .iter()
        .flatten()
        .map(|o| o.share)
        .sum();
    close(shares, 0.75, 1e-12);
    // A right answer that nobody gave is an option all the same.
    let unchosen = Request {
        key: Some(vec!["Z".into(), "2".into()]),
        ..Request::default()
    };
    let unchosen = report(text, &unchosen);
    let options = unchosen.items[0].options.value.as_ref().expect("keyed");
    assert_eq!(
        options.last().map(|o| (o.value.as_str(), o.share, o.keyed)),
        Some(("Z", 0.0, true))
    );
    assert_eq!(
        reason(&unchosen.items[0].item_rest_r),
        "no variance: all values are equal"
    );
}

fn flags(report: &Report, item: usize) -> Vec<(&str, Option<&str>)> {
    let flags = report.items[item].flags.iter();
    flags
        .map(|flag| (flag.flag, flag.option.value.as_deref().ok()))
        .collect()
}

#[test]
fn flags_name_what_to_look_at_and_why() {
    let published = report(&lsat6(), &Request::default());
    assert_eq!(flags(&published, 0), [("easy", None), ("weak tails", None)]);
    let easy = &published.items[0].flags[0];
    close(easy.value, 0.924, 1e-12);
    assert_eq!(
        (easy.limit, easy.reason.as_str()),
        (0.9, "mean at 0.9240 of the score range, over 0.9000")
    );
    assert!(
        published.items[1..]
            .iter()
            .all(|item| item.flags.is_empty())
    );
    assert!(published.text().contains("Q1: easy: mean at 0.9240"));
    // A wrong key on the third item: those who choose B do well elsewhere.
    let rows = "A,A,B\nA,A,B\nA,A,B\nA,B,B\nB,A,A\nB,B,A\nB,B,A\nB,B,A\n";
    let request = Request {
        key: Some(["A", "A", "A"].map(str::to_owned).to_vec()),
        ..Request::default()
    };
    let wrong = report(&format!("a,b,c\n{rows}"), &request);
    let told = flags(&wrong, 2);
    for expected in [
        ("against rest", None),
        ("alpha rises", None),
        ("weak tails", None),
        ("key review", Some("B")),
        ("key order", None),
    ] {
        assert!(told.contains(&expected), "{told:?} lacks {expected:?}");
    }
    // Scores from 1 to 5: a mean of 3 lies in the middle of the range, not above it.
    let scale = report(SIX, &Request::default());
    let hard_or_easy = |item| {
        flags(&scale, item)
            .iter()
            .any(|flag| ["hard", "easy", "little spread"].contains(&flag.0))
    };
    assert!((0..5).all(|item| !hard_or_easy(item)));
}

const SIX: &str = "a,b,c,d,e\n1,2,3,4,5\n2,2,4,4,4\n5,4,3,2,1\n4,4,5,3,2\n3,1,2,3,3\n5,5,4,5,4\n";

#[test]
fn strata_make_a_composite() {
    let files = Request {
        strata: strata("item,stratum\na,X\nb,X\nc,Y\nd,Y\ne,Y\n"),
        ..Request::default()
    };
    let plain = report(SIX, &files);
    let composite = plain.composite.value.clone().expect("defined");
    // Without weights parts are sums: stratified alpha, and the SD of the total.
    close(composite.reliability, value(&plain.stratified_alpha), 1e-12);
    close(composite.sd, plain.total.sd, 1e-12);
    close(composite.mean, plain.total.mean, 1e-12);
    assert_eq!(composite.strata, ["X", "Y"]);
    close(composite.effective_weights.iter().sum(), 1.0, 1e-12);

    let weighted = Request {
        weights: weights("stratum,weight\nX,0.6\nY,0.4\n"),
        ..files.clone()
    };
    let means = report(SIX, &weighted).composite.value.expect("defined");
    // Means of two and of three items, by hand.
    let x = [1.5, 2.0, 4.5, 4.0, 2.0, 5.0];
    let y = [4.0, 4.0, 2.0, 10.0 / 3.0, 8.0 / 3.0, 13.0 / 3.0];
    let t: Vec<f64> = x.iter().zip(y).map(|(x, y)| 0.6 * x + 0.4 * y).collect();
    let mean = t.iter().sum::<f64>() / 6.0;
    let variance = t.iter().map(|t| (t - mean).powi(2)).sum::<f64>() / 5.0;
    close(means.mean, mean, 1e-12);
    close(means.sd, variance.sqrt(), 1e-12);
    let sums = Request {
        part_scores: PartScores::Sum,
        ..weighted.clone()
    };
    let sums = report(SIX, &sums).composite.value.expect("defined");
    assert!((sums.sd - means.sd).abs() > 0.1);

    // Weights of items enter the total.
    let of_items = Request {
        strata: None,
        weights: weights("item,weight\na,2\nb,1\nc,1\nd,1\ne,1\n"),
        ..files
    };
    let of_items = report(SIX, &of_items);
    close(
        of_items.total.mean - plain.total.mean,
        plain.items[0].facility,
        1e-12,
    );
    assert_eq!(reason(&of_items.composite), "no --strata were given");
}

#[test]
fn reversed_items_are_turned_on_their_scale() {
    let request = |reverse: &str| Request {
        columns: Selection {
            reverse: vec![reverse.into()],
            scale: Some((1.0, 5.0)),
            ..Selection::default()
        },
        ..Request::default()
    };
    let plain = report(SIX, &Request::default());
    let turned = report(SIX, &request("e"));
    close(
        turned.items[4].facility,
        6.0 - plain.items[4].facility,
        1e-12,
    );
    assert!(value(&turned.alpha) > value(&plain.alpha));
    let beyond = SIX.replace("5,4,3,2,1", "5,4,3,2,6");
    assert_eq!(
        words(&beyond, &request("e")),
        "row 4: column e: 6 is not a point of the scale from 1 to 5, which --scale-min and --scale-max state"
    );
    // A scale from 1 to 6 turns x into 7 − x, one from 0 to 4 into 4 − x.
    for (scale, sum) in [((1.0, 6.0), 7.0), ((0.0, 6.0), 6.0)] {
        let mut request = request("e");
        request.columns.scale = Some(scale);
        let turned = report(SIX, &request);
        close(
            turned.items[4].facility,
            sum - plain.items[4].facility,
            1e-12,
        );
        assert_eq!(turned.alpha, report(SIX, &request).alpha);
    }
    assert_eq!(
        words(SIX, &request("z")),
        "--reverse names \"z\", which is no item"
    );
}

fn grouped(text: &str, change: impl Fn(&mut GroupRequest)) -> Result<Report, Problems> {
    let mut group = GroupRequest {
        column: "sex".into(),
        focal: "f".into(),
        ..GroupRequest::default()
    };
    change(&mut group);
    let request = Request {
        group: Some(group),
        ..Request::default()
    };
    run(text, &request)
}

/// Answers to four questions; the last is easier for one group at equal score.
fn two_groups() -> String {
    let mut text = String::from("q1,q2,q3,q4,sex\n");
    for person in 0..240_u32 {
        let focal = person % 2 == 0;
        let able = (person / 2) % 4;
        let right = |hard: u32| u32::from(able + person / 8 % 2 > hard);
        let last = u32::from(!focal && person % 5 != 0 || person % 7 == 0);
        let sex = if focal { "f" } else { "m" };
        text += &format!("{},{},{},{last},{sex}\n", right(0), right(1), right(2));
    }
    text
}

#[test]
fn groups_are_compared_at_equal_score() {
    let text = two_groups();
    let compared = grouped(&text, |_| {}).expect("an analysis");
    let groups = compared.dif_groups.value.clone().expect("compared");
    assert_eq!(
        (groups.focal, groups.reference, groups.gate),
        (120, 120, "exploratory")
    );
    let dif =
        |report: &Report, item: usize| report.items[item].dif.value.clone().expect("screened");
    let last = dif(&compared, 3);
    assert_eq!(last.class.value, Ok("C"));
    assert!(value(&last.delta) < 0.0, "harder for the focal group");
    close(
        value(&last.delta),
        -2.35 * value(&last.odds_ratio).ln(),
        1e-12,
    );

    // The odds ratio inverts when the groups swap.
    let swapped = grouped(&text, |group| group.focal = "m".into()).expect("an analysis");
    close(
        value(&dif(&swapped, 3).odds_ratio),
        1.0 / value(&last.odds_ratio),
        1e-9,
    );

    // Strata are joined and items left out of the matching only when asked for.
    let joined = grouped(&text, |group| group.smallest_stratum = Some(100)).expect("an analysis");
    assert!(dif(&joined, 0).chi2 != dif(&compared, 0).chi2);
    let purified = grouped(&text, |group| group.purify = true).expect("an analysis");
    assert!(dif(&purified, 0).chi2 != dif(&compared, 0).chi2);
    assert!(compared.text().contains("Differential functioning"));
}

#[test]
fn a_group_that_is_not_there_is_named() {
    let text = two_groups();
    let wrong =
        |change: fn(&mut GroupRequest)| grouped(&text, change).expect_err("refused").to_string();
    assert_eq!(
        wrong(|group| group.focal = "x".into()),
        "nobody has \"x\" in column \"sex\"; there are f, m"
    );
    assert_eq!(
        wrong(|group| group.column = "gender".into()),
        "there is no column \"gender\"; the columns are q1, q2, q3, q4, sex"
    );
    assert_eq!(
        wrong(|group| group.reference = Some("f".into())),
        "focal and reference group are the same"
    );
}

#[test]
fn partial_credit_has_mantel_and_no_odds_ratio() {
    let text = "a,b,g\n0,1,f\n2,1,m\n1,0,f\n1,2,m\n2,2,f\n2,2,m\n0,0,f\n1,0,m\n1,1,f\n0,2,m\n";
    let request = Request {
        group: Some(GroupRequest {
            column: "g".into(),
            focal: "f".into(),
            ..GroupRequest::default()
        }),
        ..Request::default()
    };
    let report = report(text, &request);
    let dif = report.items[0].dif.value.clone().expect("screened");
    assert_eq!(reason(&dif.odds_ratio), "an answer is 0 or 1");
    assert!(dif.mantel_chi2.value.is_ok() && dif.smd.value.is_ok());
    assert_eq!(report.dif_groups.value.expect("compared").gate, "too few");
}

#[test]
fn a_criterion_takes_the_persons_who_have_it() {
    let text = "a,b,later\n1,2,10\n2,1,11\n3,4,NA\n4,3,15\n5,5,16\n";
    let request = Request {
        criterion: Some("later".into()),
        ..Request::default()
    };
    let found = report(text, &request);
    let criterion = found.criterion.value.expect("asked for");
    assert_eq!((found.n, criterion.n, criterion.gate.needed), (5, 4, 85));
    // r of (3, 3, 7, 10) with (10, 11, 15, 16), by hand.
    let (x, y) = ([3.0, 3.0, 7.0, 10.0_f64], [10.0, 11.0, 15.0, 16.0_f64]);
    let (mx, my) = (5.75, 13.0);
    let xy: f64 = x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum();
    let xx: f64 = x.iter().map(|x| (x - mx).powi(2)).sum();
    let yy: f64 = y.iter().map(|y| (y - my).powi(2)).sum();
    close(value(&criterion.r), xy / (xx * yy).sqrt(), 1e-12);
    let constant = text
        .replace("10\n", "9\n")
        .replace("11\n", "9\n")
        .replace("15\n", "9\n")
        .replace("16\n", "9\n");
    let constant = report(&constant, &request)
        .criterion
        .value
        .expect("asked for");
    assert_eq!(reason(&constant.r), "no variance: all values are equal");
}

#[test]
fn constant_items_and_few_persons_are_undefined_with_a_reason() {
    let constant = report("a,b,c\n1,0,1\n1,1,0\n1,1,1\n1,0,0\n", &Request::default());
    assert_eq!(
        reason(&constant.items[0].item_rest_r),
        "no variance: all values are equal"
    );
    assert_eq!(constant.items[0].sd, 0.0);
    assert!(constant.alpha.value.is_ok() && constant.omega_cov.value.is_err());
    let all = report("a,b\n1,1\n1,1\n", &Request::default());
    assert_eq!(reason(&all.alpha), "no variance: all values are equal");
    assert_eq!(reason(&all.total.sem), "no variance: all values are equal");
    // More items than persons.
    let wide = report("a,b,c,d\n1,2,3,4\n4,3,1,2\n2,2,2,9\n", &Request::default());
    assert!(wide.alpha.value.is_ok());
    assert_eq!(wide.alpha_gate, "too few");
    assert_eq!(
        reason(&report("a\n1\n2\n", &Request::default()).alpha),
        "1 questions, at least 2 needed"
    );
}

#[test]
fn what_is_wrong_is_said_all_at_once() {
    let plain = Request::default();
    assert_eq!(
        words("a,b\n1,2\n", &plain),
        "1 person: at least 2 are needed"
    );
    assert_eq!(
        words("a,b\n1,\n2,NA\n3,4\n", &plain),
        "1 persons without a missing answer, 2 left out: at least 2 are needed"
    );
    assert_eq!(
        words("a,b\n1,x\n2\n3,4\n,1e999\n", &plain),
        "row 2, column b: \"x\" is not a number\nrow 3: 1 cells where the header has 2\n\
         row 5, column b: \"1e999\" is not a number"
    );
    assert_eq!(
        words("id,a,b\nx,1,2\ny,2,1\nx,1,1\n,2,2\n", &plain),
        "row 5, column id: nothing given"
    );
    assert_eq!(
        words("id,a,b\nx,1,2\ny,2,1\nx,1,1\ny,2,2\n", &plain),
        "rows 2 and 4 have the same id, \"x\"\nrows 3 and 5 have the same id, \"y\""
    );
    assert_eq!(words("id\nx\ny\n", &plain), "there is no column of items");
    assert_eq!(
        words("a,b\n", &plain),
        "has a header row and nothing below it"
    );
    let unknown = Request {
        columns: Selection {
            items: Some(vec!["a".into(), "q".into(), "r".into(), "a".into()]),
            ..Selection::default()
        },
        ..Request::default()
    };
    assert_eq!(words("a,b\n1,2\n2,1\n", &unknown).lines().count(), 3);
    let short = Request {
        key: Some(vec!["1".into()]),
        ..Request::default()
    };
    assert!(words("a,b\n1,2\n2,1\n", &short).starts_with("the key has 1 rows for 2 items"));
    let level = Request {
        level: 1.0,
        ..Request::default()
    };
    assert_eq!(
        words("a,b\n1,2\n2,1\n", &level),
        "a level lies between 0 and 1"
    );
}

#[test]
fn weights_and_strata_that_do_not_fit_are_named() {
    for (text, complaint) in [
        (
            "item,weight\na,0\nb,1\n",
            "row 2, column weight: \"0\" is not a weight above 0",
        ),
        (
            "item,weight\na,NaN\nb,1\n",
            "row 2, column weight: \"NaN\" is not a number",
        ),
        (
            "item,weight\na,-1\nb,1\n",
            "row 2, column weight: \"-1\" is not a weight above 0",
        ),
        (
            "item,weight\na,1\nb,\n",
            "row 3, column weight: nothing given",
        ),
        (
            "item,weight\na,1\na,1\n",
            "rows 2 and 3 have the same item, \"a\"",
        ),
    ] {
        assert_eq!(
            items::weights(&sheet(text))
                .expect_err("refused")
                .to_string(),
            complaint
        );
    }
    let data = "a,b,c\n1,2,3\n3,1,2\n2,2,2\n";
    let fitting = |strata_file: &str, weights_file: Option<&str>| Request {
        strata: strata(strata_file),
        weights: weights_file.and_then(weights),
        ..Request::default()
    };
    assert_eq!(
        words(data, &fitting("item,stratum\na,X\nz,X\nb,X\n", None)),
        "the strata name \"z\", which is no item\n\
         the strata leave out \"c\": every item belongs to one stratum"
    );
    let strata_file = "item,stratum\na,X\nb,X\nc,Y\n";
    assert_eq!(
        words(data, &fitting(strata_file, Some("stratum,weight\nX,1\n"))),
        "the weights leave out \"Y\""
    );
    let single = report(data, &fitting(strata_file, None));
    assert_eq!(
        reason(&single.stratified_alpha),
        "1 questions, at least 2 needed"
    );
}

proptest! {
    #[test]
    fn the_order_of_persons_and_items_changes_nothing(
        rows in prop::collection::vec(prop::array::uniform4(0..6_u8), 4..30),
    ) {
        let table = |rows: &[[u8; 4]], order: [usize; 4]| {
            let line = |row: &[u8; 4]| order.map(|i| row[i].to_string()).join(",");
            let names = order.map(|i| ["a", "b", "c", "d"][i]).join(",");
            let lines: Vec<String> = rows.iter().map(line).collect();
            format!("{names}\n{}\n", lines.join("\n"))
        };
        let straight = report(&table(&rows, [0, 1, 2, 3]), &Request::default());
        let mut turned = rows.clone();
        turned.reverse();
        let turned = report(&table(&turned, [3, 1, 0, 2]), &Request::default());
        match (&straight.alpha.value, &turned.alpha.value) {
            (Ok(a), Ok(b)) => prop_assert!((a - b).abs() < 1e-9 * (1.0 + a.abs())),
            (a, b) => prop_assert_eq!(a, b),
        }
        for item in &straight.items {
            let same = turned.items.iter().find(|own| own.id == item.id).expect("there");
            prop_assert!((same.facility - item.facility).abs() < 1e-9);
            if let (Ok(a), Ok(b)) = (&item.d_index.value, &same.d_index.value) {
                prop_assert!((a - b).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), keyed: bool) {
        let request = Request {
            key: keyed.then(|| vec!["1".into(), "A".into()]),
            ..Request::default()
        };
        drop(analyse::run(|| Ok(&bytes[..]), &request));
    }
}
