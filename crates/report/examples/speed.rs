//! How many candidate reports a CPU-second draws, and how large one is. Prints one JSON object for the benchmark.

use domain::assessment::Paper;
use domain::report::{Evidence, Interval, IntervalRow, LedgerRow, Report, Section};

const REPORTS: usize = 400;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let first = report::pdf(&sample(0))?;
    let pages = lopdf::Document::load_mem(&first)?.get_pages().len();
    let begun = cpu_seconds()?;
    for number in 0..REPORTS {
        std::hint::black_box(report::pdf(&sample(number))?);
    }
    let seconds = cpu_seconds()? - begun;
    println!(
        "{{\"reports_a_cpu_second\": {:.1}, \"pages\": {pages}, \"bytes\": {}}}",
        REPORTS as f64 / seconds,
        first.len()
    );
    Ok(())
}

/// CPU time of this process, by the kernel's account in hundredths of a second.
fn cpu_seconds() -> Result<f64, Box<dyn std::error::Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks: Result<Vec<f64>, _> = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(str::parse)
        .collect();
    Ok(ticks?.iter().sum::<f64>() / 100.0)
}

fn sample(number: usize) -> Report {
    let interval = |score: f64| {
        Some(Interval {
            score,
            low: score - 16.0,
            high: score + 16.0,
        })
    };
    let row = |label: &str, score: f64| IntervalRow {
        label: label.into(),
        interval: interval(score),
        note: String::new(),
    };
    let text =
        "The parcel left the wrong depot and the day has passed; a replacement arrives on Monday.";
    let evidence = |at: usize| Evidence {
        title: format!("Question {at}: The parcel that was a birthday present"),
        scenario: text.repeat(3),
        answer: "Most helpful: C. Least helpful: A.".into(),
        reason: "Owns the cause, names what was lost, and leaves the choice to the customer."
            .into(),
        points: "+7.4".into(),
    };
    let ledger = |at: usize| LedgerRow {
        number: at.to_string(),
        title: "The parcel that was a birthday present".into(),
        answer: "Most C, least A".into(),
        reason: "Owns the cause and leaves the choice to the customer.".into(),
        weight: "8.3 %".into(),
        score: "1.000".into(),
        chance: "0.500".into(),
        anchored: "1.000".into(),
        points: "8.3".into(),
    };
    Report {
        title: format!("Candidate report {number}"),
        subtitle: "Customer care associate".into(),
        language: "en".into(),
        paper: Paper::A4,
        pilot: true,
        footer: format!("Report {number}"),
        sections: vec![
            Section::Facts {
                title: "Who, what, when".into(),
                rows: vec![
                    ("Candidate".into(), format!("Candidate {number}")),
                    ("Taken".into(), "2 March 2026".into()),
                ],
            },
            Section::Total {
                title: "Total".into(),
                sentence: text.into(),
                row: row("Total", 61.0),
                random_95: 27.0,
            },
            Section::Competencies {
                title: "Competencies".into(),
                sentence: text.into(),
                rows: [
                    "Active listening",
                    "Perspective-taking",
                    "Emotion",
                    "Problem-solving",
                    "Personalisation",
                ]
                .map(|label| row(label, 55.0))
                .to_vec(),
            },
            Section::Evidence {
                title: "Strongest evidence".into(),
                sentence: text.into(),
                items: (1..4).map(evidence).collect(),
            },
            Section::Evidence {
                title: "Weakest evidence".into(),
                sentence: text.into(),
                items: (4..7).map(evidence).collect(),
            },
            Section::Text {
                title: "Method".into(),
                paragraphs: vec![text.repeat(4), text.repeat(3)],
            },
            Section::Ledger {
                title: "Ledger".into(),
                sentence: text.into(),
                rows: (1..13).map(ledger).collect(),
                total: "61.0".into(),
            },
        ],
    }
}
