//! What an import does to the questions of a bank: which stay, move, get another version, come or leave. Decides from
//! hashes alone; writes nothing.

use super::hash;
use crate::Result;
use crate::ports::CurrentQuestion;
use domain::bank::Key;
use domain::question::Question;
use std::collections::BTreeMap;

/// What an import does to the questions of a bank.
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
    /// Its place in the file, from 0.
    pub(super) index: usize,
    pub(super) number: i64,
    pub(super) content_hash: String,
}

/// `numbers` holds the highest number each question ever had; a question that comes back gets the next one.
pub(super) fn plan(
    current: &[CurrentQuestion],
    numbers: &BTreeMap<String, i64>,
    questions: &[Question],
    keys: &[Key],
) -> Result<Plan> {
    let mut leaving: BTreeMap<&str, &CurrentQuestion> = current
        .iter()
        .map(|question| (question.slug.as_str(), question))
        .collect();
    let mut plan = Plan::default();
    for (index, (question, key)) in questions.iter().zip(keys).enumerate() {
        let content_hash = hash(&(question, key))?;
        let position = i64::try_from(index).unwrap_or(i64::MAX);
        let before = leaving.remove(question.id.as_str());
        match before {
            Some(before) if before.content_hash == content_hash => {
                plan.kept += 1;
                if before.position != position {
                    plan.moved.push((before.id.clone(), position));
                }
                continue;
            }
            Some(before) => plan.retired.push(before.id.clone()),
            None => plan.added += 1,
        }
        let number = numbers.get(&question.id).map_or(1, |highest| highest + 1);
        plan.new.push(NewVersion {
            index,
            number,
            content_hash,
        });
    }
    plan.retired
        .extend(leaving.values().map(|question| question.id.clone()));
    Ok(plan)
}
