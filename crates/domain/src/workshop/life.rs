//! What may become of a draft: draft → in review → ready → retired, and who may take which step. A small machine that
//! stores nothing and says in words why a step is refused.

use serde::{Deserialize, Serialize};

/// Where a draft stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Draft,
    InReview,
    /// It has become a version of its question.
    Ready,
    /// Put aside without becoming one.
    Retired,
}

impl State {
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in review",
            Self::Ready => "ready",
            Self::Retired => "put aside",
        }
    }
}

/// A step in the life of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Submit,
    /// From review back to writing.
    TakeBack,
    /// Makes it a version of its question.
    MakeReady,
    PutAside,
    /// From being put aside back to writing.
    TakeUp,
}

/// Why a step is refused, for the person who asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("This draft has already become a version of its question. Nothing was changed.")]
    Ready,
    #[error("This draft was put aside. Take it up again first.")]
    PutAside,
    #[error("This draft is in review. Take it back to change it.")]
    InReview,
    #[error("This draft is not in review (any more). Nothing was changed.")]
    NotInReview,
    #[error("In this bank a second person makes a question ready. Submit it for review first.")]
    NeedsReview,
    #[error(
        "In this bank a second person makes a question ready, and you wrote a part of this one."
    )]
    OwnWork,
    #[error("{0} things need a change before this step.")]
    Faults(usize),
    #[error("This draft is open already.")]
    Open,
}

/// What a step is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub state: State,
    /// Errors in the question as typed.
    pub faults: usize,
    /// Whether the bank asks for a second person.
    pub second_person: bool,
    /// Whether whoever takes the step has edited the draft.
    pub own_work: bool,
}

/// Where the step leads.
///
/// # Errors
/// The [`Refusal`] that matters most.
pub fn after(facts: Facts, step: Step) -> Result<State, Refusal> {
    match (facts.state, step) {
        (State::Retired, Step::TakeUp) => return Ok(State::Draft),
        (State::Ready, _) => return Err(Refusal::Ready),
        (State::Retired, _) => return Err(Refusal::PutAside),
        (_, Step::TakeUp) => return Err(Refusal::Open),
        (State::InReview, Step::TakeBack) => return Ok(State::Draft),
        (State::Draft, Step::TakeBack) => return Err(Refusal::NotInReview),
        (State::Draft | State::InReview, Step::PutAside) => return Ok(State::Retired),
        (State::InReview, Step::Submit) => return Err(Refusal::InReview),
        (State::Draft, Step::Submit) | (_, Step::MakeReady) => {}
    }
    if facts.faults > 0 {
        return Err(Refusal::Faults(facts.faults));
    }
    if step == Step::Submit {
        return Ok(State::InReview);
    }
    match (facts.second_person, facts.state, facts.own_work) {
        (true, State::Draft, _) => Err(Refusal::NeedsReview),
        (true, _, true) => Err(Refusal::OwnWork),
        _ => Ok(State::Ready),
    }
}

/// Whether the words may be changed now.
///
/// # Errors
/// Why not.
pub fn editable(state: State) -> Result<(), Refusal> {
    match state {
        State::Draft => Ok(()),
        State::InReview => Err(Refusal::InReview),
        State::Ready => Err(Refusal::Ready),
        State::Retired => Err(Refusal::PutAside),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: Facts = Facts {
        state: State::Draft,
        faults: 0,
        second_person: false,
        own_work: true,
    };

    #[test]
    fn the_way_from_draft_to_ready() {
        assert_eq!(after(SOUND, Step::Submit), Ok(State::InReview));
        assert_eq!(after(SOUND, Step::MakeReady), Ok(State::Ready));
        let review = Facts {
            state: State::InReview,
            ..SOUND
        };
        assert_eq!(after(review, Step::TakeBack), Ok(State::Draft));
        assert_eq!(after(review, Step::MakeReady), Ok(State::Ready));
        assert_eq!(after(review, Step::PutAside), Ok(State::Retired));
        let aside = Facts {
            state: State::Retired,
            ..SOUND
        };
        assert_eq!(after(aside, Step::TakeUp), Ok(State::Draft));
    }

    #[test]
    fn a_second_person_is_another_one() {
        let strict = Facts {
            second_person: true,
            ..SOUND
        };
        assert_eq!(after(strict, Step::MakeReady), Err(Refusal::NeedsReview));
        let review = Facts {
            state: State::InReview,
            ..strict
        };
        assert_eq!(after(review, Step::MakeReady), Err(Refusal::OwnWork));
        let other = Facts {
            own_work: false,
            ..review
        };
        assert_eq!(after(other, Step::MakeReady), Ok(State::Ready));
    }

    #[test]
    fn what_is_over_says_so_and_faults_keep_it_back() {
        for step in [
            Step::Submit,
            Step::TakeBack,
            Step::MakeReady,
            Step::PutAside,
            Step::TakeUp,
        ] {
            let ready = Facts {
                state: State::Ready,
                ..SOUND
            };
            assert_eq!(after(ready, step), Err(Refusal::Ready));
        }
        let aside = Facts {
            state: State::Retired,
            ..SOUND
        };
        assert_eq!(after(aside, Step::Submit), Err(Refusal::PutAside));
        assert_eq!(after(SOUND, Step::TakeBack), Err(Refusal::NotInReview));
        assert_eq!(after(SOUND, Step::TakeUp), Err(Refusal::Open));
        let faulty = Facts { faults: 3, ..SOUND };
        assert_eq!(after(faulty, Step::Submit), Err(Refusal::Faults(3)));
        assert_eq!(after(faulty, Step::PutAside), Ok(State::Retired));
        assert_eq!(editable(State::InReview), Err(Refusal::InReview));
        assert_eq!(editable(State::Draft), Ok(()));
    }
}
