//! What is folded: the design of a test and one person's answers.
//!
//! Never contains sums.

use crate::undefined::{Reason, Undefined, all_finite, finite};

/// Fixed bins of equal width; what lies outside counts in the first or last bin.
///
/// Choose edges between attainable values: a value on an edge belongs above it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bins {
    start: f64,
    width: f64,
    count: usize,
}

impl Bins {
    /// `count` bins of `width` from `start` up.
    ///
    /// # Errors
    /// `OutOfRange` unless `width` and `count` are above 0, `NotFinite`.
    pub fn new(start: f64, width: f64, count: usize) -> Result<Self, Undefined> {
        if finite(width)? <= 0.0 || count == 0 {
            return Err(Reason::OutOfRange("bins have a width and a number above 0").into());
        }
        Ok(Self {
            start: finite(start)?,
            width,
            count,
        })
    }

    /// Number of bins, at least 1.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Lower edge of a bin.
    pub fn edge(&self, bin: usize) -> f64 {
        self.start + self.width * bin as f64
    }

    /// Width of a bin.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// The bin of a value.
    pub fn index(&self, value: f64) -> usize {
        // A cast to an integer stops at 0 below and at the largest value above.
        (((value - self.start) / self.width) as usize).min(self.count - 1)
    }
}

/// Bins of log seconds: from 50 milliseconds to a day, 2 % wide.
pub(crate) fn log_second_bins() -> Bins {
    Bins {
        start: -3.0,
        width: 0.02,
        count: 720,
    }
}

/// The questions of a test: how they enter the total and what is counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    pub(crate) weights: Vec<f64>,
    pub(crate) options: Vec<usize>,
    pub(crate) totals: Option<Bins>,
    pub(crate) fast_seconds: Option<Vec<f64>>,
}

impl Design {
    /// Questions that enter the total `T = Σ w_i·s_i` with these weights, all 1
    /// for a plain sum.
    ///
    /// # Errors
    /// `TooFewQuestions` without questions, `NotFinite`.
    pub fn new(weights: Vec<f64>) -> Result<Self, Undefined> {
        all_finite(&weights)?;
        if weights.is_empty() {
            return Err(Reason::TooFewQuestions { got: 0, needed: 1 }.into());
        }
        Ok(Self {
            options: vec![0; weights.len()],
            weights,
            totals: None,
            fast_seconds: None,
        })
    }

    /// Counts choices: the number of options of each question, 0 for a question
    /// that is not answered by choosing one.
    ///
    /// # Errors
    /// `LengthMismatch` unless there is one number per question.
    pub fn with_options(self, options: Vec<usize>) -> Result<Self, Undefined> {
        self.one_each(options.len())?;
        Ok(Self { options, ..self })
    }

    /// Sorts totals into bins, for medians and for the tails of the D index.
    #[must_use]
    pub fn with_total_bins(self, bins: Bins) -> Self {
        Self {
            totals: Some(bins),
            ..self
        }
    }

    /// Records times, and counts answers given faster than this many seconds
    /// for each question (0 for a question without a limit).
    ///
    /// # Errors
    /// `LengthMismatch` unless there is one limit per question, `NotFinite`.
    pub fn with_seconds(self, fast_seconds: Vec<f64>) -> Result<Self, Undefined> {
        self.one_each(fast_seconds.len())?;
        all_finite(&fast_seconds)?;
        Ok(Self {
            fast_seconds: Some(fast_seconds),
            ..self
        })
    }

    /// Number of questions, at least 1.
    pub fn questions(&self) -> usize {
        self.weights.len()
    }

    /// The weight of each question in the total.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    fn one_each(&self, got: usize) -> Result<(), Undefined> {
        let expected = self.questions();
        if got == expected {
            Ok(())
        } else {
            Err(Reason::LengthMismatch { got, expected }.into())
        }
    }

    /// Refuses a person that does not fit before anything is added up. Scores
    /// that are not finite are left to the total, which is not finite then, and
    /// responses to [`places`](Self::places).
    pub(crate) fn check(&self, person: &Person<'_>) -> Result<(), Undefined> {
        self.one_each(person.scores.len())?;
        if !person.seconds.is_empty() {
            if self.fast_seconds.is_none() {
                return Err(Reason::OutOfRange("this design records no seconds").into());
            }
            self.one_each(person.seconds.len())?;
            let possible = |seconds: &f64| seconds.is_finite() && *seconds > 0.0;
            if !person.seconds.iter().flatten().all(possible) {
                return Err(Reason::OutOfRange("seconds are finite and above 0").into());
            }
        }
        if !person.positions.is_empty() {
            self.one_each(person.positions.len())?;
        }
        Ok(())
    }

    /// Where each response counts among the options of all questions, or
    /// [`NO_PLACE`].
    ///
    /// # Errors
    /// `LengthMismatch` unless there is one response per question or none at
    /// all, `OutOfRange` for an option the question does not have.
    #[inline(always)]
    pub(crate) fn places(
        &self,
        responses: &[Response],
        into: &mut Vec<u32>,
    ) -> Result<(), Undefined> {
        into.clear();
        if responses.is_empty() {
            return Ok(());
        }
        self.one_each(responses.len())?;
        let (mut first, mut unknown) = (0_u32, false);
        into.extend(
            responses
                .iter()
                .zip(&self.options)
                .map(|(response, &count)| {
                    let (place, known) = match response {
                        Response::Option(option) => {
                            (first + u32::from(*option), usize::from(*option) < count)
                        }
                        _ => (NO_PLACE, true),
                    };
                    unknown |= !known;
                    first += count as u32;
                    place
                }),
        );
        if unknown {
            return Err(Reason::OutOfRange("an option is one of the question's").into());
        }
        Ok(())
    }
}

/// The place of a response that is no option.
pub(crate) const NO_PLACE: u32 = u32::MAX;

/// How a question was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Response {
    /// This option was chosen, counted from 0.
    Option(u16),
    /// Answered, but not by choosing one option.
    Answered,
    /// Left out by the person.
    Skipped,
    /// Its time ran out.
    TimedOut,
    /// The test's time ran out before it was reached.
    NotReached,
}

impl Response {
    /// Whether there is no answer.
    pub fn is_missing(self) -> bool {
        matches!(self, Self::Skipped | Self::TimedOut | Self::NotReached)
    }
}

/// One person's answers to all questions, in the order of the design.
///
/// A missing answer has the score it counts with. A person who was not given a
/// question is left out by the caller. What was not recorded is an empty slice.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    /// Score of every question.
    pub scores: &'a [f64],
    /// How every question was answered, or empty.
    pub responses: &'a [Response],
    /// Seconds spent on every question where they are known, or empty; only for
    /// a design [`with_seconds`](Design::with_seconds).
    pub seconds: &'a [Option<f64>],
    /// Position at which every question was shown, or empty.
    pub positions: &'a [u16],
}

impl<'a> Person<'a> {
    /// A person of whom only scores were recorded.
    pub fn of_scores(scores: &'a [f64]) -> Self {
        Self {
            scores,
            responses: &[],
            seconds: &[],
            positions: &[],
        }
    }
}
