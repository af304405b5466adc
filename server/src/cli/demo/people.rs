//! The people of the demo: simulated candidates, from their invitation to a submitted attempt, and open invitations for
//! whoever looks. They go the way of real candidates, through the same use cases.

use super::simulation::Simulated;
use super::{SeedArgs, assessment};
use crate::cli::{Failure, words};
use domain::frozen::FrozenAssessment;
use domain::ids::{IntakeId, InvitationId};
use exchange::people::Person;
use service::attempts::{self, Consent, Save};
use service::invitations::{self, Sending};
use service::ports::InvitationFilter;
use service::principal::OnAssessment;
use service::tokens::Purpose;
use service::{Service, results, statistics};
use std::sync::Arc;

/// Simulated candidates under way together: their saves share commits.
const AT_ONCE: usize = 64;

/// Invites, starts, answers and submits, some people at a time.
pub(super) async fn simulate(
    service: &Arc<Service>,
    on: &OnAssessment,
    intake: IntakeId,
    arguments: &SeedArgs,
) -> Result<(), Failure> {
    let count = arguments.candidates;
    if count == 0 {
        return Ok(());
    }
    let people: Vec<Person> = (1..=count)
        .map(|number| {
            person(
                number,
                format!("Simulated {number:03}"),
                format!("simulated-{number}@demo.example"),
            )
        })
        .collect();
    words(invitations::send(service, on, intake, &people, Sending::Simulated).await)?;
    let id = on.assessment().to_string();
    words(
        service
            .write(move |tx| Box::pin(async move { tx.mark_simulated(&id).await }))
            .await,
    )?;
    let ids = invited(service, intake, "simulated").await?;
    let frozen = assessment::frozen(service, on).await?;
    for (done, some) in ids.chunks(AT_ONCE).enumerate() {
        eprint!(
            "\r  Simulated candidates: {} of {count}",
            (done * AT_ONCE + some.len()).min(ids.len())
        );
        let running: Vec<_> = some
            .iter()
            .enumerate()
            .map(|(index, (id, _))| {
                let (service, frozen, id) = (Arc::clone(service), Arc::clone(&frozen), *id);
                let person = Simulated::new(arguments.seed, (done * AT_ONCE + index) as u64);
                tokio::spawn(async move { take(&service, &frozen, id, person).await })
            })
            .collect();
        for one in running {
            one.await??;
        }
    }
    eprintln!();
    words(results::rank_intake(service, &intake.to_string()).await)?;
    words(statistics::fold_published(service, on).await)?;
    Ok(())
}

fn person(row: u64, name: String, email: String) -> Person {
    Person { row, name, email }
}

/// Ids and generations of the invitations whose names hold a word, by name.
async fn invited(
    service: &Service,
    intake: IntakeId,
    word: &str,
) -> Result<Vec<(InvitationId, i64)>, Failure> {
    let filter = InvitationFilter {
        state: None,
        pattern: Some(format!("%{word}%")),
    };
    let mut tx = words(service.read().await)?;
    let found = tx
        .invitations_page(&intake.to_string(), service.now(), &filter, 0, i64::MAX)
        .await;
    words(found)?
        .into_iter()
        .map(|row| Ok((row.id.parse()?, row.generation)))
        .collect()
}

/// One simulated candidate, from the link to the receipt.
async fn take(
    service: &Service,
    frozen: &FrozenAssessment,
    invitation: InvitationId,
    person: Simulated,
) -> Result<(), Failure> {
    let cookie = service
        .secret
        .token(Purpose::CandidateCookie, &invitation.to_string(), 1);
    let candidate = words(attempts::authenticate(service, invitation, &cookie).await)?;
    words(attempts::start(service, &candidate, Consent::Given).await)?;
    let candidate = words(attempts::authenticate(service, invitation, &cookie).await)?;
    for number in 1..=frozen.questions.len() {
        let shown = words(attempts::question_page(service, &candidate, number).await)?.question;
        let mut questions = frozen.questions.iter().enumerate();
        let keyed = questions.find(|(_, question)| question.question.title == shown.title);
        let given = keyed.and_then(|(place, keyed)| person.answer(place, &shown, &keyed.question));
        let Some(given) = given else {
            continue;
        };
        let save = Save {
            number,
            writer: "simulated".into(),
            sequence: 1,
            revision: 0,
            given,
        };
        words(attempts::save_answer(service, &candidate, save).await)?;
    }
    words(attempts::submit(service, &candidate).await)
}

/// Open invitations without mail; their personal links.
pub(super) async fn invite(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    count: u64,
) -> Result<Vec<String>, Failure> {
    let people: Vec<Person> = (1..=count)
        .map(|number| {
            person(
                number,
                format!("Open invitation {number}"),
                format!("open-{number}@demo.example"),
            )
        })
        .collect();
    words(invitations::send(service, on, intake, &people, Sending::LinkOnly).await)?;
    let ids = invited(service, intake, "open invitation").await?;
    Ok(ids
        .into_iter()
        .map(|(id, generation)| {
            let token = service
                .secret
                .token(Purpose::Invitation, &id.to_string(), generation);
            format!("{}/i/{id}/{token}", service.settings.public_url)
        })
        .collect())
}
