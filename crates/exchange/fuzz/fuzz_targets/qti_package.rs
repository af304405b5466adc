//! The reader of `FileFormat::Qti30`; what it reads is written and read again.

#![no_main]

use exchange::conversion::{FileFormat, read, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some(bank) = read(FileFormat::Qti30, "fuzz", bytes).bank {
        let written = write(FileFormat::Qti30, &bank).expect("a sound bank is written");
        assert!(read(FileFormat::Qti30, "fuzz", &written.bytes).bank.is_some());
    }
});
