//! A bank as a file of any format, and what the format does not carry. Keys are in it, so every download writes an audit
//! line. Writing happens on a blocking thread, one at a time: a bank of 20,000 questions fills memory.

use super::Bank;
use crate::audit::Line;
use crate::ports::BankRecord;
use crate::principal::{Admin, Recruiter};
use crate::{Error, Result, Service};
use domain::bank::{Bank as WholeBank, SCHEMA_VERSION};
use domain::question::{Question, QuestionVersion};
use exchange::conversion::{self, FileFormat, LossKind, WriteError, Written};
use std::collections::{BTreeMap, HashMap};

/// Question versions fetched at a time.
const FETCHED: usize = 500;

/// A file to download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// Letters, digits, dots and dashes.
    pub file_name: String,
    pub content_type: &'static str,
    pub bytes: Vec<u8>,
}

/// One kind of loss and the questions it befalls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LossGroup {
    /// kept, approximated or dropped.
    pub how: &'static str,
    pub field: String,
    pub why: String,
    /// The questions' ids; empty for the bank.
    pub questions: Vec<String>,
}

/// What a format does not carry of a bank, the worst first.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] when the bank cannot be written in this format.
pub async fn losses(
    service: &Service,
    _: &Recruiter,
    slug: &str,
    format: FileFormat,
) -> Result<(Bank, Vec<LossGroup>)> {
    let (record, whole) = whole(service, slug).await?;
    let written = written(service, format, whole).await?;
    let mut alike: BTreeMap<(std::cmp::Reverse<LossKind>, String, String), Vec<String>> =
        BTreeMap::new();
    for loss in written.losses {
        let key = (std::cmp::Reverse(loss.kind), loss.field, loss.why);
        alike.entry(key).or_default().extend(loss.question);
    }
    let groups = alike
        .into_iter()
        .map(|((kind, field, why), questions)| LossGroup {
            how: kind.0.name(),
            field,
            why,
            questions,
        });
    Ok((Bank::from_record(&record)?, groups.collect()))
}

/// The bank as a file, at its present version, without retired questions.
///
/// # Errors
/// As [`losses`].
pub async fn export(
    service: &Service,
    recruiter: &Recruiter,
    slug: &str,
    format: FileFormat,
) -> Result<Export> {
    let (record, whole) = whole(service, slug).await?;
    let bytes = written(service, format, whole).await?.bytes;
    let audit = Line::by(service, recruiter);
    let detail = format!(
        "Version {}, {} questions with their keys, as {}.",
        record.version,
        record.questions,
        format.name()
    );
    let (subject, name) = (record.slug.clone(), file_name(&record, format));
    service
        .write(move |tx| {
            Box::pin(async move {
                audit
                    .write(tx, "bank.export", &subject, None, &detail)
                    .await
            })
        })
        .await?;
    Ok(Export {
        file_name: name,
        content_type: content_type(format),
        bytes,
    })
}

/// A table to fill in, as CSV or XLSX.
///
/// # Errors
/// [`Error::NotFound`] for another format.
pub fn template(_: &Admin, format: FileFormat) -> Result<Export> {
    let (name, bytes) = match format {
        FileFormat::Csv => ("questions.csv", conversion::template_csv()),
        FileFormat::Xlsx => ("questions.xlsx", conversion::template_xlsx()),
        _ => return Err(Error::NotFound),
    };
    Ok(Export {
        file_name: name.into(),
        content_type: content_type(format),
        bytes: bytes.map_err(|cause| Error::internal("writing a template", &cause))?,
    })
}

async fn whole(service: &Service, slug: &str) -> Result<(BankRecord, WholeBank)> {
    let mut tx = service.read().await?;
    let record = tx.bank(slug).await?.ok_or(Error::NotFound)?;
    let current = tx.current_questions(&record.id).await?;
    let ids: Vec<String> = current.into_iter().map(|question| question.id).collect();
    let mut found: HashMap<String, Question> = HashMap::new();
    for chunk in ids.chunks(FETCHED) {
        for row in tx.question_versions(chunk).await? {
            let version: QuestionVersion = serde_json::from_str(&row.content)?;
            found.insert(version.id.to_string(), version.question);
        }
    }
    let whole = WholeBank {
        schema_version: SCHEMA_VERSION,
        info: serde_json::from_str(&record.info)?,
        questions: ids.iter().filter_map(|id| found.remove(id)).collect(),
    };
    Ok((record, whole))
}

async fn written(service: &Service, format: FileFormat, bank: WholeBank) -> Result<Written> {
    if bank.questions.is_empty() {
        let words = "This bank holds no question yet: there is nothing to export.";
        return Err(Error::Refused(words.into()));
    }
    let _turn = service
        .converting
        .acquire()
        .await
        .map_err(|_| Error::Unavailable)?;
    let written = tokio::task::spawn_blocking(move || conversion::write(format, &bank));
    match written.await {
        Ok(Ok(written)) => Ok(written),
        Ok(Err(WriteError::BankFile(cause))) => Err(Error::Refused(format!(
            "The bank cannot be written in this format: {cause}."
        ))),
        Ok(Err(cause)) => Err(Error::internal("writing a bank", &cause)),
        Err(cause) => Err(Error::internal("writing a bank", &cause)),
    }
}

fn file_name(bank: &BankRecord, format: FileFormat) -> String {
    let extension = match format {
        FileFormat::Yaml => "yaml",
        FileFormat::Json => "json",
        FileFormat::Csv => "csv",
        FileFormat::Xlsx => "xlsx",
        FileFormat::Qti22 => "qti22.zip",
        FileFormat::Qti30 => "qti30.zip",
        FileFormat::MoodleXml => "xml",
        FileFormat::Gift => "gift",
    };
    format!("{}-v{}.{extension}", bank.slug, bank.version)
}

fn content_type(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Yaml => "application/yaml",
        FileFormat::Json => "application/json",
        FileFormat::Csv => "text/csv; charset=utf-8",
        FileFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        FileFormat::Qti22 | FileFormat::Qti30 => "application/zip",
        FileFormat::MoodleXml => "application/xml",
        FileFormat::Gift => "text/plain; charset=utf-8",
    }
}
