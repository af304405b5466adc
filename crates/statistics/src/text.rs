//! Figures as plain text: aligned columns, and what is missing named below.
//!
//! Never contains rounding of what is computed: JSON has every digit.

use crate::figure::Figure;

/// Four decimals, or two significant digits where they would show nothing.
pub(crate) fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 1e6 || (size > 0.0 && size < 5e-5) => format!("{value:.2e}"),
        size if size >= 1_000.0 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}

/// A share as a percentage without needless zeros.
pub(crate) fn percent(share: f64) -> String {
    let text = format!("{:.4}", 100.0 * share);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A figure, or a dash.
pub(crate) fn cell(figure: &Figure) -> String {
    figure
        .value
        .as_ref()
        .map_or("-".into(), |value| number(*value))
}

/// `lo to hi`, or a dash.
pub(crate) fn span(figure: &Figure<[f64; 2]>) -> String {
    figure.value.as_ref().map_or("-".into(), |[lower, upper]| {
        format!("{} to {}", number(*lower), number(*upper))
    })
}

/// A page of tables and lines.
#[derive(Debug, Default)]
pub(crate) struct Page {
    text: String,
    notes: Vec<String>,
}

impl Page {
    /// A line.
    pub fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// A heading with a line free above it.
    pub fn heading(&mut self, heading: &str) {
        if !self.text.is_empty() {
            self.line("");
        }
        self.line(heading);
    }

    /// Rows below a header, the first column to the left and all others to the right.
    pub fn table(&mut self, header: &[&str], rows: &[Vec<String>]) {
        let header: Vec<String> = header.iter().map(|&cell| cell.to_owned()).collect();
        let all: Vec<&Vec<String>> = std::iter::once(&header).chain(rows).collect();
        let width = |column: usize| {
            let cells = all.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..header.len()).map(width).collect();
        for row in all {
            let cells = row.iter().zip(&widths).enumerate();
            let cells = cells.map(|(column, (cell, &width))| match column {
                0 => format!("  {cell:<width$}"),
                _ => format!("  {cell:>width$}"),
            });
            self.line(cells.collect::<String>().trim_end());
        }
    }

    /// A name and what stands under it.
    pub fn entry(&mut self, name: &str, value: impl AsRef<str>) {
        self.line(format!("  {name:<26}{}", value.as_ref()).trim_end());
    }

    /// A figure on a line of its own; its reason is told below if it is missing.
    pub fn figure(&mut self, label: &str, figure: &Figure) {
        self.entry(label, cell(figure));
        self.note(figure.name, figure);
    }

    /// Tells below why a figure is missing.
    pub fn note<T>(&mut self, about: &str, figure: &Figure<T>) {
        if let Err(reason) = &figure.value {
            let note = format!("{about}: {reason}");
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
    }

    /// The text, with the notes at its end.
    pub fn finish(mut self) -> String {
        if !self.notes.is_empty() {
            self.heading("Not available");
            for note in std::mem::take(&mut self.notes) {
                self.line(format!("  {note}"));
            }
        }
        self.text
    }
}
