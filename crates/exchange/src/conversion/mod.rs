//! Banks from and to other programs' formats: one model for all. Whatever the format, reading gives a bank, what was
//! lost on the way and every problem at once; writing gives bytes and what they cannot carry. Nothing is dropped in
//! silence: what was written is read again, and each difference that nobody has declared is declared then.
//!
//! A format is a module with a reader that fills an [`Import`](import::Import) and a writer that returns text or bytes
//! with its declared losses. To add one: a variant of [`FileFormat`], its two arms here, a row in `docs/formats.md`,
//! a round trip in `tests`, a target in `fuzz`.

mod archive;
mod difference;
mod gift;
mod html;
mod import;
mod info;
mod labels;
mod moodle;
mod platform;
mod qti;
mod stem;
mod table;

pub use table::{template_csv, template_xlsx};

use crate::bank_file::{self, BankProblem, SourceFile};
use domain::bank::{Bank, Severity};
use std::fmt;

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    Yaml,
    Json,
    Csv,
    Xlsx,
    /// A package of QTI 2.2, as a zip file.
    Qti22,
    /// A package of QTI 3.0, as a zip file.
    Qti30,
    MoodleXml,
    Gift,
}

impl FileFormat {
    pub const ALL: [Self; 8] = [
        Self::Yaml,
        Self::Json,
        Self::Csv,
        Self::Xlsx,
        Self::Qti22,
        Self::Qti30,
        Self::MoodleXml,
        Self::Gift,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Qti22 => "qti2.2",
            Self::Qti30 => "qti3.0",
            Self::MoodleXml => "moodle",
            Self::Gift => "gift",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format that a file name's extension stands for: `zip` means QTI 3.0, `xml` Moodle. A reader takes either
    /// version of QTI, and one item of it in place of Moodle's XML.
    pub fn from_extension(file: &str) -> Option<Self> {
        let (_, extension) = file.rsplit_once('.')?;
        Some(match extension.to_ascii_lowercase().as_str() {
            "yaml" | "yml" => Self::Yaml,
            "json" => Self::Json,
            "csv" | "tsv" => Self::Csv,
            "xlsx" => Self::Xlsx,
            "zip" => Self::Qti30,
            "xml" => Self::MoodleXml,
            "gift" | "txt" => Self::Gift,
            _ => return None,
        })
    }
}

/// What became of something in a conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LossKind {
    /// Carried in a way that other programs may not show.
    Kept,
    /// There, but not the same.
    Approximated,
    Dropped,
}

impl LossKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Approximated => "approximated",
            Self::Dropped => "dropped",
        }
    }
}

/// One thing that a conversion does not carry as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    pub kind: LossKind,
    /// The field by its name in a bank file, such as `scenario`; `question` for a whole one.
    pub field: String,
    /// A sentence for whoever converts.
    pub why: String,
    /// The question's id; absent for the bank.
    pub question: Option<String>,
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.question.as_deref().unwrap_or("bank");
        write!(
            f,
            "{}: {place}: `{}`: {}",
            self.kind.name(),
            self.field,
            self.why
        )
    }
}

/// What was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Converted {
    /// Absent when a problem is an error.
    pub bank: Option<Bank>,
    pub losses: Vec<Loss>,
    /// Errors and warnings; `line` is the row of a table, and 1 where a question is a file of its own.
    pub problems: Vec<BankProblem>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub bytes: Vec<u8>,
    pub losses: Vec<Loss>,
}

/// Why a bank cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error(transparent)]
    BankFile(#[from] bank_file::WriteError),
    #[error("the table cannot be written: {0}")]
    Csv(#[from] csv::Error),
    #[error("the workbook cannot be written: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    #[error("the package cannot be written: {0}")]
    Zip(#[from] zip::result::ZipError),
    #[error("the package cannot be written: {0}")]
    Io(#[from] std::io::Error),
}

/// Reads a bank. `name` is the file's, for problems and for the bank's id where the file has none.
pub fn read(format: FileFormat, name: &str, bytes: &[u8]) -> Converted {
    let mut import = import::Import::new(name);
    if bytes.len() > MAX_BYTES {
        import.error(1, "", "This file is larger than 64 MB; divide it.");
        return import.finish(None);
    }
    match format {
        FileFormat::Yaml | FileFormat::Json => return read_bank_file(format, name, bytes),
        FileFormat::Csv => table::read_csv(bytes, &mut import),
        FileFormat::Xlsx => table::read_xlsx(bytes, &mut import),
        FileFormat::Qti22 | FileFormat::Qti30 => qti::read_package(bytes, &mut import),
        FileFormat::MoodleXml => moodle::read(bytes, &mut import),
        FileFormat::Gift => gift::read(bytes, &mut import),
    }
    import.done()
}

/// Writes a bank that [`domain::bank::check`] finds sound.
///
/// # Errors
/// [`WriteError`] when the result would be too large to be read again; else none is known for a sound bank.
pub fn write(format: FileFormat, bank: &Bank) -> Result<Written, WriteError> {
    let mut written = match format {
        FileFormat::Yaml => whole(bank_file::write(bank)?.into_bytes()),
        FileFormat::Json => whole(bank_file::write_json(bank)?.into_bytes()),
        FileFormat::Csv => table::write_csv(bank)?,
        FileFormat::Xlsx => table::write_xlsx(bank)?,
        FileFormat::Qti22 => qti::write_package(bank, crate::qti::Version::V2_2)?,
        FileFormat::Qti30 => qti::write_package(bank, crate::qti::Version::V3_0)?,
        FileFormat::MoodleXml => moodle::write(bank),
        FileFormat::Gift => gift::write(bank),
    };
    difference::declare(
        bank,
        &read(format, "bank", &written.bytes),
        &mut written.losses,
    );
    written.losses.sort();
    Ok(written)
}

fn whole(bytes: Vec<u8>) -> Written {
    Written {
        bytes,
        losses: Vec::new(),
    }
}

fn read_bank_file(format: FileFormat, name: &str, bytes: &[u8]) -> Converted {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(_) => {
            let mut import = import::Import::new(name);
            import.error(1, "", "This file is not UTF-8 text.");
            return import.finish(None);
        }
    };
    let text = match format {
        FileFormat::Json => bank_file::plain_json(text),
        _ => text.into(),
    };
    let file = SourceFile { name, text: &text };
    let (bank, problems) = match bank_file::parse_files(&[file]) {
        Ok((bank, map)) => {
            let problems = map.problems(domain::bank::check(&bank));
            (Some(bank), problems)
        }
        Err(problems) => (None, problems),
    };
    Converted {
        bank,
        losses: Vec::new(),
        problems,
    }
}

impl Converted {
    pub fn errors(&self) -> impl Iterator<Item = &BankProblem> {
        self.problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
    }
}

#[cfg(test)]
mod tests;
