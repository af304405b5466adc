//! What a file would do to a bank, told for whoever confirms it.

use super::*;
use domain::bank::{Bank, Key, KeyStatus, Provenance, Visibility};
use domain::ids::QuestionVersionId;
use domain::question::Competency;

fn key(provenance: Provenance) -> Key {
    Key {
        provenance,
        status: KeyStatus::Confirmed,
        visibility: Visibility::Private,
        experts: None,
        date: None,
        icc2k: None,
    }
}

fn bank(ids: &[&str]) -> Bank {
    let (mut bank, _) = exchange::bank_file::parse(include_str!(
        "../../../../../../question-banks/core-empathy.yaml"
    ))
    .expect("the shipped bank is good");
    bank.questions.truncate(ids.len());
    for (question, id) in bank.questions.iter_mut().zip(ids) {
        question.id = (*id).into();
        question.substitute = None;
        question.competencies = [(Competency::PT, 1.0)].into();
    }
    bank
}

fn held(bank: &Bank, provenance: Provenance) -> Before {
    let version = |(at, question): (u128, &Question)| QuestionVersion {
        id: QuestionVersionId(uuid::Uuid::from_u128(at)),
        bank: bank.info.id.clone(),
        number: 1,
        key: key(provenance),
        question: question.clone(),
    };
    (0..).zip(&bank.questions).map(version).collect()
}

fn converted(bank: Bank) -> Converted {
    Converted {
        bank: Some(bank),
        losses: Vec::new(),
        problems: Vec::new(),
    }
}

fn kinds(lines: &[UploadLine]) -> Vec<&str> {
    lines.iter().map(|line| line.kind.as_str()).collect()
}

#[test]
fn lines_follow_the_file_and_then_what_it_leaves_out() {
    let before = bank(&["a", "b", "c"]);
    let mut file = before.clone();
    file.questions.swap(0, 1);
    file.questions[0].task = "Anything else?".into();
    file.questions[2].id = "d".into();
    let loss = |question: Option<&str>, kind| Loss {
        kind,
        field: "question".into(),
        why: "a bank has no open questions".into(),
        question: question.map(str::to_owned),
    };
    let mut read = converted(file);
    read.losses = vec![
        loss(None, LossKind::Kept),
        loss(Some("essay"), LossKind::Dropped),
    ];
    let (lines, summary) =
        compare(read, &held(&before, Provenance::Rational), true).expect("lines");
    assert_eq!(
        kinds(&lines),
        ["bank", "changed", "same", "new", "missing", "dropped"]
    );
    assert_eq!((summary.for_candidates, summary.in_key), (1, 0));
    assert_eq!(
        summary.losses,
        [("dropped".into(), 1), ("kept".into(), 1)].into()
    );
    let missing: QuestionLine = serde_json::from_str(&lines[4].content).expect("a line");
    assert_eq!((missing.id.as_str(), missing.question), ("c", None));
}

#[test]
fn a_table_leaves_a_panel_s_key_where_nothing_it_rated_changes() {
    let mut before = bank(&["a", "b"]);
    for question in &mut before.questions {
        question.key = Some(key(Provenance::ExpertPanel));
    }
    let held = held(&before, Provenance::ExpertPanel);
    let mut file = before.clone();
    for question in &mut file.questions {
        question.key = None;
    }
    file.questions[1].options[0].text.push_str(" Truly.");
    let (lines, summary) = compare(converted(file.clone()), &held, false).expect("lines");
    assert_eq!(kinds(&lines), ["same", "changed"]);
    let changed: QuestionLine = serde_json::from_str(&lines[1].content).expect("a line");
    let written = changed.question.expect("it is written").key.expect("a key");
    assert_eq!(written.provenance, Provenance::Rational);
    assert!(
        changed.losses.iter().any(|loss| loss.field == "key"),
        "and that is told"
    );
    assert_eq!((summary.for_candidates, summary.in_key), (1, 1));
    // Attune's own files carry keys: one without says that the bank's key holds.
    let (lines, _) = compare(converted(file), &held, true).expect("lines");
    assert_eq!(kinds(&lines), ["changed", "changed"]);
}

#[test]
fn errors_alone_are_told_of_a_file_that_has_some() {
    let problem = |severity, line| BankProblem {
        severity,
        file: "x.csv".into(),
        line,
        question: None,
        path: "title".into(),
        message: "This cell is empty.".into(),
    };
    let read = Converted {
        bank: None,
        losses: Vec::new(),
        problems: vec![problem(Severity::Warning, 2), problem(Severity::Error, 3)],
    };
    let (lines, summary) = compare(read, &Vec::new(), false).expect("lines");
    assert_eq!(
        (kinds(&lines), summary.count(Kind::Error)),
        (vec!["error"], 1)
    );
    assert_eq!(summary.info, None);
}
