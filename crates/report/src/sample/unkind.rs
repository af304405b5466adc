//! A report with everything in it that layout fears.

use super::{candidate, strings};
use domain::report::{
    Bin, Evidence, Interval, IntervalRow, RankingBand, RankingRow, Report, Section,
};

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
