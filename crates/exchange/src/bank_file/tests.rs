//! Bank files: problems with their lines, the schema, the shipped banks, and the way there and back.

use super::*;
use domain::bank::{BankInfo, Key, KeyStatus, Provenance, Visibility};
use domain::question::{
    Ask, Channel, Competency, CustomerRecord, Difficulty, Direction, Format, Kind, Question,
    ReplyOption, Style,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use std::path::{Path, PathBuf};

const FIFTY_ERRORS: &str = include_str!("../../tests/fixtures/fifty-errors.yaml");

fn banks_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../question-banks")
}

#[test]
fn fifty_errors_are_fifty_problems_with_their_lines() {
    let problems = parse(FIFTY_ERRORS).unwrap_err();
    let errors: Vec<_> = problems
        .iter()
        .filter(|p| p.severity == Severity::Error)
        .collect();
    let marked: Vec<u32> = (1..)
        .zip(FIFTY_ERRORS.lines())
        .filter(|(_, text)| text.ends_with("# error"))
        .map(|(line, _)| line)
        .collect();
    let listed = errors
        .iter()
        .map(|p| p.to_string())
        .collect::<Vec<_>>()
        .join("\n");
    let lines: Vec<u32> = errors.iter().map(|p| p.line).collect();
    assert_eq!(lines, marked, "{listed}");
    assert_eq!(errors.len(), 50, "{listed}");
    let questions_start = 14;
    for error in errors {
        assert_eq!(
            error.question.is_some(),
            error.line > questions_start,
            "{error}"
        );
    }
}

#[test]
fn a_problem_reads_like_a_compilers() {
    let files = [SourceFile {
        name: "core.yaml",
        text: FIFTY_ERRORS,
    }];
    let problems = parse_files(&files).unwrap_err();
    let line = problems[7].to_string();
    assert_eq!(
        line,
        "core.yaml:10: error: `key.provenance`: Unknown name `guessed`; expected `rational` or `expert_panel`."
    );
    assert!(problems.iter().any(|p| {
        p.to_string()
            .contains("error: question `question-2`: `questions[1].")
    }));
}

#[test]
fn text_that_is_not_yaml_is_one_problem() {
    for text in ["", "just words", "- a list", "a: [1", "\u{0}"] {
        let problems = parse(text).unwrap_err();
        assert!(
            problems
                .iter()
                .all(|p| p.severity == Severity::Error && p.line >= 1)
        );
        assert!(!problems.is_empty());
    }
}

#[test]
fn a_bank_may_lie_in_several_files() {
    let bank = sample_bank();
    let whole = write(&bank).unwrap();
    let (head, questions) = whole.split_once("questions:\n").unwrap();
    let questions = format!("questions:\n{questions}");
    let files = [
        SourceFile {
            name: "bank.yaml",
            text: head,
        },
        SourceFile {
            name: "questions.yaml",
            text: &questions,
        },
    ];
    let (read, map) = parse_files(&files).unwrap();
    assert_eq!(read, bank);
    assert_eq!(map.locate("questions[0].title"), ("questions.yaml", 3));
    assert_eq!(map.locate("title").0, "bank.yaml");

    let twice = [
        files[0],
        files[1],
        SourceFile {
            name: "again.yaml",
            text: head,
        },
    ];
    let problems = parse_files(&twice).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].file, "again.yaml");

    let broken = [
        files[0],
        SourceFile {
            name: "questions.yaml",
            text: "questions: [",
        },
    ];
    let problems = parse_files(&broken).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].file, "questions.yaml");
}

#[test]
fn places_fall_back_to_the_part_around() {
    let (_, map) = parse(&write(&sample_bank()).unwrap()).unwrap();
    let options = map.locate("questions[0].options").1;
    assert!(options > 1);
    assert_eq!(
        map.locate("questions[0].options[0].style").1,
        map.locate("questions[0].options[0]").1 + 3
    );
    assert_eq!(
        map.locate("questions[0].content_note").1,
        map.locate("questions[0]").1
    );
    assert_eq!(map.locate("nowhere"), ("", 1));
}

#[test]
fn the_schema_file_is_the_generated_one() {
    let path = banks_folder().join("schema.json");
    let file: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(
        file == json_schema(),
        "question-banks/schema.json is out of date: run `cargo run -p exchange --example schema`"
    );
}

#[test]
fn the_schema_offers_what_files_may_hold() {
    let schema = json_schema();
    let shares = &schema["$defs"]["Question"]["properties"]["competencies"]["properties"];
    assert_eq!(shares.as_object().unwrap().len(), 7);
    let text = schema.to_string();
    assert!(!text.contains("JB") && !text.contains("crate::"));
}

#[test]
fn the_shipped_banks_are_sound() {
    let mut questions = 0;
    for entry in std::fs::read_dir(banks_folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let (bank, _) = match parse(&text) {
            Ok(read) => read,
            Err(problems) => panic!("{}: {problems:#?}", path.display()),
        };
        assert_eq!(
            parse(&write(&bank).unwrap()).unwrap().0,
            bank,
            "{}",
            path.display()
        );
        questions += bank.questions.len();
    }
    assert!(questions >= 40);
}

fn sample_bank() -> Bank {
    let option = |id: &str, value, style| ReplyOption {
        id: id.into(),
        text: format!("Reply {id}."),
        value,
        style: Some(style),
        reason: "Because.".into(),
        pinned: false,
    };
    let question = Question {
        id: "late-parcel".into(),
        title: "A late parcel".into(),
        kind: Kind::Empathy,
        format: Format::SingleBest,
        allowed_formats: vec![Format::SingleBest],
        channel: Channel::Chat,
        direction: Direction::Inbound,
        sector: "delivery".into(),
        competencies: [(Competency::PT, 1.0)].into(),
        asks: vec![Ask::Q1],
        difficulty: Difficulty::Easy,
        reading_seconds: 45,
        content_note: None,
        customer_record: None,
        scenario: "The parcel is late.\n\nShe asks why.\n".into(),
        task: "What do you say?".into(),
        options: vec![
            option("a", 6.5, Style::Asking),
            option("b", 5.2, Style::SolutionOnly),
            option("c", 1.5, Style::Dismissive),
            option("d", 2.0, Style::ScriptBound),
        ],
    };
    Bank {
        schema_version: 1,
        info: info("Sample bank".into()),
        questions: vec![question],
    }
}

fn info(title: String) -> BankInfo {
    BankInfo {
        id: "sample".into(),
        title,
        description: String::new(),
        locale: "en".into(),
        licence: "CC-BY-4.0".into(),
        authors: vec!["Attune contributors".into()],
        key: Key {
            provenance: Provenance::Rational,
            status: KeyStatus::Provisional,
            visibility: Visibility::Public,
            experts: None,
            date: None,
            icc2k: None,
        },
    }
}

/// Texts that trip YAML writers: indicators, numbers, booleans, quotes, long lines, blank lines and other scripts.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9 .,:;#'\"&*!|>%@`{}\\[\\]?~-]{1,60}",
        "[a-z ]{70,160}",
        "([a-z#: -]{0,20}\n){1,5}[a-z]{1,5}\n{0,2}",
        "\\PC{1,40}",
        Just("no".to_owned()),
        Just("~".to_owned()),
        Just("1e3".to_owned()),
        Just(" leading and trailing ".to_owned()),
        Just("- not a list\n  indented: yes".to_owned()),
    ]
}

prop_compose! {
    fn reply(index: usize)(
        words in text(), tenths in 10_u32..=70, style in proptest::sample::select(Style::ALL.to_vec()),
        reason in text(), pinned: bool,
    ) -> ReplyOption {
        let value = f64::from(tenths) / 10.0;
        ReplyOption { id: format!("o{index}"), text: words, value, style: Some(style), reason, pinned }
    }
}

prop_compose! {
    fn record()(
        name in text(), since in option::of(1900_u16..2100), last_contacts in vec(text(), 0..3), notes in vec(text(), 0..3),
    ) -> CustomerRecord {
        CustomerRecord { name, since, last_contacts, notes }
    }
}

prop_compose! {
    fn any_bank()(
        title in text(), scenario in text(), task in text(), note in option::of(text()),
        customer_record in option::of(record()), first in reply(0), second in reply(1), share in 1_u32..100,
    ) -> Bank {
        let mut bank = sample_bank();
        bank.info = info(title.clone());
        bank.questions = vec![Question {
            title, scenario, task, content_note: note, customer_record, options: vec![first, second],
            competencies: [
                (Competency::AL, f64::from(share) / 100.0),
                (Competency::SR, 1.0 - f64::from(share) / 100.0),
            ].into(),
            ..bank.questions[0].clone()
        }];
        bank
    }
}

/// What was read, whether or not it passes the rules for content.
fn read_unchecked(text: &str) -> (Bank, Vec<BankProblem>) {
    let mut reader = Reader::new(&[SourceFile { name: "", text }]);
    let bank = bank::read(&[(0, tree::parse(text).unwrap())], &mut reader);
    (bank, reader.finish(Vec::new()).1)
}

proptest! {
    #[test]
    fn writing_and_reading_gives_the_same_bank(bank in any_bank()) {
        let text = write(&bank).unwrap();
        let (read, problems) = read_unchecked(&text);
        prop_assert_eq!(problems, vec![], "{}", text);
        prop_assert_eq!(read, bank, "{}", text);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,80}|([a-z]{1,8}: ?[-\\[\\]{}a-z0-9&*\"']{0,12}\n){0,8}") {
        let _ = parse(&text);
    }

    #[test]
    fn a_spoilt_line_never_panics(line in 0_usize..60, with in "[-a-z:\\[{&*! ]{0,12}") {
        let whole = write(&sample_bank()).unwrap();
        let mut lines: Vec<&str> = whole.lines().collect();
        let at = line % lines.len();
        lines[at] = &with;
        let _ = parse(&lines.join("\n"));
    }
}
