//! Text measured and broken into lines with the faces' real advances and Unicode's line breaking rules. Knows no page.
//! What cannot be drawn is replaced here, visibly, so that no later step can fail on a character.

use crate::style::TextStyle;
use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_normalization::UnicodeNormalization;

/// Stands for a character the faces do not hold.
pub const REPLACEMENT: char = '\u{fffd}';

/// A run of text in one style.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    pub text: String,
    pub style: TextStyle,
}

impl Span {
    pub fn new(text: impl Into<String>, style: TextStyle) -> Self {
        Self {
            text: text.into(),
            style,
        }
    }
}

/// A part of a line in one style, `x` points from the line's start.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    pub x: f32,
    pub text: String,
    pub style: TextStyle,
}

/// A line that fits its width.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    pub pieces: Vec<Piece>,
    pub width: f32,
}

impl Line {
    /// The largest size in the line, which sets its baseline.
    pub fn size(&self) -> f32 {
        self.pieces
            .iter()
            .map(|piece| piece.style.size)
            .fold(0.0, f32::max)
    }
}

/// Width of `text` on one line, in points.
pub fn measure(text: &str, style: TextStyle) -> f32 {
    drawable(text, style)
        .chars()
        .map(|character| advance(character, style))
        .sum()
}

/// Breaks `spans` into lines no wider than `width` points. A word longer than a line is cut; a newline ends a line.
/// There is always at least one line.
pub fn wrap(spans: &[Span], width: f32) -> Vec<Line> {
    let mut all = String::new();
    let mut ends = Vec::with_capacity(spans.len());
    for span in spans {
        all.push_str(&drawable(&span.text, span.style));
        ends.push(all.len());
    }
    let text = all.trim_end();
    let reach = reaches(text, spans, &ends);
    let lines = line_ranges(text, &reach, width);
    lines
        .into_iter()
        .map(|(start, end)| line(text, start, end, &reach, spans, &ends))
        .collect()
}

/// The text with letters and their accents composed, and what cannot be drawn replaced: unknown characters become U+FFFD, tabs a space, controls, direction
/// marks, joiners and variation selectors nothing.
fn drawable(text: &str, style: TextStyle) -> String {
    text.nfc()
        .filter_map(|character| match character {
            '\n' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\t' => Some(' '),
            _ if is_silent(character) => None,
            _ if style.face.advance(character).is_some() => Some(character),
            _ => Some(REPLACEMENT),
        })
        .collect()
}

/// The text as one line for where a viewer shows it in its own fonts (title, bookmarks, alternative texts): no controls,
/// no direction marks.
pub fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    line.nfc()
        .filter(|character| !is_silent(*character))
        .collect()
}

fn is_silent(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0000}'..='\u{e0fff}')
}

fn advance(character: char, style: TextStyle) -> f32 {
    if character == '\n' {
        0.0
    } else {
        style.face.advance(character).unwrap_or(0.0) * style.size
    }
}

/// For every byte offset that starts a character (and the end): the width of everything before it.
fn reaches(text: &str, spans: &[Span], ends: &[usize]) -> Vec<f32> {
    let mut reach = vec![0.0; text.len() + 1];
    let (mut sum, mut span) = (0.0, 0);
    for (offset, character) in text.char_indices() {
        while span + 1 < spans.len() && offset >= ends[span] {
            span += 1;
        }
        reach[offset] = sum;
        sum += advance(character, spans[span].style);
        reach[offset + character.len_utf8()] = sum;
    }
    reach
}

/// Greedy filling: byte ranges of the lines, trailing white space included.
fn line_ranges(text: &str, reach: &[f32], width: f32) -> Vec<(usize, usize)> {
    const SLACK: f32 = 0.01;
    let mut lines = Vec::new();
    let (mut start, mut filled) = (0, 0);
    for (end, opportunity) in linebreaks(text) {
        if splits_per_cent(text, end) {
            continue;
        }
        let visible = filled + text[filled..end].trim_end().len();
        if reach[visible] - reach[start] > width + SLACK {
            if filled > start {
                lines.push((start, filled));
                start = filled;
            }
            while reach[visible] - reach[start] > width + SLACK {
                let cut = start + fitting(&text[start..visible], &reach[start..], width);
                lines.push((start, cut));
                start = cut;
            }
        }
        filled = end;
        if opportunity == BreakOpportunity::Mandatory && end < text.len() {
            lines.push((start, end));
            start = end;
        }
    }
    if start < text.len() || lines.is_empty() {
        lines.push((start, text.len()));
    }
    lines
}

/// Whether a break at `end` would part a number from its per cent sign.
fn splits_per_cent(text: &str, end: usize) -> bool {
    text[end..].starts_with('%')
        && text[..end]
            .trim_end()
            .ends_with(|last: char| last.is_ascii_digit())
}

/// How many bytes of a too long word fit; at least one character with the marks that combine with it.
fn fitting(word: &str, reach: &[f32], width: f32) -> usize {
    let mut fits = 0;
    for (offset, character) in word.char_indices() {
        let end = offset + character.len_utf8();
        let combines = reach[end] == reach[offset];
        if !combines && fits > 0 && reach[end] - reach[0] > width {
            break;
        }
        fits = end;
    }
    fits
}

fn line(
    text: &str,
    start: usize,
    end: usize,
    reach: &[f32],
    spans: &[Span],
    ends: &[usize],
) -> Line {
    let broken_at_space = end < text.len() && text[start..end].ends_with(char::is_whitespace);
    let end = start + text[start..end].trim_end().len();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut from = 0;
    for (span, &to) in spans.iter().zip(ends) {
        let (first, last) = (start.max(from), end.min(to));
        if first < last {
            pieces.push(Piece {
                x: reach[first] - reach[start],
                text: text[first..last].into(),
                style: span.style,
            });
        }
        from = to;
    }
    // The space at which a line was broken stays, invisible: whoever reads the text aloud needs it.
    if broken_at_space && let Some(piece) = pieces.last_mut() {
        piece.text.push(' ');
    }
    Line {
        pieces,
        width: reach[end] - reach[start],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::BODY;

    fn texts(text: &str, width: f32) -> Vec<String> {
        wrap(&[Span::new(text, BODY)], width)
            .iter()
            .map(|line| {
                line.pieces
                    .iter()
                    .map(|piece| piece.text.as_str())
                    .collect()
            })
            .collect()
    }

    #[test]
    fn lines_fit_and_lose_no_word() {
        let text = "The caller says the parcel was a present for her mother, who leaves for the hospital tomorrow.";
        for width in [60.0, 120.0, 300.0] {
            let lines = wrap(&[Span::new(text, BODY)], width);
            assert!(lines.iter().all(|line| line.width <= width + 0.02));
            assert_eq!(texts(text, width).concat(), text);
        }
    }

    #[test]
    fn a_word_longer_than_the_line_is_cut_and_kept() {
        let word = "Wolfeschlegelsteinhausenbergerdorff".repeat(4);
        let lines = texts(&word, 80.0);
        assert!(lines.len() > 4);
        assert_eq!(lines.concat(), word);
        let mixed = texts(&format!("Dear {word} and Ann"), 80.0);
        assert_eq!(mixed.concat(), format!("Dear {word} and Ann"));
    }

    #[test]
    fn a_column_narrower_than_a_letter_still_ends() {
        assert_eq!(texts("abc", 1.0), ["a", "b", "c"]);
        assert_eq!(texts("", 1.0), [""]);
    }

    #[test]
    fn newlines_break_and_trailing_space_is_dropped() {
        assert_eq!(
            texts("one\ntwo  \r\nthree\n\n", 500.0),
            ["one ", "two ", "three"]
        );
        assert_eq!(texts("one\n\ntwo", 500.0), ["one ", "", "two"]);
    }

    #[test]
    fn a_number_keeps_its_per_cent_sign() {
        for width in [30.0, 40.0, 50.0, 60.0] {
            let lines = texts("weights of 8.3 % and 100 % each", width);
            assert!(lines.iter().all(|line| !line.starts_with('%')));
        }
    }

    #[test]
    fn a_line_for_viewers_has_no_breaks_controls_or_directions() {
        assert_eq!(
            one_line(" A\u{7}d\u{0}a\r\nRuiz\t\u{202e}\u{e}e\u{301} نور "),
            "Ada Ruiz \u{e9} نور"
        );
    }

    #[test]
    fn unknown_characters_are_visible_and_silent_ones_gone() {
        assert_eq!(texts("a😀b", 500.0), ["a\u{fffd}b"]);
        assert_eq!(texts("👩🏽\u{200d}🚀", 500.0), ["\u{fffd}\u{fffd}"]);
        assert_eq!(texts("نور", 500.0), ["\u{fffd}\u{fffd}\u{fffd}"]);
        assert_eq!(texts("in\u{202e}vo\u{ad}ice\u{7}", 500.0), ["invoice"]);
    }

    #[test]
    fn styles_share_a_line() {
        let spans = [
            Span::new("Bold ", BODY.bold()),
            Span::new("and plain", BODY),
        ];
        let lines = wrap(&spans, 500.0);
        assert_eq!(lines[0].pieces.len(), 2);
        assert!((lines[0].pieces[1].x - measure("Bold ", BODY.bold())).abs() < 0.01);
    }

    #[test]
    fn greek_cyrillic_and_combining_marks_have_width() {
        for text in ["Ελένη Παπαδοπούλου", "Щербакова Їжак", "Škodová Łęcka"]
        {
            assert!(measure(text, BODY) > 40.0);
            assert_eq!(texts(text, 500.0), [text]);
        }
        assert_eq!(texts("e\u{301}o\u{308}", 500.0), ["éö"]);
    }
}
