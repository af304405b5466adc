//! Bank files: problems with their lines, the schema, the shipped banks, and the way there and back.

use super::*;
use crate::samples::{any_bank, bank as sample_bank, wild_text};
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
fn json_of_other_programs_is_read_with_its_lines() {
    let json = write_json(&sample_bank()).unwrap();
    let escaped = json.replace("Reply a.", "\\ud83d\\ude00 \\u00e9 \\\\ud83d");
    let plain = plain_json(&escaped);
    assert_eq!(plain.lines().count(), json.lines().count());
    let (bank, map) = parse(&plain).unwrap();
    assert_eq!(bank.questions[0].options[0].text, "😀 é \\ud83d");
    assert!(map.locate("questions[0].options[0].text").1 > 20);
    for text in [
        "\\ud83d",
        "\\ud83dx",
        "\\ud83d\\u0041",
        "\\u",
        "\\ud83d\\",
        "\\u12",
    ] {
        assert_eq!(plain_json(text), text);
    }
}

#[test]
fn a_bank_that_would_not_be_read_again_is_not_written() {
    let mut bank = sample_bank();
    bank.questions[0].scenario = "x".repeat(super::tree::MAX_BYTES);
    assert!(matches!(write(&bank), Err(WriteError::TooLarge)));
    assert!(matches!(write_json(&bank), Err(WriteError::TooLarge)));
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

/// What was read, whether or not it passes the rules for content.
fn read_unchecked(text: &str) -> (Bank, Vec<BankProblem>) {
    let mut reader = Reader::new(&[SourceFile { name: "", text }]);
    let bank = bank::read(&[(0, tree::parse(text).unwrap())], &mut reader);
    (bank, reader.finish(Vec::new()).1)
}

proptest! {
    #[test]
    fn writing_and_reading_gives_the_same_bank(bank in any_bank(wild_text())) {
        for text in [write(&bank).unwrap(), write_json(&bank).unwrap()] {
            let (read, problems) = read_unchecked(&text);
            prop_assert_eq!(problems, vec![], "{}", text);
            prop_assert_eq!(&read, &bank, "{}", text);
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&plain_json(&text)).is_ok(), text.starts_with('{'));
        }
    }

    /// A changed word is a changed line, and nothing around it moves.
    #[test]
    fn a_changed_title_changes_one_line(bank in any_bank(wild_text()), index: prop::sample::Index) {
        let mut changed = bank.clone();
        let place = index.index(bank.questions.len());
        changed.questions[place].title = "Another title".into();
        changed.questions[place].sector = "another".into();
        let mut original = bank;
        original.questions[place].title = "One title".into();
        original.questions[place].sector = "one".into();
        for write in [write, write_json] {
            let (before, after) = (write(&original).unwrap(), write(&changed).unwrap());
            let differing = before.lines().zip(after.lines()).filter(|(a, b)| a != b).count();
            prop_assert_eq!((differing, before.lines().count()), (2, after.lines().count()));
        }
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
