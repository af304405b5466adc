//! What a candidate's report says, section by section.

use super::*;
use crate::answer::{Answer, AnswerState, GivenAnswer};
use crate::assessment::{Acknowledgement, SelectionPoint};
use crate::attempt::draw_plan;
use crate::ids::AttemptId;
use crate::question::Format;
use crate::ranking::ReliabilitySource;
use crate::report::figures::decimals;
use crate::samples;
use crate::time::Timestamp;
use std::collections::BTreeMap;
use uuid::Uuid;

struct Case {
    assessment: FrozenAssessment,
    plan: Plan,
    card: ScoreCard,
}

/// Twelve questions in which the replies at `picks` (by key order: 0 is best) are put first, one a question.
fn case(pick: impl Fn(usize) -> usize, state: impl Fn(usize) -> AnswerState) -> Case {
    let assessment = samples::assessment(12);
    let plan = draw_plan(&assessment, 4);
    let answers: Vec<GivenAnswer> = assessment
        .questions
        .iter()
        .enumerate()
        .map(|(index, question)| {
            let state = state(index);
            let answer =
                (state == AnswerState::Answered).then(|| answer(question.format, pick(index)));
            GivenAnswer {
                version: question.version,
                state,
                answer,
            }
        })
        .collect();
    let card = scoring::score(&assessment, &plan, &answers);
    Case {
        assessment,
        plan,
        card,
    }
}

/// The keyed order is b, c, a, d.
fn answer(format: Format, pick: usize) -> Answer {
    let order = ["b", "c", "a", "d"];
    let first = order[pick].to_owned();
    let rest = order.iter().filter(|id| **id != first);
    let ordered: Vec<String> = std::iter::once(first.clone())
        .chain(rest.map(|id| id.to_string()))
        .collect();
    match format {
        Format::SingleBest => Answer::SingleBest {
            choice: Some(first),
        },
        Format::MostLeast => {
            let least = if pick == 3 { "b" } else { "d" };
            Answer::MostLeast {
                most: Some(first),
                least: Some(least.into()),
            }
        }
        Format::RateEach => Answer::RateEach {
            ratings: numbered(&ordered, |place| 8 - place),
        },
        Format::RankOrder => Answer::RankOrder {
            places: numbered(&ordered, |place| place),
        },
    }
}

fn numbered(ids: &[String], number: impl Fn(u8) -> u8) -> BTreeMap<String, u8> {
    (1..)
        .zip(ids)
        .map(|(place, id)| (id.clone(), number(place)))
        .collect()
}

fn input(case: &Case) -> CandidateInput<'_> {
    CandidateInput {
        assessment: &case.assessment,
        plan: &case.plan,
        card: &case.card,
        candidate: "Ada Example",
        intake: "Spring intake",
        taken_on: "20 November 2026",
        published_on: "1 November 2026",
        standing: None,
        report_id: "7",
        plain: |text| text.to_owned(),
    }
}

fn compose(case: &Case) -> Report {
    candidate(&input(case))
}

fn texts(report: &Report) -> String {
    serde_json::to_string(report).unwrap()
}

fn evidence(report: &Report) -> Vec<(&str, Vec<&str>)> {
    let sections = report.sections.iter().filter_map(|section| match section {
        Section::Evidence { title, items, .. } => Some((
            title.as_str(),
            items.iter().map(|item| item.title.as_str()).collect(),
        )),
        _ => None,
    });
    sections.collect()
}

fn total_sentence(report: &Report) -> &str {
    let found = report.sections.iter().find_map(|section| match section {
        Section::Total { sentence, .. } => Some(sentence.as_str()),
        _ => None,
    });
    found.unwrap()
}

#[test]
fn a_report_holds_its_sections_in_reading_order() {
    let case = case(
        |index| usize::from(index % 3 == 0),
        |_| AnswerState::Answered,
    );
    let report = compose(&case);
    let kinds: Vec<String> = report
        .sections
        .iter()
        .map(|section| {
            serde_json::to_value(section).unwrap()["section"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "facts",
            "note",
            "total",
            "competencies",
            "table",
            "table",
            "evidence",
            "evidence",
            "text",
            "note",
            "text",
            "ledger"
        ]
    );
    assert!(
        report.pilot
            && report
                .footer
                .ends_with("unsupervised; identity not verified")
    );
    assert_eq!(report.subtitle, "Spring intake · Sample");
}

#[test]
fn the_total_says_how_far_chance_reaches() {
    let good = compose(&case(|_| 0, |_| AnswerState::Answered));
    assert!(total_sentence(&good).starts_with("Beyond what random answering reaches. 0 is what"));
    assert!(total_sentence(&good).contains("19 in 20 random answerers stay below 24."));
    let poor = compose(&case(|_| 3, |_| AnswerState::Answered));
    assert!(total_sentence(&poor).starts_with("No better than random."));
    let Some(Section::Total { row, .. }) = good.sections.get(2) else {
        panic!("the total")
    };
    let interval = row.interval.as_ref().unwrap();
    // 1.645 · 15 · √(1 − .60), and never beyond full agreement.
    assert!((interval.score - interval.low - 15.606).abs() < 1e-3);
    assert_eq!(interval.high, 100.0);
}

#[test]
fn a_band_is_told_with_its_meaning() {
    let case = case(
        |index| usize::from(index % 2 == 0),
        |_| AnswerState::Answered,
    );
    let entry = RankEntry {
        attempt: AttemptId(Uuid::from_u128(1)),
        total_micro: case.card.total_micro,
        by_score: 4,
        by_band: 6,
        band: Some(2),
        rank_low: Some(3),
        rank_high: Some(9),
    };
    let snapshot = Snapshot {
        engine_version: "1".into(),
        as_of: Timestamp(0),
        submissions: 120,
        mean: 40.0,
        sd: 14.0,
        reliability: 0.7,
        reliability_source: ReliabilitySource::Estimated,
        reliability_interval: Some((0.6, 0.8)),
        sem: 7.668,
        band_width: Some(21.0),
        band_sizes: vec![3, 8, 109],
        seed: 1,
    };
    let standing = Standing {
        entry: &entry,
        snapshot: &snapshot,
        as_of: "20 November 2026",
    };
    let report = candidate(&CandidateInput {
        standing: Some(standing),
        ..input(&case)
    });
    let sentence = total_sentence(&report);
    assert!(
        sentence.contains(
            "Band 2 of 3, which holds 8 people; 120 complete attempts on 20 November 2026. The top score here is not \
             reliably above anyone in this band (95 %). Larger gaps are likelier to be real: open Compare. Rank 3–9 of 120 \
             (90 % interval)."
        ),
        "{sentence}"
    );
    assert!(
        texts(&report).contains(
            "Reliability 0.70 (90 % interval 0.60 to 0.80) is estimated from 120 people."
        )
    );
    let early = RankEntry {
        band: None,
        rank_low: None,
        rank_high: None,
        ..entry.clone()
    };
    let few = Snapshot {
        submissions: 12,
        band_width: None,
        band_sizes: vec![],
        ..snapshot.clone()
    };
    let standing = Standing {
        entry: &early,
        snapshot: &few,
        as_of: "20 November 2026",
    };
    let report = candidate(&CandidateInput {
        standing: Some(standing),
        ..input(&case)
    });
    assert!(
        total_sentence(&report).ends_with(
            "No bands yet: 12 complete attempts on 20 November 2026; bands begin at 30."
        )
    );
}

#[test]
fn evidence_is_strongest_and_weakest_without_overlap() {
    let case = case(|index| index % 4, |_| AnswerState::Answered);
    let report = compose(&case);
    let evidence = evidence(&report);
    assert_eq!(evidence.len(), 2);
    assert_eq!((evidence[0].1.len(), evidence[1].1.len()), (3, 3));
    assert!(
        evidence[0]
            .1
            .iter()
            .all(|title| !evidence[1].1.contains(title))
    );
    let few = compose(&self::case(
        |index| index,
        |index| match index {
            0..=2 => AnswerState::Answered,
            _ => AnswerState::Skipped,
        },
    ));
    let evidence = self::evidence(&few);
    assert_eq!((evidence[0].1.len(), evidence[1].1.len()), (2, 1));
}

#[test]
fn the_five_questions_carry_no_score() {
    let case = case(|index| index % 4, |_| AnswerState::Answered);
    let report = compose(&case);
    let Some(Section::Table { rows, .. }) = report.sections.get(5) else {
        panic!("the table")
    };
    assert_eq!(rows.len(), 5);
    assert!(rows[0][1].starts_with("As in the key: "), "{}", rows[0][1]);
    // Question numbers stand there, never a number with a decimal.
    let decimal = |text: &str| {
        text.split('.')
            .skip(1)
            .any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    assert!(!rows.iter().any(|row| decimal(&row[1])), "{rows:?}");
    assert_eq!(rows[1][1], "No answered question turns on it.");
}

#[test]
fn styles_are_hidden_under_eight_offers() {
    let case = case(
        |_| 0,
        |index| {
            if index < 7 {
                AnswerState::Answered
            } else {
                AnswerState::Skipped
            }
        },
    );
    let report = compose(&case);
    let hidden = report.sections.iter().any(|section| {
        matches!(section, Section::Text { title, paragraphs } if title == "Response styles"
            && paragraphs[0].contains("fewer than 8 questions"))
    });
    assert!(hidden);
    let full = compose(&self::case(|_| 0, |_| AnswerState::Answered));
    let Some(Section::Table { rows, .. }) = full.sections.get(4) else {
        panic!("the table")
    };
    assert_eq!(rows[0][1..], ["12", "12", "3.0"]);
}

#[test]
fn keys_gaps_and_unfinished_attempts_are_said_first() {
    let mut case = case(
        |_| 0,
        |index| {
            if index < 6 {
                AnswerState::Answered
            } else {
                AnswerState::TimedOut
            }
        },
    );
    case.assessment.purpose = Purpose::Selection;
    case.assessment.acknowledgements = vec![Acknowledgement {
        point: SelectionPoint::Keys,
        by: "Rosa Recruiter".into(),
    }];
    let report = compose(&case);
    assert!(!report.pilot);
    let Some(Section::Note { paragraphs, .. }) = report.sections.get(1) else {
        panic!("the note")
    };
    let text = paragraphs.join("\n");
    for says in [
        "This attempt is unfinished: 50 % of the weight was answered.",
        "12 of 12 questions have publicly readable keys",
        "12 of 12 questions have a provisional key",
        "- Some keys are public and were not rated by experts. (Rosa Recruiter)",
        "taken unsupervised",
    ] {
        assert!(text.contains(says), "{text}");
    }
    assert!(!text.contains("pilot."));
}

#[test]
fn an_adjustment_reads_like_any_other_gap() {
    let with = |state| {
        texts(&compose(&case(
            |_| 0,
            |index| {
                if index == 3 {
                    state
                } else {
                    AnswerState::Answered
                }
            },
        )))
    };
    let exempt = with(AnswerState::AccommodationExempt);
    assert_eq!(exempt, with(AnswerState::Technical));
    assert!(exempt.contains("Left out; does not count."));
    assert!(!exempt.to_lowercase().contains("accommodation"));
}

#[test]
fn the_ledger_lists_every_question_by_number() {
    let case = case(|index| index % 4, |_| AnswerState::Answered);
    let report = compose(&case);
    let Some(Section::Ledger { rows, total, .. }) = report.sections.last() else {
        panic!("the ledger")
    };
    let numbers: Vec<String> = rows.iter().map(|row| row.number.clone()).collect();
    assert_eq!(
        numbers,
        (1..=12)
            .map(|number| number.to_string())
            .collect::<Vec<_>>()
    );
    assert_eq!(*total, decimals(case.card.total, 1));
    assert!(
        rows.iter()
            .all(|row| row.weight == "8.3 %" && !row.reason.is_empty())
    );
}

#[test]
fn the_same_four_core_questions_for_everyone_and_two_probes_at_most() {
    let good = case(|_| 0, |_| AnswerState::Answered);
    let poor = case(|_| 3, |_| AnswerState::Answered);
    let core = interview::core_questions(&good.assessment);
    assert_eq!(core, interview::core_questions(&poor.assessment));
    assert_eq!(core.len(), 4);
    assert_eq!(
        interview::probes(&good.assessment, &good.card),
        Vec::<String>::new()
    );
    let probes = interview::probes(&poor.assessment, &poor.card);
    assert_eq!(probes.len(), 1, "{probes:?}");
    assert!(probes[0].contains("keeps to set phrases"), "{probes:?}");
    let mixed = case(|index| 2 + index % 2, |_| AnswerState::Answered);
    let probes = interview::probes(&mixed.assessment, &mixed.card);
    assert_eq!(probes.len(), 2);
    assert!(
        probes
            .iter()
            .any(|probe| probe.contains("speaks of feelings")),
        "{probes:?}"
    );

    let mut narrow = good.assessment.clone();
    for question in &mut narrow.questions {
        question.question.competencies = [(crate::question::Competency::SR, 1.0)].into();
    }
    let core = interview::core_questions(&narrow);
    let competencies: Vec<&str> = core.iter().map(|core| core.competency.code()).collect();
    assert_eq!(competencies, ["SR", "SR", "AL", "PT"]);
    let mut questions: Vec<_> = core.iter().map(|core| core.question).collect();
    questions.dedup();
    assert_eq!(questions.len(), 4);
}

#[test]
fn an_empty_assessment_still_composes() {
    let mut case = case(|_| 0, |_| AnswerState::Skipped);
    case.plan.questions.clear();
    let report = compose(&case);
    assert!(evidence(&report).iter().all(|(_, items)| items.is_empty()));
}
