//! Reports as PDF: `domain::report::Report` in, bytes out. The only crate that knows printpdf and lopdf. It decides
//! nothing about what a report says; every sentence and number comes in the model, except the few words in `words`.
//! The same report always gives the same bytes. Takes a few milliseconds of one core: call it from a blocking thread.
//!
//! The way of a report: `sections` write it into a stream of slices (`flow`, `table`, `chart`), `paginate` cuts the
//! stream, `page` draws the pages, `finish` makes the file with its structure, outline and language.
//!
//! A new section: a variant of `domain::report::Section`, a file in `sections/`, a line in `sections::draw`.

#![warn(clippy::expect_used)]

mod canvas;
mod chart;
mod face;
mod file;
mod finish;
mod flow;
mod mark;
mod page;
mod paginate;
#[cfg(any(test, feature = "sample"))]
pub mod sample;
mod sections;
mod structure;
mod style;
mod table;
mod tags;
#[cfg(test)]
mod tests;
mod text;
mod words;

use domain::report::Report;
use flow::Flow;
use page::Sheet;
use sha2::{Digest, Sha256};

/// Why a report could not be made. The report itself is never at fault for its texts: what a font lacks is replaced.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("the report could not be hashed: {0}")]
    Hash(#[from] serde_json::Error),
    #[error("a font file of this program cannot be read")]
    Font,
    #[error("the pages could not be drawn: {0}")]
    Drawing(String),
    #[error("the PDF structure could not be written: {0}")]
    Structure(#[from] lopdf::Error),
    #[error("the PDF could not be written: {0}")]
    Write(#[from] std::io::Error),
    #[error("the PDF would be larger than 4 GiB")]
    TooLarge,
}

/// Draws a report as a PDF file. Deterministic: no clock, no randomness, nothing read from the machine.
pub fn pdf(report: &Report) -> Result<Vec<u8>, ReportError> {
    let hash: [u8; 32] = Sha256::digest(serde_json::to_vec(report)?).into();
    let (sheet, flow) = lay_out(report);
    let pages = paginate::paginate(&flow, sheet.area().1);
    let fonts = finish::font_names(&hash);
    let drawn = page::draw(report, sheet, &flow, &pages, &fonts);
    finish::finish(report, sheet, &flow.tags, drawn, &fonts, &hash)
}

/// The report's content as one stream, as wide as its paper allows.
fn lay_out(report: &Report) -> (Sheet, Flow) {
    let sheet = Sheet::new(report.paper);
    let mut flow = Flow::new(sheet.area().0);
    sections::draw_all(report, &mut flow);
    (sheet, flow)
}
