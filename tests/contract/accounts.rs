//! Accounts, sessions, throttles and links, with every promise that abuse would try to break.

use domain::ids::AccountId;
use domain::time::{DAY, HOUR, MINUTE};
use service::accounts::{self, EditAccount, Login, NewAccount, Setup};
use service::principal::{Admin, Roles, Staff};
use service::tokens::Purpose;
use service::{Error, jobs};
use tests::{World, on_both};

const PASSWORD: &str = "correct battery staple";
const ADMIN: Roles = Roles {
    admin: true,
    recruiter: false,
    rater: false,
};
const RECRUITER: Roles = Roles {
    admin: false,
    recruiter: true,
    rater: false,
};

async fn make(world: &World, email: &str, roles: Roles) -> AccountId {
    accounts::create_from_command_line(&world.service, email, "Ana Ruiz", PASSWORD, roles)
        .await
        .expect("an account")
}

fn form(email: &str, password: &str) -> Login {
    Login {
        email: email.into(),
        password: password.into(),
        address: "192.0.2.1".into(),
        user_agent: "Firefox/130.0 Linux".into(),
        previous: None,
    }
}

async fn token(world: &World, email: &str) -> String {
    accounts::login(&world.service, form(email, PASSWORD))
        .await
        .expect("signed in")
        .token
}

async fn staff(world: &World, token: &str) -> Result<Staff, Error> {
    accounts::authenticate(&world.service, token, "request").await
}

async fn admin(world: &World, email: &str) -> Admin {
    make(world, email, ADMIN).await;
    let token = token(world, email).await;
    staff(world, &token)
        .await
        .and_then(Staff::admin)
        .expect("an admin")
}

/// The account and token of the newest password mail.
async fn mailed_link(world: &World) -> (AccountId, String) {
    jobs::run_due(&world.service, 50)
        .await
        .expect("the worker runs");
    let mail = world.mails().pop().expect("a mail");
    let path = mail.text.split("/reset/").nth(1).expect("a link");
    let path = path.lines().next().expect("a line");
    let (account, token) = path.split_once('/').expect("account and token");
    (account.parse().expect("an id"), token.to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_setup_token_makes_the_first_admin_once() {
    on_both(|world| async move {
        let service = &world.service;
        let first = accounts::ensure_setup_token(service)
            .await
            .expect("reads")
            .expect("no accounts yet");
        let token = accounts::ensure_setup_token(service)
            .await
            .expect("reads")
            .expect("no accounts yet");
        let stored = service
            .read()
            .await
            .expect("reads")
            .setting("setup_token_hash")
            .await
            .expect("reads");
        assert_eq!(token.len(), 64);
        assert_ne!(
            stored.as_deref(),
            Some(token.as_str()),
            "only the hash is stored"
        );
        let setup = |token: &str, email: &str| Setup {
            token: token.into(),
            name: "Ana".into(),
            email: email.into(),
            password: PASSWORD.into(),
            user_agent: String::new(),
        };
        for wrong in ["", "0", first.as_str()] {
            let refused = accounts::setup(service, setup(wrong, "ana@example.org")).await;
            assert!(matches!(refused, Err(Error::Invalid(fields)) if fields[0].field == "token"));
        }
        let short = Setup {
            password: "short".into(),
            ..setup(&token, "no address")
        };
        let Err(Error::Invalid(fields)) = accounts::setup(service, short).await else {
            panic!("accepted")
        };
        let names: Vec<_> = fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(names, ["email", "password"]);
        let two = futures_join(
            accounts::setup(service, setup(&token, "ana@example.org")),
            accounts::setup(service, setup(&token, "eve@example.org")),
        )
        .await;
        assert_eq!(
            [&two.0, &two.1].iter().filter(|made| made.is_ok()).count(),
            1,
            "{two:?}"
        );
        let opened = two.0.or(two.1).expect("one is made");
        assert!(
            staff(&world, &opened.token)
                .await
                .expect("signed in")
                .roles()
                .admin
        );
        assert_eq!(
            accounts::setup(service, setup(&token, "b@example.org")).await,
            Err(Error::NotFound)
        );
        assert_eq!(accounts::ensure_setup_token(service).await, Ok(None));
    })
    .await;
}

async fn futures_join<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    tokio::join!(a, b)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_has_one_account_whatever_its_case() {
    on_both(|world| async move {
        make(&world, "Ana@Example.org", RECRUITER).await;
        let again = accounts::create_from_command_line(
            &world.service,
            "ana@example.ORG",
            "Ana",
            PASSWORD,
            ADMIN,
        )
        .await;
        assert!(matches!(again, Err(Error::Invalid(fields)) if fields[0].field == "email"));
        let token = accounts::login(&world.service, form(" ANA@example.org ", PASSWORD))
            .await
            .expect("signed in")
            .token;
        let staff = staff(&world, &token).await.expect("signed in");
        assert!(
            !staff.roles().admin && staff.roles().recruiter,
            "the roles are those of the first"
        );
        assert!(staff.admin().is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_sign_in_says_the_same_for_everyone_and_is_throttled_by_address_of_the_account() {
    on_both(|world| async move {
        let service = &world.service;
        make(&world, "ana@example.org", RECRUITER).await;
        let admin = admin(&world, "admin@example.org").await;
        let gone = make(&world, "gone@example.org", RECRUITER).await;
        accounts::disable_account(service, &admin, gone)
            .await
            .expect("disabled");
        let mut said = Vec::new();
        for (email, password) in [
            ("ana@example.org", "wrong"),
            ("nobody@example.org", PASSWORD),
            ("gone@example.org", PASSWORD),
        ] {
            said.push(
                accounts::login(service, form(email, password))
                    .await
                    .expect_err("refused"),
            );
        }
        assert!(said.iter().all(|error| *error == said[0]) && matches!(said[0], Error::Invalid(_)));
        // Nine more of either kind of address, then the door closes, for the right password too.
        for email in ["ana@example.org", "nobody@example.org"] {
            for _ in 0..9 {
                assert!(matches!(
                    accounts::login(service, form(email, "wrong")).await,
                    Err(Error::Invalid(_))
                ));
            }
            let refused = accounts::login(service, form(email, PASSWORD)).await;
            assert!(
                matches!(
                    refused,
                    Err(Error::TooMany {
                        retry_after: 1..=900
                    })
                ),
                "{refused:?}"
            );
        }
        // Others behind the same network address are not affected.
        accounts::login(service, form("admin@example.org", PASSWORD))
            .await
            .expect("signed in");
        world.clock.advance(15 * MINUTE);
        accounts::login(service, form("ana@example.org", PASSWORD))
            .await
            .expect("signed in");
        // Success starts the count anew.
        for _ in 0..10 {
            assert!(matches!(
                accounts::login(service, form("ana@example.org", "wrong")).await,
                Err(Error::Invalid(_))
            ));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_address_has_a_high_ceiling() {
    on_both(|world| async move {
        make(&world, "ana@example.org", RECRUITER).await;
        let mut refused = 0;
        for number in 0..310 {
            let outcome = accounts::login(
                &world.service,
                form(&format!("{number}@example.org"), "wrong"),
            )
            .await;
            refused += usize::from(matches!(outcome, Err(Error::TooMany { .. })));
        }
        assert_eq!(refused, 10);
        let elsewhere = Login {
            address: "192.0.2.2".into(),
            ..form("ana@example.org", PASSWORD)
        };
        accounts::login(&world.service, elsewhere)
            .await
            .expect("signed in");
        let lines = world
            .service
            .read()
            .await
            .expect("reads")
            .audit_page(None, None, 50)
            .await
            .expect("reads");
        let closed = lines
            .iter()
            .filter(|line| line.action == "throttle.close")
            .count();
        assert_eq!(closed, 1, "one line when the door closes, not one a try");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_end_by_silence_by_age_and_by_signing_in_again() {
    on_both(|world| async move {
        make(&world, "ana@example.org", RECRUITER).await;
        let first = token(&world, "ana@example.org").await;
        for wrong in [
            "",
            "0",
            &"0".repeat(64),
            &first[..63],
            &first.to_uppercase(),
        ] {
            assert_eq!(
                staff(&world, wrong).await.err(),
                Some(Error::SignInNeeded),
                "{wrong:?}"
            );
        }
        // Seen just before the half day is over, it lives on.
        world.clock.advance(12 * HOUR - MINUTE);
        staff(&world, &first).await.expect("still signed in");
        world.clock.advance(12 * HOUR - 6 * MINUTE);
        staff(&world, &first).await.expect("still signed in");
        world.clock.advance(12 * HOUR);
        assert_eq!(
            staff(&world, &first).await.err(),
            Some(Error::SignInNeeded),
            "silent too long"
        );
        let second = token(&world, "ana@example.org").await;
        for _ in 0..27 {
            world.clock.advance(6 * HOUR);
            staff(&world, &second).await.expect("seen often enough");
        }
        world.clock.advance(6 * HOUR);
        assert_eq!(
            staff(&world, &second).await.err(),
            Some(Error::SignInNeeded),
            "a week old"
        );
        let third = token(&world, "ana@example.org").await;
        let again = Login {
            previous: Some(third.clone()),
            ..form("ana@example.org", PASSWORD)
        };
        let fourth = accounts::login(&world.service, again)
            .await
            .expect("signed in")
            .token;
        assert_eq!(
            staff(&world, &third).await.err(),
            Some(Error::SignInNeeded),
            "rotated"
        );
        staff(&world, &fourth).await.expect("signed in");
        jobs::tidy(&world.service).await.expect("tidied");
        let live = staff(&world, &fourth).await.expect("signed in");
        let account = live.account().to_string();
        let rows = world
            .service
            .read()
            .await
            .expect("reads")
            .sessions_of(&account)
            .await
            .expect("reads");
        assert_eq!(rows.len(), 1, "sessions that are over are deleted");
        assert!(rows[0].token_hash != fourth, "only the hash is stored");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ones_own_sessions_are_listed_and_ended_and_no_one_elses() {
    on_both(|world| async move {
        let service = &world.service;
        make(&world, "ana@example.org", RECRUITER).await;
        make(&world, "eve@example.org", RECRUITER).await;
        let (here, there) = (
            token(&world, "ana@example.org").await,
            token(&world, "ana@example.org").await,
        );
        let evil = token(&world, "eve@example.org").await;
        let (ana, eve) = (
            staff(&world, &here).await.expect("ana"),
            staff(&world, &evil).await.expect("eve"),
        );
        let listed = accounts::list_sessions(service, &ana)
            .await
            .expect("listed");
        assert_eq!(listed.len(), 2);
        assert_eq!(listed.iter().filter(|session| session.current).count(), 1);
        let other = listed
            .iter()
            .find(|session| !session.current)
            .expect("another")
            .id;
        assert_eq!(
            accounts::revoke_session(service, &eve, other).await,
            Err(Error::NotFound)
        );
        staff(&world, &there).await.expect("still signed in");
        accounts::revoke_session(service, &ana, other)
            .await
            .expect("ended");
        assert_eq!(
            accounts::revoke_session(service, &ana, other).await,
            Err(Error::NotFound)
        );
        assert_eq!(staff(&world, &there).await.err(), Some(Error::SignInNeeded));
        let third = token(&world, "ana@example.org").await;
        assert_eq!(accounts::revoke_other_sessions(service, &ana).await, Ok(1));
        assert_eq!(staff(&world, &third).await.err(), Some(Error::SignInNeeded));
        accounts::logout(service, &ana).await.expect("signed out");
        accounts::logout(service, &ana)
            .await
            .expect("twice is as good as once");
        assert_eq!(staff(&world, &here).await.err(), Some(Error::SignInNeeded));
        staff(&world, &evil).await.expect("eve stays");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_password_ends_every_other_session() {
    on_both(|world| async move {
        let service = &world.service;
        make(&world, "ana@example.org", RECRUITER).await;
        let (here, there) = (
            token(&world, "ana@example.org").await,
            token(&world, "ana@example.org").await,
        );
        let ana = staff(&world, &here).await.expect("ana");
        let change = |current: &str, new: &str| {
            accounts::change_password(service, &ana, current.into(), new.into())
        };
        let Err(Error::Invalid(fields)) = change("wrong", "short").await else {
            panic!("accepted")
        };
        assert_eq!(
            fields
                .iter()
                .map(|field| field.field.as_str())
                .collect::<Vec<_>>(),
            ["current", "password"]
        );
        staff(&world, &there).await.expect("nothing changed");
        change(PASSWORD, "another long password")
            .await
            .expect("changed");
        staff(&world, &here).await.expect("this one stays");
        assert_eq!(staff(&world, &there).await.err(), Some(Error::SignInNeeded));
        assert!(
            accounts::login(service, form("ana@example.org", PASSWORD))
                .await
                .is_err()
        );
        accounts::login(service, form("ana@example.org", "another long password"))
            .await
            .expect("signed in");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reset_link_is_bound_to_its_purpose_works_once_and_for_an_hour() {
    on_both(|world| async move {
        let service = &world.service;
        let id = make(&world, "ana@example.org", RECRUITER).await;
        let session = token(&world, "ana@example.org").await;
        accounts::request_reset(service, "nobody@example.org", "192.0.2.1")
            .await
            .expect("says the same");
        assert_eq!(
            jobs::run_due(service, 50).await,
            Ok(0),
            "no mail to strangers"
        );
        accounts::request_reset(service, "ANA@example.org", "192.0.2.1")
            .await
            .expect("says the same");
        let (account, first) = mailed_link(&world).await;
        assert_eq!(account, id);
        accounts::reset_open(service, id, &first)
            .await
            .expect("looking uses nothing up");
        // A token of another purpose is worth nothing here, nor is an older or a newer generation.
        let generation = service
            .read()
            .await
            .expect("reads")
            .account(&id.to_string())
            .await
            .expect("reads");
        let generation = generation.expect("the account").reset_generation;
        for purpose in Purpose::ALL {
            let other = service.secret.token(purpose, &id.to_string(), generation);
            let opened = accounts::reset_open(service, id, &other).await;
            assert_eq!(
                opened.is_ok(),
                purpose == Purpose::PasswordReset,
                "{purpose:?}"
            );
        }
        for wrong in ["", "0", &"0".repeat(64)] {
            assert!(matches!(
                accounts::reset_open(service, id, wrong).await,
                Err(Error::Gone(_))
            ));
        }
        accounts::request_reset(service, "ana@example.org", "192.0.2.1")
            .await
            .expect("asked again");
        let (_, second) = mailed_link(&world).await;
        assert!(
            matches!(
                accounts::reset_open(service, id, &first).await,
                Err(Error::Gone(_))
            ),
            "replaced"
        );
        let short = accounts::reset_password(service, id, &second, "short".into()).await;
        assert!(
            matches!(short, Err(Error::Invalid(_))),
            "a bad password does not use the link up"
        );
        let both = futures_join(
            accounts::reset_password(service, id, &second, "the first new password".into()),
            accounts::reset_password(service, id, &second, "the second new password".into()),
        )
        .await;
        assert_eq!(
            [&both.0, &both.1]
                .iter()
                .filter(|done| done.is_ok())
                .count(),
            1,
            "{both:?}"
        );
        assert_eq!(
            staff(&world, &session).await.err(),
            Some(Error::SignInNeeded),
            "sessions end"
        );
        assert!(
            matches!(
                accounts::reset_open(service, id, &second).await,
                Err(Error::Gone(_))
            ),
            "used"
        );
        accounts::request_reset(service, "ana@example.org", "192.0.2.1")
            .await
            .expect("asked a third time");
        let (_, third) = mailed_link(&world).await;
        let fourth = accounts::request_reset(service, "ana@example.org", "192.0.2.1").await;
        assert!(matches!(fourth, Err(Error::TooMany { .. })));
        world.clock.advance(HOUR);
        assert!(
            matches!(
                accounts::reset_open(service, id, &third).await,
                Err(Error::Gone(_))
            ),
            "run out"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_account_chooses_its_password_by_mail() {
    on_both(|world| async move {
        let service = &world.service;
        let admin = admin(&world, "admin@example.org").await;
        let input = |email: &str| NewAccount {
            name: "  Bo\r\nBcc: x ".into(),
            email: email.into(),
            roles: RECRUITER,
            password: None,
        };
        let wrong = NewAccount {
            roles: Roles::default(),
            ..input("a@b@c")
        };
        let Err(Error::Invalid(fields)) = accounts::create_account(service, &admin, wrong).await
        else {
            panic!("accepted")
        };
        assert_eq!(
            fields
                .iter()
                .map(|field| field.field.as_str())
                .collect::<Vec<_>>(),
            ["email", "roles"]
        );
        let id = accounts::create_account(service, &admin, input("bo@example.org"))
            .await
            .expect("made");
        let shown = accounts::get_account(service, &admin, id)
            .await
            .expect("shown");
        assert_eq!(
            (shown.name.as_str(), shown.has_password),
            ("Bo Bcc: x", false)
        );
        assert!(
            accounts::login(service, form("bo@example.org", ""))
                .await
                .is_err(),
            "no password fits"
        );
        let (account, token) = mailed_link(&world).await;
        assert_eq!(account, id);
        world.clock.advance(6 * DAY);
        accounts::reset_password(service, id, &token, PASSWORD.into())
            .await
            .expect("chosen");
        accounts::login(service, form("bo@example.org", PASSWORD))
            .await
            .expect("signed in");
        assert_eq!(
            accounts::list_accounts(service, &admin)
                .await
                .expect("listed")
                .len(),
            2
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn disabling_works_at_once_and_the_last_admin_stays() {
    on_both(|world| async move {
        let service = &world.service;
        let ana = admin(&world, "ana@example.org").await;
        let last = accounts::disable_account(service, &ana, ana.account()).await;
        assert!(matches!(last, Err(Error::Refused(_))));
        let demoted = EditAccount {
            name: "Ana".into(),
            roles: RECRUITER,
        };
        let last = accounts::edit_account(service, &ana, ana.account(), demoted.clone()).await;
        assert!(matches!(last, Err(Error::Refused(_))));
        let bo = admin(&world, "bo@example.org").await;
        let bo_token = token(&world, "bo@example.org").await;
        // Each removes the other at the same time: one of them is left.
        let both = futures_join(
            accounts::disable_account(service, &ana, bo.account()),
            accounts::edit_account(service, &bo, ana.account(), demoted),
        )
        .await;
        assert_eq!(
            [&both.0, &both.1]
                .iter()
                .filter(|done| done.is_ok())
                .count(),
            1,
            "{both:?}"
        );
        let listed = accounts::list_accounts(service, &ana)
            .await
            .expect("listed");
        let left = listed
            .iter()
            .filter(|account| account.roles.admin && !account.disabled)
            .count();
        assert_eq!(left, 1);
        if both.0.is_ok() {
            assert_eq!(
                staff(&world, &bo_token).await.err(),
                Some(Error::SignInNeeded),
                "sessions end at once"
            );
            accounts::enable_account(service, &ana, bo.account())
                .await
                .expect("enabled");
            assert_eq!(
                staff(&world, &bo_token).await.err(),
                Some(Error::SignInNeeded),
                "and stay ended"
            );
            accounts::login(service, form("bo@example.org", PASSWORD))
                .await
                .expect("signed in");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_audit_log_is_searched_by_noun_person_and_time() {
    on_both(|world| async move {
        let service = &world.service;
        let ana = admin(&world, "ana@example.org").await;
        world.clock.advance(DAY);
        let roles = Roles {
            rater: true,
            ..ADMIN
        };
        for number in 0..60 {
            let edit = EditAccount {
                name: format!("Ana {number}"),
                roles,
            };
            accounts::edit_account(service, &ana, ana.account(), edit)
                .await
                .expect("edited");
        }
        let search = |filter: service::ports::AuditFilter, before| {
            let ana = &ana;
            async move {
                service::audit::search(service, ana, &filter, before)
                    .await
                    .expect("searched")
            }
        };
        let filter = |noun: &str| service::ports::AuditFilter {
            noun: Some(noun.into()),
            ..Default::default()
        };
        let first = search(filter("account"), None).await;
        assert_eq!(first.lines.len(), service::audit::PAGE);
        let second = search(filter("account"), first.next.clone()).await;
        assert_eq!(second.lines.len(), 11, "sixty edits and one account made");
        assert!(second.next.is_none());
        assert!(
            second.lines.iter().all(|line| !first.lines.contains(line)),
            "no line twice"
        );
        assert_eq!(
            search(filter("accoun"), None).await.lines.len(),
            0,
            "nouns are whole"
        );
        assert_eq!(search(filter("session"), None).await.lines.len(), 1);
        let mut own = filter("account");
        own.account_id = Some(ana.account().to_string());
        assert_eq!(
            search(own.clone(), first.next.clone()).await.lines.len(),
            10,
            "the command line made the account"
        );
        own.until = Some(service.now());
        assert_eq!(search(own, None).await.lines.len(), 0);
    })
    .await;
}
