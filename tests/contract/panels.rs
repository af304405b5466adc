//! Expert panels on both databases: asking, rating, agreeing, taking a key over.

mod fixture;
mod keys;
mod people;
mod ratings;
