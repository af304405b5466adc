//! Results on both databases: rankings, single results, decisions and reports, over attempts simulated from a seed and
//! scored by the real engine.

mod decisions;
mod live_use;
mod ranking;
mod reporting;
mod simulated;
mod statistics;

use service::principal::{OnAssessment, Staff};
use service::{accounts, assessments};
use simulated::Cohort;
use sqlx::AssertSqlSafe;
use store::Database;
use tests::World;

/// An intake with simulated people, and its owner signed in.
struct Fixture {
    world: World,
    cohort: Cohort,
    on: OnAssessment,
}

impl Fixture {
    /// `people` complete attempts of rising ability, shuffled.
    async fn new(world: World, people: usize) -> Self {
        let admin = admin(&world).await;
        let cohort = Cohort::new(&world, &admin.account().to_string()).await;
        cohort.add(&world, 0..people).await;
        let recruiter = admin.recruiter().expect("admins may");
        let on = assessments::access(&world.service, recruiter, cohort.assessment)
            .await
            .expect("the owner may");
        Self { world, cohort, on }
    }

    async fn rank(&self) {
        let id = self.cohort.intake.to_string();
        service::results::rank_intake(&self.world.service, &id)
            .await
            .expect("ranks");
        // The next snapshot is a later one.
        self.world.clock.advance(1_000);
    }
}

/// The first admin, through the real setup.
async fn admin(world: &World) -> Staff {
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
