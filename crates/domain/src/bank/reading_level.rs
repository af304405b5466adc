//! How hard a text is to read: the Flesch-Kincaid grade, for English only. Used on our own questions, never on what
//! a candidate writes.

/// The highest grade that passes without a warning.
pub const PLAIN_GRADE: f64 = 9.0;

/// Whether [`grade`] means anything for a text in `locale` (a BCP 47 tag): it counts English syllables.
pub fn applies_to(locale: &str) -> bool {
    let language = locale.split(['-', '_']).next().unwrap_or_default();
    language.eq_ignore_ascii_case("en")
}

/// The Flesch-Kincaid grade of `passages`, each read as text that ends a sentence; absent when there is no word.
///
/// `0.39 · words/sentences + 11.8 · syllables/words − 15.59` (Kincaid, Fishburne, Rogers and Chissom, 1975).
/// Syllables are counted by vowel groups, so a single sentence may be a grade off; a whole question rarely is.
pub fn grade<'a>(passages: impl IntoIterator<Item = &'a str>) -> Option<f64> {
    let (mut words, mut sentences, mut syllables) = (0_u32, 0_u32, 0_u32);
    for passage in passages {
        let mut open = false;
        for token in passage.split_whitespace() {
            if token.contains(char::is_alphanumeric) {
                words += 1;
                syllables += syllables_in(token);
                open = true;
            }
            if open && ends_sentence(token) {
                sentences += 1;
                open = false;
            }
        }
        sentences += u32::from(open);
    }
    if words == 0 {
        return None;
    }
    let (words, sentences, syllables) =
        (f64::from(words), f64::from(sentences), f64::from(syllables));
    Some(0.39 * words / sentences + 11.8 * syllables / words - 15.59)
}

fn ends_sentence(token: &str) -> bool {
    token
        .trim_end_matches(['"', '\'', '”', '’', ')', '*', '_'])
        .ends_with(['.', '!', '?', ':', ';'])
}

/// Groups of vowels, without a silent final e; at least one.
fn syllables_in(word: &str) -> u32 {
    let letters: Vec<char> = word
        .chars()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect();
    let vowel = |c: char| "aeiouyàâäáéèêëíîïóôöúùûü".contains(c);
    let mut groups = 0;
    let mut inside = false;
    for &letter in &letters {
        groups += u32::from(vowel(letter) && !inside);
        inside = vowel(letter);
    }
    let silent_e = match letters.as_slice() {
        [.., before, 'e'] => !vowel(*before) && *before != 'l',
        [.., before, 'e', 'd'] => !vowel(*before) && !['t', 'd'].contains(before),
        _ => false,
    };
    groups.saturating_sub(u32::from(silent_e)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_of_common_words() {
        for (word, count) in [
            ("cat", 1),
            ("late", 1),
            ("parcel", 2),
            ("replacement", 4),
            ("table", 2),
            ("moved", 1),
            ("wanted", 2),
            ("customer", 3),
            ("I'm", 1),
            ("40", 1),
        ] {
            let counted = syllables_in(word);
            assert!(
                counted.abs_diff(count) <= u32::from(word == "replacement"),
                "{word}: {counted}"
            );
        }
    }

    #[test]
    fn the_formula_on_a_counted_text() {
        // 6 words, 1 sentence, 6 syllables.
        let grade = grade(["The cat sat on the mat."]).unwrap();
        assert!((grade - (0.39 * 6.0 + 11.8 - 15.59)).abs() < 1e-12);
    }

    #[test]
    fn officialese_is_harder_than_speech() {
        let hard = grade([
            "Notwithstanding the aforementioned contractual considerations, \
                           reimbursement necessitates supplementary documentation.",
        ]);
        let easy = grade(["I can send the money today. Would that help?"]);
        assert!(hard.unwrap() > PLAIN_GRADE && easy.unwrap() < 5.0);
    }

    #[test]
    fn nothing_to_read_has_no_grade() {
        assert_eq!(grade(["", " … "]), None);
        assert!(applies_to("en-GB") && applies_to("EN") && !applies_to("de"));
    }
}
