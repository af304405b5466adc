//! Files in and out: bank files, restricted Markdown, lists of people, tables. Parses and writes, never does I/O:
//! text and bytes come in, values and text go out. To add a format: a module beside these with `parse` or `read`
//! and `write`, its limits as constants, and a property test that no input panics.

#![warn(clippy::expect_used)]

pub mod bank_file;
pub mod blueprint_file;
pub mod conversion;
pub mod csv_export;
pub mod markdown;
pub mod people;
pub mod qti;
pub mod workbook_export;
pub mod xml;

#[cfg(test)]
mod samples;
