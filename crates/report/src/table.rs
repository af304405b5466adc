//! Tables: columns of given widths, cells that wrap, rows that stay whole while short and split over pages when long,
//! a header that repeats. All lines of a table share one rhythm, so that cells side by side can be cut at any line.

mod cell;
mod columns;

pub use cell::Cell;
pub use columns::{Align, Column, GAP, first_column_grows, fitted_columns};

use crate::flow::{Flow, Header, keeps_with_next};
use crate::mark::{Mark, Slice, Tagged, line_marks};
use crate::style::{self, Colour, LINE, LINE_STRONG};
use crate::tags::{Node, Role};
use crate::text::{Line, Span, wrap};

/// Height of a line, and the distance above and below a row's lines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rhythm {
    pub leading: f32,
    pub padding: f32,
}

impl Rhythm {
    pub const CALM: Rhythm = Rhythm {
        leading: style::CELL_LEADING,
        padding: 2.5,
    };
    /// For long tables that are looked up in, not read.
    pub const DENSE: Rhythm = Rhythm {
        leading: style::SMALL_LEADING,
        padding: 2.2,
    };
}

/// Rows up to this many lines are never split.
const WHOLE_LINES: usize = 9;
/// How far a tinted row reaches beyond the text on both sides.
const BLEED: f32 = 6.0;

/// How a row looks and behaves.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RowStyle {
    pub tint: Option<Colour>,
    /// Stays on the page of the next row.
    pub keep: bool,
}

/// A table being written into a flow.
#[derive(Debug)]
pub struct Table<'f> {
    flow: &'f mut Flow,
    columns: Vec<Column>,
    rhythm: Rhythm,
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
    /// The row's line its own lines begin at.
    from: usize,
    lines: Vec<Line>,
    marks: Vec<Mark>,
}

impl<'f> Table<'f> {
    /// Starts a table with its header row.
    pub fn new(flow: &'f mut Flow, rhythm: Rhythm, columns: Vec<Column>, heads: &[Cell]) -> Self {
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
            rhythm,
            node,
            table: index,
            header: index,
        };
        if !heads.is_empty() {
            let row = table.flow.tags.add(table.node, Role::Row);
            let prepared = table.prepare(Some(row), heads, Role::ColumnHead);
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
        };
        let (title, continued) = (
            title.naming().spanning(self.columns.len()),
            continued.spanning(self.columns.len()),
        );
        let repeated = self.prepare(None, &[continued], Role::RowHead);
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
        let prepared = self.prepare(Some(row), cells, Role::Cell);
        for slice in self.slices(&prepared, look, LINE) {
            self.flow.push(slice);
        }
    }

    fn prepare(&mut self, row: Option<Node>, cells: &[Cell], role: Role) -> Vec<Prepared> {
        let (left, whole) = self.flow.measure();
        let mut column = 0;
        let mut prepared = Vec::with_capacity(cells.len());
        let mut below = Vec::new();
        for cell in cells {
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
            let role = if cell.naming { Role::RowHead } else { role };
            let text = row.map(|row| tags.cell(row, role, end - column));
            let drawing = text
                .zip(cell.alt.as_deref())
                .map(|(own, alt)| tags.figure(own, alt));
            prepared.push(Prepared {
                text,
                drawing,
                x,
                width,
                align: self.columns[column].align,
                from: 0,
                lines: wrapped(&cell.paragraphs, width),
                marks: cell.marks.clone(),
            });
            if !cell.below.is_empty() {
                let width = left + whole - x;
                below.push(Prepared {
                    text,
                    drawing: None,
                    x,
                    width,
                    align: Align::Start,
                    from: 0,
                    lines: wrapped(&cell.below, width),
                    marks: Vec::new(),
                });
            }
            column = end;
        }
        for mut under in below {
            under.from = height(&prepared);
            prepared.push(under);
        }
        prepared
    }

    /// One slice for a short row; for a long one a slice a line, its ends kept together.
    fn slices(&mut self, cells: &[Prepared], look: RowStyle, rule: Colour) -> Vec<Slice> {
        let count = height(cells);
        let Rhythm { leading, padding } = self.rhythm;
        let step = if count <= WHOLE_LINES { count } else { 1 };
        let pieces = count.div_ceil(step);
        let (left, width) = self.flow.measure();
        let group = self.flow.group();
        (0..pieces)
            .map(|piece| {
                let (first, last) = (piece == 0, piece + 1 == pieces);
                let top = if first { padding } else { 0.0 };
                let height = top + step as f32 * leading + if last { padding } else { 0.0 };
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
                    cell.draw(piece * step..(piece + 1) * step, top, leading, &mut marks);
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

fn wrapped(paragraphs: &[Vec<Span>], width: f32) -> Vec<Line> {
    let lines = paragraphs.iter().flat_map(|spans| wrap(spans, width));
    lines.collect()
}

/// How many lines a row of these cells has.
fn height(cells: &[Prepared]) -> usize {
    let ends = cells.iter().map(|cell| cell.from + cell.lines.len());
    ends.max().unwrap_or(0).max(1)
}

impl Prepared {
    /// Adds the cell's marks for a range of its lines, the first at `top`.
    fn draw(&self, range: std::ops::Range<usize>, top: f32, leading: f32, marks: &mut Vec<Tagged>) {
        if range.start == 0 {
            marks.extend(
                self.marks
                    .iter()
                    .map(|mark| (self.drawing, mark.clone().shifted(self.x, top))),
            );
        }
        let placed = (self.from..).zip(&self.lines);
        for (index, line) in placed.filter(|(index, _)| range.contains(index)) {
            let x = match self.align {
                Align::Start => self.x,
                Align::End => self.x + self.width - line.width,
            };
            let y = top + (index - range.start) as f32 * leading;
            let drawn = line_marks(line, x, y, leading);
            marks.extend(drawn.into_iter().map(|mark| (self.text, mark)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mark::Item;
    use crate::paginate::paginate;
    use crate::text::measure;

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
            Rhythm::CALM,
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
        let mut table = Table::new(
            &mut flow,
            Rhythm::CALM,
            columns(),
            &[Cell::head("A"), Cell::head("B")],
        );
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
    fn text_below_has_the_whole_width_under_the_other_cells() {
        let mut flow = Flow::new(172.0);
        let mut table = Table::new(&mut flow, Rhythm::DENSE, columns(), &[]);
        let reason = "a reason that needs the width of both columns";
        let below = vec![vec![Span::new(reason, style::SMALL)]];
        let cells = [
            body("short").with_below(below),
            body("two lines of it in this narrow column"),
        ];
        table.row(&cells, RowStyle::default());
        let Some(Item::Slice(slice)) = flow.items.last() else {
            panic!("a row is a slice")
        };
        let texts = slice.marks.iter().filter_map(|(node, mark)| match mark {
            Mark::Text { x, y, text, .. } => Some((*node, *x, *y, text.trim_end())),
            _ => None,
        });
        let texts: Vec<_> = texts.collect();
        let (owner, ..) = texts[0];
        let of_reason: Vec<_> = texts[1..]
            .iter()
            .filter(|(node, ..)| *node == owner)
            .collect();
        let lowest = texts.iter().filter(|(node, ..)| *node != owner);
        let lowest = lowest.map(|(_, _, y, _)| *y).fold(0.0, f32::max);
        assert!(
            of_reason
                .iter()
                .all(|(_, x, y, _)| *x == 0.0 && *y > lowest)
        );
        assert!(
            of_reason
                .iter()
                .any(|(.., text)| measure(text, style::SMALL) > 100.0)
        );
        assert_eq!(
            of_reason
                .iter()
                .map(|(.., text)| *text)
                .collect::<Vec<_>>()
                .join(" "),
            reason
        );
    }

    #[test]
    fn numbers_end_where_their_column_ends() {
        let mut flow = Flow::new(170.0);
        let mut table = Table::new(
            &mut flow,
            Rhythm::CALM,
            columns(),
            &[Cell::head("A"), Cell::head("B")],
        );
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
}
