//! Text to search for, as the pattern that ports take.

/// A LIKE pattern with `\` as escape that finds `text` anywhere; its own signs mean themselves.
pub fn containing(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_searched_for_is_no_pattern() {
        assert_eq!(containing(r"50 %_\"), r"%50 \%\_\\%");
    }
}
