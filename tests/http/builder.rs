//! The builder over HTTP, without JavaScript and as its island calls it: forms keep what was typed, the second of two
//! editors gets both versions, and nothing of somebody else's can be reached.

use http::StatusCode;
use service::principal::Roles;
use tests::{Browser, Kind, Reply, Site, World, between};

const PASSWORD: &str = "correct battery staple";

async fn recruiter(world: &World, site: &Site, name: &str) -> Browser {
    let email = format!("{}@example.org", name.to_lowercase());
    let roles = Roles {
        recruiter: true,
        ..Roles::default()
    };
    service::accounts::create_from_command_line(&world.service, &email, name, PASSWORD, roles)
        .await
        .expect("an account");
    let mut browser = site.browser();
    let reply = browser
        .post("/login", &[("email", &email), ("password", PASSWORD)])
        .await;
    assert!(reply.status.is_redirection(), "{}", reply.status);
    browser
}

async fn desk() -> (World, Site, Browser) {
    let world = World::new(Kind::Sqlite).await;
    let text = include_str!("../../question-banks/core-empathy.yaml");
    let (bank, _) = exchange::bank_file::parse(text).expect("the shipped bank is good");
    service::banks::import(&world.service, "test", bank)
        .await
        .expect("an import");
    let site = Site::new(&world);
    let browser = recruiter(&world, &site, "Ana").await;
    (world, site, browser)
}

/// A new draft with the first `count` questions of the picker; its path.
async fn draft(ana: &mut Browser, count: usize) -> String {
    let made = ana
        .post(
            "/assessments/new",
            &[("title", "Care"), ("job_title", "Agent")],
        )
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    let path = made.location().trim_end_matches("/edit").to_owned();
    let picker = ana.get(&format!("{path}/questions")).await;
    let ids: Vec<String> = values(&picker.body, "add")
        .into_iter()
        .take(count)
        .collect();
    let form: Vec<(&str, &str)> = ids.iter().map(|id| ("add", id.as_str())).collect();
    let added = ana
        .post(&format!("{path}/questions?channel=&page=1"), &form)
        .await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    path
}

/// The values of all inputs of a name, in order.
fn values(html: &str, name: &str) -> Vec<String> {
    html.split("<input ")
        .skip(1)
        .filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag))
        .filter(|tag| tag.contains(&format!("name=\"{name}\"")))
        .filter_map(|tag| between(tag, "value=\"", "\""))
        .collect()
}

/// Every field of the builder's form as the page has it.
fn fields(page: &Reply) -> Vec<(String, String)> {
    let form = between(&page.body, "id=\"builder\"", "</form>").expect("the form");
    let mut fields = vec![("revision".to_owned(), values(&form, "revision")[0].clone())];
    for id in values(&form, "question") {
        let select = form
            .split_once(&format!("name=\"format-{id}\""))
            .expect("a format")
            .1;
        let select = select.split_once("</select>").expect("its end").0;
        let chosen = select
            .split("<option ")
            .find(|option| option.contains(" selected"))
            .expect("a choice");
        let format = between(chosen, "value=\"", "\"").expect("its value");
        let weight = values(&form, &format!("weight-{id}"))[0].clone();
        fields.push(("question".into(), id.clone()));
        fields.push((format!("format-{id}"), format));
        fields.push((format!("weight-{id}"), weight));
    }
    fields.push((
        "empathy_control".into(),
        values(&form, "empathy_control")[0].clone(),
    ));
    fields
}

fn set(fields: &mut Vec<(String, String)>, name: &str, value: &str) {
    fields.retain(|(field, _)| field != name);
    fields.push((name.into(), value.into()));
}

async fn post(browser: &mut Browser, path: &str, fields: &[(String, String)]) -> Reply {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    browser.post(path, &fields).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_built_by_forms_alone() {
    let (_world, _site, mut ana) = desk().await;
    let path = draft(&mut ana, 3).await;
    let edit = format!("{path}/edit");
    let page = ana.get(&edit).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(
        page.body.contains("About") && page.body.contains("expected reliability"),
        "figures"
    );
    let mut form = fields(&page);
    let ids = values(&page.body, "question");
    assert_eq!(ids.len(), 3);

    // A button moves a row and keeps what was typed beside it.
    set(&mut form, &format!("weight-{}", ids[0]), "2,5");
    set(&mut form, "step", &format!("up:{}", ids[2]));
    let moved = post(&mut ana, &edit, &form).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.body);
    let page = ana.get(&edit).await;
    assert_eq!(
        values(&page.body, "question"),
        [ids[0].clone(), ids[2].clone(), ids[1].clone()]
    );
    assert_eq!(values(&page.body, &format!("weight-{}", ids[0])), ["2.5"]);

    // What is wrong is named, and what was typed is still there.
    let mut form = fields(&page);
    set(&mut form, &format!("weight-{}", ids[1]), "heavy");
    set(&mut form, "empathy_control", "9");
    let wrong = post(&mut ana, &edit, &form).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("2 things need a change"),
        "{}",
        wrong.body
    );
    assert_eq!(
        values(&wrong.body, &format!("weight-{}", ids[1])),
        ["heavy"]
    );
    assert_eq!(values(&wrong.body, "empathy_control"), ["9"]);

    let removed = {
        let mut form = fields(&page);
        set(&mut form, "step", &format!("remove:{}", ids[0]));
        post(&mut ana, &edit, &form).await
    };
    assert_eq!(removed.status, StatusCode::SEE_OTHER);
    assert_eq!(values(&ana.get(&edit).await.body, "question").len(), 2);
    let nonsense = post(&mut ana, &edit, &[("question".into(), "x".into())]).await;
    assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_island_saves_and_is_told_when_somebody_else_did() {
    let (world, site, mut ana) = desk().await;
    let path = draft(&mut ana, 2).await;
    let edit = format!("{path}/edit");
    recruiter(&world, &site, "Ben").await;
    let mut ben = site.browser();
    ben.post(
        "/login",
        &[("email", "ben@example.org"), ("password", PASSWORD)],
    )
    .await;
    assert_eq!(ben.get(&edit).await.status, StatusCode::NOT_FOUND);
    let shared = ana
        .post(&format!("{path}/share"), &[("email", "ben@example.org")])
        .await;
    assert_eq!(shared.status, StatusCode::SEE_OTHER);

    let bens = ben.get(&edit).await;
    let ids = values(&bens.body, "question");
    let page = ana.get(&edit).await;
    let mut island = ana.with("accept", "application/json");
    let mut form = fields(&page);
    set(&mut form, &format!("weight-{}", ids[0]), "4");
    let saved = post(&mut island, &edit, &form).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    let told: serde_json::Value = serde_json::from_str(&saved.body).expect("JSON");
    assert_eq!(told["at"], "09:00");
    assert!(
        told["panel"]
            .as_str()
            .is_some_and(|panel| panel.contains("What decides"))
    );
    let revision = told["revision"].as_i64().expect("a number").to_string();
    assert_ne!(values(&page.body, "revision")[0], revision);

    // Ben typed on the version before.
    let mut typed = fields(&bens);
    set(&mut typed, &format!("weight-{}", ids[1]), "7");
    let mut bens_island = ben.with("accept", "application/json");
    let refused = post(&mut bens_island, &edit, &typed).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(
        refused
            .body
            .contains("Ana saved this draft on 2 Mar 2026, 09:00"),
        "{}",
        refused.body
    );
    let refused = post(&mut ben, &edit, &typed).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(
        values(&refused.body, &format!("weight-{}", ids[1])),
        ["7"],
        "what he typed is there"
    );
    assert_eq!(
        values(&refused.body, "revision"),
        [revision],
        "saving again puts it in place"
    );
    assert!(
        refused.body.contains("weight 4") && refused.body.contains("weight 7"),
        "both are shown"
    );
    let again = post(&mut ben, &edit, &fields(&refused)).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn publishing_asks_first() {
    let (_world, _site, mut ana) = desk().await;
    let path = draft(&mut ana, 2).await;
    let publish = format!("{path}/publish");
    let page = ana.get(&publish).await;
    assert!(
        page.body
            .contains("2 of 2 questions have publicly readable keys: for practice and pilots.")
    );
    assert!(
        page.body.contains("Nobody has taken it yet"),
        "{}",
        page.body
    );
    let rehearsal = between(&page.body, "id=\"rehearsal\"", "</section>").expect("a rehearsal");
    for words in [
        "Answers by the key",
        "100</td>",
        "2 of 2</td>",
        "Sympathy only",
        "One pattern throughout",
    ] {
        assert!(rehearsal.contains(words), "{words}: {rehearsal}");
    }
    let revision = values(&page.body, "revision")[0].clone();
    let form = [
        ("revision", revision.as_str()),
        ("job_title", "Agent"),
        ("tasks", "Answers calls."),
        ("contact_name", "Kim"),
        ("contact_email", "kim@example.org"),
        ("help_rule", "None."),
        ("retake_rule", "None."),
        ("purpose", "pilot"),
        ("then", "publish"),
    ];
    let refused = ana.post(&publish, &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused
            .body
            .contains("Take this assessment once yourself first"),
        "{}",
        refused.body
    );
    assert!(
        refused.body.contains("Answers calls."),
        "what was typed is saved"
    );
    let started = ana.post(&format!("{path}/trial"), &[]).await;
    assert_eq!(started.status, StatusCode::SEE_OTHER);
    assert!(
        started.location().starts_with("/i/"),
        "{}",
        started.location()
    );
    for view in [
        "",
        "/settings",
        "/share",
        "/audit",
        "/duplicate",
        "/close",
        "/trial",
        "/questions?q=parcel",
    ] {
        let page = ana.get(&format!("{path}{view}")).await;
        assert_eq!(page.status, StatusCode::OK, "{view}: {}", page.body);
    }
    let copied = ana
        .post(&format!("{path}/duplicate"), &[("title", "Copy")])
        .await;
    assert_eq!(copied.status, StatusCode::SEE_OTHER);
    assert_eq!(
        ana.post(&format!("{path}/close"), &[]).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(ana.get(&path).await.body.contains("It is closed"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_keep_what_was_typed() {
    let (_world, _site, mut ana) = desk().await;
    let path = draft(&mut ana, 1).await;
    let settings = format!("{path}/settings");
    let page = ana.get(&settings).await;
    let revision = values(&page.body, "revision")[0].clone();
    let mut form = vec![
        ("revision", revision.as_str()),
        ("title", "Care"),
        ("description", "</textarea><script>alert(1)</script>"),
        ("time_limit_minutes", ""),
        ("extra_time_percent", "50"),
        ("invitation_days", "10"),
        ("feedback", "receipt_only"),
        ("delivery", "daily_digest"),
        ("attach", "link"),
        ("paper", "letter"),
        ("recipients", "hr@example.org\nno address"),
    ];
    let wrong = ana.post(&settings, &form).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong
            .body
            .contains("These are no e-mail addresses: no address."),
        "{}",
        wrong.body
    );
    assert!(!wrong.body.contains("<script>alert"), "escaped");
    form.pop();
    form.push(("recipients", "hr@example.org"));
    let saved = ana.post(&settings, &form).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let page = ana.get(&settings).await;
    assert!(page.body.contains("hr@example.org") && page.body.contains("The settings are saved."));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn banks_are_browsed_by_filter_and_one_question_shows_its_key() {
    let (_world, _site, mut ana) = desk().await;
    let found = ana
        .get("/banks?q=parcel&format=rate_each&channel=smoke")
        .await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.body);
    let bank = ana.get("/banks/core-empathy?competency=PT").await;
    let question = between(&bank.body, "/banks/core-empathy/questions/", "\"").expect("a question");
    let page = ana
        .get(&format!(
            "/banks/core-empathy/questions/{question}?format=rank_order"
        ))
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(
        page.body.contains("Key and reasons")
            && page.body.contains("No assessment uses this version.")
    );
    let rehearsal = between(&page.body, "id=\"rehearsal\"", "</section>").expect("a rehearsal");
    assert!(
        rehearsal.contains("Answers can earn from -100 to 100. Guessing gets 50 %")
            && rehearsal.contains("Finds the best")
            && !rehearsal.contains("By competency"),
        "{rehearsal}"
    );
    for missing in ["/banks/none", "/banks/core-empathy/questions/x"] {
        assert_eq!(
            ana.get(missing).await.status,
            StatusCode::NOT_FOUND,
            "{missing}"
        );
    }
}

/// A recommended assessment can be chosen once its banks are here, and its draft has its questions.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blueprint_is_a_start_where_its_banks_are() {
    let (world, _site, mut ana) = desk().await;
    let start = [
        ("title", "Care"),
        ("job_title", ""),
        ("blueprint", "inbound-care"),
    ];
    let page = ana.get("/assessments/new").await;
    assert!(
        page.body.contains("Inbound care: 12 questions, 20 minutes")
            && page.body.contains("of its questions are in no bank here."),
        "{}",
        page.body
    );
    let refused = ana.post("/assessments/new", &start).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("Import the banks first.") && refused.body.contains("value=\"Care\""),
        "{}",
        refused.body
    );
    let unknown = [("title", "Care"), ("blueprint", "no-such")];
    let unknown = ana.post("/assessments/new", &unknown).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);

    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../question-banks");
    for entry in std::fs::read_dir(folder).expect("the banks' folder") {
        let path = entry.expect("an entry").path();
        if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
            let text = std::fs::read_to_string(path).expect("a bank");
            let (bank, _) = exchange::bank_file::parse(&text).expect("a sound bank");
            service::banks::import(&world.service, "test", bank)
                .await
                .expect("an import");
        }
    }
    let page = ana.get("/assessments/new").await;
    assert!(!page.body.contains("in no bank here"), "{}", page.body);
    for blueprint in exchange::blueprint_file::shipped() {
        let start = [("title", "Care"), ("blueprint", blueprint.id.as_str())];
        let made = ana.post("/assessments/new", &start).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        let builder = ana.get(made.location()).await;
        let said = format!(
            "Started from “{}”: {} questions, about {} minutes.",
            blueprint.title, blueprint.count, blueprint.minutes
        );
        assert!(builder.body.contains(&said), "{}", builder.body);
        let id = between(made.location(), "/assessments/", "/").expect("an id");
        let mut stored = world.service.read().await.expect("a transaction");
        let record = stored.assessment(&id).await.expect("a row").expect("it");
        let definition: domain::assessment::Definition =
            serde_json::from_str(&record.definition).expect("a definition");
        assert_eq!(definition.questions.len(), blueprint.count);
        assert!((definition.empathy_control - blueprint.empathy_control).abs() < 1e-12);
        let figures = format!("{} min", blueprint.minutes);
        assert!(builder.body.contains(&figures), "{figures}");
    }
    // A hard scenario's page leads to its substitute.
    let list = ana
        .get("/banks/core-empathy?q=nine+things+friday+cot")
        .await;
    let hard = between(&list.body, "/banks/core-empathy/questions/", "\"").expect("a question");
    let page = ana
        .get(&format!("/banks/core-empathy/questions/{hard}"))
        .await;
    let substitute = between(&page.body, "<dt>Substitute</dt>", "</dd>").expect("a substitute");
    assert!(
        substitute.contains("href=\"/banks/core-empathy/questions/"),
        "{substitute}"
    );
}
