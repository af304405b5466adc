//! The score card of an attempt: every contribution, the total they sum to, competency lines and style counts.
//! Immutable once stored; made by [`crate::scoring`], never by SQL or a page.

use crate::answer::{Answer, AnswerState, GivenAnswer};
use crate::ids::QuestionVersionId;
use crate::question::{Competency, Kind, Style};
use serde::{Deserialize, Serialize};

/// What one answer adds to the total.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    pub version: QuestionVersionId,
    /// The question's number as this candidate met it, from 1.
    pub number: u32,
    pub kind: Kind,
    pub state: AnswerState,
    pub answer: Option<Answer>,
    /// ω_i before normalisation.
    pub weight: f64,
    /// s in 0..=1; absent where nothing complete was given.
    pub score: Option<f64>,
    pub chance: f64,
    /// s' = (s − c)/(1 − c); 0 for a missing answer.
    pub anchored: f64,
    /// 100·ω_i s'_i / Σ ω over the questions that stay in; absent where the question is left out.
    pub points: Option<f64>,
}

/// A descriptive competency line: shown from four questions with share ≥ .5.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CompetencyLine {
    pub competency: Competency,
    /// How many such questions count.
    pub questions: u32,
    /// 100·Σ ω a s' / Σ ω a; absent below four questions.
    pub score: Option<f64>,
    /// Standard error of this line on the same scale: the spread of its anchored scores over √n; absent with score.
    pub standard_error: Option<f64>,
}

/// How often a reply of a style was chosen where one was offered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StyleCount {
    pub style: Style,
    /// Ties of a top rating are shared, so this may be a fraction.
    pub chosen: f64,
    pub offered: u32,
    /// Expected count of a random answerer.
    pub random: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Completeness {
    /// At least 80 % of the weight answered: ranked.
    Complete,
    /// Under 80 % answered: not ranked; one click reopens it.
    Unfinished,
    /// Technical losses left under two thirds of the weight.
    InsufficientEvidence,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreCard {
    pub engine_version: String,
    pub completeness: Completeness,
    /// Share of the weight with a complete answer, 0..=1.
    pub answered_weight: f64,
    /// Σ of the contributions; a random answerer averages 0, a perfect one has 100. Never floored.
    pub total: f64,
    /// `total` rounded once to millionths; ties, bands and SQL use this.
    pub total_micro: i64,
    pub contributions: Vec<Contribution>,
    pub competencies: Vec<CompetencyLine>,
    pub styles: Vec<StyleCount>,
}

impl ScoreCard {
    /// The answers it was made from, with their states: scored again they make the same card.
    pub fn given(&self) -> Vec<GivenAnswer> {
        self.contributions
            .iter()
            .map(|line| GivenAnswer {
                version: line.version,
                state: line.state,
                answer: line.answer.clone(),
            })
            .collect()
    }
}
