//! A whole instance without a network: the use cases on a real database.

use crate::databases::{Kind, TestDatabase};
use async_trait::async_trait;
use domain::report::Report;
use domain::time::Timestamp;
use service::ports::{Clock, Entropy, MailError, Mailer, Message, Renderer};
use service::tokens::InstanceSecret;
use service::{Service, Settings};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// 2026-03-02T09:00:00Z, a Monday.
const START: i64 = 1_772_442_000_000;

/// A clock that stands still until it is moved.
pub struct TestClock {
    now: AtomicI64,
    step: AtomicI64,
}

impl TestClock {
    pub fn advance(&self, millis: i64) {
        self.now.fetch_add(millis, Ordering::SeqCst);
    }

    /// Somebody sets the system's clock; this one goes on as before until it is told to follow.
    pub fn set_system_ahead(&self, millis: i64) {
        self.step.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.now.load(Ordering::SeqCst))
    }

    fn step(&self) -> i64 {
        self.step.load(Ordering::SeqCst)
    }

    fn follow(&self) {
        self.advance(self.step.swap(0, Ordering::SeqCst));
    }
}

/// A splitmix64 stream: reproducible, and never the same twice within a test.
pub struct TestEntropy(Mutex<u64>);

impl Entropy for TestEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.0.lock().expect("no panic while held");
        for chunk in bytes.chunks_mut(8) {
            *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut word = *state;
            word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let word = (word ^ (word >> 31)).to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    }
}

/// Keeps messages; can be told to fail the next ones.
#[derive(Default)]
pub struct CapturedMail {
    sent: Mutex<Vec<Message>>,
    failures: Mutex<VecDeque<MailError>>,
    panics: AtomicUsize,
}

impl CapturedMail {
    /// The next message ends in a panic, as a defect would.
    pub fn panic_next(&self) {
        self.panics.fetch_add(1, Ordering::SeqCst);
    }

    pub fn fail_next(&self, error: MailError) {
        self.failures
            .lock()
            .expect("no panic while held")
            .push_back(error);
    }
}

#[async_trait]
impl Mailer for CapturedMail {
    async fn send(&self, message: &Message) -> Result<(), MailError> {
        let left = |panics: usize| panics.checked_sub(1);
        let due = self
            .panics
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, left);
        assert!(due.is_err(), "a defect in the mailer");
        if let Some(error) = self
            .failures
            .lock()
            .expect("no panic while held")
            .pop_front()
        {
            return Err(error);
        }
        self.sent
            .lock()
            .expect("no panic while held")
            .push(message.clone());
        Ok(())
    }
}

struct Pdf;

impl Renderer for Pdf {
    fn pdf(&self, report: &Report) -> Result<Vec<u8>, String> {
        report::pdf(report).map_err(|error| error.to_string())
    }
}

/// One instance under test.
pub struct World {
    pub service: Arc<Service>,
    pub clock: Arc<TestClock>,
    pub mailer: Arc<CapturedMail>,
    pub database: TestDatabase,
}

impl World {
    /// # Panics
    /// When the database cannot be made.
    pub async fn new(kind: Kind) -> Self {
        let database = TestDatabase::new(kind).await;
        let store = store::open(&database.database)
            .await
            .expect("a fresh database opens");
        let clock = Arc::new(TestClock {
            now: AtomicI64::new(START),
            step: AtomicI64::new(0),
        });
        let mailer = Arc::new(CapturedMail::default());
        let service = Arc::new(Service::new(
            store,
            Arc::clone(&clock) as Arc<dyn Clock>,
            Arc::new(TestEntropy(Mutex::new(1))),
            Arc::clone(&mailer) as Arc<dyn Mailer>,
            Arc::new(Pdf),
            InstanceSecret::new([42; 32]),
            Settings {
                public_url: "http://127.0.0.1:3000".into(),
                organisation: "Attune".into(),
                mail_from: "attune@localhost".into(),
                demo: false,
                argon2_memory_kib: 64,
                timezone: "UTC".into(),
            },
        ));
        Self {
            service,
            clock,
            mailer,
            database,
        }
    }

    /// Every message sent so far.
    pub fn mails(&self) -> Vec<Message> {
        self.mailer
            .sent
            .lock()
            .expect("no panic while held")
            .clone()
    }
}
