//! Figures under their names: as JSON, and as text with their meaning.

use crate::figure::limits;
use crate::text::{Page, number};
use psychometrics::Undefined;
use psychometrics::gates::Figure as Needs;
use psychometrics::reliability::Interval;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// Figures under their names, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub(super) entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub name: &'static str,
    pub meaning: &'static str,
    pub value: Result<Value, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum Value {
    Number(f64),
    Interval([f64; 2]),
    Count(usize),
    Truth(bool),
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for entry in &self.entries {
            match &entry.value {
                Ok(value) => map.serialize_entry(entry.name, value)?,
                Err(reason) => {
                    map.serialize_entry(entry.name, &())?;
                    map.serialize_entry(&format!("{}_reason", entry.name), reason)?;
                }
            }
        }
        map.end()
    }
}

impl Answer {
    pub(super) fn new() -> Self {
        Self {
            entries: Vec::new(),
        }
    }

    pub(super) fn with(
        mut self,
        name: &'static str,
        meaning: &'static str,
        value: Result<Value, Undefined>,
    ) -> Self {
        self.entries.push(Entry {
            name,
            meaning,
            value: value.map_err(|undefined| undefined.reason.to_string()),
        });
        self
    }

    pub(super) fn number(
        self,
        name: &'static str,
        meaning: &'static str,
        value: Result<f64, Undefined>,
    ) -> Self {
        self.with(name, meaning, value.map(Value::Number))
    }

    pub(super) fn interval(
        self,
        name: &'static str,
        meaning: &'static str,
        value: Result<Interval, Undefined>,
    ) -> Self {
        self.with(
            name,
            meaning,
            value.map(|interval| Value::Interval(limits(interval))),
        )
    }

    pub(super) fn count(
        self,
        name: &'static str,
        meaning: &'static str,
        value: Result<usize, Undefined>,
    ) -> Self {
        self.with(name, meaning, value.map(Value::Count))
    }

    /// Persons behind a correlation, and whether they are enough.
    pub(super) fn gate(self, n: usize) -> Self {
        let gate = Needs::Criterion.gate(n);
        self.count("n", "pairs", Ok(n)).with(
            "enough",
            "85 pairs or more",
            Ok(Value::Truth(gate.open())),
        )
    }

    /// A line for each figure, with what it means.
    pub fn text(&self) -> String {
        let mut page = Page::default();
        for entry in &self.entries {
            let value = match &entry.value {
                Ok(Value::Number(value)) => number(*value),
                Ok(Value::Interval([lower, upper])) => {
                    format!("{} to {}", number(*lower), number(*upper))
                }
                Ok(Value::Count(count)) => count.to_string(),
                Ok(Value::Truth(truth)) => if *truth { "yes" } else { "no" }.into(),
                Err(reason) => format!("- ({reason})"),
            };
            page.entry(entry.name, format!("{value:<24}  {}", entry.meaning));
        }
        page.finish()
    }
}
