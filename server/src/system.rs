//! The outside world that use cases are given: the system's clock and its entropy, and the PDF renderer.

use domain::report::Report;
use domain::time::Timestamp;
use service::ports::{Clock, Entropy, Renderer};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The system's time, carried on by a clock that only runs forward: whoever sets the system's clock moves no deadline
/// (`service::attempts::keep_time` says when it is followed).
pub struct SystemClock<S = System> {
    sources: S,
    /// From the clock that only runs forward to the time, in milliseconds.
    offset: AtomicI64,
}

/// Two clocks, in milliseconds.
pub trait Sources: Send + Sync {
    /// Since 1970; may be set to another time at any moment.
    fn wall(&self) -> i64;
    /// Since some moment; only runs forward.
    fn steady(&self) -> i64;
}

pub struct System;

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

impl Sources for System {
    fn wall(&self) -> i64 {
        let elapsed = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
    }

    fn steady(&self) -> i64 {
        i64::try_from(START.elapsed().as_millis()).unwrap_or(i64::MAX)
    }
}

impl<S: Sources> SystemClock<S> {
    pub fn of(sources: S) -> Self {
        let offset = AtomicI64::new(0);
        let clock = Self { sources, offset };
        clock.follow();
        clock
    }
}

impl<S: Sources> Clock for SystemClock<S> {
    fn now(&self) -> Timestamp {
        Timestamp(self.sources.steady() + self.offset.load(Ordering::Relaxed))
    }

    fn step(&self) -> i64 {
        self.sources.wall() - self.now().0
    }

    fn follow(&self) {
        let offset = self.sources.wall() - self.sources.steady();
        self.offset.store(offset, Ordering::Relaxed);
    }
}

pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        rand::fill(bytes);
    }
}

pub struct PdfRenderer;

impl Renderer for PdfRenderer {
    fn pdf(&self, report: &Report) -> Result<Vec<u8>, String> {
        report::pdf(report).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[derive(Clone, Default)]
    struct Hands {
        wall: Arc<AtomicI64>,
        steady: Arc<AtomicI64>,
    }

    impl Hands {
        fn pass(&self, millis: i64) {
            self.wall.fetch_add(millis, Ordering::Relaxed);
            self.steady.fetch_add(millis, Ordering::Relaxed);
        }
    }

    impl Sources for Hands {
        fn wall(&self) -> i64 {
            self.wall.load(Ordering::Relaxed)
        }

        fn steady(&self) -> i64 {
            self.steady.load(Ordering::Relaxed)
        }
    }

    /// F11: setting the system's clock forward or back moves nothing until it is followed.
    #[test]
    fn a_step_of_the_systems_clock_is_told_and_not_taken() {
        let hands = Hands::default();
        hands.wall.store(1_800_000_000_000, Ordering::Relaxed);
        let clock = SystemClock::of(hands.clone());
        hands.pass(5);
        assert_eq!(clock.now(), Timestamp(1_800_000_000_005));
        for step in [3_600_000, -7_200_000] {
            let before = clock.now();
            hands.wall.fetch_add(step, Ordering::Relaxed);
            hands.pass(10);
            assert_eq!(clock.now(), before.plus(10));
            assert_eq!(clock.step(), step);
            clock.follow();
            assert_eq!(clock.now(), before.plus(10 + step));
            assert_eq!(clock.step(), 0);
        }
    }

    #[test]
    fn the_time_is_the_systems() {
        let clock = SystemClock::of(System);
        assert!((System.wall() - clock.now().0).abs() < 1_000);
    }
}
