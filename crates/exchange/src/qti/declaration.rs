//! Declarations of an item: the type of each variable, its default and correct value, its mapping and its tables.

use super::QtiError;
use super::value::{Atom, BaseType, Cardinality, Value, read_float};
use crate::xml::Element;

/// A response, outcome or template variable as it is declared.
#[derive(Debug, Clone)]
pub struct Declaration {
    pub identifier: String,
    pub cardinality: Cardinality,
    /// Absent for a record.
    pub base_type: Option<BaseType>,
    pub default: Value,
    pub correct: Value,
    pub mapping: Option<Mapping>,
    pub table: Option<Table>,
}

/// From single values to numbers.
#[derive(Debug, Clone)]
pub struct Mapping {
    pub entries: Vec<MapEntry>,
    pub default: f64,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
}

#[derive(Debug, Clone)]
pub struct MapEntry {
    pub key: Atom,
    pub value: f64,
    pub case_sensitive: bool,
}

/// What `lookupOutcomeValue` consults.
#[derive(Debug, Clone)]
pub enum Table {
    /// The value of the entry whose integer is the same.
    Match {
        entries: Vec<(i64, Value)>,
        default: Value,
    },
    /// The value of the first entry whose bound is not above the number.
    Interpolation { entries: Vec<Bound>, default: Value },
}

#[derive(Debug, Clone)]
pub struct Bound {
    pub from: f64,
    /// Whether `from` itself belongs to it.
    pub included: bool,
    pub value: Value,
}

impl Declaration {
    pub fn read(element: &Element) -> Result<Self, QtiError> {
        let identifier = required(element, "identifier")?.to_owned();
        let name = required(element, "cardinality")?;
        let cardinality = Cardinality::parse(name)
            .ok_or_else(|| QtiError::invalid(element, format!("`{name}` is no cardinality")))?;
        let base_type =
            match element.attribute("baseType") {
                None if cardinality == Cardinality::Record => None,
                None => Some(BaseType::parse(required(element, "baseType")?)).flatten(),
                Some(name) => Some(BaseType::parse(name).ok_or_else(|| {
                    QtiError::invalid(element, format!("`{name}` is no base type"))
                })?),
            };
        let mut declaration = Self {
            identifier,
            cardinality,
            base_type,
            default: Value::Null,
            correct: Value::Null,
            mapping: None,
            table: None,
        };
        for child in element.elements() {
            match child.name.as_str() {
                "defaultValue" => declaration.default = declaration.values(child)?,
                "correctResponse" => declaration.correct = declaration.values(child)?,
                "mapping" => declaration.mapping = Some(declaration.read_mapping(child)?),
                "matchTable" | "interpolationTable" => {
                    declaration.table = Some(declaration.read_table(child)?);
                }
                // An area mapping matters only to mapResponsePoint, which is refused where it is used.
                _ => {}
            }
        }
        for bound in ["normalMinimum", "normalMaximum", "masteryValue"] {
            number(element, bound)?;
        }
        Ok(declaration)
    }

    fn values(&self, element: &Element) -> Result<Value, QtiError> {
        let values: Vec<&Element> = element
            .elements()
            .filter(|child| child.name == "value")
            .collect();
        if self.cardinality == Cardinality::Record {
            let field = |value: &&Element| {
                let name = required(value, "fieldIdentifier")?;
                let base_type = value.attribute("baseType").and_then(BaseType::parse);
                let atom =
                    self.atom_as(base_type.unwrap_or(BaseType::Text), value, &value.text())?;
                Ok((name.to_owned(), Some(atom)))
            };
            let fields: Vec<_> = values.iter().map(field).collect::<Result<_, QtiError>>()?;
            return Ok(if fields.is_empty() {
                Value::Null
            } else {
                Value::Record(fields)
            });
        }
        let atoms = values
            .iter()
            .filter(|value| !(self.base_type == Some(BaseType::Text) && value.text().is_empty()))
            .map(|value| self.atom(value, &value.text()))
            .collect::<Result<_, _>>()?;
        let hold = self.cardinality.hold(atoms);
        hold.ok_or_else(|| QtiError::invalid(element, "a single variable has one value".into()))
    }

    fn atom(&self, at: &Element, text: &str) -> Result<Atom, QtiError> {
        self.atom_as(self.base_type.unwrap_or(BaseType::Text), at, text)
    }

    fn atom_as(&self, base_type: BaseType, at: &Element, text: &str) -> Result<Atom, QtiError> {
        base_type.read(text).ok_or_else(|| {
            let message = format!("`{}` is no value for `{}`", text.trim(), self.identifier);
            QtiError::invalid(at, message)
        })
    }

    fn read_mapping(&self, element: &Element) -> Result<Mapping, QtiError> {
        let entry = |entry: &Element| {
            Ok(MapEntry {
                key: self.atom(entry, required(entry, "mapKey")?)?,
                value: number(entry, "mappedValue")?
                    .ok_or_else(|| QtiError::invalid(entry, "`mappedValue` is missing".into()))?,
                // Identifiers are never folded.
                case_sensitive: self.base_type != Some(BaseType::Text)
                    || flag(entry, "caseSensitive", false),
            })
        };
        Ok(Mapping {
            entries: element
                .elements()
                .filter(|child| child.name == "mapEntry")
                .map(entry)
                .collect::<Result<_, QtiError>>()?,
            default: number(element, "defaultValue")?.unwrap_or(0.0),
            lower: number(element, "lowerBound")?,
            upper: number(element, "upperBound")?,
        })
    }

    fn read_table(&self, element: &Element) -> Result<Table, QtiError> {
        let target = |element: &Element, name: &str| match element.attribute(name) {
            None => Ok(Value::Null),
            Some(text) => self.atom(element, text).map(Value::single),
        };
        let source = |entry: &Element| {
            let found = number(entry, "sourceValue")?;
            found.ok_or_else(|| QtiError::invalid(entry, "`sourceValue` is missing".into()))
        };
        let default = target(element, "defaultValue")?;
        if element.name == "matchTable" {
            let entry =
                |entry: &Element| Ok((source(entry)? as i64, target(entry, "targetValue")?));
            let entries = element
                .elements()
                .filter(|child| child.name == "matchTableEntry");
            let entries = entries.map(entry).collect::<Result<_, QtiError>>()?;
            return Ok(Table::Match { entries, default });
        }
        let entry = |entry: &Element| {
            Ok(Bound {
                from: source(entry)?,
                included: flag(entry, "includeBoundary", true),
                value: target(entry, "targetValue")?,
            })
        };
        let entries = element
            .elements()
            .filter(|child| child.name == "interpolationTableEntry");
        let entries = entries.map(entry).collect::<Result<_, QtiError>>()?;
        Ok(Table::Interpolation { entries, default })
    }

    /// The value before anything happens: the declared default; 0 for a single numeric outcome.
    pub fn initial_outcome(&self) -> Value {
        let numeric = self.base_type.is_some_and(BaseType::is_numeric);
        match (&self.default, self.base_type) {
            (Value::Null, Some(base_type))
                if numeric && self.cardinality == Cardinality::Single =>
            {
                base_type.read("0").map_or(Value::Null, Value::Single)
            }
            (default, _) => default.clone(),
        }
    }

    /// `value` as this variable holds it: whole numbers widen, a single value fills a container.
    pub fn hold(&self, value: Value) -> Option<Value> {
        if let (Cardinality::Record, Value::Record(_) | Value::Null) = (self.cardinality, &value) {
            return Some(value);
        }
        if matches!(value, Value::Record(_)) {
            return None;
        }
        let base_type = self.base_type?;
        let atoms = value.atoms().into_iter().cloned();
        let atoms = atoms
            .map(|atom| base_type.cast(atom))
            .collect::<Option<_>>()?;
        self.cardinality.hold(atoms)
    }
}

impl Mapping {
    /// The sum over the distinct values within; for NULL the default. Kept within the bounds.
    pub fn map(&self, value: &Value) -> f64 {
        let mut seen: Vec<&Atom> = Vec::new();
        let mut sum = 0.0;
        for atom in value.atoms() {
            if !seen.iter().any(|earlier| earlier.same(atom)) {
                seen.push(atom);
                sum += self.map_one(atom);
            }
        }
        if seen.is_empty() {
            sum = self.default;
        }
        let low = self.lower.map_or(sum, |lower| sum.max(lower));
        self.upper.map_or(low, |upper| low.min(upper))
    }

    fn map_one(&self, atom: &Atom) -> f64 {
        let exact = self.entries.iter().find(|entry| entry.key.same(atom));
        let found = exact.or_else(|| {
            let folded = |entry: &&MapEntry| match (&entry.key, atom) {
                (Atom::Text(key), Atom::Text(text)) => {
                    !entry.case_sensitive && key.to_lowercase() == text.to_lowercase()
                }
                _ => false,
            };
            self.entries.iter().find(folded)
        });
        found.map_or(self.default, |entry| entry.value)
    }
}

impl Table {
    /// The target of `source`; the default where nothing fits.
    pub fn look_up(&self, source: f64) -> Value {
        match self {
            Self::Match { entries, default } => entries
                .iter()
                .find(|(from, _)| *from as f64 == source)
                .map_or(default, |(_, value)| value)
                .clone(),
            Self::Interpolation { entries, default } => entries
                .iter()
                .find(|bound| source > bound.from || (bound.included && source == bound.from))
                .map_or(default, |bound| &bound.value)
                .clone(),
        }
    }
}

pub(super) fn required<'a>(element: &'a Element, name: &str) -> Result<&'a str, QtiError> {
    element
        .attribute(name)
        .ok_or_else(|| QtiError::invalid(element, format!("`{name}` is missing")))
}

fn number(element: &Element, name: &str) -> Result<Option<f64>, QtiError> {
    let Some(text) = element.attribute(name) else {
        return Ok(None);
    };
    let read = read_float(text.trim()).map(Some);
    read.ok_or_else(|| QtiError::invalid(element, format!("`{name}` is not a number: `{text}`")))
}

pub(super) fn flag(element: &Element, name: &str, default: bool) -> bool {
    match element.attribute(name) {
        Some("true" | "1") => true,
        Some("false" | "0") => false,
        _ => default,
    }
}
