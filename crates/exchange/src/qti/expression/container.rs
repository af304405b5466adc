//! Operators on containers and records.

use super::{Call, MAX_CONTAINER, boolean, integer};
use crate::qti::QtiError;
use crate::qti::declaration::required;
use crate::qti::value::{Atom, Value, contains_all};

/// All operands in one container; NULLs are left out.
pub(super) fn gather(call: &Call, hold: fn(Vec<Atom>) -> Value) -> Result<Value, QtiError> {
    let operands = call.operands()?;
    let atoms: Vec<Atom> = operands.iter().flat_map(Value::atoms).cloned().collect();
    bounded(call, atoms, hold)
}

fn bounded(call: &Call, atoms: Vec<Atom>, hold: fn(Vec<Atom>) -> Value) -> Result<Value, QtiError> {
    match atoms.len() {
        0 => Ok(Value::Null),
        1..=MAX_CONTAINER => Ok(hold(atoms)),
        _ => Err(call.invalid("a container of more than 10,000 values is refused")),
    }
}

/// 0 for NULL.
pub(super) fn size(call: &Call) -> Result<Value, QtiError> {
    Ok(integer(call.one()?.atoms().len() as i64))
}

/// The n-th of an ordered container, from 1; NULL beyond its end.
pub(super) fn index(call: &Call) -> Result<Value, QtiError> {
    let n = call.whole("n")?;
    if n < 1 {
        return Err(call.invalid("`n` counts from 1"));
    }
    match call.one()? {
        Value::Null => Ok(Value::Null),
        Value::Ordered(atoms) => {
            let atom = usize::try_from(n - 1).ok().and_then(|n| atoms.get(n));
            Ok(atom.cloned().map_or(Value::Null, Value::single))
        }
        _ => Err(call.invalid("the operand is not ordered")),
    }
}

pub(super) fn field(call: &Call) -> Result<Value, QtiError> {
    let name = required(call.at, "fieldIdentifier")?;
    match call.one()? {
        Value::Null => Ok(Value::Null),
        Value::Record(fields) => {
            let found = fields.into_iter().find(|(own, _)| own == name);
            Ok(found
                .and_then(|(_, atom)| atom)
                .map_or(Value::Null, Value::single))
        }
        _ => Err(call.invalid("the operand is not a record")),
    }
}

/// Whether the first, a single value, is in the second.
pub(super) fn member(call: &Call) -> Result<Value, QtiError> {
    let [value, container] = call.two()?;
    if value.is_null() || container.is_null() {
        return Ok(Value::Null);
    }
    let Value::Single(wanted) = value else {
        return Err(call.invalid("the first operand is not a single value"));
    };
    Ok(boolean(Some(
        container.atoms().iter().any(|atom| atom.same(&wanted)),
    )))
}

/// Whether the first container holds the second: in a row and in order if they are ordered.
pub(super) fn contains(call: &Call) -> Result<Value, QtiError> {
    let [whole, part] = call.two()?;
    if whole.is_null() || part.is_null() {
        return Ok(Value::Null);
    }
    let answer = match (&whole, &part) {
        (Value::Multiple(whole), Value::Multiple(part)) => contains_all(whole, part),
        (Value::Ordered(whole), Value::Ordered(part)) => whole
            .windows(part.len())
            .any(|window| window.iter().zip(part).all(|(a, b)| a.same(b))),
        _ => return Err(call.invalid("the operands are not two containers of one kind")),
    };
    Ok(boolean(Some(answer)))
}

/// The second, a container, without any value that is the first.
pub(super) fn delete(call: &Call) -> Result<Value, QtiError> {
    let [value, container] = call.two()?;
    let Value::Single(unwanted) = value else {
        return match value {
            Value::Null => Ok(Value::Null),
            _ => Err(call.invalid("the first operand is not a single value")),
        };
    };
    let left = |atoms: Vec<Atom>| -> Vec<Atom> {
        atoms
            .into_iter()
            .filter(|atom| !atom.same(&unwanted))
            .collect()
    };
    match container {
        Value::Null => Ok(Value::Null),
        Value::Multiple(atoms) => bounded(call, left(atoms), Value::Multiple),
        Value::Ordered(atoms) => bounded(call, left(atoms), Value::Ordered),
        _ => Err(call.invalid("the second operand is not a container")),
    }
}

/// The operands in order, as often as `numberRepeats` says.
pub(super) fn repeat(call: &Call) -> Result<Value, QtiError> {
    let times = call.whole("numberRepeats")?;
    let operands = call.operands()?;
    let once: Vec<Atom> = operands.iter().flat_map(Value::atoms).cloned().collect();
    let times = usize::try_from(times).unwrap_or(0);
    if once.len().saturating_mul(times) > MAX_CONTAINER {
        return Err(call.invalid("a container of more than 10,000 values is refused"));
    }
    let all = once.iter().cycle().take(once.len() * times).cloned();
    bounded(call, all.collect(), Value::Ordered)
}
