//! What a ranking is made from: everybody's total, and the contributions of all folded into sums. Of a person only id
//! and total are kept, because an intake can hold a hundred thousand people. Never contains names, dates or answers.

use crate::frozen::FrozenAssessment;
use crate::ids::AttemptId;
use crate::score_card::{Completeness, ScoreCard};
use psychometrics::moments::CovarianceMatrix;
use psychometrics::streaming::ExactMoments;

/// One complete attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Submission {
    pub attempt: AttemptId,
    pub total_micro: i64,
}

/// The complete attempts of an intake, in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submissions {
    pub(super) all: Vec<Submission>,
    /// Contributions of those to whom every question that carries weight counts.
    contributions: ExactMoments,
    /// Which questions of the frozen assessment carry weight.
    carrying: Vec<bool>,
}

impl Submissions {
    /// Nobody yet.
    pub fn to(assessment: &FrozenAssessment) -> Self {
        let questions = assessment.questions.iter();
        let carrying: Vec<bool> = questions.map(|question| question.weight > 0.0).collect();
        let count = carrying.iter().filter(|carries| **carries).count();
        Self {
            all: Vec::new(),
            contributions: ExactMoments::new(count),
            carrying,
        }
    }

    /// Adds an attempt. `points` are its contributions in the frozen assessment's order, absent where a question was
    /// left out. Reliability is estimated from those who have one for every question that carries weight.
    pub fn add(&mut self, submission: Submission, points: &[Option<f64>]) {
        self.all.push(submission);
        let carrying = points.iter().zip(&self.carrying);
        let whole: Option<Vec<f64>> = carrying
            .filter(|(_, carries)| **carries)
            .map(|(points, _)| *points)
            .collect();
        if let Some(whole) = whole {
            // Contributions of another shape or size say nothing about reliability; the total stands.
            let _ = self.contributions.add(&whole);
        }
    }

    /// Adds an attempt by its score card; only a complete one is ranked.
    pub fn add_card(&mut self, attempt: AttemptId, card: &ScoreCard) {
        if card.completeness != Completeness::Complete {
            return;
        }
        let submission = Submission {
            attempt,
            total_micro: card.total_micro,
        };
        let points: Vec<Option<f64>> = card.contributions.iter().map(|line| line.points).collect();
        self.add(submission, &points);
    }

    /// Number of attempts.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// Number of attempts that reliability is estimated from.
    pub(super) fn whole(&self) -> usize {
        self.contributions.persons()
    }

    /// Covariances of the contributions of the questions that carry weight; absent under two whole attempts.
    pub fn covariance(&self) -> Option<CovarianceMatrix> {
        self.contributions.covariance().ok()
    }
}
