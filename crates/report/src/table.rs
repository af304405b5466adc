//! Tables: columns of given widths, cells that wrap, rows that stay whole while short and split over pages when long,
//! a header that repeats. All lines of a table share one leading, so that cells side by side can be cut at any line.

use crate::chart::{Axis, axis_labels};
use crate::flow::{Flow, Header, keeps_with_next};
use crate::mark::{Mark, Slice, Tagged, baseline, line_marks};
use crate::style::{self, Colour, LINE, LINE_STRONG, TextStyle};
use crate::tags::{Node, Role};
use crate::text::{Line, Span, measure, wrap};

/// Distance between columns.
pub const GAP: f32 = 12.0;
const PADDING: f32 = 4.6;
/// Rows up to this many lines are never split.
const WHOLE_LINES: usize = 9;
/// How far a tinted row reaches beyond the text on both sides.
const BLEED: f32 = 6.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Start,
    End,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    pub width: f32,
    pub align: Align,
}

/// A cell: paragraphs one below the other, and marks drawn from its top left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    paragraphs: Vec<Vec<Span>>,
    marks: Vec<Mark>,
    /// What the marks show; without it they are decoration.
    alt: Option<String>,
    columns: usize,
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

/// How a row looks and behaves.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RowStyle {
    pub tint: Option<Colour>,
    /// Stays on the page of the next row.
    pub keep: bool,
    /// The first cell names the row.
    pub named: bool,
}

/// A table being written into a flow.
#[derive(Debug)]
pub struct Table<'f> {
    flow: &'f mut Flow,
    columns: Vec<Column>,
    node: Node,
    /// Index of the whole table's header, and of the one that repeats now.
    table: usize,
    header: usize,
}

/// A cell ready to be placed; without structure elements where it only repeats.
struct Prepared {
    text: Option<Node>,
    drawing: Option<Node>,
    x: f32,
    width: f32,
    align: Align,
    lines: Vec<Line>,
    marks: Vec<Mark>,
}

impl<'f> Table<'f> {
    /// Starts a table with its header row.
    pub fn new(flow: &'f mut Flow, columns: Vec<Column>, heads: &[Cell]) -> Self {
        let parent = flow.branch();
        let node = flow.tags.add(parent, Role::Table);
        let index = flow.headers.len();
        flow.headers.push(Header {
            table: index,
            slices: Vec::new(),
        });
        let mut table = Self {
            flow,
            columns,
            node,
            table: index,
            header: index,
        };
        if !heads.is_empty() {
            let row = table.flow.tags.add(table.node, Role::Row);
            let prepared = table.prepare(Some(row), heads, |_| Role::ColumnHead);
            let mut slices = table.slices(&prepared, RowStyle::default(), LINE_STRONG);
            slices.iter_mut().for_each(|slice| slice.keep = true);
            table.flow.headers[index].slices.clone_from(&slices);
            slices.into_iter().for_each(|slice| table.flow.push(slice));
        }
        table
    }

    /// Starts a part of the table under a tinted row; where the part goes on, `continued` repeats below the header.
    pub fn part(&mut self, title: Cell, continued: Cell, tint: Colour) {
        let look = RowStyle {
            tint: Some(tint),
            keep: true,
            named: true,
        };
        let (title, continued) = (
            title.spanning(self.columns.len()),
            continued.spanning(self.columns.len()),
        );
        let repeated = self.prepare(None, &[continued], |_| Role::RowHead);
        let repeated = self.slices(&repeated, look, LINE);
        let slices = [self.flow.headers[self.table].slices.clone(), repeated].concat();
        self.flow.headers.push(Header {
            table: self.table,
            slices,
        });
        self.header = self.flow.headers.len() - 1;
        self.row(&[title], look);
    }

    /// Adds a row. Cells beyond the last column are left out.
    pub fn row(&mut self, cells: &[Cell], look: RowStyle) {
        let row = self.flow.tags.add(self.node, Role::Row);
        let role = |index| {
            if look.named && index == 0 {
                Role::RowHead
            } else {
                Role::Cell
            }
        };
        let prepared = self.prepare(Some(row), cells, role);
        for slice in self.slices(&prepared, look, LINE) {
            self.flow.push(slice);
        }
    }

    fn prepare(
        &mut self,
        row: Option<Node>,
        cells: &[Cell],
        role: impl Fn(usize) -> Role,
    ) -> Vec<Prepared> {
        let (left, _) = self.flow.measure();
        let mut column = 0;
        let mut prepared = Vec::with_capacity(cells.len());
        for (index, cell) in cells.iter().enumerate() {
            let end = (column + cell.columns.max(1)).min(self.columns.len());
            if column == end {
                break;
            }
            let x = left
                + self.columns[..column]
                    .iter()
                    .map(|column| column.width + GAP)
                    .sum::<f32>();
            let width = self.columns[column..end]
                .iter()
                .map(|column| column.width + GAP)
                .sum::<f32>()
                - GAP;
            let tags = &mut self.flow.tags;
            let text = row.map(|row| tags.cell(row, role(index), end - column));
            let drawing = text
                .zip(cell.alt.as_deref())
                .map(|(own, alt)| tags.figure(own, alt));
            let lines = cell
                .paragraphs
                .iter()
                .flat_map(|spans| wrap(spans, width))
                .collect();
            let (align, marks) = (self.columns[column].align, cell.marks.clone());
            prepared.push(Prepared {
                text,
                drawing,
                x,
                width,
                align,
                lines,
                marks,
            });
            column = end;
        }
        prepared
    }

    /// One slice for a short row; for a long one a slice a line, its ends kept together.
    fn slices(&mut self, cells: &[Prepared], look: RowStyle, rule: Colour) -> Vec<Slice> {
        let count = cells
            .iter()
            .map(|cell| cell.lines.len())
            .max()
            .unwrap_or(0)
            .max(1);
        let step = if count <= WHOLE_LINES { count } else { 1 };
        let pieces = count.div_ceil(step);
        let (left, width) = self.flow.measure();
        let group = self.flow.group();
        (0..pieces)
            .map(|piece| {
                let (first, last) = (piece == 0, piece + 1 == pieces);
                let top = if first { PADDING } else { 0.0 };
                let height =
                    top + step as f32 * style::CELL_LEADING + if last { PADDING } else { 0.0 };
                let mut marks: Vec<Tagged> = Vec::new();
                if let Some(fill) = look.tint {
                    let (x, width) = (left - BLEED, width + 2.0 * BLEED);
                    marks.push((
                        None,
                        Mark::Box {
                            x,
                            y: 0.0,
                            width,
                            height,
                            radius: 0.0,
                            fill,
                        },
                    ));
                } else if last {
                    marks.push((None, Mark::rule(left, left + width, height, 0.6, rule)));
                }
                for cell in cells {
                    cell.draw(piece * step..(piece + 1) * step, top, &mut marks);
                }
                let keep = (look.keep && last) || keeps_with_next(piece, pieces);
                Slice {
                    height,
                    marks,
                    group,
                    keep,
                    header: Some(self.header),
                    ..Slice::default()
                }
            })
            .collect()
    }
}

impl Prepared {
    /// Adds the cell's marks for a range of its lines, the first at `top`.
    fn draw(&self, range: std::ops::Range<usize>, top: f32, marks: &mut Vec<Tagged>) {
        if range.start == 0 {
            marks.extend(
                self.marks
                    .iter()
                    .map(|mark| (self.drawing, mark.clone().shifted(self.x, top))),
            );
        }
        for (index, line) in self
            .lines
            .iter()
            .enumerate()
            .skip(range.start)
            .take(range.len())
        {
            let x = match self.align {
                Align::Start => self.x,
                Align::End => self.x + self.width - line.width,
            };
            let y = top + (index - range.start) as f32 * style::CELL_LEADING;
            let drawn = line_marks(line, x, y, style::CELL_LEADING);
            marks.extend(drawn.into_iter().map(|mark| (self.text, mark)));
        }
    }
}

/// Widths for columns of text that together fill `width`: what each needs at most when there is room, otherwise
/// shrunk towards its longest word. Columns of numbers stand at the end side.
pub fn fitted_columns(heads: &[String], rows: &[Vec<String>], width: f32) -> Vec<Column> {
    let count = rows
        .iter()
        .map(Vec::len)
        .chain([heads.len()])
        .max()
        .unwrap_or(0)
        .max(1);
    let mut natural = vec![0.0_f32; count];
    let mut least = vec![0.0_f32; count];
    let mut see = |column: usize, text: &str, style: TextStyle| {
        natural[column] = natural[column].max(measure(text, style));
        let longest = text
            .split_whitespace()
            .map(|word| measure(word, style))
            .fold(0.0, f32::max);
        least[column] = least[column].max(longest.min(width / count as f32));
    };
    heads
        .iter()
        .enumerate()
        .for_each(|(column, text)| see(column, text, style::COLUMN_HEAD));
    for row in rows {
        row.iter()
            .enumerate()
            .for_each(|(column, text)| see(column, text, style::CELL));
    }
    let room = width - GAP * (count - 1) as f32;
    let (wanted, needed): (f32, f32) = (natural.iter().sum(), least.iter().sum());
    let share = if wanted > needed {
        ((room - needed) / (wanted - needed)).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let mut widths: Vec<f32> = natural
        .iter()
        .zip(&least)
        .map(|(natural, least)| least + share * (natural - least))
        .collect();
    let over = widths.iter().sum::<f32>() - room;
    if over > 0.0 {
        let scale = room / (room + over);
        widths.iter_mut().for_each(|width| *width *= scale);
    } else {
        widths[0] -= over;
    }
    let align = |column: usize| {
        let numeric = rows
            .iter()
            .all(|row| row.get(column).is_none_or(|text| is_number(text)));
        if column > 0 && numeric && !rows.is_empty() {
            Align::End
        } else {
            Align::Start
        }
    };
    widths
        .into_iter()
        .enumerate()
        .map(|(column, width)| Column {
            width,
            align: align(column),
        })
        .collect()
}

/// Digits with signs, separators, units of per cent; an empty cell does not speak against a column of numbers.
fn is_number(text: &str) -> bool {
    text.chars().all(|character| {
        character.is_ascii_digit() || " .,:+-−–%\u{a0}\u{202f}".contains(character)
    })
}

/// Columns of the given widths, the first taking what is left of `width`.
pub fn first_column_grows(width: f32, others: &[(f32, Align)]) -> Vec<Column> {
    let taken: f32 = others.iter().map(|(width, _)| width + GAP).sum();
    let first = Column {
        width: width - taken,
        align: Align::Start,
    };
    std::iter::once(first)
        .chain(others.iter().map(|&(width, align)| Column { width, align }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mark::Item;
    use crate::paginate::paginate;

    fn body(text: &str) -> Cell {
        Cell::text(text, style::CELL)
    }

    fn columns() -> Vec<Column> {
        vec![
            Column {
                width: 100.0,
                align: Align::Start,
            },
            Column {
                width: 60.0,
                align: Align::End,
            },
        ]
    }

    #[test]
    fn a_long_row_splits_over_pages_and_loses_no_line() {
        let mut flow = Flow::new(170.0);
        let long = "word ".repeat(400);
        let mut table = Table::new(
            &mut flow,
            columns(),
            &[Cell::head("Answer"), Cell::head("Points")],
        );
        table.row(&[body(&long), body("4.2")], RowStyle::default());
        let pages = paginate(&flow, 300.0);
        assert!(pages.len() > 3);
        let words: usize = pages
            .iter()
            .flatten()
            .filter(|placed| !placed.repeated)
            .flat_map(|placed| &placed.slice.marks)
            .filter_map(|(_, mark)| match mark {
                Mark::Text { text, .. } => Some(text.matches("word").count()),
                _ => None,
            })
            .sum();
        assert_eq!(words, 400);
        assert!(
            pages[1..].iter().all(|page| page[0].repeated),
            "the header repeats inside a split row"
        );
        assert!(pages.iter().all(|page| {
            page.iter()
                .all(|placed| placed.y + placed.slice.height <= 300.1)
        }));
    }

    #[test]
    fn a_short_row_is_one_slice() {
        let mut flow = Flow::new(170.0);
        let mut table = Table::new(&mut flow, columns(), &[Cell::head("A"), Cell::head("B")]);
        table.row(
            &[
                body("three lines of text in a narrow column, no more"),
                body("1"),
            ],
            RowStyle::default(),
        );
        assert_eq!(flow.items.len(), 2);
    }

    #[test]
    fn numbers_end_where_their_column_ends() {
        let mut flow = Flow::new(170.0);
        let mut table = Table::new(&mut flow, columns(), &[Cell::head("A"), Cell::head("B")]);
        table.row(&[body("x"), body("12.5")], RowStyle::default());
        let Some(Item::Slice(slice)) = flow.items.last() else {
            panic!("a row is a slice")
        };
        let x = slice.marks.iter().find_map(|(_, mark)| match mark {
            Mark::Text { x, text, .. } if text == "12.5" => Some(*x),
            _ => None,
        });
        let expected = 100.0 + GAP + 60.0 - measure("12.5", style::CELL);
        assert!((x.unwrap_or(0.0) - expected).abs() < 0.01);
    }

    #[test]
    fn fitted_columns_fill_the_width_and_protect_words() {
        let heads = vec!["Style".to_string(), "Chosen".to_string()];
        let rows = vec![vec![
            "Finds out before acting".to_string(),
            "3 of 9".to_string(),
        ]];
        let columns = fitted_columns(&heads, &rows, 300.0);
        let total: f32 = columns.iter().map(|column| column.width).sum::<f32>() + GAP;
        assert!((total - 300.0).abs() < 0.1);
        let wide = vec![
            vec!["a long sentence ".repeat(30), "7".into()],
            vec!["b".into(), "12".into()],
        ];
        let columns = fitted_columns(&heads, &wide, 300.0);
        assert!(columns[1].width >= measure("Chosen", style::COLUMN_HEAD));
        assert_eq!(columns[1].align, Align::End);
        assert!(fitted_columns(&[], &[], 300.0).len() == 1);
    }
}
