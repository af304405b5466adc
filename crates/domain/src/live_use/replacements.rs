//! What could take a question's place: questions of the same kind and language that measure the same, most alike first,
//! with the reason in words. Contains no change of any assessment.

use crate::ids::QuestionVersionId;
use crate::question::{Difficulty, Format, Question};
use crate::report::figures::{decimals, list};

/// Questions whose competency shares overlap less are another question.
const LEAST_OVERLAP: f64 = 0.5;

/// The question whose place is to be taken.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    pub question: &'a Question,
    pub version: QuestionVersionId,
    pub locale: &'a str,
    /// The format it is asked in.
    pub format: Format,
    /// Its facility in this format, once there are enough attempts.
    pub facility: Option<(f64, u64)>,
}

/// A question that stands ready in a bank.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'a> {
    pub question: &'a Question,
    pub version: QuestionVersionId,
    /// Its bank's id.
    pub bank: &'a str,
    pub locale: &'a str,
    /// Its facility in the wanted format, once there are enough attempts.
    pub facility: Option<(f64, u64)>,
    /// Somebody should look at it first.
    pub alerted: bool,
}

/// A question that could take the place.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    pub version: QuestionVersionId,
    pub bank: String,
    pub title: String,
    pub reason: String,
}

/// The best of the offers, at most `most`. Left out is the question itself in any version, what is alerted, and what
/// measures something else.
pub fn replacements(wanted: &Wanted<'_>, offers: &[Offer<'_>], most: usize) -> Vec<Suggestion> {
    let mut ranked: Vec<(Rank, &Offer<'_>)> = offers
        .iter()
        .filter(|offer| may_replace(wanted, offer))
        .filter_map(|offer| Some((Rank::of(wanted, offer)?, offer)))
        .collect();
    ranked.sort_by(|(a, x), (b, y)| {
        a.order(b)
            .then_with(|| x.question.title.cmp(&y.question.title))
            .then_with(|| x.version.cmp(&y.version))
    });
    ranked
        .into_iter()
        .take(most)
        .map(|(rank, offer)| Suggestion {
            version: offer.version,
            bank: offer.bank.to_owned(),
            title: offer.question.title.clone(),
            reason: reason(wanted, offer, &rank),
        })
        .collect()
}

fn may_replace(wanted: &Wanted<'_>, offer: &Offer<'_>) -> bool {
    offer.version != wanted.version
        && offer.question.id != wanted.question.id
        && offer.question.scenario != wanted.question.scenario
        && offer.question.kind == wanted.question.kind
        && offer.locale == wanted.locale
        && !offer.alerted
}

/// How unlike two questions are.
struct Rank {
    /// Share of the competencies that is not common, 0 to [`LEAST_OVERLAP`].
    apart: f64,
    /// What of format, channel and direction differs, in words.
    differs: Vec<String>,
    difficulty: f64,
}

impl Rank {
    fn of(wanted: &Wanted<'_>, offer: &Offer<'_>) -> Option<Self> {
        let (old, new) = (wanted.question, offer.question);
        let (own, other) = (old.shares(), new.shares());
        let common: f64 = own
            .iter()
            .map(|(competency, share)| share.min(*other.get(competency).unwrap_or(&0.0)))
            .sum();
        let apart = 1.0 - common;
        let mut differs = Vec::new();
        if !new.allows(wanted.format) {
            differs.push(format!("answered as {}", new.format.name()));
        }
        if new.channel != old.channel {
            differs.push(
                format!("{} instead of {}", new.channel.name(), old.channel.name()).to_lowercase(),
            );
        }
        if new.direction != old.direction {
            differs.push(
                format!(
                    "{} instead of {}",
                    new.direction.name(),
                    old.direction.name()
                )
                .to_lowercase(),
            );
        }
        (apart <= 1.0 - LEAST_OVERLAP + 1e-9).then(|| Self {
            apart,
            differs,
            difficulty: difficulty(wanted, offer),
        })
    }

    /// Competencies first, roughly; then format, channel and direction; then how hard it is.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        let rough = |rank: &Self| (rank.apart * 4.0).round();
        rough(self)
            .total_cmp(&rough(other))
            .then_with(|| self.differs.len().cmp(&other.differs.len()))
            .then_with(|| self.difficulty.total_cmp(&other.difficulty))
            .then_with(|| self.apart.total_cmp(&other.apart))
    }
}

/// Difference of observed facilities, or a fifth for each step of the authors' guesses.
fn difficulty(wanted: &Wanted<'_>, offer: &Offer<'_>) -> f64 {
    if let (Some((old, _)), Some((new, _))) = (wanted.facility, offer.facility) {
        return (old - new).abs();
    }
    let step = |difficulty| match difficulty {
        Difficulty::Easy => 0.0,
        Difficulty::Medium => 0.2,
        Difficulty::Hard => 0.4,
    };
    let (old, new): (f64, f64) = (
        step(wanted.question.difficulty),
        step(offer.question.difficulty),
    );
    (old - new).abs()
}

fn reason(wanted: &Wanted<'_>, offer: &Offer<'_>, rank: &Rank) -> String {
    let shares = offer.question.shares();
    let names: Vec<String> = shares
        .iter()
        .map(|(competency, share)| match shares.len() {
            1 => competency.name().to_lowercase(),
            _ => format!(
                "{} {:.0} %",
                competency.name().to_lowercase(),
                share * 100.0
            ),
        })
        .collect();
    let same = match rank.apart < 1e-9 {
        true => "the same",
        false => "much the same",
    };
    let measures = format!("Measures {same}: {}", list(&names));
    let setting = match rank.differs.is_empty() {
        true => "same format, channel and direction".to_owned(),
        false => format!("but {}", list(&rank.differs)),
    };
    let hard = match (wanted.facility, offer.facility) {
        (Some((old, _)), Some((new, n))) => format!(
            "facility {} on {n} attempts, beside {}",
            decimals(new, 2),
            decimals(old, 2)
        ),
        _ if offer.question.difficulty == wanted.question.difficulty => {
            format!("guessed as {} too", guess(offer.question.difficulty))
        }
        _ => format!(
            "guessed as {}, this one as {}",
            guess(offer.question.difficulty),
            guess(wanted.question.difficulty)
        ),
    };
    format!("{measures}; {setting}; {hard}.")
}

fn guess(difficulty: Difficulty) -> &'static str {
    match difficulty {
        Difficulty::Easy => "easy",
        Difficulty::Medium => "medium",
        Difficulty::Hard => "hard",
    }
}
