//! Commands that run to their end: help, configuration, banks, the database, administrators, doctor, mail.

use crate::attune::{Attune, said, workspace};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use tests::{SmtpServer, Turn};

const PASSWORD: &str = "correct battery staple";

/// Every command explains itself, and every setting says what it is, its variable and its default.
#[test]
fn help_is_enough_to_operate_it() {
    let attune = Attune::new();
    let help = attune.run(&["--help"]);
    assert!(help.well);
    let commands = [
        vec!["serve"],
        vec!["migrate"],
        vec!["bank", "check"],
        vec!["bank", "rehearse"],
        vec!["bank", "import"],
        vec!["bank", "convert"],
        vec!["bank", "template"],
        vec!["bank", "score"],
        vec!["admin", "create"],
        vec!["config", "check"],
        vec!["doctor"],
        vec!["mail", "test"],
        vec!["backup"],
        vec!["restore"],
        vec!["score"],
        vec!["statistics", "rebuild"],
        vec!["stats", "analyse"],
        vec!["stats", "agreement"],
        vec!["stats", "rank"],
        vec!["stats", "impact"],
        vec!["stats", "personfit"],
        vec!["stats", "validity", "utility"],
    ];
    for command in &commands {
        assert!(
            help.out.contains(&format!("\n  {} ", command[0])),
            "{command:?}"
        );
        let mut asked = command.clone();
        asked.push("--help");
        let own = attune.run(&asked);
        let first = own.out.lines().next().unwrap_or_default();
        assert!(own.well && first.len() > 15, "{command:?}: {first}");
        assert!(own.out.contains("Usage: attune"), "{command:?}");
    }
    // The settings, one entry each: the flag's line and what is said below it.
    let settings = help.out.split("\nSettings of the server:\n").nth(1);
    let settings = settings.expect("settings");
    let entries: Vec<&str> = settings.split("\n      --").map(str::trim).collect();
    assert!(entries.len() > 15, "{settings}");
    for entry in entries {
        let flag = entry.split([' ', '\n']).next().unwrap_or_default();
        if ["-h,", "-V,", "help", "version"].contains(&flag) {
            continue;
        }
        let flag = flag.trim_start_matches("--");
        let variable = format!("[env: ATTUNE_{}", flag.to_uppercase().replace('-', "_"));
        assert!(
            entry.contains(&variable),
            "{flag} names no variable: {entry}"
        );
        let words = entry.split("[env").next().unwrap_or_default();
        assert!(
            words.split_whitespace().count() > 4,
            "{flag} says nothing: {entry}"
        );
        // What is absent unless it is given needs no default.
        let optional = [
            "config",
            "database-file",
            "smtp-password",
            "smtp-password-file",
            "mail-folder",
            "log-json",
            "demo",
        ];
        assert!(
            entry.contains("[default:") || optional.contains(&flag),
            "{flag} has no default: {entry}"
        );
    }
    let unknown = attune.run(&["serv"]);
    assert!(
        !unknown.well && unknown.err.contains("similar"),
        "{}",
        unknown.err
    );
    let none = attune.run(&[]);
    assert!(!none.well && none.err.contains("Usage: attune"));
}

/// One setting, effective.
fn effective(said: &crate::attune::Said, name: &str) -> String {
    assert!(said.well, "{}", said.err);
    said.out
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
        .unwrap_or_else(|| panic!("no {name} in {}", said.out))
        .trim()
        .to_owned()
}

#[test]
fn flag_stands_over_environment_over_secret_file_over_toml_over_default() {
    let attune = Attune::new();
    let toml = "database = 'postgres://attune:toml-secret@toml.example/attune'\norganisation = 'Toml'\n\
                smtp_host = 'mail.example.org'\nsmtp_user = 'u'\nsmtp_password = 'toml-secret'\n";
    attune.write("attune.toml", toml);
    attune.write("url", "postgres://attune:file-secret@file.example/attune\n");
    attune.write("password", "file-secret\n");
    let check = |flags: &[&str], environment: &[(&str, &str)]| {
        let mut command = attune.command();
        command.args(["config", "check"]).args(flags);
        command.envs(environment.iter().copied());
        let said = said(&mut command, "");
        let all = format!("{}{}", said.out, said.err);
        for secret in ["toml-secret", "file-secret", "env-secret", "flag-secret"] {
            assert!(!all.contains(secret), "{secret} is shown: {all}");
        }
        said
    };
    let config = ["--config", "attune.toml"];
    let flag = "postgres://attune:flag-secret@flag.example/attune";
    let by_env = (
        "ATTUNE_DATABASE",
        "postgres://attune:env-secret@env.example/attune",
    );
    let by_file = ("ATTUNE_DATABASE_FILE", "url");
    let with_flag = [config[0], config[1], "--database", flag];
    for (flags, environment, wanted) in [
        (&with_flag[..], &[by_env, by_file][..], "flag.example"),
        (&config, &[by_env, by_file], "env.example"),
        (&config, &[by_file], "file.example"),
        (&config, &[], "toml.example"),
        (&[], &[], "data/attune.db"),
    ] {
        let database = effective(&check(flags, environment), "database");
        let shown = match wanted {
            "data/attune.db" => wanted.to_owned(),
            host => format!("postgres://attune:(redacted)@{host}/attune"),
        };
        assert_eq!(database, shown);
    }
    let name = |flags: &[&str], environment: &[(&str, &str)]| {
        effective(&check(flags, environment), "organisation")
    };
    let env = ("ATTUNE_ORGANISATION", "Env");
    assert_eq!(name(&["--organisation", "Flag"], &[env]), "Flag");
    assert_eq!(name(&config, &[env]), "Env");
    assert_eq!(name(&config, &[]), "Toml");
    assert_eq!(name(&[], &[]), "Attune");
    let mail = effective(
        &check(&config, &[("ATTUNE_SMTP_PASSWORD_FILE", "password")]),
        "mail",
    );
    assert_eq!(
        mail,
        "mail.example.org:587 Starttls, user u, password (redacted)"
    );
    let secret = ("ATTUNE_SMTP_PASSWORD", "env-secret");
    assert!(check(&config, &[secret]).well);
}

#[test]
fn a_wrong_setting_is_named_and_nothing_is_made() {
    let attune = Attune::new();
    attune.write("wrong.toml", "organization = 'x'\n");
    for (flags, words) in [
        (&["--config", "none.toml"][..], "none.toml"),
        (&["--config", "wrong.toml"], "organization"),
        (&["--public-url", "http://hire.example.org"], "plain http"),
        (&["--timezone", "Mars/Olympus"], "Mars/Olympus"),
        (
            &["--smtp-host", "mail.example.org", "--smtp-security", "none"],
            "unencrypted",
        ),
        (&["--smtp-user", "u"], "go together"),
        (&["--listen", "here"], "here"),
        (&["--database-file", "none"], "none"),
    ] {
        let mut arguments = vec!["config", "check"];
        arguments.extend(flags);
        let said = attune.run(&arguments);
        assert!(
            !said.well && said.err.contains(words),
            "{flags:?}: {}",
            said.err
        );
        arguments.splice(..2, ["migrate"]);
        assert!(!attune.run(&arguments).well, "{flags:?}");
    }
    assert!(!attune.path("data").exists());
}

/// All fifty errors with file and line, and nothing is imported.
#[test]
fn a_bank_with_fifty_errors_is_told_in_full_and_not_imported() {
    let attune = Attune::new();
    let text = std::fs::read_to_string(workspace(
        "crates/exchange/tests/fixtures/fifty-errors.yaml",
    ))
    .expect("the fixture");
    attune.write("broken.yaml", &text);
    let good = workspace("question-banks/job-basics.yaml");
    let questions = std::fs::read_to_string(&good)
        .expect("the bank")
        .lines()
        .filter(|line| line.starts_with("  - id: "))
        .count();
    let good = good.to_str().expect("text");
    let wanted: Vec<String> = (1..)
        .zip(text.lines())
        .filter(|(_, line)| line.ends_with("# error"))
        .map(|(number, _)| format!("broken.yaml:{number}: error: "))
        .collect();
    assert_eq!(wanted.len(), 50);
    for command in ["check", "import"] {
        let said = attune.run(&["bank", command, good, "broken.yaml"]);
        assert!(!said.well, "{command}");
        let told: Vec<&str> = said
            .err
            .lines()
            .filter(|line| line.contains(": error: "))
            .collect();
        assert_eq!(told.len(), 50, "{command}: {}", said.err);
        for (line, start) in told.iter().zip(&wanted) {
            assert!(line.starts_with(start), "{line} should start with {start}");
        }
        assert!(format!("{}{}", said.out, said.err).contains("50 error(s)"));
    }
    assert!(
        !attune.path("data").exists(),
        "a good bank beside a broken one is not imported either"
    );
    let fine = attune.run(&["bank", "check", good]);
    assert!(
        fine.well
            && fine
                .out
                .contains(&format!("1 bank(s), {questions} question(s), 0 error(s)")),
        "{}",
        fine.out
    );
    let imported = attune.run(&["bank", "import", good]);
    assert!(
        imported.well && imported.out.contains(&format!("{questions} new")),
        "{}{}",
        imported.out,
        imported.err
    );
    let again = attune.run(&["bank", "import", good]);
    assert!(
        again.well
            && again
                .out
                .contains(&format!("0 new, 0 changed, {questions} kept")),
        "{}",
        again.out
    );
    let absent = attune.run(&["bank", "check", "none.yaml"]);
    assert!(!absent.well && absent.err.contains("none.yaml"));
}

/// The table of a bank, its warnings in words, and the same as JSON; a bank with errors is not rehearsed.
#[test]
fn a_rehearsal_shows_what_habits_earn() {
    let attune = Attune::new();
    let text =
        std::fs::read_to_string(workspace("question-banks/core-empathy.yaml")).expect("the bank");
    attune.write("core.yaml", &text);
    // The same bank with every best reply made the longest, and one with a value off the scale.
    let lines: Vec<&str> = text.lines().collect();
    let longer: Vec<String> = lines
        .iter()
        .zip(lines.iter().skip(1).chain([&""]))
        .map(|(line, next)| match line.strip_suffix('"') {
            Some(reply) if next.trim().starts_with("value: 6.") => {
                format!("{reply} {}\"", "And more. ".repeat(20))
            }
            _ => (*line).to_owned(),
        })
        .collect();
    attune.write("longer.yaml", longer.join("\n"));
    attune.write("broken.yaml", text.replacen("value: ", "value: 9", 1));
    let table = attune.run(&["bank", "rehearse", "core.yaml"]);
    assert!(table.well, "{}", table.err);
    assert!(
        table.out.starts_with("core-empathy, 20 question(s)\n"),
        "{}",
        table.out
    );
    for line in [
        "answers by the key         100.0",
        "sympathy only",
        "one pattern throughout",
        "attainable -",
    ] {
        assert!(table.out.contains(line), "{line}: {}", table.out);
    }
    assert!(!table.out.contains("warning: "), "{}", table.out);
    let json = attune.run(&["bank", "rehearse", "--json", "core.yaml", "longer.yaml"]);
    let banks: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(banks[0]["warnings"], serde_json::json!([]));
    let longest = &banks[1]["takers"][4];
    assert_eq!(longest["taker"], "longest");
    // Where one reply is picked, the longest is now the best; elsewhere its habit has to rank the others, too.
    let best_in = longest["best_in"].as_u64().expect("a number");
    let picked = lines
        .iter()
        .filter(|line| **line == "    format: single_best");
    assert!(best_in >= picked.count() as u64, "{best_in}");
    let warning = banks[1]["warnings"][0].as_str().expect("a sentence");
    assert!(
        warning.starts_with("Always preferring the longest reply earns ")
            && warning.contains(&format!("the best answer in {best_in} of 20 questions")),
        "{warning}"
    );
    assert_eq!(banks[0]["takers"][0]["competencies"][0]["competency"], "AL");
    let broken = attune.run(&["bank", "rehearse", "core.yaml", "broken.yaml"]);
    assert!(
        !broken.well && broken.out.is_empty() && broken.err.contains("nothing was rehearsed"),
        "{}{}",
        broken.out,
        broken.err
    );
    assert!(!attune.path("data").exists(), "it needs no database");
}

#[test]
fn a_database_is_made_and_an_administrator_signs_in() {
    let attune = Attune::new();
    for _ in 0..2 {
        let said = attune.run(&["migrate"]);
        assert!(said.well && said.out.contains("up to date"), "{}", said.err);
    }
    let secret = std::fs::metadata(attune.path("data/secret")).expect("a secret");
    assert_eq!(secret.permissions().mode() & 0o777, 0o600);
    let create = ["admin", "create", "ana@example.org", "--name", "Ana Ruiz"];
    let short = attune.run_reading(&create, "short\n");
    assert!(
        !short.well && short.err.contains("at least 12 characters"),
        "{}",
        short.err
    );
    let made = attune.run_reading(&create, &format!("{PASSWORD}\n"));
    assert!(
        made.well && made.out.contains("ana@example.org may sign in"),
        "{}",
        made.err
    );
    let twice = attune.run_reading(&create, &format!("{PASSWORD}\n"));
    assert!(!twice.well, "{}", twice.out);
    for said in [&short, &made, &twice] {
        assert!(
            !format!("{said:?}").contains(PASSWORD),
            "a password is repeated"
        );
    }
    let serving = attune.serve();
    let mut browser = serving.browser();
    let form = [("email", "ana@example.org"), ("password", PASSWORD)];
    assert_eq!(browser.post("/login", &form).status, 303);
    assert_eq!(browser.get("/admin/accounts").status, 200);
    assert!(
        !serving.greeting.contains("one-time token"),
        "set-up is closed"
    );
    serving.stop();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn doctor_names_what_is_ill() {
    let attune = Attune::new();
    let server = SmtpServer::start().await;
    let port = server.port().to_string();
    let smtp = ["--smtp-host", "127.0.0.1", "--smtp-port", &port];
    let well = attune.run(&[&["doctor"][..], &smtp].concat());
    assert!(well.well, "{}{}", well.out, well.err);
    for line in [
        "database",
        "migrations",
        "clock",
        "mail",
        "disk",
        "public URL",
    ] {
        let line = format!("ok    {line}");
        assert!(well.out.contains(&line), "{line} is missing: {}", well.out);
    }
    assert!(well.out.contains("nothing answers there"), "{}", well.out);
    assert!(
        well.out.contains("none yet") && !attune.path("data").exists(),
        "it looks and changes nothing: {}",
        well.out
    );
    assert!(attune.run(&["migrate"]).well);
    let well = attune.run(&[&["doctor"][..], &smtp].concat());
    assert!(well.out.contains("migrations  current"), "{}", well.out);
    let nowhere = ["--public-url", "https://hire.attune.invalid"];
    let ill = attune.run(&[&["doctor"][..], &smtp, &nowhere].concat());
    assert!(
        !ill.well && ill.out.contains("FAIL  public URL") && ill.out.contains("has no address"),
        "{}",
        ill.out
    );
    let free = TcpListener::bind("127.0.0.1:0").expect("a port");
    let closed = free.local_addr().expect("an address").port().to_string();
    drop(free);
    let smtp = ["--smtp-host", "127.0.0.1", "--smtp-port", &closed];
    let ill = attune.run(&[&["doctor"][..], &smtp].concat());
    assert!(!ill.well && ill.out.contains("FAIL  mail"), "{}", ill.out);
    assert!(
        ill.out.contains("ok    database"),
        "the rest is told too: {}",
        ill.out
    );
    let away = [
        "doctor",
        "--database",
        "postgres://127.0.0.1:1/none",
        "--mail-folder",
        "mail",
    ];
    let ill = attune.run(&away);
    assert!(
        !ill.well && ill.out.contains("FAIL  database"),
        "{}",
        ill.out
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_mail_arrives_or_the_servers_words_do() {
    let attune = Attune::new();
    let server = SmtpServer::start().await;
    let port = server.port().to_string();
    let arguments = [
        "mail",
        "test",
        "ana@example.org",
        "--smtp-host",
        "127.0.0.1",
        "--smtp-port",
        &port,
        "--mail-from",
        "Hiring <hire@example.org>",
    ];
    let sent = attune.run(&arguments);
    assert!(sent.well && sent.out.contains("was taken"), "{}", sent.err);
    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].to, ["ana@example.org"]);
    assert_eq!(taken[0].from, "hire@example.org");
    server.plan(&[Turn::RefuseRecipient("550 5.1.1 no such user here")]);
    let refused = attune.run(&arguments);
    assert!(
        !refused.well && refused.err.contains("550") && refused.err.contains("no such user here"),
        "{}",
        refused.err
    );
}

#[test]
fn statistics_are_computed_again_from_nothing() {
    let attune = Attune::new();
    let said = attune.run(&["statistics", "rebuild"]);
    assert!(
        said.well && said.out.contains("The statistics of 0 assessments"),
        "{}",
        said.err
    );
}

/// Files of PostgreSQL are PostgreSQL's; a file that is no database of ours replaces nothing.
#[test]
fn backups_are_checked_before_they_are_believed() {
    let attune = Attune::new();
    assert!(attune.run(&["migrate"]).well);
    let made = attune.run(&["backup", "copy.db"]);
    assert!(
        made.well && made.out.contains("checked copy"),
        "{}",
        made.err
    );
    let twice = attune.run(&["backup", "copy.db"]);
    assert!(
        !twice.well && twice.err.contains("exists already"),
        "{}",
        twice.err
    );
    let mut damaged = std::fs::read(attune.path("copy.db")).expect("reads");
    let half = damaged.len() / 2;
    damaged[4_096..half].fill(0xa5);
    attune.write("damaged.db", &damaged);
    attune.write("text.db", "no database at all");
    let before = std::fs::read(attune.path("data/attune.db")).expect("reads");
    for file in ["damaged.db", "text.db", "none.db"] {
        let said = attune.run(&["restore", file]);
        assert!(!said.well && !said.err.is_empty(), "{file}");
        let after = std::fs::read(attune.path("data/attune.db")).expect("still there");
        assert!(before == after, "{file} touched the database");
    }
    let postgres = ["--database", "postgres://127.0.0.1:1/none"];
    for command in ["backup", "restore"] {
        let said = attune.run(&[&[command, "copy.db"][..], &postgres].concat());
        assert!(
            !said.well && said.err.contains("PostgreSQL"),
            "{}",
            said.err
        );
    }
    assert!(attune.run(&["restore", "copy.db"]).well);
    // An old database that was put aside stays; no other takes its place.
    let aside = std::fs::read(attune.path("data/attune.before-restore.db")).expect("kept");
    assert!(
        !attune.path("data/attune.before-restore.db-wal").exists(),
        "its log was written back"
    );
    let again = attune.run(&["restore", "copy.db"]);
    assert!(
        again.well && again.out.contains("attune.before-restore-2.db"),
        "{}{}",
        again.out,
        again.err
    );
    let kept = std::fs::read(attune.path("data/attune.before-restore.db")).expect("kept");
    assert!(kept == aside, "the first one was not overwritten");
    let of_the_old = ["--database", "data/attune.before-restore.db"];
    let whole = attune.run(&[&["backup", "old.db"][..], &of_the_old].concat());
    assert!(whole.well, "{}", whole.err);
    assert!(!attune.path("data/attune.db.restoring").exists());
    for private in [
        "copy.db",
        "data/attune.db",
        "data/attune.before-restore-2.db",
    ] {
        let mode = std::fs::metadata(attune.path(private))
            .expect("there")
            .permissions();
        assert_eq!(mode.mode() & 0o077, 0, "others cannot read {private}");
    }
}
