//! What the first bytes of a file say: whether it is a table, and its delimiter.
//!
//! Never contains cells.

use crate::problem::Problem;

/// Candidates for the delimiter.
const DELIMITERS: [u8; 4] = [b'\t', b';', b'|', b','];
/// So many lines decide about it.
const SNIFFED_LINES: usize = 50;
pub(super) fn refuse_other_files(head: &[u8]) -> Result<(), Problem> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(Problem::NotText("this is a workbook; save it as CSV UTF-8"));
    }
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || head.contains(&0) {
        return Err(Problem::NotText("save it as CSV UTF-8"));
    }
    Ok(())
}

/// Spreadsheets may state the delimiter in a first line such as `sep=;`.
pub(super) fn stated_delimiter(head: &[u8]) -> (usize, Option<u8>) {
    let line = head.split(|&byte| byte == b'\n').next().unwrap_or_default();
    match line.trim_ascii_end().strip_prefix(b"sep=") {
        Some([sign]) if DELIMITERS.contains(sign) => (line.len() + 1, Some(*sign)),
        _ => (0, None),
    }
}

/// The delimiter that stands as often in most of the first lines as in the first.
pub(super) fn sniff(head: &[u8]) -> u8 {
    let mut lines: Vec<[usize; 4]> = Vec::new();
    let (mut counts, mut anything, mut quoted) = ([0; 4], false, false);
    for &byte in head.iter().chain(b"\n") {
        quoted ^= byte == b'"';
        if quoted {
            anything = true;
        } else if byte == b'\n' || byte == b'\r' {
            if std::mem::take(&mut anything) {
                lines.push(counts);
            }
            counts = [0; 4];
        } else {
            anything |= !byte.is_ascii_whitespace();
            let known = DELIMITERS.iter().zip(&mut counts);
            known.for_each(|(own, count)| *count += usize::from(*own == byte));
        }
        if lines.len() == SNIFFED_LINES {
            break;
        }
    }
    let agreeing = |index: usize| match lines.first() {
        Some(header) if header[index] > 0 => {
            let as_often = lines.iter().filter(|line| line[index] == header[index]);
            as_often.count()
        }
        _ => 0,
    };
    let mut best = (b',', 0);
    for (index, delimiter) in DELIMITERS.into_iter().enumerate() {
        if agreeing(index) > best.1 {
            best = (delimiter, agreeing(index));
        }
    }
    best.0
}
