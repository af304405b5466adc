//! What a page is made of: marks at positions, gathered into slices that are never cut. Plain data, so that layout is
//! tested without a PDF. Coordinates are points; x from the left text edge, y downwards from the slice's top.

use crate::style::{Colour, TextStyle};
use crate::tags::Node;
use crate::text::Line;

/// Something drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// Text whose baseline starts at (x, y).
    Text {
        x: f32,
        y: f32,
        style: TextStyle,
        text: String,
    },
    /// A filled box with rounded corners (radius 0: square).
    Box {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        radius: f32,
        fill: Colour,
    },
    Rule {
        from: (f32, f32),
        to: (f32, f32),
        width: f32,
        colour: Colour,
        dashed: bool,
    },
    Dot {
        x: f32,
        y: f32,
        radius: f32,
        fill: Colour,
    },
}

impl Mark {
    /// The same mark, moved.
    pub fn shifted(mut self, dx: f32, dy: f32) -> Self {
        match &mut self {
            Mark::Text { x, y, .. } | Mark::Box { x, y, .. } | Mark::Dot { x, y, .. } => {
                *x += dx;
                *y += dy;
            }
            Mark::Rule { from, to, .. } => {
                *from = (from.0 + dx, from.1 + dy);
                *to = (to.0 + dx, to.1 + dy);
            }
        }
        self
    }

    /// A thin horizontal line.
    pub fn rule(x1: f32, x2: f32, y: f32, width: f32, colour: Colour) -> Self {
        Mark::Rule {
            from: (x1, y),
            to: (x2, y),
            width,
            colour,
            dashed: false,
        }
    }
}

/// A mark and the element of the document's structure it belongs to; `None` is decoration.
pub type Tagged = (Option<Node>, Mark);

/// A horizontal strip of content that stays in one piece.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Slice {
    pub height: f32,
    pub marks: Vec<Tagged>,
    /// Slices of one paragraph or table row share a group: on a page they are written together, cell by cell.
    pub group: u32,
    /// Stays on the page of the slice that follows.
    pub keep: bool,
    /// Index of the panel behind it.
    pub panel: Option<usize>,
    /// Index of the header that repeats above it on a new page.
    pub header: Option<usize>,
    /// Titles of the bookmarks that lead here, each with its distance below the slice's top.
    pub bookmarks: Vec<(f32, String)>,
}

/// What stands in the flow.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    Slice(Slice),
    /// Distance that vanishes at the top of a page.
    Space(f32),
    /// What follows begins a page, if there is something on the present one.
    NewPage,
}

impl Item {
    pub fn slice_mut(&mut self) -> Option<&mut Slice> {
        match self {
            Item::Slice(slice) => Some(slice),
            Item::Space(_) | Item::NewPage => None,
        }
    }

    pub fn height(&self) -> f32 {
        match self {
            Item::Slice(slice) => slice.height,
            Item::Space(height) => *height,
            Item::NewPage => 0.0,
        }
    }
}

/// Where the baseline lies in a line box of height `leading`, so that capitals stand in its middle.
pub fn baseline(leading: f32, size: f32) -> f32 {
    const HALF_CAPITAL: f32 = 0.357;
    leading / 2.0 + size * HALF_CAPITAL
}

/// The marks of a line of text whose box starts at (x, y).
pub fn line_marks(line: &Line, x: f32, y: f32, leading: f32) -> Vec<Mark> {
    let y = y + baseline(leading, line.size());
    let mark = |piece: &crate::text::Piece| Mark::Text {
        x: x + piece.x,
        y,
        style: piece.style,
        text: piece.text.clone(),
    };
    line.pieces.iter().map(mark).collect()
}
