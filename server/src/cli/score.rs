//! `attune score LEDGER` and `attune score --bank BANK --answers ANSWERS`: scores without a server.

use super::{Failure, bank};
use clap::Args;
use domain::answer::{Answer, AnswerState, GivenAnswer};
use domain::assessment::{Definition, Purpose, SelectedQuestion};
use domain::attempt::draw_plan;
use domain::bank::Bank;
use domain::frozen::FrozenAssessment;
use domain::ids::{AssessmentId, AttemptId, QuestionVersionId};
use domain::ledger::{Ledger, verify};
use domain::publishing::{Publication, freeze};
use domain::question::QuestionVersion;
use domain::scoring;
use domain::time::Timestamp;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub struct ScoreArgs {
    /// A ledger exported from a candidate's page: computed again and compared
    #[arg(conflicts_with_all = ["bank", "answers"], required_unless_present_all = ["bank", "answers"])]
    ledger: Option<PathBuf>,
    /// A bank file whose questions were answered
    #[arg(long, requires = "answers")]
    bank: Option<PathBuf>,
    /// JSON list of {"question": ID, "answer": {"format": …}}; see question-banks/README.md
    #[arg(long, requires = "bank")]
    answers: Option<PathBuf>,
    /// Print the whole ledger as JSON
    #[arg(long)]
    json: bool,
}

/// One answer in the file of `--answers`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerLine {
    question: String,
    answer: Answer,
    #[serde(default = "one")]
    weight: f64,
}

fn one() -> f64 {
    1.0
}

pub fn run(arguments: &ScoreArgs) -> Result<ExitCode, Failure> {
    let ledger = match (&arguments.ledger, &arguments.bank, &arguments.answers) {
        (Some(path), _, _) => serde_json::from_str::<Ledger>(&read(path)?)
            .map_err(|cause| format!("{} is not a ledger: {cause}", path.display()))?,
        (None, Some(bank), Some(answers)) => from_bank(bank, answers)?,
        _ => return Err("give a ledger, or --bank and --answers".into()),
    };
    print(&ledger, arguments.json)?;
    match verify(&ledger) {
        Ok(()) => {
            eprintln!("Computed again from keys, weights and answers: identical.");
            Ok(ExitCode::SUCCESS)
        }
        Err(difference) => Err(difference.to_string().into()),
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path)
        .map_err(|cause| format!("cannot read {}: {cause}", path.display()).into())
}

fn print(ledger: &Ledger, json: bool) -> Result<(), Failure> {
    if json {
        println!("{}", serde_json::to_string_pretty(ledger)?);
        return Ok(());
    }
    println!(
        "{:<44}{:>8}{:>8}{:>8}{:>9}{:>9}",
        "question", "weight", "score", "chance", "anchored", "points"
    );
    for line in &ledger.card.contributions {
        let title = ledger
            .questions
            .iter()
            .find(|question| question.version == line.version)
            .map_or("", |question| question.question.title.as_str());
        let number =
            |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.3}"));
        println!(
            "{:<44}{:>8.3}{:>8}{:>8.3}{:>9.3}{:>9}",
            title.chars().take(42).collect::<String>(),
            line.weight,
            number(line.score),
            line.chance,
            line.anchored,
            number(line.points),
        );
    }
    println!(
        "{:<77}{:>9.3}",
        "total (random answering averages 0)", ledger.card.total
    );
    Ok(())
}

/// A ledger made here: the answered questions, in the order and with the weights of the file.
fn from_bank(bank_path: &Path, answers_path: &Path) -> Result<Ledger, Failure> {
    let (banks, errors) = bank::read(&[bank_path.to_owned()])?;
    let [bank] = banks.as_slice() else {
        return Err(format!("{} error(s) in {}", errors, bank_path.display()).into());
    };
    let lines: Vec<AnswerLine> = serde_json::from_str(&read(answers_path)?).map_err(|cause| {
        format!(
            "{} is not a list of answers: {cause}",
            answers_path.display()
        )
    })?;
    let (frozen, answers) = freeze_answered(bank, lines)?;
    let plan = draw_plan(&frozen, 0);
    let card = scoring::score(&frozen, &plan, &answers);
    Ok(Ledger::new(
        AttemptId(uuid::Uuid::nil()),
        &frozen,
        &plan,
        &answers,
        &card,
    ))
}

fn freeze_answered(
    bank: &Bank,
    lines: Vec<AnswerLine>,
) -> Result<(FrozenAssessment, Vec<GivenAnswer>), Failure> {
    let mut versions = Vec::new();
    let mut selected = Vec::new();
    let mut answers = Vec::new();
    for (line, index) in lines.into_iter().zip(1_u128..) {
        let id = QuestionVersionId(uuid::Uuid::from_u128(index));
        let question = bank
            .questions
            .iter()
            .find(|question| question.id == line.question)
            .ok_or_else(|| format!("the bank has no question {}", line.question))?;
        let format = line.answer.format();
        line.answer
            .check(question, format)
            .map_err(|cause| format!("question {}: {cause}", line.question))?;
        versions.push(QuestionVersion {
            id,
            bank: bank.info.id.clone(),
            number: 1,
            key: bank.info.key.clone(),
            question: question.clone(),
        });
        selected.push(SelectedQuestion {
            version: id,
            format,
            weight: line.weight,
        });
        let state = AnswerState::at_end(Some(&line.answer), question.options.len(), false);
        answers.push(GivenAnswer {
            version: id,
            state,
            answer: Some(line.answer),
        });
    }
    let definition = Definition {
        title: bank.info.title.clone(),
        job_title: bank.info.title.clone(),
        questions: selected,
        shuffle_questions: false,
        shuffle_options: false,
        ..Definition::default()
    };
    let publication = Publication {
        id: AssessmentId(uuid::Uuid::nil()),
        purpose: Purpose::Pilot,
        acknowledgements: Vec::new(),
        published_by: "command line".into(),
        published_at: Timestamp(0),
    };
    let frozen = freeze(&definition, &versions, publication).map_err(|problems| {
        problems
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n")
    })?;
    Ok((frozen, answers))
}
