//! An answer and its key in words: by letters, with the texts of the replies, with the key's reasons. For people
//! who may see keys; never for a candidate's page. Letters are those this candidate saw.

use crate::answer::{Answer, AnswerState};
use crate::attempt::{PlannedQuestion, letter};
use crate::question::{Question, ReplyOption};
use std::collections::BTreeMap;

/// The answer by letters alone: "C", "Most C, least A", "A 2, B 7" (ratings) or "1 C, 2 A" (places).
pub fn letters(planned: &PlannedQuestion, answer: &Answer) -> String {
    let one = |id: &Option<String>| {
        id.as_ref()
            .map_or("none".into(), |id| lettered(planned, id).to_string())
    };
    match answer {
        answer if answer.is_empty() => "No answer".into(),
        Answer::SingleBest { choice } => one(choice),
        Answer::MostLeast { most, least } => format!("Most {}, least {}", one(most), one(least)),
        Answer::RateEach { ratings } => {
            let mut pairs: Vec<_> = ratings
                .iter()
                .map(|(id, rating)| (lettered(planned, id), rating))
                .collect();
            pairs.sort_unstable();
            join(
                pairs
                    .iter()
                    .map(|(letter, rating)| format!("{letter} {rating}")),
            )
        }
        Answer::RankOrder { places } => join(
            in_order(places)
                .iter()
                .map(|(place, id)| format!("{place} {}", lettered(planned, id))),
        ),
    }
}

/// The answer with the words of the replies that matter: the choice; the most and the least helpful; for ratings and
/// rankings the letters and the text of what came first.
pub fn in_words(question: &Question, planned: &PlannedQuestion, answer: &Answer) -> String {
    let one = |id: &Option<String>| {
        id.as_ref()
            .map_or("none".into(), |id| quoted(question, planned, id))
    };
    let first = || {
        let preferred = in_displayed_order(planned, answer.preferred());
        join(preferred.iter().map(|id| quoted(question, planned, id)))
    };
    match answer {
        answer if answer.is_empty() => "No answer.".into(),
        Answer::SingleBest { choice } => one(choice),
        Answer::MostLeast { most, least } => {
            format!("Most helpful: {} Least helpful: {}", one(most), one(least))
        }
        Answer::RateEach { .. } => {
            format!(
                "Ratings from 1 to 7: {}. Rated highest: {}",
                letters(planned, answer),
                first()
            )
        }
        Answer::RankOrder { .. } => {
            format!(
                "Order: {}. Put first: {}",
                letters(planned, answer),
                first()
            )
        }
    }
}

/// The key's reasons for what was chosen: the choice, the most and the least helpful, or what came first; then,
/// where that is another, for the reply it values most.
pub fn reasons(question: &Question, planned: &PlannedQuestion, answer: &Answer) -> String {
    let mut chosen = in_displayed_order(planned, answer.preferred());
    if let Answer::MostLeast { least, .. } = answer {
        chosen.extend(least.as_deref());
    }
    let mut sentences: Vec<String> = chosen
        .iter()
        .filter_map(|id| question.option(id))
        .filter(|option| !option.reason.trim().is_empty())
        .map(|option| {
            format!(
                "{}: {}",
                lettered(planned, &option.id),
                option.reason.trim()
            )
        })
        .collect();
    if let Some(best) = best(question)
        && !answer.preferred().contains(&best.id.as_str())
    {
        let place = lettered(planned, &best.id);
        sentences.push(format!(
            "The key values {place} most: {}",
            best.reason.trim()
        ));
    }
    sentences.join(" ")
}

/// How the key sees one reply, without a number.
pub fn standing(question: &Question, option: &ReplyOption) -> &'static str {
    let values = question.options.iter().map(|option| option.value);
    let high = values.clone().fold(f64::NEG_INFINITY, f64::max);
    let low = values.fold(f64::INFINITY, f64::min);
    match option.value {
        value if value >= high => "the key’s best reply",
        value if value <= low => "the key’s weakest reply",
        value if value >= low + 0.7 * (high - low) => "near the key’s best",
        value if value >= low + 0.35 * (high - low) => "in the middle",
        _ => "among the weaker replies",
    }
}

/// How an answer agrees with the key, from its anchored score s′ (1 is full agreement, 0 is chance).
pub fn agreement(anchored: f64) -> &'static str {
    match anchored {
        anchored if anchored >= 0.95 => "as in the key",
        anchored if anchored >= 0.60 => "close to the key",
        anchored if anchored >= 0.20 => "partly with the key",
        anchored if anchored > -0.20 => "no nearer to the key than chance",
        _ => "against the key",
    }
}

/// What became of a question without a complete answer; empty for one that was answered. Whatever was left out reads
/// the same, so that nobody can tell an adjustment from a lost connection.
pub fn state(state: AnswerState) -> &'static str {
    match state {
        AnswerState::Answered => "",
        AnswerState::Skipped => "Left open or half given; counts as chance.",
        AnswerState::TimedOut => "The time ran out; counts as chance.",
        AnswerState::NotPresented | AnswerState::Technical | AnswerState::AccommodationExempt => {
            "Left out; does not count."
        }
    }
}

/// The reply with the highest value; the first of several.
fn best(question: &Question) -> Option<&ReplyOption> {
    let higher = |best: &'_ ReplyOption, option: &ReplyOption| option.value > best.value;
    question
        .options
        .iter()
        .reduce(|best, option| if higher(best, option) { option } else { best })
}

fn lettered(planned: &PlannedQuestion, id: &str) -> char {
    planned
        .options
        .iter()
        .position(|option| option == id)
        .map_or('?', letter)
}

fn quoted(question: &Question, planned: &PlannedQuestion, id: &str) -> String {
    let text = question.option(id).map_or("", |option| option.text.trim());
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{}, “{text}”", lettered(planned, id))
}

fn in_displayed_order<'a>(planned: &PlannedQuestion, mut ids: Vec<&'a str>) -> Vec<&'a str> {
    ids.sort_by_key(|id| planned.options.iter().position(|option| option == id));
    ids
}

fn in_order(places: &BTreeMap<String, u8>) -> Vec<(u8, &str)> {
    let mut order: Vec<_> = places
        .iter()
        .map(|(id, place)| (*place, id.as_str()))
        .collect();
    order.sort_unstable();
    order
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::QuestionVersionId;
    use crate::question::Competency;
    use crate::samples;
    use uuid::Uuid;

    fn planned() -> PlannedQuestion {
        // A is d, B is b, C is a, D is c.
        let options = ["d", "b", "a", "c"].map(String::from).to_vec();
        PlannedQuestion {
            version: QuestionVersionId(Uuid::from_u128(1)),
            options,
        }
    }

    fn numbers<const N: usize>(pairs: [(&str, u8); N]) -> BTreeMap<String, u8> {
        pairs.map(|(id, number)| (id.to_owned(), number)).into()
    }

    #[test]
    fn a_choice_is_told_with_its_words_and_reason() {
        let question = samples::question("q", Competency::PT);
        let answer = Answer::SingleBest {
            choice: Some("a".into()),
        };
        assert_eq!(letters(&planned(), &answer), "C");
        assert_eq!(
            in_words(&question, &planned(), &answer),
            "C, “Reply a, said to the customer.”"
        );
        assert_eq!(
            reasons(&question, &planned(), &answer),
            "C: Reason for a. The key values B most: Reason for b."
        );
        let best = Answer::SingleBest {
            choice: Some("b".into()),
        };
        assert_eq!(reasons(&question, &planned(), &best), "B: Reason for b.");
    }

    #[test]
    fn most_and_least_are_both_explained() {
        let question = samples::question("q", Competency::PT);
        let answer = Answer::MostLeast {
            most: Some("b".into()),
            least: Some("d".into()),
        };
        assert_eq!(letters(&planned(), &answer), "Most B, least A");
        assert_eq!(
            in_words(&question, &planned(), &answer),
            "Most helpful: B, “Reply b, said to the customer.” Least helpful: A, “Reply d, said to the customer.”"
        );
        assert_eq!(
            reasons(&question, &planned(), &answer),
            "B: Reason for b. A: Reason for d."
        );
        let half = Answer::MostLeast {
            most: None,
            least: Some("d".into()),
        };
        assert_eq!(letters(&planned(), &half), "Most none, least A");
    }

    #[test]
    fn ratings_and_places_are_compact() {
        let question = samples::question("q", Competency::PT);
        let ratings = numbers([("a", 6), ("b", 6), ("c", 2), ("d", 1)]);
        let answer = Answer::RateEach { ratings };
        assert_eq!(letters(&planned(), &answer), "A 1, B 6, C 6, D 2");
        assert_eq!(
            in_words(&question, &planned(), &answer),
            "Ratings from 1 to 7: A 1, B 6, C 6, D 2. Rated highest: B, “Reply b, said to the customer.”, C, “Reply a, \
             said to the customer.”"
        );
        let answer = Answer::RankOrder {
            places: numbers([("c", 1), ("d", 3), ("a", 2), ("b", 4)]),
        };
        assert_eq!(letters(&planned(), &answer), "1 D, 2 C, 3 A, 4 B");
        assert!(
            in_words(&question, &planned(), &answer)
                .ends_with("Put first: D, “Reply c, said to the customer.”")
        );
        assert_eq!(
            reasons(&question, &planned(), &answer),
            "D: Reason for c. The key values B most: Reason for b."
        );
    }

    #[test]
    fn nothing_given_is_said_so() {
        let question = samples::question("q", Competency::PT);
        let answer = Answer::SingleBest { choice: None };
        assert_eq!(letters(&planned(), &answer), "No answer");
        assert_eq!(in_words(&question, &planned(), &answer), "No answer.");
    }

    #[test]
    fn replies_stand_where_the_key_puts_them() {
        let question = samples::question("q", Competency::PT);
        let words: Vec<_> = question
            .options
            .iter()
            .map(|option| standing(&question, option))
            .collect();
        assert_eq!(
            words,
            [
                "among the weaker replies",
                "the key’s best reply",
                "near the key’s best",
                "the key’s weakest reply"
            ]
        );
        assert_eq!(agreement(1.0), "as in the key");
        assert_eq!(agreement(0.0), "no nearer to the key than chance");
        assert_eq!(agreement(-1.0), "against the key");
    }
}
