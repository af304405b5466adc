//! A blueprint: a recommended assessment that a builder can start from. It names questions by bank and id, so it holds no
//! text and no key, and states how many questions it has and how long they take. Reading a file belongs to `exchange`.

use crate::assessment::{Definition, SelectedQuestion};
use crate::question::QuestionVersion;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A blueprint file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Blueprint {
    /// Kebab-case, stable.
    pub id: String,
    pub title: String,
    /// For recruiters: which job it fits, and what it covers.
    pub description: String,
    /// How many questions it has.
    pub count: usize,
    /// How long they take, in whole minutes.
    pub minutes: u32,
    /// Multiplies the weight of empathy questions, 1.00 to 1.50.
    #[serde(default = "usual_control")]
    #[schemars(range(min = 1, max = 1.5))]
    pub empathy_control: f64,
    /// In the order in which they are asked when questions are not shuffled.
    pub questions: Vec<BlueprintQuestion>,
}

/// One question of a blueprint, by the ids of its bank's file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BlueprintQuestion {
    pub bank: String,
    pub question: String,
    /// Above 0 and at most 10.
    #[serde(default = "usual_weight")]
    #[schemars(range(min = 0.01, max = 10))]
    pub weight: f64,
}

fn usual_control() -> f64 {
    Definition::default().empathy_control
}

fn usual_weight() -> f64 {
    1.0
}

impl Blueprint {
    /// What is wrong with it by itself, in plain sentences.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.questions.len() != self.count {
            faults.push(format!(
                "It says {} questions and has {}.",
                self.count,
                self.questions.len()
            ));
        }
        if !(1.0..=1.5).contains(&self.empathy_control) {
            faults.push("The empathy control lies between 1.00 and 1.50.".into());
        }
        let mut named = BTreeSet::new();
        for chosen in &self.questions {
            let name = (&chosen.bank, &chosen.question);
            if !named.insert(name) {
                faults.push(format!("`{}` is there twice.", chosen.question));
            }
            if !(chosen.weight > 0.0 && chosen.weight <= 10.0) {
                faults.push(format!(
                    "The weight of `{}` lies above 0 and at most at 10.",
                    chosen.question
                ));
            }
        }
        faults
    }

    /// The questions it names as a draft has them, each in its own format. Those that `found` does not hold are the
    /// error: their ids.
    ///
    /// # Errors
    /// The ids of the questions that are not among `found`.
    pub fn select(&self, found: &[QuestionVersion]) -> Result<Vec<SelectedQuestion>, Vec<String>> {
        let mut missing = Vec::new();
        let mut selected = Vec::new();
        for chosen in &self.questions {
            let version = found.iter().find(|version| {
                version.bank == chosen.bank && version.question.id == chosen.question
            });
            match version {
                Some(version) => selected.push(SelectedQuestion {
                    version: version.id,
                    format: version.question.format,
                    weight: chosen.weight,
                }),
                None => missing.push(chosen.question.clone()),
            }
        }
        if missing.is_empty() {
            Ok(selected)
        } else {
            Err(missing)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publishing::tests::version;
    use crate::question::Competency;
    use crate::samples;

    fn blueprint() -> Blueprint {
        let question = |id: &str| BlueprintQuestion {
            bank: version(1, samples::question("a", Competency::PT)).bank,
            question: id.into(),
            weight: 2.0,
        };
        Blueprint {
            id: "sample".into(),
            title: "Sample".into(),
            description: String::new(),
            count: 2,
            minutes: 3,
            empathy_control: 1.25,
            questions: vec![question("b"), question("a")],
        }
    }

    #[test]
    fn what_it_states_is_checked() {
        assert_eq!(blueprint().faults(), Vec::<String>::new());
        let mut wrong = blueprint();
        wrong.count = 3;
        wrong.empathy_control = 2.0;
        wrong.questions[1] = wrong.questions[0].clone();
        wrong.questions[1].weight = 0.0;
        let faults = wrong.faults();
        assert_eq!(faults.len(), 4, "{faults:?}");
    }

    #[test]
    fn it_selects_in_its_own_order_or_says_what_is_missing() {
        let versions = [
            version(1, samples::question("a", Competency::PT)),
            version(2, samples::question("b", Competency::EV)),
        ];
        let selected = blueprint().select(&versions).expect("all there");
        assert_eq!(
            selected
                .iter()
                .map(|one| (one.version, one.weight))
                .collect::<Vec<_>>(),
            [(versions[1].id, 2.0), (versions[0].id, 2.0)]
        );
        assert_eq!(
            blueprint().select(&versions[..1]),
            Err(vec!["b".to_owned()])
        );
    }
}
