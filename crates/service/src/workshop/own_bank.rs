//! A bank of one's own: begun empty and private, described, and how its questions become ready.

use crate::audit::Line;
use crate::banks::{Change, Revision};
use crate::error::FieldError;
use crate::ports::BankRecord;
use crate::principal::{Admin, Recruiter};
use crate::{Error, Result, Service};
use domain::bank::{
    Bank, BankInfo, Key, KeyStatus, Provenance, SCHEMA_VERSION, Severity, Visibility, check,
};

/// What a person says about a bank.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Description {
    pub id: String,
    pub title: String,
    pub description: String,
    pub locale: String,
    pub licence: String,
    /// One a line.
    pub authors: String,
    pub second_person: bool,
}

impl Description {
    fn info(&self, key: Key) -> BankInfo {
        let authors = self.authors.lines().map(str::trim);
        BankInfo {
            id: self.id.trim().to_owned(),
            title: self.title.trim().to_owned(),
            description: self.description.trim().to_owned(),
            locale: self.locale.trim().to_owned(),
            licence: self.licence.trim().to_owned(),
            authors: authors
                .filter(|author| !author.is_empty())
                .map(str::to_owned)
                .collect(),
            key,
        }
    }
}

/// Begins a bank without questions, whose keys are private, reasoned by its authors and provisional.
///
/// # Errors
/// [`Error::Invalid`] with the fields of [`Description`].
pub async fn create_bank(service: &Service, admin: &Admin, typed: Description) -> Result<String> {
    let info = typed.info(Key {
        provenance: Provenance::Rational,
        status: KeyStatus::Provisional,
        visibility: Visibility::Private,
        experts: None,
        date: None,
        icc2k: None,
    });
    refuse_faults(&info)?;
    let record = BankRecord {
        id: service.new_uuid().to_string(),
        slug: info.id.clone(),
        title: info.title.clone(),
        version: 1,
        info: serde_json::to_string(&info)?,
        content_hash: String::new(),
        questions: 0,
        imported_at: service.now(),
        imported_by: admin.name().to_owned(),
    };
    let audit = Line::by(service, admin);
    service
        .write(move |tx| {
            Box::pin(async move {
                if !tx.insert_bank(&record).await? {
                    return Err(Error::field("id", "Another bank has this id."));
                }
                tx.set_second_person(&record.id, typed.second_person)
                    .await?;
                let detail = format!("“{}”, private.", record.title);
                audit
                    .write(tx, "bank.create", &record.slug, None, &detail)
                    .await?;
                Ok(record.slug)
            })
        })
        .await
}

/// Describes a bank anew and sets how its questions become ready. Its id stays.
///
/// # Errors
/// [`Error::Invalid`] with the fields of [`Description`], [`Error::NotFound`].
pub async fn describe(
    service: &Service,
    admin: &Admin,
    bank: &str,
    typed: Description,
) -> Result<()> {
    let present = crate::banks::bank(service, &Recruiter(admin.0.clone()), bank).await?;
    let typed = Description {
        id: bank.to_owned(),
        ..typed
    };
    let info = typed.info(present.info.key);
    refuse_faults(&info)?;
    let change = vec![Change::Describe(Box::new(info))];
    let revision = Revision::new(service, admin, bank, change);
    let audit = Line::by(service, admin);
    let slug = bank.to_owned();
    service
        .write(move |tx| {
            Box::pin(async move {
                let record = tx.bank(&slug).await?.ok_or(Error::NotFound)?;
                revision.apply(tx, present.version).await?;
                if tx.second_person(&record.id).await? != typed.second_person {
                    tx.set_second_person(&record.id, typed.second_person)
                        .await?;
                    let detail = match typed.second_person {
                        true => "A second person makes questions ready.",
                        false => "Whoever writes a question may make it ready.",
                    };
                    audit
                        .write(tx, "bank.settings", &slug, None, detail)
                        .await?;
                }
                Ok(())
            })
        })
        .await
}

/// Whether a second person makes this bank's questions ready.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn second_person(service: &Service, _: &Recruiter, bank: &str) -> Result<bool> {
    let mut tx = service.read().await?;
    let record = tx.bank(bank).await?.ok_or(Error::NotFound)?;
    tx.second_person(&record.id).await
}

fn refuse_faults(info: &BankInfo) -> Result<()> {
    let bank = Bank {
        schema_version: SCHEMA_VERSION,
        info: info.clone(),
        questions: Vec::new(),
    };
    let faults: Vec<FieldError> = check(&bank)
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error && finding.path != "questions")
        .map(|finding| FieldError {
            field: finding
                .path
                .split('[')
                .next()
                .unwrap_or_default()
                .to_owned(),
            message: finding.message,
        })
        .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(faults))
    }
}
