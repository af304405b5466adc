//! What a draft covers: competency by format and channel, and the five questions an agent should ask.

use super::Chosen;
use crate::question::{Ask, Channel, Competency, Format};
use std::collections::BTreeMap;

/// How many questions carry one competency, by the way they are answered and by channel. A question with two
/// competencies is counted in both rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageRow {
    pub competency: Competency,
    pub questions: usize,
    pub cells: BTreeMap<(Format, Channel), usize>,
}

impl CoverageRow {
    pub fn with_format(&self, format: Format) -> usize {
        self.sum(|(of, _)| *of == format)
    }

    pub fn with_channel(&self, channel: Channel) -> usize {
        self.sum(|(_, of)| *of == channel)
    }

    fn sum(&self, keep: impl Fn(&(Format, Channel)) -> bool) -> usize {
        self.cells
            .iter()
            .filter(|(cell, _)| keep(cell))
            .map(|(_, count)| count)
            .sum()
    }
}

/// How many questions turn on one of the five.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskCoverage {
    pub ask: Ask,
    pub questions: usize,
}

pub(super) fn of(chosen: &[Chosen]) -> Vec<CoverageRow> {
    Competency::ALL
        .into_iter()
        .filter_map(|competency| {
            let mut cells = BTreeMap::new();
            for one in chosen {
                let question = &one.version.question;
                if question.shares().contains_key(&competency) {
                    *cells
                        .entry((one.selected.format, question.channel))
                        .or_insert(0) += 1;
                }
            }
            let questions = cells.values().sum();
            (questions > 0).then_some(CoverageRow {
                competency,
                questions,
                cells,
            })
        })
        .collect()
}

pub(super) fn asks(chosen: &[Chosen]) -> Vec<AskCoverage> {
    Ask::ALL
        .into_iter()
        .map(|ask| AskCoverage {
            ask,
            questions: chosen
                .iter()
                .filter(|one| one.version.question.asks.contains(&ask))
                .count(),
        })
        .collect()
}
