//! The top floor: configuration, router and middleware, worker loop, command line. Puts the floors below together and
//! decides nothing about people or scores.

#![warn(clippy::expect_used)]

pub mod application;
pub mod assets;
pub mod cli;
pub mod config;
pub mod connections;
pub mod memory;
pub mod middleware;
pub mod system;
pub mod worker;
