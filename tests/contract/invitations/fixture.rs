//! A published assessment of a signed-in recruiter, a second one, and an intake in each.

use domain::assessment::{Definition, Purpose, SelectedQuestion};
use domain::frozen::FrozenAssessment;
use domain::ids::{AssessmentId, IntakeId, InvitationId, QuestionVersionId};
use domain::publishing::{Publication, freeze};
use domain::question::QuestionVersion;
use exchange::people::Person;
use service::intakes::{self, IntakeFields};
use service::invitations::{self, Invitation, ListQuery, Sending};
use service::ports::{AssessmentRecord, FrozenRecord, InvitationRecord};
use service::principal::{Candidate, OnAssessment, Staff};
use service::{Service, accounts, assessments, attempts};
use tests::World;
use uuid::Uuid;

pub struct Fixture {
    pub world: World,
    pub on: OnAssessment,
    pub intake: IntakeId,
    /// Another assessment of the same recruiter, with an intake of its own.
    pub other: OnAssessment,
    pub other_intake: IntakeId,
}

impl Fixture {
    pub async fn new(world: World) -> Self {
        let staff = staff(&world).await;
        let on = published(&world, &staff, "Customer care").await;
        let other = published(&world, &staff, "Back office").await;
        let intake = intakes::create(&world.service, &on, &fields("Spring"))
            .await
            .expect("creates");
        let other_intake = intakes::create(&world.service, &other, &fields("Autumn"))
            .await
            .expect("creates");
        Self {
            world,
            on,
            intake,
            other,
            other_intake,
        }
    }

    pub fn service(&self) -> &Service {
        &self.world.service
    }

    pub async fn send(&self, people: &[Person], how: Sending) -> invitations::Sent {
        invitations::send(self.service(), &self.on, self.intake, people, how)
            .await
            .expect("sends")
    }

    /// Invites one person by mail.
    pub async fn invite(&self, name: &str) -> InvitationId {
        self.send(&[person(1, name)], Sending::Mail).await;
        self.find(name).await.id
    }

    pub async fn find(&self, name: &str) -> Invitation {
        let query = ListQuery {
            search: format!("{name}@"),
            ..ListQuery::default()
        };
        let mut list = self.list(&query).await;
        assert_eq!(list.rows.len(), 1, "{name}");
        list.rows.remove(0)
    }

    pub async fn list(&self, query: &ListQuery) -> invitations::InvitationList {
        invitations::list(self.service(), &self.on, self.intake, query)
            .await
            .expect("lists")
    }

    pub async fn stored(&self, id: InvitationId) -> InvitationRecord {
        let mut tx = self.service().read().await.expect("reads");
        tx.invitation(&id.to_string())
            .await
            .expect("reads")
            .expect("there")
    }

    /// The kinds of jobs about an invitation that wait.
    pub async fn mails(&self, id: InvitationId) -> Vec<String> {
        let mut tx = self.service().read().await.expect("reads");
        let jobs = tx.jobs_about(&id.to_string()).await.expect("reads");
        jobs.into_iter().map(|job| job.payload).collect()
    }

    /// The token in the present link.
    pub async fn token(&self, id: InvitationId) -> String {
        let link = invitations::link(self.service(), &self.on, self.intake, id)
            .await
            .expect("a live link");
        link.url.rsplit('/').next().expect("a token").to_owned()
    }

    pub async fn candidate(&self, id: InvitationId) -> Candidate {
        let token = self.token(id).await;
        let opened = attempts::open_link(self.service(), id, &token)
            .await
            .expect("opens");
        attempts::authenticate(self.service(), id, &opened.secret)
            .await
            .expect("proven")
    }

    pub async fn start(&self, id: InvitationId) {
        let candidate = self.candidate(id).await;
        attempts::start(self.service(), &candidate, attempts::Consent::Given)
            .await
            .expect("starts");
    }

    /// Every table row that inviting may write.
    pub async fn written(&self) -> (i64, usize, usize) {
        let mut tx = self.service().read().await.expect("reads");
        let everybody = service::ports::InvitationFilter::default();
        let id = self.intake.to_string();
        (
            tx.count_invitations(&id, self.service().now(), &everybody)
                .await
                .expect("counts"),
            tx.jobs_in(&["queued", "running", "done", "dead"], None, 10_000)
                .await
                .expect("reads")
                .len(),
            tx.audit_page(None, None, 10_000)
                .await
                .expect("reads")
                .len(),
        )
    }
}

pub fn fields(name: &str) -> IntakeFields {
    IntakeFields {
        name: name.into(),
        ..IntakeFields::default()
    }
}

pub fn person(row: u64, name: &str) -> Person {
    Person {
        row,
        name: name.into(),
        email: format!("{name}@example.org"),
    }
}

pub fn people(count: u64) -> Vec<Person> {
    (1..=count)
        .map(|row| person(row, &format!("p{row:05}")))
        .collect()
}

/// The first admin, through the real setup.
async fn staff(world: &World) -> Staff {
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
        .expect("signed in")
}

async fn published(world: &World, staff: &Staff, title: &str) -> OnAssessment {
    let service = &world.service;
    let id = AssessmentId(service.new_uuid());
    let (frozen, now) = (frozen(id, title, service.now()), service.now());
    let record = AssessmentRecord {
        id: id.to_string(),
        owner_id: staff.account().to_string(),
        owner_name: staff.name().into(),
        status: "published".into(),
        title: title.into(),
        definition: serde_json::to_string(&frozen.definition).expect("JSON"),
        revision: 1,
        trial_revision: Some(1),
        simulated: false,
        created_at: now,
        updated_at: now,
        updated_by: staff.name().into(),
        closed_at: None,
    };
    let content = FrozenRecord {
        id: service.new_uuid().to_string(),
        assessment_id: record.id.clone(),
        purpose: "pilot".into(),
        revision: 1,
        content: serde_json::to_string(&frozen).expect("JSON"),
        content_hash: String::new(),
        created_at: now,
    };
    service
        .write(move |tx| {
            Box::pin(async move {
                tx.insert_assessment(&record).await?;
                tx.insert_frozen(&content).await
            })
        })
        .await
        .expect("writes");
    let recruiter = staff.clone().recruiter().expect("admins may");
    assessments::access(service, recruiter, id)
        .await
        .expect("the owner may")
}

/// Eight questions of the shipped bank; invitations for two weeks.
fn frozen(id: AssessmentId, title: &str, now: domain::time::Timestamp) -> FrozenAssessment {
    let text = include_str!("../../../question-banks/core-empathy.yaml");
    let (bank, _) = exchange::bank_file::parse(text).expect("the shipped bank is good");
    let versions: Vec<QuestionVersion> = bank
        .questions
        .into_iter()
        .take(8)
        .zip(1_u128..)
        .map(|(question, n)| QuestionVersion {
            id: QuestionVersionId(Uuid::from_u128(n)),
            bank: bank.info.id.clone(),
            number: 1,
            key: bank.info.key.clone(),
            question,
        })
        .collect();
    let questions = versions
        .iter()
        .map(|version| SelectedQuestion {
            version: version.id,
            format: version.question.format,
            weight: 1.0,
        })
        .collect();
    let definition = Definition {
        title: title.into(),
        job_title: "Associate".into(),
        description: "Eight situations.".into(),
        questions,
        ..Definition::default()
    };
    let publication = Publication {
        id,
        purpose: Purpose::Pilot,
        acknowledgements: Vec::new(),
        published_by: "Rita Moreno".into(),
        published_at: now,
    };
    freeze(&definition, &versions, publication).expect("publishable")
}
