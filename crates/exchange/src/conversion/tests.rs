//! Round trips through every format, what is declared on the way, what other programs write, and hostile files.

use super::*;
use crate::samples::{any_bank, bank, tidy_text, wild_text};
use proptest::prelude::*;
use std::path::Path;

/// Everything but what `format` has no place for.
fn carried(bank: &Bank, format: FileFormat) -> Bank {
    let mut bank = bank.clone();
    let bare = import::Import::new("bank").info;
    if !matches!(format, FileFormat::Yaml | FileFormat::Json) {
        for question in &mut bank.questions {
            question.key = None;
        }
    }
    match format {
        FileFormat::Csv => bank.info = bare,
        FileFormat::MoodleXml | FileFormat::Gift => {
            let (id, title, description) = (bank.info.id, bank.info.title, bank.info.description);
            bank.info = bare;
            bank.info.title = title;
            if format == FileFormat::MoodleXml {
                (bank.info.id, bank.info.description) = (id, description);
            }
        }
        _ => {}
    }
    bank
}

/// Scenarios as candidates see them.
fn shown(mut bank: Bank) -> Bank {
    for question in &mut bank.questions {
        question.scenario = difference::look(&question.scenario);
    }
    bank
}

fn round(format: FileFormat, bank: &Bank) -> (Written, Converted) {
    let written = write(format, bank).unwrap();
    let read = read(format, "bank", &written.bytes);
    (written, read)
}

/// What a question lost besides its own key, which only bank files carry.
fn undeclared_kept(written: &Written) -> Vec<String> {
    let lost = written.losses.iter().filter(|loss| {
        loss.kind != LossKind::Kept && loss.question.is_some() && loss.field != "key"
    });
    lost.map(ToString::to_string).collect()
}

#[test]
fn the_shipped_banks_go_through_every_format() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../question-banks");
    let mut banks = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let bank = read(FileFormat::Yaml, "bank", &std::fs::read(&path).unwrap())
            .bank
            .unwrap();
        for format in FileFormat::ALL {
            let (written, back) = round(format, &bank);
            assert_eq!(
                undeclared_kept(&written),
                Vec::<String>::new(),
                "{} {format:?}",
                path.display()
            );
            assert_eq!(back.errors().count(), 0);
            let mut back = back.bank.unwrap();
            back.info.description = back.info.description.trim_ascii_end().to_owned();
            let mut expected = carried(&bank, format);
            expected.info.description = expected.info.description.trim_ascii_end().to_owned();
            assert_eq!(
                shown(back),
                shown(expected),
                "{} {format:?}",
                path.display()
            );
        }
        banks += 1;
    }
    assert!(banks > 5);
}

fn formats() -> impl Strategy<Value = FileFormat> {
    proptest::sample::select(FileFormat::ALL.to_vec())
}

/// Fields whose words a format may set otherwise (spaces, line breaks, Markdown spelt in another way).
const WORDS: [&str; 12] = [
    "title",
    "content_note",
    "customer_record",
    "scenario",
    "task",
    "options.text",
    "options.reason",
    "description",
    "authors",
    "licence",
    "key",
    "locale",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn tidy_banks_go_through_every_format(bank in any_bank(tidy_text()), format in formats()) {
        let (written, back) = round(format, &bank);
        prop_assert_eq!(undeclared_kept(&written), Vec::<String>::new());
        prop_assert_eq!(back.bank.map(shown), Some(shown(carried(&bank, format))));
    }

    /// Whatever the words: nothing is lost that is not declared, and key, tags and format always come through.
    #[test]
    fn wild_banks_lose_at_most_the_look_of_words(bank in any_bank(wild_text()), format in formats()) {
        let sound = domain::bank::check(&bank).iter().all(|finding| finding.severity == Severity::Warning);
        prop_assume!(sound);
        let (written, back) = round(format, &bank);
        let read = back.bank.as_ref();
        prop_assert!(read.is_some(), "{:?}\n{}", back.problems, String::from_utf8_lossy(&written.bytes));
        for loss in written.losses.iter().filter(|loss| loss.kind != LossKind::Kept) {
            let foreign = loss.question.is_none() && !matches!(format, FileFormat::Qti22 | FileFormat::Qti30);
            prop_assert!(WORDS.contains(&loss.field.as_str()) || foreign, "{}", loss);
        }
        let lossless = matches!(format, FileFormat::Yaml | FileFormat::Json);
        prop_assert!(!lossless || (read == Some(&bank) && written.losses.is_empty()));
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..120), format in formats()) {
        let _ = read(format, "x", &bytes);
    }

    /// A sound file with a few bytes replaced reaches deeper than noise does.
    #[test]
    fn no_spoilt_file_makes_a_reader_panic(
        format in formats(), spoilt in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = write(format, &bank()).unwrap().bytes;
        for (at, byte) in spoilt {
            let place = at.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = read(format, "x", &bytes);
    }

    #[test]
    fn no_gift_makes_the_reader_panic(text in "(::|[{}~=#]|%5%|->|\\\\|\n\n|\n|// \\[id:a\\]|[a-zé ]{1,4}|\\[html\\]|TRUE|####){0,30}") {
        let _ = read(FileFormat::Gift, "x", text.as_bytes());
    }
}

#[test]
fn a_question_s_own_key_stays_in_bank_files_and_is_reported_elsewhere() {
    let mut bank = bank();
    bank.questions[0].key = Some(domain::bank::Key {
        visibility: domain::bank::Visibility::Private,
        ..bank.info.key.clone()
    });
    for format in FileFormat::ALL {
        let (written, back) = round(format, &bank);
        let own = back.bank.unwrap().questions.remove(0).key;
        let dropped = written.losses.iter().any(|loss| {
            loss.kind == LossKind::Dropped && loss.field == "key" && loss.question.is_some()
        });
        match format {
            FileFormat::Yaml | FileFormat::Json => {
                assert_eq!((own, dropped), (bank.questions[0].key.clone(), false));
            }
            _ => assert_eq!((own, dropped), (None, true), "{format:?}"),
        }
    }
}

#[test]
fn the_same_bank_is_the_same_file() {
    for format in FileFormat::ALL {
        assert_eq!(
            write(format, &bank()).unwrap(),
            write(format, &bank()).unwrap(),
            "{format:?}"
        );
    }
}

#[test]
fn templates_are_sound_banks() {
    let csv = read(FileFormat::Csv, "my-bank", &template_csv().unwrap());
    let xlsx = read(FileFormat::Xlsx, "my-bank", &template_xlsx().unwrap());
    assert_eq!(csv.errors().count() + xlsx.errors().count(), 0);
    assert_eq!(xlsx.losses, []);
    assert_eq!(csv.bank.unwrap().questions, xlsx.bank.unwrap().questions);
}

#[test]
fn formulas_in_a_table_stay_words() {
    let mut bank = bank();
    bank.questions[0].title = "=HYPERLINK(\"http://example.org\")".into();
    bank.questions[0].options[0].text = "+1 for her".into();
    for format in [FileFormat::Csv, FileFormat::Xlsx] {
        let (written, back) = round(format, &bank);
        assert_eq!(back.bank.unwrap().questions, bank.questions);
        if format == FileFormat::Csv {
            let text = String::from_utf8(written.bytes).unwrap();
            assert!(text.contains("\"'=HYPERLINK") && text.contains("'+1 for her"));
        }
    }
}

#[test]
fn every_wrong_cell_is_named_with_its_row() {
    let csv = "Title;Format;Channel;Direction;Sector;Reading seconds;Scenario;Task;Option 1;Value 1;Option 2;Value 2;Mood;competencies;style_1;style_2\n\
               One;single_best;chat;inbound;delivery;30;Late.;What now?;Yes.;6,5;No.;1;x;AL 1;asking;asking\n\
               \n\
               Two;best;telegraph;inbound;delivery;soon;Late.;What now?;Yes.;six;No.;1;x;ZZ 1;asking;kind\n\
               Three;single_best;chat;inbound;delivery;30;Late.;;Yes.;6;No.;9;x;AL 1;asking;asking\n";
    let read = read(FileFormat::Csv, "rows.csv", csv.as_bytes());
    assert_eq!(read.bank, None);
    let named: Vec<(u32, &str)> = read.errors().map(|p| (p.line, p.path.as_str())).collect();
    assert_eq!(
        named,
        [
            (3, "format"),
            (3, "channel"),
            (3, "competencies"),
            (3, "reading_seconds"),
            (3, "value_1"),
            (3, "style_2"),
            (4, "questions[1].task"),
            (4, "questions[1].options[1].value")
        ],
        "what a sound row says wrong is told at once, too"
    );
    assert!(
        read.losses
            .iter()
            .any(|loss| loss.field == "column" && loss.why.contains("Mood"))
    );
    let fixed = csv
        .replace("best;telegraph", "single_best;chat")
        .replace("soon", "30")
        .replace("six", "6")
        .replace("ZZ", "AL")
        .replace(";kind", ";asking");
    let read = super::read(FileFormat::Csv, "rows.csv", fixed.as_bytes());
    let named: Vec<(u32, String)> = read.errors().map(|p| (p.line, p.path.clone())).collect();
    assert_eq!(
        named,
        [
            (4, "questions[2].task".to_owned()),
            (4, "questions[2].options[1].value".to_owned())
        ]
    );
    let missing = super::read(FileFormat::Csv, "rows.csv", b"title,task\nx,y\n");
    assert!(missing.problems[0].message.contains("scenario"));
}

#[test]
fn what_is_too_large_is_refused_at_once() {
    let large = vec![b' '; MAX_BYTES + 1];
    for format in FileFormat::ALL {
        let read = read(format, "large", &large);
        assert!(
            read.bank.is_none() && read.errors().count() == 1,
            "{format:?}"
        );
    }
    let row = ",T,,single_best,,chat,inbound,s,,,,30,,,,,,,S,T\n";
    let csv = format!("{}\n{}", table_head(), row.repeat(20_001));
    let read = read(FileFormat::Csv, "rows", csv.as_bytes());
    assert!(
        read.errors()
            .any(|problem| problem.message.contains("20,000"))
    );
}

fn table_head() -> String {
    let csv = String::from_utf8(template_csv().unwrap()).unwrap();
    csv.trim_start_matches('\u{feff}')
        .lines()
        .next()
        .unwrap()
        .to_owned()
}

fn only_errors(format: FileFormat, bytes: &[u8]) -> String {
    let read = read(format, "in", bytes);
    assert!(read.bank.is_none());
    read.errors()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn hostile_xml_is_refused() {
    for text in [
        "<!DOCTYPE quiz [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><quiz>&x;</quiz>",
        "<!DOCTYPE quiz SYSTEM \"http://example.org/x.dtd\"><quiz/>",
    ] {
        assert!(only_errors(FileFormat::MoodleXml, text.as_bytes()).contains("DOCTYPE"));
    }
    assert!(only_errors(FileFormat::MoodleXml, b"<quiz>&x;</quiz>").contains("entity"));
    assert!(only_errors(FileFormat::MoodleXml, b"<html/>").contains("neither Moodle XML"));
}
