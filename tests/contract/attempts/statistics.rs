//! Submitting notes a card to be folded; what changes a folded result has everything computed again.

use super::*;
use domain::analysis::Folded;
use service::statistics;
use tests::on_both;

const JOBS: &str = "jobs WHERE kind = 'fold_statistics'";

/// Attempts in the stored statistics.
async fn folded(fixture: &Fixture) -> u64 {
    let id = fixture.frozen_id.to_string();
    let service = &fixture.world.service;
    statistics::fold(service, &id).await.expect("folds");
    let mut tx = service.read().await.expect("reads");
    let stored = tx.statistics(&id).await.expect("reads").expect("stored");
    Folded::from_json(&fixture.frozen, &stored.content)
        .expect("fits")
        .attempts()
}

async fn submitted(fixture: &Fixture, name: &str, answers: usize) -> InvitationId {
    let invitation = fixture.started(name).await;
    for number in 1..=answers {
        fixture.answer(invitation, number).await;
    }
    let candidate = fixture.candidate(invitation).await;
    attempts::submit(&fixture.world.service, &candidate)
        .await
        .expect("submits");
    invitation
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_submission_is_folded_once_however_often_the_job_runs() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        submitted(&fixture, "ada", 8).await;
        submitted(&fixture, "bea", 8).await;
        assert_eq!(count(&fixture.world, "unfolded").await, 2);
        assert_eq!(count(&fixture.world, JOBS).await, 1, "one job for both");
        assert_eq!([folded(&fixture).await, folded(&fixture).await], [2, 2]);
        assert_eq!(count(&fixture.world, "unfolded").await, 0);
        submitted(&fixture, "cleo", 8).await;
        // By the worker, after its delay.
        fixture.world.clock.advance(60_000);
        service::jobs::run_due(&fixture.world.service, 16)
            .await
            .expect("runs");
        assert_eq!(count(&fixture.world, "unfolded").await, 0);
        assert_eq!(folded(&fixture).await, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_withdraws_leaves_the_statistics() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        let ada = submitted(&fixture, "ada", 8).await;
        submitted(&fixture, "bea", 8).await;
        assert_eq!(folded(&fixture).await, 2);
        let candidate = fixture.candidate(ada).await;
        attempts::withdraw(&fixture.world.service, &candidate)
            .await
            .expect("withdraws");
        assert_eq!(
            count(&fixture.world, "item_moments WHERE stale = 1").await,
            1
        );
        assert_eq!(
            count(&fixture.world, &format!("{JOBS} AND state = 'queued'")).await,
            1
        );
        assert_eq!(folded(&fixture).await, 1);
        assert_eq!(
            count(&fixture.world, "item_moments WHERE stale = 1").await,
            0
        );
        // Before anything is folded, too.
        let cleo = submitted(&fixture, "cleo", 8).await;
        let candidate = fixture.candidate(cleo).await;
        attempts::withdraw(&fixture.world.service, &candidate)
            .await
            .expect("withdraws");
        assert_eq!(folded(&fixture).await, 1);
        assert_eq!(count(&fixture.world, "unfolded").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unfinished_attempt_comes_in_when_it_is_finished() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        let ada = submitted(&fixture, "ada", 2).await;
        assert_eq!(folded(&fixture).await, 0);
        assert_eq!(count(&fixture.world, "unfolded").await, 0, "it waits no more");
        // Opened again, as a recruiter does.
        sql(
            &fixture.world,
            &format!(
                "UPDATE attempts SET state = 'open', ending = NULL, ended_at = NULL, completeness = NULL,
                     total_micro = NULL, score_card_id = NULL, reopened = 1 WHERE invitation_id = '{ada}';
                 UPDATE invitations SET state = 'started' WHERE id = '{ada}'"
            ),
        )
        .await;
        for number in 3..=8 {
            fixture.answer(ada, number).await;
        }
        let candidate = fixture.candidate(ada).await;
        attempts::submit(&fixture.world.service, &candidate)
            .await
            .expect("submits");
        assert_eq!(folded(&fixture).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn times_are_those_of_people_who_answered_in_order() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        let service = &fixture.world.service;
        let seconds = async || -> Vec<u64> {
            folded(&fixture).await;
            let id = fixture.frozen_id.to_string();
            let mut tx = service.read().await.expect("reads");
            let stored = tx.statistics(&id).await.expect("reads").expect("stored");
            let folded = Folded::from_json(&fixture.frozen, &stored.content).expect("fits");
            folded
                .usage()
                .iter()
                .map(|one| one.seconds.answers())
                .collect()
        };
        // Everything at one instant: no time at all.
        submitted(&fixture, "ada", 8).await;
        assert_eq!(seconds().await, vec![0; 8]);
        let bea = fixture.started("bea").await;
        for number in 1..=8 {
            fixture.world.clock.advance(25_000);
            fixture.answer(bea, number).await;
        }
        let candidate = fixture.candidate(bea).await;
        attempts::submit(service, &candidate)
            .await
            .expect("submits");
        assert_eq!(seconds().await, vec![1; 8]);
        let mut tx = service.read().await.expect("reads");
        let standing = tx
            .candidate_record(&bea.to_string())
            .await
            .expect("reads")
            .expect("there");
        let attempt = standing.attempt.expect("started").id;
        let times = tx
            .answer_times(&[attempt.clone(), "none".into()])
            .await
            .expect("reads");
        assert_eq!(times.len(), 8);
        assert!(times.iter().all(|time| time.attempt_id == attempt));
        assert_eq!(tx.answer_times(&[]).await, Ok(Vec::new()));
    })
    .await;
}
