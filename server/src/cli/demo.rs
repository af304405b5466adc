//! `attune demo-seed`: accounts, banks, a published assessment with simulated candidates and open invitations, all
//! through the use cases people go through. What is there is kept; run again, it prints the logins again.

mod assessment;
mod people;
mod simulation;

pub use assessment::publish as publish_assessment;

use super::{Failure, bank, connect, words};
use crate::config::Config;
use clap::Args;
use domain::ids::{AssessmentId, IntakeId};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use service::Service;
use service::accounts::{Login, authenticate, create_from_command_line, login};
use service::intakes::{self, IntakeFields};
use service::principal::{Recruiter, Roles};
use service::tokens::hex;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

#[derive(Debug, Args)]
pub struct SeedArgs {
    /// Simulated candidates who have submitted; with some left unfinished, enough for figures that need 200
    #[arg(long, default_value_t = 210)]
    pub candidates: u64,
    /// Open invitations
    #[arg(long, default_value_t = 1)]
    pub invitations: u64,
    /// Write the links of the open invitations into this file, one a line
    #[arg(long)]
    pub links: Option<PathBuf>,
    /// Decides what the simulated candidates answer
    #[arg(long, default_value_t = 2026)]
    pub seed: u64,
    /// Folder of question banks
    #[arg(long, default_value = "question-banks")]
    pub banks: PathBuf,
}

/// What is printed and kept in a file that only its owner can read.
#[derive(Debug, Serialize, Deserialize)]
pub struct Demo {
    pub url: String,
    pub logins: BTreeMap<String, DemoLogin>,
    pub candidate_link: String,
    pub assessment: AssessmentId,
    pub intake: IntakeId,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DemoLogin {
    pub email: String,
    pub password: String,
}

const INTAKE: &str = "Simulated intake";

pub async fn seed(config: &Config, arguments: &SeedArgs) -> Result<ExitCode, Failure> {
    let file = config.data.join("logins.json");
    let service = connect(config).await?;
    let mut demo = match std::fs::read_to_string(&file) {
        Ok(text) => serde_json::from_str::<Demo>(&text).map_err(|cause| {
            format!(
                "{} cannot be read ({cause}); start over with --fresh",
                file.display()
            )
        })?,
        Err(_) => {
            let demo = fill(&service, arguments).await?;
            keep(&file, &demo)?;
            demo
        }
    };
    // The address may be another one this time.
    demo.candidate_link = demo.candidate_link.replace(&demo.url, &config.public_url);
    demo.url.clone_from(&config.public_url);
    keep(&file, &demo)?;
    print(config, &demo, &file);
    Ok(ExitCode::SUCCESS)
}

/// Makes everything the demo shows. Tests set their stage with it.
///
/// # Errors
/// A sentence when a file or the database cannot be used.
pub async fn fill(service: &Arc<Service>, arguments: &SeedArgs) -> Result<Demo, Failure> {
    eprintln!("  Importing the question banks ...");
    let (banks, errors) = bank::read(std::slice::from_ref(&arguments.banks))?;
    if errors > 0 {
        return Err(format!("{errors} error(s) in the question banks").into());
    }
    for bank in banks {
        words(service::banks::import(service, "demo", bank).await)?;
    }
    let logins = accounts(service).await?;
    let recruiter = sign_in(service, &logins["recruiter"]).await?;
    eprintln!("  Publishing the assessment ...");
    let on = assessment::publish(service, recruiter).await?;
    let fields = IntakeFields {
        name: INTAKE.into(),
        site: "Demo".into(),
        ..IntakeFields::default()
    };
    let intake = words(intakes::create(service, &on, &fields).await)?;
    people::simulate(service, &on, intake, arguments).await?;
    let links = people::invite(service, &on, intake, arguments.invitations).await?;
    if let Some(path) = &arguments.links {
        std::fs::write(path, links.join("\n"))?;
    }
    Ok(Demo {
        url: service.settings.public_url.clone(),
        logins,
        candidate_link: links.first().cloned().unwrap_or_default(),
        assessment: on.assessment(),
        intake,
    })
}

/// One account for each role, with passwords made here.
async fn accounts(service: &Service) -> Result<BTreeMap<String, DemoLogin>, Failure> {
    let none = Roles::default();
    let wanted = [
        (
            "admin",
            Roles {
                admin: true,
                ..none
            },
        ),
        (
            "recruiter",
            Roles {
                recruiter: true,
                ..none
            },
        ),
        (
            "rater",
            Roles {
                rater: true,
                ..none
            },
        ),
    ];
    let mut logins = BTreeMap::new();
    for (role, roles) in wanted {
        let mut bytes = [0_u8; 9];
        service.entropy.fill(&mut bytes);
        let login = DemoLogin {
            email: format!("{role}@demo.example"),
            password: hex(&bytes),
        };
        let name = format!("Demo {role}");
        words(
            create_from_command_line(service, &login.email, &name, &login.password, roles).await,
        )?;
        logins.insert(role.to_owned(), login);
    }
    Ok(logins)
}

async fn sign_in(service: &Service, account: &DemoLogin) -> Result<Recruiter, Failure> {
    let input = Login {
        email: account.email.clone(),
        password: SecretString::from(account.password.clone()),
        address: "127.0.0.1".into(),
        user_agent: "demo-seed".into(),
        previous: None,
    };
    let signed = words(login(service, input).await)?;
    words(
        authenticate(service, &signed.token, "demo-seed")
            .await
            .and_then(service::principal::Staff::recruiter),
    )
}

fn keep(file: &Path, demo: &Demo) -> Result<(), Failure> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let text = serde_json::to_string_pretty(demo)?;
    std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(file)?
        .write_all(text.as_bytes())?;
    Ok(())
}

fn print(config: &Config, demo: &Demo, file: &Path) {
    println!("\nAttune, demo: {}", demo.url);
    println!(
        "\n  Sign in at {}/login (also kept in {})",
        demo.url,
        file.display()
    );
    for (role, login) in &demo.logins {
        println!("    {role:<11}{:<26}{}", login.email, login.password);
    }
    println!("\n  A candidate's link:\n    {}", demo.candidate_link);
    println!("\n  Ranking of the simulated candidates:");
    println!(
        "    {}/assessments/{}/intakes/{}/ranking",
        demo.url, demo.assessment, demo.intake
    );
    if let crate::config::MailRoute::Folder(folder) = &config.mail {
        println!(
            "\n  Mail is kept in {} and shown at {}/mailbox",
            folder.display(),
            demo.url
        );
    }
    println!();
}
