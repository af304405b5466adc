//! Banks on both databases: importing into immutable versions, and finding questions again.

use domain::bank::{Bank, Visibility};
use domain::ids::QuestionVersionId;
use domain::question::{Channel, Competency, Format, Kind};
use service::accounts::{self, Login};
use service::assessments::{self, New};
use service::banks::{self, Filter};
use service::principal::{Recruiter, Roles, Staff};
use service::{Error, Service};
use tests::{World, on_both};

const PASSWORD: &str = "correct battery staple";

pub async fn recruiter(service: &Service, name: &str, admin: bool) -> Recruiter {
    let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
    let roles = Roles {
        admin,
        recruiter: !admin,
        rater: false,
    };
    accounts::create_from_command_line(service, &email, name, PASSWORD, roles)
        .await
        .expect("an account");
    let login = Login {
        email,
        password: PASSWORD.into(),
        address: "192.0.2.1".into(),
        user_agent: "test".into(),
        previous: None,
    };
    let token = accounts::login(service, login)
        .await
        .expect("signed in")
        .token;
    let staff = accounts::authenticate(service, &token, "request").await;
    staff.and_then(Staff::recruiter).expect("a recruiter")
}

/// A shipped bank under an id of its own.
pub fn bank(id: &str) -> Bank {
    let text = include_str!("../../question-banks/core-empathy.yaml");
    let (mut bank, _) = exchange::bank_file::parse(text).expect("the shipped bank is good");
    bank.info.id = id.into();
    bank
}

async fn import(world: &World, bank: &Bank) -> banks::Imported {
    banks::import(&world.service, "command line", bank.clone())
        .await
        .expect("an import")
}

async fn ids(world: &World, bank: &str) -> Vec<(String, i64, String)> {
    let mut tx = world.service.read().await.expect("a transaction");
    let query = service::ports::QuestionQuery {
        bank_slug: Some(bank.into()),
        ..Default::default()
    };
    let found = tx.questions(&query, 1000, 0).await.expect("questions");
    found
        .into_iter()
        .map(|one| {
            let version: domain::question::QuestionVersion =
                serde_json::from_str(&one.content).expect("a version");
            (one.slug, one.version, version.id.to_string())
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_identical_bank_changes_nothing_and_a_changed_one_only_what_changed() {
    on_both(|world| async move {
        let mut bank = bank("care");
        let count = bank.questions.len();
        let first = import(&world, &bank).await;
        assert_eq!((first.version, first.added, first.kept), (1, count, 0));
        let before = ids(&world, "care").await;
        assert_eq!(before.len(), count);

        let again = import(&world, &bank).await;
        assert_eq!(
            (
                again.version,
                again.added,
                again.changed,
                again.kept,
                again.retired
            ),
            (1, 0, 0, count, 0)
        );
        assert_eq!(ids(&world, "care").await, before);

        bank.questions[1].options[0].reason = "Another reason.".into();
        let gone = bank.questions.remove(0);
        let third = import(&world, &bank).await;
        assert_eq!(
            (
                third.version,
                third.added,
                third.changed,
                third.kept,
                third.retired
            ),
            (2, 0, 1, count - 2, 1)
        );
        let after = ids(&world, "care").await;
        assert_eq!(after.len(), count - 1);
        assert_eq!((after[0].0.as_str(), after[0].1), (before[1].0.as_str(), 2));
        assert_ne!(after[0].2, before[1].2);
        assert_eq!(
            after[1..],
            before[2..],
            "what did not change keeps its version and its order"
        );

        // The old versions are still there, word for word, and say when they left.
        let mut tx = world.service.read().await.expect("a transaction");
        let old = tx
            .question_versions(&[before[0].2.clone(), before[1].2.clone()])
            .await
            .expect("versions");
        assert_eq!(old.len(), 2);
        assert!(
            old.iter()
                .all(|one| one.retired_in == Some(2) && one.added_in == 1)
        );
        drop(tx);

        // What comes back gets the next number: the history has no gap to explain away.
        bank.questions.insert(0, gone);
        let back = import(&world, &bank).await;
        assert_eq!(
            (back.version, back.added, back.changed, back.retired),
            (3, 1, 0, 0)
        );
        assert_eq!(ids(&world, "care").await[0].1, 2);
        let mut tx = world.service.read().await.expect("a transaction");
        let bank_id = tx.bank("care").await.expect("a bank").expect("there").id;
        let history = tx
            .versions_of_question(&bank_id, &before[0].0)
            .await
            .expect("versions");
        assert_eq!(
            history.iter().map(|one| one.version).collect::<Vec<_>>(),
            [2, 1]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bank_with_errors_is_refused_as_a_whole() {
    on_both(|world| async move {
        let mut bad = bank("care");
        bad.questions[3].options[0].value = 9.0;
        let refused = banks::import(&world.service, "command line", bad).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        let mut tx = world.service.read().await.expect("a transaction");
        assert_eq!(tx.banks().await.expect("banks"), []);
        assert_eq!(tx.sectors().await.expect("sectors"), Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_imports_at_once_make_two_versions_or_one_of_them_is_told() {
    on_both(|world| async move {
        import(&world, &bank("care")).await;
        let (mut one, mut two) = (bank("care"), bank("care"));
        one.info.title = "One".into();
        two.info.title = "Two".into();
        let (one, two) = tokio::join!(
            banks::import(&world.service, "one", one),
            banks::import(&world.service, "two", two)
        );
        let versions: Vec<i64> = [&one, &two]
            .iter()
            .filter_map(|done| done.as_ref().ok())
            .map(|done| done.version)
            .collect();
        let told = [&one, &two]
            .iter()
            .filter(|done| matches!(done, Err(Error::Conflict(_))))
            .count();
        assert_eq!(versions.len() + told, 2, "{one:?} {two:?}");
        let mut tx = world.service.read().await.expect("a transaction");
        let now = tx.bank("care").await.expect("a bank").expect("there");
        assert_eq!(Some(&now.version), versions.iter().max());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_private_bank_that_repeats_public_words_has_readable_keys() {
    on_both(|world| async move {
        import(&world, &bank("open")).await;
        let mut own = bank("own");
        own.info.key.visibility = Visibility::Private;
        own.questions[0].scenario = "A scenario that nobody has published.".into();
        for (option, text) in own.questions[0]
            .options
            .iter_mut()
            .zip(["One.", "Two.", "Three.", "Four.", "Five.", "Six."])
        {
            option.text = text.into();
        }
        own.questions[1].scenario = "Only the scenario is new here.".into();
        import(&world, &own).await;
        let recruiter = recruiter(&world.service, "Ana Ruiz", false).await;
        let filter = Filter {
            bank: Some("own".into()),
            ..Filter::default()
        };
        let found = banks::search(&world.service, &recruiter, &filter, 1)
            .await
            .expect("questions");
        let of = |index: usize| found.questions[index].version.key.visibility;
        assert_eq!(
            (of(0), of(1), of(2)),
            (Visibility::Private, Visibility::Public, Visibility::Public)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_are_found_by_what_they_are_and_what_they_say() {
    on_both(|world| async move {
        let bank = bank("care");
        import(&world, &bank).await;
        let recruiter = recruiter(&world.service, "Ana Ruiz", false).await;
        let service = &world.service;
        let count = |filter: Filter| {
            let recruiter = recruiter.clone();
            async move {
                banks::search(service, &recruiter, &filter, 1)
                    .await
                    .expect("questions")
                    .total as usize
            }
        };
        let expected = |keep: &dyn Fn(&domain::question::Question) -> bool| {
            bank.questions.iter().filter(|one| keep(one)).count()
        };
        let base = Filter::default;
        assert_eq!(count(base()).await, bank.questions.len());
        assert_eq!(
            count(Filter {
                competency: Some(Competency::PT),
                ..base()
            })
            .await,
            expected(&|one| one.competencies.contains_key(&Competency::PT))
        );
        assert_eq!(
            count(Filter {
                format: Some(Format::RankOrder),
                ..base()
            })
            .await,
            expected(&|one| one.allows(Format::RankOrder))
        );
        assert_eq!(
            count(Filter {
                channel: Some(Channel::Chat),
                ..base()
            })
            .await,
            expected(&|one| one.channel == Channel::Chat)
        );
        assert_eq!(
            count(Filter {
                kind: Some(Kind::Job),
                ..base()
            })
            .await,
            0
        );
        let sector = bank.questions[0].sector.clone();
        assert_eq!(
            count(Filter {
                sector: Some(sector.clone()),
                ..base()
            })
            .await,
            expected(&|one| one.sector == sector)
        );
        assert_eq!(
            count(Filter {
                search: "EYE clinic ADLER".into(),
                ..base()
            })
            .await,
            1
        );
        assert_eq!(
            count(Filter {
                search: "100%_\\".into(),
                ..base()
            })
            .await,
            0
        );
        assert_eq!(
            count(Filter {
                bank: Some("other".into()),
                ..base()
            })
            .await,
            0
        );
        let past_the_end = banks::search(service, &recruiter, &base(), 99)
            .await
            .expect("a page");
        assert!(past_the_end.questions.is_empty() && past_the_end.pages >= 1);
        assert!(
            banks::sectors(service, &recruiter)
                .await
                .expect("sectors")
                .contains(&sector)
        );
        let shown = banks::banks(service, &recruiter).await.expect("banks");
        assert_eq!(shown.len(), 1);
        assert_eq!(
            banks::bank(service, &recruiter, "care")
                .await
                .expect("a bank")
                .questions,
            shown[0].questions
        );
        assert!(matches!(
            banks::bank(service, &recruiter, "none").await,
            Err(Error::NotFound)
        ));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_page_says_where_it_is_used_without_naming_what_is_not_shared() {
    on_both(|world| async move {
        let service = &world.service;
        import(&world, &bank("care")).await;
        import(&world, &bank("other")).await;
        let ana = recruiter(service, "Ana Ruiz", false).await;
        let ben = recruiter(service, "Ben Okoro", false).await;
        let chief = recruiter(service, "Chief", true).await;
        let id: QuestionVersionId = ids(&world, "care").await[0].2.parse().expect("an id");
        let new = New {
            title: "Ana’s".into(),
            job_title: String::new(),
        };
        let made = assessments::create(service, &ana, new)
            .await
            .expect("a draft");
        let on = assessments::access(service, ana.clone(), made)
            .await
            .expect("access");
        assert_eq!(assessments::add_questions(service, &on, &[id]).await, Ok(1));
        let page = |who: Recruiter| async move {
            banks::question(service, &who, "care", id, None)
                .await
                .expect("a page")
        };
        assert_eq!(page(ana).await.uses[0].title, "Ana’s");
        let stranger = page(ben.clone()).await;
        assert!(stranger.uses.is_empty() && stranger.used_elsewhere == 1);
        let shown = page(chief).await;
        assert_eq!((shown.uses.len(), shown.used_elsewhere), (1, 0));
        assert_eq!(shown.history.len(), 1);
        assert_eq!(
            shown.candidate.options.len(),
            shown.version.question.options.len()
        );
        // A question is not found under another bank, nor a made-up id anywhere.
        assert!(matches!(
            banks::question(service, &ben, "other", id, None).await,
            Err(Error::NotFound)
        ));
        let made_up = QuestionVersionId(uuid::Uuid::from_u128(7));
        assert!(matches!(
            banks::question(service, &ben, "care", made_up, None).await,
            Err(Error::NotFound)
        ));
    })
    .await;
}
