//! A dossier of two questions: one that passes and was taken over, one that divides the panel.

use super::*;
use crate::bank::{Key, KeyStatus, Provenance, Visibility};
use crate::ids::QuestionVersionId;
use crate::panel::{Ratings, disagreements, evidence};
use crate::question::{Competency, Format, Question, QuestionVersion};
use crate::samples;
use uuid::Uuid;

fn ratings(rows: &[[u8; 4]]) -> Vec<Ratings> {
    let ids = ["a", "b", "c", "d"].map(String::from);
    let one = |row: &[u8; 4]| ids.iter().cloned().zip(*row).collect();
    rows.iter().map(one).collect()
}

fn version(number: u128, title: &str) -> QuestionVersion {
    QuestionVersion {
        id: QuestionVersionId(Uuid::from_u128(number)),
        bank: "sample".into(),
        number: 2,
        key: Key {
            provenance: Provenance::Rational,
            status: KeyStatus::Provisional,
            visibility: Visibility::Private,
            experts: None,
            date: None,
            icc2k: None,
        },
        question: Question {
            title: title.into(),
            format: Format::RateEach,
            ..samples::question("q", Competency::PT)
        },
    }
}

fn composed() -> Report {
    let versions = [version(1, "The late parcel"), version(2, "The wrong bill")];
    let found = [
        evidence(&versions[0].question, &ratings(&[[2, 7, 5, 1]; 8])),
        evidence(
            &versions[1].question,
            &ratings(&[
                [7, 1, 4, 4],
                [1, 7, 4, 4],
                [7, 1, 4, 4],
                [1, 7, 4, 4],
                [7, 1, 4, 4],
                [1, 7, 4, 4],
                [7, 1, 4, 4],
                [1, 6, 4, 4],
            ]),
        ),
    ];
    let questions = [
        DossierQuestion {
            asked: &versions[0],
            evidence: &found[0],
            adopted: Some(DossierAdoption {
                version: 3,
                by: "Rita Moreno".into(),
                on: "9 Mar 2026".into(),
            }),
            assessments: 1,
        },
        DossierQuestion {
            asked: &versions[1],
            evidence: &found[1],
            adopted: None,
            assessments: 0,
        },
    ];
    let experts = [
        DossierExpert {
            name: Some("Ana Ruiz"),
            role: "Team lead",
            rated: 2,
            finished: true,
        },
        DossierExpert {
            name: None,
            role: "",
            rated: 1,
            finished: false,
        },
    ];
    let removed = [DossierRemoval {
        on: "5 Mar 2026".into(),
        reason: "asked to be taken out",
    }];
    dossier(&DossierInput {
        organisation: "Example",
        panel: "Spring",
        panel_id: "p-1",
        purpose: "Hiring agents.\n\nFor pilots first.",
        bank: "Core",
        started: "2 Mar 2026 by Rita Moreno",
        closed: Some("9 Mar 2026"),
        composed: "10 Mar 2026",
        invited: 10,
        experts: &experts,
        removed: &removed,
        questions: &questions,
        queue: &disagreements(&found),
    })
}

#[test]
fn a_dossier_says_what_was_found_and_claims_no_validity() {
    let report = composed();
    let text = serde_json::to_string(&report).unwrap();
    for words in [
        "1 of 2 questions pass the gate",
        "Ana Ruiz",
        "Expert 2",
        "not stated",
        "1 expert was taken out, and their ratings do not count: asked to be taken out, 5 Mar 2026.",
        "key taken over",
        "2 → 3",
        "- The wrong bill: ",
        "Reply A divides the experts",
        "It does not show that a score says anything about how somebody will do the job.",
        "No claim is made that decisions based on these questions are valid or fair.",
        "1 question is selected by at least one assessment",
        "Panel p-1 · holds keys: confidential",
    ] {
        assert!(text.contains(words), "{words} missing in {text}");
    }
    assert!(!report.pilot);
}

#[test]
fn an_open_panel_says_that_its_figures_move() {
    let input = DossierInput {
        organisation: "Example",
        panel: "Spring",
        panel_id: "p-1",
        purpose: "Hiring.",
        bank: "Core",
        started: "2 Mar 2026 by Rita Moreno",
        closed: None,
        composed: "3 Mar 2026",
        invited: 0,
        experts: &[],
        removed: &[],
        questions: &[],
        queue: &[],
    };
    let text = serde_json::to_string(&dossier(&input)).unwrap();
    assert!(
        text.contains("still open: every figure here can move"),
        "{text}"
    );
    assert!(text.contains("None so far."), "{text}");
}
