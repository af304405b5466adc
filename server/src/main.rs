//! `attune`: one binary for the server and its operation.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    server::memory::share_one_heap();
    server::cli::run(server::cli::Cli::parse())
}
