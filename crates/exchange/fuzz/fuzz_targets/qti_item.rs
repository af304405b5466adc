//! One QTI item and responses to it, parted by a NUL: whatever they say, scoring ends with outcomes or an error.

#![no_main]

use exchange::qti::{Item, outcomes_json, read_responses};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    let (item, responses) = (parts.next().unwrap_or_default(), parts.next().unwrap_or(b"{}"));
    let Ok(item) = Item::parse(item) else { return };
    let Ok(text) = std::str::from_utf8(responses) else { return };
    if let Ok(responses) = read_responses(&item, text)
        && let Ok(outcomes) = item.score(&responses)
    {
        let _ = outcomes_json(&outcomes).to_string();
    }
});
