//! Folding persons, one by one.
//!
//! The first persons wait until the shift is known; from then on each person is
//! added at once. Never contains figures.

use crate::products::{BLOCK, Products};
use crate::streaming::design::{Design, Person, Response, log_second_bins};
use crate::streaming::moments::ItemMoments;
use crate::streaming::sums::LOG_SECONDS_SHIFT;
use crate::undefined::Undefined;

/// Folds persons into [`ItemMoments`].
#[derive(Debug, Clone)]
pub struct Accumulator {
    moments: ItemMoments,
    products: Products,
    /// The first persons, waiting for the shift.
    first: Vec<Waiting>,
    /// One person's scores about the shift.
    deviations: Vec<f64>,
}

#[derive(Debug, Clone)]
struct Waiting {
    scores: Vec<f64>,
    responses: Vec<Response>,
    seconds: Vec<Option<f64>>,
    positions: Vec<u16>,
}

impl Accumulator {
    /// Begins with nobody.
    pub fn new(design: Design) -> Self {
        Self::resume(ItemMoments::empty(design))
    }

    /// Goes on where stored moments ended.
    pub fn resume(moments: ItemMoments) -> Self {
        let questions = moments.design.questions();
        Self {
            products: Products::new(questions),
            first: Vec::new(),
            deviations: vec![0.0; questions],
            moments,
        }
    }

    /// Adds one person and returns the person's total. O(questions²).
    ///
    /// # Errors
    /// `LengthMismatch` unless scores, and what else is recorded, have one entry
    /// per question; `OutOfRange` for an option the question does not have or
    /// for seconds that are not above 0; `NotFinite`. Nothing is added then.
    pub fn fold(&mut self, person: Person<'_>) -> Result<f64, Undefined> {
        self.moments.design.check(&person)?;
        let weighted = person.scores.iter().zip(&self.moments.design.weights);
        let total: f64 = weighted.map(|(score, weight)| score * weight).sum();
        crate::undefined::finite(total)?;
        if self.moments.persons > 0 {
            self.add(person, total);
            return Ok(total);
        }
        self.first.push(Waiting {
            scores: person.scores.to_vec(),
            responses: person.responses.to_vec(),
            seconds: person.seconds.to_vec(),
            positions: person.positions.to_vec(),
        });
        if self.first.len() == BLOCK {
            self.release();
        }
        Ok(total)
    }

    /// The moments of everybody folded, those resumed from included.
    pub fn finish(mut self) -> ItemMoments {
        self.release();
        let products = self.products.into_matrix();
        let pairs = self.moments.products.iter_mut().zip(products);
        pairs.for_each(|(sum, new)| *sum += new);
        self.moments
    }

    /// Fixes the shift at the mean of the first persons and adds them.
    fn release(&mut self) {
        let first = std::mem::take(&mut self.first);
        let Some(reference) = first.first().map(|person| person.scores.clone()) else {
            return;
        };
        // About the first person, so that a question that never changes is
        // shifted by exactly its value and keeps exactly no variance.
        for (i, shift) in self.moments.shift.iter_mut().enumerate() {
            let deviations = first.iter().map(|person| person.scores[i] - reference[i]);
            *shift = reference[i] + deviations.sum::<f64>() / first.len() as f64;
        }
        for waiting in &first {
            let person = Person {
                scores: &waiting.scores,
                responses: &waiting.responses,
                seconds: &waiting.seconds,
                positions: &waiting.positions,
            };
            let weighted = person.scores.iter().zip(&self.moments.design.weights);
            self.add(person, weighted.map(|(score, weight)| score * weight).sum());
        }
    }

    fn add(&mut self, person: Person<'_>, total: f64) {
        let moments = &mut self.moments;
        let weights = &moments.design.weights;
        moments.persons += 1;
        let mut about_shift = 0.0;
        for (i, deviation) in self.deviations.iter_mut().enumerate() {
            *deviation = person.scores[i] - moments.shift[i];
            moments.sums[i] += *deviation;
            about_shift += weights[i] * *deviation;
        }
        self.products.add(&self.deviations);
        if let Some(bins) = moments.design.totals {
            let bin = bins.index(total);
            let questions = weights.len();
            moments.bin_persons[bin] += 1;
            let sums = &mut moments.bin_sums[bin * questions..(bin + 1) * questions];
            let pairs = sums.iter_mut().zip(&self.deviations);
            pairs.for_each(|(sum, deviation)| *sum += deviation);
        }
        self.add_responses(person, about_shift);
        self.add_seconds(person);
    }

    fn add_responses(&mut self, person: Person<'_>, total: f64) {
        let moments = &mut self.moments;
        let mut options = 0;
        for (i, response) in person.responses.iter().enumerate() {
            let state = &mut moments.states[i];
            match response {
                Response::Option(option) => {
                    let sums = &mut moments.options[options + usize::from(*option)];
                    sums.chosen += 1;
                    sums.rest += total - moments.design.weights[i] * self.deviations[i];
                    sums.score += self.deviations[i];
                    state.answered += 1;
                }
                Response::Answered => state.answered += 1,
                Response::Skipped => state.skipped += 1,
                Response::TimedOut => state.timed_out += 1,
                Response::NotReached => state.not_reached += 1,
            }
            options += moments.design.options[i];
            if let Some(&position) = person.positions.get(i) {
                let missing = f64::from(u8::from(response.is_missing()));
                state.position_missing.add(f64::from(position), missing);
            }
        }
        for (i, &position) in person.positions.iter().enumerate() {
            let pairs = &mut moments.states[i].position_score;
            pairs.add(f64::from(position), self.deviations[i]);
        }
    }

    fn add_seconds(&mut self, person: Person<'_>) {
        let moments = &mut self.moments;
        let Some(limits) = &moments.design.fast_seconds else {
            return;
        };
        for (i, seconds) in person.seconds.iter().enumerate() {
            let Some(seconds) = *seconds else { continue };
            let time = &mut moments.times[i];
            let log = seconds.ln();
            time.pairs.add(log - LOG_SECONDS_SHIFT, self.deviations[i]);
            time.seconds += seconds;
            time.histogram[log_second_bins().index(log)] += 1;
            time.fast += u64::from(seconds < limits[i]);
        }
    }
}
