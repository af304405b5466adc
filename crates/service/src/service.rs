//! What every use case is given: the store, the clock, entropy, the instance secret and the settings. Built once by
//! the server (or a test) and shared.

use crate::ports::{Clock, Entropy, Mailer, Renderer, Store, Tx, Unit};
use crate::tokens::InstanceSecret;
use crate::{Error, Result};
use domain::frozen::FrozenAssessment;
use domain::time::Timestamp;
use futures::future::BoxFuture;
use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::sync::{Semaphore, watch};

/// What the operator decides.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `https://hire.example.org`, without a trailing slash: every link is built from it.
    pub public_url: String,
    pub organisation: String,
    /// The From of every mail.
    pub mail_from: String,
    /// The demo shows its mailbox in the browser and marks itself.
    pub demo: bool,
    /// Memory for argon2id in KiB; tests lower it.
    pub argon2_memory_kib: u32,
    /// IANA zone that dates are shown in.
    pub timezone: String,
}

/// The shared context of all use cases.
pub struct Service {
    pub store: Arc<dyn Store>,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub mailer: Arc<dyn Mailer>,
    pub renderer: Arc<dyn Renderer>,
    pub secret: InstanceSecret,
    pub settings: Settings,
    /// Changes when a job is queued, so that the worker need not wait for its next look.
    pub work: watch::Sender<()>,
    /// At most two passwords are hashed at a time; the rest wait, bounded by the caller.
    pub hashing: Semaphore,
    /// At most two PDFs are drawn at a time.
    pub drawing: Semaphore,
    /// Those who may wait for a drawing; the next one is told to come back.
    pub drawing_places: Semaphore,
    /// One bank is written as a file at a time.
    pub converting: Semaphore,
    /// One dry run of other keys at a time; the rest wait.
    pub computing: Semaphore,
    /// Frozen assessments never change, so they are kept parsed.
    frozen: Mutex<HashMap<String, Arc<FrozenAssessment>>>,
}

const FROZEN_KEPT: usize = 64;

impl Service {
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        mailer: Arc<dyn Mailer>,
        renderer: Arc<dyn Renderer>,
        secret: InstanceSecret,
        settings: Settings,
    ) -> Self {
        Self {
            store,
            clock,
            entropy,
            mailer,
            renderer,
            secret,
            settings,
            work: watch::Sender::new(()),
            hashing: Semaphore::new(2),
            drawing: Semaphore::new(2),
            drawing_places: Semaphore::new(32),
            converting: Semaphore::new(1),
            computing: Semaphore::new(1),
            frozen: Mutex::new(HashMap::new()),
        }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A new version 7 UUID from the clock and the entropy given.
    pub fn new_uuid(&self) -> uuid::Uuid {
        let mut random = [0_u8; 10];
        self.entropy.fill(&mut random);
        let millis = u64::try_from(self.now().0).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// An id that says nothing about when it was made: for what a recruiter may see of an attempt, whose times are the
    /// candidate's own.
    pub fn new_timeless_uuid(&self) -> uuid::Uuid {
        let mut random = [0_u8; 16];
        self.entropy.fill(&mut random);
        uuid::Builder::from_random_bytes(random).into_uuid()
    }

    /// A reading transaction: a consistent view, no writes.
    ///
    /// # Errors
    /// [`Error::Unavailable`] while the database cannot be reached.
    pub async fn read(&self) -> Result<Box<dyn Tx>> {
        self.store.read().await
    }

    /// Runs one write unit. It has been committed durably when this returns `Ok`; on `Err` nothing of it happened.
    ///
    /// # Errors
    /// What the unit returned, or [`Error::Unavailable`] when it could not be committed.
    pub async fn write<T, F>(&self, unit: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut dyn Tx) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        unboxed(self.store.write(boxed(unit)).await?)
    }

    /// As [`Service::write`], for a unit that runs a single statement; it costs less
    /// (see [`write_one`](crate::ports::Store::write_one)).
    ///
    /// # Errors
    /// As [`Service::write`].
    pub async fn write_one<T, F>(&self, unit: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut dyn Tx) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        unboxed(self.store.write_one(boxed(unit)).await?)
    }

    /// A frozen assessment by its id, from memory or the store.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn frozen(&self, id: &str) -> Result<Arc<FrozenAssessment>> {
        if let Ok(kept) = self.frozen.lock()
            && let Some(found) = kept.get(id)
        {
            return Ok(Arc::clone(found));
        }
        let content = self
            .read()
            .await?
            .frozen_content(id)
            .await?
            .ok_or(Error::NotFound)?;
        let parsed = Arc::new(serde_json::from_str::<FrozenAssessment>(&content)?);
        if let Ok(mut kept) = self.frozen.lock() {
            if kept.len() >= FROZEN_KEPT {
                kept.clear();
            }
            kept.insert(id.to_owned(), Arc::clone(&parsed));
        }
        Ok(parsed)
    }
}

/// Stores know nothing of what a unit answers.
fn boxed<T, F>(unit: F) -> Unit
where
    T: Send + 'static,
    F: for<'t> FnOnce(&'t mut dyn Tx) -> BoxFuture<'t, Result<T>> + Send + 'static,
{
    Box::new(move |tx| {
        let work = unit(tx);
        Box::pin(async move {
            work.await
                .map(|value| Box::new(value) as Box<dyn Any + Send>)
        })
    })
}

fn unboxed<T: 'static>(value: Box<dyn Any + Send>) -> Result<T> {
    value
        .downcast::<T>()
        .map(|value| *value)
        .map_err(|_| Error::Internal)
}
