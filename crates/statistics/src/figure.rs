//! A figure under its name: its value, or `null` and the reason beside it.
//!
//! Flattened into a struct, `Figure { name: "alpha", .. }` becomes `"alpha": 0.7`
//! or `"alpha": null, "alpha_reason": "…"`. Never contains NaN or infinity.

use psychometrics::Undefined;
use psychometrics::gates::Gate as Needed;
use psychometrics::reliability::Interval;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// A value under its name, or the reason why there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure<T = f64> {
    /// The key it is written under.
    pub name: &'static str,
    /// The value or the reason.
    pub value: Result<T, String>,
}

impl<T> Figure<T> {
    /// What a function of `psychometrics` returned.
    pub(crate) fn of(name: &'static str, value: Result<T, Undefined>) -> Self {
        let value = value.map_err(|undefined| undefined.reason.to_string());
        Self { name, value }
    }

    /// A value that exists.
    pub(crate) fn some(name: &'static str, value: T) -> Self {
        let value = Ok(value);
        Self { name, value }
    }

    /// A value that was not asked for or cannot be computed from what was given.
    pub(crate) fn none(name: &'static str, reason: impl Into<String>) -> Self {
        let value = Err(reason.into());
        Self { name, value }
    }
}

impl<T: Serialize> Serialize for Figure<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match &self.value {
            Ok(value) => map.serialize_entry(self.name, value)?,
            Err(reason) => {
                map.serialize_entry(self.name, &())?;
                map.serialize_entry(&format!("{}_reason", self.name), reason)?;
            }
        }
        map.end()
    }
}

/// Lower and upper limit.
pub(crate) fn limits(interval: Interval) -> [f64; 2] {
    [interval.lower, interval.upper]
}

/// How many observations stand behind a figure and how many it should have. It
/// never withholds the figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Gate {
    /// Observations there are.
    pub got: usize,
    /// Observations needed before the figure is leaned on.
    pub needed: usize,
    /// Whether there are enough.
    pub open: bool,
}

impl From<Needed> for Gate {
    fn from(gate: Needed) -> Self {
        Self {
            got: gate.got,
            needed: gate.needed,
            open: gate.open(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Two {
        #[serde(flatten)]
        alpha: Figure,
        n: usize,
        #[serde(flatten)]
        omega: Figure,
    }

    #[test]
    fn a_missing_figure_is_null_with_its_reason() {
        let two = Two {
            alpha: Figure::some("alpha", 0.5),
            n: 3,
            omega: Figure::none("omega", "too few"),
        };
        let text = serde_json::to_string(&two).expect("JSON");
        assert_eq!(
            text,
            r#"{"alpha":0.5,"n":3,"omega":null,"omega_reason":"too few"}"#
        );
    }
}
