//! Moodle XML: multiple choice with one answer, true or false, ordering, and the matchings that this module writes.
//! Other kinds are dropped by name.

mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;
