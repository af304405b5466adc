//! The readers of YAML and JSON; what they read comes back the same.

#![no_main]

use exchange::conversion::{FileFormat, read, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for format in [FileFormat::Yaml, FileFormat::Json] {
        if let Some(bank) = read(format, "fuzz", bytes).bank {
            let written = write(format, &bank).expect("a sound bank is written");
            assert_eq!(read(format, "fuzz", &written.bytes).bank, Some(bank));
        }
    }
});
