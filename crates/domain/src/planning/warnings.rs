//! What a recruiter should know before publishing; a warning never refuses anything.

use super::evidence::{ENOUGH_RATINGS, Evidence};
use super::{BuilderFigures, Chosen};
use crate::question::{Competency, Kind};
use crate::scoring::SHOWN_FROM;
use crate::weighting::Weighting;

/// Longer than this, people give up or tire.
const LONG_MINUTES: u32 = 40;
/// More influence than this on one question makes it the assessment.
const DOMINANT_SHARE: f64 = 0.5;

/// One warning; its `Display` is plain text.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Warning {
    #[error("{}", thin(.0))]
    ThinEvidence(Vec<Evidence>),
    #[error("The weight of “{}” does nothing: no chosen question carries it.", .0.name())]
    WeightWithoutQuestions(Competency),
    #[error(
        "Competency weights change nothing here: every question carries the same competencies."
    )]
    WeightsAllAlike,
    #[error("Question {number} “{title}” carries no weight: its competencies have none.")]
    WeightlessQuestion { number: u32, title: String },
    #[error("The empathy control changes nothing: there are no {} questions to weigh against.", section(.0))]
    ControlWithoutOtherSection(Kind),
    #[error("Question {number} “{title}” alone makes up {:.0} % of the total.", .share * 100.0)]
    DominantQuestion {
        number: u32,
        title: String,
        share: f64,
    },
    #[error("{public} of {all} questions have publicly readable keys: for practice and pilots.")]
    PublicKeys { public: usize, all: usize },
    #[error(
        "This takes about {minutes} minutes. Over 40 minutes more people give up before the end."
    )]
    Long { minutes: u32 },
    #[error(
        "The time limit of {limit} minutes is shorter than the {minutes} minutes expected. Speed will affect scores."
    )]
    TightLimit { limit: u32, minutes: u32 },
}

fn thin(competencies: &[Evidence]) -> String {
    let lines: Vec<String> = competencies
        .iter()
        .map(|evidence| format!("{} ({})", evidence.competency.name(), evidence.questions))
        .collect();
    format!(
        "Few questions for {}. A report shows the line of a competency from {SHOWN_FROM} questions on; below that, or \
         under {ENOUGH_RATINGS} ratings, its weight rests on thin evidence.",
        lines.join(", ")
    )
}

/// The section that is missing when only `kind` is there.
fn section(kind: &Kind) -> &'static str {
    match kind {
        Kind::Empathy => "job",
        Kind::Job => "empathy",
    }
}

pub(super) fn of(
    figures: &BuilderFigures,
    chosen: &[Chosen],
    weighting: &Weighting,
    time_limit: Option<u32>,
) -> Vec<Warning> {
    if chosen.is_empty() {
        return Vec::new();
    }
    let thin = figures
        .evidence
        .iter()
        .filter(|evidence| evidence.is_thin());
    let thin: Vec<Evidence> = thin.cloned().collect();
    let mut warnings = Vec::new();
    if !thin.is_empty() {
        warnings.push(Warning::ThinEvidence(thin));
    }
    warnings.extend(idle_weights(figures, chosen, weighting));
    for question in &figures.influences.questions {
        let (number, title) = (question.number, question.title.clone());
        let share = question.nominal.max(question.effective);
        if question.nominal <= 0.0 {
            warnings.push(Warning::WeightlessQuestion { number, title });
        } else if share > DOMINANT_SHARE {
            warnings.push(Warning::DominantQuestion {
                number,
                title,
                share,
            });
        }
    }
    if figures.public_keys > 0 {
        warnings.push(Warning::PublicKeys {
            public: figures.public_keys,
            all: chosen.len(),
        });
    }
    let minutes = figures.minutes;
    if minutes > LONG_MINUTES {
        warnings.push(Warning::Long { minutes });
    }
    if let Some(limit) = time_limit.filter(|limit| *limit < minutes) {
        warnings.push(Warning::TightLimit { limit, minutes });
    }
    warnings
}

/// Weights that cannot bite.
fn idle_weights(
    figures: &BuilderFigures,
    chosen: &[Chosen],
    weighting: &Weighting,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let carried = |competency| {
        figures
            .coverage
            .iter()
            .any(|row| row.competency == competency)
    };
    let chosen_weights = || {
        weighting
            .competencies
            .iter()
            .filter(|(_, weight)| **weight != 1.0)
    };
    for (&competency, &weight) in chosen_weights() {
        if weight > 0.0 && !carried(competency) {
            warnings.push(Warning::WeightWithoutQuestions(competency));
        }
    }
    let mut mixes = chosen.iter().map(|one| one.version.question.shares());
    let first = mixes.next();
    let alike = chosen.len() > 1 && mixes.all(|mix| Some(mix) == first);
    if alike && chosen_weights().any(|(&competency, &weight)| weight > 0.0 && carried(competency)) {
        warnings.push(Warning::WeightsAllAlike);
    }
    let kinds: Vec<Kind> = chosen.iter().map(|one| one.version.question.kind).collect();
    if weighting.empathy_control != 1.0 {
        for kind in [Kind::Empathy, Kind::Job] {
            if kinds.iter().all(|one| *one == kind) {
                warnings.push(Warning::ControlWithoutOtherSection(kind));
            }
        }
    }
    warnings
}
