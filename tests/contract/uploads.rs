//! Uploads on both databases: read, compared, confirmed and written in units that nobody sees before the last one;
//! cancelled, expired, killed in the middle, and overtaken by somebody else.

use crate::banks::{bank, recruiter};
use domain::bank::Bank;
use domain::ids::UploadId;
use domain::time::DAY;
use exchange::conversion::{FileFormat, write};
use service::banks::uploads::{self, Choices, Kind, Missing, State, Upload};
use service::banks::{self, Filter};
use service::ports::{UploadLine, UploadRecord};
use service::principal::{Admin, Staff};
use service::{Error, jobs};
use tests::{World, on_both};

async fn admin(world: &World, name: &str) -> Admin {
    let staff: Staff = (*recruiter(&world.service, name, true).await).clone();
    staff.admin().expect("an admin")
}

async fn send(world: &World, admin: &Admin, into: &str, name: &str, bytes: &[u8]) -> UploadId {
    let service = &world.service;
    let mut file = uploads::begin(service, admin, name).await.expect("begins");
    file.add(service, bytes).await.expect("is stored");
    file.finish(service, "", into).await.expect("is whole")
}

async fn look(world: &World, admin: &Admin, id: UploadId) -> Upload {
    let page = uploads::page(&world.service, admin, id, None, 1).await;
    page.expect("the upload")
}

fn yaml(bank: &Bank) -> Vec<u8> {
    write(FileFormat::Yaml, bank).expect("is written").bytes
}

/// A bank of many questions that differ in their ids and words.
fn many(id: &str, count: usize) -> Bank {
    let mut bank = bank(id);
    let first = bank.questions[0].clone();
    bank.questions = (0..count)
        .map(|at| {
            let mut question = first.clone();
            question.id = format!("question-{at}");
            question.substitute = None;
            question.scenario = format!("{} Case {at}.", first.scenario.trim());
            question
        })
        .collect();
    bank
}

fn new(id: &str) -> Choices {
    Choices {
        id: id.into(),
        title: "Imported".into(),
        ..Choices::default()
    }
}

async fn slugs(world: &World, bank: &str) -> Vec<String> {
    let mut tx = world.service.read().await.expect("a transaction");
    let Some(found) = tx.bank(bank).await.expect("an answer") else {
        return Vec::new();
    };
    let current = tx.current_questions(&found.id).await.expect("questions");
    current.into_iter().map(|one| one.slug).collect()
}

async fn work(world: &World) {
    while jobs::run_due(&world.service, 16).await.expect("jobs run") > 0 {}
}

/// Rows left of an upload: parts, lines and versions written ahead.
async fn left(world: &World, id: UploadId) -> (bool, usize, u64) {
    let id = id.to_string();
    let staged = id.clone();
    let mut tx = world.service.read().await.expect("a transaction");
    let part = tx.upload_part(&id, 0).await.expect("an answer").is_some();
    let mut lines = 0;
    for kind in Kind::ALL {
        let found = tx.upload_lines(&id, &banks::code(&kind), -1, 1000).await;
        lines += found.expect("lines").len();
    }
    drop(tx);
    let unit = world
        .service
        .write(move |tx| Box::pin(async move { tx.delete_staged_questions(&staged, 1000).await }));
    (part, lines, unit.await.expect("an answer"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_becomes_a_bank_only_when_it_is_confirmed() {
    on_both(|world| async move {
        let ada = admin(&world, "Ada").await;
        let source = bank("care");
        let id = send(&world, &ada, "", "care.yaml", &yaml(&source)).await;
        let upload = look(&world, &ada, id).await;
        let summary = upload.summary.clone().expect("it was read");
        assert_eq!(upload.state, State::Ready, "{:?}", upload.message);
        assert_eq!(summary.count(Kind::New), source.questions.len() as i64);
        assert_eq!(slugs(&world, "care").await, [""; 0], "nothing is written");

        let waiting = uploads::waiting(&world.service, &ada)
            .await
            .expect("a list");
        assert_eq!((waiting.len(), waiting[0].id), (1, id));
        let bad = uploads::confirm(&world.service, &ada, id, new("No id")).await;
        assert!(matches!(bad, Err(Error::Invalid(_))), "{bad:?}");
        uploads::confirm(&world.service, &ada, id, new("care"))
            .await
            .expect("confirmed");
        let upload = look(&world, &ada, id).await;
        assert_eq!(
            (upload.state, upload.result.as_deref()),
            (State::Done, Some("care"))
        );
        let expected: Vec<String> = source.questions.iter().map(|one| one.id.clone()).collect();
        assert_eq!(
            slugs(&world, "care").await,
            expected,
            "in the order of the file"
        );
        assert_eq!(left(&world, id).await, (false, 0, 0), "the file is gone");
        let twice = uploads::confirm(&world.service, &ada, id, new("other")).await;
        assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
        let late = uploads::cancel(&world.service, &ada, id).await;
        assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");

        let mut tx = world.service.read().await.expect("a transaction");
        let log = tx
            .search_audit(&Default::default(), None, 10)
            .await
            .expect("the log");
        let line = log
            .iter()
            .find(|line| line.action == "bank.import")
            .expect("a line");
        assert_eq!(
            (line.actor.as_str(), line.subject.as_str()),
            ("Ada", "care")
        );
        assert!(line.account_id.is_some() && line.detail.contains("care.yaml"));
        // The same file again: the bank by import is the bank by the command line, word for word.
        drop(tx);
        let again = banks::import(&world.service, "test", {
            let mut same = source.clone();
            same.info.title = "Imported".into();
            same
        });
        assert_eq!(again.await.expect("an import").version, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bank_is_compared_question_by_question() {
    on_both(|world| async move {
        let ada = admin(&world, "Ada").await;
        let source = bank("care");
        let imported = banks::import(&world.service, "test", source.clone()).await;
        imported.expect("an import");
        let mut file = source.clone();
        let gone = file.questions.remove(3);
        file.questions[0].task = "And now?".into();
        file.questions[1].options[0].reason = "Because.".into();
        let mut added = file.questions[2].clone();
        added.id = "added".into();
        file.questions.insert(0, added);
        file.questions
            .iter_mut()
            .for_each(|one| one.substitute = None);
        let id = send(
            &world,
            &ada,
            "care",
            "care.json",
            &write(FileFormat::Json, &file).expect("json").bytes,
        )
        .await;
        let upload = look(&world, &ada, id).await;
        let summary = upload.summary.clone().expect("it was read");
        let dropped = source
            .questions
            .iter()
            .filter(|one| one.substitute.is_some())
            .count();
        assert_eq!(
            (summary.count(Kind::New), summary.count(Kind::Missing)),
            (1, 1)
        );
        assert!(summary.count(Kind::Changed) as usize >= 2 && dropped < source.questions.len());
        assert_eq!((summary.for_candidates, summary.in_key), (1, 1));

        // Kept: the bank's order stands, what is new comes last.
        uploads::confirm(&world.service, &ada, id, Choices::default())
            .await
            .expect("confirmed");
        let mut expected: Vec<String> = source.questions.iter().map(|one| one.id.clone()).collect();
        expected.push("added".into());
        assert_eq!(slugs(&world, "care").await, expected);

        // Retired: the bank is what the file says, in its order.
        let id = send(&world, &ada, "care", "care.yaml", &yaml(&file)).await;
        let choices = Choices {
            missing: Missing::Retire,
            ..Choices::default()
        };
        uploads::confirm(&world.service, &ada, id, choices)
            .await
            .expect("confirmed");
        let expected: Vec<String> = file.questions.iter().map(|one| one.id.clone()).collect();
        assert_eq!(slugs(&world, "care").await, expected);
        let mut tx = world.service.read().await.expect("a transaction");
        let care = tx.bank("care").await.expect("an answer").expect("the bank");
        assert_eq!((care.version, care.questions), (3, expected.len() as i64));
        let versions = tx
            .versions_of_question(&care.id, &gone.id)
            .await
            .expect("versions");
        assert_eq!(versions[0].retired_in, Some(3));
        let first = &source.questions[0].id;
        let versions = tx
            .versions_of_question(&care.id, first)
            .await
            .expect("versions");
        assert_eq!(
            (
                versions[0].version,
                versions[0].added_in,
                versions[0].retired_in
            ),
            (2, 2, None)
        );
        assert_eq!(versions[1].retired_in, Some(2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_questions_are_written_ahead_where_nobody_sees_them() {
    on_both(|world| async move {
        let (service, ada) = (&world.service, admin(&world, "Ada").await);
        let id = send(&world, &ada, "", "many.yaml", &yaml(&many("many", 450))).await;
        work(&world).await;
        let upload = look(&world, &ada, id).await;
        assert_eq!((upload.state, upload.pages), (State::Ready, 9));
        uploads::confirm(service, &ada, id, new("many"))
            .await
            .expect("confirmed");
        assert_eq!(look(&world, &ada, id).await.state, State::Writing);

        // A run that was killed after it had written some: staged, not seen by anybody.
        let (staged, now) = (id.to_string(), service.now());
        let row = row_of(&staged);
        let unit = service.write(move |tx| {
            Box::pin(async move {
                tx.stage_bank(&staged, now).await?;
                tx.insert_question_version(&row).await
            })
        });
        unit.await.expect("is staged");
        let found = banks::search(service, &ada.recruiter(), &Filter::default(), 1).await;
        assert_eq!(found.expect("a list").total, 0);
        assert_eq!(
            banks::sectors(service, &ada.recruiter())
                .await
                .expect("sectors"),
            [""; 0]
        );
        assert!(
            banks::banks(service, &ada.recruiter())
                .await
                .expect("banks")
                .is_empty()
        );
        let mut tx = service.read().await.expect("a transaction");
        assert!(
            !tx.is_public_wording("scenario", "replies")
                .await
                .expect("an answer")
        );
        drop(tx);

        // The job begins anew and leaves no trace of the first try.
        work(&world).await;
        assert_eq!(look(&world, &ada, id).await.state, State::Done);
        let now = slugs(&world, "many").await;
        assert_eq!((now.len(), now[449].as_str()), (450, "question-449"));
        assert_eq!(left(&world, id).await, (false, 0, 0));
    })
    .await;
}

/// A question version of a staged bank, as a killed run leaves it.
fn row_of(bank: &str) -> service::ports::NewQuestionVersion {
    service::ports::NewQuestionVersion {
        id: "01900000-0000-7000-8000-0000000000ff".into(),
        bank_id: bank.into(),
        slug: "question-0".into(),
        version: 1,
        position: 0,
        added_in: 1,
        title: "Left over".into(),
        kind: "job".into(),
        formats: ",single_best,".into(),
        channel: "chat".into(),
        direction: "inbound".into(),
        sector: "left_over".into(),
        competencies: ",".into(),
        search_text: String::new(),
        content: "{}".into(),
        content_hash: "x".into(),
        visibility: "public".into(),
        scenario_hash: "scenario".into(),
        replies_hash: "replies".into(),
        created_at: domain::time::Timestamp(0),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_import_leaves_nothing_behind() {
    on_both(|world| async move {
        let (service, ada) = (&world.service, admin(&world, "Ada").await);
        let id = send(&world, &ada, "", "many.yaml", &yaml(&many("many", 300))).await;
        work(&world).await;
        uploads::confirm(service, &ada, id, new("many"))
            .await
            .expect("confirmed");
        let (staged, now, row) = (id.to_string(), service.now(), row_of(&id.to_string()));
        let unit = service.write(move |tx| {
            Box::pin(async move {
                tx.stage_bank(&staged, now).await?;
                tx.insert_question_version(&row).await
            })
        });
        unit.await.expect("is staged");
        uploads::cancel(service, &ada, id).await.expect("cancelled");
        let page = uploads::page(service, &ada, id, None, 1).await;
        assert!(matches!(page, Err(Error::NotFound)), "{page:?}");
        work(&world).await;
        assert_eq!(left(&world, id).await, (false, 0, 0));
        assert_eq!(slugs(&world, "many").await, [""; 0]);
        let mut tx = service.read().await.expect("a transaction");
        assert_eq!(tx.upload(&id.to_string()).await.expect("an answer"), None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_second_is_told_and_compares_again_without_a_second_upload() {
    on_both(|world| async move {
        let (service, ada) = (&world.service, admin(&world, "Ada").await);
        let bea = admin(&world, "Bea").await;
        let source = bank("care");
        banks::import(service, "test", source.clone())
            .await
            .expect("an import");
        let change = |task: &str| {
            let mut file = source.clone();
            file.questions[0].task = task.into();
            yaml(&file)
        };
        let first = send(&world, &ada, "care", "a.yaml", &change("Of Ada?")).await;
        let second = send(&world, &bea, "care", "b.yaml", &change("Of Bea?")).await;
        let stranger = uploads::page(service, &bea, first, None, 1).await;
        assert!(matches!(stranger, Err(Error::NotFound)), "{stranger:?}");
        uploads::confirm(service, &ada, first, Choices::default())
            .await
            .expect("confirmed");
        let told = uploads::confirm(service, &bea, second, Choices::default()).await;
        assert!(matches!(told, Err(Error::Conflict(_))), "{told:?}");
        work(&world).await;
        let page = look(&world, &bea, second).await;
        assert_eq!(page.state, State::Ready, "it was compared again");
        uploads::confirm(service, &bea, second, Choices::default())
            .await
            .expect("confirmed");

        // Overtaken between the confirmation and the last unit.
        let third = send(&world, &ada, "care", "c.yaml", &yaml(&many("care", 250))).await;
        work(&world).await;
        uploads::confirm(service, &ada, third, Choices::default())
            .await
            .expect("confirmed");
        banks::import(service, "command line", source.clone())
            .await
            .expect("an import");
        work(&world).await;
        let page = look(&world, &ada, third).await;
        assert_eq!(page.state, State::Overtaken);
        assert!(page.message.expect("a reason").contains("command line"));
        assert_eq!(slugs(&world, "care").await.len(), source.questions.len());
        assert_eq!(left(&world, third).await.2, 0, "nothing staged stays");
        uploads::again(service, &ada, third)
            .await
            .expect("compares again");
        work(&world).await;
        assert_eq!(look(&world, &ada, third).await.state, State::Ready);

        // Two who make a bank of one id.
        let one = send(&world, &ada, "", "x.yaml", &yaml(&source)).await;
        let two = send(&world, &bea, "", "x.yaml", &yaml(&source)).await;
        uploads::confirm(service, &ada, one, new("twin"))
            .await
            .expect("confirmed");
        let taken = uploads::confirm(service, &bea, two, new("twin")).await;
        assert!(matches!(taken, Err(Error::Invalid(_))), "{taken:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_with_errors_name_them_all_and_old_ones_expire() {
    on_both(|world| async move {
        let (service, ada) = (&world.service, admin(&world, "Ada").await);
        let mut file = many("many", 120);
        for question in &mut file.questions {
            question.task = String::new();
        }
        let text = write(FileFormat::Yaml, &file).map(|written| written.bytes);
        let id = send(&world, &ada, "", "many.yaml", &text.expect("is written")).await;
        work(&world).await;
        let page = look(&world, &ada, id).await;
        assert_eq!((page.state, page.pages), (State::Refused, 3));
        assert_eq!(page.summary.expect("numbers").count(Kind::Error), 120);
        let refused = uploads::confirm(service, &ada, id, new("many")).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");

        for _ in 0..4 {
            send(&world, &ada, "", "x.yaml", b"x").await;
        }
        let sixth = uploads::begin(service, &ada, "x.yaml").await.err();
        assert!(matches!(sixth, Some(Error::Invalid(_))), "{sixth:?}");
        world.clock.advance(DAY + 1);
        jobs::tidy(service).await.expect("is tidied");
        assert_eq!(left(&world, id).await, (false, 0, 0));
        let waiting = uploads::waiting(service, &ada).await.expect("a list");
        assert!(waiting.is_empty(), "{waiting:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_run_finds_that_it_is_not_its_turn() {
    on_both(|world| async move {
        let (service, ada) = (&world.service, admin(&world, "Ada").await);
        let id = send(&world, &ada, "", "care.yaml", &yaml(&bank("care")))
            .await
            .to_string();
        let now = service.now();
        let unit = service.write(move |tx| {
            Box::pin(async move {
                let stored: UploadRecord = tx.upload(&id).await?.expect("the upload");
                assert!(!tx.update_upload(&stored, "ready", stored.run - 1).await?);
                assert!(!tx.update_upload(&stored, "writing", stored.run).await?);
                assert!(!tx.progress_upload(&id, "reading", stored.run, 1).await?);
                assert!(tx.progress_upload(&id, "ready", stored.run, 1).await?);
                let line = UploadLine {
                    position: 10_000,
                    kind: "error".into(),
                    content: "{}".into(),
                };
                tx.insert_upload_lines(&id, std::slice::from_ref(&line))
                    .await?;
                assert_eq!(
                    tx.upload_lines(&id, "error", 9_999, 5).await?,
                    std::slice::from_ref(&line)
                );
                assert_eq!(tx.upload_lines_page(&id, "error", 0, 5).await?, [line]);
                assert_eq!(tx.upload_lines_page(&id, "error", 1, 5).await?, []);
                assert_eq!(tx.uploads_over(now, 5).await?, [""; 0]);
                // A bank that people see is never taken for a staged one.
                tx.stage_bank("staged", now).await?;
                tx.stage_bank("staged", now).await?;
                assert_eq!(tx.bank(":staged").await?, None);
                tx.delete_staged_bank("staged").await
            })
        });
        unit.await.expect("all of it holds");
    })
    .await;
}
