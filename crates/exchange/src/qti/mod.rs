//! QTI 2.1, 2.2 and 3.0: items whose responses can be scored here. An [`Item`] is one item's
//! declarations and response processing; what a candidate sees of it is read by `crate::conversion`. Never fetches anything: a
//! template is known by the last part of its address, and what lies elsewhere is refused.
//!
//! To add an expression: `expression`. To add a rule: `rules`.

mod declaration;
mod expression;
mod json;
pub(crate) mod names;
mod rules;
mod value;

pub use json::{outcomes_json, read_responses};
pub use value::{Atom, BaseType, Cardinality, Value};

use crate::xml::{self, Element};
use declaration::Declaration;
use std::collections::BTreeMap;

/// The versions that are written. QTI 2.1 is read like 2.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    V2_2,
    V3_0,
}

/// Why an item cannot be scored.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum QtiError {
    #[error("line {}: {}", .0.line, .0.message)]
    Xml(xml::XmlError),
    #[error("line {line}: `{what}` is not supported")]
    Unsupported { line: u32, what: String },
    #[error("line {line}: `{element}`: {message}")]
    Invalid {
        line: u32,
        element: String,
        message: String,
    },
    /// The answers, not the item.
    #[error("response `{variable}`: {message}")]
    Response { variable: String, message: String },
}

impl QtiError {
    fn invalid(at: &Element, message: String) -> Self {
        Self::Invalid {
            line: at.line,
            element: at.name.clone(),
            message,
        }
    }
}

/// An item as it can be scored: its element in the spelling of QTI 2, and its declarations.
#[derive(Debug, Clone)]
pub struct Item {
    pub(crate) element: Element,
    responses: Vec<Declaration>,
    outcomes: Vec<Declaration>,
    templates: Vec<Declaration>,
}

/// Values by variable.
pub type Variables = BTreeMap<String, Value>;

impl Item {
    /// Reads one item of any version.
    ///
    /// # Errors
    /// When it is not XML or no item, or a declaration says something impossible.
    pub fn parse(bytes: &[u8]) -> Result<Self, QtiError> {
        Self::from_element(xml::parse(bytes).map_err(QtiError::Xml)?)
    }

    pub(crate) fn from_element(element: Element) -> Result<Self, QtiError> {
        let element = names::to_version_2(element);
        if element.name != "assessmentItem" {
            return Err(QtiError::invalid(&element, "this is not an item".into()));
        }
        let declared = |name: &str| {
            let all = element.elements().filter(|child| child.name == name);
            all.map(Declaration::read).collect::<Result<Vec<_>, _>>()
        };
        let (responses, outcomes) = (
            declared("responseDeclaration")?,
            declared("outcomeDeclaration")?,
        );
        let templates = declared("templateDeclaration")?;
        Ok(Self {
            element,
            responses,
            outcomes,
            templates,
        })
    }

    /// Runs the item's response processing once on `responses`; a response that is missing has its declared default.
    /// Outcomes start from their defaults, 0 for a single number that declares none. Without response processing they
    /// stay there.
    ///
    /// # Errors
    /// When the item needs what is not supported (template processing, areas on pictures, random numbers, custom
    /// operators, unknown templates), or contradicts itself.
    pub fn score(&self, responses: &Variables) -> Result<Variables, QtiError> {
        let mut scope = Scope {
            item: self,
            responses,
            outcomes: self
                .outcomes
                .iter()
                .map(|outcome| (outcome.identifier.clone(), outcome.initial_outcome()))
                .collect(),
        };
        if let Some(templates) = self.element.child("templateProcessing")
            && templates.elements().next().is_some()
        {
            return Err(QtiError::Unsupported {
                line: templates.line,
                what: templates.name.clone(),
            });
        }
        if let Some(processing) = self.element.child("responseProcessing") {
            rules::process(processing, &mut scope)?;
        }
        Ok(scope.outcomes)
    }

    fn response(&self, identifier: &str) -> Option<&Declaration> {
        self.responses
            .iter()
            .find(|own| own.identifier == identifier)
    }

    /// The declared correct response; NULL where there is none.
    pub(crate) fn correct(&self, identifier: &str) -> Value {
        self.response(identifier)
            .map_or(Value::Null, |own| own.correct.clone())
    }

    /// What the declared mapping makes of a value.
    pub(crate) fn mapped(&self, identifier: &str, value: &Value) -> Option<f64> {
        Some(self.response(identifier)?.mapping.as_ref()?.map(value))
    }

    pub(crate) fn cardinality(&self, identifier: &str) -> Option<Cardinality> {
        Some(self.response(identifier)?.cardinality)
    }
}

/// What an expression can look at.
struct Scope<'a> {
    item: &'a Item,
    responses: &'a Variables,
    outcomes: Variables,
}

impl Scope<'_> {
    fn declaration(&self, at: &Element, identifier: &str) -> Result<&Declaration, QtiError> {
        let item = self.item;
        let mut all = item
            .responses
            .iter()
            .chain(&item.outcomes)
            .chain(&item.templates);
        all.find(|declaration| declaration.identifier == identifier)
            .ok_or_else(|| QtiError::invalid(at, format!("`{identifier}` is not declared")))
    }

    fn variable(&self, at: &Element, identifier: &str) -> Result<Value, QtiError> {
        if let Some(value) = self
            .responses
            .get(identifier)
            .or_else(|| self.outcomes.get(identifier))
        {
            return Ok(value.clone());
        }
        // What every item has without declaring it.
        match identifier {
            "numAttempts" => Ok(Value::Single(Atom::Integer(1))),
            "duration" => Ok(Value::Single(Atom::Float(0.0))),
            "completionStatus" => Ok(Value::Single(Atom::Text("unknown".into()))),
            _ => Ok(self.declaration(at, identifier)?.default.clone()),
        }
    }
}

#[cfg(test)]
mod tests;
