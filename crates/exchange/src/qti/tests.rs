//! Response processing: templates, rules, every operator, responses and outcomes as JSON.

use super::*;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

fn score(item: &str, responses: Json) -> Result<Json, QtiError> {
    let item = Item::parse(item.as_bytes())?;
    let responses = read_responses(&item, &responses.to_string())?;
    Ok(outcomes_json(&item.score(&responses)?))
}

const DECLARATIONS: &str = r#"
  <responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
    <correctResponse><value>A</value></correctResponse>
    <mapping defaultValue="-1" lowerBound="0" upperBound="1.5"><mapEntry mapKey="A" mappedValue="2"/><mapEntry mapKey="B" mappedValue="0.5"/></mapping>
  </responseDeclaration>
  <responseDeclaration identifier="MANY" cardinality="multiple" baseType="identifier">
    <correctResponse><value>A</value><value>B</value></correctResponse>
    <mapping defaultValue="-1" lowerBound="0"><mapEntry mapKey="A" mappedValue="1"/><mapEntry mapKey="B" mappedValue="0.5"/></mapping>
  </responseDeclaration>
  <responseDeclaration identifier="ORDER" cardinality="ordered" baseType="identifier">
    <correctResponse><value>A</value><value>B</value><value>C</value></correctResponse>
  </responseDeclaration>
  <responseDeclaration identifier="TEXT" cardinality="single" baseType="string">
    <mapping defaultValue="0"><mapEntry mapKey="York" mappedValue="1" caseSensitive="true"/><mapEntry mapKey="leeds" mappedValue="0.5" caseSensitive="false"/></mapping>
  </responseDeclaration>
  <responseDeclaration identifier="PAIRS" cardinality="multiple" baseType="directedPair">
    <correctResponse><value>A X</value></correctResponse>
    <mapping defaultValue="0"><mapEntry mapKey="A X" mappedValue="1"/><mapEntry mapKey="B Y" mappedValue="2"/></mapping>
  </responseDeclaration>
  <responseDeclaration identifier="NUMBER" cardinality="single" baseType="float"/>
  <responseDeclaration identifier="WHOLE" cardinality="single" baseType="integer"/>
  <responseDeclaration identifier="RECORD" cardinality="record"/>
  <responseDeclaration identifier="GIVEN" cardinality="single" baseType="integer"><defaultValue><value>7</value></defaultValue></responseDeclaration>
  <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" normalMaximum="2"/>
  <outcomeDeclaration identifier="FEEDBACK" cardinality="multiple" baseType="identifier"/>"#;

fn item(processing: &str) -> String {
    format!(
        "<assessmentItem xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p2\" identifier=\"i\">{DECLARATIONS}{processing}</assessmentItem>"
    )
}

fn template(name: &str) -> String {
    item(&format!(
        "<responseProcessing template=\"http://www.imsglobal.org/question/qti_v2p2/rptemplates/{name}\"/>"
    ))
}

#[test]
fn standard_templates() {
    for (name, response, expected) in [
        ("match_correct", json!({"RESPONSE": "A"}), 1.0),
        ("match_correct", json!({"RESPONSE": "B"}), 0.0),
        ("match_correct", json!({}), 0.0),
        (
            "match_correct.xml",
            json!({"RESPONSE": {"base": {"identifier": "A"}}}),
            1.0,
        ),
        ("map_response", json!({"RESPONSE": "A"}), 1.5),
        ("map_response", json!({"RESPONSE": "B"}), 0.5),
        ("map_response", json!({"RESPONSE": "C"}), 0.0),
        ("map_response", json!({"RESPONSE": null}), 0.0),
    ] {
        let outcomes = score(&template(name), response.clone()).unwrap();
        assert_eq!(
            outcomes,
            json!({"SCORE": expected, "FEEDBACK": null}),
            "{name} {response}"
        );
    }
    for name in ["map_response_point", "my_own"] {
        let error = score(&template(name), json!({"RESPONSE": "A"})).unwrap_err();
        assert!(
            matches!(&error, QtiError::Unsupported { what, .. } if what.contains(name)),
            "{error}"
        );
    }
}

#[test]
fn rules_of_version_3_with_branches_tables_and_an_exit() {
    let item = r#"<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="i" time-dependent="false">
      <qti-response-declaration identifier="RESPONSE" cardinality="multiple" base-type="identifier">
        <qti-correct-response><qti-value>A</qti-value><qti-value>B</qti-value></qti-correct-response>
        <qti-mapping lower-bound="0" default-value="-1"><qti-map-entry map-key="A" mapped-value="1"/><qti-map-entry map-key="B" mapped-value="1"/></qti-mapping>
      </qti-response-declaration>
      <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="integer"/>
      <qti-outcome-declaration identifier="GRADE" cardinality="single" base-type="identifier">
        <qti-match-table default-value="none"><qti-match-table-entry source-value="1" target-value="pass"/><qti-match-table-entry source-value="2" target-value="merit"/></qti-match-table>
      </qti-outcome-declaration>
      <qti-outcome-declaration identifier="BAND" cardinality="single" base-type="string">
        <qti-interpolation-table default-value="low"><qti-interpolation-table-entry source-value="2" include-boundary="false" target-value="top"/><qti-interpolation-table-entry source-value="1" target-value="mid"/></qti-interpolation-table>
      </qti-outcome-declaration>
      <qti-outcome-declaration identifier="LATE" cardinality="single" base-type="boolean"/>
      <qti-response-processing>
        <qti-response-condition>
          <qti-response-if><qti-match><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-match>
            <qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">2.0</qti-base-value></qti-set-outcome-value></qti-response-if>
          <qti-response-else-if><qti-gt><qti-map-response identifier="RESPONSE"/><qti-base-value base-type="integer">0</qti-base-value></qti-gt>
            <qti-set-outcome-value identifier="SCORE"><qti-map-response identifier="RESPONSE"/></qti-set-outcome-value></qti-response-else-if>
          <qti-response-else><qti-exit-response/></qti-response-else>
        </qti-response-condition>
        <qti-lookup-outcome-value identifier="GRADE"><qti-variable identifier="SCORE"/></qti-lookup-outcome-value>
        <qti-lookup-outcome-value identifier="BAND"><qti-variable identifier="SCORE"/></qti-lookup-outcome-value>
        <qti-set-outcome-value identifier="LATE"><qti-duration-gte><qti-variable identifier="duration"/><qti-base-value base-type="duration">60</qti-base-value></qti-duration-gte></qti-set-outcome-value>
      </qti-response-processing>
    </qti-assessment-item>"#;
    for (response, expected) in [
        (
            json!(["B", "A"]),
            json!({"SCORE": 2, "GRADE": "merit", "BAND": "mid", "LATE": false}),
        ),
        (
            json!(["B"]),
            json!({"SCORE": 1, "GRADE": "pass", "BAND": "mid", "LATE": false}),
        ),
        (
            json!(["C"]),
            json!({"SCORE": 0, "GRADE": null, "BAND": null, "LATE": null}),
        ),
        (
            json!({"list": {"identifier": ["A", "B"]}}),
            json!({"SCORE": 2, "GRADE": "merit", "BAND": "mid", "LATE": false}),
        ),
    ] {
        let outcomes = score(item, json!({"RESPONSE": response})).unwrap();
        assert_eq!(outcomes, expected, "{response}");
    }
    let late = score(item, json!({"RESPONSE": ["A", "B"], "duration": 75.5})).unwrap();
    assert_eq!(late["LATE"], json!(true));
}

/// What `expression` gives as the outcome `X` of the type and cardinality given.
fn value_of(expression: &str, kind: (&str, &str), responses: Json) -> Result<Json, QtiError> {
    let (cardinality, base_type) = kind;
    let text = item(&format!(
        "<outcomeDeclaration identifier=\"X\" cardinality=\"{cardinality}\" baseType=\"{base_type}\"/>\
         <responseProcessing><setOutcomeValue identifier=\"X\">{expression}</setOutcomeValue></responseProcessing>"
    ));
    score(&text, responses).map(|outcomes| outcomes["X"].clone())
}

/// `i` and `f` are numbers, `s` texts, `T` and `F` truths, `-` NULL, `$` variables, `id` identifiers.
fn operand(text: &str) -> String {
    let value = |base_type: &str, text: &str| {
        format!("<baseValue baseType=\"{base_type}\">{text}</baseValue>")
    };
    match text.split_at(1) {
        ("i", number) => value("integer", number),
        ("f", number) => value("float", number),
        ("s", words) => value("string", words),
        ("#", name) => value("identifier", name),
        ("T", _) => value("boolean", "true"),
        ("F", _) => value("boolean", "false"),
        ("$", name) => format!("<variable identifier=\"{name}\"/>"),
        ("=", name) => format!("<correct identifier=\"{name}\"/>"),
        _ => "<null/>".into(),
    }
}

fn call(name: &str, operands: &str) -> String {
    let operands: String = operands.split_whitespace().map(operand).collect();
    let element = name.split(' ').next().unwrap_or_default();
    format!("<{name}>{operands}</{element}>")
}

#[test]
fn truth_has_three_values() {
    for (name, operands, expected) in [
        ("and", "T T", json!(true)),
        ("and", "T -", json!(null)),
        ("and", "F -", json!(false)),
        ("or", "T -", json!(true)),
        ("or", "F -", json!(null)),
        ("or", "F F", json!(false)),
        ("not", "F", json!(true)),
        ("not", "-", json!(null)),
        ("anyN min=\"1\" max=\"2\"", "T T F", json!(true)),
        ("anyN min=\"1\" max=\"2\"", "T T T", json!(false)),
        ("anyN min=\"1\" max=\"2\"", "F F -", json!(null)),
        ("anyN min=\"1\" max=\"2\"", "T F -", json!(true)),
        ("anyN min=\"2\" max=\"3\"", "F F -", json!(false)),
        ("isNull", "$RESPONSE", json!(true)),
        ("isNull", "$GIVEN", json!(false)),
        ("match", "i3 f3.0", json!(true)),
        ("match", "- i3", json!(null)),
        ("match", "$GIVEN i7", json!(true)),
        ("gt", "i3 f2.5", json!(true)),
        ("gte", "i3 i3", json!(true)),
        ("lt", "i3 i3", json!(false)),
        ("lte", "i3 -", json!(null)),
        ("equal toleranceMode=\"exact\"", "f1.0 i1", json!(true)),
        (
            "equal toleranceMode=\"absolute\" tolerance=\"0.5\"",
            "f1.0 f1.5",
            json!(true),
        ),
        (
            "equal toleranceMode=\"absolute\" tolerance=\"0.5 0.1\"",
            "f1.0 f1.5",
            json!(false),
        ),
        (
            "equal toleranceMode=\"absolute\" tolerance=\"0.5\" includeUpperBound=\"false\"",
            "f1.0 f1.5",
            json!(false),
        ),
        (
            "equal toleranceMode=\"relative\" tolerance=\"10\"",
            "f100 f109",
            json!(true),
        ),
        (
            "equal toleranceMode=\"relative\" tolerance=\"10\"",
            "f-100 f-109",
            json!(true),
        ),
        (
            "equal toleranceMode=\"relative\" tolerance=\"10\"",
            "f100 f111",
            json!(false),
        ),
        (
            "equalRounded roundingMode=\"significantFigures\" figures=\"3\"",
            "f3.175 f3.183",
            json!(true),
        ),
        (
            "equalRounded roundingMode=\"decimalPlaces\" figures=\"2\"",
            "f1.68572 f1.69",
            json!(true),
        ),
        (
            "equalRounded roundingMode=\"decimalPlaces\" figures=\"2\"",
            "f1.68572 f1.68432",
            json!(false),
        ),
        (
            "stringMatch caseSensitive=\"false\"",
            "sYORK syork",
            json!(true),
        ),
        (
            "stringMatch caseSensitive=\"true\"",
            "sYORK syork",
            json!(false),
        ),
        (
            "stringMatch caseSensitive=\"true\" substring=\"true\"",
            "syorkshire sshire",
            json!(true),
        ),
        (
            "substring caseSensitive=\"false\"",
            "sSHIRE syorkshire",
            json!(true),
        ),
        ("patternMatch pattern=\"[a-c]+\"", "sabc", json!(true)),
        ("patternMatch pattern=\"[a-c]+\"", "sabcd", json!(false)),
        ("patternMatch pattern=\"[a-c]+\"", "-", json!(null)),
        ("member", "#B =MANY", json!(true)),
        ("member", "#C =MANY", json!(false)),
        ("contains", "=MANY =MANY", json!(true)),
        ("durationLT", "f1 f2", json!(true)),
    ] {
        let answer = value_of(&call(name, operands), ("single", "boolean"), json!({})).unwrap();
        assert_eq!(answer, expected, "{name} {operands}");
    }
}

#[test]
fn arithmetic() {
    let near = |name: &str, operands: &str, expected: Option<f64>| {
        let answer = value_of(&call(name, operands), ("single", "float"), json!({})).unwrap();
        match (answer.as_f64(), expected) {
            (Some(a), Some(b)) => assert!((a - b).abs() < 1e-12, "{name} {operands}: {a}"),
            (a, b) => assert_eq!(a, b, "{name} {operands}"),
        }
    };
    for (name, operands, expected) in [
        ("sum", "i1 f2.5 i3", Some(6.5)),
        ("sum", "i1 -", None),
        ("product", "i2 f2.5", Some(5.0)),
        ("subtract", "i5 f2.5", Some(2.5)),
        ("divide", "i1 i4", Some(0.25)),
        ("divide", "i1 i0", None),
        ("power", "i2 i10", Some(1024.0)),
        ("power", "i-1 f0.5", None),
        ("integerDivide", "i7 i2", Some(3.0)),
        ("integerDivide", "i-7 i2", Some(-4.0)),
        ("integerDivide", "i7 i0", None),
        ("integerModulus", "i7 i3", Some(1.0)),
        ("integerModulus", "i-7 i3", Some(2.0)),
        ("round", "f6.5", Some(7.0)),
        ("round", "f-6.5", Some(-6.0)),
        ("truncate", "f-6.5", Some(-6.0)),
        (
            "roundTo roundingMode=\"decimalPlaces\" figures=\"2\"",
            "f1.005",
            Some(1.01),
        ),
        (
            "roundTo roundingMode=\"significantFigures\" figures=\"2\"",
            "f1239",
            Some(1200.0),
        ),
        ("integerToFloat", "i3", Some(3.0)),
        ("min", "i3 f2.5", Some(2.5)),
        ("max", "i3 f2.5 -", None),
        ("gcd", "i12 i18 i-6", Some(6.0)),
        ("lcm", "i4 i6", Some(12.0)),
        ("mathOperator name=\"abs\"", "i-3", Some(3.0)),
        ("mathOperator name=\"signum\"", "f-0.2", Some(-1.0)),
        ("mathOperator name=\"floor\"", "f-0.2", Some(-1.0)),
        ("mathOperator name=\"ceil\"", "f0.2", Some(1.0)),
        ("mathOperator name=\"ln\"", "f-1", None),
        ("mathOperator name=\"log\"", "i100", Some(2.0)),
        (
            "mathOperator name=\"atan2\"",
            "i1 i1",
            Some(std::f64::consts::FRAC_PI_4),
        ),
        ("mathConstant name=\"pi\"", "", Some(std::f64::consts::PI)),
        ("statsOperator name=\"mean\"", "$NONE", None),
        ("mapResponse identifier=\"GIVEN\"", "", None),
    ] {
        if operands == "$NONE" || name.contains("GIVEN") {
            assert!(value_of(&call(name, operands), ("single", "float"), json!({})).is_err());
            continue;
        }
        near(name, operands, expected);
    }
    let numbers = |name: &str| {
        format!(
            "<statsOperator name=\"{name}\">{}</statsOperator>",
            call("multiple", "i2 i4 i4 i4 i5 i5 i7 i9")
        )
    };
    for (name, expected) in [
        ("mean", 5.0),
        ("popSD", 2.0),
        ("popVariance", 4.0),
        ("sampleVariance", 32.0 / 7.0),
    ] {
        let answer = value_of(&numbers(name), ("single", "float"), json!({})).unwrap();
        assert!(
            (answer.as_f64().unwrap() - expected).abs() < 1e-12,
            "{name}"
        );
    }
    let whole = value_of(&call("sum", "i1 i2"), ("single", "integer"), json!({})).unwrap();
    assert_eq!(whole, json!(3));
}

#[test]
fn containers() {
    let ordered = call("ordered", "#A #B #C #B");
    for (expression, kind, expected) in [
        (
            call("multiple", "#A - #B"),
            ("multiple", "identifier"),
            json!(["A", "B"]),
        ),
        (
            call("multiple", "-"),
            ("multiple", "identifier"),
            json!(null),
        ),
        (
            format!("<containerSize>{ordered}</containerSize>"),
            ("single", "integer"),
            json!(4),
        ),
        (
            call("containerSize", "$MANY"),
            ("single", "integer"),
            json!(0),
        ),
        (
            format!("<index n=\"2\">{ordered}</index>"),
            ("single", "identifier"),
            json!("B"),
        ),
        (
            format!("<index n=\"GIVEN\">{ordered}</index>"),
            ("single", "identifier"),
            json!(null),
        ),
        (
            format!("<delete>{}{ordered}</delete>", operand("#B")),
            ("ordered", "identifier"),
            json!(["A", "C"]),
        ),
        (
            call("repeat numberRepeats=\"2\"", "#A #B"),
            ("ordered", "identifier"),
            json!(["A", "B", "A", "B"]),
        ),
        (
            call("default identifier=\"GIVEN\"", ""),
            ("single", "integer"),
            json!(7),
        ),
        (
            format!("<contains>{ordered}{}</contains>", call("ordered", "#B #C")),
            ("single", "boolean"),
            json!(true),
        ),
        (
            format!("<contains>{ordered}{}</contains>", call("ordered", "#A #C")),
            ("single", "boolean"),
            json!(false),
        ),
        (
            "<fieldValue fieldIdentifier=\"x\"><variable identifier=\"RECORD\"/></fieldValue>"
                .into(),
            ("single", "float"),
            json!(1.5),
        ),
    ] {
        let responses = json!({"RECORD": {"x": 1.5, "y": "two"}});
        assert_eq!(
            value_of(&expression, kind, responses).unwrap(),
            expected,
            "{expression}"
        );
    }
    let endless = call("repeat numberRepeats=\"1000000\"", "#A");
    assert!(value_of(&endless, ("ordered", "identifier"), json!({})).is_err());
}

#[test]
fn mappings_count_each_value_once_and_keep_their_bounds() {
    let map = |name: &str, responses: Json| {
        value_of(
            &format!("<mapResponse identifier=\"{name}\"/>"),
            ("single", "float"),
            responses,
        )
        .unwrap()
    };
    assert_eq!(map("MANY", json!({"MANY": ["A", "A", "B"]})), json!(1.5));
    assert_eq!(
        map("MANY", json!({"MANY": ["A", "C", "D", "E"]})),
        json!(0.0)
    );
    assert_eq!(map("TEXT", json!({"TEXT": "york"})), json!(0.0));
    assert_eq!(map("TEXT", json!({"TEXT": "LEEDS"})), json!(0.5));
    assert_eq!(
        map("RESPONSE", json!({"RESPONSE": "a"})),
        json!(0.0),
        "identifiers are never folded"
    );
    for pairs in [
        json!(["A X", "B Y"]),
        json!([["A", "X"], ["B", "Y"]]),
        json!({"list": {"directedPair": [["A", "X"], ["B", "Y"]]}}),
    ] {
        assert_eq!(map("PAIRS", json!({"PAIRS": pairs})), json!(3.0));
    }
    assert_eq!(map("PAIRS", json!({"PAIRS": ["X A"]})), json!(0.0));
}

#[test]
fn responses_of_the_wrong_kind_are_named() {
    let none = item("");
    for (responses, word) in [
        (json!({"RESPONSE": ["A", "B"]}), "one value"),
        (json!({"WHOLE": "many"}), "declared type"),
        (json!({"WHOLE": {"a": {"b": 1}}}), "no value"),
        (json!({"OTHER": 1}), "no such response"),
        (json!([1]), "JSON object"),
    ] {
        let error = score(&none, responses.clone()).unwrap_err().to_string();
        assert!(error.contains(word), "{responses}: {error}");
    }
    let read = score(
        &none,
        json!({"WHOLE": 5.0, "NUMBER": "2", "RESPONSE": ["A"], "MANY": "A"}),
    )
    .unwrap();
    assert_eq!(read, json!({"SCORE": 0.0, "FEEDBACK": null}));
}

#[test]
fn what_is_not_supported_says_so() {
    for name in [
        "random",
        "randomInteger",
        "randomFloat",
        "customOperator",
        "mapResponsePoint",
        "inside",
        "nonsense",
    ] {
        let error = value_of(&format!("<{name}/>"), ("single", "float"), json!({})).unwrap_err();
        assert_eq!(
            error,
            QtiError::Unsupported {
                line: 25,
                what: name.into()
            }
        );
    }
    let template =
        item("<templateProcessing><setTemplateValue identifier=\"T\"/></templateProcessing>");
    assert!(matches!(
        score(&template, json!({})),
        Err(QtiError::Unsupported { .. })
    ));
    let undeclared = item(
        "<responseProcessing><setOutcomeValue identifier=\"NEW\"><null/></setOutcomeValue></responseProcessing>",
    );
    assert!(
        score(&undeclared, json!({}))
            .unwrap_err()
            .to_string()
            .contains("NEW")
    );
    assert!(Item::parse(b"<section/>").is_err());
    assert!(Item::parse(b"<assessmentItem><responseDeclaration identifier=\"R\" cardinality=\"several\"/></assessmentItem>").is_err());
}

proptest! {
    #[test]
    fn no_expression_makes_it_panic(
        name in proptest::sample::select(vec![
            "sum", "product", "min", "max", "gcd", "lcm", "subtract", "divide", "power", "integerDivide", "integerModulus",
            "round", "truncate", "and", "or", "not", "match", "member", "contains", "delete", "index n=\"2\"",
            "roundTo roundingMode=\"decimalPlaces\" figures=\"300\"", "repeat numberRepeats=\"3\"", "statsOperator name=\"sampleSD\"",
            "roundTo roundingMode=\"significantFigures\" figures=\"9\"", "mathOperator name=\"abs\"", "anyN min=\"0\" max=\"1\"",
        ]),
        operands in proptest::collection::vec(proptest::sample::select(vec![
            "i9223372036854775807", "i-9223372036854775808", "i0", "i-1", "f1e308", "f-INF", "fNaN", "f0.1", "sx", "T", "-", "=MANY", "=ORDER",
        ]), 0..4),
    ) {
        let _ = value_of(&call(name, &operands.join(" ")), ("single", "float"), json!({}));
    }
}
