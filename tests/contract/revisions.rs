//! The one way in which the workshop changes a bank, on both databases.

use crate::banks::{bank, recruiter};
use domain::bank::{Bank, Key, KeyStatus, Provenance, Visibility};
use domain::ids::QuestionVersionId;
use domain::question::{Question, QuestionVersion};
use service::banks::{self, Change, Revised, Revision};
use service::principal::Recruiter;
use service::{Error, Result};
use tests::{World, on_both};

async fn revise(
    world: &World,
    who: &Recruiter,
    bank: &str,
    from: i64,
    changes: Vec<Change>,
) -> Result<Revised> {
    let revision = Revision::new(&world.service, who, bank, changes);
    world
        .service
        .write(move |tx| Box::pin(async move { revision.apply(tx, from).await }))
        .await
}

fn put(question: &Question) -> Change {
    Change::Put(Box::new(question.clone()))
}

/// Slug, number and effective key of the current questions, in order.
async fn held(world: &World, bank: &str) -> Vec<QuestionVersion> {
    let mut tx = world.service.read().await.expect("a transaction");
    let query = service::ports::QuestionQuery {
        bank_slug: Some(bank.into()),
        ..Default::default()
    };
    let found = tx.questions(&query, 1000, 0).await.expect("questions");
    found
        .iter()
        .map(|one| serde_json::from_str(&one.content).expect("a version"))
        .collect()
}

fn ids(held: &[QuestionVersion]) -> Vec<(&str, u32)> {
    held.iter()
        .map(|one| (one.question.id.as_str(), one.number))
        .collect()
}

/// A bank of four questions, imported, and an admin.
async fn stage(world: &World) -> (Bank, Recruiter) {
    let mut bank = bank("care");
    bank.questions.truncate(4);
    for (letter, question) in ('a'..).zip(&mut bank.questions) {
        question.id = letter.to_string();
    }
    banks::import(&world.service, "test", bank.clone())
        .await
        .expect("an import");
    (bank, recruiter(&world.service, "Ada Admin", true).await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revision_writes_what_changed_and_leaves_the_rest() {
    on_both(|world| async move {
        let (bank, admin) = stage(&world).await;
        let before = held(&world, "care").await;
        let mut changed = bank.questions[1].clone();
        changed.task.push_str(" Choose.");
        let mut new = bank.questions[0].clone();
        new.id = "e".into();
        let changes = vec![put(&changed), put(&new), Change::Retire("c".into())];
        let done = revise(&world, &admin, "care", 1, changes)
            .await
            .expect("a revision");
        assert_eq!(done.version, 2);
        assert_eq!(done.new.keys().collect::<Vec<_>>(), ["b", "e"]);
        let after = held(&world, "care").await;
        assert_eq!(ids(&after), [("a", 1), ("b", 2), ("d", 1), ("e", 1)]);
        assert_eq!((after[0].id, after[2].id), (before[0].id, before[3].id));
        assert_eq!(done.new["b"], after[1].id);

        // Whoever looked at version 1 is told, and so is a retirement that comes second.
        let stale = revise(&world, &admin, "care", 1, vec![put(&new)]).await;
        assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
        let gone = revise(&world, &admin, "care", 2, vec![Change::Retire("c".into())]).await;
        assert!(matches!(gone, Err(Error::Conflict(_))), "{gone:?}");
        let absent = revise(&world, &admin, "elsewhere", 1, vec![put(&new)]).await;
        assert_eq!(absent, Err(Error::NotFound));

        // The same words again are no version.
        let same = revise(&world, &admin, "care", 2, vec![put(&changed)])
            .await
            .expect("a revision");
        assert_eq!((same.version, same.new.len()), (2, 0));
        let mut tx = world.service.read().await.expect("a transaction");
        let log = tx
            .search_audit(&Default::default(), None, 50)
            .await
            .expect("lines");
        let lines: Vec<_> = log
            .iter()
            .filter(|line| line.action == "bank.revise")
            .collect();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].actor, "Ada Admin");
        assert_eq!(lines[0].detail, "Version 2: put `b`; put `e`; retired `c`.");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_retired_version_comes_back_as_itself_and_questions_take_other_places() {
    on_both(|world| async move {
        let (_, admin) = stage(&world).await;
        let before = held(&world, "care").await;
        let retire = vec![Change::Retire("b".into()), Change::Retire("c".into())];
        revise(&world, &admin, "care", 1, retire)
            .await
            .expect("retired");
        let restore = vec![
            Change::Restore(before[1].id),
            Change::Restore(before[2].id),
            Change::Move {
                question: "d".into(),
                to: 0,
            },
        ];
        let done = revise(&world, &admin, "care", 2, restore.clone())
            .await
            .expect("restored");
        assert_eq!((done.version, done.new.len()), (3, 0));
        let after = held(&world, "care").await;
        assert_eq!(ids(&after), [("d", 1), ("a", 1), ("b", 1), ("c", 1)]);
        assert_eq!(after[2], before[1]);
        let twice = revise(&world, &admin, "care", 3, restore).await;
        assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
        let elsewhere = Change::Restore(QuestionVersionId(uuid::Uuid::from_u128(7)));
        let foreign = revise(&world, &admin, "care", 3, vec![elsewhere]).await;
        assert_eq!(foreign, Err(Error::NotFound));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_s_own_key_stands_beside_the_bank_s() {
    on_both(|world| async move {
        let (bank, admin) = stage(&world).await;
        let mut rated = bank.questions[0].clone();
        rated.key = Some(Key {
            provenance: Provenance::ExpertPanel,
            status: KeyStatus::Confirmed,
            visibility: Visibility::Private,
            experts: Some(9),
            date: Some("2026-11-20".into()),
            icc2k: Some(0.87),
        });
        revise(&world, &admin, "care", 1, vec![put(&rated)])
            .await
            .expect("a revision");
        let after = held(&world, "care").await;
        assert_eq!(after[0].key.provenance, Provenance::ExpertPanel);
        assert_eq!(
            after[0].key.visibility,
            Visibility::Public,
            "its words were imported with a public key"
        );
        assert_eq!(after[1].key, bank.info.key);
        let mut spoilt = rated;
        spoilt.options[1].value = 9.0;
        let refused = revise(&world, &admin, "care", 2, vec![put(&spoilt)]).await;
        match refused {
            Err(Error::Invalid(errors)) => {
                assert_eq!(errors[0].field, "questions[0].options[1].value");
            }
            other => panic!("{other:?}"),
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_revisions_at_once_one_is_told() {
    on_both(|world| async move {
        let (bank, admin) = stage(&world).await;
        let changed = |task: &str| {
            let mut question = bank.questions[0].clone();
            question.task = task.into();
            vec![put(&question)]
        };
        let (one, two) = tokio::join!(
            revise(&world, &admin, "care", 1, changed("One?")),
            revise(&world, &admin, "care", 1, changed("Two?"))
        );
        let told = [&one, &two]
            .iter()
            .filter(|done| matches!(done, Err(Error::Conflict(_))))
            .count();
        assert_eq!(told, 1, "{one:?} {two:?}");
        let after = held(&world, "care").await;
        assert_eq!(ids(&after)[0], ("a", 2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_substitute_is_looked_for_in_the_whole_bank() {
    on_both(|world| async move {
        let (bank, admin) = stage(&world).await;
        let with = |index: usize, substitute: &str| {
            let mut question = bank.questions[index].clone();
            question.substitute = Some(substitute.into());
            question
        };
        // `b` is not put, but stands in the bank; `a` can be changed again while it names `b`.
        let a = with(0, "b");
        let done = revise(&world, &admin, "care", 1, vec![put(&a)]).await;
        assert_eq!(done.expect("a revision").version, 2);
        let mut again = a.clone();
        again.task.push_str(" Choose.");
        let done = revise(&world, &admin, "care", 2, vec![put(&again)]).await;
        assert_eq!(done.expect("a revision").version, 3);

        let refused = |changes: Vec<Change>| {
            let (world, admin) = (&world, &admin);
            async move {
                match revise(world, admin, "care", 3, changes).await {
                    Err(Error::Invalid(errors)) => errors
                        .into_iter()
                        .map(|error| (error.field, error.message))
                        .collect::<Vec<_>>(),
                    other => panic!("{other:?}"),
                }
            }
        };
        // The way back leads through a question that is only stored.
        let circle = refused(vec![put(&with(1, "a"))]).await;
        assert_eq!(circle.len(), 1, "{circle:?}");
        assert_eq!(circle[0].0, "questions[0].substitute");
        assert!(circle[0].1.contains("in a circle"), "{circle:?}");
        // A question that leaves with the same change is no substitute.
        let gone = refused(vec![Change::Retire("c".into()), put(&with(3, "c"))]).await;
        assert_eq!(gone.len(), 1, "{gone:?}");
        assert!(gone[0].1.contains("has the id `c`"), "{gone:?}");
    })
    .await;
}
