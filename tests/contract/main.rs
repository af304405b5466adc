//! Every port method on SQLite and on PostgreSQL.

mod accounts;
mod assessments;
mod attempts;
mod banks;
mod invitations;
mod jobs;
mod panels;
mod rescores;
mod results;
mod revisions;
mod schema;
mod units;
mod uploads;
mod workshop;
