//! A ledger computes again to the same bits, shows tampering, and names nobody.

use super::*;
use crate::answer::{Answer, AnswerState};
use crate::attempt::draw_plan;
use crate::publishing::tests::frozen;

fn ledger() -> Ledger {
    let assessment = frozen(12);
    let plan = draw_plan(&assessment, 11);
    let answers: Vec<GivenAnswer> = assessment
        .questions
        .iter()
        .map(|question| GivenAnswer {
            version: question.version,
            state: AnswerState::Answered,
            answer: Some(match question.format {
                crate::question::Format::SingleBest => Answer::SingleBest {
                    choice: Some("c".into()),
                },
                crate::question::Format::MostLeast => Answer::MostLeast {
                    most: Some("c".into()),
                    least: Some("a".into()),
                },
                crate::question::Format::RateEach => Answer::RateEach {
                    ratings: [("a", 3), ("b", 6), ("c", 7), ("d", 3)]
                        .map(|(id, rating)| (id.to_owned(), rating))
                        .into(),
                },
                crate::question::Format::RankOrder => Answer::RankOrder {
                    places: [("a", 4), ("b", 1), ("c", 2), ("d", 3)]
                        .map(|(id, place)| (id.to_owned(), place))
                        .into(),
                },
            }),
        })
        .collect();
    let card = scoring::score(&assessment, &plan, &answers);
    Ledger::new(
        crate::ids::AttemptId(uuid::Uuid::from_u128(5)),
        &assessment,
        &plan,
        &answers,
        &card,
    )
}

#[test]
fn an_exported_ledger_computes_to_the_same_bits() {
    let ledger = ledger();
    let json = serde_json::to_string_pretty(&ledger).expect("serialises");
    let read: Ledger = serde_json::from_str(&json).expect("reads back");
    assert_eq!(read, ledger);
    let card = recompute(&read);
    assert_eq!(card, ledger.card);
    assert_eq!(card.total.to_bits(), ledger.card.total.to_bits());
    for (a, b) in card.contributions.iter().zip(&ledger.card.contributions) {
        assert_eq!(a.points.map(f64::to_bits), b.points.map(f64::to_bits));
    }
    assert_eq!(verify(&read), Ok(()));
}

#[test]
fn tampering_is_found() {
    let tampered = |change: fn(&mut Ledger)| {
        let mut ledger = ledger();
        change(&mut ledger);
        verify(&ledger).expect_err("tampered")
    };
    assert_eq!(
        tampered(|ledger| ledger.schema_version = 2),
        LedgerError::Version(2)
    );
    let engine = tampered(|ledger| ledger.card.engine_version = "0".into());
    assert!(engine.to_string().contains("engine 0"));
    let weight = tampered(|ledger| ledger.questions[3].weight *= 2.0);
    assert!(matches!(
        weight,
        LedgerError::Question { what: "weight", .. }
    ));
    let key = tampered(|ledger| ledger.questions[0].question.options[0].value = 4.0);
    assert!(matches!(
        key,
        LedgerError::Question {
            what: "chance level",
            ..
        }
    ));
    let total = tampered(|ledger| ledger.card.total += 1e-9);
    assert!(matches!(total, LedgerError::Total { .. }));
    assert_eq!(
        tampered(|ledger| ledger.card.total_micro += 1),
        LedgerError::Card
    );
}

#[test]
fn a_ledger_names_nobody() {
    let json = serde_json::to_string(&ledger()).expect("serialises");
    assert!(!json.contains('@') && !json.contains("A. Recruiter"));
}
