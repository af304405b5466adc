//! The receipt a candidate keeps: the answers by question number and option letter, and a hash over them. Never
//! contains a text of a question or a reply, a name or a key, so that a posted receipt gives nothing away.
//!
//! The hash is SHA-256 over [`canonical_json`]: compact JSON with object keys in alphabetical order. Whoever holds
//! the receipt can write the same line and compare.

use crate::answer::Answer;
use crate::attempt::{Plan, PlannedQuestion, letter};
use crate::explain;
use crate::ids::{AttemptId, QuestionVersionId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What was submitted, when, and the hash that proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub attempt: AttemptId,
    pub submitted_at: Timestamp,
    /// SHA-256 of the canonical JSON, 64 lower-case hexadecimal digits.
    pub hash: String,
    /// One line a question in the order of this attempt: "3. Most C, least A".
    pub lines: Vec<String>,
}

/// Makes the receipt of an attempt. Questions without an answer are listed as such.
///
/// # Errors
/// See [`canonical_json`].
pub fn receipt(
    attempt: AttemptId,
    submitted_at: Timestamp,
    plan: &Plan,
    answers: &BTreeMap<QuestionVersionId, Answer>,
) -> serde_json::Result<Receipt> {
    let words = |planned: &PlannedQuestion| match answers.get(&planned.version) {
        Some(answer) => explain::letters(planned, answer),
        None => "No answer".into(),
    };
    let lines = (1..)
        .zip(&plan.questions)
        .map(|(number, planned)| format!("{number}. {}", words(planned)))
        .collect();
    let hash = sha256_hex(&canonical_json(attempt, submitted_at, plan, answers)?);
    Ok(Receipt {
        attempt,
        submitted_at,
        hash,
        lines,
    })
}

/// The text the hash is taken over, such as
/// `{"answers":[{"answer":{"best":"C"},"question":1}],"attempt":"…","submitted_at":1764547200000}`.
/// An unanswered question has `"answer":null`; what is missing in a half-given answer is `null` or absent.
///
/// # Errors
/// Those of the serialiser; none is known for letters, numbers and ids.
pub fn canonical_json(
    attempt: AttemptId,
    submitted_at: Timestamp,
    plan: &Plan,
    answers: &BTreeMap<QuestionVersionId, Answer>,
) -> serde_json::Result<String> {
    let answers = entries(plan, answers);
    serde_json::to_string(&Canonical {
        answers,
        attempt,
        submitted_at,
    })
}

/// The field order of these types is alphabetical: it is the canonical order.
#[derive(Serialize)]
struct Canonical {
    answers: Vec<Entry>,
    attempt: AttemptId,
    submitted_at: Timestamp,
}

#[derive(Serialize)]
struct Entry {
    answer: Option<Lettered>,
    question: usize,
}

/// An answer by the letters the candidate saw.
#[derive(Serialize)]
#[serde(untagged)]
enum Lettered {
    SingleBest {
        best: Option<char>,
    },
    MostLeast {
        least: Option<char>,
        most: Option<char>,
    },
    RateEach {
        ratings: BTreeMap<char, u8>,
    },
    RankOrder {
        places: BTreeMap<char, u8>,
    },
}

fn entries(plan: &Plan, answers: &BTreeMap<QuestionVersionId, Answer>) -> Vec<Entry> {
    let lettered = |(index, planned): (usize, &PlannedQuestion)| Entry {
        answer: answers
            .get(&planned.version)
            .filter(|answer| !answer.is_empty())
            .map(|answer| by_letter(planned, answer)),
        question: index + 1,
    };
    plan.questions.iter().enumerate().map(lettered).collect()
}

fn by_letter(planned: &PlannedQuestion, answer: &Answer) -> Lettered {
    let find = |id: &String| {
        planned
            .options
            .iter()
            .position(|option| option == id)
            .map(letter)
    };
    let each = |given: &BTreeMap<String, u8>| {
        given
            .iter()
            .filter_map(|(id, number)| find(id).map(|letter| (letter, *number)))
            .collect()
    };
    let one = |id: &Option<String>| id.as_ref().and_then(find);
    match answer {
        Answer::SingleBest { choice } => Lettered::SingleBest { best: one(choice) },
        Answer::MostLeast { most, least } => Lettered::MostLeast {
            least: one(least),
            most: one(most),
        },
        Answer::RateEach { ratings } => Lettered::RateEach {
            ratings: each(ratings),
        },
        Answer::RankOrder { places } => Lettered::RankOrder {
            places: each(places),
        },
    }
}

fn sha256_hex(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use uuid::Uuid;

    fn plan() -> Plan {
        let mut assessment = samples::assessment(5);
        assessment.definition.shuffle_questions = false;
        assessment.definition.shuffle_options = false;
        let mut plan = crate::attempt::draw_plan(&assessment, 7);
        plan.questions[0].options = ["d", "b", "a", "c"].map(String::from).to_vec();
        plan
    }

    fn answers(plan: &Plan) -> BTreeMap<QuestionVersionId, Answer> {
        let given = [
            Answer::SingleBest {
                choice: Some("a".into()),
            },
            Answer::MostLeast {
                most: Some("b".into()),
                least: None,
            },
            Answer::RateEach {
                ratings: BTreeMap::from([("b".into(), 7), ("a".into(), 2)]),
            },
            Answer::RankOrder {
                places: BTreeMap::from([("c".into(), 1), ("d".into(), 2)]),
            },
        ];
        plan.questions
            .iter()
            .map(|planned| planned.version)
            .zip(given)
            .collect()
    }

    const ATTEMPT: AttemptId = AttemptId(Uuid::from_u128(5));

    #[test]
    fn lines_use_numbers_and_displayed_letters_only() {
        let plan = plan();
        let receipt = receipt(ATTEMPT, Timestamp(42), &plan, &answers(&plan)).unwrap();
        assert_eq!(
            receipt.lines,
            [
                "1. C",
                "2. Most B, least none",
                "3. A 2, B 7",
                "4. 1 C, 2 D",
                "5. No answer"
            ]
        );
    }

    #[test]
    fn the_hash_is_sha_256_of_the_canonical_line() {
        let plan = plan();
        let line = canonical_json(ATTEMPT, Timestamp(42), &plan, &answers(&plan)).unwrap();
        assert_eq!(
            line,
            "{\"answers\":[{\"answer\":{\"best\":\"C\"},\"question\":1},\
             {\"answer\":{\"least\":null,\"most\":\"B\"},\"question\":2},\
             {\"answer\":{\"ratings\":{\"A\":2,\"B\":7}},\"question\":3},\
             {\"answer\":{\"places\":{\"C\":1,\"D\":2}},\"question\":4},\
             {\"answer\":null,\"question\":5}],\
             \"attempt\":\"00000000-0000-0000-0000-000000000005\",\"submitted_at\":42}"
        );
        let receipt = receipt(ATTEMPT, Timestamp(42), &plan, &answers(&plan)).unwrap();
        assert_eq!(receipt.hash, sha256_hex(&line));
        assert_eq!(
            sha256_hex("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn every_part_changes_the_hash() {
        let plan = plan();
        let given = answers(&plan);
        let hash = |attempt, time, answers: &BTreeMap<_, _>| {
            receipt(attempt, Timestamp(time), &plan, answers)
                .unwrap()
                .hash
        };
        let base = hash(ATTEMPT, 42, &given);
        let mut other = given.clone();
        other.insert(
            plan.questions[0].version,
            Answer::SingleBest {
                choice: Some("b".into()),
            },
        );
        assert_ne!(base, hash(ATTEMPT, 42, &other));
        assert_ne!(base, hash(ATTEMPT, 43, &given));
        assert_ne!(base, hash(AttemptId(Uuid::from_u128(6)), 42, &given));
    }
}
