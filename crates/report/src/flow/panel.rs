//! The grounds that text can stand on: their colours and paddings. Never what stands on them.

use crate::mark::Mark;
use crate::style::{ACCENT, ACCENT_WASH, CARE, Colour};

/// A coloured ground behind a run of slices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Panel {
    /// A note that must not be missed.
    Care,
    /// Quiet ground for a lead figure.
    Wash,
    /// A scenario: a green line at the left.
    Scene,
}

impl Panel {
    fn fill(self) -> Colour {
        match self {
            Panel::Care => CARE,
            Panel::Wash => ACCENT_WASH,
            Panel::Scene => ACCENT,
        }
    }

    /// The panel's ground.
    pub fn ground(self, x: f32, y: f32, width: f32, height: f32) -> Mark {
        let (width, radius) = match self {
            Panel::Scene => (2.6, 0.0),
            Panel::Care | Panel::Wash => (width, 6.0),
        };
        Mark::Box {
            x,
            y,
            width,
            height,
            radius,
            fill: self.fill(),
        }
    }

    /// Distance from the panel's edge to its text: (left, right, above and below).
    pub(super) fn padding(self) -> (f32, f32, f32) {
        match self {
            Panel::Care | Panel::Wash => (13.0, 13.0, 7.0),
            Panel::Scene => (11.0, 0.0, 1.0),
        }
    }
}
