//! The builder's form: the questions of a draft, their order and weights, and the weights of competencies.

use super::{apply_needs, fault};
use crate::FieldError;
use crate::banks::code;
use domain::assessment::{Definition, Need, SelectedQuestion};
use domain::ids::QuestionVersionId;
use domain::publishing::{EMPATHY_CONTROL, MOST_WEIGHT};
use domain::question::{Competency, QuestionVersion};
use std::collections::{BTreeMap, BTreeSet};

/// Questions in one assessment.
pub const MOST_QUESTIONS: usize = 100;

/// The builder's form: questions in order with formats and weights, and the weights of competencies.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    pub questions: Vec<SelectedQuestion>,
    /// Weights of the competencies in the form; others stay.
    pub competency_weights: BTreeMap<Competency, f64>,
    /// `None`: not said.
    pub needs: BTreeMap<Competency, Option<Need>>,
    pub empathy_control: f64,
    /// Done after the rest.
    pub step: Option<Step>,
}

/// What a button beside a question does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Up(QuestionVersionId),
    Down(QuestionVersionId),
    Remove(QuestionVersionId),
}

impl Selection {
    pub(super) fn apply(&self, definition: &mut Definition) {
        definition.questions = self.questions.clone();
        for question in &mut definition.questions {
            if !question.weight.is_finite() {
                question.weight = 1.0;
            }
        }
        for (&competency, &weight) in &self.competency_weights {
            if weight == 1.0 {
                definition.competency_weights.remove(&competency);
            } else if weight.is_finite() {
                definition.competency_weights.insert(competency, weight);
            }
        }
        apply_needs(&self.needs, definition);
        if self.empathy_control.is_finite() {
            definition.empathy_control = self.empathy_control;
        }
        if let Some(step) = self.step {
            step.apply(&mut definition.questions);
        }
    }

    pub(super) fn faults(&self, versions: &[QuestionVersion]) -> Vec<FieldError> {
        let mut faults = Vec::new();
        if self.questions.len() > MOST_QUESTIONS {
            let message = format!("Choose at most {MOST_QUESTIONS} questions.");
            faults.push(fault("questions", message));
        }
        let mut seen = BTreeSet::new();
        for (selected, number) in self.questions.iter().zip(1..) {
            let id = selected.version;
            let version = versions.iter().find(|version| version.id == id);
            if !seen.insert(id) || version.is_none() {
                let message =
                    format!("Question {number} is not in the banks or is there twice. Remove it.");
                faults.push(fault("questions", message));
            } else if version.is_some_and(|version| !version.question.allows(selected.format)) {
                let message = format!(
                    "Question {number} cannot be answered as {}.",
                    selected.format.name()
                );
                faults.push(fault(&format!("format-{id}"), message));
            }
            if !(selected.weight > 0.0 && selected.weight <= MOST_WEIGHT) {
                let message =
                    format!("The weight of question {number} lies above 0 and at most at 10.");
                faults.push(fault(&format!("weight-{id}"), message));
            }
        }
        for (competency, weight) in &self.competency_weights {
            if !(0.0..=MOST_WEIGHT).contains(weight) {
                let message = format!(
                    "The weight of “{}” lies between 0 and 10.",
                    competency.name()
                );
                faults.push(fault(&format!("competency-{}", code(competency)), message));
            }
        }
        if !EMPATHY_CONTROL.contains(&self.empathy_control) {
            faults.push(fault(
                "empathy_control",
                "The empathy control lies between 1.00 and 1.50.",
            ));
        }
        faults
    }
}

impl Step {
    fn apply(self, questions: &mut Vec<SelectedQuestion>) {
        let place = |id| questions.iter().position(|question| question.version == id);
        match self {
            Self::Up(id) => {
                if let Some(at) = place(id).filter(|at| *at > 0) {
                    questions.swap(at - 1, at);
                }
            }
            Self::Down(id) => {
                if let Some(at) = place(id).filter(|at| at + 1 < questions.len()) {
                    questions.swap(at, at + 1);
                }
            }
            Self::Remove(id) => questions.retain(|question| question.version != id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Edit;
    use super::*;
    use domain::question::Format;

    fn selected(id: u128) -> SelectedQuestion {
        SelectedQuestion {
            version: QuestionVersionId(uuid::Uuid::from_u128(id)),
            format: Format::SingleBest,
            weight: 1.0,
        }
    }

    fn selection(ids: &[u128], step: Option<Step>) -> Selection {
        Selection {
            questions: ids.iter().map(|id| selected(*id)).collect(),
            competency_weights: BTreeMap::from([(Competency::PT, 1.0), (Competency::AL, 2.0)]),
            needs: BTreeMap::from([(Competency::AL, Some(Need::DayOne)), (Competency::PT, None)]),
            empathy_control: 1.1,
            step,
        }
    }

    fn order(step: Step) -> Vec<u128> {
        let mut definition = Definition::default();
        Edit::Selection(selection(&[1, 2, 3], Some(step))).apply(&mut definition);
        definition
            .questions
            .iter()
            .map(|question| question.version.0.as_u128())
            .collect()
    }

    #[test]
    fn questions_move_and_leave_and_stop_at_the_ends() {
        let id = |id| QuestionVersionId(uuid::Uuid::from_u128(id));
        assert_eq!(order(Step::Up(id(3))), [1, 3, 2]);
        assert_eq!(order(Step::Up(id(1))), [1, 2, 3]);
        assert_eq!(order(Step::Down(id(1))), [2, 1, 3]);
        assert_eq!(order(Step::Down(id(3))), [1, 2, 3]);
        assert_eq!(order(Step::Remove(id(2))), [1, 3]);
        assert_eq!(order(Step::Remove(id(9))), [1, 2, 3]);
    }

    #[test]
    fn a_form_changes_only_what_it_shows() {
        let mut definition = Definition {
            competency_weights: BTreeMap::from([(Competency::PT, 3.0), (Competency::SR, 4.0)]),
            needs: BTreeMap::from([
                (Competency::PT, Need::TaughtHere),
                (Competency::SR, Need::DayOne),
            ]),
            ..Definition::default()
        };
        definition.title = "Kept".into();
        Edit::Selection(selection(&[1], None)).apply(&mut definition);
        let weights: Vec<_> = definition.competency_weights.into_iter().collect();
        assert_eq!(weights, [(Competency::AL, 2.0), (Competency::SR, 4.0)]);
        let needs: Vec<_> = definition.needs.into_iter().collect();
        assert_eq!(
            needs,
            [
                (Competency::AL, Need::DayOne),
                (Competency::SR, Need::DayOne)
            ]
        );
        assert_eq!(definition.title, "Kept");
    }

    #[test]
    fn numbers_outside_their_range_are_named_by_field() {
        let mut bad = selection(&[1, 1], None);
        bad.questions[0].weight = f64::NAN;
        bad.competency_weights.insert(Competency::EV, -1.0);
        bad.empathy_control = 1.6;
        let fields: Vec<_> = bad
            .faults(&[])
            .into_iter()
            .map(|fault| fault.field)
            .collect();
        let weight = format!("weight-{}", uuid::Uuid::from_u128(1));
        assert_eq!(
            fields,
            [
                "questions",
                &weight,
                "questions",
                "competency-EV",
                "empathy_control"
            ]
        );
    }
}
