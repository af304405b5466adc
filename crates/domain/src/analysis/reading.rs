//! A figure as it is read: its value or why there is none, on how many attempts, and what it means. Contains no
//! arithmetic.

use crate::report::figures::{decimals, per_cent};
use psychometrics::gates::{Figure, Gate};
use psychometrics::{Reason, Undefined};

/// Why a figure is not shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Absent {
    /// Its gate is closed.
    TooFew(Gate),
    /// It does not exist for these answers.
    Undefined(Undefined),
    /// It does not apply; the words say why.
    Nothing(&'static str),
}

impl Absent {
    /// "too few: 37 of 100".
    pub fn words(&self) -> String {
        match self {
            Self::TooFew(gate) => format!("too few: {} of {}", gate.got, gate.needed),
            Self::Nothing(words) => (*words).into(),
            Self::Undefined(undefined) => match undefined.reason {
                Reason::ZeroVariance => "all are alike".into(),
                Reason::TooFewQuestions { .. } => "too few questions".into(),
                Reason::TooFewObservations { got: 0, .. } => "nobody".into(),
                Reason::NotDisjoint { .. } => "questions are shared".into(),
                _ => "not defined".into(),
            },
        }
    }
}

/// A figure on a number of attempts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    pub value: Result<f64, Absent>,
    /// Attempts behind it.
    pub n: u64,
}

impl Reading {
    /// Shown from its gate on; an absent value is one that could not be computed at all.
    pub(crate) fn gated(figure: Figure, n: u64, value: Option<Result<f64, Undefined>>) -> Self {
        let gate = figure.gate(n as usize);
        let value = match value {
            Some(value) if gate.open() => value.map_err(Absent::Undefined),
            _ => Err(Absent::TooFew(gate)),
        };
        Self { value, n }
    }

    /// Two places, or why there is none.
    pub fn words(&self) -> String {
        self.told(|value| decimals(value, 2))
    }

    /// In per cent.
    pub fn per_cent(&self) -> String {
        self.told(|value| per_cent(value, 0))
    }

    pub(crate) fn told(&self, write: impl Fn(f64) -> String) -> String {
        self.value.map_or_else(|absent| absent.words(), write)
    }

    /// Whether there is a value.
    pub fn is_shown(&self) -> bool {
        self.value.is_ok()
    }
}

/// A figure with its name and its meaning in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub name: &'static str,
    /// The value with its unit, or why there is none.
    pub value: String,
    /// Whether there is a value.
    pub shown: bool,
    /// Attempts behind it.
    pub n: u64,
    pub meaning: String,
}

impl Line {
    pub(crate) fn new(
        name: &'static str,
        value: Result<String, Absent>,
        n: u64,
        meaning: impl Into<String>,
    ) -> Self {
        Self {
            name,
            shown: value.is_ok(),
            value: value.unwrap_or_else(|absent| absent.words()),
            n,
            meaning: meaning.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_gate_says_how_many_of_how_many() {
        let closed = Reading::gated(Figure::Facility, 37, Some(Ok(0.5)));
        assert_eq!(
            (closed.words().as_str(), closed.is_shown()),
            ("too few: 37 of 100", false)
        );
        let open = Reading::gated(Figure::Facility, 100, Some(Ok(0.5)));
        assert_eq!(
            (open.words().as_str(), open.per_cent().as_str()),
            ("0.50", "50 %")
        );
        let none = Undefined::from(Reason::ZeroVariance);
        let undefined = Reading::gated(Figure::ItemRest, 200, Some(Err(none)));
        assert_eq!(undefined.words(), "all are alike");
    }
}
