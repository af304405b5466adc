//! `cargo xtask test`: everything that must hold before a change lands, from nothing.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::process::{Command as Process, Stdio};

use crate::{
    Command, e2e, needs,
    postgres::Postgres,
    site,
    workspace::{Workspace, only, run, step},
};

pub const COMMAND: Command = Command {
    name: "test",
    summary: "Run every test: format, clippy, unit, both databases, HTTP, mail, PDF, browser",
    help: "
Installs what the tests need and lacks (Debian's postgresql, chromium, qpdf and poppler-utils; npm's
playwright-core and axe-core), starts a PostgreSQL of its own, and runs formatting, clippy, unit, property,
contract (both databases), HTTP, mail, PDF and browser tests. Ends with one line of totals.",
    run: test,
};

/// The frontends are wasm: everything else is tested natively.
const NATIVE: [&str; 5] = [
    "--workspace",
    "--exclude",
    "frontend-candidate",
    "--exclude",
    "frontend-staff",
];

/// How many tests did what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    pub passed: u64,
    pub failed: u64,
}

fn test(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    only(arguments, &[])?;
    needs::programs(&[needs::POSTGRES, needs::PDF_TOOLS, needs::BROWSER])?;
    needs::npm(&e2e::folder(workspace))?;
    step("Checking the format", || {
        run(
            "cargo fmt --check",
            &mut workspace.cargo(&["fmt", "--all", "--check"]),
        )
    })?;
    site::make(workspace, false)?;
    step("Clippy", || {
        let mut arguments = vec!["clippy", "--quiet", "--all-targets"];
        arguments.extend(NATIVE);
        arguments.extend(["--", "--deny", "warnings"]);
        run("clippy", &mut workspace.cargo(&arguments))
    })?;
    let mut totals = Totals::default();
    let postgres = step("Starting a PostgreSQL for the tests", Postgres::start)?;
    let mut arguments = vec!["test", "--no-fail-fast"];
    arguments.extend(NATIVE);
    let mut cargo = workspace.cargo(&arguments);
    cargo.env("ATTUNE_TEST_POSTGRES", postgres.url());
    let finished = step("Tests", || counted(&mut cargo, &mut totals, cargo_line))?;
    if !finished && totals.failed == 0 {
        bail!("the tests could not be built or run");
    }
    e2e::run_all(workspace, &mut totals)?;
    drop(postgres);
    println!("{} passed, {} failed", totals.passed, totals.failed);
    if totals.failed > 0 {
        bail!("{} test(s) failed", totals.failed)
    } else {
        Ok(())
    }
}

/// Runs a test program, shows what it prints and counts by its closing lines. Returns whether it succeeded.
pub fn counted(
    command: &mut Process,
    totals: &mut Totals,
    count: fn(&str, &mut Totals),
) -> Result<bool> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .context("the tests could not be started")?;
    let output = child.stdout.take().context("no output to read")?;
    for line in BufReader::new(output).lines() {
        let line = line.context("the tests' output is not text")?;
        println!("{line}");
        count(&line, totals);
    }
    Ok(child.wait()?.success())
}

/// `test result: ok. 12 passed; 0 failed; …`
fn cargo_line(line: &str, totals: &mut Totals) {
    let Some(rest) = line.strip_prefix("test result:") else {
        return;
    };
    let number = |word: &str| {
        rest.split([';', '.'])
            .filter_map(|part| part.trim().strip_suffix(word))
            .find_map(|number| number.trim().parse::<u64>().ok())
            .unwrap_or(0)
    };
    totals.passed += number(" passed");
    totals.failed += number(" failed");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_added_up() {
        let mut totals = Totals::default();
        for line in [
            "running 3 tests",
            "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s",
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s",
        ] {
            cargo_line(line, &mut totals);
        }
        assert_eq!(
            totals,
            Totals {
                passed: 15,
                failed: 2
            }
        );
    }
}
