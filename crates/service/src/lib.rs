//! Use cases: one function per user intention, who may do what, and the ports that the floor above fills.
//!
//! Never contains SQL, HTTP, HTML, PDF drawing or SMTP. A use case takes a principal (never a raw account id), checks
//! nothing twice, changes state in one write unit together with the jobs it causes, and returns words or values.
//! To add one: a function in the noun's module; a query it needs is a method on that noun's port in [`ports`], one
//! implementation in `store`, one contract test.

#![warn(clippy::expect_used)]

pub mod accounts;
pub mod analysis;
pub mod assessments;
pub mod attempts;
pub mod audit;
pub mod banks;
pub mod dates;
pub mod error;
pub mod experts;
pub mod intakes;
pub mod invitations;
pub mod jobs;
pub mod live_use;
pub mod mails;
pub mod panels;
pub mod ports;
pub mod principal;
pub mod reports;
pub mod rescoring;
pub mod results;
pub mod service;
pub mod statistics;
pub mod throttle;
pub mod tokens;
pub mod workshop;

pub use error::{Error, FieldError, Result};
pub use service::{Service, Settings};
