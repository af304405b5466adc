//! Items in the names of QTI 3.0: kebab case behind `qti-`.

use super::{holds, refusal};
use serde_json::json;

fn item(declarations: &str, body: &str, processing: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<qti-assessment-item xmlns=\"http://www.imsglobal.org/xsd/imsqtiasi_v3p0\" identifier=\"by-hand\" title=\"By hand\" adaptive=\"false\" time-dependent=\"false\">
  {declarations}
  <qti-outcome-declaration identifier=\"SCORE\" cardinality=\"single\" base-type=\"float\"><qti-default-value><qti-value>0</qti-value></qti-default-value></qti-outcome-declaration>
  <qti-item-body>{body}</qti-item-body>
  {processing}
</qti-assessment-item>"
    )
}

fn template(name: &str) -> String {
    format!(
        "<qti-response-processing template=\"https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{name}.xml\"/>"
    )
}

fn declared(cardinality: &str, base: &str, correct: &[&str], more: &str) -> String {
    let values: String = correct
        .iter()
        .map(|one| format!("<qti-value>{one}</qti-value>"))
        .collect();
    format!(
        "<qti-response-declaration identifier=\"RESPONSE\" cardinality=\"{cardinality}\" base-type=\"{base}\"><qti-correct-response>{values}</qti-correct-response>{more}</qti-response-declaration>"
    )
}

#[test]
fn choices_orders_and_matches_by_template() {
    let choice = item(
        &declared("single", "identifier", &["B"], ""),
        "<qti-choice-interaction response-identifier=\"RESPONSE\" shuffle=\"false\" max-choices=\"1\"><qti-prompt>Which?</qti-prompt><qti-simple-choice identifier=\"A\">A</qti-simple-choice><qti-simple-choice identifier=\"B\">B</qti-simple-choice></qti-choice-interaction>",
        &template("match_correct"),
    );
    holds(
        &choice,
        &[
            (json!({"RESPONSE": "B"}), json!({"SCORE": 1.0})),
            (json!({"RESPONSE": "A"}), json!({"SCORE": 0.0})),
        ],
    );
    let order = item(
        &declared("ordered", "identifier", &["A", "C", "B"], ""),
        "<qti-order-interaction response-identifier=\"RESPONSE\"><qti-simple-choice identifier=\"A\">A</qti-simple-choice><qti-simple-choice identifier=\"B\">B</qti-simple-choice><qti-simple-choice identifier=\"C\">C</qti-simple-choice></qti-order-interaction>",
        &template("match_correct"),
    );
    holds(
        &order,
        &[
            (
                json!({"RESPONSE": {"list": {"identifier": ["A", "C", "B"]}}}),
                json!({"SCORE": 1.0}),
            ),
            (json!({"RESPONSE": ["A", "B", "C"]}), json!({"SCORE": 0.0})),
        ],
    );
    let mapping = "<qti-mapping lower-bound=\"0\" upper-bound=\"1\" default-value=\"-0.5\"><qti-map-entry map-key=\"C R\" mapped-value=\"0.75\"/><qti-map-entry map-key=\"D M\" mapped-value=\"0.75\"/></qti-mapping>";
    let matches = item(
        &declared("multiple", "directedPair", &["C R", "D M"], mapping),
        "<qti-match-interaction class=\"qti-match-tabular\" response-identifier=\"RESPONSE\" max-associations=\"2\"><qti-simple-match-set><qti-simple-associable-choice identifier=\"C\" match-max=\"1\">C</qti-simple-associable-choice><qti-simple-associable-choice identifier=\"D\" match-max=\"1\">D</qti-simple-associable-choice></qti-simple-match-set><qti-simple-match-set><qti-simple-associable-choice identifier=\"R\" match-max=\"2\">R</qti-simple-associable-choice><qti-simple-associable-choice identifier=\"M\" match-max=\"2\">M</qti-simple-associable-choice></qti-simple-match-set></qti-match-interaction>",
        &template("map_response"),
    );
    holds(
        &matches,
        &[
            (json!({"RESPONSE": ["C R", "D M"]}), json!({"SCORE": 1.0})),
            (json!({"RESPONSE": ["C R", "D R"]}), json!({"SCORE": 0.25})),
            (json!({"RESPONSE": ["C M", "D R"]}), json!({"SCORE": 0.0})),
        ],
    );
}

#[test]
fn words_gaps_and_numbers_by_template_and_by_rules() {
    let mapping = "<qti-mapping default-value=\"0\"><qti-map-entry map-key=\"sorry\" mapped-value=\"1\" case-sensitive=\"false\"/></qti-mapping>";
    let entry = item(
        &declared("single", "string", &["sorry"], mapping),
        "<p>I am <qti-text-entry-interaction response-identifier=\"RESPONSE\"/>.</p>",
        &template("map_response"),
    );
    holds(
        &entry,
        &[
            (json!({"RESPONSE": "Sorry"}), json!({"SCORE": 1.0})),
            (json!({"RESPONSE": "glad"}), json!({"SCORE": 0.0})),
        ],
    );
    let slider = item(
        &declared("single", "float", &["2.5"], ""),
        "<qti-slider-interaction response-identifier=\"RESPONSE\" lower-bound=\"0\" upper-bound=\"5\" step=\"0.5\"/>",
        "<qti-response-processing><qti-response-condition><qti-response-if>
           <qti-equal tolerance-mode=\"absolute\" tolerance=\"0.5 0.5\"><qti-variable identifier=\"RESPONSE\"/><qti-correct identifier=\"RESPONSE\"/></qti-equal>
           <qti-set-outcome-value identifier=\"SCORE\"><qti-base-value base-type=\"float\">1</qti-base-value></qti-set-outcome-value>
         </qti-response-if></qti-response-condition></qti-response-processing>",
    );
    holds(
        &slider,
        &[
            (json!({"RESPONSE": 3.0}), json!({"SCORE": 1.0})),
            (json!({"RESPONSE": 3.5}), json!({"SCORE": 0.0})),
        ],
    );
    let gaps = item(
        &declared(
            "multiple",
            "directedPair",
            &["W G1"],
            "<qti-mapping default-value=\"0\"><qti-map-entry map-key=\"W G1\" mapped-value=\"1\"/></qti-mapping>",
        ),
        "<qti-gap-match-interaction response-identifier=\"RESPONSE\"><qti-gap-text identifier=\"W\" match-max=\"1\">winter</qti-gap-text><p>Now is the <qti-gap identifier=\"G1\"/>.</p></qti-gap-match-interaction>",
        &template("map_response"),
    );
    holds(
        &gaps,
        &[(json!({"RESPONSE": ["W G1"]}), json!({"SCORE": 1.0}))],
    );
}

#[test]
fn two_responses_a_table_and_feedback() {
    let declarations = "<qti-response-declaration identifier=\"R1\" cardinality=\"single\" base-type=\"identifier\"><qti-correct-response><qti-value>A</qti-value></qti-correct-response></qti-response-declaration>
      <qti-response-declaration identifier=\"R2\" cardinality=\"single\" base-type=\"identifier\"><qti-correct-response><qti-value>B</qti-value></qti-correct-response></qti-response-declaration>
      <qti-outcome-declaration identifier=\"GRADE\" cardinality=\"single\" base-type=\"identifier\"><qti-match-table default-value=\"LOW\"><qti-match-table-entry source-value=\"2\" target-value=\"HIGH\"/><qti-match-table-entry source-value=\"1\" target-value=\"MIDDLE\"/></qti-match-table></qti-outcome-declaration>
      <qti-outcome-declaration identifier=\"RIGHT\" cardinality=\"single\" base-type=\"integer\"><qti-default-value><qti-value>0</qti-value></qti-default-value></qti-outcome-declaration>";
    let one = |response: &str| {
        format!(
            "<qti-response-condition><qti-response-if><qti-match><qti-variable identifier=\"{response}\"/><qti-correct identifier=\"{response}\"/></qti-match>
             <qti-set-outcome-value identifier=\"RIGHT\"><qti-sum><qti-variable identifier=\"RIGHT\"/><qti-base-value base-type=\"integer\">1</qti-base-value></qti-sum></qti-set-outcome-value></qti-response-if></qti-response-condition>"
        )
    };
    let processing = format!(
        "<qti-response-processing>{}{}<qti-lookup-outcome-value identifier=\"GRADE\"><qti-variable identifier=\"RIGHT\"/></qti-lookup-outcome-value>
         <qti-set-outcome-value identifier=\"SCORE\"><qti-divide><qti-variable identifier=\"RIGHT\"/><qti-base-value base-type=\"integer\">2</qti-base-value></qti-divide></qti-set-outcome-value></qti-response-processing>",
        one("R1"), one("R2")
    );
    let item = item(declarations, "", &processing);
    holds(
        &item,
        &[
            (
                json!({"R1": "A", "R2": "B"}),
                json!({"SCORE": 1.0, "GRADE": "HIGH", "RIGHT": 2}),
            ),
            (
                json!({"R1": "A", "R2": "A"}),
                json!({"SCORE": 0.5, "GRADE": "MIDDLE", "RIGHT": 1}),
            ),
            (json!({}), json!({"SCORE": 0.0, "GRADE": "LOW", "RIGHT": 0})),
        ],
    );
}

#[test]
fn a_template_nobody_knows_is_named() {
    let item = item(
        &declared("single", "identifier", &["A"], ""),
        "",
        &template("match_everything"),
    );
    assert!(refusal(&item, &json!({"RESPONSE": "A"})).contains("match_everything"));
}
