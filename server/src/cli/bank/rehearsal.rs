//! `attune bank rehearse FILE…`: what made-up takers earn on each bank, as tables or JSON. Warnings change nothing about
//! the exit code: they are advice.

use super::{Failure, read};
use domain::rehearsal::{Rehearsal, rehearse_bank};
use serde::Serialize;
use std::path::PathBuf;
use std::process::ExitCode;

/// One bank of the JSON output.
#[derive(Debug, Serialize)]
struct Rehearsed {
    bank: String,
    #[serde(flatten)]
    rehearsal: Rehearsal,
}

pub(super) fn run(files: &[PathBuf], json: bool) -> Result<ExitCode, Failure> {
    let (banks, errors) = read(files)?;
    if errors > 0 {
        return Err(format!("{errors} error(s); nothing was rehearsed").into());
    }
    let mut rehearsed = Vec::new();
    for bank in banks {
        let rehearsal = rehearse_bank(&bank).map_err(|why| format!("{}: {why}", bank.info.id))?;
        rehearsed.push(Rehearsed {
            bank: bank.info.id,
            rehearsal,
        });
    }
    if json {
        println!("{}", serde_json::to_string_pretty(&rehearsed)?);
    } else {
        rehearsed.iter().for_each(print);
    }
    Ok(ExitCode::SUCCESS)
}

fn print(one: &Rehearsed) {
    let found = &one.rehearsal;
    println!("{}, {} question(s)", one.bank, found.questions);
    println!("  {:<24}{:>8}{:>10}", "taker", "earns", "best in");
    for line in &found.takers {
        println!(
            "  {:<24}{:>8.1}{:>10}",
            line.taker.name(),
            // Adding 0 takes the sign off a zero.
            (10.0 * line.total).round() / 10.0 + 0.0,
            line.best_in
        );
    }
    println!(
        "  attainable {:.0} to {:.0}; guessing earns {:.0} % of the raw score, which counts as 0; \
         19 in 20 random answerers stay below {:.0}",
        found.lowest,
        found.highest,
        100.0 * found.chance.share,
        found.chance.high
    );
    for warning in &found.warnings {
        println!("  warning: {warning}");
    }
    println!();
}
