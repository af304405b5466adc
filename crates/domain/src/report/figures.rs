//! Numbers as reports and pages print them: rounded, with a true minus sign, never "−0".

/// "8.3", "−1.4".
pub fn decimals(value: f64, places: usize) -> String {
    let text = format!("{:.places$}", value.abs());
    let zero = text.chars().all(|c| c == '0' || c == '.');
    if value < 0.0 && !zero {
        format!("−{text}")
    } else {
        text
    }
}

/// "68", "−4".
pub fn whole(value: f64) -> String {
    decimals(value.round(), 0)
}

/// A total as people read it: a whole number, or words where it is no better than random.
pub fn total_words(total: f64) -> String {
    if total <= 0.0 {
        "no better than random".into()
    } else {
        whole(total)
    }
}

/// Points with their sign: "+9.1", "−2.2", "0.0".
pub(crate) fn signed(points: f64) -> String {
    let text = decimals(points, 1);
    if points > 0.0 && text != "0.0" {
        format!("+{text}")
    } else {
        text
    }
}

/// A share of one in per cent, with a thin distance: "8.3 %".
pub fn per_cent(share: f64, places: usize) -> String {
    format!("{} %", decimals(100.0 * share, places))
}

/// "1 question", "12 questions".
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    format!("{number} {noun}")
}

/// "1, 2 and 5".
pub(crate) fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A rank interval: "3–9", or "3" where it is a single rank; empty while intervals are not shown.
pub(crate) fn ranks(low: Option<u32>, high: Option<u32>) -> String {
    match (low, high) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low}–{high}"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_with_a_true_minus() {
        assert_eq!(whole(67.5), "68");
        assert_eq!(whole(-0.4), "0");
        assert_eq!(decimals(-1.44, 1), "−1.4");
        assert_eq!(
            [signed(9.06), signed(-2.2), signed(0.01), signed(-0.01)],
            ["+9.1", "−2.2", "0.0", "0.0"]
        );
        assert_eq!(per_cent(0.0833, 1), "8.3 %");
    }

    #[test]
    fn a_total_without_merit_has_words_and_no_number() {
        assert_eq!(
            [total_words(-3.0), total_words(0.0), total_words(54.4)],
            ["no better than random", "no better than random", "54"]
        );
    }

    #[test]
    fn lists_and_ranks_read_naturally() {
        let words = ["1", "2", "5"].map(String::from);
        assert_eq!(
            [list(&words), list(&words[..1]), list(&[])],
            ["1, 2 and 5", "1", ""]
        );
        assert_eq!(ranks(Some(3), Some(9)), "3–9");
        assert_eq!(ranks(Some(3), Some(3)), "3");
        assert_eq!(ranks(None, None), "");
    }
}
