//! What the gate holds against a key: the panel's own rules (`psychometrics::agreement::panel`) and those that every key
//! must keep to be published.

use super::derived::with_means;
use super::{LEAST_EXPERTS, OptionEvidence, gate};
use crate::question::{Format, Question, key};
use psychometrics::agreement::PanelKey;
use psychometrics::agreement::panel::GateFailure;
use std::fmt;

/// The shortest span of a key, and the highest chance level of a single best answer: those of publishing.
const LEAST_SPAN: f64 = 3.0;
const MOST_CHANCE: f64 = 0.5;
const TOLERANCE: f64 = 1e-9;

/// One reason why a question keeps its present key. Displayed as a sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum HeldBack {
    TooFewExperts {
        experts: usize,
    },
    /// Every reply has the same mean.
    AllAlike,
    LowAgreement {
        /// ICC(2,k), where it exists.
        icc2k: Option<f64>,
    },
    WideSpread {
        letter: char,
        sd: f64,
    },
    NarrowGap {
        gap: f64,
    },
    ShortKey {
        span: f64,
    },
    EasyToGuess {
        chance: f64,
    },
}

impl HeldBack {
    /// Whether the experts differ; the others say that there are too few of them or that the question is too easy.
    pub fn is_disagreement(self) -> bool {
        match self {
            Self::AllAlike
            | Self::LowAgreement { .. }
            | Self::WideSpread { .. }
            | Self::NarrowGap { .. } => true,
            Self::TooFewExperts { .. } | Self::ShortKey { .. } | Self::EasyToGuess { .. } => false,
        }
    }
}

impl fmt::Display for HeldBack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gate = gate();
        match self {
            Self::TooFewExperts { experts } => {
                let rated = if *experts == 1 {
                    "1 expert has"
                } else {
                    &format!("{experts} experts have")
                };
                write!(f, "{rated} rated it; at least {LEAST_EXPERTS} are needed.")
            }
            Self::AllAlike => write!(
                f,
                "All replies have the same mean rating, so there is no key."
            ),
            Self::LowAgreement { icc2k: Some(icc) } => write!(
                f,
                "The experts agree too little: ICC(2,k) is {icc:.2}; at least {:.2} is needed.",
                gate.icc
            ),
            Self::LowAgreement { icc2k: None } => {
                write!(f, "The experts agree so little that there is no ICC(2,k).")
            }
            Self::WideSpread { letter, sd } => write!(
                f,
                "Reply {letter} divides the experts: its ratings have a standard deviation of {sd:.2}; at most {:.1} is \
                 allowed.",
                gate.sd
            ),
            Self::NarrowGap { gap: distance } => write!(
                f,
                "The two best replies are {distance:.2} apart; at least {:.1} is needed.",
                gate.gap
            ),
            Self::ShortKey { span } => write!(
                f,
                "The key would span {span:.1} points; at least {LEAST_SPAN:.0} are needed to tell people apart."
            ),
            Self::EasyToGuess { chance } => write!(
                f,
                "As single best, random answering would reach {:.0} %; at most {:.0} % is allowed.",
                100.0 * chance,
                100.0 * MOST_CHANCE
            ),
        }
    }
}

/// Everything against a key made of these ratings. Without a `key` there are too few ratings or no difference.
pub(super) fn held_back(
    question: &Question,
    experts: usize,
    options: &[OptionEvidence],
    key: Option<&PanelKey>,
) -> Vec<HeldBack> {
    let Some(key) = key else {
        let few = (experts < LEAST_EXPERTS).then_some(HeldBack::TooFewExperts { experts });
        let alike = (experts > 1).then_some(HeldBack::AllAlike);
        let wide = options.iter().filter_map(|option| {
            let sd = option.sd.filter(|sd| *sd > gate().sd)?;
            Some(HeldBack::WideSpread {
                letter: option.letter,
                sd,
            })
        });
        return few.into_iter().chain(alike).chain(wide).collect();
    };
    let mut reasons: Vec<HeldBack> = key
        .failures
        .iter()
        .map(|failure| match *failure {
            GateFailure::TooFewExperts { experts } => HeldBack::TooFewExperts { experts },
            GateFailure::LowAgreement { icc } => HeldBack::LowAgreement { icc2k: icc },
            GateFailure::WideSpread { option, sd } => HeldBack::WideSpread {
                letter: crate::attempt::letter(option),
                sd,
            },
            GateFailure::NarrowGap { gap } => HeldBack::NarrowGap { gap },
        })
        .collect();
    reasons.extend(unpublishable(&with_means(question, options)));
    reasons
}

/// What would keep the question with its new key out of an assessment.
fn unpublishable(question: &Question) -> Option<HeldBack> {
    let span = key::span(question);
    if span < LEAST_SPAN - TOLERANCE {
        return Some(HeldBack::ShortKey { span });
    }
    if question.format != Format::SingleBest {
        return None;
    }
    let chance = key::distribution(question, Format::SingleBest)
        .ok()?
        .chance();
    (chance > MOST_CHANCE + TOLERANCE).then_some(HeldBack::EasyToGuess { chance })
}
