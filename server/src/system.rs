//! The outside world that use cases are given: the system's clock and its entropy, and the PDF renderer.

use domain::report::Report;
use domain::time::Timestamp;
use service::ports::{Clock, Entropy, Renderer};
use std::time::{SystemTime, UNIX_EPOCH};

pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let elapsed = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp(i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX))
    }
}

pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        rand::fill(bytes);
    }
}

pub struct PdfRenderer;

impl Renderer for PdfRenderer {
    fn pdf(&self, report: &Report) -> Result<Vec<u8>, String> {
        report::pdf(report).map_err(|error| error.to_string())
    }
}
