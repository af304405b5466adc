//! Bytes through every reader: shared by the fuzz target and by the tests in
//! `../tests/corpus.rs`, so that both try the same.

use statistics::agreement::{self, Long};
use statistics::analyse::{self, Request};
use statistics::rank::{self, Certainty};
use statistics::sheet::Sheet;
use statistics::{impact, items, personfit};

/// Longer tables take the fuzzer's time, not its findings.
const LONGEST: usize = 4_096;

/// Reads bytes as every kind of table. Nothing is returned: it must not panic.
pub fn try_everything(bytes: &[u8]) {
    let bytes = &bytes[..bytes.len().min(LONGEST)];
    let open = || Ok(bytes);
    drop(analyse::run(open, &Request::default()).map(|report| report.text()));
    let Ok(sheet) = Sheet::read(bytes) else {
        return;
    };
    if let Ok(key) = items::key(&sheet) {
        let request = Request {
            key: Some(key),
            ..Request::default()
        };
        drop(analyse::run(open, &request));
    }
    drop(items::strata(&sheet));
    drop(items::weights(&sheet));
    let long = Long {
        target: "target".into(),
        rater: "rater".into(),
        value: "value".into(),
    };
    for ratings in [
        agreement::read_wide(&sheet, None, None),
        agreement::read_long(&sheet, &long, None),
    ] {
        drop(ratings.map(|ratings| agreement::run(&ratings, 0.95).text()));
    }
    let request = rank::Request {
        id: None,
        score: "score".into(),
        certainty: Certainty::Errors("se".into()),
        sd: None,
        seed: 1,
        level: 0.95,
    };
    drop(rank::run(&sheet, &request).map(|report| report.text()));
    drop(impact::counts(&sheet).and_then(|counts| impact::run(&counts, 0.95)));
    drop(impact::from_scores(&sheet, "score", &["group".into()]));
    drop(personfit::run(&sheet, &personfit::Request::default()).map(|report| report.text()));
}
