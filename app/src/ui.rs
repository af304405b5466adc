//! The parts that pages are put together from: fields, messages, pages of a list, the dot with its interval.
//!
//! One component a file, with its style sheet of the same name in `app/style/`. Components use native elements, work
//! without JavaScript, take owned values, and end in `into_any()`, which keeps the types of the pages small.
//! They contain no use case and know no noun of the product; a component for one noun lives with its pages.

mod error_summary;
mod field;
mod interval;
mod notice;
mod pagination;
pub mod question;
pub mod rehearsal;
mod theme_choice;

pub use error_summary::{ErrorSummary, FieldErrors};
pub use field::{Checkbox, Choice, Field, RadioGroup, Select, TextArea, field_id};
pub use interval::{Interval, IntervalGeometry, Scale};
pub use notice::{Empty, Notice, Tone};
pub use pagination::{Pagination, Step, steps};
pub use theme_choice::ThemeChoice;

/// A code of a bank file as words: `technical_support` becomes "Technical support".
pub fn sentence_case(text: &str) -> String {
    let mut letters = text
        .chars()
        .map(|letter| if letter == '_' { ' ' } else { letter });
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().collect::<String>());
    first.unwrap_or_default() + &letters.collect::<String>()
}
