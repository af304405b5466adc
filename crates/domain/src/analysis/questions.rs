//! The question table and the reply tables: figures with their gates. Contains no arithmetic beyond putting s′ back on
//! the scale from 0 to 1.

use super::design::{carrying, raw, scopes};
use super::flags::{FlagNote, is_told, note};
use super::folded::Folded;
use super::reading::{Line, Reading};
use crate::attempt::letter;
use crate::frozen::{FrozenAssessment, FrozenQuestion};
use crate::question::{Competency, Format, Style};
use crate::report::figures::decimals;
use psychometrics::Undefined;
use psychometrics::gates::Figure;
use psychometrics::item_analysis::options::OptionFigures;
use psychometrics::item_analysis::{Analysis as Figures, ItemFigures, Missing};
use psychometrics::moments::CovarianceMatrix;
use psychometrics::weights::effective_weights_from;

/// Groups of the characteristic of a question.
pub const QUINTILES: usize = 5;

/// One question that carries weight.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionRow {
    /// From 1, in the recruiter's order.
    pub number: usize,
    pub title: String,
    pub format: Format,
    /// What random answering scores, 0 to 1.
    pub chance: f64,
    /// Share of the weight, 0 to 1.
    pub nominal: f64,
    /// Share of the spread of totals that comes from it; may be below 0.
    pub effective: Reading,
    /// Mean score, 0 to 1.
    pub facility: Reading,
    pub sd: Reading,
    /// Correlation with the rest of the total.
    pub item_rest: Reading,
    /// The same within each competency that it leads.
    pub within: Vec<(Competency, Reading)>,
    pub alpha_if_deleted: Reading,
    /// Mean score of the best 27 % less that of the lowest 27 %.
    pub d_index: Reading,
    /// Share without a complete answer.
    pub missing: Reading,
    /// Attempts it was shown in.
    pub exposure: u64,
    pub flags: Vec<FlagNote>,
    /// In stored order.
    pub options: Vec<OptionRow>,
    /// Spearman's correlation of key value and rest mean over the replies.
    pub key_order: Reading,
    /// Mean score from the lowest fifth of totals to the highest; absent under the gate.
    pub curve: Option<Vec<f64>>,
}

/// One reply.
#[derive(Debug, Clone, PartialEq)]
pub struct OptionRow {
    /// In stored order: candidates may have met it under another letter.
    pub letter: char,
    pub text: String,
    pub style: Option<Style>,
    /// Value by the key, 1 to 7.
    pub key: f64,
    /// Share of attempts that put it first.
    pub share: Reading,
    /// Mean of their totals without this question, in points.
    pub rest_mean: Reading,
    /// Correlation of putting it first with that rest.
    pub rest_correlation: Reading,
}

pub(super) fn rows(
    assessment: &FrozenAssessment,
    folded: &Folded,
    figures: Option<&Figures>,
    curves: Option<&[Vec<f64>]>,
    contributions: Option<&CovarianceMatrix>,
) -> Vec<QuestionRow> {
    let carrying = carrying(assessment);
    let all: f64 = carrying.iter().map(|(_, question)| question.weight).sum();
    let effective = contributions
        .map(|covariances| effective_weights_from(covariances, &vec![1.0; covariances.size()]));
    let scopes: Vec<Competency> = scopes(assessment)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let row = |(place, &(number, question)): (usize, &(usize, &FrozenQuestion))| {
        let one = One {
            question,
            n: folded.attempts(),
            figures: figures.and_then(|figures| figures.items.get(place)),
        };
        let share = effective.as_ref().map(|shares| {
            let shares = shares.as_ref().map_err(|undefined| *undefined)?;
            Ok(shares.get(place).copied().unwrap_or(0.0))
        });
        let curve = curves.and_then(|curves| curves.get(place));
        QuestionRow {
            nominal: question.weight / all,
            effective: Reading::gated(Figure::Facility, one.n, share),
            curve: curve
                .filter(|_| Figure::ItemRest.gate(one.n as usize).open())
                .map(|curve| curve.iter().map(|mean| raw(question, *mean)).collect()),
            ..one.row(number, &scopes)
        }
    };
    carrying.iter().enumerate().map(row).collect()
}

/// A question with its figures, where there are any.
struct One<'a> {
    question: &'a FrozenQuestion,
    n: u64,
    figures: Option<&'a ItemFigures>,
}

impl One<'_> {
    fn row(&self, number: usize, scopes: &[Competency]) -> QuestionRow {
        let scale = 1.0 - self.question.chance;
        let within = |&(scope, value): &(usize, Result<f64, Undefined>)| {
            let reading = Reading::gated(Figure::ItemRest, self.n, Some(value));
            scopes.get(scope).map(|&competency| (competency, reading))
        };
        QuestionRow {
            number,
            title: self.question.question.title.clone(),
            format: self.question.format,
            chance: self.question.chance,
            nominal: 0.0,
            effective: Reading::gated(Figure::Facility, self.n, None),
            facility: self.read(Figure::Facility, |f| Ok(raw(self.question, f.facility))),
            sd: self.read(Figure::Facility, |f| Ok(scale * f.sd)),
            item_rest: self.read(Figure::ItemRest, |f| f.item_rest),
            within: self
                .figures
                .iter()
                .flat_map(|figures| figures.item_rest_within.iter())
                .filter_map(within)
                .collect(),
            alpha_if_deleted: self.read(Figure::Reliability, |f| f.alpha_if_deleted),
            d_index: self.read(Figure::ItemRest, |f| f.d_index.map(|d| scale * d)),
            missing: self.read(Figure::Facility, |f| {
                f.missing.map(|one| Missing::share(&one))
            }),
            exposure: self.n,
            flags: self.flags(scopes),
            options: self.options(),
            key_order: self.read(Figure::ItemRest, |f| f.key_order),
            curve: None,
        }
    }

    fn read(
        &self,
        gate: Figure,
        figure: impl Fn(&ItemFigures) -> Result<f64, Undefined>,
    ) -> Reading {
        Reading::gated(gate, self.n, self.figures.map(figure))
    }

    fn options(&self) -> Vec<OptionRow> {
        let options = self.question.question.options.iter().enumerate();
        let row = |(place, option): (usize, &crate::question::ReplyOption)| {
            let figures = self.figures.and_then(|figures| figures.options.get(place));
            let read = |gate, figure: fn(&OptionFigures) -> Result<f64, Undefined>| {
                Reading::gated(gate, self.n, figures.map(figure))
            };
            OptionRow {
                letter: letter(place),
                text: option.text.clone(),
                style: option.style,
                key: option.value,
                share: read(Figure::Facility, |f| Ok(f.share)),
                rest_mean: read(Figure::ItemRest, |f| f.rest_mean),
                rest_correlation: read(Figure::ItemRest, |f| f.rest_correlation),
            }
        };
        options.map(row).collect()
    }

    fn flags(&self, scopes: &[Competency]) -> Vec<FlagNote> {
        let raised = self.figures.map_or(&[][..], |figures| &figures.flags);
        raised
            .iter()
            .filter(|one| is_told(one.flag, self.question.format, self.n))
            .map(|one| note(one, scopes))
            .collect()
    }
}

impl QuestionRow {
    /// Its figures with what they mean.
    pub fn lines(&self) -> Vec<Line> {
        let line = |name, reading: &Reading, words: fn(&Reading) -> String, meaning: &str| Line {
            name,
            value: words(reading),
            shown: reading.is_shown(),
            n: reading.n,
            meaning: meaning.into(),
        };
        let chance = format!(
            "Mean score from 0 to 1; random answering scores {}. Under .20 it is too hard, over .90 too easy to tell people \
             apart.",
            decimals(self.chance, 2)
        );
        let mut lines = vec![
            line("Facility", &self.facility, Reading::words, &chance),
            line(
                "Standard deviation",
                &self.sd,
                Reading::words,
                "How far the scores differ; near 0 the question tells nobody apart.",
            ),
            line(
                "With the rest",
                &self.item_rest,
                Reading::words,
                "Correlation with the total of the other questions. Under .10 review it; below 0 it works against them.",
            ),
        ];
        lines.extend(self.within.iter().map(|(competency, reading)| {
            let meaning = format!(
                "The same with the other questions that speak first for {}.",
                competency.name().to_lowercase()
            );
            line("Within its competency", reading, Reading::words, &meaning)
        }));
        lines.extend([
            line(
                "Alpha without it",
                &self.alpha_if_deleted,
                Reading::words,
                "Alpha of the other questions. Clearly higher than alpha of all, the question does harm.",
            ),
            line(
                "D index",
                &self.d_index,
                Reading::words,
                "Mean score of the 27 % with the best totals less that of the lowest 27 %, ties by fraction.",
            ),
            line(
                "Key and answers",
                &self.key_order,
                Reading::words,
                "Do better replies go with better people? Rank correlation of the replies’ values with the rest means.",
            ),
            line(
                "Acts as",
                &self.effective,
                Reading::per_cent,
                "Its share of the differences between totals, beside its share of the weight.",
            ),
            line(
                "Left open",
                &self.missing,
                Reading::per_cent,
                "Share without a complete answer; these count as chance.",
            ),
        ]);
        lines
    }
}
