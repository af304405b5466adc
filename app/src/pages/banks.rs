//! Pages about question banks, for recruiters and admins: the banks, one bank, one question with its key. Candidates
//! never come here.

pub mod bank;
pub mod export;
pub mod filter;
pub mod list;
pub mod live_use;
pub mod look_at;
mod past;
pub mod question;
pub mod review;
mod rows;

pub use rows::{about, keys, rows};
