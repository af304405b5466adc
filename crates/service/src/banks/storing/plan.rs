//! What the next version does to the questions of a bank: which stay, move, get another version, come or leave.
//! Decides from hashes alone; writes nothing.

use super::Place;
use crate::ports::CurrentQuestion;
use std::collections::BTreeMap;

/// What the next version does to the questions of a bank.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) new: Vec<NewVersion>,
    /// Ids of versions that leave the bank, replaced ones included.
    pub(super) retired: Vec<String>,
    /// Kept versions with another place.
    pub(super) moved: Vec<(String, i64)>,
    /// How many of `new` replace nothing.
    pub(super) added: usize,
    pub(super) kept: usize,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct NewVersion {
    /// Among the places, from 0.
    pub(super) index: usize,
    pub(super) number: i64,
}

/// `numbers` holds the highest number each question ever had; a question that comes back gets the next one.
pub(super) fn plan(
    current: &[CurrentQuestion],
    numbers: &BTreeMap<String, i64>,
    places: &[Place],
) -> Plan {
    let mut leaving: BTreeMap<&str, &CurrentQuestion> = current
        .iter()
        .map(|question| (question.slug.as_str(), question))
        .collect();
    let mut plan = Plan::default();
    for (index, place) in places.iter().enumerate() {
        match leaving.remove(place.slug.as_str()) {
            Some(before) if before.content_hash == place.content_hash => {
                plan.kept += 1;
                if before.position != place.position {
                    plan.moved.push((before.id.clone(), place.position));
                }
                continue;
            }
            Some(before) => plan.retired.push(before.id.clone()),
            None => plan.added += 1,
        }
        let number = numbers.get(&place.slug).map_or(1, |highest| highest + 1);
        plan.new.push(NewVersion { index, number });
    }
    plan.retired
        .extend(leaving.values().map(|question| question.id.clone()));
    plan
}
