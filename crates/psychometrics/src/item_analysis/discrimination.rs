//! The D index: mean score of those with the best totals minus the worst.
//!
//! Its value depends on how the tails are cut, so the rule is part of the
//! result. Never contains correlations.

use crate::scores::TOLERANCE;
use crate::streaming::ItemMoments;
use crate::undefined::{Reason, Undefined};

/// What becomes of persons tied at the cut of a tail. Either way the order of
/// persons does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Ties {
    /// They count with the fraction that fills the tail to its exact share.
    #[default]
    Fraction,
    /// All of them are in, so a tail may hold more than its share.
    IncludeAll,
}

/// How the tails are cut.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TailRule {
    /// Share of persons in each tail, above 0 to .5.
    pub share: f64,
    /// Persons tied at the cut.
    pub ties: Ties,
}

impl TailRule {
    /// The upper and lower 27 % (Kelley 1939), ties by fraction.
    pub const KELLEY: Self = Self {
        share: 0.27,
        ties: Ties::Fraction,
    };
    /// The upper and lower third, ties by fraction.
    pub const THIRDS: Self = Self {
        share: 1.0 / 3.0,
        ties: Ties::Fraction,
    };

    pub(super) fn check(self) -> Result<(), Undefined> {
        if self.share > 0.0 && self.share <= 0.5 {
            Ok(())
        } else {
            Err(Reason::OutOfRange("a tail holds a share above 0 to .5").into())
        }
    }
}

impl Default for TailRule {
    fn default() -> Self {
        Self::KELLEY
    }
}

/// Mean score of every question in the upper and the lower tail.
#[derive(Debug, Clone, PartialEq)]
pub struct Tails {
    /// Persons in the upper tail; not whole where ties count by fraction.
    pub upper_persons: f64,
    /// Persons in the lower tail.
    pub lower_persons: f64,
    /// Mean score of each question in the upper tail.
    pub upper: Vec<f64>,
    /// Mean score of each question in the lower tail.
    pub lower: Vec<f64>,
}

/// Sums of one tail while it is filled.
struct Tail {
    /// Persons still to come; a whisker below, so that rounding fills no one in.
    open: f64,
    ties: Ties,
    persons: f64,
    sums: Vec<f64>,
}

impl Tail {
    fn new(rule: TailRule, persons: usize, questions: usize) -> Self {
        Self {
            open: rule.share * persons as f64,
            ties: rule.ties,
            persons: 0.0,
            sums: vec![0.0; questions],
        }
    }

    fn is_full(&self) -> bool {
        self.open <= 1e-9
    }

    /// Adds a group of tied persons with the sums of their scores.
    fn add(&mut self, persons: usize, sums: &[f64]) {
        if self.is_full() || persons == 0 {
            return;
        }
        let persons = persons as f64;
        let part = match self.ties {
            Ties::Fraction => (self.open / persons).min(1.0),
            Ties::IncludeAll => 1.0,
        };
        self.open -= persons;
        self.persons += part * persons;
        let pairs = self.sums.iter_mut().zip(sums);
        pairs.for_each(|(sum, group)| *sum += part * group);
    }

    fn means(&self) -> Vec<f64> {
        self.sums.iter().map(|sum| sum / self.persons).collect()
    }
}

impl Tails {
    /// Cuts the tails of persons at hand, given their scores in rows and their
    /// totals in the same order. Totals within [`TOLERANCE`] are tied.
    /// O(persons · questions).
    ///
    /// # Errors
    /// `TooFewObservations` below 2 persons, `OutOfRange` for the share.
    pub fn of_persons<'a>(
        rows: impl Iterator<Item = &'a [f64]>,
        totals: &[f64],
        rule: TailRule,
    ) -> Result<Self, Undefined> {
        rule.check()?;
        crate::moments::at_least(totals.len(), 2)?;
        crate::undefined::all_finite(totals)?;
        let mut rows = rows.peekable();
        let questions = rows.peek().map_or(0, |row| row.len());
        let place = (rule.share * totals.len() as f64 - 1e-9).ceil() as usize;
        let place = place.saturating_sub(1);
        let mut sorted = totals.to_vec();
        let cut =
            |sorted: &mut [f64], place| *sorted.select_nth_unstable_by(place, f64::total_cmp).1;
        let lower_cut = cut(&mut sorted, place);
        let upper_cut = cut(&mut sorted, totals.len() - 1 - place);

        // In each tail first those beyond the cut, then those tied at it.
        let mut groups = [0; 4].map(|persons| (persons, vec![0.0; questions]));
        for (row, &total) in rows.zip(totals) {
            let mut add = |group: usize| {
                groups[group].0 += 1;
                let sums = groups[group].1.iter_mut().zip(row);
                sums.for_each(|(sum, score)| *sum += score);
            };
            if total >= upper_cut - TOLERANCE {
                add(usize::from(total <= upper_cut + TOLERANCE));
            }
            if total <= lower_cut + TOLERANCE {
                add(2 + usize::from(total >= lower_cut - TOLERANCE));
            }
        }
        let [beyond_upper, at_upper, beyond_lower, at_lower] = &groups;
        let fill = |groups: [&(usize, Vec<f64>); 2]| {
            let mut tail = Tail::new(rule, totals.len(), questions);
            groups
                .iter()
                .for_each(|(persons, sums)| tail.add(*persons, sums));
            tail
        };
        Ok(Self::from_filled(
            fill([beyond_upper, at_upper]),
            fill([beyond_lower, at_lower]),
            None,
        ))
    }

    /// Cuts the tails of folded persons; everybody in a bin is tied.
    ///
    /// # Errors
    /// `TooFewObservations` below 2 persons, `OutOfRange` for the share or where
    /// the design sorts no totals.
    pub fn of_bins(moments: &ItemMoments, rule: TailRule) -> Result<Self, Undefined> {
        rule.check()?;
        crate::moments::at_least(moments.persons(), 2)?;
        if moments.bin_persons.is_empty() {
            return Err(Reason::OutOfRange("the design sorts no totals into bins").into());
        }
        let questions = moments.design().questions();
        let sums = moments.bin_sums.chunks_exact(questions);
        let bins = || moments.bin_persons.iter().zip(sums.clone());
        let mut tails = [(); 2].map(|()| Tail::new(rule, moments.persons(), questions));
        let [upper, lower] = &mut tails;
        bins()
            .rev()
            .for_each(|(&persons, sums)| upper.add(persons as usize, sums));
        bins().for_each(|(&persons, sums)| lower.add(persons as usize, sums));
        let [upper, lower] = tails;
        Ok(Self::from_filled(upper, lower, Some(&moments.shift)))
    }

    fn from_filled(upper: Tail, lower: Tail, shift: Option<&[f64]>) -> Self {
        let means = |tail: &Tail| {
            let mut means = tail.means();
            if let Some(shift) = shift {
                means
                    .iter_mut()
                    .zip(shift)
                    .for_each(|(mean, shift)| *mean += shift);
            }
            means
        };
        Self {
            upper_persons: upper.persons,
            lower_persons: lower.persons,
            upper: means(&upper),
            lower: means(&lower),
        }
    }

    /// The D index of a question, in its score units; −1 to 1 for scores from
    /// 0 to 1.
    pub fn d_index(&self, item: usize) -> f64 {
        self.upper[item] - self.lower[item]
    }
}

/// The median of folded totals, interpolated within its bin.
pub(super) fn median_of_bins(moments: &ItemMoments) -> Result<f64, Undefined> {
    match moments.design().totals {
        Some(bins) => super::time::quantile_of_bins(&moments.bin_persons, bins, 0.5),
        None => Err(Reason::OutOfRange("the design sorts no totals into bins").into()),
    }
}
