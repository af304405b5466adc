//! Other keys for a published assessment, on both databases: a dry run that writes nothing, adopting once, the attempts
//! that follow, and the closed intakes that do not.

use crate::banks::recruiter;
use domain::bank::{KeyStatus, Provenance};
use domain::frozen::FrozenAssessment;
use domain::ids::{AssessmentId, IntakeId, InvitationId};
use domain::ledger::{self, Ledger};
use domain::time::MINUTE;
use server::cli::demo::{SeedArgs, fill};
use service::attempts::{self, Consent};
use service::banks::{Change, Revision};
use service::ports::{AttemptResult, KeyedAttemptRecord, Reach, RescoreRecord};
use service::principal::{Candidate, OnAssessment, Recruiter};
use service::rescoring::{self, Adopt, Choices, Keys};
use service::{Error, intakes, jobs, results};
use sqlx::AssertSqlSafe;
use std::path::Path;
use store::Database;
use tests::{World, on_both};

/// A published assessment that people took, an open link, and an admin.
struct Fixture {
    world: World,
    admin: Recruiter,
    on: OnAssessment,
    assessment: AssessmentId,
    intake: IntakeId,
    open: InvitationId,
    token: String,
}

const PEOPLE: usize = 8;

impl Fixture {
    async fn new(world: World) -> Self {
        let seed = SeedArgs {
            candidates: PEOPLE as u64,
            invitations: 2,
            links: None,
            seed: 1,
            banks: Path::new(env!("CARGO_MANIFEST_DIR")).join("../question-banks"),
        };
        let demo = fill(&world.service, &seed).await.expect("the stage is set");
        let mut link = demo.candidate_link.rsplit('/');
        let (token, id) = (link.next().expect("a token"), link.next().expect("an id"));
        let admin = recruiter(&world.service, "Ada Admin", true).await;
        let on = service::assessments::access(&world.service, admin.clone(), demo.assessment)
            .await
            .expect("admins may");
        let (open, token) = (id.parse().expect("an id"), token.to_owned());
        Self {
            world,
            admin,
            on,
            assessment: demo.assessment,
            intake: demo.intake,
            open,
            token,
        }
    }

    async fn keys(&self) -> Keys {
        rescoring::keys(&self.world.service, &self.on)
            .await
            .expect("reads")
            .expect("published")
    }

    /// The bank gets a version of the question with this number whose best two replies change their values.
    async fn rate_anew(&self, number: usize) {
        let frozen = self.keys().await.frozen;
        let asked = &frozen.questions[number - 1];
        let mut question = asked.question.clone();
        let mut order: Vec<usize> = (0..question.options.len()).collect();
        order.sort_by(|a, b| {
            let value = |at: &usize| question.options[*at].value;
            value(b).total_cmp(&value(a))
        });
        let (first, second) = (order[0], order[1]);
        let (a, b) = (
            question.options[first].value,
            question.options[second].value,
        );
        (
            question.options[first].value,
            question.options[second].value,
        ) = (b, a);
        let mut key = self.bank_key(&asked.bank).await;
        (key.provenance, key.status) = (Provenance::ExpertPanel, KeyStatus::Confirmed);
        (key.experts, key.date) = (Some(9), Some("2026-03-01".into()));
        key.icc2k = Some(0.9);
        question.key = Some(key);
        self.put(&asked.bank, question).await;
    }

    async fn put(&self, bank: &str, question: domain::question::Question) {
        let service = &self.world.service;
        let change = vec![Change::Put(Box::new(question))];
        let revision = Revision::new(service, &self.admin, bank, change);
        let mut tx = service.read().await.expect("reads");
        let from = tx.bank(bank).await.expect("reads").expect("there").version;
        drop(tx);
        service
            .write(move |tx| Box::pin(async move { revision.apply(tx, from).await }))
            .await
            .expect("a revision");
    }

    async fn bank_key(&self, bank: &str) -> domain::bank::Key {
        let mut tx = self.world.service.read().await.expect("reads");
        let record = tx.bank(bank).await.expect("reads").expect("there");
        let info: domain::bank::BankInfo = serde_json::from_str(&record.info).expect("JSON");
        info.key
    }

    fn wanted(&self, keys: &Keys) -> Adopt {
        Adopt {
            state: keys.state.clone(),
            choices: keys.newest(),
            reason: "A panel of nine rated it.".into(),
        }
    }

    async fn adopt(&self, wanted: Adopt) -> service::Result<()> {
        rescoring::adopt(&self.world.service, &self.on, wanted).await
    }

    /// Runs what is due, and what becomes due in the next minutes.
    async fn work(&self) {
        for _ in 0..8 {
            while jobs::run_due(&self.world.service, 100).await.expect("runs") > 0 {}
            self.world.clock.advance(MINUTE);
        }
    }

    async fn candidate(&self) -> Candidate {
        let service = &self.world.service;
        let opened = attempts::open_link(service, self.open, &self.token)
            .await
            .expect("a live link");
        attempts::authenticate(service, self.open, &opened.secret)
            .await
            .expect("proven")
    }

    async fn start(&self) {
        let candidate = self.candidate().await;
        attempts::start(&self.world.service, &candidate, Consent::Given)
            .await
            .expect("starts");
    }

    async fn attempts_of(&self, frozen: &str, reach: Reach) -> Vec<KeyedAttemptRecord> {
        let mut tx = self.world.service.read().await.expect("reads");
        tx.keyed_attempts(frozen, reach, "", 1_000)
            .await
            .expect("reads")
    }

    async fn published(&self) -> String {
        let mut tx = self.world.service.read().await.expect("reads");
        let id = tx.published_frozen(&self.assessment.to_string()).await;
        id.expect("reads").expect("published")
    }

    async fn count(&self, query: &str) -> i64 {
        let text = AssertSqlSafe(format!("SELECT COUNT(*) FROM {query}"));
        match &self.world.database.database {
            Database::Sqlite(path) => {
                let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", path.display()))
                    .await
                    .expect("opens");
                let count = sqlx::query_scalar(text).fetch_one(&pool).await;
                count.expect("counts")
            }
            Database::Postgres(url) => {
                let pool = sqlx::PgPool::connect(url).await.expect("connects");
                let count = sqlx::query_scalar(text).fetch_one(&pool).await;
                count.expect("counts")
            }
        }
    }

    /// Rows of everything that keys could touch.
    async fn rows(&self) -> Vec<i64> {
        let mut rows = Vec::new();
        for table in [
            "assessments",
            "frozen_assessments",
            "rescores",
            "attempts",
            "answers",
            "score_cards",
            "snapshots",
            "snapshot_entries",
            "unfolded",
            "item_moments",
            "jobs",
            "audit_log",
            "reports",
            "decisions",
            "attempts WHERE total_micro IS NOT NULL",
            "invitations WHERE frozen_id IS NOT NULL",
        ] {
            rows.push(self.count(table).await);
        }
        rows
    }

    async fn ledger(&self, invitation: InvitationId, card: Option<&str>) -> Ledger {
        results::ledger(&self.world.service, &self.on, self.intake, invitation, card)
            .await
            .expect("exports")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_writes_nothing_and_says_what_adopting_then_does() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        fixture.start().await;
        fixture.work().await;
        assert!(fixture.keys().await.newest().is_empty());
        fixture.rate_anew(1).await;
        fixture.rate_anew(2).await;
        let keys = fixture.keys().await;
        assert_eq!(keys.newest().into_keys().collect::<Vec<_>>(), [1, 2]);

        let before = fixture.rows().await;
        let service = &fixture.world.service;
        let found = rescoring::dry_run(service, &fixture.on, &keys.newest(), false)
            .await
            .expect("computes");
        assert_eq!(fixture.rows().await, before);
        let [intake] = &found.intakes[..] else {
            panic!("one intake");
        };
        assert_eq!((intake.movement.people, found.under_way), (PEOPLE, 1));
        assert!(intake.movement.up + intake.movement.down > 0);
        assert_eq!(found.plan.to_follow, PEOPLE as i64 + 1);
        assert_eq!(
            found.movers.len(),
            intake.movement.up + intake.movement.down
        );

        let old = fixture.published().await;
        fixture.adopt(fixture.wanted(&keys)).await.expect("adopts");
        let new = fixture.published().await;
        assert_ne!(old, new);
        fixture.work().await;
        let moved = fixture.attempts_of(&new, Reach::All).await;
        assert_eq!(moved.len(), PEOPLE + 1);
        assert!(fixture.attempts_of(&old, Reach::All).await.is_empty());
        for one in &intake.movement.moves {
            let mut tx = service.read().await.expect("reads");
            let cards = tx.score_cards_of(&one.attempt.to_string()).await;
            let cards = cards.expect("reads");
            let frozen: Vec<&str> = cards.iter().map(|card| card.frozen_id.as_str()).collect();
            assert_eq!(frozen, [old.as_str(), new.as_str()]);
            let total = |at: usize| {
                let card: domain::score_card::ScoreCard =
                    serde_json::from_str(&cards[at].content).expect("JSON");
                card.total_micro
            };
            assert_eq!(
                (total(0), total(1)),
                (one.before.total_micro, one.after.total_micro)
            );
        }
        // The ranking and the analysis stand on the new keys.
        let page = service::analysis::page(service, &fixture.on).await;
        let page = page.expect("reads").expect("published");
        assert_eq!(page.analysis.attempts, PEOPLE as u64);
        assert!(page.frozen.key_change.is_some());
        let query = results::RankingQuery {
            order: results::SliceOrder::ByScore,
            page: 1,
            name: String::new(),
            decision: None,
            band: None,
            blind: false,
        };
        let ranking = results::ranking_page(service, &fixture.on, fixture.intake, &query).await;
        let ranking = ranking.expect("reads");
        for person in &ranking.people {
            let mut moves = intake.movement.moves.iter();
            let moved = moves
                .find(|one| one.attempt == person.entry.attempt)
                .expect("there");
            assert_eq!(person.entry.total_micro, moved.after.total_micro);
        }
        assert_eq!(ranking.people.len(), PEOPLE);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_score_cards_stay_with_ledgers_that_compute_and_the_reason() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        fixture.rate_anew(3).await;
        let keys = fixture.keys().await;
        fixture.adopt(fixture.wanted(&keys)).await.expect("adopts");
        fixture.work().await;
        let new = fixture.published().await;
        let one = fixture.attempts_of(&new, Reach::All).await.remove(0);
        let invitation: InvitationId = one.invitation_id.parse().expect("an id");
        let service = &fixture.world.service;
        let found = results::candidate(service, &fixture.on, fixture.intake, invitation, false)
            .await
            .expect("reads");
        let [present, earlier] = &found.cards[..] else {
            panic!("two cards");
        };
        assert!(present.is_present && !earlier.is_present);
        let change = present.key_change.as_ref().expect("adopted");
        assert_eq!(
            (change.by.as_str(), change.reason.as_str()),
            ("Ada Admin", "A panel of nine rated it.")
        );
        assert_eq!((present.rekeyed.len(), earlier.key_change.as_ref()), (1, None));
        for card in [present, earlier] {
            let exported = fixture.ledger(invitation, Some(&card.id)).await;
            assert_eq!(exported.card.total, card.total);
            let text = serde_json::to_string(&exported).expect("JSON");
            let read: Ledger = serde_json::from_str(&text).expect("reads");
            assert_eq!(ledger::verify(&read), Ok(()));
        }
        let plain = fixture.ledger(invitation, None).await;
        assert_eq!(plain.card.total, present.total);
        let other = results::ledger(
            service,
            &fixture.on,
            fixture.intake,
            invitation,
            Some("nothing"),
        );
        assert!(matches!(other.await, Err(Error::NotFound)));
        let audit = fixture
            .count("audit_log WHERE action = 'assessment.rescore' AND actor = 'Ada Admin' AND detail LIKE '%A panel of nine%'")
            .await;
        assert_eq!(audit, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn adopting_twice_is_adopting_once_and_a_stale_page_adopts_nothing() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        fixture.rate_anew(1).await;
        let looked = fixture.keys().await;
        let mut wanted = fixture.wanted(&looked);
        wanted.reason = "  ".into();
        let missing = fixture.adopt(wanted).await;
        assert!(matches!(missing, Err(Error::Invalid(_))), "{missing:?}");
        let mut nothing = fixture.wanted(&looked);
        nothing.choices = Choices::new();
        let nothing = fixture.adopt(nothing).await;
        assert!(matches!(nothing, Err(Error::Refused(_))), "{nothing:?}");

        // A version came after the page was made.
        fixture.rate_anew(2).await;
        let stale = fixture.adopt(fixture.wanted(&looked)).await;
        assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
        assert_eq!(fixture.count("rescores").await, 0);

        let looked = fixture.keys().await;
        let wanted = fixture.wanted(&looked);
        // Two clicks at once, and a third later.
        let (first, second) =
            tokio::join!(fixture.adopt(wanted.clone()), fixture.adopt(wanted.clone()));
        assert!(first.is_ok() || second.is_ok(), "{first:?} {second:?}");
        fixture.work().await;
        fixture.adopt(wanted.clone()).await.expect("done before");
        assert_eq!(fixture.count("rescores").await, 1);
        assert_eq!(
            fixture
                .count("frozen_assessments WHERE purpose <> 'trial'")
                .await,
            2
        );
        assert_eq!(
            fixture.count("score_cards").await,
            fixture
                .count("attempts WHERE state = 'ended' AND score_card_id IS NOT NULL")
                .await
                + PEOPLE as i64
        );
        // Another choice from the same page comes second.
        let mut other = wanted;
        other.choices.remove(&1);
        let other = fixture.adopt(other).await;
        assert!(matches!(other, Err(Error::Conflict(_))), "{other:?}");
        // Going back is another adoption.
        let back = fixture.keys().await;
        let earlier = &back.questions[0].versions[0];
        assert!(!earlier.is_newer && earlier.is_usable());
        let wanted = Adopt {
            state: back.state.clone(),
            choices: [(1, earlier.version.id)].into(),
            reason: "The panel was asked about another channel.".into(),
        };
        fixture.adopt(wanted).await.expect("goes back");
        fixture.work().await;
        let now = fixture.keys().await;
        assert_eq!(now.adopted.len(), 2);
        assert!(now.adopted.iter().all(|one| one.to_follow.is_none()));
        assert_eq!(now.frozen.questions[0].keyed_by, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_answers_later_and_who_is_in_the_middle_is_scored_by_the_keys_that_count() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        fixture.start().await;
        fixture.rate_anew(1).await;
        let keys = fixture.keys().await;
        fixture.adopt(fixture.wanted(&keys)).await.expect("adopts");
        let old = fixture.count("score_cards").await;
        // Submitted after the adoption and before the job: scored by what stands, then again.
        let service = &fixture.world.service;
        let candidate = fixture.candidate().await;
        attempts::submit(service, &candidate).await.expect("submits");
        assert_eq!(fixture.count("score_cards").await, old + 1);
        fixture.work().await;
        let new = fixture.published().await;
        let attempts = fixture.attempts_of(&new, Reach::All).await;
        assert_eq!(attempts.len(), PEOPLE + 1);
        assert!(
            attempts
                .iter()
                .all(|one| one.card_frozen_id.as_deref() == Some(new.as_str()))
        );
        // Links that nobody has started from follow, and new ones begin there.
        let open = format!("invitations WHERE state IN ('invited', 'opened') AND frozen_id <> '{new}' AND intake_id IS NOT NULL");
        assert_eq!(fixture.count(&open).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_attempt_open_at_the_adoption_ends_under_the_new_keys_with_one_card() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        fixture.start().await;
        let candidate = fixture.candidate().await;
        fixture.rate_anew(1).await;
        let keys = fixture.keys().await;
        fixture.adopt(fixture.wanted(&keys)).await.expect("adopts");
        fixture.work().await;
        // Even where the request began before the attempt moved.
        let service = &fixture.world.service;
        attempts::submit(service, &candidate)
            .await
            .expect("submits");
        let new = fixture.published().await;
        let open = format!(
            "score_cards c JOIN attempts a ON a.id = c.attempt_id WHERE a.invitation_id = '{}'",
            fixture.open
        );
        assert_eq!(fixture.count(&open).await, 1);
        let under = format!("{open} AND c.frozen_id = '{new}' AND a.frozen_id = '{new}'");
        assert_eq!(fixture.count(&under).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_intake_keeps_its_keys_its_ranking_and_its_scores() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        fixture.work().await;
        let service = &fixture.world.service;
        intakes::close(service, &fixture.on, fixture.intake)
            .await
            .expect("closes");
        let old = fixture.published().await;
        let cards = fixture.count("score_cards").await;
        let final_one = |fixture: &Fixture| {
            let intake = fixture.intake.to_string();
            let service = fixture.world.service.clone();
            async move {
                let mut tx = service.read().await.expect("reads");
                tx.ranked_intake(&intake)
                    .await
                    .expect("reads")
                    .expect("there")
            }
        };
        let before = final_one(&fixture).await;
        fixture.rate_anew(1).await;
        let keys = fixture.keys().await;
        let found = rescoring::dry_run(service, &fixture.on, &keys.newest(), true)
            .await
            .expect("computes");
        assert!(!found.intakes[0].follows && found.plan.to_follow == 0);
        assert!(
            found
                .movers
                .iter()
                .all(|one| one.name.starts_with("Candidate "))
        );
        fixture.adopt(fixture.wanted(&keys)).await.expect("adopts");
        fixture.work().await;
        let after = final_one(&fixture).await;
        assert_eq!(after.snapshot_id, before.snapshot_id);
        assert_eq!(after.frozen_id.as_deref(), Some(old.as_str()));
        assert_eq!(fixture.count("score_cards").await, cards);
        assert_eq!(fixture.attempts_of(&old, Reach::All).await.len(), PEOPLE);
        assert!(fixture.attempts_of(&old, Reach::Following).await.is_empty());
        assert!(fixture.keys().await.adopted[0].to_follow.is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_attempts_follow_nothing_is_ranked_closed_or_adopted() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        fixture.work().await;
        fixture.rate_anew(1).await;
        let keys = fixture.keys().await;
        fixture.adopt(fixture.wanted(&keys)).await.expect("adopts");
        assert!(fixture.keys().await.adopted[0].to_follow.is_some());
        let service = &fixture.world.service;
        let closed = intakes::close(service, &fixture.on, fixture.intake).await;
        assert!(matches!(closed, Err(Error::Conflict(_))), "{closed:?}");
        let ranked = results::rank_intake(service, &fixture.intake.to_string()).await;
        assert!(matches!(ranked, Err(Error::Conflict(_))), "{ranked:?}");
        fixture.rate_anew(2).await;
        let second = fixture.keys().await;
        let second = fixture.adopt(fixture.wanted(&second)).await;
        assert!(matches!(second, Err(Error::Conflict(_))), "{second:?}");
        fixture.work().await;
        intakes::close(service, &fixture.on, fixture.intake)
            .await
            .expect("closes");
    })
    .await;
}

/// An adoption as the port stores it.
fn record(fixture: &Fixture, from: &str, to: &str) -> RescoreRecord {
    RescoreRecord {
        id: fixture.world.service.new_uuid().to_string(),
        assessment_id: fixture.assessment.to_string(),
        from_frozen: from.into(),
        to_frozen: to.into(),
        choices: "{}".into(),
        reason: "Because.".into(),
        account_id: "a".into(),
        adopted_by: "Ada".into(),
        adopted_at: fixture.world.service.now(),
        finished_at: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_port_moves_what_was_read_and_nothing_twice() {
    on_both(|world| async move {
        let fixture = Fixture::new(world).await;
        let service = &fixture.world.service;
        let old = fixture.published().await;
        let new = service.new_uuid().to_string();
        let mut tx = service.read().await.expect("reads");
        let mut frozen = tx.frozen(&old).await.expect("reads").expect("there");
        drop(tx);
        frozen.id = new.clone();
        let content: FrozenAssessment = serde_json::from_str(&frozen.content).expect("JSON");
        assert_eq!(content.key_change, None);
        let (first, second) = (record(&fixture, &old, &new), record(&fixture, &old, &new));
        let one = fixture.attempts_of(&old, Reach::Following).await.remove(0);
        let result = AttemptResult {
            receipt_hash: None,
            attempt_id: one.attempt_id.clone(),
            score_card_id: "card-2".into(),
            completeness: "complete".into(),
            total_micro: 7,
        };
        let (id, now, intake) = (first.id.clone(), service.now(), one.attempt_id.clone());
        let (from, to) = (old.clone(), new.clone());
        let assessment = fixture.assessment.to_string();
        let seen = service
            .write(move |tx| {
                Box::pin(async move {
                    tx.insert_frozen(&frozen).await?;
                    let inserted = [
                        tx.insert_rescore(&first).await?,
                        tx.insert_rescore(&second).await?,
                        tx.is_rescoring(&assessment).await?,
                    ];
                    let mut changed = one.clone();
                    changed.score_card_id = Some("another".into());
                    let mut open = one.clone();
                    open.score_card_id = None;
                    let moved = [
                        tx.move_attempt(&changed, &from, &to, Some(&result)).await?,
                        tx.move_attempt(&open, &from, &to, None).await?,
                        tx.move_attempt(&one, &from, &to, Some(&result)).await?,
                        tx.move_attempt(&one, &from, &to, Some(&result)).await?,
                    ];
                    let locked = tx.locked_frozen_id(&intake).await?;
                    let invitations = [
                        tx.move_invitations(&from, &to, 1).await?,
                        tx.move_invitations(&from, &to, 100).await?,
                        tx.move_invitations(&from, &to, 100).await?,
                    ];
                    let finished = [
                        tx.finish_rescore(&first.id, now).await?,
                        tx.finish_rescore(&first.id, now).await?,
                    ];
                    Ok((inserted, moved, locked, invitations, finished))
                })
            })
            .await
            .expect("writes");
        assert_eq!(seen.0, [true, false, true]);
        assert_eq!(seen.1, [false, false, true, false]);
        assert_eq!(seen.2.as_deref(), Some(new.as_str()));
        assert_eq!(seen.3, [1, 1, 0]);
        assert_eq!(seen.4, [true, false]);
        let mut tx = service.read().await.expect("reads");
        assert_eq!(
            tx.count_following(&old).await.expect("reads"),
            PEOPLE as i64 - 1
        );
        let stored = tx.rescore(&id).await.expect("reads").expect("there");
        assert_eq!(stored.finished_at, Some(now));
        let all = tx.rescores_of(&fixture.assessment.to_string()).await;
        assert_eq!(all.expect("reads"), [stored]);
        assert_eq!(tx.rescore("nothing").await.expect("reads"), None);
        let ids = vec![
            fixture.attempts_of(&new, Reach::All).await[0]
                .attempt_id
                .clone(),
        ];
        let people = tx.attempt_people(&ids).await.expect("reads");
        assert_eq!(
            (people.len(), people[0].attempt_id.as_str()),
            (1, ids[0].as_str())
        );
        assert!(tx.attempt_people(&[]).await.expect("reads").is_empty());
        drop(tx);
        // What was moved by hand is found by the job as moved: everybody else follows, nobody has a third card.
        let (id, service) = (id.clone(), fixture.world.service.clone());
        rescoring::follow(&service, &id).await.expect("runs");
        rescoring::follow(&service, &id).await.expect("runs twice");
        assert_eq!(fixture.attempts_of(&new, Reach::All).await.len(), PEOPLE);
        let more = "(SELECT attempt_id FROM score_cards GROUP BY attempt_id HAVING COUNT(*) > 2) t";
        assert_eq!(fixture.count(more).await, 0);
    })
    .await;
}
