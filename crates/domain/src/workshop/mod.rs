//! The workshop: a question while it is being written. A draft may be incomplete and holds what was typed; [`life`]
//! says what may become of it and [`difference`] what another version changes for whom. Knows no person but by the id
//! of an account, and stores nothing.

pub mod difference;
mod draft;
mod edited_key;
pub mod life;

pub use draft::{Draft, DraftOption, DraftRecord, Step};
pub use edited_key::key_after_edit;
