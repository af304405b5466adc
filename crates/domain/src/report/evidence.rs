//! What a score rests on: the answers that added most and least, and the ledger of every contribution.

use super::figures::{decimals, per_cent, signed};
use super::{CandidateInput, Evidence, LedgerRow, Section};
use crate::attempt::PlannedQuestion;
use crate::explain;
use crate::frozen::FrozenQuestion;
use crate::score_card::Contribution;

/// How many pieces of evidence stand on either side.
const EVIDENCE: usize = 3;

/// Strongest and weakest answers by the points they add; nothing stands on both sides.
pub(super) fn strongest_and_weakest(input: &CandidateInput) -> [Section; 2] {
    let mut lines: Vec<&Contribution> = input
        .card
        .contributions
        .iter()
        .filter(|line| line.score.is_some() && line.weight > 0.0)
        .collect();
    lines.sort_by(|a, b| {
        points(b)
            .total_cmp(&points(a))
            .then(a.number.cmp(&b.number))
    });
    let high = EVIDENCE.min(lines.len().div_ceil(2));
    let low = EVIDENCE.min(lines.len() - high);
    let least = lines.iter().rev().take(low).copied().collect();
    lines.truncate(high);
    [
        section(input, "Strongest evidence", "most", lines),
        section(input, "Weakest evidence", "least", least),
    ]
}

fn section(input: &CandidateInput, title: &str, added: &str, lines: Vec<&Contribution>) -> Section {
    let sentence = match lines.len() {
        0 => "There is no further answer to show.".into(),
        1 => format!("The answer that added {added}. One odd answer says little."),
        number => format!("The {number} answers that added {added}. One odd answer says little."),
    };
    let items = lines
        .into_iter()
        .filter_map(|line| item(input, line))
        .collect();
    Section::Evidence {
        title: title.into(),
        sentence,
        items,
    }
}

fn points(line: &Contribution) -> f64 {
    line.points.unwrap_or(0.0)
}

fn item(input: &CandidateInput, line: &Contribution) -> Option<Evidence> {
    let (frozen, planned) = find(input, line)?;
    let answer = line.answer.as_ref()?;
    Some(Evidence {
        title: format!("Question {}: {}", line.number, frozen.question.title),
        scenario: (input.plain)(&frozen.question.scenario),
        answer: explain::in_words(&frozen.question, planned, answer),
        reason: explain::reasons(&frozen.question, planned, answer),
        points: signed(points(line)),
    })
}

fn find<'a>(
    input: &CandidateInput<'a>,
    line: &Contribution,
) -> Option<(&'a FrozenQuestion, &'a PlannedQuestion)> {
    let planned = input
        .plan
        .questions
        .iter()
        .find(|planned| planned.version == line.version)?;
    Some((input.assessment.question(line.version)?, planned))
}

/// Every contribution in the order in which the candidate met the questions.
pub(super) fn ledger(input: &CandidateInput) -> Section {
    let counting: f64 = input
        .card
        .contributions
        .iter()
        .filter(|line| line.points.is_some())
        .map(|line| line.weight)
        .sum();
    let mut lines: Vec<&Contribution> = input.card.contributions.iter().collect();
    lines.sort_by_key(|line| line.number);
    Section::Ledger {
        title: "Appendix: the ledger".into(),
        sentence: "Every question’s way from the answer to its points. Points are weight × s′ × 100 and sum to the total; \
                   here they are rounded, the exported ledger holds them exactly."
            .into(),
        rows: lines.into_iter().map(|line| row(input, line, counting)).collect(),
        total: decimals(input.card.total, 1),
    }
}

fn row(input: &CandidateInput, line: &Contribution, counting: f64) -> LedgerRow {
    let found = find(input, line);
    let given = found.zip(line.answer.as_ref());
    let state = explain::state(line.state);
    let letters = given.map_or(String::new(), |((_, planned), answer)| {
        explain::letters(planned, answer)
    });
    let counts = line.points.is_some() && counting > 0.0;
    let figure = |value: Option<f64>| value.map_or("–".into(), |value| decimals(value, 3));
    LedgerRow {
        // A question that this plan does not hold has no number.
        number: if line.number == 0 {
            "–".into()
        } else {
            line.number.to_string()
        },
        title: input
            .assessment
            .question(line.version)
            .map_or(String::new(), |q| q.question.title.clone()),
        answer: [letters.as_str(), state].join(" ").trim().to_owned(),
        reason: given.map_or(String::new(), |((frozen, planned), answer)| {
            explain::reasons(&frozen.question, planned, answer)
        }),
        weight: if counts {
            per_cent(line.weight / counting, 1)
        } else {
            "–".into()
        },
        score: figure(line.score),
        chance: figure(Some(line.chance)),
        anchored: figure(counts.then_some(line.anchored)),
        points: line.points.map_or("–".into(), |points| decimals(points, 1)),
    }
}
