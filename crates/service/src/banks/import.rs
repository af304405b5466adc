//! Importing a bank: all of it or nothing. Question versions are immutable: what did not change keeps its version,
//! what changed gets the next one, what is missing is retired; assessments that selected a version keep it.

use super::{code, conflict};
use crate::audit::Line;
use crate::ports::{BankRecord, CurrentQuestion, NewQuestionVersion, Tx};
use crate::tokens::hex;
use crate::{Error, Result, Service};
use domain::bank::{Bank, Key, Severity, Visibility, check};
use domain::ids::QuestionVersionId;
use domain::question::{Question, QuestionVersion};
use domain::time::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What an import did. Only `kept` is above 0 when the bank was there already, word for word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    pub slug: String,
    pub title: String,
    /// The bank's version now.
    pub version: i64,
    pub added: usize,
    pub changed: usize,
    pub kept: usize,
    pub retired: usize,
}

/// Imports a bank that was read from its file. `actor` says in words who does it, such as "command line".
///
/// # Errors
/// [`Error::Refused`] when the bank has errors ([`check`] names them), [`Error::Conflict`] when another import of the
/// same bank came first. Nothing is changed then.
pub async fn import(service: &Service, actor: &str, bank: Bank) -> Result<Imported> {
    let errors = check(&bank)
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    if errors > 0 {
        return Err(Error::Refused(format!(
            "The bank “{}” has {errors} errors. Check its file; nothing was imported.",
            bank.info.title
        )));
    }
    let now = service.now();
    let audit = Line::server(service, actor);
    let actor = actor.to_owned();
    let bank_id = service.new_uuid().to_string();
    let ids: Vec<uuid::Uuid> = bank.questions.iter().map(|_| service.new_uuid()).collect();
    service
        .write(move |tx| {
            Box::pin(async move {
                let record = BankRecord {
                    id: bank_id,
                    slug: bank.info.id.clone(),
                    title: bank.info.title.clone(),
                    version: 1,
                    info: serde_json::to_string(&bank.info)?,
                    content_hash: hash(&bank)?,
                    questions: i64::try_from(bank.questions.len()).unwrap_or(i64::MAX),
                    imported_at: now,
                    imported_by: actor,
                };
                store(tx, &bank, record, &ids, audit).await
            })
        })
        .await
}

async fn store(
    tx: &mut dyn Tx,
    bank: &Bank,
    mut record: BankRecord,
    ids: &[uuid::Uuid],
    audit: Line,
) -> Result<Imported> {
    let present = tx.bank(&record.slug).await?;
    let written = match &present {
        Some(present) if present.content_hash == record.content_hash => {
            return Ok(Imported {
                slug: record.slug,
                title: record.title,
                version: present.version,
                added: 0,
                changed: 0,
                kept: bank.questions.len(),
                retired: 0,
            });
        }
        Some(present) => {
            record.id = present.id.clone();
            record.version = present.version + 1;
            tx.advance_bank(&record, present.version).await?
        }
        None => tx.insert_bank(&record).await?,
    };
    if !written {
        return Err(conflict());
    }
    let current = tx.current_questions(&record.id).await?;
    let numbers: BTreeMap<String, i64> =
        tx.question_numbers(&record.id).await?.into_iter().collect();
    let mut keys = Vec::with_capacity(bank.questions.len());
    for question in &bank.questions {
        keys.push(readable_key(tx, &bank.info.key, question).await?);
    }
    let plan = plan(&current, &numbers, &bank.questions, &keys)?;
    for id in &plan.retired {
        tx.retire_question_version(id, record.version).await?;
    }
    for (id, position) in &plan.moved {
        tx.place_question_version(id, *position).await?;
    }
    for new in &plan.new {
        let version = QuestionVersion {
            id: QuestionVersionId(ids[new.index]),
            bank: record.slug.clone(),
            number: u32::try_from(new.number).unwrap_or(u32::MAX),
            key: keys[new.index].clone(),
            question: bank.questions[new.index].clone(),
        };
        let row = row(&record, &version, new, record.imported_at)?;
        tx.insert_question_version(&row).await?;
    }
    let imported = Imported {
        slug: record.slug.clone(),
        title: record.title.clone(),
        version: record.version,
        added: plan.added,
        changed: plan.new.len() - plan.added,
        kept: plan.kept,
        retired: plan.retired.len() + plan.added - plan.new.len(),
    };
    let detail = format!(
        "Version {}: {} added, {} changed, {} kept, {} retired.",
        imported.version, imported.added, imported.changed, imported.kept, imported.retired
    );
    audit
        .write(tx, "bank.import", &record.slug, None, &detail)
        .await?;
    Ok(imported)
}

/// A private bank that repeats the scenario or the replies of a public one has a key that applicants can read.
async fn readable_key(tx: &mut dyn Tx, key: &Key, question: &Question) -> Result<Key> {
    let mut key = key.clone();
    if key.visibility == Visibility::Private
        && tx
            .is_public_wording(&scenario_hash(question), &replies_hash(question))
            .await?
    {
        key.visibility = Visibility::Public;
    }
    Ok(key)
}

/// What an import does to the questions of a bank.
#[derive(Debug, Default, PartialEq, Eq)]
struct Plan {
    new: Vec<NewVersion>,
    /// Ids of versions that leave the bank, replaced ones included.
    retired: Vec<String>,
    /// Kept versions with another place.
    moved: Vec<(String, i64)>,
    /// How many of `new` replace nothing.
    added: usize,
    kept: usize,
}

#[derive(Debug, PartialEq, Eq)]
struct NewVersion {
    /// Its place in the file, from 0.
    index: usize,
    number: i64,
    content_hash: String,
}

/// `numbers` holds the highest number each question ever had; a question that comes back gets the next one.
fn plan(
    current: &[CurrentQuestion],
    numbers: &BTreeMap<String, i64>,
    questions: &[Question],
    keys: &[Key],
) -> Result<Plan> {
    let mut leaving: BTreeMap<&str, &CurrentQuestion> = current
        .iter()
        .map(|question| (question.slug.as_str(), question))
        .collect();
    let mut plan = Plan::default();
    for (index, (question, key)) in questions.iter().zip(keys).enumerate() {
        let content_hash = hash(&(question, key))?;
        let position = i64::try_from(index).unwrap_or(i64::MAX);
        let before = leaving.remove(question.id.as_str());
        match before {
            Some(before) if before.content_hash == content_hash => {
                plan.kept += 1;
                if before.position != position {
                    plan.moved.push((before.id.clone(), position));
                }
                continue;
            }
            Some(before) => plan.retired.push(before.id.clone()),
            None => plan.added += 1,
        }
        let number = numbers.get(&question.id).map_or(1, |highest| highest + 1);
        plan.new.push(NewVersion {
            index,
            number,
            content_hash,
        });
    }
    plan.retired
        .extend(leaving.values().map(|question| question.id.clone()));
    Ok(plan)
}

fn row(
    bank: &BankRecord,
    version: &QuestionVersion,
    new: &NewVersion,
    now: Timestamp,
) -> Result<NewQuestionVersion> {
    let question = &version.question;
    let mut formats = question.allowed_formats.clone();
    formats.push(question.format);
    formats.sort_unstable();
    formats.dedup();
    let list = |codes: Vec<String>| format!(",{},", codes.join(","));
    Ok(NewQuestionVersion {
        id: version.id.to_string(),
        bank_id: bank.id.clone(),
        slug: question.id.clone(),
        version: new.number,
        position: i64::try_from(new.index).unwrap_or(i64::MAX),
        added_in: bank.version,
        title: question.title.clone(),
        kind: code(&question.kind),
        formats: list(formats.iter().map(code).collect()),
        channel: code(&question.channel),
        direction: code(&question.direction),
        sector: question.sector.clone(),
        competencies: list(question.shares().keys().map(code).collect()),
        search_text: search_text(question),
        content: serde_json::to_string(version)?,
        content_hash: new.content_hash.clone(),
        visibility: code(&version.key.visibility),
        scenario_hash: scenario_hash(question),
        replies_hash: replies_hash(question),
        created_at: now,
    })
}

/// Everything of a question that people read, folded for searching.
fn search_text(question: &Question) -> String {
    let mut text = format!(
        "{}\n{}\n{}\n{}\n{}",
        question.id, question.title, question.sector, question.scenario, question.task
    );
    for option in &question.options {
        text.push('\n');
        text.push_str(&option.text);
    }
    text.to_lowercase()
}

/// SHA-256 of the JSON, in which fields have a fixed order.
fn hash(value: &impl Serialize) -> Result<String> {
    Ok(hex(&Sha256::digest(serde_json::to_vec(value)?)))
}

fn scenario_hash(question: &Question) -> String {
    wording_hash([question.scenario.as_str()].into_iter())
}

fn replies_hash(question: &Question) -> String {
    wording_hash(question.options.iter().map(|option| option.text.as_str()))
}

/// The same for texts that differ only in order, case, white space or punctuation.
fn wording_hash<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut texts: Vec<String> = texts
        .map(|text| {
            let letters = |c: &char| c.is_alphanumeric();
            text.chars()
                .filter(letters)
                .flat_map(char::to_lowercase)
                .collect()
        })
        .collect();
    texts.sort_unstable();
    hex(&Sha256::digest(texts.join("\n").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::bank::{KeyStatus, Provenance};
    use domain::question::{
        Channel, Competency, Difficulty, Direction, Format, Kind, ReplyOption, Style,
    };

    fn question(id: &str) -> Question {
        let option = |id: &str, value: f64| ReplyOption {
            id: id.into(),
            text: format!("Reply {id}."),
            value,
            style: Some(Style::Asking),
            reason: "Because.".into(),
            pinned: false,
        };
        Question {
            id: id.into(),
            title: format!("The {id}"),
            kind: Kind::Empathy,
            format: Format::SingleBest,
            allowed_formats: vec![Format::RateEach],
            channel: Channel::Voice,
            direction: Direction::Inbound,
            sector: "delivery".into(),
            competencies: BTreeMap::from([(Competency::PT, 0.5), (Competency::AL, 0.5)]),
            asks: vec![],
            difficulty: Difficulty::Medium,
            reading_seconds: 60,
            content_note: None,
            customer_record: None,
            scenario: "Denise asks for Ömer’s parcel.".into(),
            task: "What helps?".into(),
            options: vec![option("a", 6.0), option("b", 2.0)],
        }
    }

    fn key() -> Key {
        Key {
            provenance: Provenance::Rational,
            status: KeyStatus::Provisional,
            visibility: Visibility::Public,
            experts: None,
            date: None,
            icc2k: None,
        }
    }

    fn stored(question: &Question, position: i64) -> CurrentQuestion {
        CurrentQuestion {
            id: format!("id-{}", question.id),
            slug: question.id.clone(),
            position,
            content_hash: hash(&(question, key())).expect("JSON"),
        }
    }

    #[test]
    fn unchanged_questions_keep_their_version_and_changed_ones_get_the_next() {
        let (same, old, gone) = (question("same"), question("old"), question("gone"));
        let current = [stored(&same, 0), stored(&old, 1), stored(&gone, 2)];
        let numbers = BTreeMap::from([
            ("same".into(), 1),
            ("old".into(), 3),
            ("gone".into(), 1),
            ("back".into(), 2),
        ]);
        let mut edited = old.clone();
        edited.options[0].value = 5.5;
        let file = [edited, same, question("back"), question("new")];
        let keys = vec![key(); 4];
        let plan = plan(&current, &numbers, &file, &keys).expect("a plan");
        assert_eq!(plan.kept, 1);
        assert_eq!(plan.moved, [("id-same".to_owned(), 1)]);
        assert_eq!(plan.retired, ["id-old", "id-gone"]);
        let new: Vec<_> = plan.new.iter().map(|new| (new.index, new.number)).collect();
        assert_eq!(new, [(0, 4), (2, 3), (3, 1)]);
        assert_eq!(plan.added, 2);
    }

    #[test]
    fn another_key_makes_another_version() {
        let same = question("same");
        let rated = Key {
            provenance: Provenance::ExpertPanel,
            experts: Some(9),
            ..key()
        };
        let numbers = BTreeMap::from([("same".into(), 1)]);
        let current = [stored(&same, 0)];
        let plan = plan(&current, &numbers, &[same], &[rated]).expect("a plan");
        assert_eq!((plan.kept, plan.new.len(), plan.added), (0, 1, 0));
    }

    #[test]
    fn wording_is_the_same_whatever_its_order_case_and_punctuation() {
        let first = question("one");
        let mut second = question("two");
        second.options.reverse();
        second.options[0].text = "  reply B ".into();
        assert_eq!(replies_hash(&first), replies_hash(&second));
        second.options[0].text = "Another reply".into();
        assert_ne!(replies_hash(&first), replies_hash(&second));
        assert_eq!(scenario_hash(&first), scenario_hash(&second));
    }

    #[test]
    fn columns_hold_what_is_filtered_and_searched_by() {
        let bank = BankRecord {
            id: "bank".into(),
            slug: "core".into(),
            title: "Core".into(),
            version: 2,
            info: String::new(),
            content_hash: String::new(),
            questions: 1,
            imported_at: Timestamp(5),
            imported_by: "test".into(),
        };
        let version = QuestionVersion {
            id: QuestionVersionId(uuid::Uuid::from_u128(1)),
            bank: "core".into(),
            number: 1,
            key: key(),
            question: question("parcel"),
        };
        let new = NewVersion {
            index: 3,
            number: 1,
            content_hash: "h".into(),
        };
        let row = row(&bank, &version, &new, Timestamp(5)).expect("a row");
        assert_eq!(row.formats, ",single_best,rate_each,");
        assert_eq!(row.competencies, ",AL,PT,");
        assert_eq!(
            (row.kind.as_str(), row.visibility.as_str()),
            ("empathy", "public")
        );
        assert!(row.search_text.contains("ömer’s parcel"));
        let back: QuestionVersion = serde_json::from_str(&row.content).expect("JSON");
        assert_eq!(back, version);
    }
}
