//! One intake's report.

use super::{candidate, interval};
use domain::report::{Bin, RankingBand, RankingRow, Report, Section};

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
