//! The pages of an expert who rates for a panel: phone first, each whole without JavaScript. Nothing here can show a key
//! or somebody else's rating: the use cases give none.

pub mod done;
pub mod finish;
pub mod question;
pub mod welcome;

use crate::failure::see_other;
use axum::response::Response;
use service::experts::{Standing, standing};
use service::principal::Expert;

/// The path of one of an expert's pages; empty for the first.
pub fn path(expert: &Expert, page: &str) -> String {
    let id = expert.expert();
    if page.is_empty() {
        format!("/rate/{id}")
    } else {
        format!("/rate/{id}/{page}")
    }
}

/// Where somebody goes who is not rating; `None` for those who are.
pub fn elsewhere(expert: &Expert) -> Option<Response> {
    match standing(expert) {
        Standing::Rating => None,
        Standing::Ready => Some(see_other(&path(expert, ""))),
        Standing::Finished | Standing::Closed => Some(see_other(&path(expert, "done"))),
    }
}

/// "1 question", "12 questions".
fn questions(count: usize) -> String {
    if count == 1 {
        "1 question".into()
    } else {
        format!("{count} questions")
    }
}
