//! Names that a bank allows, from names that others gave.

/// Lower-case ASCII words with single hyphens, cut after `limit`.
pub(in crate::conversion) fn slug(text: &str, limit: usize) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    let mut slug = words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    slug.truncate(limit);
    slug.trim_end_matches('-').to_owned()
}

/// `a` to `z`, then `o27`.
pub(in crate::conversion) fn letter(index: usize) -> String {
    match u8::try_from(index) {
        Ok(n) if n < 26 => char::from(b'a' + n).to_string(),
        _ => format!("o{}", index + 1),
    }
}

/// One line.
pub(in crate::conversion) fn spaced(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}
