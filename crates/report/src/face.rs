//! The two embedded faces and their advance widths. Parsed once a process; never reads a font from the machine.
//! Another face is a file in `fonts/`, a variant of [`Face`] and a line in [`Face::ALL`].

use crate::ReportError;
use printpdf::ParsedFont;
use std::sync::OnceLock;

/// A font of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    Regular,
    Bold,
}

/// Units of an em in both font files.
const EM: f32 = 1000.0;
/// Where the characters of the font files lie; between them are scripts they do not hold.
const HELD: [std::ops::RangeInclusive<u16>; 2] = [0..=0x27ff, 0xfb00..=0xffff];
/// Marks a character without a glyph in the table of advances.
const MISSING: u16 = u16::MAX;

struct Loaded {
    parsed: ParsedFont,
    /// Advance in font units by code point of the basic plane.
    advances: Vec<u16>,
}

static LOADED: OnceLock<Option<[Loaded; 2]>> = OnceLock::new();

/// `None` for a file that is no font.
fn load(bytes: &[u8]) -> Option<Loaded> {
    let parsed = ParsedFont::from_bytes(bytes, 0, &mut Vec::new())?;
    let advance = |code: u32| match parsed.lookup_glyph_index(code) {
        Some(glyph) if glyph != 0 => parsed.get_horizontal_advance(glyph),
        _ => MISSING,
    };
    let mut advances = vec![MISSING; usize::from(u16::MAX) + 1];
    for code in HELD.into_iter().flatten() {
        advances[usize::from(code)] = advance(u32::from(code));
    }
    Some(Loaded { parsed, advances })
}

impl Face {
    pub const ALL: [Face; 2] = [Face::Regular, Face::Bold];

    fn loaded(self) -> Option<&'static Loaded> {
        let all = LOADED.get_or_init(|| {
            Some([
                load(include_bytes!("../fonts/NotoSans-Regular.ttf"))?,
                load(include_bytes!("../fonts/NotoSans-Bold.ttf"))?,
            ])
        });
        all.as_ref().map(|all| &all[self as usize])
    }

    /// The parsed font, for embedding.
    pub fn parsed(self) -> Result<&'static ParsedFont, ReportError> {
        self.loaded()
            .map(|loaded| &loaded.parsed)
            .ok_or(ReportError::Font)
    }

    /// Advance of a character in ems; `None` when the face has no glyph for it.
    pub fn advance(self, character: char) -> Option<f32> {
        let code = u16::try_from(u32::from(character)).ok()?;
        match self.loaded()?.advances[usize::from(code)] {
            MISSING => None,
            units => Some(f32::from(units) / EM),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_faces_hold_the_scripts_promised() {
        for face in Face::ALL {
            for character in "AzÅéőßŁΩώЖщїЂ€–’“•…−→≥✓�".chars() {
                assert!(
                    face.advance(character).is_some(),
                    "{face:?} lacks {character}"
                );
            }
            assert_eq!(face.advance('ب'), None);
            assert_eq!(face.advance('😀'), None);
        }
    }

    #[test]
    fn digits_are_tabular_and_bold_is_wider() {
        let widths: Vec<_> = ('0'..='9')
            .map(|digit| Face::Regular.advance(digit))
            .collect();
        assert!(widths.iter().all(|width| *width == widths[0]));
        assert!(Face::Bold.advance('m') > Face::Regular.advance('m'));
    }
}
