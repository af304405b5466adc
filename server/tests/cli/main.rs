//! The `attune` program as an operator meets it: every command, and the server as a process of its own.

mod attune;
mod commands;
mod conversion;
mod scores;
mod served;
mod statistics;
