//! Flags in words. A flag asks a person to look; it removes nothing. Contains no limits of its own.

use crate::attempt::letter;
use crate::question::{Competency, Format};
use crate::report::figures::{decimals, per_cent};
use psychometrics::gates::Figure;
use psychometrics::item_analysis::flags::{Flag, Raised};

/// Why somebody should look at a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagNote {
    /// A few words.
    pub label: String,
    /// The figure, its limit, and what it may mean.
    pub reason: String,
}

/// A flag stands from the gate of its figure on. A reply that is seldom first in an order or a rating still orders
/// the others.
pub(super) fn is_told(flag: Flag, format: Format, n: u64) -> bool {
    let figure = match flag {
        Flag::RareOption(_) if format != Format::SingleBest => return false,
        Flag::Hard | Flag::Easy | Flag::LittleSpread | Flag::OftenMissing | Flag::RareOption(_) => {
            Figure::Facility
        }
        Flag::WeakRest(_)
        | Flag::AgainstRest(_)
        | Flag::AlphaRises
        | Flag::WeakTails
        | Flag::KeyReview(_)
        | Flag::KeyOrder => Figure::ItemRest,
    };
    figure.gate(n as usize).open()
}

/// The figure, the limit it crossed, and what that may mean. `scopes` are the competencies of the plan.
pub(super) fn note(raised: &Raised, scopes: &[Competency]) -> FlagNote {
    let (value, limit) = (decimals(raised.value, 2), decimals(raised.limit, 2));
    let of = |scope: Option<usize>| match scope.and_then(|scope| scopes.get(scope)) {
        Some(competency) => format!(
            "the other questions on {}",
            competency.name().to_lowercase()
        ),
        None => "the other questions".into(),
    };
    let (label, reason) = match raised.flag {
        Flag::Hard => (
            "too hard".into(),
            format!(
                "Mean score {value}, under {limit}: almost nobody scores, so it tells few people apart."
            ),
        ),
        Flag::Easy => (
            "too easy".into(),
            format!(
                "Mean score {value}, over {limit}: almost everybody scores, so it tells few people apart."
            ),
        ),
        Flag::LittleSpread => (
            "little spread".into(),
            format!("Standard deviation {value}, under {limit}: the scores hardly differ."),
        ),
        Flag::WeakRest(scope) => (
            "goes little with the rest".into(),
            format!(
                "Correlation {value} with {}, under {limit}: review it.",
                of(scope)
            ),
        ),
        Flag::AgainstRest(scope) => (
            "goes against the rest".into(),
            format!(
                "Correlation {value} with {}: those who do well elsewhere do worse here. Look at the key first, then \
                 consider leaving it out of the next version.",
                of(scope)
            ),
        ),
        Flag::AlphaRises => (
            "alpha rises without it".into(),
            format!("The other questions alone have an alpha higher by {value}."),
        ),
        Flag::WeakTails => (
            "tells the ends little apart".into(),
            format!("The best 27 % score {value} more than the lowest 27 %, under {limit}."),
        ),
        Flag::KeyReview(option) => (
            format!("look at the key of {}", letter(option)),
            format!(
                "Those who put {} first, which is keyed below the best, did better on the rest by {} points.",
                letter(option),
                decimals(raised.value, 1)
            ),
        ),
        Flag::RareOption(option) => (
            format!("{} is hardly chosen", letter(option)),
            format!(
                "{} of attempts chose {}, under {}: it may be too easy to rule out.",
                per_cent(raised.value, 1),
                letter(option),
                per_cent(raised.limit, 0)
            ),
        ),
        Flag::KeyOrder => (
            "key and answers disagree".into(),
            format!(
                "Correlation {value} of the replies’ values with how well their choosers did on the rest, under {limit}."
            ),
        ),
        Flag::OftenMissing => (
            "often left open".into(),
            format!(
                "{} without a complete answer, over {}.",
                per_cent(raised.value, 1),
                per_cent(raised.limit, 0)
            ),
        ),
    };
    FlagNote { label, reason }
}
