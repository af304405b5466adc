//! What a candidate's page sends, and the answer it stands for. Pages name replies by letters, as they showed them; ids
//! stay on the server.

use domain::answer::{Answer, AnswerError};
use domain::attempt::{PlannedQuestion, letter};
use domain::question::Format;
use std::collections::BTreeMap;

/// What a form or an island sends, by letters. Parts of another format than the question's are refused.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Given {
    pub best: Option<char>,
    pub most: Option<char>,
    pub least: Option<char>,
    /// Letter to rating.
    pub ratings: BTreeMap<char, u8>,
    /// Letter to place.
    pub places: BTreeMap<char, u8>,
}

impl Given {
    /// The answer in the ids of the plan. Checked only for its format; see [`Answer::check`] for the rest.
    ///
    /// # Errors
    /// [`AnswerError::WrongFormat`] and [`AnswerError::UnknownOption`].
    pub fn into_answer(
        self,
        format: Format,
        planned: &PlannedQuestion,
    ) -> std::result::Result<Answer, AnswerError> {
        let of = |given: char| {
            let position = (0..planned.options.len()).find(|at| letter(*at) == given);
            let id = position.and_then(|at| planned.options.get(at)).cloned();
            id.ok_or_else(|| AnswerError::UnknownOption(given.to_string()))
        };
        let each = |given: BTreeMap<char, u8>| {
            let pairs = given
                .into_iter()
                .map(|(letter, number)| of(letter).map(|id| (id, number)));
            pairs.collect::<std::result::Result<BTreeMap<_, _>, _>>()
        };
        let others = match format {
            Format::SingleBest => Self {
                best: None,
                ..self.clone()
            },
            Format::MostLeast => Self {
                most: None,
                least: None,
                ..self.clone()
            },
            Format::RateEach => Self {
                ratings: BTreeMap::new(),
                ..self.clone()
            },
            Format::RankOrder => Self {
                places: BTreeMap::new(),
                ..self.clone()
            },
        };
        if others != Self::default() {
            return Err(AnswerError::WrongFormat);
        }
        Ok(match format {
            Format::SingleBest => Answer::SingleBest {
                choice: self.best.map(of).transpose()?,
            },
            Format::MostLeast => Answer::MostLeast {
                most: self.most.map(of).transpose()?,
                least: self.least.map(of).transpose()?,
            },
            Format::RateEach => Answer::RateEach {
                ratings: each(self.ratings)?,
            },
            Format::RankOrder => Answer::RankOrder {
                places: each(self.places)?,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::QuestionVersionId;

    fn planned() -> PlannedQuestion {
        PlannedQuestion {
            version: QuestionVersionId(uuid::Uuid::nil()),
            options: ["c", "a", "b"].map(String::from).to_vec(),
        }
    }

    #[test]
    fn letters_become_the_ids_of_this_plan() {
        let given = Given {
            most: Some('A'),
            least: Some('C'),
            ..Given::default()
        };
        assert_eq!(
            given.into_answer(Format::MostLeast, &planned()),
            Ok(Answer::MostLeast {
                most: Some("c".into()),
                least: Some("b".into())
            })
        );
        let given = Given {
            ratings: BTreeMap::from([('B', 7)]),
            ..Given::default()
        };
        assert_eq!(
            given.into_answer(Format::RateEach, &planned()),
            Ok(Answer::RateEach {
                ratings: BTreeMap::from([("a".into(), 7)])
            })
        );
    }

    #[test]
    fn other_formats_and_unknown_letters_are_refused() {
        let best = Given {
            best: Some('A'),
            ..Given::default()
        };
        assert_eq!(
            best.into_answer(Format::RankOrder, &planned()),
            Err(AnswerError::WrongFormat)
        );
        let both = Given {
            best: Some('A'),
            most: Some('B'),
            ..Given::default()
        };
        assert_eq!(
            both.into_answer(Format::SingleBest, &planned()),
            Err(AnswerError::WrongFormat)
        );
        let unknown = Given {
            best: Some('D'),
            ..Given::default()
        };
        assert_eq!(
            unknown.into_answer(Format::SingleBest, &planned()),
            Err(AnswerError::UnknownOption("D".into()))
        );
    }

    #[test]
    fn nothing_given_is_an_empty_answer_of_the_format() {
        for format in Format::ALL {
            let answer = Given::default()
                .into_answer(format, &planned())
                .expect("fits");
            assert!(answer.is_empty());
            assert_eq!(answer.format(), format);
        }
    }
}
