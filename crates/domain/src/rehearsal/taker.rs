//! Who rehearses, in words. What each prefers is in [`super::habit`].

use serde::Serialize;

/// Somebody made up, with one habit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Taker {
    /// Answers by the key.
    Perfect,
    /// Every complete answer is equally likely; computed exactly.
    Random,
    /// Whatever stands first, without an opinion on the rest.
    First,
    Last,
    /// The more characters the better.
    Longest,
    /// The more of [`POLITE_WORDS`] the better.
    Polite,
    /// Replies of the style `sympathy_only`.
    SympathyOnly,
    /// Replies of the style `solution_only`.
    SolutionOnly,
    /// Rates every reply 4, and guesses where a choice is asked.
    Middle,
    /// Tells what helps (4 or more) from what does not, and nothing finer.
    Extreme,
    /// One pattern of places from beginning to end, whichever earns most; where replies are rated, one number.
    Careless,
}

impl Taker {
    pub const ALL: [Self; 11] = [
        Self::Perfect,
        Self::Random,
        Self::First,
        Self::Last,
        Self::Longest,
        Self::Polite,
        Self::SympathyOnly,
        Self::SolutionOnly,
        Self::Middle,
        Self::Extreme,
        Self::Careless,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Perfect => "answers by the key",
            Self::Random => "random answers",
            Self::First => "first reply",
            Self::Last => "last reply",
            Self::Longest => "longest reply",
            Self::Polite => "most polite words",
            Self::SympathyOnly => "sympathy only",
            Self::SolutionOnly => "solution only",
            Self::Middle => "middle of the scale",
            Self::Extreme => "ends of the scale",
            Self::Careless => "one pattern throughout",
        }
    }

    /// What the taker does, in a few words for a table.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Perfect => "Chooses, rates and ranks as the key does",
            Self::Random => "Any answer as likely as another",
            Self::First => "Prefers whatever stands first",
            Self::Last => "Prefers whatever stands last",
            Self::Longest => "The longer a reply, the better",
            Self::Polite => "Counts words like “sorry” and “thank you” (English)",
            Self::SympathyOnly => "Warm words that change nothing",
            Self::SolutionOnly => "Deals with the problem, never a word on feelings",
            Self::Middle => "Rates everything 4, guesses where a choice is asked",
            Self::Extreme => "Only 7 for what helps and 1 for what does not",
            Self::Careless => "The same place every time, or places in turn: what earns most",
        }
    }
}
