//! Packages: SCORE is the question score, items of other programs, and hostile packages.

use super::*;
use crate::conversion::{FileFormat, read as read_file};
use crate::qti::{Atom, Item, Value, Variables};
use crate::samples::{any_bank, bank, tidy_text};
use domain::answer::Answer;
use domain::question::{Question, key};
use proptest::prelude::*;

fn item_of(question: &Question, version: Version) -> Item {
    let element = names::to_version(write::item(question, "en"), version);
    Item::parse(element.document().as_bytes()).unwrap()
}

/// An answer in Attune's terms and in those of the item, drawn by `seed`.
fn answers(question: &Question, seed: u64) -> (Answer, Value) {
    let ids: Vec<String> = question
        .options
        .iter()
        .map(|option| option.id.clone())
        .collect();
    let mut order = ids.clone();
    let mut state = seed;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for index in (1..order.len()).rev() {
        order.swap(index, next(index + 1));
    }
    let own = |id: &String| write::identifier(id);
    let pair = |id: &String, column: &str| Atom::DirectedPair(own(id), column.to_owned());
    match question.format {
        Format::SingleBest => (
            Answer::SingleBest {
                choice: Some(order[0].clone()),
            },
            Value::Single(Atom::Text(own(&order[0]))),
        ),
        Format::MostLeast => (
            Answer::MostLeast {
                most: Some(order[0].clone()),
                least: Some(order[1].clone()),
            },
            Value::Multiple(vec![pair(&order[0], "MOST"), pair(&order[1], "LEAST")]),
        ),
        Format::RateEach => {
            let ratings: Vec<u8> = ids.iter().map(|_| next(7) as u8 + 1).collect();
            let pairs = ids
                .iter()
                .zip(&ratings)
                .map(|(id, rating)| pair(id, &format!("R{rating}")));
            let value = Value::Multiple(pairs.collect());
            (
                Answer::RateEach {
                    ratings: ids.into_iter().zip(ratings).collect(),
                },
                value,
            )
        }
        Format::RankOrder => {
            let value = Value::Ordered(order.iter().map(|id| Atom::Text(own(id))).collect());
            let places = order.into_iter().zip(1..).collect();
            (Answer::RankOrder { places }, value)
        }
    }
}

fn score_of(item: &Item, value: Value) -> f64 {
    let responses = Variables::from([("RESPONSE".to_owned(), value)]);
    match item.score(&responses).unwrap()["SCORE"] {
        Value::Single(Atom::Float(score)) => score,
        ref other => panic!("{other:?}"),
    }
}

proptest! {
    #[test]
    fn an_item_scores_what_the_question_does(bank in any_bank(tidy_text()), seed: u64) {
        for question in &bank.questions {
            let (answer, value) = answers(question, seed);
            let expected = key::score(question, &answer).unwrap();
            for version in [Version::V2_2, Version::V3_0] {
                let score = score_of(&item_of(question, version), value.clone());
                prop_assert!((score - expected).abs() < 1e-9, "{:?}: {} for {}", question.format, score, expected);
            }
        }
    }
}

/// A package of other people's items.
fn package(items: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, text: &str| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    let resources: String = items
        .iter()
        .map(|(name, _)| {
            format!("<resource identifier=\"r\" type=\"imsqti_item_xmlv2p1\" href=\"{name}\"/>")
        })
        .collect();
    add(
        "content/imsmanifest.xml",
        &format!(
            "<manifest><resources><resource type=\"imsqti_test_xmlv2p1\" href=\"t.xml\"/>{resources}</resources></manifest>"
        ),
    );
    for (name, text) in items {
        add(&format!("content/{name}"), text);
    }
    zip.finish().unwrap().into_inner()
}

fn item(declarations: &str, body: &str, processing: &str) -> String {
    format!(
        "<assessmentItem xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p1\" identifier=\"Q 1\" title=\"The bus\">{declarations}\
         <outcomeDeclaration identifier=\"SCORE\" cardinality=\"single\" baseType=\"float\"/><itemBody>{body}</itemBody>{processing}</assessmentItem>"
    )
}

const MATCH: &str = "<responseProcessing template=\"http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct\"/>";
const CHOICES: &str = "<simpleChoice identifier=\"A\">Wait.</simpleChoice><simpleChoice identifier=\"B\">Run.<feedbackInline outcomeIdentifier=\"F\" identifier=\"B\">Too late.</feedbackInline></simpleChoice><simpleChoice identifier=\"C\" fixed=\"true\">Walk <b>home</b>.</simpleChoice>";

fn values(question: &Question) -> Vec<f64> {
    question.options.iter().map(|option| option.value).collect()
}

fn imported(text: &str) -> (Question, Vec<String>) {
    let read = read_file(
        FileFormat::Qti22,
        "other.zip",
        &package(&[("a b.xml", text)]),
    );
    let question = match &read.bank {
        Some(bank) => bank.questions.first().cloned(),
        None => panic!("{:?}", read.problems),
    };
    let losses = read.losses.iter().map(ToString::to_string).collect();
    (
        question.unwrap_or_else(|| panic!("{:?}", read.losses)),
        losses,
    )
}

#[test]
fn a_choice_of_another_program_keeps_its_key() {
    let declared = "<responseDeclaration identifier=\"R\" cardinality=\"single\" baseType=\"identifier\"><correctResponse><value>C</value></correctResponse></responseDeclaration>";
    let body = format!(
        "<p>The bus is <em>late</em>. <img src=\"x.png\" alt=\"\"/></p><choiceInteraction responseIdentifier=\"R\" shuffle=\"true\" maxChoices=\"1\"><prompt>What now?</prompt>{CHOICES}</choiceInteraction>"
    );
    let by_rules = "<responseProcessing><responseCondition><responseIf><match><variable identifier=\"R\"/><correct identifier=\"R\"/></match><setOutcomeValue identifier=\"SCORE\"><baseValue baseType=\"float\">4</baseValue></setOutcomeValue></responseIf><responseElseIf><match><variable identifier=\"R\"/><baseValue baseType=\"identifier\">B</baseValue></match><setOutcomeValue identifier=\"SCORE\"><baseValue baseType=\"float\">1</baseValue></setOutcomeValue></responseElseIf></responseCondition></responseProcessing>";
    let (question, losses) = imported(&item(declared, &body, by_rules));
    assert_eq!(
        (question.id.as_str(), question.title.as_str()),
        ("q-1", "The bus")
    );
    assert_eq!(
        (question.scenario.as_str(), question.task.as_str()),
        ("The bus is *late*.", "What now?")
    );
    assert_eq!(values(&question), [1.0, 2.5, 7.0]);
    assert_eq!(
        question
            .options
            .iter()
            .map(|o| (o.id.as_str(), o.text.as_str(), o.reason.as_str(), o.pinned))
            .collect::<Vec<_>>(),
        [
            ("a", "Wait.", "", false),
            ("b", "Run.", "Too late.", false),
            ("c", "Walk home.", "", true),
        ]
    );
    assert!(
        losses.iter().any(|loss| loss.contains("pictures")),
        "{losses:?}"
    );
    assert!(losses.iter().any(|loss| loss.contains("`Q 1`")));
    assert!(
        losses
            .iter()
            .any(|loss| loss.starts_with("dropped: bank: `resources`"))
    );
    // Without rules the declared correct response is the key.
    let (question, _) = imported(&item(declared, &body, ""));
    assert_eq!(values(&question), [1.0, 1.0, 7.0]);
}

#[test]
fn order_matching_and_scales_are_read() {
    let order = "<responseDeclaration identifier=\"R\" cardinality=\"ordered\" baseType=\"identifier\"><correctResponse><value>B</value><value>A</value><value>C</value></correctResponse></responseDeclaration>";
    let body = format!(
        "<orderInteraction responseIdentifier=\"R\" shuffle=\"true\"><prompt>Put in order.</prompt>{CHOICES}</orderInteraction>"
    );
    let (question, losses) = imported(&item(order, &body, MATCH));
    assert_eq!(
        (question.format, values(&question)),
        (Format::RankOrder, vec![4.0, 7.0, 1.0])
    );
    assert_eq!(question.scenario, "Put in order.");
    assert!(losses.iter().any(|loss| loss.contains("`task`")));

    let rows: String = ["A", "B", "C"].map(|id| format!("<simpleAssociableChoice identifier=\"{id}\" matchMax=\"1\">Do {id}.</simpleAssociableChoice>")).concat();
    let pairs = "<responseDeclaration identifier=\"RESPONSE\" cardinality=\"multiple\" baseType=\"directedPair\"><mapping defaultValue=\"0\">\
        <mapEntry mapKey=\"A most\" mappedValue=\"1\"/><mapEntry mapKey=\"C least\" mappedValue=\"1\"/><mapEntry mapKey=\"C most\" mappedValue=\"-1\"/></mapping></responseDeclaration>";
    let columns = "<simpleAssociableChoice identifier=\"least\" matchMax=\"1\">Worst</simpleAssociableChoice><simpleAssociableChoice identifier=\"most\" matchMax=\"1\">Best</simpleAssociableChoice>";
    let map = MATCH.replace("match_correct", "map_response");
    let body = format!(
        "<p>Late.</p><matchInteraction responseIdentifier=\"RESPONSE\" maxAssociations=\"2\"><prompt>Which?</prompt><simpleMatchSet>{rows}</simpleMatchSet><simpleMatchSet>{columns}</simpleMatchSet></matchInteraction>"
    );
    let (question, _) = imported(&item(pairs, &body, &map));
    assert_eq!(
        (question.format, values(&question)),
        (Format::MostLeast, vec![7.0, 5.0, 1.0])
    );

    let scale: String = (1..=5).map(|n| format!("<simpleAssociableChoice identifier=\"S{n}\" matchMax=\"3\">{n}</simpleAssociableChoice>")).collect();
    let pairs = "<responseDeclaration identifier=\"RESPONSE\" cardinality=\"multiple\" baseType=\"directedPair\"><mapping defaultValue=\"0\">\
        <mapEntry mapKey=\"A S5\" mappedValue=\"1\"/><mapEntry mapKey=\"A S4\" mappedValue=\"0.5\"/><mapEntry mapKey=\"B S3\" mappedValue=\"1\"/><mapEntry mapKey=\"C S1\" mappedValue=\"1\"/></mapping></responseDeclaration>";
    let body = format!(
        "<p>Late.</p><matchInteraction responseIdentifier=\"RESPONSE\"><prompt>Rate.</prompt><simpleMatchSet>{rows}</simpleMatchSet><simpleMatchSet>{scale}</simpleMatchSet></matchInteraction>"
    );
    let (question, losses) = imported(&item(pairs, &body, &map));
    assert_eq!(
        (question.format, values(&question)),
        (Format::RateEach, vec![7.0, 4.0, 1.0])
    );
    assert!(
        losses
            .iter()
            .any(|loss| loss.contains("column that scores most"))
    );

    let likert = |name: &str, best: &str| {
        (
            format!(
                "<responseDeclaration identifier=\"{name}\" cardinality=\"single\" baseType=\"identifier\"><mapping defaultValue=\"0\"><mapEntry mapKey=\"{best}\" mappedValue=\"1\"/></mapping></responseDeclaration>"
            ),
            format!(
                "<choiceInteraction responseIdentifier=\"{name}\" maxChoices=\"1\"><prompt>Row {name}</prompt><simpleChoice identifier=\"L1\">no</simpleChoice><simpleChoice identifier=\"L2\">so so</simpleChoice><simpleChoice identifier=\"L3\">yes</simpleChoice></choiceInteraction>"
            ),
        )
    };
    let rows = [likert("R1", "L3"), likert("R2", "L1"), likert("R3", "L2")];
    let (declared, bodies): (String, String) = (
        rows.iter().map(|r| r.0.as_str()).collect(),
        rows.iter().map(|r| r.1.as_str()).collect(),
    );
    let sum = "<responseProcessing><setOutcomeValue identifier=\"SCORE\"><sum><mapResponse identifier=\"R1\"/><mapResponse identifier=\"R2\"/><mapResponse identifier=\"R3\"/></sum></setOutcomeValue></responseProcessing>";
    let (question, _) = imported(&item(
        &declared,
        &format!("<p>How helpful is each?</p>{bodies}"),
        sum,
    ));
    assert_eq!(
        (question.format, values(&question)),
        (Format::RateEach, vec![7.0, 1.0, 4.0])
    );
    assert_eq!(question.options[0].text, "Row R1");
}

#[test]
fn what_a_bank_has_not_is_dropped_by_name() {
    let open = item(
        "<responseDeclaration identifier=\"R\" cardinality=\"single\" baseType=\"string\"/>",
        "<p>Write.</p><extendedTextInteraction responseIdentifier=\"R\"/>",
        "",
    );
    let many = item(
        "<responseDeclaration identifier=\"R\" cardinality=\"multiple\" baseType=\"identifier\"/>",
        &format!(
            "<choiceInteraction responseIdentifier=\"R\" maxChoices=\"0\">{CHOICES}</choiceInteraction>"
        ),
        MATCH,
    );
    let gap = item("", "<gapMatchInteraction responseIdentifier=\"R\"/>", "");
    let unscored = item(
        "<responseDeclaration identifier=\"R\" cardinality=\"single\" baseType=\"identifier\"/>",
        &format!(
            "<choiceInteraction responseIdentifier=\"R\" maxChoices=\"1\">{CHOICES}</choiceInteraction>"
        ),
        "",
    );
    for (text, words) in [
        (open, "open answer"),
        (many, "several answers"),
        (gap, "gapMatchInteraction"),
        (unscored, "how its answers are scored"),
    ] {
        let read = read_file(
            FileFormat::Qti30,
            "other.zip",
            &package(&[("i.xml", &text)]),
        );
        assert!(
            read.losses
                .iter()
                .any(|loss| loss.field == "question" && loss.why.contains(words)),
            "{words}: {:?}",
            read.losses
        );
    }
}

#[test]
fn weights_changed_elsewhere_replace_the_values_noted() {
    let mut written = Vec::new();
    let item = write::item(&bank().questions[0], "en").document().replace(
        "mapKey=\"b\" mappedValue=\"0.74\"",
        "mapKey=\"b\" mappedValue=\"0.2\"",
    );
    let mut zip = ZipWriter::new(Cursor::new(&mut written));
    for (name, text) in [
        (
            "imsmanifest.xml",
            manifest::write(&bank(), Version::V2_2).document(),
        ),
        ("items/late-parcel.xml", item),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    let read = read_file(FileFormat::Qti22, "x.zip", &written);
    let loss = read
        .losses
        .iter()
        .find(|loss| loss.field == "options.value")
        .unwrap();
    assert!(loss.why.contains("changed elsewhere"), "{loss}");
    assert_eq!(values(&read.bank.unwrap().questions[0])[..2], [7.0, 2.2]);
}

#[test]
fn hostile_packages_are_refused() {
    let doctype = package(&[(
        "i.xml",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><assessmentItem>&x;</assessmentItem>",
    )]);
    let outside = package(&[("../../../etc/passwd", "x")]);
    let missing = {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("imsmanifest.xml", SimpleFileOptions::default())
            .unwrap();
        zip.write_all(b"<manifest><resources><resource type=\"imsqti_item_xmlv2p1\" href=\"../up.xml\"/></resources></manifest>").unwrap();
        zip.finish().unwrap().into_inner()
    };
    let empty = ZipWriter::new(Cursor::new(Vec::new()))
        .finish()
        .unwrap()
        .into_inner();
    for (bytes, words) in [
        (doctype, "DOCTYPE"),
        (outside, "leads out"),
        (missing, "not there"),
        (empty, "no imsmanifest.xml"),
        (package(&[]), "lists no items"),
        (
            package(&[(
                "i.xml",
                "<assessmentItem><responseDeclaration/></assessmentItem>",
            )]),
            "`identifier` is missing",
        ),
        (b"PK nothing".to_vec(), "not a zip file"),
    ] {
        let read = read_file(FileFormat::Qti22, "x.zip", &bytes);
        let errors: Vec<String> = read.errors().map(ToString::to_string).collect();
        assert!(
            read.bank.is_none() && errors.iter().any(|error| error.contains(words)),
            "{words}: {errors:?}"
        );
    }
}
