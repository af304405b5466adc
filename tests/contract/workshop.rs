//! The workshop on both databases: drafts, steps, the second person, bulk changes with undo, and the ports below them.

use crate::banks::{bank, recruiter};
use domain::bank::Visibility;
use domain::ids::{DraftId, QuestionVersionId};
use domain::question::Difficulty;
use domain::workshop::Draft;
use domain::workshop::life::{State, Step};
use service::banks::{self, Filter, Listed};
use service::principal::{Admin, Recruiter, Staff};
use service::workshop::{self, Begin, Description, Tags};
use service::{Error, Service};
use sqlx::Connection;
use tests::{Kind, World, on_both};

struct Desk {
    world: World,
    ada: Admin,
    bea: Admin,
    reader: Recruiter,
}

async fn admin(service: &Service, name: &str) -> Admin {
    let staff: Staff = (*recruiter(service, name, true).await).clone();
    staff.admin().expect("an admin")
}

impl Desk {
    /// The shipped bank under the id `care`, and two admins.
    async fn new(world: World) -> Self {
        banks::import(&world.service, "test", bank("care"))
            .await
            .expect("an import");
        let ada = admin(&world.service, "Ada Admin").await;
        let bea = admin(&world.service, "Bea Admin").await;
        let reader = recruiter(&world.service, "Rea Reader", false).await;
        Self {
            world,
            ada,
            bea,
            reader,
        }
    }

    async fn listed(&self, bank: &str) -> Vec<Listed> {
        let filter = Filter {
            bank: Some(bank.into()),
            ..Filter::default()
        };
        let found = banks::search(&self.world.service, &self.reader, &filter, 1).await;
        found.expect("questions").questions
    }

    async fn ids(&self, bank: &str) -> Vec<QuestionVersionId> {
        let listed = self.listed(bank).await;
        listed.iter().map(|one| one.version.id).collect()
    }

    async fn begin(&self, bank: &str, begin: Begin) -> DraftId {
        let made = workshop::begin(&self.world.service, &self.ada, bank, begin).await;
        made.expect("a draft")
    }

    async fn page(&self, bank: &str, id: DraftId) -> workshop::DraftPage {
        let page = workshop::draft(&self.world.service, &self.reader, bank, id, None).await;
        page.expect("the draft")
    }

    /// Saves the draft after `change`, as Ada, on its present revision.
    async fn write(&self, bank: &str, id: DraftId, change: impl FnOnce(&mut Draft)) -> i64 {
        let page = self.page(bank, id).await;
        let mut draft = page.draft;
        change(&mut draft);
        let saved = workshop::save(
            &self.world.service,
            &self.ada,
            bank,
            id,
            page.revision,
            draft,
            None,
        );
        saved.await.expect("saved").revision
    }

    async fn step(
        &self,
        who: &Admin,
        bank: &str,
        id: DraftId,
        revision: i64,
        step: Step,
    ) -> service::Result<workshop::Taken> {
        workshop::step(&self.world.service, who, bank, id, revision, step, "").await
    }

    async fn own_bank(&self, second_person: bool) -> String {
        let described = Description {
            id: "own".into(),
            title: "Our own".into(),
            description: String::new(),
            locale: "en".into(),
            licence: "Proprietary".into(),
            authors: "Ada\nBea".into(),
            second_person,
        };
        let made = workshop::create_bank(&self.world.service, &self.ada, described).await;
        made.expect("a bank")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_becomes_the_next_version_and_the_old_one_stays() {
    on_both(|world| async move {
        let desk = Desk::new(world).await;
        let first = desk.ids("care").await[0];
        let id = desk.begin("care", Begin::Change(first)).await;
        let revision = desk
            .write("care", id, |draft| draft.task = "What now?".into())
            .await;
        let page = desk.page("care", id).await;
        assert_eq!((page.revision, page.state), (2, State::Draft));
        assert_eq!(page.differences.len(), 1, "{:?}", page.differences);
        let open = workshop::drafts(&desk.world.service, &desk.reader, "care").await;
        assert_eq!(open.expect("drafts").len(), 1);
        let slug = page.draft.id.clone();
        let on_it = workshop::drafts_of(&desk.world.service, &desk.reader, "care", &slug).await;
        assert_eq!(on_it.expect("drafts").len(), 1);

        let taken = desk
            .step(&desk.ada, "care", id, revision, Step::MakeReady)
            .await
            .expect("ready");
        let version = taken.version.expect("a version");
        let now = desk.ids("care").await;
        assert_eq!(now[0], version);
        let changes =
            workshop::changes(&desk.world.service, &desk.reader, "care", first, version).await;
        assert_eq!(changes.expect("changes").differences[0].what, "Task");
        let page = desk.page("care", id).await;
        assert_eq!((page.state, page.version), (State::Ready, Some(version)));
        let open = workshop::drafts(&desk.world.service, &desk.reader, "care").await;
        assert_eq!(open.expect("drafts"), []);
        let again = desk
            .step(&desk.bea, "care", id, page.revision, Step::MakeReady)
            .await;
        assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
        let mut tx = desk.world.service.read().await.expect("a transaction");
        let log = tx.search_audit(&Default::default(), None, 50).await;
        let actions: Vec<String> = log
            .expect("lines")
            .into_iter()
            .map(|line| line.action)
            .collect();
        for action in ["draft.begin", "draft.make_ready", "bank.revise"] {
            assert!(actions.iter().any(|one| one == action), "{actions:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_second_of_two_saves_is_told_and_nothing_is_lost() {
    on_both(|world| async move {
        let desk = Desk::new(world).await;
        let first = desk.ids("care").await[0];
        let id = desk.begin("care", Begin::Change(first)).await;
        desk.write("care", id, |draft| draft.options[0].value = "six".into())
            .await;
        let late = Draft {
            title: "Late".into(),
            ..Draft::default()
        };
        let saved = workshop::save(&desk.world.service, &desk.bea, "care", id, 1, late, None).await;
        match saved {
            Err(Error::Conflict(words)) => assert!(words.contains("Ada Admin"), "{words}"),
            other => panic!("{other:?}"),
        }
        let page = desk.page("care", id).await;
        assert_eq!(page.draft.options[0].value, "six");
        let faulty = desk
            .step(&desk.ada, "care", id, page.revision, Step::MakeReady)
            .await;
        assert!(matches!(faulty, Err(Error::Refused(_))), "{faulty:?}");
        let elsewhere = DraftId(uuid::Uuid::from_u128(5));
        let missing =
            workshop::draft(&desk.world.service, &desk.reader, "care", elsewhere, None).await;
        assert!(matches!(missing, Err(Error::NotFound)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_person_makes_ready_and_of_two_at_once_one_is_told() {
    on_both(|world| async move {
        let desk = Desk::new(world).await;
        desk.own_bank(true).await;
        let (service, first) = (&desk.world.service, desk.ids("care").await[0]);
        let id = desk.begin("own", Begin::Copy(first)).await;
        let alone = desk.step(&desk.ada, "own", id, 1, Step::MakeReady).await;
        assert!(matches!(alone, Err(Error::Refused(_))), "{alone:?}");
        desk.step(&desk.ada, "own", id, 1, Step::Submit)
            .await
            .expect("in review");
        desk.world.clock.advance(1_000);
        workshop::comment(service, &desk.bea, "own", id, "Mend the title?")
            .await
            .expect("a comment");
        let in_review =
            workshop::save(service, &desk.ada, "own", id, 2, Draft::default(), None).await;
        assert!(matches!(in_review, Err(Error::Refused(_))), "{in_review:?}");
        let own = desk.step(&desk.ada, "own", id, 2, Step::MakeReady).await;
        assert!(matches!(own, Err(Error::Refused(_))), "{own:?}");
        desk.world.clock.advance(1_000);
        let cleo = admin(service, "Cleo Admin").await;
        let (one, two) = tokio::join!(
            desk.step(&desk.bea, "own", id, 2, Step::MakeReady),
            desk.step(&cleo, "own", id, 2, Step::MakeReady)
        );
        let done = [&one, &two].iter().filter(|one| one.is_ok()).count();
        let told = [&one, &two]
            .iter()
            .filter(|one| matches!(one, Err(Error::Conflict(_))))
            .count();
        assert_eq!((done, told), (1, 1), "{one:?} {two:?}");
        let held = desk.listed("own").await;
        assert_eq!(held.len(), 1);
        assert_eq!(
            held[0].version.key.visibility,
            Visibility::Public,
            "its words can be read in a public bank"
        );
        let kinds: Vec<String> = desk
            .page("own", id)
            .await
            .notes
            .into_iter()
            .map(|note| note.kind)
            .collect();
        assert_eq!(kinds, ["submit", "comment", "make_ready"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_stays_public_until_scenario_and_replies_are_rewritten() {
    on_both(|world| async move {
        let desk = Desk::new(world).await;
        desk.own_bank(false).await;
        let first = desk.ids("care").await[0];
        let id = desk.begin("own", Begin::Copy(first)).await;
        let revision = desk
            .write("own", id, |draft| {
                draft.scenario = "A scenario that nobody has published.".into();
                for (at, option) in draft.options.iter_mut().enumerate() {
                    option.text = format!("Words of our own, number {at}.");
                }
            })
            .await;
        desk.step(&desk.ada, "own", id, revision, Step::MakeReady)
            .await
            .expect("ready");
        let held = desk.listed("own").await;
        assert_eq!(held[0].version.key.visibility, Visibility::Private);
        // The id is taken now.
        let twin = desk.begin("own", Begin::Copy(first)).await;
        let taken = desk.step(&desk.ada, "own", twin, 1, Step::MakeReady).await;
        assert!(matches!(taken, Err(Error::Invalid(_))), "{taken:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_version_that_left_from_under_a_draft_is_told_and_can_come_back() {
    on_both(|world| async move {
        let desk = Desk::new(world).await;
        let service = &desk.world.service;
        let ids = desk.ids("care").await;
        let id = desk.begin("care", Begin::Change(ids[0])).await;
        let revision = desk
            .write("care", id, |draft| draft.task = "What now?".into())
            .await;
        workshop::retire(service, &desk.bea, "care", &ids[..2])
            .await
            .expect("retired");
        assert_eq!(desk.ids("care").await, ids[2..]);
        let under = desk
            .step(&desk.ada, "care", id, revision, Step::MakeReady)
            .await;
        match under {
            Err(Error::Conflict(words)) => assert!(words.contains("left the bank"), "{words}"),
            other => panic!("{other:?}"),
        }
        let twice = workshop::retire(service, &desk.ada, "care", &ids[..1]).await;
        assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
        let retired = workshop::retired(service, &desk.reader, "care")
            .await
            .expect("retired");
        let names: Vec<_> = retired.iter().map(|one| one.version.id).collect();
        assert_eq!(names, ids[..2]);
        workshop::bring_back(service, &desk.bea, "care", &names)
            .await
            .expect("back");
        assert_eq!(
            desk.ids("care").await,
            ids,
            "the same versions in their old places"
        );
        assert_eq!(
            workshop::retired(service, &desk.reader, "care")
                .await
                .expect("none")
                .len(),
            0
        );
        desk.step(&desk.ada, "care", id, revision, Step::MakeReady)
            .await
            .expect("ready");
        // The draft's own base was replaced: an old draft on it is told.
        let stale = desk.begin("care", Begin::Change(ids[1])).await;
        let second = desk.begin("care", Begin::Change(ids[1])).await;
        let edit = |draft: &mut Draft| draft.title.push_str(" again");
        let revision = desk.write("care", second, edit).await;
        desk.step(&desk.ada, "care", second, revision, Step::MakeReady)
            .await
            .expect("ready");
        let revision = desk
            .write("care", stale, |draft| draft.task = "And now?".into())
            .await;
        let told = desk
            .step(&desk.ada, "care", stale, revision, Step::MakeReady)
            .await;
        assert!(matches!(told, Err(Error::Conflict(_))), "{told:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_questions_are_tagged_at_once_and_one_moves_to_another_bank() {
    on_both(|world| async move {
        let desk = Desk::new(world).await;
        let service = &desk.world.service;
        desk.own_bank(false).await;
        let ids = desk.ids("care").await;
        let tags = Tags {
            sector: Some("parcels".into()),
            difficulty: Some(Difficulty::Hard),
            ..Tags::default()
        };
        let done = workshop::tag(service, &desk.ada, "care", &ids[..3], &tags)
            .await
            .expect("tagged");
        assert_eq!(done.new.len(), 3);
        let listed = desk.listed("care").await;
        assert!(
            listed[..3]
                .iter()
                .all(|one| one.version.question.sector == "parcels")
        );
        assert_eq!(listed[3].version.id, ids[3]);
        let bad = Tags {
            sector: Some("Not A Sector".into()),
            ..Tags::default()
        };
        let chosen = [listed[0].version.id];
        let refused = workshop::tag(service, &desk.ada, "care", &chosen, &bad).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        let none = workshop::tag(service, &desk.ada, "care", &chosen, &Tags::default()).await;
        assert!(matches!(none, Err(Error::Invalid(_))), "{none:?}");
        let nothing = workshop::retire(service, &desk.ada, "care", &[]).await;
        assert!(matches!(nothing, Err(Error::Invalid(_))), "{nothing:?}");
        let foreign = workshop::retire(service, &desk.ada, "own", &chosen).await;
        assert_eq!(foreign, Err(Error::NotFound));

        let moved = workshop::move_to(service, &desk.ada, "care", chosen[0], "own")
            .await
            .expect("moved");
        assert_eq!(desk.ids("own").await, [moved]);
        assert_eq!(desk.ids("care").await.len(), ids.len() - 1);
        let again = workshop::move_to(service, &desk.ada, "care", chosen[0], "own").await;
        assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bank_is_described_anew_and_its_faults_are_named() {
    on_both(|world| async move {
        let desk = Desk::new(world).await;
        let service = &desk.world.service;
        desk.own_bank(false).await;
        let typed = |locale: &str, id: &str| Description {
            id: id.into(),
            title: "Renamed".into(),
            locale: locale.into(),
            licence: "Proprietary".into(),
            authors: "Ada".into(),
            second_person: true,
            ..Description::default()
        };
        let unknown = workshop::describe(service, &desk.ada, "own", typed("English!", "own")).await;
        match unknown {
            Err(Error::Invalid(fields)) => assert_eq!(fields[0].field, "locale"),
            other => panic!("{other:?}"),
        }
        let taken = workshop::create_bank(service, &desk.ada, typed("en", "own")).await;
        assert!(matches!(taken, Err(Error::Invalid(_))), "{taken:?}");
        workshop::describe(service, &desk.ada, "own", typed("en-GB", "own"))
            .await
            .expect("described");
        let bank = banks::bank(service, &desk.reader, "own")
            .await
            .expect("the bank");
        assert_eq!((bank.info.title.as_str(), bank.version), ("Renamed", 2));
        let second = workshop::second_person(service, &desk.reader, "own").await;
        assert_eq!(second, Ok(true));
    })
    .await;
}

/// The plans of the bank page's statements on SQLite: with 10,000 questions none may read every version of every bank.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_bank_is_read_through_its_indexes() {
    let world = World::new(Kind::Sqlite).await;
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(world.database.folder().join("attune.db"));
    let mut connection = sqlx::SqliteConnection::connect_with(&options)
        .await
        .expect("the file opens");
    for statement in [
            "SELECT q.id FROM question_versions q WHERE q.bank_id = 'b' AND q.retired_in IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM question_versions n WHERE n.bank_id = 'b' AND n.slug = q.slug
                                 AND (n.retired_in IS NULL OR n.version > q.version))
             ORDER BY q.retired_in DESC, q.position, q.id LIMIT 200",
            "SELECT id, slug, position, content_hash FROM question_versions
             WHERE bank_id = 'b' AND retired_in IS NULL ORDER BY position",
            "SELECT d.id FROM question_drafts d WHERE d.bank_id = 'b' AND d.state IN ('draft', 'in_review')
             ORDER BY d.updated_at DESC, d.id",
            "SELECT d.id FROM question_drafts d JOIN question_versions q ON q.id = d.base_id
             WHERE q.bank_id = 'b' AND q.slug = 's' AND d.bank_id = 'b' AND d.state IN ('draft', 'in_review')",
        ] {
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}")))
                .fetch_all(&mut connection)
                .await
                .expect("a plan");
        for (.., line) in plan {
            assert!(!line.starts_with("SCAN"), "{line} in {statement}");
        }
    }
}
