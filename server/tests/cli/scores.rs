//! `attune score`: numbers without a server are the server's numbers.

use crate::attune::{Attune, workspace};
use serde_json::{Value, json};

/// A ledger exported from a candidate's page is computed again to the same numbers, and a changed one is found out.
#[test]
fn an_exported_ledger_gives_identical_numbers() {
    let attune = Attune::new();
    let banks = workspace("question-banks");
    let seeded = attune.run(&[
        "demo-seed",
        "--candidates",
        "3",
        "--banks",
        banks.to_str().expect("text"),
        "--mail-folder",
        "mail",
    ]);
    assert!(seeded.well, "{}", seeded.err);
    let demo: Value = serde_json::from_slice(
        &std::fs::read(attune.path("data/logins.json")).expect("the logins"),
    )
    .expect("JSON");
    let serving = attune.serve();
    let mut browser = serving.browser();
    let login = |field: &str| demo["logins"]["recruiter"][field].as_str().expect("text");
    let form = [("email", login("email")), ("password", login("password"))];
    assert_eq!(browser.post("/login", &form).status, 303);
    let intake = format!(
        "/assessments/{}/intakes/{}",
        demo["assessment"].as_str().expect("text"),
        demo["intake"].as_str().expect("text")
    );
    let ranking = browser.get(&format!("{intake}/ranking")).text();
    let person: String = tests::between(&ranking, &format!("{intake}/candidates/"), "\"")
        .expect("somebody")
        .chars()
        .take(36)
        .collect();
    let candidate = format!("{intake}/candidates/{person}");
    let exported = browser.get(&format!("{candidate}/ledger.json"));
    assert_eq!(exported.status, 200);
    let page = browser.get(&candidate).text();
    serving.stop();

    attune.write("ledger.json", &exported.body);
    let again = attune.run(&["score", "ledger.json", "--json"]);
    assert!(
        again.well && again.err.contains("identical"),
        "{}",
        again.err
    );
    let stored: Value = serde_json::from_slice(&exported.body).expect("JSON");
    let printed: Value = serde_json::from_str(&again.out).expect("nothing but JSON");
    assert_eq!(printed, stored);
    let total = stored["card"]["total"].as_f64().expect("a number");
    let table = attune.run(&["score", "ledger.json"]);
    let last = table.out.lines().last().unwrap_or_default();
    assert!(
        last.starts_with("total") && last.ends_with(&format!("{total:.3}")),
        "{last}"
    );
    let contributions = stored["card"]["contributions"].as_array().expect("a list");
    let sum: f64 = contributions
        .iter()
        .filter_map(|one| one["points"].as_f64())
        .sum();
    assert!((sum - total).abs() < 1e-9);
    let shown = format!("{:.1}", total.abs());
    assert!(page.contains(&shown), "the page shows {shown}");

    let mut changed = stored.clone();
    changed["card"]["total"] = json!(total + 1e-9);
    attune.write("changed.json", changed.to_string());
    let found = attune.run(&["score", "changed.json"]);
    assert!(
        !found.well && found.err.contains("the stored total is"),
        "{}",
        found.err
    );
}

#[test]
fn answers_are_scored_against_a_bank_without_a_server() {
    let attune = Attune::new();
    let bank = workspace("question-banks/core-empathy.yaml");
    let text = std::fs::read_to_string(&bank).expect("the bank");
    let (parsed, _) = exchange::bank_file::parse(&text).expect("a good bank");
    let single = parsed
        .questions
        .iter()
        .filter(|question| question.allows(domain::question::Format::SingleBest));
    let questions: Vec<_> = single.take(6).collect();
    let answers = |pick: fn(f64, f64) -> bool| -> Value {
        let lines = questions.iter().map(|question| {
            let chosen = question
                .options
                .iter()
                .reduce(|kept, next| if pick(next.value, kept.value) { next } else { kept })
                .expect("options");
            json!({ "question": question.id, "answer": { "format": "single_best", "choice": chosen.id } })
        });
        lines.collect()
    };
    attune.write("best.json", answers(|next, kept| next > kept).to_string());
    attune.write("worst.json", answers(|next, kept| next < kept).to_string());
    let bank = bank.to_str().expect("text");
    let score = |file: &str| {
        let said = attune.run(&["score", "--bank", bank, "--answers", file, "--json"]);
        assert!(said.well, "{}", said.err);
        let ledger: Value = serde_json::from_str(&said.out).expect("nothing but JSON");
        (
            said.out,
            ledger["card"]["total"].as_f64().expect("a number"),
        )
    };
    let (ledger, best) = score("best.json");
    assert!(
        (best - 100.0).abs() < 1e-9,
        "agreeing with every key is 100: {best}"
    );
    let (_, worst) = score("worst.json");
    assert!(worst < 0.0, "worse than random is below 0: {worst}");
    attune.write("ledger.json", &ledger);
    let again = attune.run(&["score", "ledger.json", "--json"]);
    assert!(
        again.well && again.out == ledger,
        "the same bytes: {}",
        again.err
    );

    for (wrong, words) in [
        (
            json!([{ "question": "no-such", "answer": { "format": "single_best", "choice": "a" } }]),
            "no-such",
        ),
        (
            json!([{ "question": questions[0].id, "answer": { "format": "single_best", "choice": "zz" } }]),
            "no such reply",
        ),
        (
            json!([{ "question": questions[0].id, "answer": { "format": "single_best", "choice": "a" }, "score": 1 }]),
            "score",
        ),
        (json!({}), "list of answers"),
    ] {
        attune.write("wrong.json", wrong.to_string());
        let said = attune.run(&["score", "--bank", bank, "--answers", "wrong.json"]);
        assert!(
            !said.well && said.err.contains(words),
            "{words}: {}",
            said.err
        );
    }
}
