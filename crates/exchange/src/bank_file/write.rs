//! A bank as YAML or JSON: the same bank always gives the same text, fields in the order of the types, so that a
//! changed word is a changed line; and reading it gives the same bank.

use super::tree::MAX_BYTES;
use domain::bank::Bank;

/// Why a bank could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("the bank would be larger than 64 MB, which is not read again; divide it")]
    TooLarge,
    #[error("the bank cannot be written as YAML: {0}")]
    Yaml(#[from] serde_saphyr::SerializeError),
    #[error("the bank cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// Editors that know YAML complete and check the fields by this line.
const SCHEMA_LINE: &str = "# yaml-language-server: $schema=schema.json\n";

/// Writes a bank file as YAML. Long and several-line texts become blocks.
///
/// # Errors
/// [`WriteError::TooLarge`]; no other is known for a bank, which holds only text, numbers, lists and maps with text
/// keys.
pub fn write(bank: &Bank) -> Result<String, WriteError> {
    let options = serde_saphyr::ser_options! { compact_list_indent: false };
    let yaml = serde_saphyr::to_string_with_options(bank, options)?;
    readable(format!("{SCHEMA_LINE}{yaml}"))
}

/// Writes a bank file as JSON, indented.
///
/// # Errors
/// As for [`write`].
pub fn write_json(bank: &Bank) -> Result<String, WriteError> {
    let mut json = serde_json::to_string_pretty(bank)?;
    json.push('\n');
    // YAML, which reads JSON too, has no place for a bare delete character or the controls above it.
    let bare = |c: char| {
        ('\u{7f}'..='\u{9f}').contains(&c) || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
    };
    if json.contains(bare) {
        let escape = |c: char| {
            if bare(c) {
                format!("\\u{:04x}", u32::from(c))
            } else {
                c.to_string()
            }
        };
        json = json.chars().map(escape).collect();
    }
    readable(json)
}

fn readable(text: String) -> Result<String, WriteError> {
    if text.len() > MAX_BYTES {
        return Err(WriteError::TooLarge);
    }
    Ok(text)
}

/// JSON as YAML reads it: characters that JSON writes as two escapes become themselves. Lines stay where they are.
pub(crate) fn plain_json(text: &str) -> std::borrow::Cow<'_, str> {
    let mut parts = text.split("\\u");
    let Some(first) = parts.next().filter(|first| first.len() < text.len()) else {
        return text.into();
    };
    let mut plain = first.to_owned();
    let mut high: Option<u32> = None;
    for part in parts {
        let code = part
            .get(..4)
            .and_then(|hex| u32::from_str_radix(hex, 16).ok());
        match (high.take(), code) {
            (Some(first), Some(second @ 0xdc00..0xe000)) => {
                let joined = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                plain.extend(char::from_u32(joined));
                plain.push_str(&part[4..]);
            }
            // The second half follows at once, and the backslash was not itself escaped.
            (None, Some(code @ 0xd800..0xdc00)) if part.len() == 4 && !ends_escaped(&plain) => {
                high = Some(code)
            }
            (first, _) => {
                if let Some(first) = first {
                    plain.push_str(&format!("\\u{first:04x}"));
                }
                plain.push_str("\\u");
                plain.push_str(part);
            }
        }
    }
    if let Some(first) = high {
        plain.push_str(&format!("\\u{first:04x}"));
    }
    plain.into()
}

/// An odd number of backslashes: the next one is text.
fn ends_escaped(text: &str) -> bool {
    text.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}
