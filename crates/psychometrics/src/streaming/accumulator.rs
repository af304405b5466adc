//! Folding persons, one by one.
//!
//! The first persons wait until the shift is known; from then on each person is
//! added at once. Never contains figures.

use crate::products::{BLOCK, Products, weighted_sum};
use crate::streaming::design::{Design, NO_PLACE, Person, Response, log_second_bins};
use crate::streaming::moments::ItemMoments;
use crate::streaming::sums::LOG_SECONDS_SHIFT;
use crate::undefined::Undefined;
use crate::wide::{Loop, wide};

/// Folds persons into [`ItemMoments`].
#[derive(Debug, Clone)]
pub struct Accumulator {
    moments: ItemMoments,
    products: Products,
    /// The first persons, waiting for the shift.
    first: Vec<Waiting>,
    /// One person's scores about the shift.
    deviations: Vec<f64>,
    /// Where one person's responses count among `choices`.
    places: Vec<u32>,
    /// Those who chose each option, question after question.
    choices: Vec<Choices>,
}

/// Those who chose one option: how many, and the sums of their totals and of
/// their scores on this question about the shift. The moments have the rest of
/// the total instead, which is worked out once, at the end. The fourth number
/// fills a register.
type Choices = [f64; 4];

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
            places: Vec::with_capacity(questions),
            choices: vec![Choices::default(); moments.options.len()],
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
        wide(Folding(self, person))
    }

    /// The moments of everybody folded, those resumed from included.
    pub fn finish(mut self) -> ItemMoments {
        self.release();
        self.settle_choices();
        let products = self.products.into_matrix();
        let pairs = self.moments.products.iter_mut().zip(products);
        pairs.for_each(|(sum, new)| *sum += new);
        self.moments
    }

    /// Adds the choices to the moments.
    fn settle_choices(&mut self) {
        let moments = &mut self.moments;
        let weights = &moments.design.weights;
        let mut sums = moments.options.iter_mut().zip(&self.choices);
        for ((state, &count), weight) in moments
            .states
            .iter_mut()
            .zip(&moments.design.options)
            .zip(weights)
        {
            for (option, [chosen, total, score, _]) in sums.by_ref().take(count) {
                // Whole, and exact up to 2⁵³.
                let persons = *chosen as u64;
                option.chosen += persons;
                option.rest += total - weight * score;
                option.score += score;
                state.answered += persons;
            }
        }
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
            let design = &self.moments.design;
            // They were looked at when they came.
            if design.places(person.responses, &mut self.places).is_ok() {
                self.add(person, weighted_sum(person.scores, &design.weights));
            }
        }
    }

    #[inline(always)]
    fn add(&mut self, person: Person<'_>, total: f64) {
        let moments = &mut self.moments;
        let weights = &moments.design.weights;
        moments.persons += 1;
        let scores = person.scores.iter().zip(&moments.shift);
        for (deviation, (score, shift)) in self.deviations.iter_mut().zip(scores) {
            *deviation = score - shift;
        }
        for (sum, deviation) in moments.sums.iter_mut().zip(&self.deviations) {
            *sum += deviation;
        }
        let about_shift = weighted_sum(&self.deviations, weights);
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
        self.add_positions(person);
        self.add_seconds(person);
    }

    #[inline(always)]
    fn add_responses(&mut self, person: Person<'_>, total: f64) {
        for (&place, &score) in self.places.iter().zip(&self.deviations) {
            if let Some(sums) = self.choices.get_mut(place as usize) {
                let one = [1.0, total, score, 0.0];
                sums.iter_mut().zip(one).for_each(|(sum, x)| *sum += x);
            }
        }
        if self.places.contains(&NO_PLACE) {
            let states = self.moments.states.iter_mut();
            for (state, response) in states.zip(person.responses) {
                match response {
                    Response::Option(_) => {}
                    Response::Answered => state.answered += 1,
                    Response::Skipped => state.skipped += 1,
                    Response::TimedOut => state.timed_out += 1,
                    Response::NotReached => state.not_reached += 1,
                }
            }
        }
    }

    fn add_positions(&mut self, person: Person<'_>) {
        let states = &mut self.moments.states;
        for (i, &position) in person.positions.iter().enumerate() {
            let position = f64::from(position);
            states[i].position_score.add(position, self.deviations[i]);
            if let Some(response) = person.responses.get(i) {
                let missing = f64::from(u8::from(response.is_missing()));
                states[i].position_missing.add(position, missing);
            }
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

/// A person about to be folded.
struct Folding<'a>(&'a mut Accumulator, Person<'a>);

impl Loop for Folding<'_> {
    type Output = Result<f64, Undefined>;

    #[inline(always)]
    fn run(self) -> Result<f64, Undefined> {
        let Self(folded, person) = self;
        let design = &folded.moments.design;
        design.check(&person)?;
        design.places(person.responses, &mut folded.places)?;
        let total = weighted_sum(person.scores, &design.weights);
        // One score that is not finite makes a total that is not.
        crate::undefined::finite(total)?;
        if folded.moments.persons > 0 {
            folded.add(person, total);
            return Ok(total);
        }
        folded.first.push(Waiting {
            scores: person.scores.to_vec(),
            responses: person.responses.to_vec(),
            seconds: person.seconds.to_vec(),
            positions: person.positions.to_vec(),
        });
        if folded.first.len() == BLOCK {
            folded.release();
        }
        Ok(total)
    }
}
