//! Worked numbers of a small bank: what pools, what is compared, what raises an alert, what replaces what.

use super::*;
use crate::analysis::{Absent, Days, Month, OptionSums, QuestionSums, QuestionUsage, Reading};
use crate::ids::QuestionVersionId;
use crate::question::{Channel, Competency, Difficulty, Format, Question};
use crate::samples::question;
use crate::time::{DAY, Timestamp};
use proptest::prelude::*;
use psychometrics::item_analysis::drift::{Shift, facility_change};
use uuid::Uuid;

/// 2 March 2026.
const TODAY: i64 = 20_514;
const NOW: Timestamp = Timestamp(TODAY * DAY);

fn id(number: u128) -> QuestionVersionId {
    QuestionVersionId(Uuid::from_u128(number))
}

/// `n` scores of which `ones` are 1 and the rest 0, in the month of `day`.
fn month(usage: &mut QuestionUsage, day: i64, n: u64, ones: u64) {
    let month = Timestamp(day * DAY).month();
    let sums = usage.months.entry(month).or_default();
    (0..n).for_each(|one| sums.add(f64::from(u8::from(one < ones)), None));
}

/// (day, attempts, of these right), oldest first.
fn sums(months: &[(i64, u64, u64)]) -> QuestionSums {
    let (mut usage, mut days) = (QuestionUsage::default(), Days::default());
    for &(day, n, ones) in months {
        month(&mut usage, day, n, ones);
        days.add(day, n);
    }
    QuestionSums {
        format: Format::SingleBest,
        pilot: false,
        chance: 0.25,
        attempts: months.iter().map(|month| month.1).sum(),
        missing: 0,
        days,
        usage,
        item_rest: Some(0.3),
        options: Vec::new(),
    }
}

fn entry(question: u128, assessment: &str, sums: QuestionSums) -> Entry {
    Entry {
        question: id(question),
        assessment: assessment.into(),
        sums,
    }
}

fn chosen(chosen: u64, rest: f64) -> OptionSums {
    OptionSums {
        chosen,
        rest: Some(rest),
        correlation: Some(0.1),
    }
}

fn asked() -> Question {
    question("asked", Competency::AL)
}

/// In a bank too small to keep a question from being shown often.
fn only(entries: Vec<Entry>) -> LiveUse {
    let mut all = BankUse::new(NOW, 1, entries).of(id(1), &asked());
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn near(reading: &Reading, expected: f64) -> bool {
    reading
        .value
        .is_ok_and(|value| (value - expected).abs() < 1e-9)
}

fn matters(uses: &[LiveUse]) -> Vec<Matter> {
    alerts(uses).iter().map(|alert| alert.matter).collect()
}

#[test]
fn facility_and_shares_pool_over_attempts_and_correlations_by_fisher() {
    let mut small = sums(&[(TODAY - 10, 100, 80)]);
    (small.item_rest, small.pilot, small.missing) = (Some(0.5), true, 4);
    small.options = vec![
        chosen(10, -0.4),
        chosen(60, 0.2),
        chosen(20, 0.0),
        chosen(10, -1.0),
    ];
    let mut large = sums(&[(TODAY - 20, 300, 120)]);
    large.options = vec![
        chosen(90, -0.2),
        chosen(150, 0.4),
        chosen(30, 0.3),
        chosen(30, -0.5),
    ];
    let one = only(vec![entry(1, "a", small), entry(1, "b", large)]);
    assert_eq!(
        (one.attempts, one.pilot_attempts, one.assessments),
        (400, 100, 2)
    );
    assert!(
        near(&one.facility, 0.5),
        "200 of 400, not the mean of .8 and .4"
    );
    assert!(near(&one.missing, 0.01));
    let z = (97.0 * 0.5_f64.atanh() + 297.0 * 0.3_f64.atanh()) / 394.0;
    assert!(near(&one.item_rest, z.tanh()));
    assert!(near(&one.options[0].share, 0.25) && near(&one.options[1].share, 210.0 / 400.0));
    // (10·−.4 + 90·−.2)/100 and (60·.2 + 150·.4)/210.
    assert!(near(&one.options[0].rest, -0.22));
    assert!(near(&one.options[1].rest, 72.0 / 210.0));
    // Keys 2.5, 6.5, 5.2, 1.5; rests −.22, .34, .18, −.63: the order of the key.
    assert!(near(&one.key_order, 1.0));
    assert_eq!(one.suspect(), None);
    assert_eq!(matters(&[one]), []);
}

#[test]
fn nothing_is_said_below_its_gate() {
    let one = only(vec![entry(1, "a", sums(&[(TODAY - 5, 99, 99)]))]);
    assert_eq!(one.facility.words(), "too few: 99 of 100");
    assert!(matches!(one.item_rest.value, Err(Absent::TooFew(_))));
    assert_eq!(matters(std::slice::from_ref(&one)), []);
    let lines = one.lines();
    let hidden: Vec<&str> = lines
        .iter()
        .filter(|line| !line.shown)
        .map(|line| line.name)
        .collect();
    assert_eq!(hidden.len(), lines.len() - 2, "{hidden:?}");
    let one = only(vec![entry(1, "a", sums(&[(TODAY - 5, 100, 100)]))]);
    assert_eq!(matters(&[one]), [Matter::TooEasy]);
    assert!(
        BankUse::new(NOW, 3, Vec::new())
            .of(id(1), &asked())
            .is_empty()
    );
}

#[test]
fn a_lower_reply_whose_choosers_do_best_makes_the_key_suspect() {
    let mut odd = sums(&[(TODAY - 5, 200, 100)]);
    // b is keyed best; c does better by .3. d does best of all, but three people are nobody.
    odd.options = vec![
        chosen(60, -0.3),
        chosen(77, 0.2),
        chosen(60, 0.5),
        chosen(3, 2.0),
    ];
    let one = only(vec![entry(1, "a", odd.clone())]);
    let (place, excess) = one.suspect().expect("suspect");
    assert!(place == 2 && (excess - 0.3).abs() < 1e-9);
    let found = alerts(&[one]);
    assert_eq!(found[0].matter, Matter::KeySuspect);
    assert!(
        found[0]
            .figure
            .contains("put C first (60 of them), keyed 5.2"),
        "{}",
        found[0].figure
    );
    assert_eq!(found[0].attempts, Some(200));
    // One attempt fewer: too few to say.
    odd.usage = sums(&[(TODAY - 5, 199, 100)]).usage;
    odd.attempts = 199;
    assert_eq!(matters(&[only(vec![entry(1, "a", odd)])]), []);
}

#[test]
fn a_question_against_the_rest_a_weak_one_and_one_left_open() {
    let with = |r: f64, missing: u64| {
        let mut sums = sums(&[(TODAY - 5, 200, 100)]);
        (sums.item_rest, sums.missing) = (Some(r), missing);
        matters(&[only(vec![entry(1, "a", sums)])])
    };
    assert_eq!(with(-0.01, 0), [Matter::AgainstRest]);
    assert_eq!(with(0.09, 11), [Matter::WeakRest, Matter::OftenMissing]);
    assert_eq!(with(0.10, 10), []);
}

/// Five questions that stay or gain a little, and the first, which gains `ones` of 200.
fn moving(ones: u64) -> Vec<Entry> {
    let others = [
        (2, 60, 122),
        (3, 100, 204),
        (4, 110, 225),
        (5, 130, 257),
        (6, 80, 164),
    ];
    let others = others.into_iter().map(|(question, before, after)| {
        let months = [(TODAY - 200, 200, before), (TODAY - 3, 400, after)];
        entry(question, "a", sums(&months))
    });
    let first = sums(&[(TODAY - 200, 200, 100), (TODAY - 3, 200, ones)]);
    others.chain([entry(1, "a", first)]).collect()
}

#[test]
fn drift_is_a_change_beyond_chance_that_the_other_questions_do_not_share() {
    let one = only(moving(160));
    let z = facility_change((0.5, 200), (0.8, 200)).expect("defined");
    assert!(near(&one.drift.change, z));
    assert_eq!(one.drift.compared, 6);
    assert!(one.drift.robust.expect("six questions") > 1.96);
    assert_eq!(one.drift.moved(), Some(Shift::Rise));
    let found = alerts(&[one]);
    assert_eq!(found[0].matter, Matter::Drift);
    assert!(
        found[0]
            .figure
            .starts_with("facility 0.50 → 0.80, change 6.3 standard errors"),
        "{}",
        found[0].figure
    );
    // A gain like that of the others is none.
    let one = only(moving(102));
    assert_eq!((one.drift.moved(), matters(&[one])), (None, vec![]));
    // When all gain as much, candidates have changed.
    let all = (1..=6).map(|question| {
        let extra = question as u64;
        entry(
            question,
            "a",
            sums(&[
                (TODAY - 200, 200, 80 + extra),
                (TODAY - 3, 200, 130 + 2 * extra),
            ]),
        )
    });
    let one = only(all.collect());
    assert!(one.drift.change.value.expect("defined") > 1.96);
    assert_eq!(one.drift.moved(), None);
}

#[test]
fn a_lasting_change_is_seen_without_other_questions() {
    // Half right until November, then more each month; the recent window alone says little.
    let months: Vec<(i64, u64, u64)> = [40, 41, 39, 52, 55, 58, 60]
        .into_iter()
        .zip(0..)
        .map(|(ones, place)| (TODAY - 30 * (6 - place), 80, ones))
        .collect();
    let one = only(vec![entry(1, "a", sums(&months))]);
    assert_eq!(one.drift.lasting(), Some(Shift::Rise));
    assert_eq!(matters(&[one]), [Matter::Drift]);
}

#[test]
fn spans_hold_as_many_months_as_it_takes() {
    let months = [
        (TODAY - 120, 60, 30),
        (TODAY - 90, 60, 36),
        (TODAY - 30, 100, 70),
        (TODAY, 20, 9),
    ];
    let one = only(vec![entry(1, "a", sums(&months))]);
    let spans: Vec<(i64, i64, u64, bool)> = one
        .drift
        .spans
        .iter()
        .map(|span| {
            (
                span.months.0,
                span.months.1,
                span.facility.n,
                span.facility.is_shown(),
            )
        })
        .collect();
    let at = |day: i64| Timestamp(day * DAY).month();
    assert_eq!(
        spans,
        [
            (at(TODAY - 120), at(TODAY - 90), 120, true),
            (at(TODAY - 30), at(TODAY - 30), 100, true),
            (at(TODAY), at(TODAY), 20, false),
        ]
    );
    assert!(near(&one.drift.spans[0].facility, 66.0 / 120.0));
}

#[test]
fn a_question_is_shown_too_often_only_where_the_bank_could_do_better() {
    let both = || {
        vec![
            entry(1, "a", sums(&[(TODAY - 100, 50, 25), (TODAY - 10, 90, 45)])),
            entry(2, "a", sums(&[(TODAY - 100, 50, 25), (TODAY - 10, 90, 45)])),
            entry(2, "b", sums(&[(TODAY - 10, 110, 45)])),
        ]
    };
    let bank = BankUse::new(NOW, 40, both());
    let one = bank.of(id(1), &asked()).remove(0);
    let exposure = one.exposure;
    assert_eq!((exposure.all, exposure.recent), (140, 90));
    assert_eq!((exposure.bank_recent, exposure.bank_all), (200, 250));
    // 90 + 90 + 110 showings in 200 attempts, over 40 questions.
    assert!((exposure.even - 290.0 / 8_000.0).abs() < 1e-12);
    assert!((exposure.recent_share().expect("shown") - 0.45).abs() < 1e-12);
    assert_eq!(matters(&[one]), [Matter::OverExposed]);
    // A bank of three questions cannot keep below 30 %.
    let one = BankUse::new(NOW, 3, both()).of(id(1), &asked()).remove(0);
    assert!(one.exposure.even > 0.3 && !one.exposure.is_over());
}

#[test]
fn formats_are_scales_of_their_own() {
    let mut rated = sums(&[(TODAY - 5, 150, 20)]);
    rated.format = Format::RateEach;
    let entries = vec![
        entry(1, "a", sums(&[(TODAY - 5, 120, 60)])),
        entry(1, "b", rated),
    ];
    let all = BankUse::new(NOW, 40, entries).of(id(1), &asked());
    let seen: Vec<(Format, u64)> = all.iter().map(|one| (one.format, one.attempts)).collect();
    assert_eq!(seen, [(Format::RateEach, 150), (Format::SingleBest, 120)]);
    assert_eq!(matters(&all), [Matter::OverExposed, Matter::TooHard]);
}

#[test]
fn the_review_date_is_an_alert_of_its_own() {
    let alert = review_alert("1 Mar 2026");
    assert_eq!((alert.matter, alert.attempts), (Matter::ReviewDue, None));
    assert!(alert.figure.contains("1 Mar 2026"));
}

fn shares(shares: &[(Competency, f64)], name: &str) -> Question {
    let mut question = question(name, Competency::AL);
    question.competencies = shares.iter().copied().collect();
    question.scenario = format!("Scenario of {name}.");
    question
}

#[test]
fn the_most_alike_question_is_suggested_first() {
    use Competency::{AL, EV, PT};
    let old = shares(&[(AL, 0.6), (PT, 0.4)], "old");
    let same_easier = Question {
        difficulty: Difficulty::Easy,
        ..shares(&[(AL, 0.6), (PT, 0.4)], "easier")
    };
    let same = shares(&[(AL, 0.6), (PT, 0.4)], "same");
    let by_mail = Question {
        channel: Channel::Email,
        ..shares(&[(AL, 0.6), (PT, 0.4)], "mail")
    };
    let near_shares = shares(&[(AL, 1.0)], "near");
    let other = shares(&[(EV, 1.0)], "other");
    let questions = [&other, &near_shares, &by_mail, &same_easier, &same, &old];
    let mut offers: Vec<Offer<'_>> = questions
        .iter()
        .zip(10..)
        .map(|(question, number)| Offer {
            question,
            version: id(number),
            bank: "sample",
            locale: "en",
            facility: None,
            alerted: false,
        })
        .collect();
    let wanted = Wanted {
        question: &old,
        version: id(15),
        locale: "en",
        format: Format::SingleBest,
        facility: Some((0.62, 300)),
    };
    let titles = |offers: &[Offer<'_>]| -> Vec<String> {
        let found = replacements(&wanted, offers, 9);
        found
            .into_iter()
            .map(|one| one.title.replace("Title of ", ""))
            .collect()
    };
    assert_eq!(titles(&offers), ["same", "easier", "mail", "near"]);
    let first = &replacements(&wanted, &offers, 1)[0];
    assert_eq!(
        first.reason,
        "Measures the same: active listening and probing 60 % and perspective-taking 40 %; same format, channel and direction; \
         guessed as medium too."
    );
    // What was observed is nearer to the truth than what was guessed.
    offers[3].facility = Some((0.60, 250));
    offers[4].facility = Some((0.20, 150));
    assert_eq!(titles(&offers), ["easier", "same", "mail", "near"]);
    offers[3].alerted = true;
    offers[4].locale = "de";
    assert_eq!(titles(&offers), ["mail", "near"]);
}

proptest! {
    #[test]
    fn two_assessments_say_what_one_with_all_their_attempts_says(
        months in prop::collection::vec((0_i64..400, 1_u64..120, 0.0..1.0_f64, any::<bool>()), 1..30),
    ) {
        let parts: Vec<(i64, u64, u64, bool)> = months
            .iter()
            .map(|(ago, n, share, first)| (TODAY - ago, *n, (*n as f64 * share) as u64, *first))
            .collect();
        let of = |which: &dyn Fn(bool) -> bool| {
            let own = parts.iter().filter(|part| which(part.3));
            let mut own: Vec<(i64, u64, u64)> = own.map(|part| (part.0, part.1, part.2)).collect();
            own.sort_unstable();
            sums(&own)
        };
        let (first, second) = (of(&|first| first), of(&|first| !first));
        let apart = [entry(1, "a", first), entry(1, "b", second)];
        let apart = apart.into_iter().filter(|entry| entry.sums.attempts > 0).collect();
        let (apart, whole) = (only(apart), only(vec![entry(1, "c", of(&|_| true))]));
        prop_assert_eq!(apart.attempts, whole.attempts);
        prop_assert_eq!(apart.drift.spans.len(), whole.drift.spans.len());
        for (a, b) in [
            (&apart.facility, &whole.facility),
            (&apart.sd, &whole.sd),
            (&apart.drift.before, &whole.drift.before),
            (&apart.drift.change, &whole.drift.change),
        ] {
            prop_assert_eq!(a.n, b.n);
            match (a.value, b.value) {
                (Ok(a), Ok(b)) => prop_assert!((a - b).abs() < 1e-9),
                (a, b) => prop_assert_eq!(a, b),
            }
        }
        let months: u64 = whole.drift.spans.iter().map(|span| span.facility.n).sum();
        prop_assert_eq!(months, whole.attempts);
    }
}

#[test]
fn half_of_the_answers_took_the_median() {
    let mut timed = sums(&[(TODAY - 5, 1, 1)]);
    let mut month = Month::default();
    for seconds in 0..150 {
        let taken = 20.0 + f64::from(seconds) / 10.0;
        month.add(0.5, Some(taken));
        timed.usage.seconds.add(taken);
    }
    timed.usage.months = [(Timestamp(TODAY * DAY).month(), month)].into();
    let one = only(vec![entry(1, "a", timed)]);
    let median = one.median_seconds.value.expect("150 of 100");
    assert!((median - 27.5).abs() < 2.0, "{median}");
}
