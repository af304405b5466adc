//! The JSON Schema of a bank file, for completion and checking in editors.

use domain::bank::Bank;
use domain::question::Competency;
use schemars::Schema;
use schemars::transform::{Transform, transform_subschemas};

/// Generated from the types, so it cannot lag behind them. Rules across fields (shares that sum to 1) are left to
/// `attune bank check`.
pub fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Bank);
    schema.insert("title".into(), "Attune question bank".into());
    PlainDescriptions.transform(&mut schema);
    let mut schema = schema.to_value();
    if let Some(shares) = schema.pointer_mut("/$defs/Question/properties/competencies") {
        name_competencies(shares);
    }
    schema
}

/// A map's schema says nothing of its keys: an editor should offer the seven codes, and never the one of job
/// questions.
fn name_competencies(shares: &mut serde_json::Value) {
    let share = |competency: Competency| {
        serde_json::json!({
            "description": competency.name(),
            "type": "number",
            "exclusiveMinimum": 0,
            "maximum": 1,
        })
    };
    let codes =
        Competency::EMPATHY.map(|competency| (competency.code().to_owned(), share(competency)));
    shares["properties"] = serde_json::Value::Object(codes.into_iter().collect());
    shares["additionalProperties"] = false.into();
    shares["maxProperties"] = 2.into();
}

/// Descriptions come from Rust's doc comments: whoever writes a bank has no use for their links into the code.
struct PlainDescriptions;

impl Transform for PlainDescriptions {
    fn transform(&mut self, schema: &mut Schema) {
        if let Some(text) = schema.get("description").and_then(|value| value.as_str()) {
            let plain = text
                .split_inclusive('.')
                .filter(|sentence| !sentence.contains("[`"));
            let plain = plain.collect::<String>().trim().to_owned();
            schema.insert("description".into(), plain.into());
        }
        transform_subschemas(self, schema);
    }
}
