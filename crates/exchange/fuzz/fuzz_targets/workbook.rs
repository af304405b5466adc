//! The reader of `FileFormat::Xlsx`; what it reads is written and read again.

#![no_main]

use exchange::conversion::{FileFormat, read, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some(bank) = read(FileFormat::Xlsx, "fuzz", bytes).bank {
        let written = write(FileFormat::Xlsx, &bank).expect("a sound bank is written");
        assert!(read(FileFormat::Xlsx, "fuzz", &written.bytes).bank.is_some());
    }
});
