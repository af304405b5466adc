//! A scale of scores laid over a distance, and its labels.

use crate::mark::Mark;
use crate::style::TICK;
use crate::text::measure;
use crate::words;
use domain::report::Interval;

/// Distance of the ticks on an axis with room for them.
pub(super) const STEP: f64 = 20.0;

/// A scale of scores laid over a horizontal distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    pub low: f64,
    pub high: f64,
    /// Length in points.
    pub length: f32,
}

impl Axis {
    /// An axis from zero (or the multiple of 20 below the lowest interval, not under −100) to 100.
    pub fn covering<'a>(intervals: impl Iterator<Item = &'a Interval>, length: f32) -> Self {
        let lowest = intervals
            .map(|interval| interval.low)
            .filter(|low| low.is_finite())
            .fold(0.0, f64::min);
        let low = ((lowest / STEP).floor() * STEP).max(-100.0);
        Self {
            low,
            high: 100.0,
            length,
        }
    }

    /// Distance of `value` from the axis' start; values beyond an end are drawn at that end, no number at the start.
    pub fn at(&self, value: f64) -> f32 {
        let share = (value - self.low) / (self.high - self.low);
        if share.is_nan() {
            0.0
        } else {
            (share.clamp(0.0, 1.0) as f32) * self.length
        }
    }

    /// The multiples of `step` on the axis.
    pub fn ticks(&self, step: f64) -> impl Iterator<Item = f64> + use<> {
        let first = (self.low / step).ceil() as i32;
        let last = (self.high / step).floor() as i32;
        (first..=last).map(move |tick| f64::from(tick) * step)
    }
}

/// Labels of a short axis: every 50, with zero named for what it is.
pub fn axis_labels(axis: &Axis, y: f32) -> Vec<Mark> {
    axis.ticks(50.0)
        .map(|tick| {
            let text = if tick == 0.0 {
                format!("0 {}", words::RANDOM)
            } else {
                words::whole(tick)
            };
            let width = measure(&text, TICK);
            let x = (axis.at(tick) - width / 2.0).clamp(0.0, (axis.length - width).max(0.0));
            Mark::Text {
                x,
                y,
                style: TICK,
                text,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(score: f64, low: f64, high: f64) -> Interval {
        Interval { score, low, high }
    }

    #[test]
    fn the_axis_covers_the_lowest_interval_in_steps() {
        let rows = [interval(40.0, 28.0, 52.0), interval(4.0, -8.0, 16.0)];
        let axis = Axis::covering(rows.iter(), 240.0);
        assert_eq!((axis.low, axis.high), (-20.0, 100.0));
        assert_eq!(
            (axis.at(-20.0), axis.at(40.0), axis.at(100.0)),
            (0.0, 120.0, 240.0)
        );
        assert_eq!(
            axis.ticks(20.0).collect::<Vec<_>>(),
            [-20.0, 0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
        );
        assert_eq!(
            Axis::covering([interval(90.0, 80.0, 99.0)].iter(), 10.0).low,
            0.0
        );
        assert_eq!(
            Axis::covering([interval(-900.0, -950.0, -880.0)].iter(), 10.0).low,
            -100.0
        );
    }

    #[test]
    fn beyond_an_end_is_drawn_at_the_end_and_numbers_that_are_none_do_not_escape() {
        let axis = Axis {
            low: 0.0,
            high: 100.0,
            length: 200.0,
        };
        assert_eq!(
            (axis.at(140.0), axis.at(-3.0), axis.at(f64::NAN)),
            (200.0, 0.0, 0.0)
        );
        let odd = interval(f64::NAN, f64::NEG_INFINITY, f64::INFINITY);
        assert_eq!(Axis::covering([odd].iter(), 100.0).low, 0.0);
    }

    #[test]
    fn labels_of_short_axes_do_not_touch() {
        for low in [-100.0, -40.0, 0.0] {
            let axis = Axis {
                low,
                high: 100.0,
                length: 128.0,
            };
            let mut free = 0.0;
            for mark in axis_labels(&axis, 0.0) {
                let Mark::Text { x, text, style, .. } = mark else {
                    panic!("labels are text")
                };
                assert!(x >= free, "{text} touches its neighbour");
                free = x + measure(&text, style) + 2.0;
            }
            assert!(free <= axis.length + 2.1);
        }
    }
}
