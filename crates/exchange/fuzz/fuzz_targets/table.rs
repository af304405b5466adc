//! The reader of `FileFormat::Csv`; what it reads is written and read again.

#![no_main]

use exchange::conversion::{FileFormat, read, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some(bank) = read(FileFormat::Csv, "fuzz", bytes).bank {
        let written = write(FileFormat::Csv, &bank).expect("a sound bank is written");
        assert!(read(FileFormat::Csv, "fuzz", &written.bytes).bank.is_some());
    }
});
