//! Banks for tests: one by hand, and any that the rules allow.

use domain::bank::{Bank, BankInfo, Key, KeyStatus, Provenance, Visibility};
use domain::question::{
    Ask, Channel, Competency, CustomerRecord, Difficulty, Direction, Format, Kind, Question,
    ReplyOption, Style,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

pub fn bank() -> Bank {
    let option = |id: &str, value, style| ReplyOption {
        id: id.into(),
        text: format!("Reply {id}."),
        value,
        style: Some(style),
        reason: "Because.".into(),
        pinned: false,
    };
    let question = Question {
        id: "late-parcel".into(),
        title: "A late parcel".into(),
        kind: Kind::Empathy,
        format: Format::SingleBest,
        allowed_formats: vec![Format::SingleBest],
        channel: Channel::Chat,
        direction: Direction::Inbound,
        sector: "delivery".into(),
        competencies: [(Competency::PT, 1.0)].into(),
        asks: vec![Ask::Q1],
        difficulty: Difficulty::Easy,
        reading_seconds: 45,
        content_note: None,
        substitute: None,
        customer_record: None,
        scenario: "The parcel is late.\n\nShe asks why.\n".into(),
        task: "What do you say?".into(),
        key: None,
        options: vec![
            option("a", 6.5, Style::Asking),
            option("b", 5.2, Style::SolutionOnly),
            option("c", 1.5, Style::Dismissive),
            option("d", 2.0, Style::ScriptBound),
        ],
    };
    Bank {
        schema_version: 1,
        info: BankInfo {
            id: "sample".into(),
            title: "Sample bank".into(),
            description: String::new(),
            locale: "en".into(),
            licence: "CC-BY-4.0".into(),
            authors: vec!["Attune contributors".into()],
            key: rational(),
        },
        questions: vec![question],
    }
}

fn rational() -> Key {
    Key {
        provenance: Provenance::Rational,
        status: KeyStatus::Provisional,
        visibility: Visibility::Public,
        experts: None,
        date: None,
        icc2k: None,
    }
}

/// Words as people write them, with what formats take for marks, but without odd spaces.
pub fn tidy_text() -> BoxedStrategy<String> {
    let word = prop_oneof![
        8 => "[a-zA-Z]{1,8}[,.?!]?",
        1 => "\\p{L}{1,6}",
        1 => select(vec![
            "a=b", "~tilde", "#1", "{x}", "::", "\\n", "<b>", "&amp;", "A&B", "5%", "*star*", "snake_case", "_", "[x](y)",
            "\"quoted\"", "it's", "'=1", "->", "//", "$CATEGORY:", "- x", "1.", "%50%", "😀", "]]>", "&#10;", "\u{a0}",
        ]).prop_map(str::to_owned),
    ];
    vec(word, 1..8)
        .prop_map(|words| format!("T{}", words.join(" ")))
        .boxed()
}

/// Texts that trip writers: indicators, numbers, booleans, quotes, long lines, blank lines and other scripts.
pub fn wild_text() -> BoxedStrategy<String> {
    prop_oneof![
        "[a-zA-Z0-9 .,:;#'\"&*!|>%@`{}\\[\\]?~=+-]{0,59}[a-z]",
        "[a-z ]{70,110}[a-z]",
        "([a-z#: -]{0,20}\n){1,5}[a-z]{1,5}\n{0,2}",
        "\\PC{1,40}[a-z]",
        Just("no".to_owned()),
        Just("~".to_owned()),
        Just("1e3".to_owned()),
        Just("=1+1".to_owned()),
        Just(" leading and  trailing ".to_owned()),
        Just("- not a list\n  indented: yes".to_owned()),
    ]
    .boxed()
}

prop_compose! {
    fn record(text: BoxedStrategy<String>)(
        name in text.clone(), since in option::of(1900_u16..2100), last_contacts in vec(text.clone(), 0..3),
        notes in vec(text, 0..3),
    ) -> CustomerRecord {
        CustomerRecord { name, since, last_contacts, notes }
    }
}

prop_compose! {
    /// The best well above the rest, so that every format may be scored.
    fn options(text: BoxedStrategy<String>, kind: Kind)(
        texts in vec((text.clone(), text, select(Style::ALL.to_vec()), any::<bool>()), 2..=8),
        best in 55_u32..=70, rest in vec(11_u32..=30, 8), place: prop::sample::Index, numbered: bool,
    ) -> Vec<ReplyOption> {
        let place = place.index(texts.len());
        let mut lowest = true;
        texts.into_iter().enumerate().map(|(index, (text, reason, style, pinned))| {
            let value = if index == place {
                best
            } else if std::mem::take(&mut lowest) {
                10
            } else {
                rest[index]
            };
            ReplyOption {
                id: if numbered { format!("{index}-o") } else { format!("o{index}") },
                text: format!("{index} {text}"),
                value: f64::from(value) / 10.0,
                style: (kind == Kind::Empathy).then_some(style),
                reason,
                pinned,
            }
        }).collect()
    }
}

fn question(text: BoxedStrategy<String>, kind: Kind) -> impl Strategy<Value = Question> {
    let words = (
        text.clone(),
        text.clone(),
        text.clone(),
        option::of(text.clone()),
        option::of(record(text.clone())),
    );
    let tags = (
        select(Format::ALL.to_vec()),
        subsequence(Format::ALL.to_vec(), 0..=4),
        select(Channel::ALL.to_vec()),
        select(Direction::ALL.to_vec()),
        "[a-z]{1,9}(_[a-z]{1,5})?",
        subsequence(Competency::EMPATHY.to_vec(), 1..=2),
        1_u32..100,
        subsequence(Ask::ALL.to_vec(), 0..=5),
        select(vec![Difficulty::Easy, Difficulty::Medium, Difficulty::Hard]),
        5_u32..=900,
    );
    (words, tags, option::of(key()), options(text, kind)).prop_map(
        move |(words, tags, key, options)| {
            let (title, scenario, task, content_note, customer_record) = words;
            let (
                format,
                mut allowed_formats,
                channel,
                direction,
                sector,
                competencies,
                share,
                asks,
                difficulty,
                reading_seconds,
            ) = tags;
            if !allowed_formats.is_empty() && !allowed_formats.contains(&format) {
                allowed_formats.push(format);
            }
            let share = f64::from(share) / 100.0;
            let competencies = match competencies.as_slice() {
                [a, b] => [(*a, share), (*b, 1.0 - share)].into(),
                all => all.iter().map(|competency| (*competency, 1.0)).collect(),
            };
            Question {
                id: String::new(),
                title,
                kind,
                format,
                allowed_formats,
                channel,
                direction,
                sector,
                competencies: if kind == Kind::Empathy {
                    competencies
                } else {
                    Default::default()
                },
                asks,
                difficulty,
                reading_seconds,
                content_note,
                substitute: None,
                customer_record,
                // Other markup than Markdown's has no place there, and is an error.
                scenario: scenario.replace('<', "‹").replace("](", "] ("),
                task,
                key,
                options,
            }
        },
    )
}

fn key() -> impl Strategy<Value = Key> {
    let visibility = select(vec![Visibility::Public, Visibility::Private]);
    let panel =
        (visibility.clone(), 8_u32..40, 0_u32..100).prop_map(|(visibility, experts, icc)| Key {
            provenance: Provenance::ExpertPanel,
            status: KeyStatus::Confirmed,
            visibility,
            experts: Some(experts),
            date: Some("2026-05-31".into()),
            icc2k: Some(f64::from(icc) / 100.0),
        });
    prop_oneof![
        visibility.prop_map(|visibility| Key {
            visibility,
            ..rational()
        }),
        panel
    ]
}

prop_compose! {
    /// A bank in which every text comes from `text`.
    pub fn any_bank(text: BoxedStrategy<String>)(
        title in text.clone(), description in prop_oneof![Just(String::new()), text.clone()], licence in text.clone(),
        authors in vec(text.clone(), 1..3), locale in select(vec!["en", "pt-BR", "de"]), key in key(),
        questions in vec(prop_oneof![3 => question(text.clone(), Kind::Empathy), 1 => question(text, Kind::Job)], 1..4),
        numbered: bool, substitutes: bool,
    ) -> Bank {
        let id = |index: usize| if numbered { format!("{index}-q") } else { format!("question-{index}") };
        let questions = questions.into_iter().enumerate().map(|(index, question)| Question {
            id: id(index),
            substitute: index.checked_sub(1).filter(|_| substitutes).map(id),
            ..question
        }).collect();
        let info = BankInfo {
            id: "any-bank".into(), title, description, locale: locale.into(), licence, authors, key,
        };
        Bank { schema_version: 1, info, questions }
    }
}
