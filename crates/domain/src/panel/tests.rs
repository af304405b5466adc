//! Worked panels: eight experts, four replies, checked by hand and with the published formulas.

use super::*;
use crate::bank::{Key, KeyStatus, Provenance, Visibility};
use crate::question::{Competency, Format};
use crate::samples;
use std::collections::BTreeSet;
use uuid::Uuid;

const AGREEING: [[u8; 4]; 8] = [
    [6, 5, 3, 1],
    [7, 5, 2, 2],
    [6, 4, 3, 1],
    [5, 5, 2, 1],
    [6, 5, 3, 2],
    [7, 4, 4, 1],
    [6, 6, 3, 2],
    [7, 5, 4, 2],
];

fn ratings(rows: &[[u8; 4]]) -> Vec<Ratings> {
    let ids = ["a", "b", "c", "d"].map(String::from);
    let one = |row: &[u8; 4]| ids.iter().cloned().zip(*row).collect();
    rows.iter().map(one).collect()
}

fn rated_each() -> Question {
    Question {
        format: Format::RateEach,
        ..samples::question("late-parcel", Competency::PT)
    }
}

fn present() -> Key {
    Key {
        provenance: Provenance::Rational,
        status: KeyStatus::Provisional,
        visibility: Visibility::Private,
        experts: None,
        date: None,
        icc2k: None,
    }
}

#[test]
fn a_panel_that_agrees_gives_a_key() {
    let question = rated_each();
    let found = evidence(&question, &ratings(&AGREEING));
    assert_eq!(found.experts, 8);
    let means: Vec<f64> = found.options.iter().filter_map(|o| o.mean).collect();
    assert_eq!(means, [6.25, 4.875, 3.0, 1.5]);
    assert_eq!(found.gap, Some(1.375));
    assert_eq!(found.options[0].counts, [0, 0, 0, 0, 1, 4, 3]);
    // Reply D: four 1s and four 2s: s² = 8 · 0.25 / 7, against 4 of random ratings on seven points.
    let d = &found.options[3];
    assert!((d.sd.unwrap() - (2.0_f64 / 7.0).sqrt()).abs() < 1e-12);
    assert!((d.r_wg.unwrap() - (1.0 - 2.0 / 7.0 / 4.0)).abs() < 1e-12);
    assert!(found.passes(), "{:?}", found.held_back);
    assert_eq!(found.best()[0].letter, 'A');

    // Two-way by hand: SSR = 8 Σ(mean − 3.90625)², SSC = 4 Σ(expert's mean − 3.90625)², SSE the rest.
    let agreement = found.agreement.unwrap();
    let (msr, msc, mse) = mean_squares(&AGREEING);
    assert!((agreement.icc2k - (msr - mse) / (msr + (msc - mse) / 4.0)).abs() < 1e-12);
    let single = (msr - mse) / (msr + 7.0 * mse + 8.0 * (msc - mse) / 4.0);
    assert!((agreement.icc21.unwrap() - single).abs() < 1e-12);
    let (low, high) = agreement.interval.unwrap();
    assert!(low < agreement.icc2k && agreement.icc2k < high);

    let keyed = derived(&question, &found).unwrap();
    let values: Vec<f64> = keyed.options.iter().map(|o| o.value).collect();
    assert_eq!(values, [6.25, 4.88, 3.0, 1.5]);
    assert_eq!(keyed.options[0].reason, question.options[0].reason);
    let key = provenance(&present(), &found, "2026-03-02");
    assert_eq!(key.provenance, Provenance::ExpertPanel);
    assert_eq!(key.status, KeyStatus::Confirmed);
    assert_eq!(key.visibility, Visibility::Private);
    assert_eq!(
        (key.experts, key.date.as_deref()),
        (Some(8), Some("2026-03-02"))
    );
    assert!((key.icc2k.unwrap() - agreement.icc2k).abs() <= 0.000_05);
}

/// Mean squares of replies, experts and the rest.
fn mean_squares(rows: &[[u8; 4]]) -> (f64, f64, f64) {
    let (k, n) = (rows.len() as f64, 4.0);
    let all: Vec<f64> = rows.iter().flatten().map(|r| f64::from(*r)).collect();
    let grand = all.iter().sum::<f64>() / all.len() as f64;
    let column = |o: usize| rows.iter().map(|r| f64::from(r[o])).sum::<f64>() / k;
    let row = |r: &[u8; 4]| r.iter().map(|v| f64::from(*v)).sum::<f64>() / n;
    let ssr: f64 = (0..4).map(|o| k * (column(o) - grand).powi(2)).sum();
    let ssc: f64 = rows.iter().map(|r| n * (row(r) - grand).powi(2)).sum();
    let sst: f64 = all.iter().map(|v| (v - grand).powi(2)).sum();
    let sse = sst - ssr - ssc;
    (
        ssr / (n - 1.0),
        ssc / (k - 1.0),
        sse / ((n - 1.0) * (k - 1.0)),
    )
}

#[test]
fn seven_experts_are_not_enough_however_well_they_agree() {
    let found = evidence(&rated_each(), &ratings(&AGREEING[..7]));
    assert_eq!(found.held_back, [HeldBack::TooFewExperts { experts: 7 }]);
    assert_eq!(
        found.held_back[0].to_string(),
        "7 experts have rated it; at least 8 are needed."
    );
    assert!(derived(&rated_each(), &found).is_none());
}

#[test]
fn a_divided_panel_is_held_back_for_every_reason() {
    let rows = [
        [7, 6, 1, 4],
        [1, 6, 2, 4],
        [7, 2, 7, 4],
        [1, 6, 1, 4],
        [7, 5, 6, 4],
        [2, 6, 2, 4],
        [7, 3, 7, 4],
        [1, 6, 2, 4],
    ];
    let found = evidence(&rated_each(), &ratings(&rows));
    let words: Vec<String> = found.held_back.iter().map(HeldBack::to_string).collect();
    assert!(
        words[0].starts_with("The experts agree too little: ICC(2,k) is"),
        "{words:?}"
    );
    assert!(
        words[1].starts_with("Reply A divides the experts"),
        "{words:?}"
    );
    assert!(words.iter().any(|w| w.starts_with("Reply C")), "{words:?}");
    assert!(!words.iter().any(|w| w.starts_with("Reply D")), "{words:?}");
    assert!(
        words
            .iter()
            .any(|w| w.starts_with("The key would span 1.5 points")),
        "{words:?}"
    );
    assert_eq!(found.widest().unwrap().letter, 'A');
}

#[test]
fn two_best_replies_half_a_point_apart_pass_and_less_does_not() {
    let with = |second: [u8; 8]| {
        let mut rows = [[7, 0, 3, 1]; 8];
        for (row, rating) in rows.iter_mut().zip(second) {
            row[1] = rating;
        }
        evidence(&rated_each(), &ratings(&rows))
    };
    assert!(with([7, 7, 7, 7, 6, 6, 6, 6]).passes());
    let close = with([7, 7, 7, 7, 7, 6, 6, 6]);
    assert_eq!(close.held_back, [HeldBack::NarrowGap { gap: 0.375 }]);
    assert_eq!(
        close.held_back[0].to_string(),
        "The two best replies are 0.38 apart; at least 0.5 is needed."
    );
}

#[test]
fn what_could_not_be_published_is_held_back() {
    let short = evidence(&rated_each(), &ratings(&[[6, 5, 4, 4]; 8]));
    assert_eq!(short.held_back, [HeldBack::ShortKey { span: 2.0 }]);
    let easy = samples::question("easy", Competency::PT);
    let found = evidence(&easy, &ratings(&[[7, 6, 6, 1]; 8]));
    assert!(
        matches!(found.held_back[..], [HeldBack::EasyToGuess { chance }] if (chance - 16.0 / 24.0).abs() < 1e-12),
        "{:?}",
        found.held_back
    );
    assert!(evidence(&rated_each(), &ratings(&[[7, 6, 6, 1]; 8])).passes());
}

#[test]
fn ratings_that_are_not_whole_are_not_counted() {
    let question = rated_each();
    let mut rows = ratings(&AGREEING);
    rows[0].remove("c");
    rows[1].insert("z".into(), 4);
    rows[2].insert("a".into(), 8);
    assert_eq!(evidence(&question, &rows).experts, 5);
    let nobody = evidence(&question, &[]);
    assert_eq!(nobody.held_back, [HeldBack::TooFewExperts { experts: 0 }]);
    assert!(nobody.agreement.is_none() && nobody.gap.is_none());
    assert!(nobody.best().is_empty() && nobody.widest().is_none());
    let one = evidence(&question, &ratings(&AGREEING[..1]));
    assert_eq!(one.options[0].mean, Some(6.0));
    assert_eq!(one.options[0].sd, None);
    assert_eq!(
        one.held_back[0].to_string(),
        "1 expert has rated it; at least 8 are needed."
    );
    let alike = evidence(&question, &ratings(&[[4; 4]; 8]));
    assert_eq!(alike.held_back, [HeldBack::AllAlike]);
}

#[test]
fn the_most_disputed_question_comes_first() {
    let question = rated_each();
    let of = |rows: &[[u8; 4]]| evidence(&question, &ratings(rows));
    let mut wide = AGREEING;
    wide[0][3] = 7;
    wide[1][3] = 6;
    let divided = of(&[
        [7, 1, 4, 4],
        [1, 7, 4, 4],
        [7, 1, 4, 4],
        [1, 7, 4, 4],
        [7, 1, 4, 4],
        [1, 7, 4, 4],
        [7, 1, 4, 4],
        [1, 7, 4, 3],
    ]);
    let list = [
        of(&AGREEING),
        of(&wide),
        of(&AGREEING[..5]),
        divided,
        of(&[[4; 4]; 8]),
    ];
    // Neither of the last two has an ICC; the wider spread is the first of them.
    assert_eq!(disagreements(&list), [3, 4, 1]);
}

#[test]
fn every_expert_meets_all_questions_in_an_order_of_their_own() {
    let mut questions: Vec<Question> = (0..6)
        .map(|n| samples::question(&format!("q{n}"), Competency::PT))
        .collect();
    questions[0].options[3].pinned = true;
    let listed: Vec<(QuestionVersionId, &Question)> = questions
        .iter()
        .zip(1_u128..)
        .map(|(question, n)| (QuestionVersionId(Uuid::from_u128(n)), question))
        .collect();
    assert_eq!(draw_plan(&listed, 7), draw_plan(&listed, 7));
    let mut orders = BTreeSet::new();
    for seed in 0..40 {
        let plan = draw_plan(&listed, seed);
        let mut versions: Vec<_> = plan.questions.iter().map(|q| q.version).collect();
        orders.insert(versions.clone());
        versions.sort();
        assert_eq!(
            versions,
            listed.iter().map(|(id, _)| *id).collect::<Vec<_>>()
        );
        for planned in &plan.questions {
            let ids: BTreeSet<_> = planned.options.iter().map(String::as_str).collect();
            assert_eq!(ids, BTreeSet::from(["a", "b", "c", "d"]));
            if planned.version == listed[0].0 {
                assert_eq!(planned.options[3], "d", "a pinned reply keeps its place");
            }
        }
    }
    assert!(orders.len() > 35, "orders differ: {}", orders.len());
    assert_eq!(usual_seconds(&questions[0]), 60 + 24);
}

#[test]
fn an_expert_sees_no_key_and_rates_every_reply() {
    use crate::candidate_view::CandidateQuestion;
    let question = samples::question("q", Competency::PT);
    let plan = draw_plan(&[(QuestionVersionId(Uuid::nil()), &question)], 3);
    let seen = CandidateQuestion::for_expert(&question, &plan.questions[0]);
    assert_eq!(seen.format, Format::RateEach);
    assert_ne!(seen.task, question.task, "the expert's task is to rate");
    let json = serde_json::to_string(&seen).unwrap();
    for secret in ["Reason for", "value", "style", "sympathy_only", "6.5"] {
        assert!(!json.contains(secret), "{secret} in {json}");
    }
}

#[test]
fn a_key_is_carried_only_to_the_same_words() {
    let question = rated_each();
    let mut other = question.clone();
    other.options[0].value = 1.0;
    other.options[0].reason = "Another reason.".into();
    other.difficulty = crate::question::Difficulty::Hard;
    assert!(same_for_experts(&question, &other));
    other.options[0].text.push('!');
    assert!(!same_for_experts(&question, &other));
    let mut other = question.clone();
    other.scenario.push_str(" Now.");
    assert!(!same_for_experts(&question, &other));
}
