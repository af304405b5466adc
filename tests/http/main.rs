//! The application over HTTP: the real router on a real database, without a network.

mod accounts;
mod analysis;
mod architecture;
mod authorisation;
mod bad_input;
mod builder;
mod faults;
mod flood;
mod imports;
mod invitations;
mod live_use;
mod panels;
mod privacy;
mod rescores;
mod stage;
mod workshop;
