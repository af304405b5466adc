//! The pages: handlers that read, and the views they show. A folder an area: candidate, recruiter, admin, account.

pub mod account;
pub mod admin;
pub mod assessments;
pub mod banks;
pub mod candidate;
pub mod expert;
pub mod imports;
pub mod intakes;
pub mod panels;
pub mod results;
pub mod workshop;
