//! Declarations and response processing that give SCORE as Attune scores: a mapping where the score is a sum over
//! choices, rules where it lies in pairs.

use super::write::{LEAST, MOST, STEPS, identifier};
use crate::conversion::platform::best_first;
use crate::xml::Element;
use domain::question::{Format, Question, ReplyOption};

/// Pairs whose values differ by less do not count; as in the key.
const SMALLEST_GAP: f64 = 0.5 - 1e-9;

fn range(question: &Question) -> (f64, f64) {
    let values = question.options.iter().map(|option| option.value);
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
        (low.min(v), high.max(v))
    })
}

pub(super) fn declarations(question: &Question) -> Vec<Element> {
    let best = best_first(&question.options);
    let (cardinality, base_type) = match question.format {
        Format::SingleBest => ("single", "identifier"),
        Format::MostLeast | Format::RateEach => ("multiple", "directedPair"),
        Format::RankOrder => ("ordered", "identifier"),
    };
    let correct: Vec<String> = match question.format {
        Format::SingleBest => best
            .iter()
            .take(1)
            .map(|option| identifier(&option.id))
            .collect(),
        Format::RankOrder => best.iter().map(|option| identifier(&option.id)).collect(),
        Format::MostLeast => match (best.first(), best.last()) {
            (Some(best), Some(worst)) => vec![pair(best, MOST), pair(worst, LEAST)],
            _ => Vec::new(),
        },
        Format::RateEach => Vec::new(),
    };
    let mut response = Element::new("responseDeclaration")
        .with("identifier", "RESPONSE")
        .with("cardinality", cardinality)
        .with("baseType", base_type);
    if !correct.is_empty() {
        let values = correct
            .into_iter()
            .map(|value| Element::new("value").saying(value));
        response = response.holding([Element::new("correctResponse").holding(values)]);
    }
    let mapping = mapping(question);
    if !mapping.is_empty() {
        response = response.holding([Element::new("mapping")
            .with("defaultValue", "0")
            .holding(mapping)]);
    }
    let mut all = vec![
        response,
        outcome("SCORE", "float")
            .with("normalMinimum", "0")
            .with("normalMaximum", "1"),
    ];
    if by_pairs(question.format) {
        all.extend(
            question
                .options
                .iter()
                .map(|option| outcome(&level(option), "integer")),
        );
    }
    all
}

fn pair(option: &ReplyOption, column: &str) -> String {
    format!("{} {column}", identifier(&option.id))
}

fn outcome(name: &str, base_type: &str) -> Element {
    let zero = Element::new("defaultValue").holding([Element::new("value").saying("0")]);
    Element::new("outcomeDeclaration")
        .with("identifier", name)
        .with("cardinality", "single")
        .with("baseType", base_type)
        .holding([zero])
}

/// `v = (k − low)/range` for a single choice; half of it for the most helpful, and half of `(high − k)/range` for the
/// least, which sum to the score.
fn mapping(question: &Question) -> Vec<Element> {
    let (low, high) = range(question);
    let entry = |key: String, value: f64| {
        Element::new("mapEntry")
            .with("mapKey", key)
            .with("mappedValue", value.to_string())
    };
    let options = question.options.iter();
    match question.format {
        Format::SingleBest => options
            .map(|option| entry(identifier(&option.id), (option.value - low) / (high - low)))
            .collect(),
        Format::MostLeast => options
            .flat_map(|option| {
                let double = 2.0 * (high - low);
                [
                    entry(pair(option, MOST), (option.value - low) / double),
                    entry(pair(option, LEAST), (high - option.value) / double),
                ]
            })
            .collect(),
        Format::RateEach | Format::RankOrder => Vec::new(),
    }
}

fn by_pairs(format: Format) -> bool {
    matches!(format, Format::RateEach | Format::RankOrder)
}

/// The outcome that holds how high an option was put.
fn level(option: &ReplyOption) -> String {
    format!("LEVEL_{}", option.id)
}

pub(super) fn processing(question: &Question) -> Element {
    let rules = Element::new("responseProcessing");
    if !by_pairs(question.format) {
        let score = set(
            "SCORE",
            Element::new("mapResponse").with("identifier", "RESPONSE"),
        );
        return rules.holding([score]);
    }
    let levels = question
        .options
        .iter()
        .map(|option| levels(question, option));
    let complete = [Element::new("equal")
        .with("toleranceMode", "exact")
        .holding([
            Element::new("containerSize").holding([variable("RESPONSE")]),
            base("integer", question.options.len().to_string()),
        ])];
    let scored = Element::new("responseIf")
        .holding(complete)
        .holding(pairs(question));
    rules
        .holding(levels)
        .holding([Element::new("responseCondition").holding([scored])])
}

/// One level for each rating or place, the highest for the best.
fn levels(question: &Question, option: &ReplyOption) -> Element {
    let own = identifier(&option.id);
    let count = question.options.len();
    let tests: Vec<(usize, Element)> = match question.format {
        Format::RateEach => (1..=STEPS)
            .map(|step| {
                let given = base("directedPair", format!("{own} R{step}"));
                (
                    usize::from(step),
                    Element::new("member").holding([given, variable("RESPONSE")]),
                )
            })
            .collect(),
        _ => (1..=count)
            .map(|place| {
                let there = Element::new("index")
                    .with("n", place.to_string())
                    .holding([variable("RESPONSE")]);
                let test = Element::new("match").holding([there, base("identifier", own.clone())]);
                (count - place, test)
            })
            .collect(),
    };
    let branches = tests
        .into_iter()
        .enumerate()
        .map(|(index, (number, test))| {
            let name = if index == 0 {
                "responseIf"
            } else {
                "responseElseIf"
            };
            let value = set(&level(option), base("integer", number.to_string()));
            Element::new(name).holding([test, value])
        });
    Element::new("responseCondition").holding(branches)
}

/// For each pair that counts its weight, or half of it for a tie, over the weight of all.
fn pairs(question: &Question) -> Vec<Element> {
    let best = best_first(&question.options);
    let mut all = Vec::new();
    for (index, better) in best.iter().enumerate() {
        for worse in &best[index + 1..] {
            let weight = better.value - worse.value;
            if weight >= SMALLEST_GAP {
                all.push((*better, *worse, weight));
            }
        }
    }
    let total: f64 = all.iter().map(|(_, _, weight)| weight).sum();
    let add = |share: f64| {
        set(
            "SCORE",
            Element::new("sum").holding([variable("SCORE"), base("float", share.to_string())]),
        )
    };
    all.into_iter()
        .map(|(better, worse, weight)| {
            let both = || [variable(&level(better)), variable(&level(worse))];
            let above = Element::new("gt").holding(both());
            let level = Element::new("equal")
                .with("toleranceMode", "exact")
                .holding(both());
            Element::new("responseCondition").holding([
                Element::new("responseIf").holding([above, add(weight / total)]),
                Element::new("responseElseIf").holding([level, add(weight / total / 2.0)]),
            ])
        })
        .collect()
}

fn variable(name: &str) -> Element {
    Element::new("variable").with("identifier", name)
}

fn base(base_type: &str, text: impl Into<String>) -> Element {
    Element::new("baseValue")
        .with("baseType", base_type)
        .saying(text)
}

fn set(outcome: &str, expression: Element) -> Element {
    Element::new("setOutcomeValue")
        .with("identifier", outcome)
        .holding([expression])
}
