//! A number with its uncertainty: a dot on a line, with its interval.
//!
//! The geometry is a pure function, so that other drawings can use the same one.

use leptos::prelude::*;

/// The range a drawing covers, in the unit of the number. `least` is below `most`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// The number at the start.
    pub least: f64,
    /// The number at the end.
    pub most: f64,
}

impl Scale {
    /// 0 to 100, the scale of scores.
    pub const SCORE: Scale = Scale {
        least: 0.0,
        most: 100.0,
    };

    /// The share of the way from start to end, in [0, 1]; numbers outside the scale stand at its ends, and anything on a
    /// scale without length stands at the start.
    pub fn share(self, value: f64) -> f64 {
        let share = (value - self.least) / (self.most - self.least);
        if share.is_finite() {
            share.clamp(0.0, 1.0)
        } else {
            0.0
        }
    }
}

/// Where the parts of one dot with its interval stand, in the unit of `width`, from the start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IntervalGeometry {
    /// The start of the axis.
    pub start: f64,
    /// The end of the axis.
    pub end: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
    /// The dot.
    pub dot: f64,
}

impl IntervalGeometry {
    /// Places `value` within [`low`, `high`] on a drawing of `width`, whose axis keeps `inset` from both ends.
    pub fn new(value: f64, low: f64, high: f64, scale: Scale, width: f64, inset: f64) -> Self {
        let at = |number: f64| inset + scale.share(number) * (width - 2.0 * inset);
        Self {
            start: inset,
            end: width - inset,
            low: at(low),
            high: at(high),
            dot: at(value),
        }
    }
}

const WIDTH: f64 = 200.0;
const HEIGHT: f64 = 22.0;

/// A score as a dot with its interval, and the same in words for those who do not see it.
#[component]
pub fn Interval(
    /// The number.
    value: f64,
    /// The lower end of its interval.
    low: f64,
    /// The upper end of its interval.
    high: f64,
    /// The range of the drawing.
    #[prop(default = Scale::SCORE)]
    scale: Scale,
    /// What the number is, in lower case; the words begin with it.
    #[prop(default = "score".to_owned(), into)]
    what: String,
) -> impl IntoView {
    let at = IntervalGeometry::new(value, low, high, scale, WIDTH, 8.0);
    let label = format!("{what} {value:.0}, interval {low:.0} to {high:.0}");
    let middle = HEIGHT / 2.0;
    let point = |x: f64| format!("{x:.1}");
    view! {
        <svg class="interval" role="img" aria-label=label width=WIDTH height=HEIGHT
            viewBox=format!("0 0 {WIDTH} {HEIGHT}")>
            <line class="axis" x1=point(at.start) x2=point(at.end) y1=middle y2=middle></line>
            <line class="whisk" x1=point(at.low) x2=point(at.high) y1=middle y2=middle></line>
            <circle class="dot" cx=point(at.dot) cy=middle r="4.5"></circle>
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_stand_in_proportion_within_the_inset() {
        let at = IntervalGeometry::new(50.0, 25.0, 100.0, Scale::SCORE, 216.0, 8.0);
        assert_eq!(
            at,
            IntervalGeometry {
                start: 8.0,
                end: 208.0,
                low: 58.0,
                high: 208.0,
                dot: 108.0
            }
        );
    }

    #[test]
    fn nothing_leaves_the_axis() {
        let at = IntervalGeometry::new(104.0, -30.0, f64::INFINITY, Scale::SCORE, 216.0, 8.0);
        assert_eq!((at.low, at.dot), (8.0, 208.0));
        assert!(at.high.is_finite());
        let flat = Scale {
            least: 3.0,
            most: 3.0,
        };
        assert_eq!(flat.share(3.0), 0.0);
    }

    #[test]
    fn the_drawing_says_itself_in_words() {
        let html = view! { <Interval value=80.4 low=68.6 high=92.0/> }.to_html();
        assert!(
            html.contains(r#"aria-label="score 80, interval 69 to 92""#),
            "{html}"
        );
    }
}
