//! How many questions and ratings stand behind each competency.

use super::chosen;
use crate::assessment::Definition;
use crate::question::{Competency, Format, QuestionVersion};
use crate::scoring::{LEADING_SHARE, SHOWN_FROM};
use crate::weighting::Weighting;

/// This many ratings stand for enough questions, as each scenario then gives several.
pub const ENOUGH_RATINGS: usize = 8;

/// What stands behind one competency.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    pub competency: Competency,
    /// Questions with at least half their share on it.
    pub questions: usize,
    /// Ratings that those of them give which are answered by rating each reply.
    pub ratings: usize,
    /// Whether it carries any weight.
    pub weighted: bool,
}

impl Evidence {
    /// The report shows a line for it.
    pub fn is_shown(&self) -> bool {
        self.questions >= SHOWN_FROM
    }

    /// It carries weight on fewer than four questions and fewer than eight ratings.
    pub fn is_thin(&self) -> bool {
        self.weighted && self.questions < SHOWN_FROM && self.ratings < ENOUGH_RATINGS
    }
}

/// One entry for every competency that some chosen question carries, in the order of [`Competency::ALL`].
pub fn of(definition: &Definition, questions: &[QuestionVersion]) -> Vec<Evidence> {
    let weighting = Weighting::of(definition);
    let chosen = chosen(definition, questions);
    Competency::ALL
        .into_iter()
        .filter_map(|competency| {
            let shares: Vec<_> = chosen
                .iter()
                .filter_map(|one| Some((one, *one.version.question.shares().get(&competency)?)))
                .collect();
            let leading = || shares.iter().filter(|(_, share)| *share >= LEADING_SHARE);
            let rated = leading().filter(|(one, _)| one.selected.format == Format::RateEach);
            (!shares.is_empty()).then(|| Evidence {
                competency,
                questions: leading().count(),
                ratings: rated
                    .map(|(one, _)| one.version.question.options.len())
                    .sum(),
                weighted: weighting.competency(competency) > 0.0,
            })
        })
        .collect()
}
