//! A rough reading of who appears in the scenarios, from pronouns, titles and words of mood. It misreads single
//! questions; over the library it shows whether a role or a mood has one gender.

use domain::question::Question;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Roles by the words that give them away, first match first; what is left is somebody on their own behalf.
const ROLES: [(&str, &[&str]); 4] = [
    (
        "colleague",
        &[
            "you and",
            "colleague of yours",
            "on your team",
            "his shift",
            "her shift",
        ],
    ),
    (
        "at work",
        &[
            "seller",
            "driver",
            "teacher",
            "nurse",
            "baker",
            "shop is full",
            "engineer comes",
        ],
    ),
    (
        "parent",
        &[
            "my son",
            "my daughter",
            "my girl",
            "my kid",
            "kids",
            "my lad",
            "baby",
            "mother chiara",
            "his father",
        ],
    ),
    (
        "for a relative",
        &[
            "my mother",
            "my father",
            "mum",
            "dad",
            "my wife",
            "my husband",
            "grandma",
            "his mother",
            "my brother",
        ],
    ),
];

const MOODS: [(&str, &[&str]); 5] = [
    (
        "grief",
        &[
            "died",
            "funeral",
            "chapel",
            "widow",
            "death",
            "put to sleep",
            "buried",
        ],
    ),
    (
        "anger",
        &[
            "shout",
            "scream",
            "useless",
            "fifth",
            "third time",
            "four of you",
            "stupid",
            "speak up",
            "genius",
            "you people",
            "your lot",
            "of you",
            "don't you dare",
            "fix it",
            "sort it out",
            "get lost",
            "one star",
            "proper one",
            "surprise me",
            "no answers",
        ],
    ),
    (
        "fear or worry",
        &[
            "worr",
            "afraid",
            "scared",
            "frighten",
            "wrong?",
            "switch us off",
            "is it ok",
            "safe",
        ],
    ),
    (
        "shame or retreat",
        &[
            "sorry",
            "ashamed",
            "don't tell",
            "never mind",
            "i manage",
            "we'll manage",
            "those people",
            "laughs",
        ],
    ),
    (
        "hurry",
        &["minutes", "at once", "by friday", "hour", "queue", "now."],
    ),
];

pub fn table(questions: &[Question]) -> String {
    let mut cells: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    for question in questions {
        let text = question.scenario.to_lowercase();
        let key = (
            named(&ROLES, &text, "own matter"),
            named(&MOODS, &text, "calm"),
            gender(&told(question)),
        );
        *cells.entry(key).or_default() += 1;
    }
    let mut table = format!(
        "{:<18}{:<18}{:>8}{:>8}{:>8}\n",
        "role", "mood", "woman", "man", "open"
    );
    let mut rows: Vec<(&str, &str)> = cells.keys().map(|(role, mood, _)| (*role, *mood)).collect();
    rows.dedup();
    for (role, mood) in rows {
        let of = |gender| cells.get(&(role, mood, gender)).copied().unwrap_or(0);
        let _ = writeln!(
            table,
            "{role:<18}{mood:<18}{:>8}{:>8}{:>8}",
            of("woman"),
            of("man"),
            of("open")
        );
    }
    let sum = |gender| {
        cells
            .iter()
            .filter(|(key, _)| key.2 == gender)
            .map(|(_, n)| n)
            .sum::<usize>()
    };
    let _ = writeln!(
        table,
        "{:<36}{:>8}{:>8}{:>8}",
        "all",
        sum("woman"),
        sum("man"),
        sum("open")
    );
    table
}

fn named(kinds: &[(&'static str, &[&str])], text: &str, otherwise: &'static str) -> &'static str {
    let found = kinds
        .iter()
        .find(|(_, words)| words.iter().any(|word| text.contains(word)));
    found.map_or(otherwise, |(name, _)| name)
}

/// What the author says about the person: the scenario outside quotations, and the reasons of the key.
fn told(question: &Question) -> String {
    let scenario = question.scenario.split('"').step_by(2);
    let reasons = question.options.iter().map(|option| option.reason.as_str());
    let parts: Vec<&str> = scenario.chain(reasons).collect();
    parts.join(" ").to_lowercase()
}

/// By pronouns and titles.
fn gender(told: &str) -> &'static str {
    let words = || told.split(|c: char| !c.is_alphanumeric());
    let count = |of: &[&str]| words().filter(|word| of.contains(word)).count();
    let (woman, man) = (
        count(&["she", "her", "hers", "ms", "mrs"]),
        count(&["he", "his", "him", "mr"]),
    );
    match woman.cmp(&man) {
        std::cmp::Ordering::Greater => "woman",
        std::cmp::Ordering::Less => "man",
        std::cmp::Ordering::Equal => "open",
    }
}
