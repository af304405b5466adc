//! The workshop over HTTP, without JavaScript and as its island calls it: what was typed stays, problems stand beside
//! their fields, the second of two editors gets both versions, and recruiters read only.

use http::StatusCode;
use service::principal::Roles;
use tests::{Browser, Kind, Reply, Site, World, between};

const PASSWORD: &str = "correct battery staple";

async fn account(world: &World, site: &Site, name: &str, admin: bool) -> Browser {
    let email = format!("{}@example.org", name.to_lowercase());
    let roles = Roles {
        admin,
        recruiter: !admin,
        rater: false,
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

struct Desk {
    world: World,
    site: Site,
    ada: Browser,
}

impl Desk {
    async fn new() -> Self {
        let world = World::new(Kind::Sqlite).await;
        let text = include_str!("../../question-banks/core-empathy.yaml");
        let (bank, _) = exchange::bank_file::parse(text).expect("the shipped bank is good");
        service::banks::import(&world.service, "test", bank)
            .await
            .expect("an import");
        let site = Site::new(&world);
        let ada = account(&world, &site, "Ada", true).await;
        Self { world, site, ada }
    }

    /// A draft in a bank of Ada's own; its path.
    async fn draft(&mut self) -> String {
        let form = [
            ("id", "own"),
            ("title", "Our own"),
            ("locale", "en"),
            ("licence", "Proprietary"),
            ("authors", "Ada"),
        ];
        let made = self.ada.post("/banks/new", &form).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        let made = self
            .ada
            .post("/banks/own/drafts", &[("begin", "empty")])
            .await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        made.location().to_owned()
    }
}

type Fields = Vec<(String, String)>;

fn fields(revision: &str) -> Fields {
    let mut fields: Fields = [
        ("revision", revision),
        ("id", "late-parcel"),
        ("title", "The late parcel"),
        ("kind", "empathy"),
        ("format", "single_best"),
        ("channel", "voice"),
        ("direction", "inbound"),
        ("sector", "delivery"),
        ("difficulty", "medium"),
        ("reading_seconds", "60"),
        ("competency-0", "AL"),
        ("share-0", "60"),
        ("competency-1", "PS"),
        ("share-1", "40"),
        ("asks", "Q1"),
        (
            "scenario",
            "Denise calls about a parcel.\r\n\r\nIt is late.",
        ),
        ("task", "Which reply helps most?"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    let replies = [
        (
            "a",
            "I hear that it matters. I send it today.",
            "6.5",
            "empathic_solving",
        ),
        ("b", "It is sent today.", "5.2", "solution_only"),
        ("c", "How sad.", "2.5", "sympathy_only"),
        ("d", "Please hold the line.", "1.5", "script_bound"),
    ];
    for (at, (id, text, value, style)) in replies.into_iter().enumerate() {
        fields.push(("option".into(), id.into()));
        for (part, value) in [
            ("text", text),
            ("value", value),
            ("style", style),
            ("reason", "Because."),
        ] {
            fields.push((format!("option-{at}-{part}"), value.into()));
        }
    }
    fields
}

fn set(fields: &mut Fields, name: &str, value: &str) {
    fields.retain(|(field, _)| field != name);
    fields.push((name.into(), value.into()));
}

async fn post(browser: &mut Browser, path: &str, fields: &Fields) -> Reply {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    browser.post(path, &fields).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_is_written_and_made_ready_by_forms_alone() {
    let mut desk = Desk::new().await;
    let path = desk.draft().await;
    let empty = desk.ada.get(&path).await;
    assert_eq!(empty.status, StatusCode::OK, "{}", empty.body);
    let saved = post(&mut desk.ada, &path, &fields("1")).await;
    assert_eq!(saved.location(), path, "{}", saved.body);
    let page = desk.ada.get(&format!("{path}?check=1")).await;
    assert!(
        page.body.contains("Nothing stands against making it ready"),
        "{}",
        page.body
    );
    assert!(page.body.contains("As the candidate sees it") && page.body.contains("It is late."));
    assert!(page.body.contains("Reading level") && page.body.contains("about 15 seconds"));

    // Buttons add and move replies with everything that was typed.
    let mut more = fields("2");
    set(&mut more, "step", "down:0");
    set(&mut more, "title", "Typed with the step");
    let moved = post(&mut desk.ada, &path, &more).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER);
    let page = desk.ada.get(&path).await;
    let (first, second) = (
        page.body.find("It is sent today."),
        page.body.find("I hear that it"),
    );
    assert!(first < second && page.body.contains("Typed with the step"));

    // A step takes what was typed with it.
    let mut last = fields("3");
    set(&mut last, "title", "Typed with the last step");
    set(&mut last, "life", "make_ready");
    let ready = post(&mut desk.ada, &path, &last).await;
    let step = [("revision", "4"), ("life", "make_ready")];
    assert!(
        ready.location().starts_with("/banks/own/questions/"),
        "{}",
        ready.location()
    );
    let version = desk.ada.get(ready.location()).await;
    assert!(
        version.body.contains("Write a new version")
            && version.body.contains("Typed with the last step"),
        "{}",
        version.body
    );
    let over = desk.ada.get(&path).await;
    assert!(over.body.contains("has become a version") && !over.body.contains("name=\"scenario\""));
    let again = desk.ada.post(&format!("{path}/step"), &step).await;
    assert_eq!(again.location(), path);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_is_named_at_once_beside_its_field_and_nothing_typed_is_lost() {
    let mut desk = Desk::new().await;
    let path = desk.draft().await;
    let mut bad = fields("1");
    set(&mut bad, "id", "Late Parcel");
    set(&mut bad, "share-0", "50");
    set(&mut bad, "scenario", "Tab\there.");
    set(&mut bad, "reading_seconds", "soon");
    set(
        &mut bad,
        "option-1-text",
        "  i hear that it matters. I send it today. ",
    );
    set(&mut bad, "option-2-value", "7.5");
    set(&mut bad, "option-3-value", "low");
    set(&mut bad, "then", "check");
    let saved = post(&mut desk.ada, &path, &bad).await;
    assert_eq!(saved.location(), format!("{path}?check=1"));
    let page = desk.ada.get(saved.location()).await;
    for (field, words) in [
        ("f-id", "lower-case letters"),
        ("f-scenario", "control character"),
        ("f-competency-0", "sum to 0.9, not to 1"),
        ("f-reading_seconds", "whole seconds"),
        ("f-option-1-text", "An earlier reply says the same"),
        ("f-option-2-value", "outside 1 to 7"),
        ("f-option-3-value", "from 1 to 7, such as 5.5"),
    ] {
        assert!(page.body.contains(words), "{words}");
        let error = format!("id=\"{field}-error\"");
        assert!(page.body.contains(&error), "{field} has no error beside it");
        assert!(page.body.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    assert!(page.body.contains("value=\"soon\"") && page.body.contains("value=\"low\""));
    let step = [("revision", "2"), ("life", "make_ready")];
    let refused = desk.ada.post(&format!("{path}/step"), &step).await;
    assert_eq!(refused.location(), format!("{path}?check=1"));

    let mut flat = fields("2");
    for at in 0..4 {
        set(&mut flat, &format!("option-{at}-value"), "4");
    }
    post(&mut desk.ada, &path, &flat).await;
    let page = desk.ada.get(&format!("{path}?check=1")).await;
    assert!(
        page.body.contains("The key spans 0.0 points"),
        "{}",
        page.body
    );
    let mut marked = fields("3");
    set(
        &mut marked,
        "scenario",
        "A <b>late</b> parcel. <script>alert(1)</script>",
    );
    post(&mut desk.ada, &path, &marked).await;
    let page = desk.ada.get(&path).await;
    assert!(page.body.contains("HTML") && !page.body.contains("<script>alert"));

    // What cannot come from the page is refused as a whole.
    let mut made_up = fields("4");
    set(&mut made_up, "format", "essay");
    let reply = post(&mut desk.ada, &path, &made_up).await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{}", reply.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_second_of_two_editors_sees_both() {
    let mut desk = Desk::new().await;
    let path = desk.draft().await;
    let mut bea = account(&desk.world, &desk.site, "Bea", true).await;
    post(&mut desk.ada, &path, &fields("1")).await;
    let mut late = fields("1");
    set(&mut late, "task", "What would you say first?");
    let reply = post(&mut bea, &path, &late).await;
    assert_eq!(reply.status, StatusCode::CONFLICT);
    for words in [
        "Ada changed this draft first",
        "Which reply helps most?",
        "What would you say first?",
    ] {
        assert!(reply.body.contains(words), "{words}");
    }
    // The island is told in JSON; its next save by the button goes on from what is stored.
    let json = bea
        .with("accept", "application/json")
        .post(&path, &[])
        .await;
    assert_eq!(json.status, StatusCode::BAD_REQUEST, "{}", json.body);
    let mut again = late;
    set(
        &mut again,
        "revision",
        &between(&reply.body, "name=\"revision\" value=\"", "\"").expect("a revision"),
    );
    let saved = post(&mut bea, &path, &again).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let body: String = again
        .iter()
        .map(|(name, value)| format!("{name}={}&", app::failure::encode(value)))
        .collect();
    let body = body.replace("revision=2", "revision=3");
    let form = "application/x-www-form-urlencoded";
    let mut island = bea.with("accept", "application/json");
    let reply = island.send(http::Method::POST, &path, form, &body).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    let told: serde_json::Value = serde_json::from_str(&reply.body).expect("JSON");
    assert_eq!(told["revision"], 4);
    assert!(
        told["panel"]
            .as_str()
            .is_some_and(|html| html.contains("As the candidate sees it"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recruiters_read_and_change_nothing() {
    let mut desk = Desk::new().await;
    let path = desk.draft().await;
    let mut rea = account(&desk.world, &desk.site, "Rea", false).await;
    let page = rea.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("name=\"scenario\"") && !page.body.contains("name=\"life\""));
    let bank = rea.get("/banks/core-empathy").await;
    assert!(!bank.body.contains("type=\"checkbox\""));
    for path in [
        path.clone(),
        format!("{path}/step"),
        "/banks/core-empathy/questions".into(),
    ] {
        let reply = post(&mut rea, &path, &fields("1")).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path}");
    }
    let elsewhere = path.replace("/banks/own/", "/banks/core-empathy/");
    assert_eq!(rea.get(&elsewhere).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        rea.get("/banks/own/drafts/nothing").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_are_retired_together_and_brought_back() {
    let mut desk = Desk::new().await;
    let bank = desk.ada.get("/banks/core-empathy").await;
    let ids: Vec<String> = bank
        .body
        .split("name=\"question\" value=\"")
        .skip(1)
        .take(3)
        .map(|rest| rest.chars().take(36).collect())
        .collect();
    let mut form: Vec<(&str, &str)> = ids.iter().map(|id| ("question", id.as_str())).collect();
    form.push(("do", "retire"));
    let done = desk.ada.post("/banks/core-empathy/questions", &form).await;
    assert_eq!(done.location(), "/banks/core-empathy/retired?since=2");
    let retired = desk.ada.get(done.location()).await;
    assert_eq!(
        retired.body.matches(" checked").count()
            - retired
                .body
                .matches("theme\" value=\"auto\" checked")
                .count(),
        3
    );
    form.pop();
    let back = desk.ada.post("/banks/core-empathy/retired", &form).await;
    assert_eq!(back.location(), "/banks/core-empathy");
    let again = desk.ada.get("/banks/core-empathy").await;
    assert!(ids.iter().all(|id| again.body.contains(id)));
    let nothing = desk
        .ada
        .post("/banks/core-empathy/questions", &[("do", "retire")])
        .await;
    assert_eq!(nothing.location(), "/banks/core-empathy");
}
