//! Truth and comparison, in three values: true, false and NULL.

use super::numeric::{Rounding, round_to};
use super::{Call, boolean};
use crate::qti::QtiError;
use crate::qti::declaration::{flag, required};
use crate::qti::value::Value;

pub(super) fn matches(call: &Call) -> Result<Value, QtiError> {
    let [a, b] = call.two()?;
    Ok(boolean(
        (!a.is_null() && !b.is_null()).then(|| a.matches(&b)),
    ))
}

fn truths(call: &Call) -> Result<Vec<Option<bool>>, QtiError> {
    call.operands()?
        .iter()
        .map(|value| call.truth(value))
        .collect()
}

pub(super) fn and(call: &Call) -> Result<Value, QtiError> {
    let all = truths(call)?;
    let none_null = all.iter().all(Option::is_some);
    let answer = if all.contains(&Some(false)) {
        Some(false)
    } else {
        none_null.then_some(true)
    };
    Ok(boolean(answer))
}

pub(super) fn or(call: &Call) -> Result<Value, QtiError> {
    let all = truths(call)?;
    let none_null = all.iter().all(Option::is_some);
    let answer = if all.contains(&Some(true)) {
        Some(true)
    } else {
        none_null.then_some(false)
    };
    Ok(boolean(answer))
}

pub(super) fn not(call: &Call) -> Result<Value, QtiError> {
    let truth = call.truth(&call.one()?)?;
    Ok(boolean(truth.map(|truth| !truth)))
}

/// At least `min` and at most `max` are true; NULL while the ones that are NULL could decide it.
pub(super) fn any_n(call: &Call) -> Result<Value, QtiError> {
    let (least, most) = (call.whole("min")?, call.whole("max")?);
    let all = truths(call)?;
    let count = |wanted| all.iter().filter(|truth| **truth == wanted).count() as i64;
    let (sure, open) = (count(Some(true)), count(None));
    let answer = if sure > most || sure + open < least {
        Some(false)
    } else if sure >= least && sure + open <= most {
        Some(true)
    } else {
        None
    };
    Ok(boolean(answer))
}

pub(super) fn compare(call: &Call, holds: fn(f64, f64) -> bool) -> Result<Value, QtiError> {
    Ok(boolean(call.two_numbers()?.map(|(a, b)| holds(a, b))))
}

/// Exactly, or the second within a tolerance of the first: in units, or in percent of the first.
pub(super) fn equal(call: &Call) -> Result<Value, QtiError> {
    let Some((x, y)) = call.two_numbers()? else {
        return Ok(Value::Null);
    };
    let mode = call.at.attribute("toleranceMode").unwrap_or("exact");
    if mode == "exact" {
        return Ok(boolean(Some(x == y)));
    }
    let bounds: Vec<f64> = required(call.at, "tolerance")?
        .split_whitespace()
        .map(|part| call.real(part))
        .collect::<Result<_, _>>()?;
    let (below, above) = match bounds.as_slice() {
        [both] => (*both, *both),
        [below, above] => (*below, *above),
        _ => return Err(call.invalid("`tolerance` is one or two numbers")),
    };
    let (a, b) = match mode {
        "absolute" => (x - below, x + above),
        "relative" => (x * (1.0 - below / 100.0), x * (1.0 + above / 100.0)),
        _ => return Err(call.invalid(format!("`{mode}` is no tolerance mode"))),
    };
    let (low, high) = (a.min(b), a.max(b));
    let above_low = y > low || (flag(call.at, "includeLowerBound", true) && y == low);
    let below_high = y < high || (flag(call.at, "includeUpperBound", true) && y == high);
    Ok(boolean(Some(above_low && below_high)))
}

pub(super) fn equal_rounded(call: &Call) -> Result<Value, QtiError> {
    let rounding = Rounding::of(call)?;
    let equal = |(x, y)| round_to(x, rounding) == round_to(y, rounding);
    Ok(boolean(call.two_numbers()?.map(equal)))
}
