//! `cargo xtask`: the one entry for everything that is more than one cargo command.
//!
//! Each command is a file of its own with a `COMMAND` constant, listed in [`COMMANDS`]. xtask depends on no crate of the
//! workspace, so that it runs when they do not compile, and it never builds the server's and the browser's half of `app`
//! in one cargo invocation.

mod bench;
mod build;
mod demo;
mod dev;
mod drive;
mod e2e;
mod needs;
mod postgres;
mod site;
mod test;
mod torture;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use workspace::Workspace;

/// One command of xtask.
struct Command {
    /// The word after `cargo xtask`.
    name: &'static str,
    /// One line for the list of commands.
    summary: &'static str,
    /// The whole help, shown by `cargo xtask NAME --help`.
    help: &'static str,
    /// Does the work; the arguments are those after the name.
    run: fn(&Workspace, &[String]) -> Result<()>,
}

const COMMANDS: &[Command] = &[
    demo::COMMAND,
    test::COMMAND,
    dev::COMMAND,
    build::COMMAND,
    bench::COMMAND,
    torture::COMMAND,
    site::COMMAND,
    e2e::COMMAND,
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (name, rest) = match arguments.split_first() {
        None => return help(),
        Some((first, _)) if matches!(first.as_str(), "help" | "--help" | "-h") => return help(),
        Some((first, rest)) => (first.as_str(), rest),
    };
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        eprintln!("error: there is no command '{name}'. {}", suggestion(name));
        return ExitCode::from(2);
    };
    if rest
        .iter()
        .any(|argument| matches!(argument.as_str(), "--help" | "-h"))
    {
        println!("cargo xtask {}\n\n{}", command.name, command.help.trim());
        return ExitCode::SUCCESS;
    }
    match Workspace::find().and_then(|workspace| (command.run)(&workspace, rest)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn help() -> ExitCode {
    println!("cargo xtask COMMAND\n\nCommands:");
    for command in COMMANDS {
        println!("  {:<10}{}", command.name, command.summary);
    }
    println!("\n`cargo xtask COMMAND --help` says more.");
    ExitCode::SUCCESS
}

/// The commands there are, the one that begins alike first.
fn suggestion(name: &str) -> String {
    let alike = COMMANDS.iter().find(|command| {
        let shared = command
            .name
            .chars()
            .zip(name.chars())
            .take_while(|(a, b)| a == b)
            .count();
        shared >= 2 || (shared > 0 && command.name.len() <= 3)
    });
    match alike {
        Some(command) => format!("Did you mean 'cargo xtask {}'?", command.name),
        None => {
            let names: Vec<_> = COMMANDS.iter().map(|command| command.name).collect();
            format!("There are: {}.", names.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_named_once_and_explained() {
        for (at, command) in COMMANDS.iter().enumerate() {
            assert!(
                !command.summary.is_empty() && !command.help.trim().is_empty(),
                "{}",
                command.name
            );
            assert!(
                COMMANDS[..at]
                    .iter()
                    .all(|other| other.name != command.name),
                "{} is there twice",
                command.name
            );
        }
    }

    #[test]
    fn a_misspelt_command_is_answered_with_the_one_meant() {
        assert!(
            suggestion("biuld").contains("There are: ")
                && suggestion("buidl").contains("'cargo xtask build'")
        );
        assert!(suggestion("sight").contains("'cargo xtask site'"));
        assert!(suggestion("zebra").contains("There are: "));
    }
}
