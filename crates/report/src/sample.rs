//! Reports for the tests: one person's and one intake's, of the size and tone of real ones, and unkind variants.

use domain::assessment::Paper;
use domain::report::{
    Bin, Evidence, Interval, IntervalRow, LedgerRow, RankingBand, RankingRow, Report, Section,
};

pub fn interval(score: f64, half: f64) -> Interval {
    Interval {
        score,
        low: score - half,
        high: score + half,
    }
}

fn row(label: &str, score: f64, half: f64) -> IntervalRow {
    IntervalRow {
        label: label.into(),
        interval: Some(interval(score, half)),
        note: String::new(),
    }
}

fn strings<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(String::from).to_vec()
}

fn table(header: &[&str], rows: &[&[&str]]) -> (Vec<String>, Vec<Vec<String>>) {
    let own = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| text.to_string())
            .collect::<Vec<_>>()
    };
    (own(header), rows.iter().map(|row| own(row)).collect())
}

const SCENARIO: &str = "Denise calls about a parcel that should have come on Tuesday. It is now Friday. Halfway through she \
says, more quietly: “It was for my dad’s eightieth. That was yesterday.” You can see that the parcel left the wrong depot. A \
replacement would arrive on Monday; you may refund the delivery fee.";

fn evidence(number: usize, points: &str) -> Evidence {
    Evidence {
        title: format!("Question {number}: The parcel that was a birthday present"),
        scenario: SCENARIO.into(),
        answer: "Most helpful: D, “It left our wrong depot, and the day has passed. I’ve refunded the delivery. Would Monday \
                 still mean something to him, or shall I stop it?” Least helpful: E, “I promise it will be with him tomorrow, \
                 whatever it takes.”"
            .into(),
        reason: "Owns the cause, names what was lost, and leaves the choice that is really hers.".into(),
        points: points.into(),
    }
}

pub fn ledger(count: usize) -> Section {
    let row = |number: usize| LedgerRow {
        number: number.to_string(),
        title: "The parcel that was a birthday present".into(),
        answer: "Most D, least E".into(),
        reason: "Owns the cause, names what was lost, and leaves the choice that is really hers."
            .into(),
        weight: "8.3 %".into(),
        score: "0.912".into(),
        chance: "0.341".into(),
        anchored: "0.866".into(),
        points: if number.is_multiple_of(5) {
            "−1.4"
        } else {
            "7.2"
        }
        .into(),
    };
    Section::Ledger {
        title: "Appendix: the ledger".into(),
        sentence:
            "Every question’s way from the answer to its points. Points are weight × anchored score; they sum to the \
                   total."
                .into(),
        rows: (1..=count).map(row).collect(),
        total: "68.2".into(),
    }
}

/// A candidate's report of about three pages and an appendix.
pub fn candidate() -> Report {
    let (header, rows) = table(
        &["Response style", "Chosen", "Offered in", "Random"],
        &[
            &["Finds out before acting", "2", "7", "1.6"],
            &["Solves with empathy", "6", "12", "2.8"],
            &["Sympathy only", "3", "9", "2.1"],
        ],
    );
    Report {
        title: "Zoë Åkesson-Papadopoulou".into(),
        subtitle: "Customer care associate · Spring intake · Attune empathy assessment".into(),
        language: "en-GB".into(),
        paper: Paper::A4,
        pilot: true,
        footer: "Report 01J9ZQ4T · engine 1 · key 2026-11, provisional · unsupervised; identity not verified".into(),
        sections: vec![
            Section::Facts {
                title: String::new(),
                rows: [
                    ("Candidate", "Zoë Åkesson-Papadopoulou"),
                    ("Assessment", "Customer care associate, version 3: 12 questions, about 18 minutes"),
                    ("Taken", "20 November 2026, complete, first attempt"),
                    ("Status", "Pilot: not for selection decisions"),
                ]
                .map(|(label, value)| (label.into(), value.into()))
                .to_vec(),
            },
            Section::Total {
                title: "Total".into(),
                sentence: "Zoë’s answers agree with the key well beyond chance. Band 2 of 3: the top score of the band \
                           is not reliably above anyone in it (95 %)."
                    .into(),
                row: IntervalRow {
                    note: "Reliability .61, a planning value for 12 questions; an estimate needs 50 people.".into(),
                    ..row("Total", 68.0, 15.6)
                },
                random_95: 27.0,
            },
            Section::Competencies {
                title: "Competencies".into(),
                sentence: "Each line is a description, not a measure to compare people by. The lines overlap more than the \
                           dots suggest."
                    .into(),
                rows: vec![
                    row("Perspective-taking", 74.0, 21.0),
                    row("Validating emotion", 61.0, 22.4),
                    row("Problem-solving", 52.0, 24.0),
                    IntervalRow {
                        label: "Active listening".into(),
                        interval: None,
                        note: "3 questions; shown from 4.".into(),
                    },
                    row("Professional boundaries", -6.0, 23.0),
                ],
            },
            Section::Table {
                title: "Response styles".into(),
                sentence: "Counts of what was chosen where it was offered, beside what random choice would give.".into(),
                header,
                rows,
            },
            Section::Evidence {
                title: "Strongest evidence".into(),
                sentence: "The three answers that added most.".into(),
                items: vec![evidence(4, "+9.1"), evidence(7, "+8.4"), evidence(1, "+8.0")],
            },
            Section::Evidence {
                title: "Weakest evidence".into(),
                sentence: "The three answers that added least. One odd answer says little.".into(),
                items: vec![evidence(9, "−2.2"), evidence(12, "−1.0"), evidence(3, "+0.4")],
            },
            Section::Text {
                title: "Interview guide".into(),
                paragraphs: strings([
                    "The same four core questions for everyone in this intake:",
                    "- Tell me about a time a customer told you something that was not on the screen. What did you do with it?",
                    "- When did you last have to say no to someone who was right to be upset?",
                    "- What do you ask before you offer a solution?",
                    "- How do you come back to yourself after a hard call?",
                    "A probe from this candidate’s answers: in question 9 a promise was chosen that cannot be kept. Ask what \
                     a customer hears when a date is uncertain.",
                ]),
            },
            Section::Note {
                title: "What this does not tell you".into(),
                paragraphs: strings([
                    "It shows judgement in written situations, not behaviour on a call, and not whether someone is a kind person.",
                    "A decision needs a named person and a reason. This report is one piece of it.",
                ]),
            },
            ledger(12),
        ],
    }
}

/// An intake's report: bands, people, distribution.
pub fn cohort(people: usize) -> Report {
    let names = [
        "C. Abbott",
        "Ελένη Παπαδοπούλου",
        "Л. Щербакова",
        "Nguyễn Thị Minh Khai",
        "Q. Łęcka-Škodová",
    ];
    let person = |index: usize| {
        let score = 88.0 - 92.0 * index as f64 / people as f64;
        RankingRow {
            rank: format!("{}–{}", index / 2 + 1, index + 8),
            name: names[index % names.len()].into(),
            score: crate::words::whole(score),
            interval: interval(score, 11.7),
            decision: ["advance", "hold", "undecided", "decline"][index % 4].into(),
        }
    };
    let bounds = [0, people / 6, people / 2, people];
    let band = |index: usize| RankingBand {
        title: format!(
            "Band {} · {} candidates",
            index + 1,
            bounds[index + 1] - bounds[index]
        ),
        rows: (bounds[index]..bounds[index + 1]).map(person).collect(),
    };
    let counts = [1, 0, 2, 4, 6, 9, 11, 8, 6, 4, 2, 1];
    let bin = |(index, count): (usize, &u32)| {
        let from = -20.0 + 10.0 * index as f64;
        Bin {
            from,
            to: from + 10.0,
            count: *count,
        }
    };
    Report {
        title: "Spring intake: ranking".into(),
        subtitle: "Customer care associate · 54 submitted · as of 20 November 2026".into(),
        footer: "Snapshot 7 · engine 1 · seed 90210".into(),
        sections: vec![
            Section::Distribution {
                title: "Distribution of totals".into(),
                sentence: "54 totals from −13 to 97, half of them between 35 and 58.".into(),
                bins: counts.iter().enumerate().map(bin).collect(),
                random_95: 27.0,
            },
            Section::Ranking {
                title: "Ranking".into(),
                sentence:
                    "The top score of a band is not reliably above anyone in it (95 %). Larger gaps are likelier to be \
                           real. The order inside a band is drawn once and means nothing."
                        .into(),
                bands: (0..3).map(band).collect(),
            },
        ],
        ..candidate()
    }
}

/// Texts nobody wishes for: endless names, scripts the faces lack, controls, empty parts, numbers that are none.
pub fn unkind() -> Report {
    let endless = "Wolfeschlegelsteinhausenbergerdorff".repeat(12);
    let mixed =
        format!("{endless} نور 王小明 😀👩🏽‍🚀 \u{202e}evil\u{7} e\u{301}o\u{308} Ελένη Щербакова");
    let odd = Interval {
        score: f64::NAN,
        low: f64::NEG_INFINITY,
        high: f64::INFINITY,
    };
    let odd_row = IntervalRow {
        label: mixed.clone(),
        interval: Some(odd.clone()),
        note: mixed.clone(),
    };
    Report {
        title: mixed.clone(),
        subtitle: mixed.clone(),
        footer: mixed.clone(),
        sections: vec![
            Section::Facts {
                title: mixed.clone(),
                rows: vec![
                    (mixed.clone(), mixed.clone()),
                    (String::new(), String::new()),
                ],
            },
            Section::Total {
                title: String::new(),
                sentence: String::new(),
                row: odd_row.clone(),
                random_95: f64::NAN,
            },
            Section::Total {
                title: "None".into(),
                sentence: mixed.clone(),
                row: IntervalRow {
                    interval: None,
                    ..odd_row.clone()
                },
                random_95: 500.0,
            },
            Section::Competencies {
                title: mixed.clone(),
                sentence: String::new(),
                rows: vec![odd_row],
            },
            Section::Competencies {
                title: "Nobody".into(),
                sentence: String::new(),
                rows: vec![],
            },
            Section::Table {
                title: String::new(),
                sentence: String::new(),
                header: vec![],
                rows: vec![],
            },
            Section::Table {
                title: mixed.clone(),
                sentence: mixed.clone(),
                header: strings(["a", "b"]),
                rows: vec![
                    vec![mixed.repeat(40), mixed.clone(), "beyond the header".into()],
                    vec![],
                ],
            },
            Section::Evidence {
                title: String::new(),
                sentence: String::new(),
                items: vec![Evidence {
                    title: mixed.clone(),
                    scenario: mixed.repeat(30),
                    answer: String::new(),
                    reason: mixed.clone(),
                    points: String::new(),
                }],
            },
            Section::Text {
                title: mixed.clone(),
                paragraphs: vec!["- ".into(), String::new(), mixed.clone(), "-".into()],
            },
            Section::Note {
                title: mixed.clone(),
                paragraphs: vec![mixed.repeat(60)],
            },
            Section::Note {
                title: String::new(),
                paragraphs: vec![],
            },
            Section::Ledger {
                title: mixed.clone(),
                sentence: String::new(),
                rows: vec![],
                total: mixed.clone(),
            },
            Section::Distribution {
                title: mixed.clone(),
                sentence: mixed.clone(),
                bins: vec![
                    Bin {
                        from: f64::NAN,
                        to: 3.0,
                        count: 4,
                    },
                    Bin {
                        from: 5.0,
                        to: 5.0,
                        count: u32::MAX,
                    },
                ],
                random_95: f64::INFINITY,
            },
            Section::Ranking {
                title: String::new(),
                sentence: String::new(),
                bands: vec![RankingBand {
                    title: String::new(),
                    rows: vec![RankingRow {
                        rank: mixed.clone(),
                        name: mixed.clone(),
                        score: mixed.clone(),
                        interval: odd,
                        decision: mixed,
                    }],
                }],
            },
        ],
        ..candidate()
    }
}
