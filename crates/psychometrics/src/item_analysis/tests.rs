use proptest::prelude::*;

use super::discrimination::{TailRule, Tails, Ties};
use super::flags::Flag;
use super::*;
use crate::moments::{correlation, mean, quantile, sd};
use crate::random::{NormalStream, UniformStream};
use crate::ranks::spearman;
use crate::reliability::alpha::alpha_of;
use crate::samples::lsat6;
use crate::streaming::{Bins, Response};
use crate::table::Table;

fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance, "{a} is not {b}");
}

/// Persons with all that may be recorded of them.
#[derive(Debug, Clone, Default)]
struct Persons {
    scores: Vec<Vec<f64>>,
    responses: Vec<Vec<Response>>,
    seconds: Vec<Vec<Option<f64>>>,
    positions: Vec<Vec<u16>>,
}

impl Persons {
    fn iter(&self) -> impl Iterator<Item = Person<'_>> + Clone {
        (0..self.scores.len()).map(|p| Person {
            scores: &self.scores[p],
            responses: self.responses.get(p).map_or(&[], Vec::as_slice),
            seconds: self.seconds.get(p).map_or(&[], Vec::as_slice),
            positions: self.positions.get(p).map_or(&[], Vec::as_slice),
        })
    }

    fn column(&self, item: usize) -> Vec<f64> {
        self.scores.iter().map(|row| row[item]).collect()
    }
}

fn folded(design: &Design, persons: &Persons, plan: &Plan) -> Analysis {
    let mut accumulator = Accumulator::new(design.clone());
    persons.iter().for_each(|person| {
        accumulator.fold(person).expect("fits");
    });
    from_moments(&accumulator.finish(), plan).expect("defined")
}

#[test]
fn reference_r3_lsat6() {
    let table = lsat6();
    let persons = table.iter().map(Person::of_scores);
    let design = Design::new(vec![1.0; 5]).expect("valid");
    let analysis = analyse(design, persons, &Plan::default()).expect("defined");
    close(analysis.alpha.expect("defined"), 0.294_997_192_216, 1e-9);
    close(
        analysis.total.sd,
        sd(&table.row_sums()).expect("defined"),
        1e-12,
    );
    assert_eq!(analysis.median, Ok(4.0));
    let facilities = [0.924, 0.709, 0.553, 0.763, 0.870];
    let rests = [
        0.112_832_689,
        0.153_178_120,
        0.172_778_943,
        0.144_428_095,
        0.121_596_403,
    ];
    for (item, (facility, rest)) in analysis.items.iter().zip(facilities.into_iter().zip(rests)) {
        close(item.facility, facility, 1e-12);
        close(item.item_rest.expect("defined"), rest, 1e-8);
        assert!(item.options.is_empty() && item.key_order.is_err() && item.missing.is_err());
    }
    let easy: Vec<_> = analysis.items[0]
        .flags
        .iter()
        .map(|raised| raised.flag)
        .collect();
    assert_eq!(easy, [Flag::Easy, Flag::WeakTails]);
}

#[test]
fn the_tail_rule_changes_the_d_index_and_is_named() {
    // Ten persons; at 30 % three belong to a tail, and two are tied at each cut.
    let totals = [9.0, 8.0, 7.0, 7.0, 6.0, 5.0, 4.0, 4.0, 2.0, 1.0];
    let item = [1.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0];
    let rows: Vec<[f64; 1]> = item.iter().map(|&x| [x]).collect();
    let tails = |ties| {
        let rule = TailRule { share: 0.3, ties };
        let rows = rows.iter().map(<[f64; 1]>::as_slice);
        Tails::of_persons(rows, &totals, rule).expect("defined")
    };
    let fraction = tails(Ties::Fraction);
    assert_eq!((fraction.upper_persons, fraction.lower_persons), (3.0, 3.0));
    close(fraction.d_index(0), 2.5 / 3.0 - 0.5 / 3.0, 1e-12);
    let all = tails(Ties::IncludeAll);
    assert_eq!((all.upper_persons, all.lower_persons), (4.0, 4.0));
    close(all.d_index(0), 3.0 / 4.0 - 1.0 / 4.0, 1e-12);
}

#[test]
fn a_share_that_rounding_lifts_takes_in_no_one_else() {
    // .27 · 100 is a whisker above 27 in binary.
    let totals: Vec<f64> = (0..100).map(f64::from).collect();
    let rows: Vec<[f64; 1]> = totals.iter().map(|&t| [t]).collect();
    for ties in [Ties::Fraction, Ties::IncludeAll] {
        let rule = TailRule { share: 0.27, ties };
        let tails = Tails::of_persons(rows.iter().map(<[f64; 1]>::as_slice), &totals, rule);
        let tails = tails.expect("defined");
        assert_eq!(tails.upper_persons, 27.0);
        assert_eq!((tails.upper[0], tails.lower[0]), (86.0, 13.0));
    }
}

#[test]
fn equal_totals_make_no_difference() {
    let rows = [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]];
    for ties in [Ties::Fraction, Ties::IncludeAll] {
        let rule = TailRule { share: 0.27, ties };
        let tails = Tails::of_persons(rows.iter().map(<[f64; 2]>::as_slice), &[1.0; 3], rule);
        close(tails.expect("defined").d_index(0), 0.0, 1e-15);
    }
}

/// Eight questions keyed 1, .5, 0; the second is keyed the wrong way round.
fn keyed(persons: usize) -> (Persons, Vec<Vec<f64>>) {
    let mut uniform = UniformStream::seeded(77);
    let mut answers = Persons::default();
    let mut keys = vec![vec![1.0, 0.5, 0.0]; 8];
    keys[1].reverse();
    for _ in 0..persons {
        let ability = uniform.draw();
        let choices: Vec<u16> = (0..8)
            .map(|_| match uniform.draw() {
                draw if draw < 0.15 + 0.6 * ability => 0,
                draw if draw < 0.45 + 0.5 * ability => 1,
                _ => 2,
            })
            .collect();
        let pairs = choices.iter().zip(&keys);
        answers.scores.push(
            pairs
                .map(|(&choice, key)| key[usize::from(choice)])
                .collect(),
        );
        answers
            .responses
            .push(choices.into_iter().map(Response::Option).collect());
    }
    (answers, keys)
}

#[test]
fn a_wrong_key_is_flagged_for_review() {
    let (persons, keys) = keyed(2_000);
    let design = Design::new(vec![1.0; 8]).and_then(|d| d.with_options(vec![3; 8]));
    let plan = Plan {
        keys,
        ..Plan::default()
    };
    let analysis = analyse(design.expect("valid"), persons.iter(), &plan).expect("defined");
    let flags = |item: usize| -> Vec<Flag> {
        analysis.items[item]
            .flags
            .iter()
            .map(|raised| raised.flag)
            .collect()
    };
    let wrong = flags(1);
    for expected in [
        Flag::AgainstRest(None),
        Flag::AlphaRises,
        Flag::KeyReview(0),
        Flag::KeyOrder,
    ] {
        assert!(wrong.contains(&expected), "{wrong:?}");
    }
    close(analysis.items[1].key_order.expect("defined"), -1.0, 1e-12);
    for item in [0, 2, 3, 4, 5, 6, 7] {
        assert!(flags(item).is_empty(), "{:?}", analysis.items[item]);
        close(analysis.items[item].key_order.expect("defined"), 1.0, 1e-12);
    }
    let raised = analysis.items[1].flags[0];
    assert_eq!(
        (raised.limit, raised.value),
        (0.0, analysis.items[1].item_rest.expect("defined"))
    );
}

#[test]
fn rare_options_missing_answers_and_flat_questions_are_flagged() {
    let mut persons = Persons::default();
    for p in 0..100_u16 {
        let response = match p {
            0..6 => Response::Skipped,
            6 => Response::TimedOut,
            7 => Response::NotReached,
            _ => Response::Option(p % 2),
        };
        persons
            .scores
            .push(vec![f64::from(p % 2), 0.1, f64::from(p % 5) / 4.0]);
        persons
            .responses
            .push(vec![response, Response::Answered, Response::Answered]);
    }
    let design = Design::new(vec![1.0; 3]).and_then(|d| d.with_options(vec![3, 0, 0]));
    let analysis = analyse(design.expect("valid"), persons.iter(), &Plan::default());
    let analysis = analysis.expect("defined");
    let has = |item: usize, flag| {
        analysis.items[item]
            .flags
            .iter()
            .any(|raised| raised.flag == flag)
    };
    assert!(has(0, Flag::RareOption(2)) && has(0, Flag::OftenMissing));
    assert!(has(1, Flag::LittleSpread) && has(1, Flag::Hard));
    let missing = analysis.items[0].missing.expect("recorded");
    assert_eq!(missing.recorded, 100);
    assert_eq!(
        (missing.skipped, missing.timed_out, missing.not_reached),
        (0.06, 0.01, 0.01)
    );
    let nobody = analysis.items[0].options[2];
    assert_eq!((nobody.chosen, nobody.share), (0, 0.0));
    assert!(nobody.rest_mean.is_err() && nobody.rest_correlation.is_err());
    assert_eq!(analysis.items[1].sd, 0.0);
    assert!(analysis.items[1].item_rest.is_err());
}

#[test]
fn other_score_ranges_have_their_own_limits() {
    let scores: Vec<[f64; 2]> = (0..40)
        .map(|p| [f64::from(p % 7) + 1.0, f64::from(p % 6) + 1.0])
        .collect();
    let persons = scores.iter().map(|row| Person::of_scores(row));
    let design = Design::new(vec![1.0; 2]).expect("valid");
    let plan = Plan {
        ranges: vec![(1.0, 7.0); 2],
        ..Plan::default()
    };
    let analysis = analyse(design, persons, &plan).expect("defined");
    let facility = |raised: &&flags::Raised| matches!(raised.flag, Flag::Easy | Flag::Hard);
    assert!(
        analysis
            .items
            .iter()
            .all(|item| !item.flags.iter().any(|r| facility(&r)))
    );
}

#[test]
fn one_person_one_question_and_plans_that_do_not_fit() {
    let one = [[1.0, 0.0]];
    let two = [[1.0], [0.0]];
    let design = |questions| Design::new(vec![1.0; questions]).expect("valid");
    let plan = Plan::default();
    let single = analyse(design(2), one.iter().map(|r| Person::of_scores(r)), &plan);
    assert_eq!(
        single.expect_err("one person").reason,
        Reason::TooFewObservations { got: 1, needed: 2 }
    );
    let lonely =
        analyse(design(1), two.iter().map(|r| Person::of_scores(r)), &plan).expect("defined");
    assert!(lonely.alpha.is_err() && lonely.items[0].item_rest.is_err());
    assert!(lonely.items[0].alpha_if_deleted.is_err() && lonely.items[0].d_index.is_ok());
    let persons = || two.iter().map(|r| Person::of_scores(r));
    for plan in [
        Plan {
            keys: vec![vec![1.0]; 2],
            ..Plan::default()
        },
        Plan {
            keys: vec![vec![1.0]],
            ..Plan::default()
        },
        Plan {
            ranges: vec![(0.0, 1.0); 2],
            ..Plan::default()
        },
        Plan {
            scopes: vec![vec![1]],
            ..Plan::default()
        },
        Plan {
            tails: TailRule {
                share: 0.6,
                ties: Ties::Fraction,
            },
            ..Plan::default()
        },
    ] {
        assert!(analyse(design(1), persons(), &plan).is_err(), "{plan:?}");
    }
    let mut accumulator = Accumulator::new(design(1));
    persons().for_each(|person| {
        accumulator.fold(person).expect("fits");
    });
    let no_bins = from_moments(&accumulator.finish(), &plan).expect("defined");
    assert!(no_bins.median.is_err() && no_bins.items[0].d_index.is_err());
}

#[test]
fn recovers_the_discrimination_of_simulated_questions() {
    // r(x, sum of k−1 others) for x = λF + e, all standardised.
    let loadings = [0.8, 0.6, 0.4, 0.2, 0.7, 0.5];
    let mut normal = NormalStream::seeded(12);
    let rows: Vec<[f64; 6]> = (0..20_000)
        .map(|_| {
            let factor = normal.draw();
            loadings.map(|l: f64| l * factor + (1.0 - l * l).sqrt() * normal.draw())
        })
        .collect();
    let design = Design::new(vec![1.0; 6]).expect("valid");
    let persons = rows.iter().map(|row| Person::of_scores(row));
    let analysis = analyse(design, persons, &Plan::default()).expect("defined");
    for (i, item) in analysis.items.iter().enumerate() {
        let others = || {
            loadings
                .iter()
                .enumerate()
                .filter(|(j, _)| *j != i)
                .map(|(_, l)| *l)
        };
        let common: f64 = others().sum();
        let unique: f64 = others().map(|l| 1.0 - l * l).sum();
        let expected = loadings[i] * common / (common * common + unique).sqrt();
        // Its standard error is at most 1/√20,000 = .007.
        close(item.item_rest.expect("defined"), expected, 0.025);
    }
}

fn any_persons() -> impl Strategy<Value = Persons> {
    let answer = (
        0_u16..5,
        0.3..300.0_f64,
        1_u16..5,
        prop::bool::weighted(0.8),
    );
    let row = prop::collection::vec(answer, 4);
    prop::collection::vec(row, 10..120).prop_map(|rows| {
        let mut persons = Persons::default();
        for row in rows {
            persons
                .scores
                .push(row.iter().map(|a| f64::from(a.0 % 4)).collect());
            let response = |option: u16| {
                if option < 4 {
                    Response::Option(option)
                } else {
                    Response::Skipped
                }
            };
            persons
                .responses
                .push(row.iter().map(|a| response(a.0)).collect());
            persons
                .seconds
                .push(row.iter().map(|a| a.3.then_some(a.1)).collect());
            persons.positions.push(row.iter().map(|a| a.2).collect());
        }
        persons
    })
}

fn agree(a: Result<f64, Undefined>, b: Result<f64, Undefined>) -> Result<(), TestCaseError> {
    match (a, b) {
        (Ok(a), Ok(b)) => prop_assert!((a - b).abs() <= 1e-9 * (1.0 + a.abs()), "{} {}", a, b),
        (a, b) => prop_assert_eq!(a.is_err(), b.is_err(), "{:?} {:?}", a, b),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Every figure again from its definition, column by column; then once more
    /// from folded moments whose bins hold one total each.
    #[test]
    fn figures_are_their_definitions(persons in any_persons()) {
        let weights = [1.0, 2.0, 1.0, 3.0];
        let design = Design::new(weights.to_vec())
            .and_then(|d| d.with_options(vec![4; 4]))
            .and_then(|d| d.with_seconds(vec![20.0; 4]))
            .expect("valid")
            .with_total_bins(Bins::new(-0.5, 1.0, 30).expect("valid"));
        let plan = Plan {
            scopes: vec![vec![0, 1, 2], vec![2, 3]],
            keys: vec![vec![0.0, 1.0, 2.0, 3.0]; 4],
            ranges: vec![(0.0, 3.0); 4],
            ..Plan::default()
        };
        let exact = analyse(design.clone(), persons.iter(), &plan).expect("defined");
        let binned = folded(&design, &persons, &plan);

        let part = |item: usize| -> Vec<f64> {
            persons.column(item).iter().map(|x| x * weights[item]).collect()
        };
        let sum = |items: &[usize]| -> Vec<f64> {
            (0..persons.scores.len())
                .map(|p| items.iter().map(|&i| persons.scores[p][i] * weights[i]).sum())
                .collect()
        };
        let totals = sum(&[0, 1, 2, 3]);
        let parts = Table::from_rows((0..totals.len()).map(|p| (0..4).map(|i| part(i)[p]).collect::<Vec<_>>()));
        let covariance = crate::moments::CovarianceMatrix::of(&parts.expect("valid")).expect("defined");
        agree(exact.alpha, cronbach_alpha(&covariance))?;
        agree(exact.median, quantile(&totals, 0.5))?;
        prop_assert!((exact.total.mean - mean(&totals).expect("defined")).abs() < 1e-9);
        prop_assert!((exact.total.sd - sd(&totals).expect("defined")).abs() < 1e-9);

        for (i, (item, folded)) in exact.items.iter().zip(&binned.items).enumerate() {
            let scores = persons.column(i);
            let others: Vec<usize> = (0..4).filter(|&j| j != i).collect();
            let rest = sum(&others);
            agree(Ok(item.facility), mean(&scores))?;
            agree(Ok(item.sd), sd(&scores))?;
            agree(item.item_rest, correlation(&scores, &rest))?;
            agree(item.alpha_if_deleted, alpha_of(&covariance, &others))?;
            for &(scope, r) in &item.item_rest_within {
                let scope: Vec<usize> = plan.scopes[scope].iter().copied().filter(|&j| j != i).collect();
                agree(r, correlation(&scores, &sum(&scope)))?;
            }
            let responses: Vec<Response> = persons.responses.iter().map(|row| row[i]).collect();
            let (mut keys, mut rest_means) = (Vec::new(), Vec::new());
            for (option, figures) in item.options.iter().enumerate() {
                let chosen: Vec<bool> = responses.iter().map(|r| *r == Response::Option(option as u16)).collect();
                let theirs: Vec<f64> = rest.iter().zip(&chosen).filter(|(_, c)| **c).map(|(r, _)| *r).collect();
                let indicator: Vec<f64> = chosen.iter().map(|&c| f64::from(u8::from(c))).collect();
                prop_assert_eq!(figures.chosen, theirs.len());
                agree(Ok(figures.share), mean(&indicator))?;
                agree(figures.rest_mean, mean(&theirs))?;
                agree(figures.rest_correlation, correlation(&indicator, &rest))?;
                let less: Vec<f64> = totals.iter().zip(&indicator).map(|(t, c)| t - weights[i] * c).collect();
                agree(figures.point_biserial, correlation(&indicator, &less))?;
                if let Ok(rest_mean) = mean(&theirs) {
                    keys.push(option as f64);
                    rest_means.push(rest_mean);
                }
            }
            agree(item.key_order, spearman(&keys, &rest_means))?;
            let missing: Vec<f64> = responses.iter().map(|r| f64::from(u8::from(r.is_missing()))).collect();
            agree(item.missing.map(|m| m.share()), mean(&missing))?;
            let positions: Vec<f64> = persons.positions.iter().map(|row| f64::from(row[i])).collect();
            agree(item.position_score, correlation(&positions, &scores))?;
            agree(item.position_missing, correlation(&positions, &missing))?;
            let timed: Vec<(f64, f64)> = persons.seconds.iter().zip(&scores)
                .filter_map(|(row, score)| Some((row[i]?.ln(), *score))).collect();
            let (logs, timed_scores): (Vec<f64>, Vec<f64>) = timed.into_iter().unzip();
            let time = item.time.expect("recorded");
            agree(time.map(|t| t.median_log), quantile(&logs, 0.5))?;
            agree(time.and_then(|t| t.score_correlation), correlation(&logs, &timed_scores))?;
            if let Ok(time) = time {
                let fast = logs.iter().filter(|log| log.exp() < 20.0).count();
                prop_assert!((time.fast_share - fast as f64 / logs.len() as f64).abs() < 1e-12);
                let exact_mean = logs.iter().map(|log| log.exp()).sum::<f64>() / logs.len() as f64;
                prop_assert!((time.mean_seconds / exact_mean - 1.0).abs() < 1e-9);
            }

            agree(item.item_rest, folded.item_rest)?;
            agree(item.alpha_if_deleted, folded.alpha_if_deleted)?;
            agree(item.d_index, folded.d_index)?;
            agree(item.key_order, folded.key_order)?;
            prop_assert_eq!(&item.options, &folded.options);
            prop_assert_eq!(item.missing, folded.missing);
            agree(item.position_score, folded.position_score)?;
            prop_assert_eq!(item.flags.len(), folded.flags.len());
        }
    }

    #[test]
    fn binned_medians_are_within_a_bin(logs in prop::collection::vec(-2.5..11.0_f64, 41)) {
        let mut persons = Persons::default();
        for log in &logs {
            persons.scores.push(vec![1.0]);
            persons.seconds.push(vec![Some(log.exp())]);
        }
        let design = Design::new(vec![1.0]).and_then(|d| d.with_seconds(vec![1.0])).expect("valid");
        let time = |analysis: &Analysis| analysis.items[0].time.expect("recorded").expect("defined");
        let exact = analyse(design.clone(), persons.iter(), &Plan::default()).expect("defined");
        let binned = folded(&design, &persons, &Plan::default());
        // 41 answers: the median is one of them.
        prop_assert!((time(&exact).median_log - time(&binned).median_log).abs() <= 0.02 + 1e-9);
    }

    #[test]
    fn the_order_of_persons_and_the_unit_do_not_matter(persons in any_persons(), scale in 0.1..50.0_f64) {
        let design = || Design::new(vec![1.0; 4]).and_then(|d| d.with_options(vec![4; 4])).expect("valid");
        let mut changed = Persons { seconds: Vec::new(), ..persons.clone() };
        let original = Persons { seconds: Vec::new(), ..persons };
        changed.scores.reverse();
        changed.responses.reverse();
        changed.positions.reverse();
        changed.scores.iter_mut().flatten().for_each(|score| *score = *score * scale + 7.0);
        let (a, b) = (
            analyse(design(), original.iter(), &Plan::default()).expect("defined"),
            analyse(design(), changed.iter(), &Plan::default()).expect("defined"),
        );
        agree(a.alpha, b.alpha)?;
        for (a, b) in a.items.iter().zip(&b.items) {
            agree(a.item_rest, b.item_rest)?;
            agree(a.alpha_if_deleted, b.alpha_if_deleted)?;
            agree(a.d_index.map(|d| d * scale), b.d_index)?;
            for (a, b) in a.options.iter().zip(&b.options) {
                agree(a.rest_correlation, b.rest_correlation)?;
            }
        }
    }
}
