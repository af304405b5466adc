//! Tests of rank intervals across both methods.

use super::*;
use crate::random::NormalStream;
use crate::ranks::competition_ranks;
use proptest::prelude::*;
use std::time::Instant;

/// Observed scores with standard deviation 15 around 50, in millionths.
fn simulated(n: usize, seed: u64) -> Vec<f64> {
    let mut normal = NormalStream::seeded(seed);
    let micro: Vec<i64> = (0..n)
        .map(|_| ((50.0 + 15.0 * normal.draw()) * 1e6) as i64)
        .collect();
    crate::scores::points_from_micro(&micro)
}

#[test]
fn two_candidates_by_the_pair_probability() {
    // P(true order wrong) is above 5 % for a small gap and below for a large one.
    let near = rank_intervals(&[60.0, 55.0], 15.0, 0.6, 1).expect("defined");
    assert_eq!(near.intervals[0], RankInterval { best: 1, worst: 2 });
    assert_eq!(near.intervals[1], RankInterval { best: 1, worst: 2 });
    let far = rank_intervals(&[90.0, 30.0], 15.0, 0.6, 1).expect("defined");
    assert_eq!(far.intervals[0], RankInterval { best: 1, worst: 1 });
    assert_eq!(far.intervals[1], RankInterval { best: 2, worst: 2 });
    assert_eq!(
        far.method,
        Method::MonteCarlo {
            draws: DRAWS,
            seed: 1
        }
    );
}

#[test]
fn the_seed_decides() {
    let scores = simulated(40, 5);
    let a = rank_intervals(&scores, 15.0, 0.6, 1).expect("defined");
    assert_eq!(a, rank_intervals(&scores, 15.0, 0.6, 1).expect("defined"));
    let b = rank_intervals(&scores, 15.0, 0.6, 2).expect("defined");
    assert_ne!(a.intervals, b.intervals);
}

#[test]
fn ten_thousand_candidates_are_drawn_in_full() {
    let scores = simulated(DRAWS_UP_TO, 5);
    let result = rank_intervals(&scores, 15.0, 0.6, 1).expect("defined");
    let method = Method::MonteCarlo {
        draws: DRAWS,
        seed: 1,
    };
    assert_eq!(result.method, method);
}

#[test]
fn the_probability_of_the_top() {
    let scores = simulated(60, 5);
    for (reliability, top) in [(0.0, 6), (0.7, 1), (0.7, 10), (1.0, 10)] {
        let p = probability_in_top(&scores, 15.0, reliability, top, 3).expect("defined");
        // Exactly `top` people are in it, whatever was drawn.
        assert!((p.iter().sum::<f64>() - top as f64).abs() < 1e-9);
        for i in 0..60 {
            for j in 0..60 {
                assert!(scores[i] <= scores[j] || p[i] >= p[j] - 1e-12);
            }
        }
    }
    // Two candidates: the pair probability.
    let p = probability_in_top(&[60.0, 50.0], 15.0, 0.6, 1, 3).expect("defined");
    let pair = crate::pairs::probability_higher(10.0, 15.0, 0.6).expect("defined");
    assert!((p[0] - pair).abs() < 4.0 * (pair * (1.0 - pair) / DRAWS as f64).sqrt());
    // A tie across the cut shares the places.
    let p = probability_in_top(&[5.0, 4.0, 4.0, 1.0], 15.0, 1.0, 2, 3).expect("defined");
    assert_eq!(p, [1.0, 0.5, 0.5, 0.0]);
    assert_eq!(
        probability_in_top(&[5.0, 4.0], 15.0, 0.5, 0, 3),
        Ok(vec![0.0, 0.0])
    );
    assert!(probability_in_top(&[], 15.0, 0.5, 1, 3).is_err());
}

#[test]
fn the_approximated_top_agrees_with_draws() {
    let scores = simulated(1_000, 8);
    let order = Order::descending(&scores).expect("finite");
    let Standings::Noisy(z) = Standings::new(&scores, 15.0, 0.7).expect("defined") else {
        panic!("noise below reliability 1");
    };
    let drawn = monte_carlo::shares_in_top(&z, &order, 100, 2_000, 1);
    let approximated = large_sample::shares_in_top(&z, &order, 100);
    for (a, b) in drawn.iter().zip(&approximated) {
        assert!((a - b).abs() < 0.05, "{a} {b}");
    }
    assert!((approximated.iter().sum::<f64>() - 100.0).abs() < 2.0);
}

#[test]
fn reliability_one_gives_the_observed_ranks() {
    let result = rank_intervals(&[70.0, 90.0, 70.0], 15.0, 1.0, 1).expect("defined");
    assert_eq!(result.method, Method::Exact);
    assert_eq!(result.intervals[1], RankInterval { best: 1, worst: 1 });
    assert_eq!(result.intervals[0], RankInterval { best: 2, worst: 3 });
    let expected = expected_ranks(&[70.0, 90.0, 70.0], 15.0, 1.0).expect("defined");
    assert_eq!(expected, [2.5, 1.0, 2.5]);
}

#[test]
fn reliability_zero_tells_nobody_apart_and_still_reaches_the_ranks() {
    let scores: Vec<f64> = (0..40).map(f64::from).collect();
    let result = rank_intervals(&scores, 11.7, 0.0, 1).expect("defined");
    for (score, interval) in scores.iter().zip(&result.intervals) {
        let rank = 40 - *score as usize;
        assert!(interval.best <= 4 && interval.worst >= 36, "{interval:?}");
        assert!(interval.best <= rank && rank <= interval.worst);
    }
    let expected = expected_ranks(&scores, 11.7, 0.0).expect("defined");
    assert!(expected.iter().all(|rank| (rank - 20.5).abs() < 1e-9));
}

#[test]
fn mean_of_draws_is_the_closed_form() {
    let scores = simulated(200, 9);
    let Standings::Noisy(z) = Standings::new(&scores, 15.0, 0.7).expect("defined") else {
        panic!("noise at reliability .7");
    };
    let draws = 4_000;
    let mut ranks = vec![Vec::new(); 200];
    monte_carlo::draw_ranks(
        &z,
        |_| 1.0,
        draws,
        4,
        |candidate, rank| {
            ranks[candidate].push(f64::from(rank));
        },
    );
    let expected = expected_ranks(&scores, 15.0, 0.7).expect("defined");
    assert!((expected.iter().sum::<f64>() - 200.0 * 201.0 / 2.0).abs() < 1e-6);
    for (candidate, &closed) in expected.iter().enumerate() {
        let s = crate::moments::summary(&ranks[candidate]).expect("defined");
        let error = s.sd / (draws as f64).sqrt();
        assert!((s.mean - closed).abs() < 5.0 * error + 1e-9, "{candidate}");
    }
}

fn in_order(intervals: &[RankInterval]) -> bool {
    intervals
        .windows(2)
        .all(|w| w[0].best <= w[1].best && w[0].worst <= w[1].worst)
}

/// Both methods on the same candidates. Draws scatter around the approximation
/// by a few per cent of an interval's width; on average they agree.
fn methods_agree(n: usize, reliability: f64, draws: usize) {
    let scores = simulated(n, 21);
    let order = Order::descending(&scores).expect("finite");
    let Standings::Noisy(z) = Standings::new(&scores, 15.0, reliability).expect("defined") else {
        panic!("noise below reliability 1");
    };
    let drawn = monte_carlo::intervals(&z, &order, draws, 3);
    assert!(in_order(&drawn));
    let approximated = large_sample::intervals(&z, &order);
    let (mut best_off, mut worst_off) = (0.0, 0.0);
    for (a, b) in drawn.iter().zip(&approximated) {
        let best = a.best as f64 - b.best as f64;
        let worst = a.worst as f64 - b.worst as f64;
        let allowed = 3.0 + 0.15 * (a.worst - a.best) as f64;
        assert!(
            best.abs() <= allowed && worst.abs() <= allowed,
            "r = {reliability}: drawn {a:?}, approximated {b:?}"
        );
        best_off += best / n as f64;
        worst_off += worst / n as f64;
    }
    assert!(best_off.abs() < 0.003 * n as f64, "{best_off}");
    assert!(worst_off.abs() < 0.003 * n as f64, "{worst_off}");
}

#[test]
fn the_approximation_agrees_with_draws() {
    methods_agree(300, 0.6, 3_000);
    methods_agree(1_000, 0.3, 1_000);
    methods_agree(1_000, 0.8, 1_000);
    methods_agree(1_000, 0.97, 1_000);
}

#[test]
fn the_approximation_of_expected_ranks_agrees_with_the_closed_form() {
    for reliability in [0.0, 0.4, 0.9] {
        let scores = simulated(1_500, 2);
        let Standings::Noisy(z) = Standings::new(&scores, 15.0, reliability).expect("defined")
        else {
            panic!("noise below reliability 1");
        };
        let exact = expected_by_pairs(&z);
        for (a, b) in exact.iter().zip(large_sample::expected(&z)) {
            assert!((a - b).abs() < 1.5, "r = {reliability}: {a} {b}");
        }
    }
}

#[test]
fn many_candidates_take_little_time() {
    let scores = simulated(100_000, 33);
    let started = Instant::now();
    let result = rank_intervals(&scores, 15.0, 0.7, 1).expect("defined");
    let expected = expected_ranks(&scores, 15.0, 0.7).expect("defined");
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    assert_eq!(result.method, Method::NormalApproximation);
    let ranks = competition_ranks(&scores).expect("finite");
    for i in 0..scores.len() {
        let interval = result.intervals[i];
        assert!(1 <= interval.best && interval.worst <= 100_000);
        assert!(interval.best as f64 <= expected[i] + 1.0);
        assert!(expected[i] <= interval.worst as f64 + 1.0);
        assert!(interval.best <= ranks[i]);
    }
}

/// How often the interval holds the true rank, over simulated intakes.
#[test]
fn nine_in_ten_true_ranks_lie_inside() {
    let reliability = 0.6_f64;
    let mut normal = NormalStream::seeded(77);
    let (mut inside, mut all) = (0_u32, 0_u32);
    for intake in 0..30 {
        let people: Vec<(f64, f64)> = (0..60)
            .map(|_| {
                let truth = reliability.sqrt() * normal.draw();
                (truth, truth + (1.0 - reliability).sqrt() * normal.draw())
            })
            .collect();
        let (truth, observed): (Vec<f64>, Vec<f64>) = people.into_iter().unzip();
        let ranks = competition_ranks(&truth).expect("finite");
        let result = rank_intervals(&observed, 1.0, reliability, intake).expect("defined");
        for (rank, interval) in ranks.iter().zip(&result.intervals) {
            inside += u32::from((interval.best..=interval.worst).contains(rank));
            all += 1;
        }
    }
    let share = f64::from(inside) / f64::from(all);
    assert!((0.89..0.95).contains(&share), "{share}");
}

#[test]
fn confidence_sets_by_hand() {
    // SEM 1 at r = .75, S = 2; 3 candidates, 2 comparisons: q = z(.9875) = 2.2414,
    // gap 3.1698.
    let sets = confidence_sets(&[10.0, 6.0, 7.0], 2.0, 0.75, 0.95).expect("defined");
    let as_pairs: Vec<_> = sets.iter().map(|s| (s.best, s.worst)).collect();
    assert_eq!(as_pairs, [(1, 2), (2, 3), (1, 3)]);
    let alone = confidence_sets(&[5.0], 2.0, 0.75, 0.95).expect("defined");
    assert_eq!(alone, [RankInterval { best: 1, worst: 1 }]);
    assert!(confidence_sets(&[5.0], 2.0, 0.75, 1.0).is_err());
}

#[test]
fn undefined_is_said() {
    assert!(rank_intervals(&[], 15.0, 0.6, 1).is_err());
    assert!(rank_intervals(&[1.0], 0.0, 0.6, 1).is_err());
    assert!(rank_intervals(&[1.0], 15.0, 1.6, 1).is_err());
    assert!(rank_intervals(&[f64::NAN], 15.0, 0.6, 1).is_err());
    assert!(rank_intervals(&[0.0, 1e9], f64::MIN_POSITIVE, 0.6, 1).is_err());
    let alone = rank_intervals(&[1.0], 15.0, 0.6, 1).expect("defined");
    assert_eq!(alone.intervals, [RankInterval { best: 1, worst: 1 }]);
}

fn overlaps_and_shares(scores: &[f64], intervals: &[RankInterval]) {
    let ranks = competition_ranks(scores).expect("finite");
    for i in 0..scores.len() {
        let interval = intervals[i];
        let tied = scores.iter().filter(|&&s| s == scores[i]).count();
        assert!(1 <= interval.best && interval.best <= interval.worst);
        assert!(interval.worst <= scores.len());
        assert!(interval.best < ranks[i] + tied && interval.worst >= ranks[i]);
        for j in 0..i {
            if scores[i] == scores[j] {
                assert_eq!(interval, intervals[j]);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn intervals_overlap_their_tie(
        raw in prop::collection::vec(0..15_i32, 1..20),
        reliability in 0.0..=1.0_f64,
        seed in any::<u64>(),
    ) {
        let scores: Vec<f64> = raw.iter().map(|&x| f64::from(x) * 4.0).collect();
        let drawn = rank_intervals(&scores, 15.0, reliability, seed).expect("defined");
        overlaps_and_shares(&scores, &drawn.intervals);
        let sets = confidence_sets(&scores, 15.0, reliability, 0.9).expect("defined");
        overlaps_and_shares(&scores, &sets);
    }

    #[test]
    fn a_better_score_never_has_the_worse_interval(
        raw in prop::collection::vec(0..500_i32, 2..80),
        reliability in 0.0..0.999_f64,
    ) {
        let scores: Vec<f64> = raw.iter().map(|&x| f64::from(x) / 5.0).collect();
        let order = Order::descending(&scores).expect("finite");
        if let Standings::Noisy(z) = Standings::new(&scores, 15.0, reliability).expect("defined") {
            let intervals = large_sample::intervals(&z, &order);
            prop_assert!(in_order(&intervals));
            prop_assert!(in_order(&monte_carlo::intervals(&z, &order, 50, 1)));
        }
    }

    #[test]
    fn units_do_not_matter(
        raw in prop::collection::vec(-500..500_i32, 1..20),
        shift in -100..100_i32,
    ) {
        // Powers of two scale without rounding, so the draws are the same.
        let scores: Vec<f64> = raw.iter().map(|&x| f64::from(x) / 8.0).collect();
        let moved: Vec<f64> = scores.iter().map(|x| x * 4.0 + f64::from(shift)).collect();
        let a = rank_intervals(&scores, 15.0, 0.6, 8).expect("defined");
        let b = rank_intervals(&moved, 60.0, 0.6, 8).expect("defined");
        prop_assert_eq!(a, b);
    }
}
