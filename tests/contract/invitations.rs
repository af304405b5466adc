//! Intakes and invitations on both databases: the port and the use cases over it.

mod fixture;
mod intakes;
mod links;
mod sending;

use fixture::{Fixture, people, person};
