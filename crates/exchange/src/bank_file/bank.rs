//! The fields of a bank file, type by type. A field that is missing or unreadable is reported and replaced by
//! something harmless; the bank is then not used.

use super::Trees;
use super::reader::{Fields, Reader};
use super::tree::{Node, Value};
use super::value::{FromNode, named, sentence};
use domain::bank::{Bank, BankInfo, Key, KeyStatus, Provenance, SCHEMA_VERSION, Visibility};
use domain::question::{
    Ask, Channel, Competency, CustomerRecord, Difficulty, Direction, Format, Kind, Question,
    ReplyOption, Style,
};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};
use std::collections::BTreeMap;

/// The bank that `trees` describe together.
pub(super) fn read(trees: &Trees, reader: &mut Reader) -> Bank {
    let described = trees
        .iter()
        .position(|(_, tree)| describes_bank(tree))
        .unwrap_or(0);
    let mut header = None;
    let mut questions = Vec::new();
    for (position, (file, tree)) in trees.iter().enumerate() {
        reader.enter_file(*file);
        let Some(mut fields) = reader.fields(tree, "") else {
            continue;
        };
        read_questions(&mut fields, &mut questions, reader);
        if position == described {
            header = Some(read_header(&mut fields, reader));
            fields.finish(reader);
        } else if describes_bank(tree) {
            let message =
                "Another file already describes the bank; this one may hold only `questions`.";
            reader.problem("", tree.line, message);
        }
    }
    let (schema_version, info) = header.unwrap_or_else(|| (SCHEMA_VERSION, placeholder()));
    Bank {
        schema_version,
        info,
        questions,
    }
}

fn describes_bank(tree: &Node) -> bool {
    match &tree.value {
        Value::Map(fields) => fields.iter().any(|(key, _)| key.name != "questions"),
        _ => false,
    }
}

fn read_header(fields: &mut Fields, reader: &mut Reader) -> (u32, BankInfo) {
    let schema_version = fields
        .required("schema_version", reader)
        .unwrap_or(SCHEMA_VERSION);
    let info = BankInfo {
        id: fields.required("id", reader).unwrap_or_default(),
        title: fields.required("title", reader).unwrap_or_default(),
        description: fields.optional("description", reader).unwrap_or_default(),
        locale: fields.required("locale", reader).unwrap_or_default(),
        licence: fields.required("licence", reader).unwrap_or_default(),
        authors: fields.required("authors", reader).unwrap_or_default(),
        key: fields
            .required("key", reader)
            .unwrap_or_else(placeholder_key),
    };
    (schema_version, info)
}

fn placeholder() -> BankInfo {
    let (id, title, description) = (String::new(), String::new(), String::new());
    let (locale, licence) = (String::new(), String::new());
    BankInfo {
        id,
        title,
        description,
        locale,
        licence,
        authors: Vec::new(),
        key: placeholder_key(),
    }
}

fn placeholder_key() -> Key {
    let (provenance, status) = (Provenance::Rational, KeyStatus::Provisional);
    Key {
        provenance,
        status,
        visibility: Visibility::Public,
        experts: None,
        date: None,
        icc2k: None,
    }
}

/// Questions of every file count on, so that a path names one question.
fn read_questions(fields: &mut Fields, questions: &mut Vec<Question>, reader: &mut Reader) {
    let path = "questions";
    let Some(node) = fields.take(path).filter(|node| node.value != Value::Null) else {
        return;
    };
    let Value::List(items) = &node.value else {
        reader.expected::<()>("a list", node, path);
        return;
    };
    for item in items {
        let path = format!("{path}[{}]", questions.len());
        reader.place(&path, item.line);
        reader.enter_question(written_id(item));
        // Even what is no question keeps its number.
        let question = Question::from_node(item, &path, reader);
        questions.push(question.unwrap_or_else(placeholder_question));
        reader.enter_question(None);
    }
}

fn written_id(node: &Node) -> Option<String> {
    let Value::Map(fields) = &node.value else {
        return None;
    };
    fields.iter().find_map(|(key, node)| match &node.value {
        Value::Text(id) if key.name == "id" => Some(id.clone()),
        _ => None,
    })
}

fn placeholder_question() -> Question {
    Question {
        id: String::new(),
        title: String::new(),
        kind: Kind::Job,
        format: Format::SingleBest,
        allowed_formats: Vec::new(),
        channel: Channel::Voice,
        direction: Direction::Inbound,
        sector: String::new(),
        competencies: BTreeMap::new(),
        asks: Vec::new(),
        difficulty: Difficulty::Medium,
        reading_seconds: 0,
        content_note: None,
        substitute: None,
        customer_record: None,
        scenario: String::new(),
        task: String::new(),
        key: None,
        options: Vec::new(),
    }
}

impl FromNode for Question {
    fn from_node(node: &Node, path: &str, reader: &mut Reader) -> Option<Self> {
        let mut fields = reader.fields(node, path)?;
        let question = Self {
            id: fields.required("id", reader).unwrap_or_default(),
            title: fields.required("title", reader).unwrap_or_default(),
            kind: fields.optional("kind", reader).unwrap_or_default(),
            format: fields
                .required("format", reader)
                .unwrap_or(Format::SingleBest),
            allowed_formats: fields
                .optional("allowed_formats", reader)
                .unwrap_or_default(),
            channel: fields.required("channel", reader).unwrap_or(Channel::Voice),
            direction: fields
                .required("direction", reader)
                .unwrap_or(Direction::Inbound),
            sector: fields.required("sector", reader).unwrap_or_default(),
            competencies: fields.optional("competencies", reader).unwrap_or_default(),
            asks: fields.optional("asks", reader).unwrap_or_default(),
            difficulty: fields.optional("difficulty", reader).unwrap_or_default(),
            reading_seconds: fields
                .required("reading_seconds", reader)
                .unwrap_or_default(),
            content_note: fields.optional("content_note", reader),
            substitute: fields.optional("substitute", reader),
            customer_record: fields.optional("customer_record", reader),
            scenario: fields.required("scenario", reader).unwrap_or_default(),
            task: fields.required("task", reader).unwrap_or_default(),
            key: fields.optional("key", reader),
            options: fields.required("options", reader).unwrap_or_default(),
        };
        fields.finish(reader);
        Some(question)
    }
}

impl FromNode for ReplyOption {
    fn from_node(node: &Node, path: &str, reader: &mut Reader) -> Option<Self> {
        let mut fields = reader.fields(node, path)?;
        let option = Self {
            id: fields.required("id", reader).unwrap_or_default(),
            text: fields.required("text", reader).unwrap_or_default(),
            value: fields.required("value", reader).unwrap_or_default(),
            style: fields.optional("style", reader),
            reason: fields.optional("reason", reader).unwrap_or_default(),
            pinned: fields.optional("pinned", reader).unwrap_or_default(),
        };
        fields.finish(reader);
        Some(option)
    }
}

impl FromNode for CustomerRecord {
    fn from_node(node: &Node, path: &str, reader: &mut Reader) -> Option<Self> {
        let mut fields = reader.fields(node, path)?;
        let record = Self {
            name: fields.required("name", reader).unwrap_or_default(),
            since: fields.optional("since", reader),
            last_contacts: fields.optional("last_contacts", reader).unwrap_or_default(),
            notes: fields.optional("notes", reader).unwrap_or_default(),
        };
        fields.finish(reader);
        Some(record)
    }
}

impl FromNode for Key {
    fn from_node(node: &Node, path: &str, reader: &mut Reader) -> Option<Self> {
        let mut fields = reader.fields(node, path)?;
        let key = Self {
            provenance: fields
                .required("provenance", reader)
                .unwrap_or(Provenance::Rational),
            status: fields
                .required("status", reader)
                .unwrap_or(KeyStatus::Provisional),
            visibility: fields
                .required("visibility", reader)
                .unwrap_or(Visibility::Public),
            experts: fields.optional("experts", reader),
            date: fields.optional("date", reader),
            icc2k: fields.optional("icc2k", reader),
        };
        fields.finish(reader);
        Some(key)
    }
}

impl FromNode for BTreeMap<Competency, f64> {
    fn from_node(node: &Node, path: &str, reader: &mut Reader) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            return reader.expected("competencies with their shares", node, path);
        };
        let mut shares = Self::new();
        for (key, node) in entries {
            let path = format!("{path}.{}", key.name);
            let name: StrDeserializer<ValueError> = key.name.as_str().into_deserializer();
            reader.place(&path, key.line);
            match Competency::deserialize(name) {
                // The reader's message would offer JB, which no file may use.
                Err(_) => {
                    let codes = Competency::EMPATHY.map(Competency::code).join(", ");
                    let error = format!("unknown variant `{}`, expected one of {codes}", key.name);
                    reader.unread(&path, key.line, sentence(&error));
                }
                Ok(competency) if shares.contains_key(&competency) => {
                    reader.problem(&path, key.line, "This competency is written twice.");
                }
                Ok(competency) => {
                    let share = f64::from_node(node, &path, reader);
                    shares.insert(competency, share.unwrap_or_default());
                }
            }
        }
        Some(shares)
    }
}

macro_rules! by_name {
    ($($type:ty),+) => {$(
        impl FromNode for $type {
            fn from_node(node: &Node, path: &str, reader: &mut Reader) -> Option<Self> {
                named(node, path, reader)
            }
        }
    )+};
}

by_name!(
    Ask, Channel, Difficulty, Direction, Format, Kind, KeyStatus, Provenance, Style, Visibility
);
