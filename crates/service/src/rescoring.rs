//! Other keys for a published assessment: which versions of its questions offer one, a dry run that shows who would move
//! how far, adopting them, and the attempts that follow.
//!
//! A dry run writes nothing. Adopting is the act of a named person with a reason: one unit freezes the assessment anew and
//! queues a job, which gives attempts a new score card and leaves them the old one. Intakes that are closed stay with what
//! they were closed with. Never scores or ranks: that is `domain::rescoring`.

mod adopt;
mod dry_run;
mod follow;
mod offers;
mod planned;

pub use adopt::{Adopt, REASON_TO, adopt};
pub use dry_run::{DryRun, IntakeMovement, MOVERS, Mover, dry_run};
pub use follow::follow;
pub use offers::{Adoption, Choices, Keys, OfferedQuestion, OfferedVersion, keys};
pub use planned::{NewKey, Planned, planned, to_adopt};

use crate::Error;

/// What cannot be done while attempts follow.
pub(crate) fn under_way() -> Error {
    Error::Conflict(
        "Scores are being computed under other keys right now. Try again when that is done; it takes a few minutes at \
         most."
            .into(),
    )
}
