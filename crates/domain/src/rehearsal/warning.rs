//! What a rehearsal shows to be wrong, in sentences for the recruiter or author. A warning never refuses anything.

use super::{Rehearsal, Taker, TakerLine};
use serde::{Serialize, Serializer};

/// A style that earns more than this without reading is a style that can be taught.
pub const HIGH_TOTAL: f64 = 60.0;

/// In fewer questions some place always holds the best reply by luck.
const PLACES_FROM: usize = 5;
/// Less than this is rounding.
const TOLERANCE: f64 = 1e-6;

/// One warning; its `Display` is plain text.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Warning {
    #[error(
        "Answering by the key earns only {highest:.0} of 100: no answer reaches the best score."
    )]
    OutOfReach { highest: f64 },
    #[error("{}", paid(.taker, .total, .questions, .best_in))]
    HabitPays {
        taker: Taker,
        total: f64,
        questions: usize,
        best_in: usize,
    },
    #[error(
        "Replies with sympathy only earn {total:.0} points, more than {HIGH_TOTAL:.0}: warm words that change nothing \
         are valued too highly."
    )]
    SympathyPays { total: f64 },
    #[error(
        "Replies with a solution only earn {total:.0} points, more than {HIGH_TOTAL:.0}: nobody needs to notice how \
         the customer feels."
    )]
    SolutionPays { total: f64 },
}

/// Prints as its sentence in JSON too.
impl Serialize for Warning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn paid(taker: &Taker, total: &f64, questions: &usize, best_in: &usize) -> String {
    let habit = match taker {
        Taker::First => "Always preferring the first reply",
        Taker::Last => "Always preferring the last reply",
        Taker::Longest => "Always preferring the longest reply",
        Taker::Polite => "Counting polite words",
        Taker::Middle => "Rating everything alike",
        _ => "Clicking one pattern of places",
    };
    match questions {
        1 => format!("{habit} gives the best answer here."),
        _ => format!(
            "{habit} earns {total:.0} points, more than 19 in 20 random answerers, and the best answer in {best_in} of \
             {questions} questions. It can be learned without reading."
        ),
    }
}

pub(super) fn of(rehearsal: &Rehearsal) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if rehearsal.highest < 100.0 - TOLERANCE {
        warnings.push(Warning::OutOfReach {
            highest: rehearsal.highest,
        });
    }
    let mut paying: Vec<&TakerLine> = rehearsal.takers.iter().collect();
    paying.retain(|line| pays(line, rehearsal));
    // The first or the last place throughout is such a pattern too, and the clearer word for it.
    if paying
        .iter()
        .any(|line| matches!(line.taker, Taker::First | Taker::Last))
    {
        paying.retain(|line| line.taker != Taker::Careless);
    }
    warnings.extend(paying.into_iter().map(|line| Warning::HabitPays {
        taker: line.taker,
        total: line.total,
        questions: rehearsal.questions,
        best_in: line.best_in,
    }));
    let total = rehearsal.total(Taker::SympathyOnly);
    if total > HIGH_TOTAL {
        warnings.push(Warning::SympathyPays { total });
    }
    // A single question may well be answered best by a calm solution; a whole set may not.
    let total = rehearsal.total(Taker::SolutionOnly);
    if total > HIGH_TOTAL && rehearsal.questions > 1 {
        warnings.push(Warning::SolutionPays { total });
    }
    warnings
}

/// A habit pays where luck rarely gets as far. In one question luck gets anywhere: there it has to be the best.
fn pays(line: &TakerLine, rehearsal: &Rehearsal) -> bool {
    let blind = match line.taker {
        Taker::Longest | Taker::Polite | Taker::Middle => true,
        Taker::First | Taker::Last | Taker::Careless => rehearsal.questions >= PLACES_FROM,
        _ => false,
    };
    let enough = match rehearsal.questions {
        1 => line.best_in == 1,
        _ => line.total >= rehearsal.chance.high.min(rehearsal.highest) - TOLERANCE,
    };
    blind && enough
}
