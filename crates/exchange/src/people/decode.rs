//! Bytes to text: by byte-order mark, else UTF-8 where it is valid, else UTF-16 where every other byte is empty, else
//! Windows-1252, which spreadsheets still write. Archives and binaries are refused by their first bytes.

use super::PeopleError;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// First bytes of archives and office files.
const SPREADSHEETS: [&[u8]; 4] = [
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x07\x08",
    b"\xd0\xcf\x11\xe0",
];
/// First bytes of other files that people pick by mistake.
const BINARIES: [&[u8]; 7] = [
    b"%PDF",
    b"\x1f\x8b",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"7z\xbc\xaf",
    b"Rar!",
];
/// A text with more control characters than one in this many is none.
const CONTROLS: usize = 20;

/// The text without its byte-order mark, and the name of its encoding.
pub(crate) fn text(bytes: &[u8]) -> Result<(String, &'static str), PeopleError> {
    let starts = |marks: &[&[u8]]| marks.iter().any(|mark| bytes.starts_with(mark));
    if starts(&SPREADSHEETS) {
        return Err(PeopleError::Spreadsheet);
    }
    if starts(&BINARIES) {
        return Err(PeopleError::Binary);
    }
    let encoding = sniff(bytes);
    let (text, _, _) = encoding.decode(bytes);
    let controls = text
        .chars()
        .filter(|c| c.is_control() && !c.is_whitespace())
        .count();
    if text.contains('\0') || controls * CONTROLS > text.chars().count() {
        return Err(PeopleError::Binary);
    }
    let name = match encoding {
        encoding if encoding == UTF_8 => "UTF-8",
        encoding if encoding == WINDOWS_1252 => "Windows-1252",
        _ => "UTF-16",
    };
    Ok((text.into_owned(), name))
}

fn sniff(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let sample = &bytes[..bytes.len().min(2_000)];
    let empty = |parity: usize| {
        sample
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let half = sample.len() / 2;
    if half > 0 && empty(1) * 2 > half && empty(0) == 0 {
        return UTF_16LE;
    }
    if half > 0 && empty(0) * 2 > half && empty(1) == 0 {
        return UTF_16BE;
    }
    if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else {
        WINDOWS_1252
    }
}
