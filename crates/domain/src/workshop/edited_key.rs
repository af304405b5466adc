//! What becomes of a question's key when the question is edited.

use super::difference::{Audience, differences};
use crate::bank::{Key, KeyStatus, Provenance};
use crate::question::Question;

/// The key of a question that was edited: what a panel rated holds for its words and values only, so an edited one
/// is reasoned by its author until a panel has rated it again. `before` is the version the draft began with.
pub fn key_after_edit(before: &Question, key: &Key, after: &Question) -> Option<Key> {
    let same = !differences(before, after)
        .iter()
        .any(|change| change.audience != Audience::Administration);
    if same || key.provenance == Provenance::Rational {
        return after.key.clone();
    }
    Some(Key {
        provenance: Provenance::Rational,
        status: KeyStatus::Provisional,
        visibility: key.visibility,
        experts: None,
        date: None,
        icc2k: None,
    })
}
