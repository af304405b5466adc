//! Responses from JSON, outcomes to JSON.
//!
//! A response is plain: `{"RESPONSE": "choice_a"}`, a number, `true`, a list, an object for a record, `null`; a pair is
//! `"A B"` or `["A", "B"]`. Or it names its type as portable custom interactions do: `{"base": {"identifier": "A"}}`,
//! `{"list": {"directedPair": [["A", "B"]]}}`, `{"record": [{"name": "x", "base": {"float": 1}}]}`.

use super::declaration::Declaration;
use super::value::{Atom, BaseType, Cardinality, Value};
use super::{Item, QtiError, Variables};
use serde_json::{Map, Value as Json, json};

/// The responses of `text` by the declarations of `item`; those it leaves out have their declared default.
///
/// # Errors
/// When the text is not a JSON object, names what the item does not declare, or holds a value of another type.
pub fn read_responses(item: &Item, text: &str) -> Result<Variables, QtiError> {
    let json: Map<String, Json> = serde_json::from_str(text)
        .map_err(|cause| response("", format!("expected a JSON object of responses: {cause}")))?;
    let mut variables: Variables = item
        .responses
        .iter()
        .map(|declared| (declared.identifier.clone(), declared.default.clone()))
        .collect();
    for (name, json) in &json {
        let value = match (item.response(name), name.as_str()) {
            (Some(declaration), _) => read(declaration, json)?,
            (None, "numAttempts") => Value::Single(atom(name, BaseType::Integer, json)?),
            (None, "duration") => Value::Single(atom(name, BaseType::Duration, json)?),
            (None, _) => return Err(response(name, "the item declares no such response".into())),
        };
        variables.insert(name.clone(), value);
    }
    Ok(variables)
}

fn response(variable: &str, message: String) -> QtiError {
    QtiError::Response {
        variable: variable.to_owned(),
        message,
    }
}

fn read(declaration: &Declaration, json: &Json) -> Result<Value, QtiError> {
    let name = &declaration.identifier;
    let json = untyped(json);
    if json.is_null() {
        return Ok(Value::Null);
    }
    let Some(base_type) = declaration.base_type else {
        return record(name, json);
    };
    let pair = matches!(
        base_type,
        BaseType::Pair | BaseType::DirectedPair | BaseType::Point
    );
    let atoms = match json {
        // Two words are one pair where one value is expected.
        Json::Array(list)
            if pair && declaration.cardinality == Cardinality::Single && is_words(list) =>
        {
            vec![atom(name, base_type, json)?]
        }
        Json::Array(list) => list
            .iter()
            .filter(|json| !json.is_null())
            .map(|json| atom(name, base_type, json))
            .collect::<Result<_, _>>()?,
        json => vec![atom(name, base_type, json)?],
    };
    declaration
        .cardinality
        .hold(atoms)
        .ok_or_else(|| response(name, "one value is expected".into()))
}

/// What stands within `{"base": {"identifier": …}}`, `{"list": {"identifier": […]}}` and `{"record": […]}`.
fn untyped(json: &Json) -> &Json {
    let Some(object) = json.as_object().filter(|object| object.len() == 1) else {
        return json;
    };
    if let Some(record @ Json::Array(_)) = object.get("record") {
        return record;
    }
    let typed = match object.get("base").or_else(|| object.get("list")) {
        Some(Json::Object(typed)) if typed.len() == 1 => typed,
        Some(Json::Null) => return &Json::Null,
        _ => return json,
    };
    typed.values().next().unwrap_or(json)
}

fn is_words(list: &[Json]) -> bool {
    list.len() == 2 && list.iter().all(|json| !json.is_array()) && !list.iter().any(has_space)
}

fn has_space(json: &Json) -> bool {
    json.as_str().is_some_and(|text| text.trim().contains(' '))
}

fn record(name: &str, json: &Json) -> Result<Value, QtiError> {
    let fields = match json {
        Json::Object(object) => object
            .iter()
            .map(|(field, json)| Ok((field.clone(), guess(name, untyped(json))?)))
            .collect::<Result<Vec<_>, QtiError>>()?,
        Json::Array(list) => list
            .iter()
            .map(|entry| {
                let field = entry.get("name").and_then(Json::as_str);
                let field = field.ok_or_else(|| response(name, "a field has no name".into()))?;
                let (base_type, json) = match entry.get("base") {
                    Some(Json::Object(typed)) => match typed.iter().next() {
                        Some((base_type, json)) => (BaseType::parse(base_type), json),
                        None => (None, &Json::Null),
                    },
                    _ => (None, &Json::Null),
                };
                let value = match base_type {
                    Some(base_type) if !json.is_null() => Some(atom(name, base_type, json)?),
                    _ => guess(name, json)?,
                };
                Ok((field.to_owned(), value))
            })
            .collect::<Result<_, QtiError>>()?,
        _ => return Err(response(name, "a record is an object".into())),
    };
    Ok(if fields.is_empty() {
        Value::Null
    } else {
        Value::Record(fields)
    })
}

/// The value of a field whose type nobody says.
fn guess(name: &str, json: &Json) -> Result<Option<Atom>, QtiError> {
    let base_type = match json {
        Json::Null => return Ok(None),
        Json::Bool(_) => BaseType::Boolean,
        Json::Number(number) if number.is_i64() => BaseType::Integer,
        Json::Number(_) => BaseType::Float,
        _ => BaseType::Text,
    };
    atom(name, base_type, json).map(Some)
}

fn atom(name: &str, base_type: BaseType, json: &Json) -> Result<Atom, QtiError> {
    let text = match json {
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        Json::Bool(truth) => truth.to_string(),
        Json::Array(list) if list.len() == 2 => {
            let word = |json: &Json| {
                json.as_str()
                    .map_or_else(|| json.to_string(), str::to_owned)
            };
            let words: Vec<String> = list.iter().map(word).collect();
            words.join(" ")
        }
        other => return Err(response(name, format!("`{other}` is no value here"))),
    };
    base_type
        .read(&text)
        .ok_or_else(|| response(name, format!("`{text}` is not of the declared type")))
}

/// An object with each outcome: a text, a number, `true`, a list, an object for a record, `null`; a pair is `"A B"`.
pub fn outcomes_json(outcomes: &Variables) -> Json {
    let entries = outcomes
        .iter()
        .map(|(name, value)| (name.clone(), value_json(value)));
    Json::Object(entries.collect())
}

fn value_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Single(atom) => atom_json(atom),
        Value::Multiple(atoms) | Value::Ordered(atoms) => atoms.iter().map(atom_json).collect(),
        Value::Record(fields) => {
            let field = |(name, atom): &(String, Option<Atom>)| {
                (name.clone(), atom.as_ref().map_or(Json::Null, atom_json))
            };
            Json::Object(fields.iter().map(field).collect())
        }
    }
}

fn atom_json(atom: &Atom) -> Json {
    match atom {
        Atom::Boolean(truth) => json!(truth),
        Atom::Integer(number) => json!(number),
        Atom::Float(number) if number.is_finite() => json!(number),
        Atom::Float(number) => json!(if *number > 0.0 { "INF" } else { "-INF" }),
        other => json!(other.to_string()),
    }
}
