//! How many candidate reports a CPU-second draws, and how large one is. Prints one JSON object for the benchmark.

use domain::report::Report;

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

/// A report as long as real ones, each of another person: nothing of one can be kept for the next.
fn sample(number: usize) -> Report {
    Report {
        title: format!("Candidate {number}"),
        ..report::sample::candidate()
    }
}
