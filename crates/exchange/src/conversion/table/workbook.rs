//! XLSX: the sheet `questions` is the table, the sheet `bank` names what the bank is. A workbook from outside is a zip
//! file like any other, and its cells are read one by one: a cell far out makes no room for those before it.

use super::{header, read_rows, row};
use crate::conversion::archive::Archive;
use crate::conversion::import::{Import, MAX_QUESTIONS};
use crate::conversion::{LossKind, WriteError, Written, info};
use calamine::{Reader, Xlsx, XlsxError};
use domain::bank::Bank;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet};
use std::io::Cursor;

const QUESTIONS: &str = "questions";
const BANK: &str = "bank";
/// Columns to the right of this are not read.
const MAX_COLUMNS: u32 = 128;

pub(in crate::conversion) fn write(bank: &Bank) -> Result<Written, WriteError> {
    let mut workbook = Workbook::new();
    // The same bank is the same file, whenever it is written.
    let properties = rust_xlsxwriter::DocProperties::new()
        .set_creation_datetime(&rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    let rows: Vec<Vec<String>> = bank.questions.iter().map(row::write).collect();
    let sheet = workbook.add_worksheet().set_name(QUESTIONS)?;
    write_rows(sheet, &header(), &rows)?;
    let sheet = workbook.add_worksheet().set_name(BANK)?;
    let head = ["field".to_owned(), "value".to_owned()];
    let fields = info::write(&bank.info)
        .into_iter()
        .map(|(field, value)| vec![field.to_owned(), value]);
    write_rows(sheet, &head, &fields.collect::<Vec<_>>())?;
    Ok(Written {
        bytes: workbook.save_to_buffer()?,
        losses: Vec::new(),
    })
}

fn write_rows(
    sheet: &mut Worksheet,
    head: &[String],
    rows: &[Vec<String>],
) -> Result<(), WriteError> {
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    // Shown as text whatever it starts with, also after it was edited.
    let quoted = wrapped.clone().set_quote_prefix();
    for (column, name) in (0_u16..).zip(head) {
        sheet.write_string_with_format(0, column, name, &bold)?;
        sheet.set_column_width(column, if name.len() > 9 { 24.0 } else { 14.0 })?;
    }
    for (number, cells) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            let name = head.get(usize::from(column)).map_or("", String::as_str);
            let numeric =
                name.starts_with("value_") || ["reading_seconds", "record_since"].contains(&name);
            match cell.parse::<f64>() {
                Ok(value) if numeric && value.is_finite() => {
                    sheet.write_number_with_format(number, column, value, &wrapped)?
                }
                _ => sheet.write_string_with_format(number, column, cell, &quoted)?,
            };
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

pub(in crate::conversion) fn read(bytes: &[u8], import: &mut Import) {
    if let Err(message) = unpacks_within_bounds(bytes) {
        return import.error(1, "", message);
    }
    let mut workbook: Xlsx<_> = match Xlsx::new(Cursor::new(bytes)) {
        Ok(workbook) => workbook,
        Err(_) => return import.error(1, "", "This is not a readable XLSX workbook."),
    };
    let sheets = workbook.sheet_names();
    let own = sheets
        .iter()
        .find(|name| name.eq_ignore_ascii_case(QUESTIONS));
    let Some(name) = own.or(sheets.first()).cloned() else {
        return import.error(1, "", "The workbook has no sheet.");
    };
    if let Some(bank) = sheets
        .iter()
        .find(|sheet| sheet.eq_ignore_ascii_case(BANK) && **sheet != name)
    {
        match rows(&mut workbook, bank) {
            Ok((rows, _)) => read_bank(&rows, import),
            Err(_) => import.error(1, bank, "This sheet cannot be read."),
        }
    }
    for other in sheets
        .iter()
        .filter(|sheet| **sheet != name && !sheet.eq_ignore_ascii_case(BANK))
    {
        let why = format!("the sheet `{other}` is not read: questions are on `{name}`");
        import.loss(None, "sheet", LossKind::Dropped, &why);
    }
    match rows(&mut workbook, &name) {
        Ok((rows, beyond)) => {
            if let Some(row) = beyond {
                import.error(
                    row,
                    &name,
                    "Rows after the 20,001st are not read; divide the table.",
                );
            }
            read_rows(rows, import);
        }
        Err(_) => import.error(1, &name, "This sheet cannot be read."),
    }
}

/// Every file in it, before anybody else opens it.
fn unpacks_within_bounds(bytes: &[u8]) -> Result<(), String> {
    let mut archive = Archive::open(bytes).map_err(|error| error.to_string())?;
    for name in archive.names().to_vec() {
        archive.read(&name).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Cells as texts, and the first row that is too far down to be read, from 1.
type Rows = (Vec<Vec<String>>, Option<u32>);

fn rows(workbook: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Result<Rows, XlsxError> {
    let mut cells = workbook.worksheet_cells_reader(sheet)?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.is_empty() || column >= MAX_COLUMNS {
            continue;
        }
        if row as usize > MAX_QUESTIONS {
            return Ok((rows, Some(row.saturating_add(1))));
        }
        let row = row as usize;
        if rows.len() <= row {
            rows.resize(row + 1, Vec::new());
        }
        let column = column as usize;
        if rows[row].len() <= column {
            rows[row].resize(column + 1, String::new());
        }
        rows[row][column] = text;
    }
    Ok((rows, None))
}

fn text(value: &calamine::DataRef) -> String {
    use calamine::DataRef;
    match value {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::DateTime(_) | DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn read_bank(rows: &[Vec<String>], import: &mut Import) {
    let field = |row: &Vec<String>| {
        let value = row.get(1).cloned().unwrap_or_default();
        Some((row.first()?.trim().to_owned(), value))
    };
    let fields: Vec<(String, String)> = rows.iter().filter_map(field).collect();
    info::read(&fields, import);
}
