//! `attune stats validity …`: figures in, figures out.

use super::Output;
use crate::cli::Failure;
use clap::{ArgGroup, Args, Subcommand};
use statistics::validity::{self, PerformanceSd, Strictness, Utility};
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub enum ValidityCommand {
    /// A correlation with Fisher's interval
    Correlation {
        /// Correlation of score and criterion, −1 to 1
        #[arg(long, allow_negative_numbers = true)]
        r: f64,
        /// Pairs behind it
        #[arg(long)]
        n: usize,
    },
    /// Correct a correlation for range restriction, Thorndike's case II: hiring was top-down on this score
    #[command(group(ArgGroup::new("ratio").required(true).args(["u", "sd_applicants"])))]
    Thorndike {
        /// Correlation among the hired, −1 to 1
        #[arg(long, allow_negative_numbers = true)]
        r: f64,
        /// Standard deviation of applicants divided by that of the hired
        #[arg(long)]
        u: Option<f64>,
        /// Standard deviation of applicants
        #[arg(long, requires = "sd_hired")]
        sd_applicants: Option<f64>,
        /// Standard deviation of the hired
        #[arg(long, requires = "sd_applicants")]
        sd_hired: Option<f64>,
        /// Pairs behind the correlation, for an interval
        #[arg(long)]
        n: Option<usize>,
    },
    /// Correct a correlation for an unreliable criterion: r/√reliability
    Attenuation {
        /// Correlation of score and criterion, −1 to 1
        #[arg(long, allow_negative_numbers = true)]
        r: f64,
        /// Reliability of the criterion, above 0 to 1
        #[arg(long)]
        criterion_reliability: f64,
    },
    /// Reliability of a person's mean over rated contacts
    CriterionReliability {
        /// Variance between agents
        #[arg(long)]
        agent_variance: f64,
        /// Variance between contacts of one agent
        #[arg(long)]
        contact_variance: f64,
        /// Rated contacts a person
        #[arg(long)]
        contacts: usize,
    },
    /// A person's net promoter score with its standard error
    Nps {
        /// Answers of promoters
        #[arg(long)]
        promoters: usize,
        /// Answers of detractors
        #[arg(long)]
        detractors: usize,
        /// All answers
        #[arg(long)]
        answers: usize,
    },
    /// Share of successes a correlation implies for standard scores in a range (bivariate normal)
    Expectancy {
        /// Validity, −1 to 1
        #[arg(long, allow_negative_numbers = true)]
        r: f64,
        /// Share of successes among all, between 0 and 1
        #[arg(long)]
        base_rate: f64,
        /// Lowest standard score [default: none]
        #[arg(long, allow_negative_numbers = true)]
        from: Option<f64>,
        /// Highest standard score [default: none]
        #[arg(long, allow_negative_numbers = true)]
        to: Option<f64>,
    },
    /// An observed share with Wilson's interval, such as a bar of an expectancy table
    Wilson {
        /// Persons at or above the line
        #[arg(long)]
        successes: usize,
        /// Persons
        #[arg(long)]
        n: usize,
    },
    /// Share of successes among the selected (bivariate normal)
    TaylorRussell {
        /// Validity, −1 to 1
        #[arg(long, allow_negative_numbers = true)]
        r: f64,
        /// Share of successes without selection, between 0 and 1
        #[arg(long)]
        base_rate: f64,
        /// Share of applicants selected, between 0 and 1
        #[arg(long)]
        selection_ratio: f64,
    },
    /// Gain in money over hiring at random (Brogden, Cronbach and Gleser), with its range
    Utility(UtilityArgs),
    /// Pairs a validity study needs, and the power of one with so many
    Power {
        /// Correlation to be found, −1 to 1
        #[arg(long, allow_negative_numbers = true)]
        r: f64,
        /// Power wanted, between 0 and 1
        #[arg(long, default_value_t = 0.8)]
        power: f64,
        /// Pairs there are
        #[arg(long)]
        n: Option<usize>,
    },
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("strictness").required(true).args(["selection_ratio", "mean_score"])))]
#[command(group(ArgGroup::new("performance").required(true).args(["sd_y", "salary"])))]
pub struct UtilityArgs {
    /// Validity, −1 to 1
    #[arg(long, allow_negative_numbers = true)]
    r: f64,
    /// Pairs behind it, for a range over its interval
    #[arg(long)]
    n: Option<usize>,
    /// Share of applicants selected from the top
    #[arg(long)]
    selection_ratio: Option<f64>,
    /// Mean standard score of those selected
    #[arg(long, allow_negative_numbers = true)]
    mean_score: Option<f64>,
    /// Standard deviation of a year's performance, in money
    #[arg(long)]
    sd_y: Option<f64>,
    /// A year's salary: the standard deviation is taken as 40 % to 70 % of it
    #[arg(long)]
    salary: Option<f64>,
    /// Persons hired
    #[arg(long)]
    hired: usize,
    /// Mean years they stay
    #[arg(long, default_value_t = 1.0)]
    years: f64,
    /// Cost of testing everybody, in money
    #[arg(long, default_value_t = 0.0)]
    cost: f64,
}

pub(super) fn run(
    command: &ValidityCommand,
    level: f64,
    output: Output,
) -> Result<ExitCode, Failure> {
    let answer = match *command {
        ValidityCommand::Correlation { r, n } => validity::correlation(r, n, level),
        ValidityCommand::Thorndike {
            r,
            u,
            sd_applicants,
            sd_hired,
            n,
        } => {
            let ratio = sd_applicants
                .zip(sd_hired)
                .map(|(applicants, hired)| applicants / hired);
            let u = u
                .or(ratio)
                .ok_or("give --u, or --sd-applicants and --sd-hired")?;
            validity::thorndike(r, u, n, level)
        }
        ValidityCommand::Attenuation {
            r,
            criterion_reliability,
        } => validity::disattenuated(r, criterion_reliability),
        ValidityCommand::CriterionReliability {
            agent_variance,
            contact_variance,
            contacts,
        } => validity::contacts(agent_variance, contact_variance, contacts),
        ValidityCommand::Nps {
            promoters,
            detractors,
            answers,
        } => validity::net_promoter(promoters, detractors, answers),
        ValidityCommand::Expectancy {
            r,
            base_rate,
            from,
            to,
        } => {
            let (from, to) = (
                from.unwrap_or(f64::NEG_INFINITY),
                to.unwrap_or(f64::INFINITY),
            );
            validity::expectancy(r, base_rate, from, to)
        }
        ValidityCommand::Wilson { successes, n } => validity::wilson(successes, n, level),
        ValidityCommand::TaylorRussell {
            r,
            base_rate,
            selection_ratio,
        } => validity::success_of_selected(r, base_rate, selection_ratio),
        ValidityCommand::Utility(ref asked) => utility(asked, level)?,
        ValidityCommand::Power { r, power, n } => validity::study(r, power, n, level),
    };
    let answer = answer?;
    output.print(&answer, || answer.text())
}

fn utility(
    asked: &UtilityArgs,
    level: f64,
) -> Result<Result<validity::Answer, statistics::Problems>, Failure> {
    let strictness = match (asked.selection_ratio, asked.mean_score) {
        (Some(ratio), _) => Strictness::Ratio(ratio),
        (None, Some(mean)) => Strictness::MeanScore(mean),
        (None, None) => return Err("give --selection-ratio or --mean-score".into()),
    };
    let sd = match (asked.sd_y, asked.salary) {
        (Some(sd), _) => PerformanceSd::Known(sd),
        (None, Some(salary)) => PerformanceSd::OfSalary(salary),
        (None, None) => return Err("give --sd-y or --salary".into()),
    };
    Ok(validity::utility(Utility {
        r: asked.r,
        n: asked.n,
        strictness,
        sd,
        hired: asked.hired,
        years: asked.years,
        cost: asked.cost,
        level,
    }))
}
