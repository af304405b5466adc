//! What a file that was read would do to a bank, question by question, as lines to look at and to write from. Pure: runs
//! on a blocking thread.

use super::lines::{BankLine, Kind, LossLine, ProblemLine, QuestionLine, Summary};
use crate::ports::UploadLine;
use crate::{Result, banks::code};
use domain::bank::Severity;
use domain::question::{Question, QuestionVersion};
use domain::workshop::difference::{Audience, differences};
use domain::workshop::key_after_edit;
use exchange::bank_file::BankProblem;
use exchange::conversion::{Converted, Loss, LossKind};
use serde::Serialize;
use std::collections::BTreeMap;

/// The questions that a bank holds, in its order.
pub(super) type Before = Vec<QuestionVersion>;

/// All lines in the order of the file, and what they amount to. `carries_keys` says whether the format has a place for
/// a question's own key: where it has none, the key of the bank's question stays.
pub(super) fn compare(
    converted: Converted,
    before: &Before,
    carries_keys: bool,
) -> Result<(Vec<UploadLine>, Summary)> {
    let mut lines = Lines::default();
    let Converted {
        bank,
        losses,
        problems,
    } = converted;
    let Some(bank) = bank else {
        let errors = problems
            .iter()
            .filter(|one| one.severity == Severity::Error);
        for error in errors {
            lines.add(Kind::Error, &problem_line(error))?;
        }
        return Ok(lines.done());
    };
    lines.summary.describes = describes(&losses);
    let mut losses = by_question(losses, |loss| loss.question.clone());
    let mut warnings = by_question(problems, |problem| problem.question.clone());
    for loss in losses.remove(&None).unwrap_or_default() {
        let loss = lines.loss(&loss);
        lines.add(
            Kind::Bank,
            &BankLine {
                loss: Some(loss),
                warning: None,
            },
        )?;
    }
    for warning in warnings.remove(&None).unwrap_or_default() {
        let warning = lines.warning(&warning);
        lines.add(
            Kind::Bank,
            &BankLine {
                loss: None,
                warning: Some(warning),
            },
        )?;
    }
    let held: BTreeMap<&str, &QuestionVersion> = before
        .iter()
        .map(|version| (version.question.id.as_str(), version))
        .collect();
    let mut seen = std::collections::BTreeSet::new();
    for question in bank.questions {
        let id = Some(question.id.clone());
        seen.insert(question.id.clone());
        let held = held.get(question.id.as_str()).copied();
        let (kind, mut line) = question_line(question, held, carries_keys);
        let told = losses.remove(&id).unwrap_or_default();
        line.losses.extend(told.iter().map(|loss| lines.loss(loss)));
        let told = warnings.remove(&id).unwrap_or_default();
        line.warnings = told.iter().map(|one| lines.warning(one)).collect();
        lines.count_changes(kind, &line);
        lines.add(kind, &line)?;
    }
    for version in before.iter().filter(|one| !seen.contains(&one.question.id)) {
        lines.add(Kind::Missing, &missing(version))?;
    }
    for (id, told) in losses {
        let mut line = empty_line(id.unwrap_or_default());
        line.losses = told.iter().map(|loss| lines.loss(loss)).collect();
        lines.add(Kind::Dropped, &line)?;
    }
    lines.summary.info = Some(bank.info);
    Ok(lines.done())
}

/// A question of the file beside the one that the bank holds.
fn question_line(
    mut question: Question,
    held: Option<&QuestionVersion>,
    carries_keys: bool,
) -> (Kind, QuestionLine) {
    let mut line = QuestionLine {
        title: question.title.clone(),
        ..empty_line(question.id.clone())
    };
    let Some(held) = held else {
        line.question = Some(Box::new(question));
        return (Kind::New, line);
    };
    line.before = Some(held.id);
    if !carries_keys {
        question.key.clone_from(&held.question.key);
    }
    // Who says nothing new of the key does not say that a panel rated these words.
    if question.key == held.question.key {
        let key = key_after_edit(&held.question, &held.key, &question);
        if key != question.key {
            line.losses.push(LossLine {
                how: LossKind::Approximated.name().into(),
                field: "key".into(),
                why: "the panel rated other words or values: the key is provisional until one rates it again".into(),
            });
        }
        question.key = key;
    }
    line.differences = differences(&held.question, &question);
    if line.differences.is_empty() {
        return (Kind::Same, line);
    }
    line.question = Some(Box::new(question));
    (Kind::Changed, line)
}

fn missing(version: &QuestionVersion) -> QuestionLine {
    QuestionLine {
        title: version.question.title.clone(),
        before: Some(version.id),
        ..empty_line(version.question.id.clone())
    }
}

fn empty_line(id: String) -> QuestionLine {
    QuestionLine {
        title: id.clone(),
        id,
        question: None,
        before: None,
        differences: Vec::new(),
        losses: Vec::new(),
        warnings: Vec::new(),
    }
}

/// Lines as they are stored, and their sums.
#[derive(Default)]
struct Lines {
    lines: Vec<UploadLine>,
    summary: Summary,
}

impl Lines {
    fn add(&mut self, kind: Kind, content: &impl Serialize) -> Result<()> {
        *self.summary.counts.entry(kind).or_default() += 1;
        self.lines.push(UploadLine {
            position: i64::try_from(self.lines.len()).unwrap_or(i64::MAX),
            kind: code(&kind),
            content: serde_json::to_string(content)?,
        });
        Ok(())
    }

    fn loss(&mut self, loss: &Loss) -> LossLine {
        let how = loss.kind.name().to_owned();
        *self.summary.losses.entry(how.clone()).or_default() += 1;
        LossLine {
            how,
            field: loss.field.clone(),
            why: loss.why.clone(),
        }
    }

    fn warning(&mut self, warning: &BankProblem) -> ProblemLine {
        self.summary.warnings += 1;
        problem_line(warning)
    }

    fn count_changes(&mut self, kind: Kind, line: &QuestionLine) {
        let has = |audience| i64::from(line.differences.iter().any(|one| one.audience == audience));
        if kind == Kind::Changed {
            self.summary.for_candidates += has(Audience::Candidates);
            self.summary.in_key += has(Audience::Key);
        }
    }

    fn done(self) -> (Vec<UploadLine>, Summary) {
        (self.lines, self.summary)
    }
}

fn problem_line(problem: &BankProblem) -> ProblemLine {
    ProblemLine {
        file: problem.file.clone(),
        line: problem.line,
        question: problem.question.clone(),
        path: problem.path.clone(),
        message: problem.message.clone(),
    }
}

fn by_question<T>(
    all: Vec<T>,
    question: impl Fn(&T) -> Option<String>,
) -> BTreeMap<Option<String>, Vec<T>> {
    let mut sorted: BTreeMap<Option<String>, Vec<T>> = BTreeMap::new();
    for one in all {
        sorted.entry(question(&one)).or_default().push(one);
    }
    sorted
}

/// A file says nothing of its bank where all of it had to be assumed.
fn describes(losses: &[Loss]) -> bool {
    let assumed = |field: &str| {
        losses
            .iter()
            .any(|loss| loss.question.is_none() && loss.field == field)
    };
    !["title", "locale", "licence", "authors", "key"]
        .into_iter()
        .all(assumed)
}

#[cfg(test)]
mod tests;
