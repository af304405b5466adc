//! Operators on texts. Without case means by Unicode's lower case.

use super::{Call, boolean};
use crate::qti::QtiError;
use crate::qti::declaration::{flag, required};
use crate::qti::value::Value;
use regex::RegexBuilder;

/// Both texts, folded where case does not count; `None` when one is NULL.
fn texts(call: &Call, case_sensitive: bool) -> Result<Option<(String, String)>, QtiError> {
    let [a, b] = call.two()?;
    let (Some(a), Some(b)) = (text(call, &a)?, text(call, &b)?) else {
        return Ok(None);
    };
    Ok(Some(if case_sensitive {
        (a, b)
    } else {
        (a.to_lowercase(), b.to_lowercase())
    }))
}

fn text(call: &Call, value: &Value) -> Result<Option<String>, QtiError> {
    match value {
        Value::Null => Ok(None),
        Value::Single(atom) => Ok(Some(atom.to_string())),
        _ => Err(call.invalid("an operand is not a text")),
    }
}

pub(super) fn string_match(call: &Call) -> Result<Value, QtiError> {
    let within = flag(call.at, "substring", false);
    let both = texts(call, flag(call.at, "caseSensitive", true))?;
    Ok(boolean(both.map(|(a, b)| {
        if within { a.contains(&b) } else { a == b }
    })))
}

/// Whether the first lies within the second.
pub(super) fn substring(call: &Call) -> Result<Value, QtiError> {
    let both = texts(call, flag(call.at, "caseSensitive", true))?;
    Ok(boolean(both.map(|(part, whole)| whole.contains(&part))))
}

/// Whether the whole text fits the pattern.
pub(super) fn pattern_match(call: &Call) -> Result<Value, QtiError> {
    let pattern = required(call.at, "pattern")?;
    let anchored = format!("^(?:{pattern})$");
    let regex = RegexBuilder::new(&anchored)
        .size_limit(1 << 20)
        .build()
        .map_err(|_| call.invalid(format!("the pattern `{pattern}` is not understood")))?;
    let text = text(call, &call.one()?)?;
    Ok(boolean(text.map(|text| regex.is_match(&text))))
}
