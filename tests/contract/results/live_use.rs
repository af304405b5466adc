//! What live use says about questions: the same in slices and from the beginning, real people apart from simulated
//! ones, older statistics computed again, review dates, and the ports below.

use super::{Fixture, sql};
use domain::analysis::{Reading, fold_version};
use domain::ids::QuestionVersionId;
use domain::live_use::Matter;
use service::banks::{self, QuestionPage};
use service::live_use::{self, People, QuestionUse};
use service::ports::ReviewRecord;
use service::principal::{Admin, Recruiter};
use service::{Error, Service, statistics};
use tests::{World, on_both};
use uuid::Uuid;

const BANK: &str = "core-empathy";
const DAY: i64 = 86_400_000;

/// The cohort's questions as versions of a bank.
struct Shelf {
    fixture: Fixture,
    recruiter: Recruiter,
    admin: Admin,
}

fn id(number: u128) -> QuestionVersionId {
    QuestionVersionId(Uuid::from_u128(number))
}

impl Shelf {
    async fn new(world: World, people: usize) -> Self {
        let text = include_str!("../../../question-banks/core-empathy.yaml");
        let (bank, _) = exchange::bank_file::parse(text).expect("the shipped bank is good");
        let slugs: Vec<String> = bank.questions.iter().map(|one| one.id.clone()).collect();
        banks::import(&world.service, "test", bank)
            .await
            .expect("an import");
        let fixture = Fixture::new(world, people).await;
        let renamed: Vec<String> = slugs
            .iter()
            .zip(1..)
            .map(|(slug, number)| {
                let id = id(number);
                format!(
                    "UPDATE question_versions SET content = REPLACE(content, id, '{id}') WHERE slug = '{slug}';
                     UPDATE question_versions SET id = '{id}' WHERE slug = '{slug}';"
                )
            })
            .collect();
        sql(&fixture.world, &renamed.concat()).await;
        let service = &fixture.world.service;
        let staff = crate::banks::recruiter(service, "Bea Admin", true).await;
        let admin = (*staff).clone().admin().expect("an admin");
        let recruiter = crate::banks::recruiter(service, "Rea Reader", false).await;
        let shelf = Self {
            fixture,
            recruiter,
            admin,
        };
        shelf.fold().await;
        shelf
    }

    fn service(&self) -> &Service {
        &self.fixture.world.service
    }

    async fn fold(&self) {
        let mut tx = self.service().read().await.expect("reads");
        let assessment = self.fixture.cohort.assessment.to_string();
        let frozen = tx.published_frozen(&assessment).await.expect("reads");
        drop(tx);
        let frozen = frozen.expect("published");
        statistics::fold(self.service(), &frozen)
            .await
            .expect("folds");
    }

    async fn page(&self, number: u128) -> QuestionPage {
        banks::question(self.service(), &self.recruiter, BANK, id(number), None)
            .await
            .expect("the question")
    }

    async fn used(&self, number: u128) -> QuestionUse {
        let page = self.page(number).await;
        live_use::of_question(self.service(), &self.recruiter, &page, None)
            .await
            .expect("reads")
    }

    async fn to_look_at(&self) -> live_use::ToLookAt {
        live_use::to_look_at(self.service(), &self.recruiter, BANK, None)
            .await
            .expect("reads")
    }
}

fn near(a: &Reading, b: &Reading) -> bool {
    match (a.value, b.value) {
        (Ok(a), Ok(b)) => (a - b).abs() < 1e-9,
        (a, b) => a == b,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_says_the_same_in_slices_and_from_the_beginning() {
    on_both(|world| async move {
        let shelf = Shelf::new(world, 120).await;
        let fixture = &shelf.fixture;
        let since = shelf.service().now().0 + 40 * DAY;
        fixture.world.clock.advance(40 * DAY);
        fixture.cohort.add(&fixture.world, 120..230).await;
        let note = format!(
            "INSERT INTO unfolded (score_card_id, frozen_id)
             SELECT c.id, a.frozen_id FROM score_cards c JOIN attempts a ON a.id = c.attempt_id WHERE c.created_at >= {since}"
        );
        sql(&fixture.world, &note).await;
        shelf.fold().await;
        let mut added = Vec::new();
        for number in 1..=12 {
            added.push(shelf.used(number).await);
        }
        let first = &added[0].uses[0];
        assert_eq!((first.attempts, first.pilot_attempts, first.assessments), (230, 230, 1));
        assert_eq!((added[0].people, added[0].attempts), (People::Real, (230, 0)));
        let cards = fixture.cohort.taken();
        let scores = cards.iter().filter_map(|taken| taken.card.contributions[0].score);
        let expected = scores.sum::<f64>() / 230.0;
        assert!((first.facility.value.expect("enough") - expected).abs() < 1e-9);
        assert!(first.item_rest.is_shown() && first.options[0].rest.is_shown());
        assert_eq!(added[0].assessments[0].named, None, "a colleague's, whom nobody shared it with");
        assert_eq!(statistics::rebuild(shelf.service()).await, Ok(1));
        for (number, before) in (1..).zip(&added) {
            let again = shelf.used(number).await;
            let (a, b) = (&before.uses[0], &again.uses[0]);
            for (a, b) in [
                (&a.facility, &b.facility),
                (&a.sd, &b.sd),
                (&a.item_rest, &b.item_rest),
                (&a.key_order, &b.key_order),
                (&a.missing, &b.missing),
                (&a.drift.before, &b.drift.before),
                (&a.drift.after, &b.drift.after),
            ] {
                assert!(near(a, b), "{a:?} {b:?}");
            }
            assert_eq!((a.exposure, a.drift.spans.len()), (b.exposure, b.drift.spans.len()));
            for (a, b) in a.options.iter().zip(&b.options) {
                assert!(near(&a.share, &b.share) && near(&a.rest, &b.rest));
                assert!(near(&a.correlation, &b.correlation));
            }
        }
        assert!(shelf.used(13).await.uses.is_empty(), "never asked");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn simulated_people_are_never_put_together_with_real_ones() {
    on_both(|world| async move {
        let shelf = Shelf::new(world, 5).await;
        assert_eq!(shelf.used(1).await.attempts, (5, 0));
        sql(&shelf.fixture.world, "UPDATE assessments SET simulated = 1").await;
        let used = shelf.used(1).await;
        assert_eq!((used.people, used.attempts), (People::Simulated, (0, 5)));
        let page = shelf.page(1).await;
        let real = Some(People::Real);
        let real = live_use::of_question(shelf.service(), &shelf.recruiter, &page, real).await;
        let real = real.expect("reads");
        assert!(real.uses.is_empty() && real.assessments.is_empty());
        let list = shelf.to_look_at().await;
        assert_eq!((list.people, list.attempts), (People::Simulated, (0, 5)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_folded_otherwise_is_computed_again() {
    on_both(|world| async move {
        let shelf = Shelf::new(world, 4).await;
        let service = shelf.service();
        assert_eq!(statistics::queue_outdated(service).await, Ok(0));
        let old = "UPDATE item_moments SET engine_version = '1', content = '{}';
                   UPDATE question_use SET version = '1', content = '{}'";
        sql(&shelf.fixture.world, old).await;
        assert!(shelf.used(1).await.uses.is_empty(), "nothing older is read");
        assert_eq!(statistics::queue_outdated(service).await, Ok(1));
        // Twice queues one job.
        assert_eq!(statistics::queue_outdated(service).await, Ok(1));
        service::jobs::run_due(service, 16).await.expect("runs");
        assert_eq!(shelf.used(1).await.attempts, (4, 0));
        assert_eq!(statistics::queue_outdated(service).await, Ok(0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_review_date_holds_over_versions_and_comes_due() {
    on_both(|world| async move {
        let shelf = Shelf::new(world, 0).await;
        let (service, admin) = (shelf.service(), &shelf.admin);
        let version = shelf.page(1).await.bank.version;
        let set = |typed: &'static str| live_use::set_review(service, admin, BANK, id(1), typed);
        for typed in ["2026-03-02", "2026-02-30", "soon", "2037-01-01"] {
            let refused = set(typed).await;
            assert!(
                matches!(&refused, Err(Error::Invalid(fields)) if fields[0].field == "review_by"),
                "{typed}: {refused:?}"
            );
        }
        let questions = shelf.page(1).await.bank.questions as usize;
        assert_eq!(shelf.to_look_at().await.undated, questions);
        assert_eq!(set("2026-03-05").await, Ok(()));
        let review = shelf.used(1).await.review.expect("set");
        assert_eq!((review.written.as_str(), review.due), ("5 Mar 2026", false));
        assert_eq!(shelf.page(1).await.bank.version, version, "no new version");
        let rest = live_use::review_undated(service, admin, BANK, "2027-03-01").await;
        assert_eq!(rest, Ok(questions - 1));
        let none = live_use::review_undated(service, admin, BANK, "2027-03-01").await;
        assert_eq!(none, Ok(0));
        assert!(shelf.to_look_at().await.questions.is_empty());
        // The day comes.
        shelf.fixture.world.clock.advance(3 * DAY);
        let list = shelf.to_look_at().await;
        assert_eq!(list.questions.len(), 1);
        assert_eq!(
            (list.questions[0].id, list.questions[0].alerts[0].matter),
            (id(1), Matter::ReviewDue)
        );
        let suggested = shelf.used(1).await.suggested.expect("alerted");
        assert!(suggested.iter().all(|one| one.suggestion.version != id(1)));
        assert_eq!(set("").await, Ok(()));
        assert_eq!(shelf.used(1).await.review, None);
        let missing = live_use::set_review(service, admin, BANK, id(999), "2027-01-01").await;
        assert_eq!(missing, Err(Error::NotFound));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ports_of_use_and_reviews() {
    on_both(|world| async move {
        let shelf = Shelf::new(world, 2).await;
        let service = shelf.service();
        let version = fold_version();
        let mut tx = service.read().await.expect("reads");
        let bank = tx.bank(BANK).await.expect("reads").expect("imported").id;
        let rows = tx.question_use(&bank, &version).await.expect("reads");
        assert_eq!(rows.len(), 12);
        assert!(rows.iter().all(|row| !row.simulated && !row.under_way));
        assert_eq!(rows[0].assessment_title, "Customer care");
        assert_eq!(tx.question_use(&bank, "other").await, Ok(Vec::new()));
        assert_eq!(tx.question_use("none", &version).await, Ok(Vec::new()));
        let frozen = rows[0].frozen_id.clone();
        assert_eq!(tx.outdated_statistics(&version).await, Ok(Vec::new()));
        assert_eq!(
            tx.outdated_statistics("later").await,
            Ok(vec![frozen.clone()])
        );
        drop(tx);
        // What is saved takes the place of all that was there.
        let (kept, name) = (rows[3].question_id.clone(), version.clone());
        let review = ReviewRecord {
            bank_id: bank.clone(),
            slug: "any".into(),
            review_by: "2027-01-01".into(),
            set_by: "Bea".into(),
            set_at: service.now(),
        };
        let later = ReviewRecord {
            review_by: "2028-01-01".into(),
            ..review.clone()
        };
        let (first, second, of) = (review.clone(), later.clone(), bank.clone());
        let cleared = service.write(move |tx| {
            Box::pin(async move {
                let one = [(kept, "{}".to_owned())];
                tx.save_question_use(&frozen, &name, &one).await?;
                tx.mark_statistics_stale(&frozen, first.set_at).await?;
                tx.set_review(&first).await?;
                tx.set_review(&second).await?;
                tx.clear_review(&of, "other").await
            })
        });
        assert_eq!(cleared.await, Ok(false));
        let mut tx = service.read().await.expect("reads");
        let rows = tx.question_use(&bank, &version).await.expect("reads");
        assert_eq!(
            (rows.len(), rows[0].content.as_str(), rows[0].under_way),
            (1, "{}", true)
        );
        assert_eq!(tx.reviews(&bank).await, Ok(vec![later]));
        drop(tx);
        let of = bank.clone();
        let cleared =
            service.write(move |tx| Box::pin(async move { tx.clear_review(&of, "any").await }));
        assert_eq!(cleared.await, Ok(true));
        let mut tx = service.read().await.expect("reads");
        assert_eq!(tx.reviews(&bank).await, Ok(Vec::new()));
    })
    .await;
}
