//! Charts as geometry: numbers in, marks out. A score is a dot with its interval on an axis; a distribution is bars
//! with their counts. Every chart is placed by its caller, who also gives its description in words.

mod axis;

pub use axis::{Axis, axis_labels};

use crate::mark::Mark;
use crate::style::{ACCENT, BANDS, LINE, LINE_STRONG, QUIET, TICK, TextStyle, WASH};
use crate::text::measure;
use crate::words;
use domain::report::{Bin, Interval};

/// A score on its axis in a strip `height` tall: the line, the mark of random answering at zero, whisker and dot.
pub fn interval_row(interval: Option<&Interval>, axis: &Axis, height: f32) -> Vec<Mark> {
    let y = height / 2.0;
    let mut marks = vec![Mark::rule(0.0, axis.length, y, 0.8, LINE)];
    let zero = axis.at(0.0);
    marks.push(Mark::Rule {
        from: (zero, y - 4.0),
        to: (zero, y + 4.0),
        width: 0.8,
        colour: LINE_STRONG,
        dashed: false,
    });
    marks.extend(
        interval
            .into_iter()
            .flat_map(|interval| dot_with_whisker(interval, axis, y, (3.6, 2.2))),
    );
    marks
}

/// A score with its interval at height `y`; the dot's radius and the whisker's width.
fn dot_with_whisker(
    interval: &Interval,
    axis: &Axis,
    y: f32,
    (radius, width): (f32, f32),
) -> [Mark; 2] {
    let x = axis.at(interval.score);
    let (low, high) = (axis.at(interval.low), axis.at(interval.high));
    [
        Mark::rule(low, high, y, width, ACCENT),
        Mark::Dot {
            x,
            y,
            radius,
            fill: ACCENT,
        },
    ]
}

/// Height of [`lead_interval`].
pub const LEAD_HEIGHT: f32 = 62.0;

/// The large version for the total: ticks below, and the reach of random answering as a shaded part of the axis.
pub fn lead_interval(interval: Option<&Interval>, axis: &Axis, random_95: f64) -> Vec<Mark> {
    const Y: f32 = 24.0;
    let mut marks = Vec::new();
    let reach = axis.at(random_95);
    marks.push(Mark::Box {
        x: 0.0,
        y: Y - 11.0,
        width: reach,
        height: 22.0,
        radius: 0.0,
        fill: BANDS[0],
    });
    marks.push(Mark::rule(0.0, axis.length, Y, 1.0, LINE_STRONG));
    for tick in axis.ticks(axis::STEP) {
        let x = axis.at(tick);
        marks.push(Mark::Rule {
            from: (x, Y + 11.0),
            to: (x, Y + 14.0),
            width: 0.6,
            colour: QUIET,
            dashed: false,
        });
        marks.push(centred(&words::whole(tick), x, Y + 22.5, TICK));
    }
    marks.extend(
        interval
            .into_iter()
            .flat_map(|interval| dot_with_whisker(interval, axis, Y, (6.5, 4.0))),
    );
    let label = words::random_below(random_95);
    marks.push(Mark::Text {
        x: 0.0,
        y: Y + 35.0,
        style: TICK,
        text: label,
    });
    marks
}

/// Height of [`distribution`].
pub const DISTRIBUTION_HEIGHT: f32 = 168.0;

/// Bars of counts over their scores, `width` points wide, the counts above them, and a dashed line at the score that
/// 19 in 20 random answerers stay below.
pub fn distribution(bins: &[Bin], random_95: f64, width: f32) -> Vec<Mark> {
    const TOP: f32 = 26.0;
    const FLOOR: f32 = 152.0;
    let low = bins
        .iter()
        .map(|bin| bin.from)
        .filter(|from| from.is_finite())
        .fold(f64::INFINITY, f64::min);
    let high = bins
        .iter()
        .map(|bin| bin.to)
        .filter(|to| to.is_finite())
        .fold(f64::NEG_INFINITY, f64::max);
    if low >= high {
        return vec![Mark::rule(0.0, width, FLOOR, 0.8, LINE_STRONG)];
    }
    let axis = Axis {
        low,
        high,
        length: width,
    };
    let tallest = bins.iter().map(|bin| bin.count).max().unwrap_or(0).max(1);
    let mut marks = vec![Mark::Box {
        x: 0.0,
        y: TOP - 8.0,
        width: axis.at(random_95),
        height: FLOOR - TOP + 8.0,
        radius: 0.0,
        fill: WASH,
    }];
    for bin in bins.iter().filter(|bin| bin.count > 0) {
        let (x1, x2) = (axis.at(bin.from) + 0.8, axis.at(bin.to) - 0.8);
        let height = (FLOOR - TOP) * bin.count as f32 / tallest as f32;
        let (y, bar) = (FLOOR - height, (x2 - x1).max(0.6));
        marks.push(Mark::Box {
            x: x1,
            y,
            width: bar,
            height,
            radius: 0.0,
            fill: ACCENT,
        });
        let count = bin.count.to_string();
        if measure(&count, TICK) <= bar + 6.0 {
            marks.push(centred(&count, x1 + bar / 2.0, y - 3.0, TICK));
        }
    }
    marks.push(Mark::rule(0.0, width, FLOOR, 0.8, LINE_STRONG));
    for tick in axis.ticks(axis::STEP) {
        marks.push(centred(
            &words::whole(tick),
            axis.at(tick),
            FLOOR + 12.0,
            TICK,
        ));
    }
    let x = axis.at(random_95);
    marks.push(Mark::Rule {
        from: (x, TOP - 8.0),
        to: (x, FLOOR),
        width: 0.9,
        colour: QUIET,
        dashed: true,
    });
    let label = words::random_below(random_95);
    let x = x.min((width - measure(&label, TICK)).max(0.0));
    marks.push(Mark::Text {
        x,
        y: TOP - 14.0,
        style: TICK,
        text: label,
    });
    marks
}

fn centred(text: &str, x: f32, y: f32, style: TextStyle) -> Mark {
    Mark::Text {
        x: x - measure(text, style) / 2.0,
        y,
        style,
        text: text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(score: f64, low: f64, high: f64) -> Interval {
        Interval { score, low, high }
    }

    #[test]
    fn a_row_without_evidence_has_an_axis_but_no_dot() {
        let axis = Axis {
            low: 0.0,
            high: 100.0,
            length: 200.0,
        };
        let has_dot = |marks: &[Mark]| marks.iter().any(|mark| matches!(mark, Mark::Dot { .. }));
        assert!(!has_dot(&interval_row(None, &axis, 12.0)));
        assert!(has_dot(&interval_row(
            Some(&interval(50.0, 40.0, 60.0)),
            &axis,
            12.0
        )));
    }

    #[test]
    fn bars_are_as_tall_as_their_counts() {
        let bins = [
            Bin {
                from: 0.0,
                to: 10.0,
                count: 2,
            },
            Bin {
                from: 10.0,
                to: 20.0,
                count: 4,
            },
            Bin {
                from: 20.0,
                to: 30.0,
                count: 0,
            },
        ];
        let heights: Vec<f32> = distribution(&bins, 12.0, 300.0)
            .iter()
            .filter_map(|mark| match mark {
                Mark::Box { height, fill, .. } if *fill == ACCENT => Some(*height),
                _ => None,
            })
            .collect();
        assert_eq!(heights.len(), 2);
        assert!((heights[1] - 2.0 * heights[0]).abs() < 0.01);
        assert_eq!(distribution(&[], 20.0, 300.0).len(), 1);
    }
}
