//! The floors and the one route table, checked against the workspace itself.

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests lie in the workspace")
        .to_owned()
}

/// Package name to the names it depends on, normal dependencies only.
fn dependencies() -> std::collections::BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo metadata runs");
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    metadata["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .map(|package| {
            let names = package["dependencies"]
                .as_array()
                .expect("dependencies")
                .iter()
                .filter(|dependency| dependency["kind"].is_null())
                .map(|dependency| dependency["name"].as_str().expect("a name").to_owned())
                .collect();
            (package["name"].as_str().expect("a name").to_owned(), names)
        })
        .collect()
}

#[test]
fn only_the_crate_for_it_depends_on_sql_smtp_pdf_and_http() {
    let all = dependencies();
    for (library, allowed) in [
        ("sqlx", vec!["store", "tests"]),
        ("lettre", vec!["mail"]),
        ("printpdf", vec!["report"]),
        ("lopdf", vec!["report"]),
        ("axum", vec!["app", "server", "tests"]),
        (
            "leptos",
            vec!["app", "server", "frontend-candidate", "frontend-staff"],
        ),
    ] {
        for (package, names) in &all {
            if names.iter().any(|name| name == library) {
                assert!(
                    allowed.contains(&package.as_str()),
                    "{package} depends on {library}"
                );
            }
        }
    }
}

#[test]
fn a_crate_imports_only_what_lies_below_it() {
    let all = dependencies();
    let floors: &[&[&str]] = &[
        &["psychometrics"],
        &["domain"],
        &["exchange", "statistics"],
        &["service"],
        &["store", "report", "mail"],
        &["app"],
        &["frontend-candidate", "frontend-staff", "server"],
        &["tests"],
    ];
    let floor = |name: &str| floors.iter().position(|floor| floor.contains(&name));
    for (package, names) in &all {
        let Some(own) = floor(package) else { continue };
        for name in names {
            if let Some(other) = floor(name) {
                assert!(other < own, "{package} must not depend on {name}");
            }
        }
    }
    let app = &all["app"];
    for forbidden in ["store", "mail", "report", "sqlx"] {
        assert!(
            !app.iter().any(|name| name == forbidden),
            "app depends on {forbidden}"
        );
    }
}

#[test]
fn the_pure_crates_read_no_clock_and_draw_no_randomness() {
    for crate_name in ["psychometrics", "domain", "exchange", "statistics"] {
        for file in sources(&root().join("crates").join(crate_name).join("src")) {
            if file.ends_with("tests.rs")
                || file.components().any(|part| part.as_os_str() == "tests")
            {
                continue;
            }
            let text = std::fs::read_to_string(&file).expect("a source file");
            for forbidden in [
                "SystemTime::now",
                "Instant::now",
                "Timestamp::now",
                "thread_rng",
                "rand::rng(",
                "std::fs::",
                "std::net::",
            ] {
                assert!(
                    !text.contains(forbidden),
                    "{} uses {forbidden}",
                    file.display()
                );
            }
        }
    }
}

#[test]
fn routes_are_added_in_the_table_only() {
    for folder in ["app/src", "server/src"] {
        for file in sources(&root().join(folder)) {
            let name = file
                .strip_prefix(root())
                .expect("below the root")
                .to_string_lossy()
                .into_owned();
            // The table itself, and the few routes of the server floor beside it (files, health, theme).
            if name == "app/src/routes.rs" || name == "server/src/application.rs" {
                continue;
            }
            let text = std::fs::read_to_string(&file).expect("a source file");
            assert!(
                !text.contains(".route("),
                "{name} adds a route outside the table"
            );
        }
    }
}

/// The browser tests look at every page that the table holds: `tests/e2e/routes.json` says what each address answers.
#[test]
fn every_page_is_known_to_the_browser_tests() {
    let text = std::fs::read_to_string(root().join("tests/e2e/routes.json")).expect("the list");
    let known: std::collections::BTreeMap<String, std::collections::BTreeSet<String>> =
        serde_json::from_str(&text).expect("lists of addresses");
    let known: std::collections::BTreeSet<String> = known.into_values().flatten().collect();
    let routes: std::collections::BTreeSet<String> = app::routes::table()
        .into_iter()
        .filter(|route| route.method == http::Method::GET)
        .map(|route| route.path.to_owned())
        .collect();
    assert_eq!(known, routes);
}

/// `docs/security.md` names a test for each promise; a renamed test is renamed there too.
#[test]
fn every_test_that_the_security_page_names_exists() {
    let page = std::fs::read_to_string(root().join("docs/security.md")).expect("the page");
    let code: String = ["crates", "app", "server", "tests"]
        .iter()
        .flat_map(|folder| sources(&root().join(folder)))
        .map(|file| std::fs::read_to_string(file).expect("a source file"))
        .collect();
    // A name of three words or more between backticks is a test's.
    let name = |part: &&str| {
        part.matches('_').count() >= 2
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    let named: Vec<&str> = page.split('`').filter(name).collect();
    assert!(named.len() > 100, "the page names its tests");
    for test in named {
        assert!(
            code.contains(&format!("fn {test}(")),
            "there is no test {test}"
        );
    }
    // A sentence between curly quotation marks is a browser test's name.
    let specs: String = std::fs::read_dir(root().join("tests/e2e/specs"))
        .expect("the specs")
        .map(|entry| std::fs::read_to_string(entry.expect("an entry").path()).expect("a spec"))
        .collect();
    let quoted = page
        .split('“')
        .skip(1)
        .filter_map(|rest| rest.split('”').next());
    let sentences: Vec<&str> = quoted
        .filter(|name| name.matches(' ').count() >= 3)
        .collect();
    assert!(sentences.len() >= 4, "the page names browser tests");
    for name in sentences {
        assert!(specs.contains(name), "there is no browser test “{name}”");
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}
