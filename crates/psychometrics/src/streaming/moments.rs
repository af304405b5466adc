//! The moments: what is left of persons once they are folded.
//!
//! Plain sums that add up; every figure is computed elsewhere.

use crate::moments::{CovarianceMatrix, at_least};
use crate::streaming::design::Design;
use crate::streaming::sums::{ItemStates, OptionSums, PairSums, TimeSums};
use crate::undefined::{Reason, Undefined, all_finite};

/// Moments of persons folded by an [`Accumulator`](super::Accumulator).
#[derive(Debug, Clone, PartialEq)]
pub struct ItemMoments {
    pub(crate) design: Design,
    pub(crate) persons: u64,
    /// Near the mean of each question; sums of scores are kept about it.
    pub(crate) shift: Vec<f64>,
    /// `Σ (s − shift)`.
    pub(crate) sums: Vec<f64>,
    /// `Σ (s − shift)(s − shift)ᵀ`, square, row by row.
    pub(crate) products: Vec<f64>,
    /// Of each option, question after question.
    pub(crate) options: Vec<OptionSums>,
    pub(crate) states: Vec<ItemStates>,
    /// Empty where the design records no seconds.
    pub(crate) times: Vec<TimeSums>,
    /// Of each bin of totals: persons.
    pub(crate) bin_persons: Vec<u64>,
    /// Of each bin of totals: the sum of each question's scores about the shift.
    pub(crate) bin_sums: Vec<f64>,
}

/// One stored number.
enum Slot<'a> {
    Count(&'a mut u64),
    Sum(&'a mut f64),
}

impl ItemMoments {
    pub(crate) fn empty(design: Design) -> Self {
        let questions = design.questions();
        let bins = design.totals.map_or(0, |bins| bins.count());
        Self {
            persons: 0,
            shift: vec![0.0; questions],
            sums: vec![0.0; questions],
            products: vec![0.0; questions * questions],
            options: vec![OptionSums::default(); design.options.iter().sum()],
            states: vec![ItemStates::default(); questions],
            times: match design.fast_seconds {
                Some(_) => vec![TimeSums::new(); questions],
                None => Vec::new(),
            },
            bin_persons: vec![0; bins],
            bin_sums: vec![0.0; bins * questions],
            design,
        }
    }

    /// What was folded.
    pub fn design(&self) -> &Design {
        &self.design
    }

    /// Number of persons folded.
    pub fn persons(&self) -> usize {
        self.persons as usize
    }

    /// Mean score of every question.
    ///
    /// # Errors
    /// `TooFewObservations` without persons.
    pub fn means(&self) -> Result<Vec<f64>, Undefined> {
        at_least(self.persons(), 1)?;
        let n = self.persons as f64;
        let pairs = self.shift.iter().zip(&self.sums);
        Ok(pairs.map(|(shift, sum)| shift + sum / n).collect())
    }

    /// Covariances of the scores, unweighted, n − 1 in the denominator.
    /// [`CovarianceMatrix::weighted`] with the design's weights makes those of
    /// the contributions.
    ///
    /// # Errors
    /// `TooFewObservations` below 2 persons.
    pub fn covariance(&self) -> Result<CovarianceMatrix, Undefined> {
        let (n, questions) = (self.persons as f64, self.design.questions());
        let mut cells = self.products.clone();
        for (row, sum) in cells.chunks_exact_mut(questions).zip(&self.sums) {
            for (cell, other) in row.iter_mut().zip(&self.sums) {
                *cell -= sum * other / n;
            }
        }
        CovarianceMatrix::from_products(self.persons(), questions, cells)
    }

    /// Adds the persons of `other`, as if they had been folded here.
    ///
    /// # Errors
    /// `OutOfRange` if the designs differ.
    pub fn merge(&mut self, other: &Self) -> Result<(), Undefined> {
        if self.design != other.design {
            return Err(Reason::OutOfRange("only moments of the same design merge").into());
        }
        if self.persons == 0 {
            *self = other.clone();
            return Ok(());
        }
        let moved = other.about(&self.shift);
        self.persons += moved.persons;
        add(&mut self.sums, &moved.sums);
        add(&mut self.products, &moved.products);
        add(&mut self.bin_sums, &moved.bin_sums);
        add_counts(&mut self.bin_persons, &moved.bin_persons);
        for (own, other) in self.options.iter_mut().zip(&moved.options) {
            own.chosen += other.chosen;
            own.rest += other.rest;
            own.score += other.score;
        }
        for (own, other) in self.states.iter_mut().zip(&moved.states) {
            own.answered += other.answered;
            own.skipped += other.skipped;
            own.timed_out += other.timed_out;
            own.not_reached += other.not_reached;
            own.position_score.merge(&other.position_score);
            own.position_missing.merge(&other.position_missing);
        }
        for (own, other) in self.times.iter_mut().zip(&moved.times) {
            own.pairs.merge(&other.pairs);
            own.seconds += other.seconds;
            own.fast += other.fast;
            add_counts(&mut own.histogram, &other.histogram);
        }
        Ok(())
    }

    /// The same moments about another shift.
    pub(super) fn about(&self, shift: &[f64]) -> Self {
        let mut moved = self.clone();
        let by: Vec<f64> = self.shift.iter().zip(shift).map(|(a, b)| a - b).collect();
        let (n, questions) = (self.persons as f64, by.len());
        moved.shift = shift.to_vec();
        for i in 0..questions {
            moved.sums[i] += n * by[i];
            for j in 0..questions {
                moved.products[i * questions + j] +=
                    self.sums[i] * by[j] + by[i] * self.sums[j] + n * by[i] * by[j];
            }
        }
        let weights = &self.design.weights;
        let total: f64 = by.iter().zip(weights).map(|(by, w)| by * w).sum();
        let mut options = moved.options.iter_mut();
        for (i, &count) in self.design.options.iter().enumerate() {
            for option in options.by_ref().take(count) {
                let chosen = option.chosen as f64;
                option.rest += chosen * (total - weights[i] * by[i]);
                option.score += chosen * by[i];
            }
        }
        for (row, persons) in moved
            .bin_sums
            .chunks_exact_mut(questions)
            .zip(&self.bin_persons)
        {
            let pairs = row.iter_mut().zip(&by);
            pairs.for_each(|(sum, by)| *sum += *persons as f64 * by);
        }
        for (state, &by) in moved.states.iter_mut().zip(&by) {
            state.position_score = state.position_score.shifted(by);
        }
        for (time, &by) in moved.times.iter_mut().zip(&by) {
            time.pairs = time.pairs.shifted(by);
        }
        moved
    }

    /// The moments as a flat list of numbers, for storage. Counts are exact up
    /// to 2⁵³. The design is not in it.
    pub fn to_values(&self) -> Vec<f64> {
        let mut copy = self.clone();
        let slots = copy.slots().into_iter();
        slots
            .map(|slot| match slot {
                Slot::Count(count) => *count as f64,
                Slot::Sum(sum) => *sum,
            })
            .collect()
    }

    /// The moments behind a list made by [`to_values`](Self::to_values) for the
    /// same design.
    ///
    /// # Errors
    /// `LengthMismatch` if the list does not fit the design, `OutOfRange` where
    /// a count is not a whole number from 0 to 2⁵³, `NotFinite`.
    pub fn from_values(design: Design, values: &[f64]) -> Result<Self, Undefined> {
        all_finite(values)?;
        let mut moments = Self::empty(design);
        let slots = moments.slots();
        let (got, expected) = (values.len(), slots.len());
        if got != expected {
            return Err(Reason::LengthMismatch { got, expected }.into());
        }
        for (slot, &value) in slots.into_iter().zip(values) {
            match slot {
                Slot::Sum(sum) => *sum = value,
                Slot::Count(count) => {
                    if value.fract() != 0.0 || !(0.0..=9_007_199_254_740_992.0).contains(&value) {
                        return Err(Reason::OutOfRange("a count is a whole number").into());
                    }
                    *count = value as u64;
                }
            }
        }
        Ok(moments)
    }

    /// Every number, always in the same order.
    fn slots(&mut self) -> Vec<Slot<'_>> {
        let mut slots = vec![Slot::Count(&mut self.persons)];
        let sums = [
            &mut self.shift,
            &mut self.sums,
            &mut self.products,
            &mut self.bin_sums,
        ];
        slots.extend(sums.into_iter().flatten().map(Slot::Sum));
        slots.extend(self.bin_persons.iter_mut().map(Slot::Count));
        for option in &mut self.options {
            slots.push(Slot::Count(&mut option.chosen));
            slots.extend([Slot::Sum(&mut option.rest), Slot::Sum(&mut option.score)]);
        }
        for state in &mut self.states {
            slots.push(Slot::Count(&mut state.answered));
            slots.push(Slot::Count(&mut state.skipped));
            slots.push(Slot::Count(&mut state.timed_out));
            slots.push(Slot::Count(&mut state.not_reached));
            slots.extend(pair_slots(&mut state.position_score));
            slots.extend(pair_slots(&mut state.position_missing));
        }
        for time in &mut self.times {
            slots.extend(pair_slots(&mut time.pairs));
            slots.extend([Slot::Sum(&mut time.seconds), Slot::Count(&mut time.fast)]);
            slots.extend(time.histogram.iter_mut().map(Slot::Count));
        }
        slots
    }
}

fn pair_slots(pairs: &mut PairSums) -> [Slot<'_>; 6] {
    let PairSums {
        n,
        x,
        y,
        xx,
        yy,
        xy,
    } = pairs;
    let [x, y, xx, yy, xy] = [x, y, xx, yy, xy].map(Slot::Sum);
    [Slot::Count(n), x, y, xx, yy, xy]
}

fn add(own: &mut [f64], other: &[f64]) {
    own.iter_mut().zip(other).for_each(|(a, b)| *a += b);
}

fn add_counts(own: &mut [u64], other: &[u64]) {
    own.iter_mut().zip(other).for_each(|(a, b)| *a += b);
}
