//! A panel about the first questions of the shipped bank, and experts who rate them.

use domain::ids::{ExpertId, PanelId, QuestionVersionId};
use domain::question::{Question, QuestionVersion};
use exchange::people::Person;
use service::attempts::Given;
use service::experts::{self, Save, Saved};
use service::invitations::Sending;
use service::panels::{self, NewPanel};
use service::principal::{Admin, Expert};
use service::{Service, accounts, banks};
use std::collections::BTreeMap;
use tests::World;

pub const BANK: &str = "core-empathy";

pub struct Fixture {
    pub world: World,
    pub admin: Admin,
    pub panel: PanelId,
    /// In the order of the bank.
    pub asked: Vec<QuestionVersion>,
}

impl Fixture {
    /// A panel about the first `count` questions.
    pub async fn new(world: World, count: usize) -> Self {
        let admin = admin(&world).await;
        import(&world.service).await;
        let asked = offered(&world.service, &admin).await;
        let asked: Vec<QuestionVersion> = asked.into_iter().take(count).collect();
        let panel = start(&world.service, &admin, &asked).await;
        Self {
            world,
            admin,
            panel,
            asked,
        }
    }

    pub fn service(&self) -> &Service {
        &self.world.service
    }

    /// Invites `count` people by a link passed on.
    pub async fn invite(&self, count: usize) -> Vec<ExpertId> {
        self.invite_by(count, Sending::LinkOnly).await
    }

    pub async fn invite_by(&self, count: usize, how: Sending) -> Vec<ExpertId> {
        panels::send(self.service(), &self.admin, self.panel, &people(count), how)
            .await
            .expect("invites");
        let progress = self.progress().await;
        progress.experts.iter().map(|expert| expert.id).collect()
    }

    pub async fn progress(&self) -> panels::Progress {
        panels::progress(self.service(), &self.admin, self.panel)
            .await
            .expect("reads")
    }

    pub async fn results(&self) -> panels::Results {
        panels::results(self.service(), &self.admin, self.panel)
            .await
            .expect("reads")
    }

    /// The token in the present link.
    pub async fn token(&self, expert: ExpertId) -> String {
        let link = panels::link(self.service(), &self.admin, self.panel, expert)
            .await
            .expect("a live link");
        link.url.rsplit('/').next().expect("a token").to_owned()
    }

    /// The expert, proven by link and cookie.
    pub async fn expert(&self, id: ExpertId) -> Expert {
        let token = self.token(id).await;
        let opened = experts::open_link(self.service(), id, &token)
            .await
            .expect("opens");
        experts::authenticate(self.service(), id, &opened.secret)
            .await
            .expect("proven")
    }

    /// The expert, who has begun.
    pub async fn begun(&self, id: ExpertId) -> Expert {
        let expert = self.expert(id).await;
        experts::begin(self.service(), &expert, true, "Team lead", false)
            .await
            .expect("begins");
        self.expert(id).await
    }

    /// Rates every question: `of` gives the ratings by option id.
    pub async fn rate(&self, expert: &Expert, of: impl Fn(&Question) -> BTreeMap<String, u8>) {
        for number in 1..=self.asked.len() {
            let page = experts::question_page(self.service(), expert, number)
                .await
                .expect("reads");
            let title = &page.question.title;
            let version = self.asked.iter().find(|one| one.question.title == *title);
            let wanted = of(&version.expect("asked").question);
            let options = page.question.options.iter();
            let ratings = options.map(|option| (option.letter, wanted[&option.id]));
            let save = Save {
                number,
                revision: page.revision,
                given: Given {
                    ratings: ratings.collect(),
                    ..Given::default()
                },
            };
            let saved = experts::save(self.service(), expert, save)
                .await
                .expect("saves");
            assert!(
                matches!(saved, Saved::Stored { complete: true, .. }),
                "{saved:?}"
            );
        }
    }

    /// `count` experts who agree rate everything and finish.
    pub async fn agreed(&self, count: usize) {
        for id in self.invite(count).await {
            let expert = self.begun(id).await;
            self.rate(&expert, by_rank).await;
            experts::finish(self.service(), &expert)
                .await
                .expect("finishes");
        }
    }

    pub async fn close(&self) {
        panels::close(self.service(), &self.admin, self.panel)
            .await
            .expect("closes");
    }

    pub fn ids(&self) -> Vec<QuestionVersionId> {
        self.asked.iter().map(|version| version.id).collect()
    }

    pub async fn audited(&self, action: &str) -> usize {
        let mut tx = self.service().read().await.expect("reads");
        let lines = tx.audit_page(None, None, 10_000).await.expect("reads");
        lines.iter().filter(|line| line.action == action).count()
    }
}

pub fn people(count: usize) -> Vec<Person> {
    (1_u64..)
        .take(count)
        .map(|row| Person {
            row,
            name: format!("Expert {row:03}"),
            email: format!("expert{row:03}@example.org"),
        })
        .collect()
}

/// Ratings that put the replies in the order of the present key, far enough apart for every gate.
pub fn by_rank(question: &Question) -> BTreeMap<String, u8> {
    let scale: &[u8] = match question.options.len() {
        2 => &[7, 1],
        3 => &[7, 4, 1],
        4 => &[7, 5, 2, 1],
        5 => &[7, 4, 3, 2, 1],
        _ => &[7, 4, 3, 2, 1, 1, 1, 1],
    };
    let mut options: Vec<_> = question.options.iter().collect();
    options.sort_by(|a, b| b.value.total_cmp(&a.value));
    let ids = options.into_iter().map(|option| option.id.clone());
    ids.zip(scale.iter().copied()).collect()
}

pub async fn import(service: &Service) {
    let text = include_str!("../../../question-banks/core-empathy.yaml");
    let (bank, _) = exchange::bank_file::parse(text).expect("the shipped bank is good");
    banks::import(service, "test", bank).await.expect("imports");
}

pub async fn offered(service: &Service, admin: &Admin) -> Vec<QuestionVersion> {
    let offer = panels::offer(service, admin, BANK).await.expect("offers");
    offer.questions
}

pub async fn start(service: &Service, admin: &Admin, asked: &[QuestionVersion]) -> PanelId {
    let new = NewPanel {
        title: "Spring panel".into(),
        purpose: "A key for hiring agents.".into(),
        questions: asked.iter().map(|version| version.id).collect(),
    };
    panels::start(service, admin, BANK, &new)
        .await
        .expect("starts")
}

/// The first admin, through the real setup.
async fn admin(world: &World) -> Admin {
    let service = &world.service;
    let token = accounts::ensure_setup_token(service)
        .await
        .expect("writes")
        .expect("a fresh instance");
    let setup = accounts::Setup {
        token: token.into(),
        name: "Rita Moreno".into(),
        email: "rita@example.org".into(),
        password: "a long enough passphrase 7".to_owned().into(),
        user_agent: String::new(),
    };
    let signed_in = accounts::setup(service, setup).await.expect("sets up");
    accounts::authenticate(service, &signed_in.token, "request-1")
        .await
        .and_then(service::principal::Staff::admin)
        .expect("an admin")
}
