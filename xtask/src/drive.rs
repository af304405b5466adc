//! What `bench` and `torture` share: a release server of their own, a small HTTP client, forms as a browser fills them,
//! and a candidate's way through the pages. Knows no crate of the workspace: everything goes through the program's own
//! command line and HTTP.

pub mod candidate;
pub mod forms;
pub mod http;
pub mod preload;
pub mod server;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The value, whatever became of the thread that held it last.
pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Two digits after the point.
pub fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
