//! Expressions of response processing: each gives a [`Value`], NULL included. This file finds the right one by name and
//! holds what stands alone; operators are in `logic`, `numeric`, `container` and `text`. To add one: an arm here, a
//! function there, a worked example in `super::tests`.

mod container;
mod logic;
mod numeric;
mod text;

use super::declaration::required;
use super::value::{Atom, BaseType, Value};
use super::{QtiError, Scope};
use crate::xml::Element;

/// Containers longer than this are refused, so that `repeat` cannot grow without end.
const MAX_CONTAINER: usize = 10_000;

pub(super) fn evaluate(at: &Element, scope: &Scope) -> Result<Value, QtiError> {
    let call = Call { at, scope };
    match at.name.as_str() {
        "null" => Ok(Value::Null),
        "baseValue" => call.base_value(),
        "variable" => scope.variable(at, required(at, "identifier")?),
        "correct" => Ok(scope
            .declaration(at, required(at, "identifier")?)?
            .correct
            .clone()),
        "default" => Ok(scope
            .declaration(at, required(at, "identifier")?)?
            .default
            .clone()),
        "mapResponse" => call.map_response(),
        "isNull" => Ok(Value::Single(Atom::Boolean(call.one()?.is_null()))),
        "match" => logic::matches(&call),
        "and" => logic::and(&call),
        "or" => logic::or(&call),
        "not" => logic::not(&call),
        "anyN" => logic::any_n(&call),
        "equal" => logic::equal(&call),
        "equalRounded" => logic::equal_rounded(&call),
        "gt" => logic::compare(&call, |a, b| a > b),
        "gte" | "durationGTE" => logic::compare(&call, |a, b| a >= b),
        "lt" | "durationLT" => logic::compare(&call, |a, b| a < b),
        "lte" => logic::compare(&call, |a, b| a <= b),
        "stringMatch" => text::string_match(&call),
        "substring" => text::substring(&call),
        "patternMatch" => text::pattern_match(&call),
        "multiple" => container::gather(&call, Value::Multiple),
        "ordered" => container::gather(&call, Value::Ordered),
        "containerSize" => container::size(&call),
        "index" => container::index(&call),
        "fieldValue" => container::field(&call),
        "member" => container::member(&call),
        "contains" => container::contains(&call),
        "delete" => container::delete(&call),
        "repeat" => container::repeat(&call),
        "customOperator" | "random" | "randomInteger" | "randomFloat" | "mapResponsePoint"
        | "inside" => Err(call.unsupported()),
        _ => numeric::evaluate(&call)?.ok_or_else(|| call.unsupported()),
    }
}

/// An expression and the values it may look at.
struct Call<'a> {
    at: &'a Element,
    scope: &'a Scope<'a>,
}

impl Call<'_> {
    fn unsupported(&self) -> QtiError {
        QtiError::Unsupported {
            line: self.at.line,
            what: self.at.name.clone(),
        }
    }

    fn invalid(&self, message: impl Into<String>) -> QtiError {
        QtiError::invalid(self.at, message.into())
    }

    fn operands(&self) -> Result<Vec<Value>, QtiError> {
        self.at
            .elements()
            .map(|operand| evaluate(operand, self.scope))
            .collect()
    }

    fn one(&self) -> Result<Value, QtiError> {
        let [value] = self.exactly()?;
        Ok(value)
    }

    fn two(&self) -> Result<[Value; 2], QtiError> {
        self.exactly()
    }

    fn exactly<const N: usize>(&self) -> Result<[Value; N], QtiError> {
        let operands = self.operands()?;
        let found = operands.len();
        operands
            .try_into()
            .map_err(|_| self.invalid(format!("it has {found} operands, not {N}")))
    }

    /// Two numbers, unless one is NULL.
    fn two_numbers(&self) -> Result<Option<(f64, f64)>, QtiError> {
        let [a, b] = self.two()?;
        Ok(match (self.number(&a)?, self.number(&b)?) {
            (Some(a), Some(b)) => Some((a, b)),
            _ => None,
        })
    }

    /// The number within, NULL for NULL. A text is no number.
    fn number(&self, value: &Value) -> Result<Option<f64>, QtiError> {
        match value {
            Value::Null => Ok(None),
            Value::Single(atom) if atom.number().is_some() => Ok(atom.number()),
            _ => Err(self.invalid("an operand is not a number")),
        }
    }

    fn truth(&self, value: &Value) -> Result<Option<bool>, QtiError> {
        match value {
            Value::Null => Ok(None),
            Value::Single(Atom::Boolean(truth)) => Ok(Some(*truth)),
            _ => Err(self.invalid("an operand is neither true nor false")),
        }
    }

    /// An attribute that is a whole number or names a variable that holds one.
    fn whole(&self, name: &str) -> Result<i64, QtiError> {
        let number = self.real(required(self.at, name)?)?;
        super::value::whole(number)
            .filter(|_| number.fract() == 0.0)
            .ok_or_else(|| self.invalid(format!("`{name}` is not a whole number")))
    }

    /// A number, or the value of the variable named, with or without braces.
    fn real(&self, text: &str) -> Result<f64, QtiError> {
        if let Some(number) = super::value::read_float(text) {
            return Ok(number);
        }
        let name = text.trim_matches(['{', '}']);
        let value = self.scope.variable(self.at, name)?;
        self.number(&value)?
            .ok_or_else(|| self.invalid(format!("the variable `{name}` is NULL")))
    }

    fn base_value(&self) -> Result<Value, QtiError> {
        let name = required(self.at, "baseType")?;
        let base_type = BaseType::parse(name)
            .ok_or_else(|| self.invalid(format!("`{name}` is no base type")))?;
        let text = self.at.text();
        if text.is_empty() {
            return Ok(Value::Null);
        }
        base_type
            .read(&text)
            .map(Value::single)
            .ok_or_else(|| self.invalid(format!("`{}` is no {name}", text.trim())))
    }

    fn map_response(&self) -> Result<Value, QtiError> {
        let identifier = required(self.at, "identifier")?;
        let declaration = self.scope.declaration(self.at, identifier)?;
        let Some(mapping) = &declaration.mapping else {
            return Err(self.invalid(format!("`{identifier}` declares no mapping")));
        };
        let value = self.scope.variable(self.at, identifier)?;
        if matches!(value, Value::Record(_)) {
            return Err(self.invalid("a record has no mapping"));
        }
        Ok(float(mapping.map(&value)))
    }
}

fn boolean(truth: Option<bool>) -> Value {
    truth.map_or(Value::Null, |truth| Value::Single(Atom::Boolean(truth)))
}

/// NULL for what is not a number.
fn float(number: f64) -> Value {
    if number.is_nan() {
        Value::Null
    } else {
        Value::Single(Atom::Float(number))
    }
}

fn integer(number: i64) -> Value {
    Value::Single(Atom::Integer(number))
}
