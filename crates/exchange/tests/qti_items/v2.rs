//! Items in the names of QTI 2.1 and 2.2: camel case.

use super::holds;
use serde_json::json;

const SCORE: &str = "<outcomeDeclaration identifier=\"SCORE\" cardinality=\"single\" baseType=\"float\"><defaultValue><value>0</value></defaultValue></outcomeDeclaration>";

/// An item with an outcome SCORE of its own unless `declarations` has one.
pub fn item(version: &str, declarations: &str, body: &str, processing: &str) -> String {
    let folder = version.replace('.', "p");
    let score = match declarations.contains("\"SCORE\"") {
        true => "",
        false => SCORE,
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<assessmentItem xmlns=\"http://www.imsglobal.org/xsd/imsqti_v{folder}\" identifier=\"by-hand\" title=\"By hand\" adaptive=\"false\" timeDependent=\"false\">
  {declarations}
  {score}
  <itemBody>{body}</itemBody>
  {processing}
</assessmentItem>"
    )
}

fn template(version: &str, name: &str) -> String {
    let folder = version.replace('.', "p");
    format!(
        "<responseProcessing template=\"http://www.imsglobal.org/question/qti_v{folder}/rptemplates/{name}\"/>"
    )
}

fn declared(cardinality: &str, base: &str, correct: &[&str], more: &str) -> String {
    let values: String = correct
        .iter()
        .map(|one| format!("<value>{one}</value>"))
        .collect();
    format!(
        "<responseDeclaration identifier=\"RESPONSE\" cardinality=\"{cardinality}\" baseType=\"{base}\"><correctResponse>{values}</correctResponse>{more}</responseDeclaration>"
    )
}

#[test]
fn one_choice_matches_its_correct_response() {
    let body = "<choiceInteraction responseIdentifier=\"RESPONSE\" shuffle=\"true\" maxChoices=\"1\"><prompt>Whom do you call first?</prompt>
        <simpleChoice identifier=\"LANDLORD\">The landlord</simpleChoice><simpleChoice identifier=\"PLUMBER\" fixed=\"true\">The plumber</simpleChoice></choiceInteraction>";
    for version in ["2.1", "2.2"] {
        for name in ["match_correct", "match_correct.xml"] {
            let item = item(
                version,
                &declared("single", "identifier", &["PLUMBER"], ""),
                body,
                &template(version, name),
            );
            holds(
                &item,
                &[
                    (json!({"RESPONSE": "PLUMBER"}), json!({"SCORE": 1.0})),
                    (
                        json!({"RESPONSE": {"base": {"identifier": "LANDLORD"}}}),
                        json!({"SCORE": 0.0}),
                    ),
                    (json!({"RESPONSE": null}), json!({"SCORE": 0.0})),
                    (json!({}), json!({"SCORE": 0.0})),
                ],
            );
        }
    }
}

#[test]
fn several_choices_are_mapped_within_bounds() {
    let mapping = "<mapping lowerBound=\"0\" upperBound=\"2\" defaultValue=\"-2\"><mapEntry mapKey=\"H\" mappedValue=\"1\"/><mapEntry mapKey=\"O\" mappedValue=\"1\"/><mapEntry mapKey=\"Cl\" mappedValue=\"-1\"/></mapping>";
    let body = "<choiceInteraction responseIdentifier=\"RESPONSE\" shuffle=\"false\" maxChoices=\"0\"><simpleChoice identifier=\"H\">H</simpleChoice><simpleChoice identifier=\"O\">O</simpleChoice><simpleChoice identifier=\"Cl\">Cl</simpleChoice><simpleChoice identifier=\"He\">He</simpleChoice></choiceInteraction>";
    let declarations = declared("multiple", "identifier", &["H", "O"], mapping);
    let mapped = item("2.2", &declarations, body, &template("2.2", "map_response"));
    holds(
        &mapped,
        &[
            (json!({"RESPONSE": ["H", "O"]}), json!({"SCORE": 2.0})),
            (json!({"RESPONSE": ["H", "O", "Cl"]}), json!({"SCORE": 1.0})),
            (json!({"RESPONSE": ["H", "He"]}), json!({"SCORE": 0.0})),
            (
                json!({"RESPONSE": {"list": {"identifier": ["O"]}}}),
                json!({"SCORE": 1.0}),
            ),
            (json!({"RESPONSE": []}), json!({"SCORE": 0.0})),
        ],
    );
    // A container without order: all of it, and nothing else.
    let whole = item(
        "2.2",
        &declarations,
        body,
        &template("2.2", "match_correct"),
    );
    holds(
        &whole,
        &[
            (json!({"RESPONSE": ["O", "H"]}), json!({"SCORE": 1.0})),
            (json!({"RESPONSE": ["H"]}), json!({"SCORE": 0.0})),
            (json!({"RESPONSE": ["H", "O", "Cl"]}), json!({"SCORE": 0.0})),
        ],
    );
}

#[test]
fn an_order_counts_in_order() {
    let body = "<orderInteraction responseIdentifier=\"RESPONSE\" shuffle=\"true\"><simpleChoice identifier=\"Greet\">Greet</simpleChoice><simpleChoice identifier=\"Ask\">Ask</simpleChoice><simpleChoice identifier=\"Solve\">Solve</simpleChoice></orderInteraction>";
    let item = item(
        "2.1",
        &declared("ordered", "identifier", &["Greet", "Ask", "Solve"], ""),
        body,
        &template("2.1", "match_correct"),
    );
    holds(
        &item,
        &[
            (
                json!({"RESPONSE": ["Greet", "Ask", "Solve"]}),
                json!({"SCORE": 1.0}),
            ),
            (
                json!({"RESPONSE": ["Ask", "Greet", "Solve"]}),
                json!({"SCORE": 0.0}),
            ),
            (json!({"RESPONSE": ["Greet", "Ask"]}), json!({"SCORE": 0.0})),
        ],
    );
}

#[test]
fn pairs_of_matches_associations_and_gaps_are_mapped() {
    let mapping = |keys: &[(&str, f64)]| {
        let entries: String = keys
            .iter()
            .map(|(key, value)| format!("<mapEntry mapKey=\"{key}\" mappedValue=\"{value}\"/>"))
            .collect();
        format!("<mapping defaultValue=\"0\">{entries}</mapping>")
    };
    let matches = item(
        "2.2",
        &declared(
            "multiple",
            "directedPair",
            &["C R", "D M"],
            &mapping(&[("C R", 1.0), ("D M", 0.5)]),
        ),
        "<matchInteraction responseIdentifier=\"RESPONSE\" shuffle=\"true\" maxAssociations=\"2\"><simpleMatchSet><simpleAssociableChoice identifier=\"C\" matchMax=\"1\">C</simpleAssociableChoice><simpleAssociableChoice identifier=\"D\" matchMax=\"1\">D</simpleAssociableChoice></simpleMatchSet><simpleMatchSet><simpleAssociableChoice identifier=\"M\" matchMax=\"2\">M</simpleAssociableChoice><simpleAssociableChoice identifier=\"R\" matchMax=\"2\">R</simpleAssociableChoice></simpleMatchSet></matchInteraction>",
        &template("2.2", "map_response"),
    );
    holds(
        &matches,
        &[
            (json!({"RESPONSE": ["C R", "D M"]}), json!({"SCORE": 1.5})),
            (json!({"RESPONSE": [["D", "M"]]}), json!({"SCORE": 0.5})),
            // A directed pair has a direction.
            (json!({"RESPONSE": ["R C"]}), json!({"SCORE": 0.0})),
        ],
    );
    let associate = item(
        "2.1",
        &declared("multiple", "pair", &["A P"], &mapping(&[("A P", 2.0)])),
        "<associateInteraction responseIdentifier=\"RESPONSE\" shuffle=\"false\" maxAssociations=\"1\"><simpleAssociableChoice identifier=\"A\" matchMax=\"1\">A</simpleAssociableChoice><simpleAssociableChoice identifier=\"P\" matchMax=\"1\">P</simpleAssociableChoice></associateInteraction>",
        &template("2.1", "map_response"),
    );
    holds(
        &associate,
        &[
            (json!({"RESPONSE": ["P A"]}), json!({"SCORE": 2.0})),
            (
                json!({"RESPONSE": {"list": {"pair": [["A", "P"]]}}}),
                json!({"SCORE": 2.0}),
            ),
        ],
    );
    let gaps = item(
        "2.2",
        &declared(
            "multiple",
            "directedPair",
            &["W G1", "Su G2"],
            &mapping(&[("W G1", 1.0), ("Su G2", 2.0)]),
        ),
        "<gapMatchInteraction responseIdentifier=\"RESPONSE\" shuffle=\"false\"><gapText identifier=\"W\" matchMax=\"1\">winter</gapText><gapText identifier=\"Su\" matchMax=\"1\">summer</gapText><blockquote><p>Now is the <gap identifier=\"G1\"/> made <gap identifier=\"G2\"/>.</p></blockquote></gapMatchInteraction>",
        &template("2.2", "map_response"),
    );
    holds(
        &gaps,
        &[(
            json!({"RESPONSE": ["W G1", "Su G2"]}),
            json!({"SCORE": 3.0}),
        )],
    );
}

#[test]
fn words_typed_in_and_chosen_in_a_line() {
    let mapping = "<mapping defaultValue=\"0\"><mapEntry mapKey=\"York\" mappedValue=\"1\" caseSensitive=\"true\"/><mapEntry mapKey=\"york\" mappedValue=\"0.5\"/></mapping>";
    let entry = item(
        "2.2",
        &declared("single", "string", &["York"], mapping),
        "<p>Now is the winter made summer by this sun of <textEntryInteraction responseIdentifier=\"RESPONSE\" expectedLength=\"15\"/>.</p>",
        &template("2.2", "map_response"),
    );
    holds(
        &entry,
        &[
            (json!({"RESPONSE": "York"}), json!({"SCORE": 1.0})),
            (json!({"RESPONSE": "YORK"}), json!({"SCORE": 0.5})),
            (json!({"RESPONSE": "Leeds"}), json!({"SCORE": 0.0})),
        ],
    );
    for body in [
        "<p>Made by <inlineChoiceInteraction responseIdentifier=\"RESPONSE\" shuffle=\"false\"><inlineChoice identifier=\"G\">Gloucester</inlineChoice><inlineChoice identifier=\"Y\">York</inlineChoice></inlineChoiceInteraction>.</p>",
        "<hottextInteraction responseIdentifier=\"RESPONSE\" maxChoices=\"1\"><p>Sponsors <hottext identifier=\"G\">of</hottext> the <hottext identifier=\"Y\">it’s</hottext> games.</p></hottextInteraction>",
    ] {
        let item = item(
            "2.1",
            &declared("single", "identifier", &["Y"], ""),
            body,
            &template("2.1", "match_correct"),
        );
        holds(
            &item,
            &[
                (json!({"RESPONSE": "Y"}), json!({"SCORE": 1.0})),
                (json!({"RESPONSE": "G"}), json!({"SCORE": 0.0})),
            ],
        );
    }
}

#[test]
fn a_slider_is_scored_by_rules_and_an_essay_waits_for_a_person() {
    let slider = item(
        "2.2",
        &declared("single", "integer", &["16"], ""),
        "<sliderInteraction responseIdentifier=\"RESPONSE\" lowerBound=\"0\" upperBound=\"100\" step=\"1\"/>",
        "<responseProcessing><responseCondition>
           <responseIf><isNull><variable identifier=\"RESPONSE\"/></isNull><setOutcomeValue identifier=\"SCORE\"><baseValue baseType=\"float\">-1</baseValue></setOutcomeValue></responseIf>
           <responseElseIf><lte><subtract><max><variable identifier=\"RESPONSE\"/><correct identifier=\"RESPONSE\"/></max><min><variable identifier=\"RESPONSE\"/><correct identifier=\"RESPONSE\"/></min></subtract><baseValue baseType=\"integer\">4</baseValue></lte><setOutcomeValue identifier=\"SCORE\"><baseValue baseType=\"float\">1</baseValue></setOutcomeValue></responseElseIf>
           <responseElse><setOutcomeValue identifier=\"SCORE\"><baseValue baseType=\"float\">0</baseValue></setOutcomeValue></responseElse>
         </responseCondition></responseProcessing>",
    );
    holds(
        &slider,
        &[
            (json!({"RESPONSE": 16}), json!({"SCORE": 1.0})),
            (json!({"RESPONSE": 12}), json!({"SCORE": 1.0})),
            (json!({"RESPONSE": 21}), json!({"SCORE": 0.0})),
            (json!({}), json!({"SCORE": -1.0})),
        ],
    );
    let essay = item(
        "2.2",
        "<responseDeclaration identifier=\"RESPONSE\" cardinality=\"single\" baseType=\"string\"/>
         <outcomeDeclaration identifier=\"SCORE\" cardinality=\"single\" baseType=\"float\" externalScored=\"human\"/>",
        "<extendedTextInteraction responseIdentifier=\"RESPONSE\" expectedLines=\"6\"><prompt>Answer Sam.</prompt></extendedTextInteraction>",
        "",
    );
    holds(
        &essay,
        &[(
            json!({"RESPONSE": "Dear Sam,\n\nthank you."}),
            json!({"SCORE": 0.0}),
        )],
    );
}

/// Every outcome with its own cardinality and base type.
#[test]
fn outcomes_of_every_cardinality_and_base_type() {
    let declarations = format!(
        "{}{SCORE}
         <outcomeDeclaration identifier=\"FEEDBACK\" cardinality=\"multiple\" baseType=\"identifier\"/>
         <outcomeDeclaration identifier=\"COUNT\" cardinality=\"single\" baseType=\"integer\"/>
         <outcomeDeclaration identifier=\"PASSED\" cardinality=\"single\" baseType=\"boolean\"><defaultValue><value>false</value></defaultValue></outcomeDeclaration>
         <outcomeDeclaration identifier=\"ORDER\" cardinality=\"ordered\" baseType=\"string\"/>
         <outcomeDeclaration identifier=\"PAIR\" cardinality=\"single\" baseType=\"directedPair\"/>
         <outcomeDeclaration identifier=\"UNSET\" cardinality=\"single\" baseType=\"string\"/>",
        declared("multiple", "identifier", &["A", "B"], "")
    );
    let set = |name: &str, value: &str| {
        format!("<setOutcomeValue identifier=\"{name}\">{value}</setOutcomeValue>")
    };
    let rules = [
        set(
            "SCORE",
            "<divide><containerSize><variable identifier=\"RESPONSE\"/></containerSize><baseValue baseType=\"integer\">4</baseValue></divide>",
        ),
        set(
            "COUNT",
            "<containerSize><variable identifier=\"RESPONSE\"/></containerSize>",
        ),
        set(
            "PASSED",
            "<and><member><baseValue baseType=\"identifier\">A</baseValue><variable identifier=\"RESPONSE\"/></member><not><isNull><variable identifier=\"RESPONSE\"/></isNull></not></and>",
        ),
        set(
            "FEEDBACK",
            "<multiple><baseValue baseType=\"identifier\">seen</baseValue><baseValue baseType=\"identifier\">done</baseValue></multiple>",
        ),
        set(
            "ORDER",
            "<ordered><baseValue baseType=\"string\">b</baseValue><baseValue baseType=\"string\">a</baseValue></ordered>",
        ),
        set(
            "PAIR",
            "<baseValue baseType=\"directedPair\">A B</baseValue>",
        ),
    ];
    let processing = format!(
        "<responseProcessing>{}</responseProcessing>",
        rules.concat()
    );
    let item = item("2.2", &declarations, "", &processing);
    holds(
        &item,
        &[(
            json!({"RESPONSE": ["A", "C"]}),
            json!({
                "SCORE": 0.5, "COUNT": 2, "PASSED": true, "FEEDBACK": ["seen", "done"], "ORDER": ["b", "a"],
                "PAIR": "A B", "UNSET": null,
            }),
        )],
    );
}
