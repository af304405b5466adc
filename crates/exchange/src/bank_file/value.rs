//! Single values from a [`Node`]: text, numbers, lists, names. To read another type: an implementation of [`FromNode`].

use super::reader::Reader;
use super::tree::{Node, Value};
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

/// A value that can be read from a node. On failure the problem is already noted.
pub(super) trait FromNode: Sized {
    fn from_node(node: &Node, path: &str, reader: &mut Reader) -> Option<Self>;
}

impl FromNode for String {
    fn from_node(node: &Node, path: &str, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Text(text) => Some(text.clone()),
            _ => reader.expected("text", node, path),
        }
    }
}

impl FromNode for f64 {
    fn from_node(node: &Node, path: &str, reader: &mut Reader) -> Option<Self> {
        match node.value {
            Value::Number(number) => Some(number),
            _ => reader.expected("a number", node, path),
        }
    }
}

impl FromNode for u32 {
    fn from_node(node: &Node, path: &str, reader: &mut Reader) -> Option<Self> {
        match node.value {
            Value::Number(n) if n.fract() == 0.0 && (0.0..=f64::from(Self::MAX)).contains(&n) => {
                Some(n as Self)
            }
            Value::Number(_) => {
                reader.unread(path, node.line, "Expected a whole number from 0.");
                None
            }
            _ => reader.expected("a whole number", node, path),
        }
    }
}

impl FromNode for u16 {
    fn from_node(node: &Node, path: &str, reader: &mut Reader) -> Option<Self> {
        let number = u32::from_node(node, path, reader)?;
        let short = Self::try_from(number).ok();
        if short.is_none() {
            reader.unread(path, node.line, format!("{number} is too large here."));
        }
        short
    }
}

impl FromNode for bool {
    fn from_node(node: &Node, path: &str, reader: &mut Reader) -> Option<Self> {
        match node.value {
            Value::Bool(value) => Some(value),
            _ => reader.expected("true or false", node, path),
        }
    }
}

/// Elements that cannot be read are left out, after being reported.
impl<T: FromNode> FromNode for Vec<T> {
    fn from_node(node: &Node, path: &str, reader: &mut Reader) -> Option<Self> {
        let Value::List(items) = &node.value else {
            return reader.expected("a list", node, path);
        };
        let mut list = Self::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let path = format!("{path}[{index}]");
            reader.place(&path, item.line);
            list.extend(T::from_node(item, &path, reader));
        }
        Some(list)
    }
}

/// A name such as `single_best`, by the type's own serde names.
pub(super) fn named<T>(node: &Node, path: &str, reader: &mut Reader) -> Option<T>
where
    T: for<'de> serde::Deserialize<'de>,
{
    let Value::Text(name) = &node.value else {
        return reader.expected("a name", node, path);
    };
    let deserializer: StrDeserializer<ValueError> = name.as_str().into_deserializer();
    match T::deserialize(deserializer) {
        Ok(value) => Some(value),
        Err(error) => {
            reader.unread(path, node.line, sentence(&error.to_string()));
            None
        }
    }
}

/// "unknown variant `x`, expected …" as a sentence for people.
pub(super) fn sentence(error: &str) -> String {
    format!(
        "{}.",
        error
            .replace("unknown variant ", "Unknown name ")
            .replace(", expected", "; expected")
    )
}
