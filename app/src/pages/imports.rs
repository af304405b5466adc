//! Importing a bank's file: choosing it, watching it being read or written, and looking at what it would do before
//! anything is written. A page here never writes; `crate::forms::imports` does.

pub mod confirm;
pub mod lines;
pub mod start;
pub mod upload;

use exchange::conversion::FileFormat;

/// What a format is called for people.
pub fn format_words(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Yaml => "Attune bank file, YAML",
        FileFormat::Json => "Attune bank file, JSON",
        FileFormat::Csv => "Table, CSV",
        FileFormat::Xlsx => "Table, Excel workbook (XLSX)",
        FileFormat::Qti22 => "QTI 2.2 package",
        FileFormat::Qti30 => "QTI 3.0 package",
        FileFormat::MoodleXml => "Moodle XML",
        FileFormat::Gift => "Moodle GIFT",
    }
}

/// "1 question", "12 questions".
pub fn questions(count: i64) -> String {
    match count {
        1 => "1 question".into(),
        count => format!("{count} questions"),
    }
}
