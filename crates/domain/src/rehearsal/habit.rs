//! What each taker prefers: one number an option, higher for better. Knows no formats but that a pattern of places does
//! not tell ratings apart. To add a habit: an arm of [`preference`].

use super::preference::given;
use super::{Order, Taker};
use crate::answer::Answer;
use crate::frozen::FrozenQuestion;
use crate::question::{Format, Question, Style};

/// What the polite taker looks for, as beginnings of English words in lower case; every word of a reply that begins so
/// counts once.
pub const POLITE_WORDS: [&str; 14] = [
    "sorry",
    "apolog",
    "regret",
    "pleas",
    "thank",
    "grateful",
    "apprecia",
    "kind",
    "glad",
    "happy",
    "welcome",
    "understand",
    "certainly",
    "worr",
];

/// Expert values from here on count as helping.
const HELPS: f64 = 4.0;

/// For each question of a set the answers that a taker may give, equally likely.
pub(super) type Answers = Vec<Vec<Answer>>;

/// The ways in which a taker may follow its habit: one, but several patterns for the careless.
pub(super) fn ways(taker: Taker, questions: &[FrozenQuestion], order: Order) -> Vec<Answers> {
    if taker != Taker::Careless {
        let one = |(question, _): (&FrozenQuestion, usize)| answers(taker, question, order);
        return vec![questions.iter().zip(0..).map(one).collect()];
    }
    let most = questions.iter().map(|one| one.question.options.len()).max();
    let patterns = (0..most.unwrap_or(0))
        .map(Pattern::Same)
        .chain([Pattern::TwoInTurn, Pattern::AllInTurn]);
    patterns
        .map(|pattern| {
            let numbered = questions.iter().zip(0..);
            numbered
                .map(|(question, number)| patterned(pattern, question, number, order))
                .collect()
        })
        .collect()
}

/// Where a careless taker clicks.
#[derive(Debug, Clone, Copy)]
enum Pattern {
    Same(usize),
    TwoInTurn,
    AllInTurn,
}

impl Pattern {
    /// The place, from 0, in the question of this number, from 0; at or beyond the last reply it begins again.
    fn place(self, number: usize) -> usize {
        match self {
            Self::Same(place) => place,
            Self::TwoInTurn => number % 2,
            Self::AllInTurn => number,
        }
    }
}

fn answers(taker: Taker, question: &FrozenQuestion, order: Order) -> Vec<Answer> {
    let order = match taker {
        Taker::First | Taker::Last => order,
        // The others do not look at places.
        _ => Order::Written,
    };
    displayed(&question.question, order)
        .iter()
        .flat_map(|shown| {
            let preference = preference(taker, &question.question, shown);
            given(&question.question, question.format, &preference)
        })
        .collect()
}

/// The reply at the place, then those below it, then those above; one number for all where they are rated.
fn patterned(
    pattern: Pattern,
    question: &FrozenQuestion,
    number: usize,
    order: Order,
) -> Vec<Answer> {
    let count = question.question.options.len();
    let order = match question.format {
        Format::RateEach => Order::Written,
        _ => order,
    };
    displayed(&question.question, order)
        .iter()
        .flat_map(|shown| {
            let mut preference = vec![0.0; count];
            if question.format != Format::RateEach {
                for (later, place) in (pattern.place(number)..).take(count).enumerate() {
                    preference[shown[place % count]] = (count - later) as f64;
                }
            }
            given(&question.question, question.format, &preference)
        })
        .collect()
}

/// The orders in which the options (by index) are met. Shuffled, the loose ones are moved on from place to place, up
/// and down the list: each then stands at each free place, and before each other loose one, equally often. Scores
/// depend on nothing else, so that these few stand for all orders.
fn displayed(question: &Question, order: Order) -> Vec<Vec<usize>> {
    let options = &question.options;
    if order == Order::Written {
        return vec![(0..options.len()).collect()];
    }
    let loose: Vec<usize> = (0..options.len())
        .filter(|index| !options[*index].pinned)
        .collect();
    let upward: Vec<usize> = loose.iter().rev().copied().collect();
    [loose, upward]
        .iter()
        .flat_map(|loose| (0..loose.len().max(1)).map(move |shift| (loose, shift)))
        .map(|(loose, shift)| {
            let mut next = loose.iter().cycle().skip(shift);
            (0..options.len())
                .map(|place| match options[place].pinned {
                    true => place,
                    false => next.next().copied().unwrap_or(place),
                })
                .collect()
        })
        .collect()
}

/// One number an option in the order of the question, higher for better. `shown` lists the options as they are met.
fn preference(taker: Taker, question: &Question, shown: &[usize]) -> Vec<f64> {
    let each = |number: &dyn Fn(usize) -> f64| (0..question.options.len()).map(number).collect();
    let option = |index: usize| &question.options[index];
    let of = |style: Style| each(&|index| f64::from(option(index).style == Some(style)));
    match taker {
        Taker::Perfect => each(&|index| option(index).value),
        Taker::First => each(&|index| f64::from(shown.first() == Some(&index))),
        Taker::Last => each(&|index| f64::from(shown.last() == Some(&index))),
        Taker::Longest => each(&|index| option(index).text.chars().count() as f64),
        Taker::Polite => each(&|index| polite_words(&option(index).text) as f64),
        Taker::SympathyOnly => of(Style::SympathyOnly),
        Taker::SolutionOnly => of(Style::SolutionOnly),
        Taker::Extreme => each(&|index| f64::from(option(index).value >= HELPS)),
        Taker::Random | Taker::Middle | Taker::Careless => each(&|_| 0.0),
    }
}

fn polite_words(text: &str) -> usize {
    text.to_lowercase()
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| POLITE_WORDS.iter().any(|polite| word.starts_with(polite)))
        .count()
}
