//! People whose answers come from a seeded generator and a latent ability, scored by the real engine and stored as the
//! use cases store them.

use super::sql;
use domain::answer::{Answer, AnswerState, GivenAnswer};
use domain::assessment::{Definition, Delivery, Purpose, Recipient, SelectedQuestion};
use domain::attempt::{Plan, draw_plan};
use domain::frozen::{FrozenAssessment, FrozenQuestion};
use domain::ids::{AssessmentId, AttemptId, IntakeId, InvitationId, QuestionVersionId};
use domain::publishing::{Publication, freeze};
use domain::question::{Format, QuestionVersion};
use domain::ranking::Submissions;
use domain::score_card::ScoreCard;
use domain::scoring::score;
use std::ops::Range;
use std::sync::Mutex;
use tests::World;
use uuid::Uuid;

/// One assessment with one intake and those who took it.
pub struct Cohort {
    pub frozen: FrozenAssessment,
    pub assessment: AssessmentId,
    pub intake: IntakeId,
    frozen_id: Uuid,
    taken: Mutex<Vec<Taken>>,
}

/// One person's attempt.
#[derive(Clone)]
pub struct Taken {
    pub invitation: InvitationId,
    pub attempt: AttemptId,
    pub card: ScoreCard,
}

struct Seeded(u64);

impl Seeded {
    /// Uniform in 0..1 by splitmix64.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((word ^ (word >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn questions() -> Vec<QuestionVersion> {
    let text = include_str!("../../../question-banks/core-empathy.yaml");
    let (bank, _) = exchange::bank_file::parse(text).expect("the shipped bank is good");
    let version = |(question, n): (_, u128)| QuestionVersion {
        id: QuestionVersionId(Uuid::from_u128(n)),
        bank: bank.info.id.clone(),
        number: 1,
        key: bank.info.key.clone(),
        question,
    };
    bank.questions.into_iter().zip(1..).map(version).collect()
}

/// Twelve questions, each in the first format it allows.
fn definition(versions: &[QuestionVersion]) -> Definition {
    let format = |version: &QuestionVersion| {
        let mut formats = Format::ALL.into_iter();
        formats
            .find(|format| version.question.allows(*format))
            .expect("some format")
    };
    let recipient = |email: &str, delivery, attach| Recipient {
        email: email.into(),
        delivery,
        attach,
    };
    Definition {
        title: "Customer care".into(),
        job_title: "Customer care associate".into(),
        questions: versions
            .iter()
            .take(12)
            .map(|version| SelectedQuestion {
                version: version.id,
                format: format(version),
                weight: 1.0,
            })
            .collect(),
        recipients: vec![
            recipient("lead@example.org", Delivery::Each, false),
            recipient("file@example.org", Delivery::Each, true),
            recipient("daily@example.org", Delivery::DailyDigest, false),
        ],
        ..Definition::default()
    }
}

impl Cohort {
    pub async fn new(world: &World, owner: &str) -> Self {
        let versions = questions();
        let service = &world.service;
        let assessment = AssessmentId(service.new_uuid());
        let publication = Publication {
            id: assessment,
            purpose: Purpose::Pilot,
            acknowledgements: Vec::new(),
            published_by: "Rita Moreno".into(),
            published_at: service.now(),
        };
        let frozen = freeze(&definition(&versions), &versions, publication).expect("publishable");
        let (frozen_id, intake) = (service.new_uuid(), IntakeId(service.new_uuid()));
        let content = serde_json::to_string(&frozen)
            .expect("JSON")
            .replace('\'', "''");
        let text = format!(
            "INSERT INTO assessments (id, owner_id, status, title, definition, revision, simulated, created_at,
                 updated_at, updated_by)
             VALUES ('{assessment}', '{owner}', 'published', 'Customer care', '{{}}', 1, 0, 0, 0, 'Rita');
             INSERT INTO frozen_assessments (id, assessment_id, purpose, revision, content, content_hash, created_at)
             VALUES ('{frozen_id}', '{assessment}', 'pilot', 1, '{content}', '', 0);
             INSERT INTO intakes (id, assessment_id, name, site, hiring_manager, seed, created_at)
             VALUES ('{intake}', '{assessment}', 'Spring', '', '', -7, 0);"
        );
        sql(world, &text).await;
        Self {
            frozen,
            assessment,
            intake,
            frozen_id,
            taken: Mutex::new(Vec::new()),
        }
    }

    /// Adds complete attempts of the people with these numbers: `Person 7`, able as their number's hash.
    pub async fn add(&self, world: &World, numbers: Range<usize>) {
        for number in numbers {
            self.take(world, number, &format!("Person {number}"), |_| {})
                .await;
        }
    }

    /// Adds one person's attempt, whose answers `change` may alter before they are scored.
    pub async fn take(
        &self,
        world: &World,
        number: usize,
        name: &str,
        change: impl FnOnce(&mut Vec<GivenAnswer>),
    ) -> Taken {
        let mut random = Seeded(number as u64 + 1);
        let ability = random.next();
        let plan = draw_plan(&self.frozen, number as u64);
        let mut answers: Vec<GivenAnswer> = self
            .frozen
            .questions
            .iter()
            .map(|question| GivenAnswer {
                version: question.version,
                state: AnswerState::Answered,
                answer: Some(answer(question, ability, &mut random)),
            })
            .collect();
        change(&mut answers);
        let card = score(&self.frozen, &plan, &answers);
        let service = &world.service;
        let taken = Taken {
            invitation: InvitationId(service.new_uuid()),
            attempt: AttemptId(service.new_uuid()),
            card,
        };
        self.store(world, name, &plan, &taken).await;
        self.taken
            .lock()
            .expect("no panic while held")
            .push(taken.clone());
        taken
    }

    async fn store(&self, world: &World, name: &str, plan: &Plan, taken: &Taken) {
        let Self {
            assessment,
            intake,
            frozen_id,
            ..
        } = self;
        let Taken {
            invitation,
            attempt,
            card,
        } = taken;
        let quoted = |text: &str| text.replace('\'', "''");
        let json = |value: serde_json::Result<String>| quoted(&value.expect("JSON"));
        let points: Vec<Option<f64>> = card.contributions.iter().map(|line| line.points).collect();
        let completeness = serde_json::to_value(card.completeness).expect("JSON");
        let completeness = completeness.as_str().expect("a word");
        let (name, folded) = (quoted(name), quoted(&name.to_lowercase()));
        let (card_id, total, ended) = (
            world.service.new_uuid(),
            card.total_micro,
            world.service.now().0,
        );
        let (plan, points) = (
            json(serde_json::to_string(plan)),
            json(serde_json::to_string(&points)),
        );
        let content = json(serde_json::to_string(card));
        let text = format!(
            "INSERT INTO invitations (id, assessment_id, intake_id, frozen_id, name, name_folded, email, email_folded,
                 state, generation, mail_state, invited_by, created_at, expires_at, decision, simulated)
             VALUES ('{invitation}', '{assessment}', '{intake}', '{frozen_id}', '{name}', '{folded}',
                 '{invitation}@example.org', '{invitation}@example.org', 'submitted', 1, 'sent', 'Rita', 0, 0,
                 'undecided', 0);
             INSERT INTO attempts (id, invitation_id, intake_id, assessment_id, frozen_id, state, plan, consented_at,
                 started_at, ending, ended_at, score_card_id, completeness, total_micro, reopened)
             VALUES ('{attempt}', '{invitation}', '{intake}', '{assessment}', '{frozen_id}', 'ended', '{plan}', 0, 0,
                 'submitted', {ended}, '{card_id}', '{completeness}', {total}, 0);
             INSERT INTO score_cards (id, attempt_id, engine_version, content, points, created_at, frozen_id)
             VALUES ('{card_id}', '{attempt}', '1', '{content}', '{points}', {ended}, '{frozen_id}');"
        );
        sql(world, &text).await;
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().expect("no panic while held").clone()
    }

    /// What the domain ranks.
    pub fn submissions(&self) -> Submissions {
        let mut submissions = Submissions::to(&self.frozen);
        for taken in self.taken() {
            submissions.add_card(taken.attempt, &taken.card);
        }
        submissions
    }
}

/// An answer by somebody who sees every option's value through noise that falls with ability.
fn answer(frozen: &FrozenQuestion, ability: f64, random: &mut Seeded) -> Answer {
    let seen: Vec<(f64, &str)> = frozen
        .question
        .options
        .iter()
        .map(|option| {
            let noise = (random.next() - 0.5) * 10.0 * (1.2 - ability);
            (option.value + noise, option.id.as_str())
        })
        .collect();
    let mut order = seen.clone();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let at = |place: usize| Some(order[place].1.to_owned());
    match frozen.format {
        Format::SingleBest => Answer::SingleBest { choice: at(0) },
        Format::MostLeast => Answer::MostLeast {
            most: at(0),
            least: at(order.len() - 1),
        },
        Format::RateEach => Answer::RateEach {
            ratings: seen
                .iter()
                .map(|(value, id)| ((*id).to_owned(), value.round().clamp(1.0, 7.0) as u8))
                .collect(),
        },
        Format::RankOrder => Answer::RankOrder {
            places: order
                .iter()
                .zip(1..)
                .map(|((_, id), place)| ((*id).to_owned(), place))
                .collect(),
        },
    }
}
