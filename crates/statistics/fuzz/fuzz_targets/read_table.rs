//! `cargo +nightly fuzz run read_table` in `crates/statistics`: no bytes make
//! reading a table, or any command on it, panic.

#![no_main]

#[path = "../everything.rs"]
mod everything;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| everything::try_everything(bytes));
