//! Response-style counts: how often a reply of a style was chosen where one was offered, beside what a
//! random answerer would choose. Never sorted, filtered or scored.

use crate::answer::Answer;
use crate::frozen::FrozenQuestion;
use crate::question::{Question, Style};
use crate::score_card::{Contribution, StyleCount};

/// A count for every style that some answered question offered, in the order of [`Style::ALL`].
pub(super) fn counts(
    questions: &[FrozenQuestion],
    contributions: &[Contribution],
) -> Vec<StyleCount> {
    let answered: Vec<(&Question, &Answer)> = questions
        .iter()
        .zip(contributions)
        .filter(|(_, contribution)| contribution.score.is_some())
        .filter_map(|(question, line)| Some((&question.question, line.answer.as_ref()?)))
        .collect();
    Style::ALL
        .into_iter()
        .filter_map(|style| count(style, &answered))
        .collect()
}

fn count(style: Style, answered: &[(&Question, &Answer)]) -> Option<StyleCount> {
    let mut count = StyleCount {
        style,
        chosen: 0.0,
        offered: 0,
        random: 0.0,
    };
    for (question, answer) in answered {
        let of_style = question
            .options
            .iter()
            .filter(|option| option.style == Some(style))
            .count();
        if of_style == 0 {
            continue;
        }
        count.offered += 1;
        count.random += of_style as f64 / question.options.len() as f64;
        let preferred = answer.preferred();
        let matching = preferred
            .iter()
            .filter(|id| {
                question
                    .option(id)
                    .is_some_and(|option| option.style == Some(style))
            })
            .count();
        count.chosen += matching as f64 / preferred.len().max(1) as f64;
    }
    (count.offered > 0).then_some(count)
}
