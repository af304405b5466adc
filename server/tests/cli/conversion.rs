//! Banks from and to other formats, and QTI items scored, by the program itself.

use crate::attune::{Attune, workspace};

const ITEM: &str = include_str!("../../../crates/exchange/tests/fixtures/item.xml");

/// A shipped bank through QTI and back is the same bank; what other programs will not show is listed.
#[test]
fn a_bank_goes_to_qti_and_back() {
    let attune = Attune::new();
    let bank = workspace("question-banks/core-empathy.yaml");
    let bank = bank.to_str().expect("UTF-8");
    for format in ["qti2.2", "qti3.0", "json", "xlsx"] {
        let there = attune.run(&["bank", "convert", bank, "there", "--to", format, "--force"]);
        assert!(there.well, "{}", there.err);
        let back = attune.run(&[
            "bank",
            "convert",
            "there",
            "back.json",
            "--from",
            format,
            "--force",
        ]);
        assert!(
            back.well && !back.out.contains("dropped"),
            "{}{}",
            back.out,
            back.err
        );
        let direct = attune.run(&["bank", "convert", bank, "direct.json", "--force"]);
        assert!(direct.well, "{}", direct.err);
        // A block text ends with a line break that HTML has no use for, and lines of Markdown may break elsewhere.
        let read = |name: &str| {
            let text = std::fs::read_to_string(attune.path(name)).expect("a bank");
            let mut bank: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            for question in bank["questions"].as_array_mut().expect("questions") {
                question["scenario"] = "".into();
            }
            bank["description"] = bank["description"]
                .as_str()
                .expect("text")
                .trim_end()
                .into();
            bank
        };
        assert_eq!(read("back.json"), read("direct.json"), "{format}");
        assert_eq!(
            there.out.contains("kept: `options.value`"),
            format.starts_with("qti"),
            "{}",
            there.out
        );
    }
}

#[test]
fn nothing_is_overwritten_and_nothing_half_written() {
    let attune = Attune::new();
    let template = attune.run(&["bank", "template", "questions.csv"]);
    assert!(template.well, "{}", template.err);
    let again = attune.run(&["bank", "template", "questions.csv"]);
    assert!(
        !again.well && again.err.contains("--force"),
        "{}",
        again.err
    );
    let yaml = attune.run(&["bank", "convert", "questions.csv", "bank.yaml"]);
    assert!(
        yaml.well && yaml.out.contains("1 question(s) as yaml"),
        "{}",
        yaml.err
    );
    assert!(attune.run(&["bank", "check", "bank.yaml"]).well);
    let csv = std::fs::read_to_string(attune.path("questions.csv")).expect("the table");
    attune.write(
        "wrong.csv",
        csv.replace("chat", "telegraph").replace(",6.5,", ",much,"),
    );
    let wrong = attune.run(&["bank", "convert", "wrong.csv", "wrong.yaml"]);
    assert!(
        !wrong.well
            && wrong.err.contains("wrong.csv:2: error")
            && wrong.err.contains("`channel`")
            && wrong.err.contains("`value_2`"),
        "{}",
        wrong.err
    );
    assert!(!attune.path("wrong.yaml").exists());
    attune.write(
        "hostile.xml",
        "<!DOCTYPE quiz [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><quiz>&x;</quiz>",
    );
    let hostile = attune.run(&["bank", "convert", "hostile.xml", "hostile.yaml"]);
    assert!(
        !hostile.well && hostile.err.contains("DOCTYPE") && !attune.path("hostile.yaml").exists()
    );
    let unknown = attune.run(&["bank", "convert", "questions.csv", "bank.odt"]);
    assert!(
        !unknown.well && unknown.err.contains("--to"),
        "{}",
        unknown.err
    );
}

#[test]
fn a_qti_item_is_scored() {
    let attune = Attune::new();
    attune.write("item.xml", ITEM);
    for (response, outcomes) in [
        (
            r#"{"RESPONSE": "A"}"#,
            serde_json::json!({"GRADE": "high", "SCORE": 2.0}),
        ),
        (
            r#"{"RESPONSE": {"base": {"identifier": "B"}}}"#,
            serde_json::json!({"GRADE": "low", "SCORE": 0.5}),
        ),
        ("{}", serde_json::json!({"GRADE": null, "SCORE": 0.0})),
    ] {
        attune.write("response.json", response);
        let said = attune.run(&["bank", "score", "item.xml", "response.json"]);
        assert!(said.well, "{}", said.err);
        let printed: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
        assert_eq!(printed, outcomes, "{response}");
    }
    attune.write("response.json", r#"{"OTHER": 1}"#);
    let said = attune.run(&["bank", "score", "item.xml", "response.json"]);
    assert!(
        !said.well && said.err.contains("response.json") && said.err.contains("OTHER"),
        "{}",
        said.err
    );
    attune.write(
        "item.xml",
        ITEM.replace(
            "<mapResponse identifier=\"RESPONSE\"/>",
            "<randomFloat max=\"1\"/>",
        ),
    );
    attune.write("response.json", r#"{"RESPONSE": "A"}"#);
    let said = attune.run(&["bank", "score", "item.xml", "response.json"]);
    assert!(
        !said.well && said.err.contains("`randomFloat` is not supported"),
        "{}",
        said.err
    );
}
