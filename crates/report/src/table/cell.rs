//! What stands in a cell: text, or a drawing with its description in words.

use crate::chart::{Axis, axis_labels};
use crate::mark::{Mark, baseline};
use crate::style::{self, TextStyle};
use crate::text::Span;

/// A cell: paragraphs one below the other, and marks drawn from its top left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub(super) paragraphs: Vec<Vec<Span>>,
    pub(super) marks: Vec<Mark>,
    /// What the marks show; without it they are decoration.
    pub(super) alt: Option<String>,
    pub(super) columns: usize,
}

impl Cell {
    pub fn paragraphs(paragraphs: Vec<Vec<Span>>) -> Self {
        Self {
            paragraphs,
            marks: Vec::new(),
            alt: None,
            columns: 1,
        }
    }

    pub fn text(text: impl Into<String>, style: TextStyle) -> Self {
        Self::paragraphs(vec![vec![Span::new(text, style)]])
    }

    pub fn head(text: &str) -> Self {
        Self::text(text, style::COLUMN_HEAD)
    }

    /// A column's head with an axis' labels on a line of their own below it.
    pub fn axis_head(text: &str, axis: &Axis) -> Self {
        let mut cell = Self::head(text);
        cell.paragraphs
            .push(vec![Span::new("", style::COLUMN_HEAD)]);
        cell.marks = axis_labels(
            axis,
            style::CELL_LEADING + baseline(style::CELL_LEADING, style::TICK.size),
        );
        cell
    }

    /// A drawing one line tall with its description.
    pub fn figure(marks: Vec<Mark>, alt: String) -> Self {
        Self {
            marks,
            alt: Some(alt),
            ..Self::paragraphs(Vec::new())
        }
    }

    pub fn spanning(self, columns: usize) -> Self {
        Self { columns, ..self }
    }
}
