//! Marks turned into the operations of one PDF page. Keeps the state a viewer keeps (font, colour, open text section),
//! so that nothing is said twice. Positions come in from the top left corner and go out from the bottom left one.

use crate::face::Face;
use crate::mark::Mark;
use crate::style::{Colour, TextStyle};
use printpdf::{
    Color, DictItem, FontId, Line, LineDashPattern, LinePoint, Op, PaintMode, PdfFontHandle, Point,
    Polygon, PolygonRing, Pt, Rgb, TextItem, TextMatrix, WindingOrder,
};
use std::collections::BTreeMap;

/// The faces' names in this document: six capital letters that also mark a subset font.
pub type FontNames = [String; 2];

/// One page being drawn.
#[derive(Debug)]
pub struct Canvas<'a> {
    ops: Vec<Op>,
    height: f32,
    fonts: &'a FontNames,
    in_text: bool,
    font: Option<(Face, f32)>,
    fill: Option<Colour>,
    stroke: Option<(Colour, f32, bool)>,
    marked: i64,
}

impl<'a> Canvas<'a> {
    /// A page `height` points tall.
    pub fn new(height: f32, fonts: &'a FontNames) -> Self {
        Self {
            ops: Vec::new(),
            height,
            fonts,
            in_text: false,
            font: None,
            fill: None,
            stroke: None,
            marked: 0,
        }
    }

    pub fn into_ops(mut self) -> Vec<Op> {
        self.end_text();
        self.ops
    }

    /// Draws content that belongs to a structure element of type `tag`; returns its number on this page.
    pub fn marked(&mut self, tag: &str, marks: impl Iterator<Item = Mark>) -> i64 {
        let number = self.marked;
        self.marked += 1;
        let properties = DictItem::Dict {
            map: BTreeMap::from([("MCID".into(), DictItem::Int(number))]),
        };
        self.enclosed(
            Op::BeginMarkedContentWithProperties {
                tag: tag.into(),
                properties,
            },
            marks,
        );
        number
    }

    /// Draws decoration, which is not read out.
    pub fn decoration(&mut self, marks: impl Iterator<Item = Mark>) {
        self.enclosed(
            Op::BeginMarkedContent {
                tag: "Artifact".into(),
            },
            marks,
        );
    }

    fn enclosed(&mut self, begin: Op, marks: impl Iterator<Item = Mark>) {
        self.end_text();
        self.ops.push(begin);
        marks.for_each(|mark| self.draw(mark));
        self.end_text();
        self.ops.push(Op::EndMarkedContent);
    }

    fn draw(&mut self, mark: Mark) {
        match mark {
            Mark::Text { x, y, style, text } => self.text(x, y, style, text),
            Mark::Box {
                x,
                y,
                width,
                height,
                radius,
                fill,
            } => {
                let outline = rounded(self.point(x, y + height), width, height, radius);
                self.filled(outline, fill);
            }
            Mark::Dot { x, y, radius, fill } => {
                let side = 2.0 * radius;
                let outline = rounded(self.point(x - radius, y + radius), side, side, radius);
                self.filled(outline, fill);
            }
            Mark::Rule {
                from,
                to,
                width,
                colour,
                dashed,
            } => self.rule(from, to, width, colour, dashed),
        }
    }

    fn text(&mut self, x: f32, y: f32, style: TextStyle, text: String) {
        self.set_fill(style.colour);
        if !self.in_text {
            self.ops.push(Op::StartTextSection);
            self.in_text = true;
        }
        if self.font != Some((style.face, style.size)) {
            let font = PdfFontHandle::External(FontId(self.fonts[style.face as usize].clone()));
            self.ops.push(Op::SetFont {
                font,
                size: Pt(style.size),
            });
            self.font = Some((style.face, style.size));
        }
        let (x, y) = self.point(x, y);
        self.ops.push(Op::SetTextMatrix {
            matrix: TextMatrix::Translate(Pt(x), Pt(y)),
        });
        self.ops.push(Op::ShowText {
            items: vec![TextItem::Text(text)],
        });
    }

    fn filled(&mut self, points: Vec<LinePoint>, fill: Colour) {
        self.end_text();
        self.set_fill(fill);
        let polygon = Polygon {
            rings: vec![PolygonRing { points }],
            mode: PaintMode::Fill,
            winding_order: WindingOrder::NonZero,
        };
        self.ops.push(Op::DrawPolygon { polygon });
    }

    fn rule(&mut self, from: (f32, f32), to: (f32, f32), width: f32, colour: Colour, dashed: bool) {
        self.end_text();
        if self.stroke != Some((colour, width, dashed)) {
            let dash = if dashed {
                LineDashPattern::new(0.0, &[3.0, 2.5])
            } else {
                LineDashPattern::solid()
            };
            self.ops.push(Op::SetOutlineColor { col: color(colour) });
            self.ops.push(Op::SetOutlineThickness { pt: Pt(width) });
            self.ops.push(Op::SetLineDashPattern { dash });
            self.stroke = Some((colour, width, dashed));
        }
        let points = [from, to]
            .into_iter()
            .map(|(x, y)| at(self.point(x, y), false))
            .collect();
        self.ops.push(Op::DrawLine {
            line: Line {
                points,
                is_closed: false,
            },
        });
    }

    fn set_fill(&mut self, colour: Colour) {
        if self.fill != Some(colour) {
            self.ops.push(Op::SetFillColor { col: color(colour) });
            self.fill = Some(colour);
        }
    }

    fn end_text(&mut self) {
        if std::mem::take(&mut self.in_text) {
            self.ops.push(Op::EndTextSection);
        }
    }

    /// From the top left corner to the bottom left one, in hundredths of a point.
    fn point(&self, x: f32, y: f32) -> (f32, f32) {
        (hundredths(x), hundredths(self.height - y))
    }
}

/// Rounds to what a file needs to say.
pub fn hundredths(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

fn color(colour: Colour) -> Color {
    let part = |value: u8| (f32::from(value) / 255.0 * 1000.0).round() / 1000.0;
    Color::Rgb(Rgb {
        r: part(colour.0),
        g: part(colour.1),
        b: part(colour.2),
        icc_profile: None,
    })
}

fn at((x, y): (f32, f32), bezier: bool) -> LinePoint {
    LinePoint {
        p: Point {
            x: Pt(hundredths(x)),
            y: Pt(hundredths(y)),
        },
        bezier,
    }
}

/// Outline of a rectangle with its lower left corner at (x, y); rounded corners are quarter circles.
fn rounded((x, y): (f32, f32), width: f32, height: f32, radius: f32) -> Vec<LinePoint> {
    let (right, top) = (x + width, y + height);
    if radius <= 0.0 {
        return [(x, y), (right, y), (right, top), (x, top)]
            .into_iter()
            .map(|corner| at(corner, false))
            .collect();
    }
    let r = radius.min(width / 2.0).min(height / 2.0);
    // Distance of a control point from the corner that makes a Bézier curve a quarter circle.
    let k = r * (1.0 - 0.552_285);
    let corner =
        |from, one, two, to| [at(from, false), at(one, true), at(two, true), at(to, false)];
    [
        corner(
            (right - r, y),
            (right - k, y),
            (right, y + k),
            (right, y + r),
        ),
        corner(
            (right, top - r),
            (right, top - k),
            (right - k, top),
            (right - r, top),
        ),
        corner((x + r, top), (x + k, top), (x, top - k), (x, top - r)),
        corner((x, y + r), (x, y + k), (x + k, y), (x + r, y)),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::{BODY, INK};

    fn fonts() -> FontNames {
        ["AAAAAA".into(), "BBBBBB".into()]
    }

    #[test]
    fn state_is_said_once_and_text_sections_close() {
        let fonts = fonts();
        let mut canvas = Canvas::new(800.0, &fonts);
        let text = |y: f32| Mark::Text {
            x: 10.0,
            y,
            style: BODY,
            text: "a".into(),
        };
        let number = canvas.marked(
            "P",
            [text(20.0), text(40.0), Mark::rule(0.0, 9.0, 50.0, 1.0, INK)].into_iter(),
        );
        assert_eq!(number, 0);
        assert_eq!(canvas.marked("P", [text(60.0)].into_iter()), 1);
        let ops = canvas.into_ops();
        let count = |wanted: fn(&Op) -> bool| ops.iter().filter(|op| wanted(op)).count();
        assert_eq!(count(|op| matches!(op, Op::SetFont { .. })), 1);
        assert_eq!(count(|op| matches!(op, Op::SetFillColor { .. })), 1);
        assert_eq!(count(|op| matches!(op, Op::StartTextSection)), 2);
        assert_eq!(count(|op| matches!(op, Op::EndTextSection)), 2);
        assert_eq!(count(|op| matches!(op, Op::EndMarkedContent)), 2);
    }

    #[test]
    fn positions_count_from_the_bottom() {
        let fonts = fonts();
        let canvas = Canvas::new(800.0, &fonts);
        assert_eq!(canvas.point(10.123_4, 100.0), (10.12, 700.0));
    }

    #[test]
    fn a_dot_is_closed_curves() {
        assert_eq!(rounded((0.0, 0.0), 10.0, 10.0, 5.0).len(), 16);
        assert_eq!(rounded((0.0, 0.0), 10.0, 10.0, 0.0).len(), 4);
    }
}
