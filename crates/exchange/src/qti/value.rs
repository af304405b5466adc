//! Values of QTI variables: a base type, a cardinality, and what is in them. Empty containers and empty texts are NULL,
//! as the standard has it.

use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cardinality {
    Single,
    Multiple,
    Ordered,
    Record,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaseType {
    Identifier,
    Boolean,
    Integer,
    Float,
    Text,
    Point,
    Pair,
    DirectedPair,
    Duration,
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Atom {
    /// An identifier, a string, a URI.
    Text(String),
    Boolean(bool),
    Integer(i64),
    /// Also a duration, in seconds.
    Float(f64),
    Point(i64, i64),
    /// Either order is the same.
    Pair(String, String),
    DirectedPair(String, String),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Single(Atom),
    Multiple(Vec<Atom>),
    Ordered(Vec<Atom>),
    /// Field name and value.
    Record(Vec<(String, Option<Atom>)>),
}

impl Cardinality {
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "single" => Self::Single,
            "multiple" => Self::Multiple,
            "ordered" => Self::Ordered,
            "record" => Self::Record,
            _ => return None,
        })
    }

    /// A container of `atoms`, NULL when there is none; a single one if there is just one.
    pub fn hold(self, mut atoms: Vec<Atom>) -> Option<Value> {
        Some(match self {
            _ if atoms.is_empty() => Value::Null,
            Self::Single if atoms.len() == 1 => Value::single(atoms.remove(0)),
            Self::Multiple => Value::Multiple(atoms),
            Self::Ordered => Value::Ordered(atoms),
            Self::Single | Self::Record => return None,
        })
    }
}

impl BaseType {
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "identifier" => Self::Identifier,
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "float" => Self::Float,
            "string" | "uri" | "file" | "intOrIdentifier" => Self::Text,
            "point" => Self::Point,
            "pair" => Self::Pair,
            "directedPair" => Self::DirectedPair,
            "duration" => Self::Duration,
            _ => return None,
        })
    }

    pub fn is_numeric(self) -> bool {
        matches!(self, Self::Integer | Self::Float)
    }

    /// A value as it is written in an item: `12`, `true`, `A B`.
    pub fn read(self, text: &str) -> Option<Atom> {
        let word = text.trim();
        Some(match self {
            Self::Identifier if word.is_empty() => return None,
            Self::Identifier => Atom::Text(word.to_owned()),
            Self::Text => Atom::Text(text.to_owned()),
            Self::Boolean => Atom::Boolean(match word {
                "true" | "1" => true,
                "false" | "0" => false,
                _ => return None,
            }),
            Self::Integer => Atom::Integer(read_integer(word)?),
            Self::Float | Self::Duration => Atom::Float(read_float(word)?),
            Self::Point => {
                let (x, y) = two_words(word)?;
                Atom::Point(read_integer(&x)?, read_integer(&y)?)
            }
            Self::Pair => {
                let (a, b) = two_words(word)?;
                Atom::Pair(a, b)
            }
            Self::DirectedPair => {
                let (a, b) = two_words(word)?;
                Atom::DirectedPair(a, b)
            }
        })
    }

    /// The atom as this type, where it can be one: an integer is a float too, a text is read.
    pub fn cast(self, atom: Atom) -> Option<Atom> {
        Some(match (self, atom) {
            (Self::Float | Self::Duration, Atom::Integer(n)) => Atom::Float(n as f64),
            (Self::Integer, Atom::Float(n)) => Atom::Integer(whole(n.trunc())?),
            (Self::Integer, atom @ Atom::Integer(_))
            | (Self::Float | Self::Duration, atom @ Atom::Float(_))
            | (Self::Boolean, atom @ Atom::Boolean(_))
            | (Self::Point, atom @ Atom::Point(..))
            | (Self::Pair, atom @ Atom::Pair(..))
            | (Self::DirectedPair, atom @ Atom::DirectedPair(..))
            | (Self::Text | Self::Identifier, atom @ Atom::Text(_)) => atom,
            (Self::Pair, Atom::DirectedPair(a, b)) => Atom::Pair(a, b),
            (Self::DirectedPair, Atom::Pair(a, b)) => Atom::DirectedPair(a, b),
            (Self::Text | Self::Identifier, other) => Atom::Text(other.to_string()),
            (_, Atom::Text(text)) => self.read(&text)?,
            _ => return None,
        })
    }
}

/// A float that is a whole number within the range of integers.
pub(super) fn whole(number: f64) -> Option<i64> {
    let fits = number.is_finite() && number.abs() < 9.0e15;
    fits.then_some(number as i64)
}

/// Also `5.0`, which some programs write for an integer.
fn read_integer(word: &str) -> Option<i64> {
    let plain = word.strip_prefix('+').unwrap_or(word);
    plain.parse().ok().or_else(|| {
        let number: f64 = plain.parse().ok()?;
        (number.fract() == 0.0).then(|| whole(number)).flatten()
    })
}

pub(super) fn read_float(word: &str) -> Option<f64> {
    match word {
        "INF" => Some(f64::INFINITY),
        "-INF" => Some(f64::NEG_INFINITY),
        "NaN" => Some(f64::NAN),
        _ => word
            .starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'))
            .then(|| word.parse().ok())
            .flatten(),
    }
}

fn two_words(text: &str) -> Option<(String, String)> {
    let mut words = text
        .split([' ', ',', '\t', '\n'])
        .filter(|word| !word.is_empty());
    let pair = (words.next()?.to_owned(), words.next()?.to_owned());
    words.next().is_none().then_some(pair)
}

impl Atom {
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Integer(n) => Some(*n as f64),
            Self::Float(n) => Some(*n),
            _ => None,
        }
    }

    /// The same value: numbers by size, pairs in either order.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Pair(a, b), Self::Pair(c, d)) => (a == c && b == d) || (a == d && b == c),
            _ => match (self.number(), other.number()) {
                (Some(a), Some(b)) => a == b,
                _ => self == other,
            },
        }
    }
}

impl fmt::Display for Atom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Boolean(value) => write!(f, "{value}"),
            Self::Integer(number) => write!(f, "{number}"),
            Self::Float(number) => write!(f, "{number}"),
            Self::Point(x, y) => write!(f, "{x} {y}"),
            Self::Pair(a, b) | Self::DirectedPair(a, b) => write!(f, "{a} {b}"),
        }
    }
}

impl Value {
    /// NULL for an empty text.
    pub fn single(atom: Atom) -> Self {
        match atom {
            Atom::Text(text) if text.is_empty() => Self::Null,
            atom => Self::Single(atom),
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The values within, one for a single value, none for NULL; those of a record that are set.
    pub fn atoms(&self) -> Vec<&Atom> {
        match self {
            Self::Null => Vec::new(),
            Self::Single(atom) => vec![atom],
            Self::Multiple(atoms) | Self::Ordered(atoms) => atoms.iter().collect(),
            Self::Record(fields) => fields
                .iter()
                .filter_map(|(_, atom)| atom.as_ref())
                .collect(),
        }
    }

    /// Equal in cardinality and content; the order of a multiple container says nothing.
    pub fn matches(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Single(a), Self::Single(b)) => a.same(b),
            (Self::Ordered(a), Self::Ordered(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b))
            }
            (Self::Multiple(a), Self::Multiple(b)) => a.len() == b.len() && contains_all(a, b),
            (Self::Record(a), Self::Record(b)) => {
                let found = |(name, value): &(String, Option<Atom>)| {
                    b.iter().any(|(other, found)| {
                        name == other
                            && match (value, found) {
                                (Some(value), Some(found)) => value.same(found),
                                (value, found) => value.is_none() && found.is_none(),
                            }
                    })
                };
                a.len() == b.len() && a.iter().all(found)
            }
            _ => false,
        }
    }
}

/// Whether each of `part` is in `whole`, as often as it is in `part`.
pub(super) fn contains_all(whole: &[Atom], part: &[Atom]) -> bool {
    let mut left: Vec<&Atom> = whole.iter().collect();
    part.iter().all(|wanted| {
        let place = left.iter().position(|atom| atom.same(wanted));
        place.map(|index| left.swap_remove(index)).is_some()
    })
}
