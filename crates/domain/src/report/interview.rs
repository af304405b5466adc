//! The interview guide: four core questions, the same for every candidate of an assessment, and at most
//! two probes from one candidate's own answers, marked as such. Derived by fixed rules; nothing is drawn or learnt.

use super::Section;
use crate::frozen::{FrozenAssessment, FrozenQuestion};
use crate::question::{Competency, Question, Style};
use crate::score_card::{Contribution, ScoreCard};

/// How many core questions everyone is asked.
pub const CORE: usize = 4;
/// The most probes from one candidate's answers.
pub const PROBES: usize = 2;
/// Only answers below this anchored score give rise to a probe.
const PROBE_BELOW: f64 = 0.4;

/// A question for everyone, with what to listen for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoreQuestion {
    pub competency: Competency,
    pub question: &'static str,
    pub listen_for: &'static str,
}

/// The four core questions: one for each of the heaviest competencies (by Σ ω·a over the questions, ties in the
/// order of the model), then second questions of the same, then the model's remaining competencies.
pub fn core_questions(assessment: &FrozenAssessment) -> Vec<CoreQuestion> {
    let weight = |competency: Competency| -> f64 {
        let share = |question: &FrozenQuestion| {
            question.weight
                * question
                    .question
                    .shares()
                    .get(&competency)
                    .copied()
                    .unwrap_or(0.0)
        };
        assessment.questions.iter().map(share).sum()
    };
    let mut measured: Vec<(Competency, f64)> = Competency::EMPATHY
        .iter()
        .map(|competency| (*competency, weight(*competency)))
        .filter(|(_, weight)| *weight > 0.0)
        .collect();
    measured.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let measured: Vec<Competency> = measured
        .into_iter()
        .map(|(competency, _)| competency)
        .collect();
    let others = Competency::EMPATHY
        .into_iter()
        .filter(|competency| !measured.contains(competency));
    let first = measured.iter().map(|competency| (*competency, 0));
    let second = measured.iter().map(|competency| (*competency, 1));
    first
        .chain(second)
        .chain(others.map(|competency| (competency, 0)))
        .filter_map(|(competency, which)| {
            let (questions, listen_for) = texts(competency)?;
            Some(CoreQuestion {
                competency,
                question: questions[which],
                listen_for,
            })
        })
        .take(CORE)
        .collect()
}

/// At most two probes, from the answers furthest from the key that still say something.
pub fn probes(assessment: &FrozenAssessment, card: &ScoreCard) -> Vec<String> {
    let mut weak: Vec<&Contribution> = card
        .contributions
        .iter()
        .filter(|line| line.score.is_some() && line.anchored < PROBE_BELOW)
        .collect();
    weak.sort_by(|a, b| {
        a.anchored
            .total_cmp(&b.anchored)
            .then(a.number.cmp(&b.number))
    });
    let mut asked: Vec<&str> = Vec::new();
    let mut probes = Vec::new();
    for line in weak {
        let Some(frozen) = assessment.question(line.version) else {
            continue;
        };
        let text = probe_text(first_style(&frozen.question, line));
        // The same probe twice would learn nothing new.
        if probes.len() < PROBES && !asked.contains(&text) {
            asked.push(text);
            probes.push(format!(
                "Question {}, “{}”: {text}",
                line.number, frozen.question.title
            ));
        }
    }
    probes
}

/// The style of the reply put first.
fn first_style(question: &Question, line: &Contribution) -> Option<Style> {
    let preferred = line.answer.as_ref()?.preferred();
    question.option(preferred.first()?)?.style
}

pub(super) fn section(assessment: &FrozenAssessment, card: &ScoreCard) -> Section {
    let mut paragraphs =
        vec!["The same four core questions for everyone in this intake:".to_owned()];
    for core in core_questions(assessment) {
        paragraphs.push(format!(
            "- {} Listen for: {}",
            core.question, core.listen_for
        ));
    }
    let probes = probes(assessment, card);
    if probes.is_empty() {
        paragraphs.push("This candidate’s answers call for no extra probe.".into());
    } else {
        paragraphs.push("Extra, from this candidate’s answers only:".into());
        paragraphs.extend(probes.into_iter().map(|probe| format!("- {probe}")));
    }
    Section::Text {
        title: "Interview guide".into(),
        paragraphs,
    }
}

/// Two questions and what to listen for; none for job questions, which the work sample covers.
fn texts(competency: Competency) -> Option<([&'static str; 2], &'static str)> {
    let texts = match competency {
        Competency::AL => (
            [
                "Tell me about a time when what a customer asked for was not what they needed. How did you find out?",
                "Think of a long, muddled call or message. How did you get to the point without hurrying the person?",
            ],
            "open questions, a summary that the customer could correct, a need that was not said aloud.",
        ),
        Competency::PT => (
            [
                "Tell me about a customer whose reaction first seemed out of proportion. What did it look like from where \
                 they stood?",
                "When did you change your mind about a customer halfway through? What made you?",
            ],
            "the situation told from the customer’s side, a guess that was checked, no blame.",
        ),
        Competency::EV => (
            [
                "Describe a contact in which somebody was very upset. What did you say first, and why that?",
                "When did you decide not to speak of a customer’s feelings? How did you know?",
            ],
            "words that fitted the person and the moment, neither a set phrase nor too much.",
        ),
        Competency::PS => (
            [
                "Tell me about a problem that was not yours to solve. What did you do, and how did it end?",
                "Give me an example of a promise to a customer that you had to work to keep.",
            ],
            "ownership to the end, a clear next step, the obstacle seen before the customer met it.",
        ),
        Competency::PA => (
            [
                "Tell me about two customers with the same problem whom you served differently. Why?",
                "How have you made a required or legal wording bearable for a customer?",
            ],
            "cues from this person and their history rather than from a group they seem to belong to.",
        ),
        Competency::SR => (
            [
                "Tell me about a customer who was rude to you. What did you say, and what was the next contact like?",
                "When did you slip in tone at work? How did you put it right?",
            ],
            "a steady tone, a fair limit, use of a hand-over or a colleague, the next customer served afresh.",
        ),
        Competency::IJ => (
            [
                "Tell me about a rule that did not fit the case in front of you. What did you do?",
                "When did you last have to say no to somebody who was right to be upset?",
            ],
            "the rule’s purpose understood, the room it leaves used, limits told honestly.",
        ),
        Competency::JB => return None,
    };
    Some(texts)
}

fn probe_text(style: Option<Style>) -> &'static str {
    match style {
        Some(Style::OverPromising) => {
            "the reply put first promises what may not be kept. Ask what they say to a customer while a date is uncertain."
        }
        Some(Style::SympathyOnly) => {
            "the reply put first speaks of feelings and leaves the problem. Ask what they would do next in that contact."
        }
        Some(Style::SolutionOnly) => {
            "the reply put first goes straight to the solution. Ask what else the customer let them know."
        }
        Some(Style::ScriptBound) => {
            "the reply put first keeps to set phrases. Ask how they would say it in their own words, and what must stay."
        }
        Some(Style::Dismissive) => {
            "the reply put first closes the door. Ask what room there was, and how they would say no."
        }
        Some(Style::Unsafe) => {
            "the reply put first could harm somebody. Ask whom the rule protects and what they would do within it."
        }
        Some(Style::Asking) => {
            "the reply put first asks once more. Ask what they knew already and when they would act."
        }
        Some(Style::EmpathicSolving) | None => {
            "the answer lay away from the key. Ask how they weighed the replies."
        }
    }
}
