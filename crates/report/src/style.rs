//! The report's look: colours, sizes and distances, all lengths in points. The colours are those of the web pages in
//! light mode, so that page and paper are one hand. No drawing happens here.

use crate::face::Face;

/// An sRGB colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

pub const INK: Colour = Colour(0x1d, 0x25, 0x26);
pub const QUIET: Colour = Colour(0x5a, 0x65, 0x67);
pub const LINE: Colour = Colour(0xe2, 0xdd, 0xd2);
pub const LINE_STRONG: Colour = Colour(0xb9, 0xb5, 0xab);
pub const WASH: Colour = Colour(0xf1, 0xed, 0xe4);
pub const ACCENT: Colour = Colour(0x0b, 0x5f, 0x58);
pub const ACCENT_WASH: Colour = Colour(0xe3, 0xf0, 0xed);
pub const CARE: Colour = Colour(0xf6, 0xec, 0xd6);
pub const CARE_INK: Colour = Colour(0x6b, 0x47, 0x00);
/// Tints of the bands from the top one down, fading; further bands keep the last.
pub const BANDS: [Colour; 4] = [
    Colour(0xcf, 0xe7, 0xe1),
    Colour(0xdd, 0xee, 0xe9),
    Colour(0xea, 0xf3, 0xf0),
    Colour(0xf3, 0xf5, 0xf2),
];

/// Distance from the paper's edge to the text, left and right. No margin is under 16 mm: printers and folders need it.
pub const MARGIN_SIDE: f32 = 46.0;
pub const MARGIN_TOP: f32 = 47.0;
pub const MARGIN_BOTTOM: f32 = 46.0;
/// Distance from the paper's upper and lower edge to the line of the running head and of the foot.
pub const HEAD: f32 = 37.0;
pub const FOOT: f32 = 26.0;

/// Face, size and colour of a run of text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextStyle {
    pub face: Face,
    pub size: f32,
    pub colour: Colour,
}

impl TextStyle {
    const fn new(face: Face, size: f32, colour: Colour) -> Self {
        Self { face, size, colour }
    }

    pub const fn bold(self) -> Self {
        Self {
            face: Face::Bold,
            ..self
        }
    }

    pub const fn coloured(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }
}

pub const TITLE: TextStyle = TextStyle::new(Face::Bold, 20.0, INK);
pub const SUBTITLE: TextStyle = TextStyle::new(Face::Regular, 10.5, QUIET);
pub const HEADING: TextStyle = TextStyle::new(Face::Bold, 12.5, INK);
pub const SUBHEADING: TextStyle = TextStyle::new(Face::Bold, 10.0, INK);
pub const BODY: TextStyle = TextStyle::new(Face::Regular, 9.3, INK);
pub const SMALL: TextStyle = TextStyle::new(Face::Regular, 8.2, QUIET);
pub const CELL: TextStyle = TextStyle::new(Face::Regular, 9.0, INK);
pub const COLUMN_HEAD: TextStyle = TextStyle::new(Face::Bold, 8.0, QUIET);
pub const TICK: TextStyle = TextStyle::new(Face::Regular, 7.4, QUIET);
pub const FIGURE: TextStyle = TextStyle::new(Face::Bold, 40.0, ACCENT);

/// Line heights belonging to the styles above.
pub const TITLE_LEADING: f32 = 25.0;
pub const SUBTITLE_LEADING: f32 = 14.0;
pub const HEADING_LEADING: f32 = 16.0;
pub const BODY_LEADING: f32 = 12.0;
pub const SMALL_LEADING: f32 = 10.6;
pub const CELL_LEADING: f32 = 11.5;
