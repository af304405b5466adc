//! What stands in a cell: text, or a drawing with its description in words.

use crate::chart::{Axis, axis_labels};
use crate::mark::{Mark, baseline};
use crate::style::{self, TextStyle};
use crate::text::Span;

/// A cell: paragraphs one below the other, paragraphs below the row's other cells, and marks drawn from its top left
/// corner.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub(super) paragraphs: Vec<Vec<Span>>,
    /// Set under all cells of the row, as far as the table reaches.
    pub(super) below: Vec<Vec<Span>>,
    pub(super) marks: Vec<Mark>,
    /// What the marks show; without it they are decoration.
    pub(super) alt: Option<String>,
    pub(super) columns: usize,
    /// Names the cells beside it.
    pub(super) naming: bool,
}

impl Cell {
    pub fn paragraphs(paragraphs: Vec<Vec<Span>>) -> Self {
        Self {
            paragraphs,
            below: Vec::new(),
            marks: Vec::new(),
            alt: None,
            columns: 1,
            naming: false,
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

    pub fn naming(self) -> Self {
        Self {
            naming: true,
            ..self
        }
    }

    pub fn with_below(self, below: Vec<Vec<Span>>) -> Self {
        Self { below, ..self }
    }

    pub fn spanning(self, columns: usize) -> Self {
        Self { columns, ..self }
    }
}
