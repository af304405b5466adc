//! What other formats have no place for, as short labels that travel as keywords or tags: `attune:channel=voice`,
//! `attune:value:a=6.5`. Written for every question in the same order, read leniently: a label that says nothing
//! understandable is named, the others count.

use domain::question::{
    Ask, Channel, Competency, Difficulty, Direction, Format, Kind, Question, Style,
};
use serde::Serialize;
use serde::de::{DeserializeOwned, IntoDeserializer, value};
use std::collections::BTreeMap;

const MARK: &str = "attune:";

/// What the labels of one question say.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Labels {
    pub kind: Option<Kind>,
    pub format: Option<Format>,
    pub allowed_formats: Vec<Format>,
    pub channel: Option<Channel>,
    pub direction: Option<Direction>,
    pub sector: Option<String>,
    pub competencies: BTreeMap<Competency, f64>,
    pub asks: Vec<Ask>,
    pub difficulty: Option<Difficulty>,
    pub reading_seconds: Option<u32>,
    pub substitute: Option<String>,
    /// Id and value of each option, in the question's order.
    pub values: Vec<(String, f64)>,
    pub styles: BTreeMap<String, Style>,
    pub pinned: Vec<String>,
    /// Labels with our mark that were not understood.
    pub unknown: Vec<String>,
}

/// The labels of a question.
pub(super) fn write(question: &Question) -> Vec<String> {
    let mut labels = vec![
        label("kind", &name(&question.kind)),
        label("format", &name(&question.format)),
    ];
    labels.extend(
        question
            .allowed_formats
            .iter()
            .map(|format| label("allows", &name(format))),
    );
    labels.push(label("channel", &name(&question.channel)));
    labels.push(label("direction", &name(&question.direction)));
    labels.push(label("sector", &question.sector));
    for (competency, share) in &question.competencies {
        labels.push(label(
            &format!("share:{}", competency.code()),
            &share.to_string(),
        ));
    }
    labels.extend(question.asks.iter().map(|ask| label("ask", &name(ask))));
    labels.push(label("difficulty", &name(&question.difficulty)));
    labels.push(label("seconds", &question.reading_seconds.to_string()));
    labels.extend(question.substitute.iter().map(|id| label("substitute", id)));
    for option in &question.options {
        labels.push(label(
            &format!("value:{}", option.id),
            &option.value.to_string(),
        ));
        if let Some(style) = &option.style {
            labels.push(label(&format!("style:{}", option.id), &name(style)));
        }
        if option.pinned {
            labels.push(label("pinned", &option.id));
        }
    }
    labels
}

fn label(field: &str, value: &str) -> String {
    format!("{MARK}{field}={value}")
}

/// The name that bank files use.
pub(super) fn name<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

pub(super) fn named<T: DeserializeOwned>(name: &str) -> Option<T> {
    let deserializer: value::StrDeserializer<value::Error> = name.into_deserializer();
    T::deserialize(deserializer).ok()
}

impl Labels {
    /// What `labels` say; those without our mark are somebody else's.
    pub fn read<'a>(labels: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all = Self::default();
        for text in labels {
            let Some(rest) = text.trim().strip_prefix(MARK) else {
                continue;
            };
            let understood = rest
                .split_once('=')
                .is_some_and(|(field, value)| all.take(field, value).is_some());
            if !understood {
                all.unknown.push(text.trim().to_owned());
            }
        }
        all
    }

    /// The value of the option `id`.
    pub fn value(&self, id: &str) -> Option<f64> {
        let mut all = self.values.iter();
        all.find(|(own, _)| own == id).map(|(_, value)| *value)
    }

    fn take(&mut self, field: &str, value: &str) -> Option<()> {
        match field.split_once(':') {
            Some(("share", code)) => {
                let competency = Competency::EMPATHY.into_iter().find(|c| c.code() == code)?;
                self.competencies.insert(competency, value.parse().ok()?);
            }
            Some(("value", id)) => self.values.push((id.to_owned(), finite(value)?)),
            Some(("style", id)) => {
                self.styles.insert(id.to_owned(), named(value)?);
            }
            Some(_) => return None,
            None => match field {
                "kind" => self.kind = Some(named(value)?),
                "format" => self.format = Some(named(value)?),
                "allows" => self.allowed_formats.push(named(value)?),
                "channel" => self.channel = Some(named(value)?),
                "direction" => self.direction = Some(named(value)?),
                "sector" => self.sector = Some(value.to_owned()),
                "ask" => self.asks.push(named(value)?),
                "difficulty" => self.difficulty = Some(named(value)?),
                "seconds" => self.reading_seconds = Some(value.parse().ok()?),
                "substitute" => self.substitute = Some(value.to_owned()),
                "pinned" => self.pinned.push(value.to_owned()),
                _ => return None,
            },
        }
        Some(())
    }
}

fn finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}
