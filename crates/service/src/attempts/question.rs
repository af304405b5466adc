//! What the question pages and the review page show. Reads only: an answer read here can hold no key.

use super::standing::{Standing, started};
use crate::ports::AnswerRecord;
use crate::principal::Candidate;
use crate::tokens::hex;
use crate::{Error, Result, Service};
use domain::answer::Answer;
use domain::attempt::Plan;
use domain::candidate_view::CandidateQuestion;
use domain::frozen::FrozenAssessment;
use domain::time::Timestamp;

/// What stands for a question so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Nothing given.
    Open,
    /// Something is missing, such as the least helpful reply.
    HalfGiven,
    Answered,
}

/// One question as this candidate meets it.
#[derive(Debug, Clone)]
pub struct QuestionPage {
    pub standing: Standing,
    pub job_title: String,
    /// From 1.
    pub number: usize,
    pub question: CandidateQuestion,
    /// The answer that stands.
    pub answer: Option<Answer>,
    pub revision: i64,
    pub saved_at: Option<Timestamp>,
    /// A new writer id for this page load.
    pub writer: String,
    /// One a question, in order.
    pub marks: Vec<Mark>,
    /// What the open questions usually take, rounded up.
    pub usual_minutes_left: u32,
    /// When answers stop counting, if the test is limited in time.
    pub deadline: Option<Timestamp>,
    pub now: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewLine {
    /// From 1.
    pub number: usize,
    pub title: String,
    pub mark: Mark,
}

/// Every question with what stands for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    pub standing: Standing,
    pub job_title: String,
    pub lines: Vec<ReviewLine>,
    pub deadline: Option<Timestamp>,
    pub now: Timestamp,
}

impl Review {
    pub fn count(&self, mark: Mark) -> usize {
        self.lines.iter().filter(|line| line.mark == mark).count()
    }
}

/// The page of question `number`.
///
/// # Errors
/// [`Error::NotFound`] for a number that is no question, [`Error::Refused`] before the start.
pub async fn question_page(
    service: &Service,
    candidate: &Candidate,
    number: usize,
) -> Result<QuestionPage> {
    let (record, now) = (&candidate.record, service.now());
    let attempt = started(record)?;
    let frozen = service.frozen(&record.frozen_id).await?;
    let plan = attempt.plan()?;
    let index = number.checked_sub(1).ok_or(Error::NotFound)?;
    let planned = plan.questions.get(index).ok_or(Error::NotFound)?;
    let question = frozen.question(planned.version).ok_or(Error::NotFound)?;
    let answers = service.read().await?.answers(&attempt.id).await?;
    let given = find(&answers, &planned.version.to_string());
    let marks = marks(&plan, &answers);
    Ok(QuestionPage {
        standing: record.standing(now),
        job_title: job_title(&frozen),
        number,
        question: CandidateQuestion::new(question, planned),
        answer: given
            .map(|given| serde_json::from_str(&given.answer))
            .transpose()?,
        revision: given.map_or(0, |given| given.revision),
        saved_at: given.map(|given| given.saved_at),
        writer: new_writer(service),
        usual_minutes_left: minutes_left(&frozen, &plan, &marks),
        marks,
        deadline: attempt.deadline.and(record.answers_until()),
        now,
    })
}

/// What stands for every question.
///
/// # Errors
/// [`Error::Refused`] before the start.
pub async fn review(service: &Service, candidate: &Candidate) -> Result<Review> {
    let (record, now) = (&candidate.record, service.now());
    let attempt = started(record)?;
    let frozen = service.frozen(&record.frozen_id).await?;
    let plan = attempt.plan()?;
    let answers = service.read().await?.answers(&attempt.id).await?;
    let title = |version| {
        frozen
            .question(version)
            .map(|found| found.question.title.clone())
    };
    let lines = (1..)
        .zip(plan.questions.iter().zip(marks(&plan, &answers)))
        .map(|(number, (planned, mark))| ReviewLine {
            number,
            title: title(planned.version).unwrap_or_default(),
            mark,
        })
        .collect();
    Ok(Review {
        standing: record.standing(now),
        job_title: job_title(&frozen),
        lines,
        deadline: attempt.deadline.and(record.answers_until()),
        now,
    })
}

/// The first question without a complete answer, else the last one.
pub(super) fn next_open(plan: &Plan, answers: &[AnswerRecord]) -> usize {
    let open = marks(plan, answers)
        .iter()
        .position(|mark| *mark != Mark::Answered);
    open.map_or(plan.questions.len(), |index| index + 1)
}

/// The job, or the assessment's title where no job is named.
pub(super) fn job_title(frozen: &FrozenAssessment) -> String {
    let definition = &frozen.definition;
    let named = [&definition.job_title, &definition.title];
    named
        .into_iter()
        .find(|title| !title.is_empty())
        .cloned()
        .unwrap_or_default()
}

fn marks(plan: &Plan, answers: &[AnswerRecord]) -> Vec<Mark> {
    let mark = |version: String| match find(answers, &version) {
        Some(given) if given.complete => Mark::Answered,
        Some(given) if !holds_nothing(given) => Mark::HalfGiven,
        _ => Mark::Open,
    };
    plan.questions
        .iter()
        .map(|planned| mark(planned.version.to_string()))
        .collect()
}

fn holds_nothing(given: &AnswerRecord) -> bool {
    serde_json::from_str::<Answer>(&given.answer).is_ok_and(|answer| answer.is_empty())
}

fn find<'a>(answers: &'a [AnswerRecord], version: &str) -> Option<&'a AnswerRecord> {
    answers.iter().find(|given| given.question_id == version)
}

fn minutes_left(frozen: &FrozenAssessment, plan: &Plan, marks: &[Mark]) -> u32 {
    let open = plan
        .questions
        .iter()
        .zip(marks)
        .filter(|(_, mark)| **mark != Mark::Answered);
    let seconds = open
        .filter_map(|(planned, _)| frozen.question(planned.version))
        .map(|question| question.question.reading_seconds);
    seconds.sum::<u32>().div_ceil(60)
}

fn new_writer(service: &Service) -> String {
    let mut bytes = [0; 8];
    service.entropy.fill(&mut bytes);
    hex(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::attempt::PlannedQuestion;
    use domain::ids::QuestionVersionId;
    use uuid::Uuid;

    fn plan(count: u128) -> Plan {
        let question = |n| PlannedQuestion {
            version: QuestionVersionId(Uuid::from_u128(n)),
            options: Vec::new(),
        };
        Plan {
            seed: 1,
            questions: (1..=count).map(question).collect(),
        }
    }

    fn saved(n: u128, answer: &str, complete: bool) -> AnswerRecord {
        AnswerRecord {
            question_id: Uuid::from_u128(n).to_string(),
            answer: answer.into(),
            complete,
            revision: 1,
            writer: "w".into(),
            sequence: 1,
            saved_at: Timestamp(0),
        }
    }

    #[test]
    fn a_candidate_goes_on_with_the_first_question_that_lacks_something() {
        let plan = plan(3);
        assert_eq!(next_open(&plan, &[]), 1);
        let half = saved(
            2,
            r#"{"format":"most_least","most":"a","least":null}"#,
            false,
        );
        let first = saved(1, r#"{"format":"single_best","choice":"a"}"#, true);
        assert_eq!(next_open(&plan, &[first.clone(), half.clone()]), 2);
        assert_eq!(
            marks(&plan, &[first.clone(), half]),
            [Mark::Answered, Mark::HalfGiven, Mark::Open]
        );
        let emptied = saved(
            2,
            r#"{"format":"most_least","most":null,"least":null}"#,
            false,
        );
        assert_eq!(marks(&plan, &[emptied])[1], Mark::Open);
        let all: Vec<_> = (1..=3)
            .map(|n| saved(n, r#"{"format":"single_best","choice":"a"}"#, true))
            .collect();
        assert_eq!(next_open(&plan, &all), 3);
    }
}
