//! Kinds of scenario that the library must hold and that no field of the format names. To add a scenario of a theme: its
//! id goes into the list; to add a theme: how a question shows that it belongs there.

use domain::question::{Competency, Direction, Question};

pub struct Theme {
    pub name: &'static str,
    /// Whether a question can be of this theme at all.
    pub shows: fn(&Question) -> bool,
    pub ids: &'static [&'static str],
}

pub const THEMES: [Theme; 5] = [
    Theme {
        name: "required wording, explained",
        shows: |question| says_any(question, &["law", "must be in"]),
        ids: &[
            "line-that-must-stay",
            "stop-using-at-once",
            "one-sentence-in-1994",
            "small-print-in-the-cab",
            "candles-enough",
            "same-words-for-all",
            "dining-car",
            "four-nights",
        ],
    },
    Theme {
        name: "an assist hint that is sometimes wrong",
        shows: |question| says_any(question, &["hint"]),
        ids: &[
            "the-hint-says-angry",
            "lucky-star",
            "the-empty-chair",
            "four-flats",
            "the-ramp-in-the-basket",
            "lilies-for-a-birthday",
            "a-window-and-no-talk",
            "pink-tablets",
        ],
    },
    Theme {
        name: "a record used and not recited",
        shows: |question| {
            let record = question.customer_record.as_ref();
            record
                .is_some_and(|record| !(record.notes.is_empty() && record.last_contacts.is_empty()))
        },
        ids: &[
            "second-eye-operation",
            "router-behind-the-sofa",
            "last-of-the-old-phones",
            "same-again",
            "twice-on-the-26th",
            "name-at-the-desk",
            "bruno-is-due",
            "coat-on",
            "paper-chain",
        ],
    },
    Theme {
        name: "a colleague who needs support",
        shows: |question| {
            let among_us = [
                "you and ",
                "you both",
                "taught you",
                "beside you",
                "his shift",
            ];
            question.customer_record.is_none() && says_any(question, &among_us)
        },
        ids: &[
            "three-chats-no-notes",
            "the-wrong-terminal",
            "file-4471",
            "a-shorter-name",
            "forty-four-minutes",
            "third-joke-today",
            "next-one-is-ringing",
        ],
    },
    Theme {
        name: "the need found on an outbound call",
        shows: |question| {
            question.direction == Direction::Outbound
                && question.competencies.contains_key(&Competency::AL)
        },
        ids: &[
            "nine-pairs-back",
            "we-will-manage",
            "it-used-to-be-simple",
            "third-call-airbag",
            "lovely-water",
            "half-past-six",
            "same-again",
            "the-empty-chair",
        ],
    },
];

fn says_any(question: &Question, words: &[&str]) -> bool {
    let scenario = question.scenario.to_lowercase();
    words.iter().any(|word| scenario.contains(word))
}
