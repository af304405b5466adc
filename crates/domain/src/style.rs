//! The response-style profile as people see it: counts beside what chance would give, never a score.
//! Hidden where too few questions offered a style; never sorted or filtered by.

use crate::question::Style;
use crate::score_card::StyleCount;

/// A style is shown from this many questions that offered it.
pub const SHOWN_FROM: u32 = 8;

/// One shown style.
#[derive(Debug, Clone, PartialEq)]
pub struct StyleLine {
    pub style: Style,
    /// "3", or "2.5" where a tie was shared.
    pub chosen: String,
    pub offered: u32,
    /// What random answering would give, one decimal.
    pub random: String,
    /// "Chose a sympathy-only reply in 3 of 9 questions that offered one (random: 2.1)."
    pub sentence: String,
}

/// What may be shown of an attempt's style counts.
#[derive(Debug, Clone, PartialEq)]
pub struct StyleProfile {
    /// In the fixed order of [`Style::ALL`].
    pub shown: Vec<StyleLine>,
    /// Offered, but in fewer than [`SHOWN_FROM`] questions.
    pub hidden: Vec<Style>,
}

/// Presents the counts of a score card.
pub fn profile(counts: &[StyleCount]) -> StyleProfile {
    let mut profile = StyleProfile {
        shown: Vec::new(),
        hidden: Vec::new(),
    };
    for style in Style::ALL {
        match counts.iter().find(|count| count.style == style) {
            Some(count) if count.offered >= SHOWN_FROM => profile.shown.push(line(count)),
            Some(count) if count.offered > 0 => profile.hidden.push(style),
            _ => {}
        }
    }
    profile
}

/// What a style is, for readers who meet the word for the first time.
pub fn meaning(style: Style) -> &'static str {
    match style {
        Style::EmpathicSolving => {
            "Takes up what the customer feels or needs, and moves the problem on"
        }
        Style::Asking => "Finds out before acting",
        Style::SolutionOnly => "Solves the problem without a word on the person",
        Style::SympathyOnly => "Speaks of feelings and leaves the problem where it is",
        Style::ScriptBound => "Keeps to set phrases and steps",
        Style::Dismissive => "Turns the customer or the concern away",
        Style::OverPromising => "Promises what cannot be kept",
        Style::Unsafe => "Helps in a way that could harm somebody",
    }
}

fn line(count: &StyleCount) -> StyleLine {
    let chosen = number(count.chosen);
    let random = format!("{:.1}", count.random);
    let sentence = format!(
        "Chose {} reply in {chosen} of {} questions that offered one (random: {random}).",
        with_article(count.style),
        count.offered
    );
    StyleLine {
        style: count.style,
        chosen,
        offered: count.offered,
        random,
        sentence,
    }
}

fn with_article(style: Style) -> &'static str {
    match style {
        Style::EmpathicSolving => "an empathic and solving",
        Style::Asking => "an asking-first",
        Style::SolutionOnly => "a solution-only",
        Style::SympathyOnly => "a sympathy-only",
        Style::ScriptBound => "a script-bound",
        Style::Dismissive => "a dismissive",
        Style::OverPromising => "an over-promising",
        Style::Unsafe => "an unsafe",
    }
}

/// Whole where it is whole, else one decimal.
fn number(value: f64) -> String {
    if (value - value.round()).abs() < 0.05 {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_stand_beside_chance_and_hide_when_few() {
        let count = |style, chosen, offered, random| StyleCount {
            style,
            chosen,
            offered,
            random,
        };
        let profile = profile(&[
            count(Style::SympathyOnly, 3.0, 9, 2.1),
            count(Style::Asking, 2.5, 8, 1.75),
            count(Style::Unsafe, 0.0, 7, 1.4),
        ]);
        assert_eq!(profile.hidden, [Style::Unsafe]);
        let sentences: Vec<_> = profile
            .shown
            .iter()
            .map(|line| line.sentence.as_str())
            .collect();
        assert_eq!(
            sentences,
            [
                "Chose an asking-first reply in 2.5 of 8 questions that offered one (random: 1.8).",
                "Chose a sympathy-only reply in 3 of 9 questions that offered one (random: 2.1).",
            ]
        );
    }
}
