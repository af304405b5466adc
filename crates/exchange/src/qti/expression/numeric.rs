//! Arithmetic. Whole numbers stay whole where the standard says so; what is undefined is NULL.

use super::{Call, float, integer};
use crate::qti::QtiError;
use crate::qti::declaration::required;
use crate::qti::value::{Atom, Value, whole};

/// The value of a numeric expression; `None` for a name that is none.
pub(super) fn evaluate(call: &Call) -> Result<Option<Value>, QtiError> {
    let name = call.at.name.as_str();
    Ok(Some(match name {
        "sum" => fold(call, 0, i64::checked_add, |a, b| a + b)?,
        "product" => fold(call, 1, i64::checked_mul, |a, b| a * b)?,
        "min" => extreme(call, |a, b| a < b)?,
        "max" => extreme(call, |a, b| a > b)?,
        "gcd" => divisors(call, 0, |a, b| Some(gcd(a, b)))?,
        "lcm" => divisors(call, 1, lcm)?,
        "subtract" => subtract(call)?,
        "divide" => binary(call, |a, b| if b == 0.0 { f64::NAN } else { a / b })?,
        "power" => binary(call, f64::powf)?,
        "integerDivide" | "integerModulus" => integer_division(call)?,
        "integerToFloat" => unary(call, |n| n)?,
        "round" => call_whole(call, |n| (n + 0.5).floor())?,
        "truncate" => call_whole(call, f64::trunc)?,
        "roundTo" => {
            let rounding = Rounding::of(call)?;
            unary(call, |n| round_to(n, rounding))?
        }
        "mathConstant" => match required(call.at, "name")? {
            "pi" => float(std::f64::consts::PI),
            "e" => float(std::f64::consts::E),
            other => return Err(call.invalid(format!("`{other}` is no constant"))),
        },
        "mathOperator" => math(call)?,
        "statsOperator" => statistics(call)?,
        _ => return Ok(None),
    }))
}

/// Every number in the operands; `None` when one of them is NULL.
fn atoms(call: &Call) -> Result<Option<Vec<Atom>>, QtiError> {
    let operands = call.operands()?;
    if operands.is_empty() || operands.iter().any(Value::is_null) {
        return Ok(None);
    }
    let all: Vec<Atom> = operands.iter().flat_map(Value::atoms).cloned().collect();
    if all.iter().any(|atom| atom.number().is_none()) {
        return Err(call.invalid("an operand is not a number"));
    }
    Ok(Some(all))
}

fn floats(atoms: &[Atom]) -> impl Iterator<Item = f64> {
    atoms.iter().filter_map(Atom::number)
}

/// Whole as long as all are and the result fits.
fn integers(atoms: &[Atom]) -> Option<Vec<i64>> {
    let each = atoms.iter().map(|atom| match atom {
        Atom::Integer(n) => Some(*n),
        _ => None,
    });
    each.collect()
}

fn fold(
    call: &Call,
    start: i64,
    exact: fn(i64, i64) -> Option<i64>,
    approximate: fn(f64, f64) -> f64,
) -> Result<Value, QtiError> {
    let Some(atoms) = atoms(call)? else {
        return Ok(Value::Null);
    };
    let exact = integers(&atoms).and_then(|all| all.into_iter().try_fold(start, exact));
    Ok(exact.map_or_else(
        || float(floats(&atoms).fold(start as f64, approximate)),
        integer,
    ))
}

fn extreme(call: &Call, beats: fn(f64, f64) -> bool) -> Result<Value, QtiError> {
    let Some(atoms) = atoms(call)? else {
        return Ok(Value::Null);
    };
    let all_whole = integers(&atoms).is_some();
    let best = floats(&atoms).reduce(|best, n| if beats(n, best) { n } else { best });
    Ok(match best {
        Some(n) if all_whole => whole(n).map_or(Value::Null, integer),
        Some(n) => float(n),
        None => Value::Null,
    })
}

fn divisors(call: &Call, start: i64, step: fn(i64, i64) -> Option<i64>) -> Result<Value, QtiError> {
    let Some(atoms) = atoms(call)? else {
        return Ok(Value::Null);
    };
    let Some(all) = integers(&atoms) else {
        return Err(call.invalid("the operands are not whole numbers"));
    };
    let result = all.into_iter().try_fold(start, step);
    Ok(result.map_or(Value::Null, integer))
}

fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i64::try_from(a).unwrap_or(i64::MAX)
}

/// NULL when it does not fit.
fn lcm(a: i64, b: i64) -> Option<i64> {
    if a == 0 || b == 0 {
        return Some(0);
    }
    (a / gcd(a, b)).checked_mul(b)?.checked_abs()
}

fn subtract(call: &Call) -> Result<Value, QtiError> {
    let [a, b] = call.two()?;
    if let (Value::Single(Atom::Integer(a)), Value::Single(Atom::Integer(b))) = (&a, &b)
        && let Some(difference) = a.checked_sub(*b)
    {
        return Ok(integer(difference));
    }
    Ok(match (call.number(&a)?, call.number(&b)?) {
        (Some(a), Some(b)) => float(a - b),
        _ => Value::Null,
    })
}

fn binary(call: &Call, apply: fn(f64, f64) -> f64) -> Result<Value, QtiError> {
    Ok(call
        .two_numbers()?
        .map_or(Value::Null, |(a, b)| float(apply(a, b))))
}

fn unary(call: &Call, apply: impl Fn(f64) -> f64) -> Result<Value, QtiError> {
    let number = call.number(&call.one()?)?;
    Ok(number.map_or(Value::Null, |n| float(apply(n))))
}

/// A whole number; infinity stays what it is.
fn call_whole(call: &Call, apply: fn(f64) -> f64) -> Result<Value, QtiError> {
    let number = call.number(&call.one()?)?;
    Ok(number.map_or(Value::Null, |n| {
        let result = apply(n);
        whole(result).map_or_else(|| float(result), integer)
    }))
}

/// Towards minus infinity, so that the remainder has the sign of the divisor.
fn integer_division(call: &Call) -> Result<Value, QtiError> {
    let Some((a, b)) = call.two_numbers()? else {
        return Ok(Value::Null);
    };
    let (Some(a), Some(b)) = (whole(a), whole(b)) else {
        return Ok(Value::Null);
    };
    if b == 0 {
        return Ok(Value::Null);
    }
    let below = if a % b != 0 && (a < 0) != (b < 0) {
        1
    } else {
        0
    };
    let quotient = a / b - below;
    Ok(integer(match call.at.name.as_str() {
        "integerDivide" => quotient,
        _ => a - b * quotient,
    }))
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Rounding {
    SignificantFigures(i32),
    DecimalPlaces(i32),
}

impl Rounding {
    pub fn of(call: &Call) -> Result<Self, QtiError> {
        let figures = call.whole("figures")?;
        let figures = i32::try_from(figures)
            .ok()
            .filter(|n| (0..=300).contains(n));
        let figures = figures.ok_or_else(|| call.invalid("`figures` is too small or too large"))?;
        match call
            .at
            .attribute("roundingMode")
            .unwrap_or("significantFigures")
        {
            "significantFigures" if figures > 0 => Ok(Self::SignificantFigures(figures)),
            "decimalPlaces" => Ok(Self::DecimalPlaces(figures)),
            _ => Err(call.invalid("`roundingMode` and `figures` do not fit")),
        }
    }
}

/// Halves go up; what binary fractions fall short of a half counts as one.
pub(super) fn round_to(number: f64, rounding: Rounding) -> f64 {
    if number == 0.0 || !number.is_finite() {
        return number;
    }
    let places = match rounding {
        Rounding::DecimalPlaces(places) => places,
        Rounding::SignificantFigures(figures) => figures - 1 - number.abs().log10().floor() as i32,
    };
    let factor = 10_f64.powi(places);
    let scaled = number * factor;
    let rounded = (scaled + scaled.abs() * 4.0 * f64::EPSILON + 0.5).floor() / factor;
    if rounded.is_finite() { rounded } else { number }
}

fn math(call: &Call) -> Result<Value, QtiError> {
    let name = required(call.at, "name")?;
    let apply: fn(f64) -> f64 = match name {
        "atan2" => return binary(call, f64::atan2),
        "floor" => return call_whole(call, f64::floor),
        "ceil" => return call_whole(call, f64::ceil),
        "signum" => return call_whole(call, |n| if n == 0.0 { 0.0 } else { n.signum() }),
        "abs" => match call.one()? {
            Value::Single(Atom::Integer(n)) => {
                return Ok(n.checked_abs().map_or(Value::Null, integer));
            }
            _ => f64::abs,
        },
        "sin" => f64::sin,
        "cos" => f64::cos,
        "tan" => f64::tan,
        "sec" => |n| n.cos().recip(),
        "csc" => |n| n.sin().recip(),
        "cot" => |n| n.tan().recip(),
        "asin" => f64::asin,
        "acos" => f64::acos,
        "atan" => f64::atan,
        "asec" => |n| n.recip().acos(),
        "acsc" => |n| n.recip().asin(),
        "acot" => |n| n.recip().atan(),
        "sinh" => f64::sinh,
        "cosh" => f64::cosh,
        "tanh" => f64::tanh,
        "sech" => |n| n.cosh().recip(),
        "csch" => |n| n.sinh().recip(),
        "coth" => |n| n.tanh().recip(),
        "log" => f64::log10,
        "ln" => f64::ln,
        "exp" => f64::exp,
        "toDegrees" => f64::to_degrees,
        "toRadians" => f64::to_radians,
        _ => return Err(call.invalid(format!("`{name}` is no operator"))),
    };
    unary(call, apply)
}

fn statistics(call: &Call) -> Result<Value, QtiError> {
    let Some(atoms) = atoms(call)? else {
        return Ok(Value::Null);
    };
    let numbers: Vec<f64> = floats(&atoms).collect();
    let count = numbers.len() as f64;
    let mean = numbers.iter().sum::<f64>() / count;
    let squares: f64 = numbers.iter().map(|n| (n - mean).powi(2)).sum();
    // A sample of one has no variance: 0/0.
    Ok(float(match required(call.at, "name")? {
        "mean" => mean,
        "popVariance" => squares / count,
        "popSD" => (squares / count).sqrt(),
        "sampleVariance" => squares / (count - 1.0),
        "sampleSD" => (squares / (count - 1.0)).sqrt(),
        other => return Err(call.invalid(format!("`{other}` is no statistic"))),
    }))
}
