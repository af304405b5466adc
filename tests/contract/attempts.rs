//! Attempts on both databases: the ports and the use cases over them, from the link to the score card.

mod ends;
mod requests;
mod saves;
mod statistics;

use domain::answer::Answer;
use domain::assessment::{Contact, Definition, Feedback, Purpose, SelectedQuestion};
use domain::frozen::FrozenAssessment;
use domain::ids::{AssessmentId, InvitationId, QuestionVersionId};
use domain::publishing::{Publication, freeze};
use domain::question::{Format, QuestionVersion};
use domain::time::DAY;
use service::attempts::{self, Consent, Given, Save, Saved};
use service::principal::Candidate;
use service::tokens::Purpose as Link;
use sqlx::AssertSqlSafe;
use std::collections::BTreeMap;
use store::Database;
use tests::World;
use uuid::Uuid;

/// One assessment with one intake, ready to invite to.
struct Fixture {
    world: World,
    frozen: FrozenAssessment,
    assessment: Uuid,
    frozen_id: Uuid,
    intake: Uuid,
}

/// Runs plain SQL on the world's own database.
async fn sql(world: &World, text: &str) {
    let text = AssertSqlSafe(text.to_owned());
    match &world.database.database {
        Database::Sqlite(path) => {
            let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", path.display()))
                .await
                .expect("opens");
            sqlx::raw_sql(text).execute(&pool).await.expect("runs");
            pool.close().await;
        }
        Database::Postgres(url) => {
            let pool = sqlx::PgPool::connect(url).await.expect("connects");
            sqlx::raw_sql(text).execute(&pool).await.expect("runs");
            pool.close().await;
        }
    }
}

/// Counts the rows of a query.
async fn count(world: &World, query: &str) -> i64 {
    let text = AssertSqlSafe(format!("SELECT COUNT(*) FROM {query}"));
    match &world.database.database {
        Database::Sqlite(path) => {
            let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", path.display()))
                .await
                .expect("opens");
            sqlx::query_scalar(text)
                .fetch_one(&pool)
                .await
                .expect("counts")
        }
        Database::Postgres(url) => {
            let pool = sqlx::PgPool::connect(url).await.expect("connects");
            sqlx::query_scalar(text)
                .fetch_one(&pool)
                .await
                .expect("counts")
        }
    }
}

/// The questions of a shipped bank: one of each format first.
fn questions() -> Vec<QuestionVersion> {
    let text = include_str!("../../question-banks/core-empathy.yaml");
    let (bank, _) = exchange::bank_file::parse(text).expect("the shipped bank is good");
    bank.questions
        .into_iter()
        .zip(1_u128..)
        .map(|(question, n)| QuestionVersion {
            id: QuestionVersionId(Uuid::from_u128(n)),
            bank: bank.info.id.clone(),
            number: 1,
            key: bank.info.key.clone(),
            question,
        })
        .collect()
}

fn definition(questions: &[QuestionVersion]) -> Definition {
    let mut chosen: Vec<SelectedQuestion> = Vec::new();
    for format in Format::ALL {
        let found = questions
            .iter()
            .filter(|version| version.question.allows(format));
        let fresh = found.filter(|version| chosen.iter().all(|one| one.version != version.id));
        let two: Vec<_> = fresh.take(2).map(|version| version.id).collect();
        chosen.extend(two.into_iter().map(|version| SelectedQuestion {
            version,
            format,
            weight: 1.0,
        }));
    }
    Definition {
        title: "Customer care".into(),
        job_title: "Customer care associate".into(),
        description: "Eight situations.".into(),
        questions: chosen,
        shuffle_questions: false,
        shuffle_options: false,
        feedback: Feedback::Styles,
        contact: Contact {
            name: "Dana Roe".into(),
            email: "dana@example.org".into(),
        },
        ..Definition::default()
    }
}

impl Fixture {
    async fn new(world: World) -> Self {
        Self::with(world, |_| {}).await
    }

    async fn with(world: World, change: impl FnOnce(&mut Definition)) -> Self {
        let versions = questions();
        let mut definition = definition(&versions);
        change(&mut definition);
        let assessment = world.service.new_uuid();
        let publication = Publication {
            id: AssessmentId(assessment),
            purpose: Purpose::Pilot,
            acknowledgements: Vec::new(),
            published_by: "Rita".into(),
            published_at: world.service.now(),
        };
        let frozen = freeze(&definition, &versions, publication).expect("publishable");
        let (frozen_id, intake, owner) = (
            world.service.new_uuid(),
            world.service.new_uuid(),
            world.service.new_uuid(),
        );
        let content = serde_json::to_string(&frozen)
            .expect("JSON")
            .replace('\'', "''");
        sql(
            &world,
            &format!(
                "INSERT INTO accounts (id, email, email_folded, name, password_hash, is_admin, is_recruiter, is_rater,
                     disabled, reset_generation, created_at, password_changed_at)
                 VALUES ('{owner}', 'r@example.org', 'r@example.org', 'Rita', '', 0, 1, 0, 0, 0, 0, 0);
                 INSERT INTO assessments (id, owner_id, status, title, definition, revision, simulated, created_at,
                     updated_at, updated_by)
                 VALUES ('{assessment}', '{owner}', 'published', 'Customer care', '{{}}', 1, 0, 0, 0, 'Rita');
                 INSERT INTO frozen_assessments (id, assessment_id, purpose, revision, content, content_hash, created_at)
                 VALUES ('{frozen_id}', '{assessment}', 'pilot', 1, '{content}', '', 0);
                 INSERT INTO intakes (id, assessment_id, name, site, hiring_manager, seed, created_at)
                 VALUES ('{intake}', '{assessment}', 'Spring', '', '', 1, 0);"
            ),
        )
        .await;
        Self {
            world,
            frozen,
            assessment,
            frozen_id,
            intake,
        }
    }

    /// Invites somebody for two weeks.
    async fn invite(&self, name: &str) -> InvitationId {
        let (id, expires) = (
            self.world.service.new_uuid(),
            self.world.service.now().plus(14 * DAY).0,
        );
        let Self {
            assessment,
            frozen_id,
            intake,
            ..
        } = self;
        sql(
            &self.world,
            &format!(
                "INSERT INTO invitations (id, assessment_id, intake_id, frozen_id, name, name_folded, email,
                     email_folded, state, generation, mail_state, invited_by, created_at, expires_at, decision, simulated)
                 VALUES ('{id}', '{assessment}', '{intake}', '{frozen_id}', '{name}', '{name}', '{name}@example.org',
                     '{name}@example.org', 'invited', 1, 'sent', 'Rita', 0, {expires}, 'undecided', 0);"
            ),
        )
        .await;
        InvitationId(id)
    }

    /// The candidate as their next request would prove them.
    async fn candidate(&self, invitation: InvitationId) -> Candidate {
        self.try_candidate(invitation).await.expect("a live link")
    }

    async fn try_candidate(&self, invitation: InvitationId) -> service::Result<Candidate> {
        let service = &self.world.service;
        let token = service
            .secret
            .token(Link::Invitation, &invitation.to_string(), 1);
        let opened = attempts::open_link(service, invitation, &token).await?;
        attempts::authenticate(service, invitation, &opened.secret).await
    }

    async fn started(&self, name: &str) -> InvitationId {
        let invitation = self.invite(name).await;
        let candidate = self.candidate(invitation).await;
        attempts::start(&self.world.service, &candidate, Consent::Given)
            .await
            .expect("starts");
        invitation
    }

    async fn save(&self, invitation: InvitationId, save: Save) -> service::Result<Saved> {
        let candidate = self.candidate(invitation).await;
        attempts::save_answer(&self.world.service, &candidate, save).await
    }

    /// Answers a question completely; letter A is best.
    async fn answer(&self, invitation: InvitationId, number: usize) -> Saved {
        let given = self.complete(number);
        self.save(invitation, save(number, "page", 1, 0, given))
            .await
            .expect("saved")
    }

    fn complete(&self, number: usize) -> Given {
        let question = &self.frozen.questions[number - 1];
        let letters = || ('A'..).take(question.question.options.len());
        match question.format {
            Format::SingleBest => best('A'),
            Format::MostLeast => Given {
                most: Some('A'),
                least: Some('B'),
                ..Given::default()
            },
            Format::RateEach => Given {
                ratings: letters().zip(1..).collect(),
                ..Given::default()
            },
            Format::RankOrder => Given {
                places: letters().zip(1..).collect(),
                ..Given::default()
            },
        }
    }

    async fn stored(&self, invitation: InvitationId) -> BTreeMap<String, Answer> {
        let mut tx = self.world.service.read().await.expect("reads");
        let record = tx
            .candidate_record(&invitation.to_string())
            .await
            .expect("reads")
            .expect("there");
        let attempt = record.attempt.expect("started");
        let answers = tx.answers(&attempt.id).await.expect("reads");
        answers
            .into_iter()
            .map(|one| {
                (
                    one.question_id,
                    serde_json::from_str(&one.answer).expect("JSON"),
                )
            })
            .collect()
    }
}

fn best(letter: char) -> Given {
    Given {
        best: Some(letter),
        ..Given::default()
    }
}

fn save(number: usize, writer: &str, sequence: i64, revision: i64, given: Given) -> Save {
    Save {
        number,
        writer: writer.into(),
        sequence,
        revision,
        given,
    }
}

/// The revision of a stored answer.
fn revision(saved: service::Result<Saved>) -> i64 {
    match saved {
        Ok(Saved::Stored { revision, .. }) => revision,
        other => panic!("not stored: {other:?}"),
    }
}
