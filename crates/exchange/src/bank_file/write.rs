//! A bank as YAML: the same bank always gives the same text, and reading it gives the same bank.

use domain::bank::Bank;

/// Why a bank could not be written.
pub type WriteError = serde_saphyr::SerializeError;

/// Editors that know YAML complete and check the fields by this line.
const SCHEMA_LINE: &str = "# yaml-language-server: $schema=schema.json\n";

/// Writes a bank file. Long and several-line texts become blocks.
///
/// # Errors
/// Those of the writer; none is known for a bank, which holds only text, numbers, lists and maps with text keys.
pub fn write(bank: &Bank) -> Result<String, WriteError> {
    let options = serde_saphyr::ser_options! { compact_list_indent: false };
    let yaml = serde_saphyr::to_string_with_options(bank, options)?;
    Ok(format!("{SCHEMA_LINE}{yaml}"))
}
