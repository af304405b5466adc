//! What the next version keeps, changes, adds and retires, and the columns it writes.

use super::*;
use crate::ports::CurrentQuestion;
use domain::bank::{KeyStatus, Provenance};
use domain::question::{
    Channel, Competency, Difficulty, Direction, Format, Kind, ReplyOption, Style,
};
use domain::time::Timestamp;

fn question(id: &str) -> Question {
    let option = |id: &str, value: f64| ReplyOption {
        id: id.into(),
        text: format!("Reply {id}."),
        value,
        style: Some(Style::Asking),
        reason: "Because.".into(),
        pinned: false,
    };
    Question {
        id: id.into(),
        title: format!("The {id}"),
        kind: Kind::Empathy,
        format: Format::SingleBest,
        allowed_formats: vec![Format::RateEach],
        channel: Channel::Voice,
        direction: Direction::Inbound,
        sector: "delivery".into(),
        competencies: BTreeMap::from([(Competency::PT, 0.5), (Competency::AL, 0.5)]),
        asks: vec![],
        difficulty: Difficulty::Medium,
        reading_seconds: 60,
        content_note: None,
        substitute: None,
        customer_record: None,
        scenario: "Denise asks for Ömer’s parcel.".into(),
        task: "What helps?".into(),
        key: None,
        options: vec![option("a", 6.0), option("b", 2.0)],
    }
}

fn key() -> Key {
    Key {
        provenance: Provenance::Rational,
        status: KeyStatus::Provisional,
        visibility: Visibility::Public,
        experts: None,
        date: None,
        icc2k: None,
    }
}

fn place(question: &Question, key: &Key, position: i64) -> Place {
    Place {
        slug: question.id.clone(),
        position,
        content_hash: hash(&(question, key)).expect("JSON"),
        content: None,
    }
}

fn stored(question: &Question, position: i64) -> CurrentQuestion {
    CurrentQuestion {
        id: format!("id-{}", question.id),
        slug: question.id.clone(),
        position,
        content_hash: hash(&(question, key())).expect("JSON"),
    }
}

#[test]
fn unchanged_questions_keep_their_version_and_changed_ones_get_the_next() {
    let (same, old, gone) = (question("same"), question("old"), question("gone"));
    let current = [stored(&same, 0), stored(&old, 1), stored(&gone, 2)];
    let numbers = BTreeMap::from([
        ("same".into(), 1),
        ("old".into(), 3),
        ("gone".into(), 1),
        ("back".into(), 2),
    ]);
    let mut edited = old.clone();
    edited.options[0].value = 5.5;
    let file = [edited, same, question("back"), question("new")];
    let places: Vec<Place> = (0..)
        .zip(&file)
        .map(|(at, one)| place(one, &key(), at))
        .collect();
    let plan = plan(&current, &numbers, &places);
    assert_eq!(plan.kept, 1);
    assert_eq!(plan.moved, [("id-same".to_owned(), 1)]);
    assert_eq!(plan.retired, ["id-old", "id-gone"]);
    let new: Vec<_> = plan.new.iter().map(|new| (new.index, new.number)).collect();
    assert_eq!(new, [(0, 4), (2, 3), (3, 1)]);
    assert_eq!(plan.added, 2);
}

#[test]
fn another_key_makes_another_version() {
    let same = question("same");
    let rated = Key {
        provenance: Provenance::ExpertPanel,
        experts: Some(9),
        ..key()
    };
    let numbers = BTreeMap::from([("same".into(), 1)]);
    let current = [stored(&same, 0)];
    let plan = plan(&current, &numbers, &[place(&same, &rated, 0)]);
    assert_eq!((plan.kept, plan.new.len(), plan.added), (0, 1, 0));
}

#[test]
fn wording_is_the_same_whatever_its_order_case_and_punctuation() {
    let first = question("one");
    let mut second = question("two");
    second.options.reverse();
    second.options[0].text = "  reply B ".into();
    assert_eq!(replies_hash(&first), replies_hash(&second));
    second.options[0].text = "Another reply".into();
    assert_ne!(replies_hash(&first), replies_hash(&second));
    assert_eq!(scenario_hash(&first), scenario_hash(&second));
}

#[test]
fn columns_hold_what_is_filtered_and_searched_by() {
    let bank = BankRecord {
        id: "bank".into(),
        slug: "core".into(),
        title: "Core".into(),
        version: 2,
        info: String::new(),
        content_hash: String::new(),
        questions: 1,
        imported_at: Timestamp(5),
        imported_by: "test".into(),
    };
    let version = QuestionVersion {
        id: QuestionVersionId(uuid::Uuid::from_u128(1)),
        bank: "core".into(),
        number: 1,
        key: key(),
        question: question("parcel"),
    };
    let place = place(&version.question, &version.key, 3);
    let row = row(&bank, &version, &place, 1).expect("a row");
    assert_eq!(row.formats, ",single_best,rate_each,");
    assert_eq!(row.competencies, ",AL,PT,");
    assert_eq!(
        (row.kind.as_str(), row.visibility.as_str()),
        ("empathy", "public")
    );
    assert!(row.search_text.contains("ömer’s parcel"));
    let back: QuestionVersion = serde_json::from_str(&row.content).expect("JSON");
    assert_eq!(back, version);
}
