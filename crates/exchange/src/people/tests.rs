//! Lists of people in every shape, encoding and temper.

use super::*;
use proptest::prelude::*;

fn list(text: &str) -> PeopleFile {
    read(text.as_bytes(), Limits::default()).unwrap()
}

fn people(file: &PeopleFile) -> Vec<(u64, &str, &str)> {
    file.people
        .iter()
        .map(|person| (person.row, person.name.as_str(), person.email.as_str()))
        .collect()
}

const ADA_AND_BO: [(&str, &str); 2] = [
    ("Ada Lovelace", "ada@example.org"),
    ("Bo Åkesson", "bo@example.org"),
];

/// The two people, wherever they stand.
#[track_caller]
fn holds_both(file: &PeopleFile) {
    let found: Vec<_> = people(file)
        .iter()
        .map(|(_, name, email)| (*name, *email))
        .collect();
    assert_eq!(found, ADA_AND_BO, "{file:?}");
    assert_eq!(
        (file.errors.as_slice(), file.duplicates.as_slice()),
        ([].as_slice(), [].as_slice())
    );
}

#[test]
fn tables_in_every_delimiter_with_and_without_a_header() {
    for delimiter in [",", ";", "\t", "|"] {
        for header in ["Name,E-Mail\r\n", "full name,Email address\n", ""] {
            let text = format!("{header}Ada Lovelace,ada@Example.org\nBo Åkesson,bo@example.org\n")
                .replace(',', delimiter);
            let file = list(&text);
            holds_both(&file);
            assert_eq!(file.header, !header.is_empty());
            assert_eq!(file.delimiter.to_string(), delimiter);
        }
    }
}

#[test]
fn columns_may_stand_in_any_order_and_names_in_two() {
    let file = list(
        "Email;Language;Surname;First name\nada@example.org;en;Lovelace;Ada\nbo@example.org;sv;Åkesson;Bo\n",
    );
    holds_both(&file);
    assert_eq!(file.ignored_columns, ["Language"]);
    holds_both(&list(
        "sep=;\nAda;Lovelace;ada@example.org\nBo;Åkesson;bo@example.org",
    ));
    holds_both(&list(
        "ada@example.org,Ada Lovelace\nbo@example.org,Bo Åkesson\n",
    ));
    let file = list("mail\nada@example.org");
    assert_eq!(people(&file), [(2, "", "ada@example.org")]);
}

#[test]
fn pastes_from_a_mail_program() {
    for text in [
        "Ada Lovelace <ada@example.org>\nBo Åkesson <bo@example.org>",
        "\"Ada Lovelace\" <ada@example.org>; \"Bo Åkesson\" <bo@example.org>",
        "Ada Lovelace <ada@example.org>, Bo Åkesson <bo@example.org>,",
        "Ada Lovelace ada@example.org\n\n\nBo Åkesson mailto:bo@example.org\n",
    ] {
        holds_both(&list(text));
    }
    let file = list("\"Lovelace, Ada\" <ada@example.org>\nbo@example.org");
    assert_eq!(
        people(&file),
        [
            (1, "Lovelace, Ada", "ada@example.org"),
            (2, "", "bo@example.org")
        ]
    );
}

#[test]
fn every_encoding_that_spreadsheets_write() {
    let text = "name;email\nAda Lovelace;ada@example.org\nBo Åkesson;bo@example.org\n";
    let mark = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let little_mark = [b"\xff\xfe".as_slice(), &little].concat();
    let windows: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), "UTF-8"),
        (mark, "UTF-8"),
        (little, "UTF-16"),
        (little_mark, "UTF-16"),
        (big, "UTF-16"),
        (windows, "Windows-1252"),
    ] {
        let file = read(&bytes, Limits::default()).unwrap();
        holds_both(&file);
        assert_eq!(file.encoding, encoding);
    }
}

#[test]
fn errors_name_their_row_and_duplicates_stand_apart() {
    let file = list(
        "name,email\nAda,ada@example.org\n\nBo,bo@nowhere\nCy,\nAda again,ADA@EXAMPLE.org\nDee,dee@example.org\n",
    );
    assert_eq!(
        people(&file),
        [(2, "Ada", "ada@example.org"), (7, "Dee", "dee@example.org")]
    );
    let errors: Vec<_> = file
        .errors
        .iter()
        .map(|error| (error.row, error.message.as_str()))
        .collect();
    assert_eq!(
        errors,
        [
            (
                4,
                "The part after the @ is not a domain such as example.org."
            ),
            (5, "There is no e-mail address here.")
        ]
    );
    assert_eq!(file.errors[0].text, "Bo bo@nowhere");
    assert_eq!(
        file.duplicates,
        [Duplicate {
            row: 6,
            first_row: 2,
            email: "ADA@example.org".into()
        }]
    );
}

#[test]
fn hostile_rows_are_refused_or_neutralised_and_said() {
    let file = list(
        "name,email\n\"Ada\r\nBcc: x@y.org\",ada@example.org\nBo,\"bo@example.org\r\nBcc: x@y.org\"\n=1+1,cy@example.org\n\
         \"D\u{202e}ee\",dee@example.org\n",
    );
    let names: Vec<_> = people(&file).iter().map(|(_, name, _)| *name).collect();
    assert_eq!(names, ["Ada Bcc: x@y.org", "=1+1", "D ee"]);
    assert_eq!(file.errors.len(), 1);
    assert_eq!(file.errors[0].message, EmailError::Control.to_string());
    let notes: Vec<_> = file
        .notes
        .iter()
        .map(|note| note.message.as_str())
        .collect();
    assert_eq!(
        notes,
        [
            "Control characters in the name were replaced by spaces.",
            "The name looks like a formula; it is kept as text.",
            "Control characters in the name were replaced by spaces.",
        ]
    );
    let long = list(&format!("{},ada@example.org", "a".repeat(201)));
    assert!(long.people.is_empty() && long.errors[0].text.chars().count() == 81);
}

#[test]
fn what_is_no_list_is_refused_as_a_whole() {
    let fails = |bytes: &[u8]| read(bytes, Limits::default()).unwrap_err();
    assert_eq!(fails(b"PK\x03\x04rest"), PeopleError::Spreadsheet);
    assert_eq!(fails(b"\xd0\xcf\x11\xe0rest"), PeopleError::Spreadsheet);
    assert_eq!(fails(b"%PDF-1.7"), PeopleError::Binary);
    assert_eq!(fails(b"a\0b\x01\x02\x03@x.org"), PeopleError::Binary);
    assert_eq!(fails(b"  \n\n"), PeopleError::Empty);
    assert_eq!(fails(b"name,email\n"), PeopleError::Empty);
    assert_eq!(
        fails(b"name,language\nAda,en\n"),
        PeopleError::NoEmailColumn
    );
    assert_eq!(
        fails(&vec![b'a'; 5 * 1024 * 1024 + 1]).to_string(),
        "This file is larger than 5 MB. Divide it into smaller files."
    );
    let many: String = (0..20_001).map(|n| format!("p{n}@example.org\n")).collect();
    assert_eq!(
        fails(many.as_bytes()),
        PeopleError::TooManyRows { rows: 20_000 }
    );
}

#[test]
fn five_thousand_rows_are_fine() {
    let text: String = (0..5_000)
        .map(|n| format!("Person {n};p{n}@example.org\r\n"))
        .collect();
    let file = list(&text);
    assert_eq!(file.people.len(), 5_000);
    assert_eq!(file.people[4_999].row, 5_000);
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes, Limits::default());
    }

    #[test]
    fn no_text_makes_the_reader_panic_or_lets_controls_through(
        text in "([a-z@.<>\"';,|\t\r\n= ]|\\PC|@example\\.org){0,80}"
    ) {
        if let Ok(file) = read(text.as_bytes(), Limits::default()) {
            for person in file.people {
                prop_assert!(!person.name.contains(char::is_control));
                prop_assert!(!person.email.contains(|c: char| c.is_control() || c.is_whitespace()));
                prop_assert_eq!(person.email.matches('@').count(), 1);
            }
        }
    }
}
