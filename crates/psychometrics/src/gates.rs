//! How many observations a figure needs before it may be leaned on.
//!
//! A gate is a value beside a figure: it never withholds the figure itself. The
//! gate of a reliability has three steps; see
//! [`SampleGate`](crate::reliability::SampleGate). Never contains words.

/// A figure with a minimum number of observations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Figure {
    /// The facility of a question: 100, where its standard error is at most .05.
    Facility,
    /// An item-rest correlation: 200, where its standard error is about .065 at r = .3.
    ItemRest,
    /// Alpha and the like: 200, where the interval is about ± .08 at .60.
    Reliability,
    /// A correlation with a criterion: 85 pairs, 80 % power for r = .30.
    Criterion,
    /// Percentile ranks in a norm group: 100.
    Norms,
    /// One bar of an expectancy table: 10 persons.
    ExpectancyBar,
    /// Rated contacts behind one person's criterion: 30.
    RatedContacts,
    /// A regression compared between groups: 100 in each.
    RegressionGroup,
}

impl Figure {
    /// The smallest number of observations.
    pub fn needed(self) -> usize {
        match self {
            Self::ExpectancyBar => 10,
            Self::RatedContacts => 30,
            Self::Criterion => 85,
            Self::Facility | Self::Norms | Self::RegressionGroup => 100,
            Self::ItemRest | Self::Reliability => 200,
        }
    }

    /// The gate for a number of observations.
    pub fn gate(self, got: usize) -> Gate {
        Gate {
            got,
            needed: self.needed(),
        }
    }
}

/// How many observations there are and how many there should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gate {
    /// Observations there are.
    pub got: usize,
    /// Observations needed.
    pub needed: usize,
}

impl Gate {
    /// Whether there are enough.
    pub fn open(self) -> bool {
        self.got >= self.needed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reliability::alpha::feldt_interval;

    #[test]
    fn the_minimum_is_enough() {
        for figure in [Figure::Facility, Figure::ItemRest, Figure::Criterion] {
            assert!(figure.gate(figure.needed()).open());
            assert!(!figure.gate(figure.needed() - 1).open());
        }
    }

    #[test]
    fn minima_follow_from_their_standard_errors() {
        let facility_error = 0.5 / (Figure::Facility.needed() as f64).sqrt();
        assert!(facility_error <= 0.05);
        let rest_error = (1.0 - 0.3_f64 * 0.3) / (Figure::ItemRest.needed() as f64 - 1.0).sqrt();
        assert!((rest_error - 0.065).abs() < 0.001);
        let feldt = feldt_interval(0.6, Figure::Reliability.needed(), 12, 0.95).expect("defined");
        assert!(((feldt.upper - feldt.lower) / 2.0 - 0.08).abs() < 0.005);
    }
}
