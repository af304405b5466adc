//! Rules of response processing: conditions, outcomes, the end; and the standard templates, which are rules too.

use super::declaration::required;
use super::expression::evaluate;
use super::value::{Atom, Value};
use super::{QtiError, Scope};
use crate::xml::{self, Element};

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    On,
    Exit,
}

/// Scores 1 where the response is the correct one.
const MATCH_CORRECT: &str = r#"<responseProcessing><responseCondition>
    <responseIf><match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>
      <setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf>
    <responseElse>
      <setOutcomeValue identifier="SCORE"><baseValue baseType="float">0</baseValue></setOutcomeValue></responseElse>
</responseCondition></responseProcessing>"#;

/// Scores what the mapping says.
const MAP_RESPONSE: &str = r#"<responseProcessing><responseCondition>
    <responseIf><isNull><variable identifier="RESPONSE"/></isNull>
      <setOutcomeValue identifier="SCORE"><baseValue baseType="float">0</baseValue></setOutcomeValue></responseIf>
    <responseElse>
      <setOutcomeValue identifier="SCORE"><mapResponse identifier="RESPONSE"/></setOutcomeValue></responseElse>
</responseCondition></responseProcessing>"#;

/// Rules in the item come before the template it names, as the standard prefers.
pub(super) fn process(processing: &Element, scope: &mut Scope) -> Result<(), QtiError> {
    if processing.elements().next().is_some() {
        return run(processing.elements(), scope).map(|_| ());
    }
    let template = processing
        .attribute("template")
        .or_else(|| processing.attribute("templateLocation"));
    let Some(address) = template else {
        return Ok(());
    };
    let name = address
        .trim()
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let rules = match name.trim_end_matches(".xml") {
        "match_correct" | "CC2_match" => MATCH_CORRECT,
        "map_response" => MAP_RESPONSE,
        _ => {
            let (line, what) = (processing.line, format!("the template {address}"));
            return Err(QtiError::Unsupported { line, what });
        }
    };
    let rules = xml::parse(rules.as_bytes()).map_err(QtiError::Xml)?;
    // The templates write SCORE whether or not an old item declares it.
    scope
        .outcomes
        .entry("SCORE".into())
        .or_insert(Value::Single(Atom::Float(0.0)));
    run(rules.elements(), scope)
        .map(|_| ())
        .map_err(|error| match error {
            QtiError::Invalid {
                element, message, ..
            } => QtiError::Invalid {
                line: processing.line,
                element,
                message,
            },
            other => other,
        })
}

fn run<'a>(rules: impl Iterator<Item = &'a Element>, scope: &mut Scope) -> Result<Flow, QtiError> {
    for rule in rules {
        let flow = match rule.name.as_str() {
            "responseCondition" => condition(rule, scope)?,
            "responseProcessingFragment" => run(rule.elements(), scope)?,
            "setOutcomeValue" => {
                let value = evaluate(only_expression(rule)?, scope)?;
                set(rule, value, scope)?
            }
            "lookupOutcomeValue" => look_up(rule, scope)?,
            "exitResponse" => Flow::Exit,
            _ => {
                let (line, what) = (rule.line, rule.name.clone());
                return Err(QtiError::Unsupported { line, what });
            }
        };
        if flow == Flow::Exit {
            return Ok(Flow::Exit);
        }
    }
    Ok(Flow::On)
}

/// The first branch that is true; NULL is not true.
fn condition(rule: &Element, scope: &mut Scope) -> Result<Flow, QtiError> {
    for branch in rule.elements() {
        match branch.name.as_str() {
            "responseIf" | "responseElseIf" => {
                let mut parts = branch.elements();
                let Some(test) = parts.next() else {
                    return Err(QtiError::invalid(branch, "it has no condition".into()));
                };
                match evaluate(test, scope)? {
                    Value::Single(Atom::Boolean(true)) => return run(parts, scope),
                    Value::Single(Atom::Boolean(false)) | Value::Null => {}
                    _ => {
                        let message = "the condition is neither true nor false".into();
                        return Err(QtiError::invalid(test, message));
                    }
                }
            }
            "responseElse" => return run(branch.elements(), scope),
            _ => {
                let (line, what) = (branch.line, branch.name.clone());
                return Err(QtiError::Unsupported { line, what });
            }
        }
    }
    Ok(Flow::On)
}

fn only_expression(rule: &Element) -> Result<&Element, QtiError> {
    let mut all = rule.elements();
    match (all.next(), all.next()) {
        (Some(expression), None) => Ok(expression),
        _ => Err(QtiError::invalid(
            rule,
            "it has not exactly one expression".into(),
        )),
    }
}

fn set(rule: &Element, value: Value, scope: &mut Scope) -> Result<Flow, QtiError> {
    let identifier = required(rule, "identifier")?;
    let declared = scope
        .item
        .outcomes
        .iter()
        .find(|own| own.identifier == identifier);
    let held = match declared {
        Some(declaration) => declaration.hold(value).ok_or_else(|| {
            let message = format!("the value does not fit `{identifier}`");
            QtiError::invalid(rule, message)
        })?,
        // Without a declaration: what every item has, and the SCORE of a template.
        None if identifier == "completionStatus" || scope.outcomes.contains_key(identifier) => {
            value
        }
        None => {
            let message = format!("the outcome `{identifier}` is not declared");
            return Err(QtiError::invalid(rule, message));
        }
    };
    scope.outcomes.insert(identifier.to_owned(), held);
    Ok(Flow::On)
}

fn look_up(rule: &Element, scope: &mut Scope) -> Result<Flow, QtiError> {
    let identifier = required(rule, "identifier")?;
    let source = evaluate(only_expression(rule)?, scope)?;
    let declared = scope
        .item
        .outcomes
        .iter()
        .find(|own| own.identifier == identifier);
    let Some(table) = declared.and_then(|outcome| outcome.table.as_ref()) else {
        let message = format!("the outcome `{identifier}` has no table");
        return Err(QtiError::invalid(rule, message));
    };
    let value = match source {
        Value::Null => Value::Null,
        Value::Single(atom) => match atom.number() {
            Some(number) => table.look_up(number),
            None => return Err(QtiError::invalid(rule, "the source is not a number".into())),
        },
        _ => return Err(QtiError::invalid(rule, "the source is not a number".into())),
    };
    set(rule, value, scope)
}
