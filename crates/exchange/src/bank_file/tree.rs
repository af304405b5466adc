//! YAML as a tree of values that remember their lines. The only place that knows the YAML library.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;
use serde_saphyr::options::{DuplicateKeyPolicy, NonFiniteFloatPolicy};
use std::fmt;

/// The largest file that is read: 20,000 questions with room to spare.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// A value and the line it starts on, counted from 1 (a block text starts on the line after its key).
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub line: u32,
    pub value: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Node>),
    /// In the order of the file; a repeated key is kept, so that it can be reported.
    Map(Vec<(Key, Node)>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    pub line: u32,
    pub name: String,
}

impl Value {
    /// What the value is, for a sentence such as "expected text, found a list".
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a set of fields",
        }
    }
}

/// A file that is not YAML, or one that asks for too much.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// From 1; 1 where the file as a whole is meant.
    pub line: u32,
    pub message: String,
}

/// Reads one YAML document (JSON is YAML). Budgets on nodes, depth and aliases keep a small file from growing into
/// a large tree.
///
/// # Errors
/// [`SyntaxError`] for the first place where the text stops being YAML or a budget is used up.
pub fn parse(text: &str) -> Result<Node, SyntaxError> {
    if text.len() > MAX_BYTES {
        let message = "This file is larger than 64 MB; divide the bank into several files.".into();
        return Err(SyntaxError { line: 1, message });
    }
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: 24,
            max_nodes: 6_000_000,
            max_events: 12_000_000,
            max_anchors: 200,
            max_aliases: 1_000,
            max_documents: 1,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 20_000,
            max_replay_stack_depth: 8,
        },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        strict_booleans: true,
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options::<Spanned<Value>>(text, options)
        .map(Node::from)
        .map_err(|error| SyntaxError {
            line: error.location().map_or(1, |location| line(location.line())),
            message: format!("This is not readable YAML: {}", error.without_snippet()),
        })
}

fn line(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX).max(1)
}

impl From<Spanned<Value>> for Node {
    fn from(spanned: Spanned<Value>) -> Self {
        Self {
            line: line(spanned.referenced.line()),
            value: spanned.value,
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("text, a number, a list or a set of fields")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = seq.next_element::<Spanned<Value>>()? {
            list.push(Node::from(item));
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(key) = map.next_key::<Spanned<String>>()? {
            let value = map.next_value::<Spanned<Value>>()?;
            let key = Key {
                line: line(key.referenced.line()),
                name: key.value,
            };
            fields.push((key, Node::from(value)));
        }
        Ok(Value::Map(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_remember_their_lines() {
        let text =
            "a: 1\nb:\n  - x\n  - {c: no, d: true}\nscenario: |\n  one\n  two\ndate: 2026-05-31\n";
        let Value::Map(fields) = parse(text).unwrap().value else {
            panic!("a map")
        };
        let lines: Vec<_> = fields
            .iter()
            .map(|(key, node)| (key.name.as_str(), key.line, node.line))
            .collect();
        assert_eq!(
            lines,
            [("a", 1, 1), ("b", 2, 3), ("scenario", 5, 6), ("date", 8, 8)]
        );
        let Value::List(items) = &fields[1].1.value else {
            panic!("a list")
        };
        assert_eq!(items[1].line, 4);
        let Value::Map(inner) = &items[1].value else {
            panic!("a map")
        };
        assert_eq!(inner[0].1.value, Value::Text("no".into()));
        assert_eq!(inner[1].1.value, Value::Bool(true));
        assert_eq!(fields[2].1.value, Value::Text("one\ntwo\n".into()));
        assert_eq!(fields[3].1.value, Value::Text("2026-05-31".into()));
    }

    #[test]
    fn json_is_yaml() {
        let node = parse("{\"a\": [1, null, \"x\"]}").unwrap();
        assert!(matches!(node.value, Value::Map(_)));
    }

    #[test]
    fn repeated_keys_are_kept() {
        let Value::Map(fields) = parse("a: 1\na: 2\n").unwrap().value else {
            panic!("a map")
        };
        assert_eq!(fields.len(), 2);
    }

    #[test]
    fn a_broken_file_names_the_line() {
        let error = parse("a: 1\nb: [1, 2\nc: 3\n").unwrap_err();
        assert!(error.line >= 2, "{error:?}");
    }

    #[test]
    fn alias_bombs_are_refused() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..9 {
            let one = format!("*a{}, ", level - 1);
            text.push_str(&format!("a{level}: &a{level} [{}]\n", one.repeat(10)));
        }
        assert!(parse(&text).is_err());
        assert!(parse(&"[".repeat(5_000)).is_err());
        assert!(parse(&"x".repeat(MAX_BYTES + 1)).is_err());
    }
}
