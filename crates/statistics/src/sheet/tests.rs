use super::*;
use proptest::prelude::*;

fn sheet(text: impl AsRef<[u8]>) -> Sheet {
    Sheet::read(text.as_ref()).expect("a good table")
}

fn wrong(text: impl AsRef<[u8]>) -> Vec<Problem> {
    let problems = Sheet::read(text.as_ref()).expect_err("a bad table");
    problems.listed().to_vec()
}

fn column(sheet: &Sheet, column: usize) -> Vec<Option<&str>> {
    sheet.cells(column).collect()
}

#[test]
fn every_delimiter_quotes_line_ends_and_the_byte_order_mark() {
    let expected = [Some("1"), None, Some("3")];
    for text in [
        "a,b\n1,x\n,y\n3,z\n",
        "a;b\r\n1;x\r\nNA;y\r\n3;z",
        "a\tb\n1\tx\n\ty\n3\tz\n",
        "a|b\n 1 |x\nNA|y\n3|z\n",
        "\u{feff}a,b\n\"1\",\"x, or y\"\n\"\",y\n3,\"z\"\"z\"\n",
        "sep=;\na;b\n1;x\n;y\n3;z\n",
        "a,b\r1,x\r,y\r3,z\r",
    ] {
        let sheet = sheet(text);
        assert_eq!(sheet.header.names(), ["a", "b"], "{text:?}");
        assert_eq!(column(&sheet, 0), expected, "{text:?}");
        assert_eq!(sheet.numbers().collect::<Vec<_>>(), [2, 3, 4]);
    }
}

#[test]
fn a_single_column_needs_no_delimiter() {
    let sheet = sheet("key\nA\nB\n");
    assert_eq!(column(&sheet, 0), [Some("A"), Some("B")]);
}

#[test]
fn a_decimal_comma_counts_between_semicolons_only() {
    let mut problems = Problems::default();
    let comma = sheet("a;b\n1,5;2\n2.5;-0,25\n");
    assert_eq!(comma.values(0, &mut problems), [Some(1.5), Some(2.5)]);
    assert_eq!(comma.values(1, &mut problems), [Some(2.0), Some(-0.25)]);
    assert_eq!(problems.count(), 0);
    let tab = sheet("a\tb\n1,5\t2\n");
    assert_eq!(tab.values(0, &mut problems), [None]);
    assert_eq!(problems.count(), 1);
}

#[test]
fn everything_wrong_is_named_at_once_with_its_row() {
    assert_eq!(
        wrong("a,b\n1,2\n1\n1,2,3\n"),
        [(3, 1), (4, 3)].map(|(row, got)| Problem::Ragged {
            row,
            got,
            expected: 2
        })
    );
    let text = Sheet::read(&b"a,b\n1,2\n1\n1,2,3\n"[..]).expect_err("ragged");
    assert_eq!(
        text.to_string(),
        "row 3: 1 cells where the header has 2\nrow 4: 3 cells where the header has 2"
    );
    assert_eq!(wrong(""), [Problem::Empty]);
    assert_eq!(wrong("\n\n"), [Problem::Empty]);
    assert_eq!(wrong("a,b\n"), [Problem::NoRows]);
    assert!(matches!(
        wrong("a,b,a\n1,2,3\n")[..],
        [Problem::SameColumn {
            first: 1,
            second: 3,
            ..
        }]
    ));
    assert!(matches!(
        wrong(b"PK\x03\x04rest")[..],
        [Problem::NotText(_)]
    ));
    assert!(matches!(wrong(b"\xff\xfea\x00")[..], [Problem::NotText(_)]));
    assert_eq!(
        wrong(b"a,b\n1,\xe4\n"),
        [Problem::NotUtf8 {
            row: 2,
            column: "b".into()
        }]
    );
    let many = format!("a,b\n{}", "1\n".repeat(80));
    let many = Sheet::read(many.as_bytes()).expect_err("ragged");
    assert_eq!((many.listed().len(), many.count()), (50, 80));
    assert!(many.to_string().ends_with("and 30 more"));
}

#[test]
fn numbers_are_finite() {
    let sheet = sheet("a\nx\n1e400\nNaN\ninf\n7\n");
    let mut problems = Problems::default();
    assert_eq!(sheet.values(0, &mut problems)[4], Some(7.0));
    assert_eq!(problems.count(), 4);
    assert_eq!(
        problems.listed()[0].to_string(),
        "row 2, column a: \"x\" is not a number"
    );
}

#[test]
fn ids_are_found_and_may_not_repeat() {
    for (text, expected) in [
        ("Q1,ID\n1,x\n2,y\n", ["x", "y"]),
        ("person_id;Q1\nx;1\ny;2\n", ["x", "y"]),
        ("\"\",\"Q1\"\n\"1\",5\n\"2\",5\n", ["1", "2"]),
        ("Q1,Q2\n1,x\n2,y\n", ["2", "3"]),
    ] {
        let mut problems = Problems::default();
        assert_eq!(sheet(text).ids(None, &mut problems), expected, "{text}");
        assert_eq!(problems.count(), 0);
    }
    let mut problems = Problems::default();
    sheet("id,a\nx,1\ny,2\nx,3\n,4\n").ids(None, &mut problems);
    let words: Vec<String> = problems.listed().iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        [
            "rows 2 and 4 have the same id, \"x\"",
            "row 5, column id: nothing given"
        ]
    );
    let mut problems = Problems::default();
    assert_eq!(sheet("who,a\nx,1\n").ids(Some("who"), &mut problems), ["x"]);
    sheet("who,a\nx,1\n").ids(Some("whom"), &mut problems);
    assert_eq!(
        problems.to_string(),
        "there is no column \"whom\"; the columns are who, a"
    );
}

#[test]
fn a_column_is_found_by_its_name() {
    let header = sheet("Group,n,N,x y,\n1,2,3,4,5\n").header;
    assert_eq!(header.find("group"), Ok(0));
    assert_eq!((header.find("n"), header.find("N")), (Ok(1), Ok(2)));
    assert_eq!(header.find(" x y "), Ok(3));
    assert!(header.find("y").is_err() && header.find("").is_err());
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        drop(Sheet::read(&bytes[..]));
    }

    #[test]
    fn no_text_of_csv_signs_makes_the_reader_panic(text in "[ab1,;|\t\"\r\n. NA-]{0,200}") {
        drop(Sheet::read(text.as_bytes()));
    }

    #[test]
    fn what_is_written_is_read(
        rows in prop::collection::vec(prop::array::uniform3("[a-z0-9,;\"\n ]{0,8}"), 1..20),
        delimiter in prop::sample::select(vec![b',', b';', b'\t', b'|']),
    ) {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .quote_style(csv::QuoteStyle::Always)
            .from_writer(Vec::new());
        writer.write_record(["x", "y", "z"]).expect("writes");
        for row in &rows {
            writer.write_record(row).expect("writes");
        }
        let bytes = writer.into_inner().expect("written");
        let sheet = Sheet::read(&bytes[..]).expect("a good table");
        for (index, row) in rows.iter().enumerate() {
            for (column, written) in row.iter().enumerate() {
                let read = sheet.cells(column).nth(index).flatten();
                prop_assert_eq!(read.unwrap_or(""), written.trim());
            }
        }
    }
}
