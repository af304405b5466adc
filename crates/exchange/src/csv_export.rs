//! Tables for spreadsheets: CSV as UTF-8 with a byte-order mark, every cell guarded against being run as a formula.

/// Tells spreadsheet programs that the file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes a table. A cell that a spreadsheet could take for a formula is prefixed with an apostrophe, headers too;
/// numbers such as `-3.5` stay numbers. Rows may differ in length.
///
/// # Errors
/// Those of the writer; none is known for a table in memory.
pub fn write<'a, Row>(header: &[&str], rows: impl IntoIterator<Item = Row>) -> csv::Result<Vec<u8>>
where
    Row: IntoIterator<Item = &'a str>,
{
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(header.iter().map(|cell| guarded(cell)))?;
    for row in rows {
        writer.write_record(row.into_iter().map(guarded))?;
    }
    writer
        .into_inner()
        .map_err(|cause| cause.into_error().into())
}

/// Writes a table of texts and numbers.
///
/// # Errors
/// As [`write`].
pub fn write_table(table: &domain::analysis::Table) -> csv::Result<Vec<u8>> {
    use domain::analysis::Cell;
    let text = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
    };
    let rows: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| row.iter().map(text).collect())
        .collect();
    let rows = rows.iter().map(|row| row.iter().map(String::as_str));
    write(&table.header, rows)
}

/// The cell, with an apostrophe before it where a spreadsheet could run it, or where one would be taken away again.
pub(crate) fn guarded(cell: &str) -> String {
    if is_risky(cell) || is_guarded(cell) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// The cell without the apostrophe that [`write`] put before it.
pub(crate) fn unguarded(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if is_guarded(cell) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

/// Apostrophes and then something risky.
fn is_guarded(cell: &str) -> bool {
    cell.starts_with('\'') && is_risky(cell.trim_start_matches('\''))
}

fn is_risky(cell: &str) -> bool {
    let start = cell.trim_start_matches([' ', '\u{a0}', '\u{feff}']);
    start.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
        && !is_number(start)
}

/// Digits with a sign and a decimal point: a formula needs more.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && cell.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_table_is_utf_8_with_a_mark_and_quotes() {
        let bytes = write(
            &["name", "score"],
            [["Zoë, A.", "-3.5"], ["say \"hi\"", "12"]],
        )
        .unwrap();
        let text = std::str::from_utf8(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap()).unwrap();
        assert_eq!(
            text,
            "name,score\r\n\"Zoë, A.\",-3.5\r\n\"say \"\"hi\"\"\",12\r\n"
        );
    }

    #[test]
    fn formulas_are_disarmed_in_cells_and_headers() {
        for cell in [
            "=1+1",
            "+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            " =1",
            "＝1",
            "-",
            "--1",
            "-1e5x",
        ] {
            assert_eq!(guarded(cell), format!("'{cell}"));
        }
        for cell in ["-3.5", "+12", "0", "Anna", "a=b", "", "12 %"] {
            assert_eq!(guarded(cell), cell);
        }
        let bytes = write(&["=header"], [["x"]]).unwrap();
        assert!(String::from_utf8(bytes).unwrap().contains("'=header"));
    }

    proptest! {
        #[test]
        fn what_is_written_can_be_read_again(rows in prop::collection::vec(prop::collection::vec("\\PC{0,12}", 2), 0..6)) {
            let bytes = write(&["a", "b"], rows.iter().map(|row| row.iter().map(String::as_str))).unwrap();
            let mut reader = csv::Reader::from_reader(&bytes[BYTE_ORDER_MARK.len()..]);
            let read: Vec<Vec<String>> =
                reader.records().map(|row| row.unwrap().iter().map(String::from).collect()).collect();
            let expected: Vec<Vec<String>> =
                rows.iter().map(|row| row.iter().map(|cell| guarded(cell)).collect()).collect();
            prop_assert_eq!(&read, &expected);
            let back: Vec<Vec<String>> =
                read.iter().map(|row| row.iter().map(|cell| unguarded(cell)).collect()).collect();
            prop_assert_eq!(back, rows);
        }
    }
}
