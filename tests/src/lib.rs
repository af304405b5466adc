//! What the test binaries share: a [`World`] on a real database, a clock that only moves when told, seeded entropy and
//! mails kept instead of sent.
//!
//! Set `ATTUNE_TEST_POSTGRES` to the URL of a PostgreSQL server whose user may create databases (`cargo xtask test`
//! starts one); every [`on_both`] test then runs on SQLite and on PostgreSQL.

mod client;
mod databases;
mod smtp;
mod world;

pub use client::{Browser, Reply, Site, between};
pub use databases::{Kind, TestDatabase};
pub use smtp::{SmtpServer, Taken, Turn};
pub use world::{CapturedMail, TestClock, TestEntropy, World};

use std::future::Future;

/// Runs a test on a fresh SQLite file and on a fresh PostgreSQL database.
///
/// # Panics
/// When `ATTUNE_TEST_POSTGRES` is not set: half a contract test would hide a gap.
pub async fn on_both<F, R>(test: F)
where
    F: Fn(World) -> R,
    R: Future<Output = ()>,
{
    for kind in [Kind::Sqlite, Kind::Postgres] {
        eprintln!("on {kind:?}");
        test(World::new(kind).await).await;
    }
}
