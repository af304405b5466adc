//! A stage for HTTP tests: a published assessment with an intake, candidates who submitted, an open invitation, and a
//! browser for each kind of person. The stranger is a recruiter with an assessment of their own.

use domain::ids::{AssessmentId, ExpertId, IntakeId, InvitationId, PanelId};
use exchange::people::Person;
use http::StatusCode;
use server::cli::demo::{DemoLogin, SeedArgs, fill};
use service::assessments;
use service::invitations::{self, ListQuery, Sending};
use service::panels::{self, NewPanel};
use service::principal::{Admin, OnAssessment, Recruiter, Roles};
use std::path::Path;
use tests::{Browser, Kind, Reply, Site, World};

pub struct Stage {
    pub world: World,
    pub site: Site,
    pub admin: Browser,
    pub recruiter: Browser,
    pub rater: Browser,
    /// A recruiter whom nothing is shared with.
    pub stranger: Browser,
    /// Holds the link of [`Self::open`].
    pub candidate: Browser,
    pub assessment: AssessmentId,
    pub intake: IntakeId,
    /// Somebody who submitted.
    pub submitted: InvitationId,
    /// An invitation nobody has started.
    pub open: InvitationId,
    /// The personal link of [`Self::open`], without the host.
    pub link: String,
    /// A panel of experts, open, about one question.
    pub panel: PanelId,
    /// An expert of [`Self::panel`] who has begun.
    pub expert_id: ExpertId,
    /// Holds the link of [`Self::expert_id`].
    pub expert: Browser,
    /// An intake of another assessment of the same recruiter.
    other_intake: IntakeId,
    account: String,
    question: String,
    /// A draft begun from [`Self::question`].
    draft: String,
    /// A file that the admin uploaded and has not confirmed.
    upload: String,
}

const MISSING: &str = "01900000-0000-7000-8000-000000000000";

impl Stage {
    /// # Panics
    /// When the stage cannot be set.
    pub async fn new(kind: Kind) -> Self {
        let world = World::new(kind).await;
        let banks = Path::new(env!("CARGO_MANIFEST_DIR")).join("../question-banks");
        let seed = SeedArgs {
            candidates: 4,
            invitations: 1,
            links: None,
            seed: 1,
            banks,
        };
        let demo = fill(&world.service, &seed).await.expect("the stage is set");
        let site = Site::new(&world);
        let admin = sign_in(&site, &demo.logins["admin"]).await;
        let recruiter = sign_in(&site, &demo.logins["recruiter"]).await;
        let rater = sign_in(&site, &demo.logins["rater"]).await;
        let stranger = DemoLogin {
            email: "stranger@demo.example".into(),
            password: "a-long-pass-phrase".into(),
        };
        let roles = Roles {
            recruiter: true,
            ..Roles::default()
        };
        let account = service::accounts::create_from_command_line(
            &world.service,
            &stranger.email,
            "Stranger",
            &stranger.password,
            roles,
        )
        .await
        .expect("the stranger gets an account")
        .to_string();
        let stranger = sign_in(&site, &stranger).await;
        let link = demo
            .candidate_link
            .trim_start_matches(&world.service.settings.public_url)
            .to_owned();
        let open: InvitationId = link
            .split('/')
            .nth(2)
            .and_then(|id| id.parse().ok())
            .expect("a link");
        let mut candidate = site.browser();
        candidate.get(&link).await;
        let mut stage = Self {
            submitted: open,
            panel: PanelId(Default::default()),
            expert_id: ExpertId(Default::default()),
            expert: site.browser(),
            other_intake: demo.intake,
            question: String::new(),
            draft: String::new(),
            upload: String::new(),
            world,
            site,
            admin,
            recruiter,
            rater,
            stranger,
            candidate,
            assessment: demo.assessment,
            intake: demo.intake,
            open,
            link,
            account,
        };
        stage.look_up().await;
        stage
    }

    /// Ids that the seeding does not hand out, read from the pages that show them.
    async fn look_up(&mut self) {
        let mut recruiter = self.recruiter.clone();
        let ranking = recruiter
            .get(&self.fill("/assessments/{assessment}/intakes/{intake}/ranking"))
            .await;
        let id = tests::between(&ranking.body, "/candidates/", "\"")
            .expect("a candidate in the ranking");
        let id: String = id.chars().take(36).collect();
        self.submitted = id.parse().expect("an invitation's id");
        let bank = recruiter.get("/banks/core-empathy").await;
        self.question =
            tests::between(&bank.body, "/questions/", "\"").expect("a question of the bank");
        let mut admin = self.admin.clone();
        let form = [("begin", "change"), ("version", self.question.as_str())];
        let made = admin.post("/banks/core-empathy/drafts", &form).await;
        self.draft = made.location().chars().rev().take(36).collect();
        self.draft = self.draft.chars().rev().collect();
        let file = include_bytes!("../../question-banks/core-empathy.yaml");
        let sent = crate::imports::upload(&mut admin, "core-empathy", "core.yaml", file).await;
        self.upload = sent.location().replace("/imports/", "");
        // A second assessment of the same recruiter, with an intake of its own.
        let second = self.duplicate().await;
        self.other_intake = second;
        self.seat().await;
    }

    /// A panel, and an expert who has begun.
    async fn seat(&mut self) {
        let (panel, links) = self.panel(1, 1).await;
        self.panel = panel;
        self.expert = begun(&self.site, &links[0]).await;
        let id = links[0].split('/').nth(2).expect("an id");
        self.expert_id = id.parse().expect("an expert's id");
    }

    /// A new panel about the bank's first questions, with the links of its experts, without the host.
    pub async fn panel(&self, questions: usize, experts: usize) -> (PanelId, Vec<String>) {
        let (service, admin) = (&self.world.service, self.admin_principal().await);
        let offer = panels::offer(service, &admin, "core-empathy")
            .await
            .expect("the bank is there");
        let asked = offer.questions.iter().take(questions);
        let new = NewPanel {
            title: "Spring panel".into(),
            purpose: "A key for hiring agents.".into(),
            questions: asked.map(|version| version.id).collect(),
        };
        let panel = panels::start(service, &admin, &offer.bank, &new)
            .await
            .expect("starts");
        let people: Vec<Person> = (1..)
            .take(experts)
            .map(|row| Person {
                row,
                name: format!("Expert {row}"),
                email: format!("expert{row}@example.org"),
            })
            .collect();
        panels::send(service, &admin, panel, &people, Sending::LinkOnly)
            .await
            .expect("invites");
        let progress = panels::progress(service, &admin, panel)
            .await
            .expect("reads");
        let mut links = Vec::new();
        for expert in progress.experts {
            let link = panels::link(service, &admin, panel, expert.id)
                .await
                .expect("a link");
            links.push(link.url.replace(&service.settings.public_url, ""));
        }
        (panel, links)
    }

    pub async fn admin_principal(&self) -> Admin {
        let token = self.admin.cookies.get("attune").expect("a session");
        service::accounts::authenticate(&self.world.service, token, "stage")
            .await
            .and_then(service::principal::Staff::admin)
            .expect("the admin is signed in")
    }

    /// Makes another intake under another published assessment, straight through the use cases.
    async fn duplicate(&self) -> IntakeId {
        let service = &self.world.service;
        let recruiter = self.recruiter_principal().await;
        let on = server::cli::demo::publish_assessment(service, recruiter)
            .await
            .expect("a second assessment is published");
        let fields = service::intakes::IntakeFields {
            name: "Other".into(),
            ..Default::default()
        };
        service::intakes::create(service, &on, &fields)
            .await
            .expect("an intake")
    }

    /// A browser whose candidate has started, and the path of their attempt.
    pub async fn started(&self) -> (Browser, String) {
        let mut candidate = self.candidate.clone();
        let home = format!("/t/{}", self.open);
        let reply = candidate
            .post(&format!("{home}/start"), &[("consent", "yes")])
            .await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
        (candidate, home)
    }

    /// The link of one more invitation of the same intake, without the host.
    pub async fn invite(&self, name: &str) -> String {
        let service = &self.world.service;
        let on = self.on().await;
        let person = Person {
            row: 1,
            name: name.into(),
            email: format!("{name}@example.org"),
        };
        let how = Sending::LinkOnly;
        invitations::send(service, &on, self.intake, &[person], how)
            .await
            .expect("invites");
        let query = ListQuery {
            search: format!("{name}@example.org"),
            ..ListQuery::default()
        };
        let list = invitations::list(service, &on, self.intake, &query)
            .await
            .expect("lists");
        let link = invitations::link(service, &on, self.intake, list.rows[0].id)
            .await
            .expect("a link");
        link.url
            .trim_start_matches(&service.settings.public_url)
            .to_owned()
    }

    /// The recruiter's access to the assessment.
    async fn on(&self) -> OnAssessment {
        assessments::access(
            &self.world.service,
            self.recruiter_principal().await,
            self.assessment,
        )
        .await
        .expect("the owner may")
    }

    async fn recruiter_principal(&self) -> Recruiter {
        let token = self.recruiter.cookies.get("attune").expect("a session");
        service::accounts::authenticate(&self.world.service, token, "stage")
            .await
            .and_then(service::principal::Staff::recruiter)
            .expect("the recruiter is signed in")
    }

    /// A path with the stage's ids in place of its parameters.
    pub fn fill(&self, path: &str) -> String {
        let candidate_side = path.starts_with("/t/") || path.starts_with("/i/");
        let invitation = if candidate_side {
            self.open
        } else {
            self.submitted
        };
        self.filled(
            path,
            &self.assessment.to_string(),
            &self.intake.to_string(),
            &invitation.to_string(),
        )
    }

    /// The same path for an assessment that does not exist.
    pub fn fill_missing(&self, path: &str) -> String {
        self.filled(
            path,
            MISSING,
            &self.intake.to_string(),
            &self.submitted.to_string(),
        )
    }

    /// The stage's assessment with an intake of another one.
    pub fn fill_crossed(&self, path: &str) -> String {
        let (assessment, intake) = (self.assessment.to_string(), self.other_intake.to_string());
        self.filled(path, &assessment, &intake, &self.submitted.to_string())
    }

    fn filled(&self, path: &str, assessment: &str, intake: &str, invitation: &str) -> String {
        let filled = path
            .replace("{assessment}", assessment)
            .replace("{intake}", intake)
            .replace("{invitation}", invitation)
            .replace("{account}", &self.account)
            .replace("{session}", MISSING)
            .replace("{job}", MISSING)
            .replace("{report}", MISSING)
            .replace("{upload}", &self.upload)
            .replace("{format}", "csv")
            .replace("{mail}", "1")
            .replace("{attachment}", "0")
            .replace("{adjustment}", MISSING)
            .replace("{panel}", &self.panel.to_string())
            .replace("{expert}", &self.expert_id.to_string())
            .replace("{token}", &"0".repeat(64))
            .replace("{bank}", "core-empathy")
            .replace("{draft}", &self.draft)
            .replace("{earlier}", &self.question)
            .replace("{question_version}", &self.question)
            .replace("{question}", &self.question)
            .replace("{n}", "1");
        assert!(
            !filled.contains('{'),
            "name the parameter of {path} in Stage::fill"
        );
        filled
    }
}

/// A browser that opened an expert's link and began.
pub async fn begun(site: &Site, link: &str) -> Browser {
    let mut browser = site.browser();
    let opened = browser.get(link).await;
    let home = opened.location().to_owned();
    let reply = browser
        .post(&home, &[("consent", "yes"), ("role", "Team lead")])
        .await;
    assert_eq!(reply.location(), format!("{home}/q/1"), "{}", reply.body);
    browser
}

async fn sign_in(site: &Site, login: &DemoLogin) -> Browser {
    let mut browser = site.browser();
    let reply = browser
        .post(
            "/login",
            &[("email", &login.email), ("password", &login.password)],
        )
        .await;
    assert!(
        reply.status.is_redirection(),
        "signing in as {}: {}",
        login.email,
        reply.status
    );
    browser
}

/// A save of the first question by an island; a part of an answer is an answer.
pub async fn save(candidate: &mut Browser, home: &str, sequence: u32) -> Reply {
    let page = candidate.get(&format!("{home}/q/1")).await;
    let field = ["best", "most", "rate-A", "place-A"]
        .into_iter()
        .find(|name| page.body.contains(&format!("name=\"{name}\"")))
        .expect("a question in one of the formats");
    let value = if field.ends_with("-A") { "1" } else { "A" };
    let mut body = serde_json::json!({ "writer": "w", "sequence": sequence, "revision": 0 });
    body[field] = value.into();
    candidate.post_json(&format!("{home}/q/1"), &body).await
}
