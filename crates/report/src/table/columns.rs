//! Columns and their widths: given, or fitted to what stands in them.

use crate::style::{self, TextStyle};
use crate::text::measure;

/// Distance between columns.
pub const GAP: f32 = 12.0;

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

/// A column that needs no more than this is not shrunk.
const SHORT: f32 = 64.0;

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
    for (least, natural) in least.iter_mut().zip(&natural) {
        if *natural <= SHORT.min(width / count as f32) {
            *least = *natural;
        }
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
        let heads = vec!["Style".to_string(), "Offered in".to_string()];
        let offered = measure("Offered in", style::COLUMN_HEAD);
        assert!(fitted_columns(&heads, &wide, 300.0)[1].width >= offered);
        assert!(fitted_columns(&[], &[], 300.0).len() == 1);
    }
}
