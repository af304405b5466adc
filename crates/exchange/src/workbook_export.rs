//! Workbooks for spreadsheets: one sheet a table, numbers as numbers, texts guarded like those of [`crate::csv_export`]
//! although a workbook's text is never a formula: people save workbooks as CSV. The same tables give the same bytes.

use crate::csv_export::guarded;
use domain::analysis::{Cell, Table};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// Characters that a column is wide at most.
const WIDEST: f64 = 60.0;

/// Writes a workbook.
///
/// # Errors
/// A table with a name no sheet can have, or a text longer than a cell holds.
pub fn write(tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // Nothing here reads a clock.
    let properties =
        DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    for table in tables {
        let sheet = workbook.add_worksheet().set_name(table.name)?;
        fill(sheet, table)?;
    }
    workbook.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let head = Format::new().set_bold();
    for (column, name) in (0_u16..).zip(&table.header) {
        sheet.write_string_with_format(0, column, guarded(name), &head)?;
        let widest = table
            .rows
            .iter()
            .filter_map(|row| row.get(usize::from(column)));
        let widest = widest.map(length).fold(name.len(), usize::max);
        sheet.set_column_width(column, (widest as f64 + 2.0).min(WIDEST))?;
    }
    for (row, cells) in (1_u32..).zip(&table.rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Number(number) => sheet.write_number(row, column, *number)?,
                Cell::Text(text) => sheet.write_string(row, column, guarded(text))?,
            };
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn length(cell: &Cell) -> usize {
    match cell {
        Cell::Number(_) => 10,
        Cell::Text(text) => text.chars().count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    #[test]
    fn numbers_stay_numbers_and_formulas_stay_words() {
        let table = Table {
            name: "Questions",
            header: vec!["number", "question"],
            rows: vec![
                vec![Cell::Number(-0.25), Cell::Text("=1+1".into())],
                vec![
                    Cell::Text("too few: 3 of 100".into()),
                    Cell::Text("Zoë".into()),
                ],
            ],
        };
        let bytes = write(std::slice::from_ref(&table)).unwrap();
        assert_eq!(bytes, write(&[table]).unwrap(), "the same bytes again");
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range("Questions").unwrap();
        assert_eq!(sheet.get_value((1, 0)), Some(&Data::Float(-0.25)));
        assert_eq!(sheet.get_value((1, 1)), Some(&Data::String("'=1+1".into())));
        assert_eq!(sheet.get_value((2, 1)), Some(&Data::String("Zoë".into())));
        assert!(book.worksheet_formula("Questions").unwrap().is_empty());
    }
}
