//! Whole QTI items as other programs write them, 2.1, 2.2 and 3.0, scored to the last outcome variable with its
//! cardinality and base type. Written by hand after the specification; nothing is taken from its examples. To add one:
//! a body, its declarations and cases in `v2` or `v3`.

mod v2;
mod v3;

use exchange::qti::{self, Item, QtiError};
use serde_json::{Value, json};

/// The outcome variables of one item for one response file.
fn outcomes(item: &str, responses: &Value) -> Result<Value, QtiError> {
    let item = Item::parse(item.as_bytes())?;
    let responses = qti::read_responses(&item, &responses.to_string())?;
    Ok(qti::outcomes_json(&item.score(&responses)?))
}

/// Every case of an item: what is answered, and every outcome variable.
fn holds(item: &str, cases: &[(Value, Value)]) {
    for (responses, expected) in cases {
        let found = outcomes(item, responses);
        assert_eq!(found.as_ref(), Ok(expected), "{responses}\n{item}");
    }
}

/// What an item that cannot be scored says of itself.
fn refusal(item: &str, responses: &Value) -> String {
    match outcomes(item, responses) {
        Ok(found) => panic!("{found} was found"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_cannot_be_scored_says_why_and_where() {
    let item = |processing: &str| {
        v2::item(
            "2.2",
            "<responseDeclaration identifier=\"RESPONSE\" cardinality=\"single\" baseType=\"point\">
               <areaMapping><areaMapEntry shape=\"circle\" coords=\"10,10,5\" mappedValue=\"1\"/></areaMapping>
             </responseDeclaration>",
            "",
            processing,
        )
    };
    let template = "http://www.imsglobal.org/question/qti_v2p2/rptemplates/map_response_point";
    let areas = refusal(
        &item(&format!("<responseProcessing template=\"{template}\"/>")),
        &json!({"RESPONSE": "10 10"}),
    );
    assert!(areas.contains("map_response_point"), "{areas}");
    let areas = refusal(
        &item(
            "<responseProcessing><setOutcomeValue identifier=\"SCORE\"><mapResponsePoint identifier=\"RESPONSE\"/></setOutcomeValue></responseProcessing>",
        ),
        &json!({"RESPONSE": "10 10"}),
    );
    assert!(
        areas.contains("mapResponsePoint") && areas.contains("line"),
        "{areas}"
    );
    let unknown = refusal(&item("<responseProcessing/>"), &json!({"ANSWER": "A"}));
    assert!(unknown.contains("ANSWER"), "{unknown}");
    let text = refusal(&item("<responseProcessing/>"), &json!({"RESPONSE": "left"}));
    assert!(text.contains("RESPONSE"), "{text}");
    assert!(Item::parse(b"not xml").is_err());
    let entity = b"<!DOCTYPE assessmentItem [<!ENTITY x \"y\">]><assessmentItem identifier=\"i\" title=\"&x;\"/>";
    let Err(said) = Item::parse(entity) else {
        panic!("an entity of its own was taken");
    };
    let said = said.to_string();
    assert!(said.contains("DOCTYPE"), "{said}");
}
