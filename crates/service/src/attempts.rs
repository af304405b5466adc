//! Attempts, from the link in the mail to the receipt: opening, adjustments, starting, answering, submitting, and what
//! the server does itself when time or a window ends. The rules of time are in `domain::attempt`, scoring is in
//! `domain::scoring`; neither is here. To add a step of the candidate: a file below, named by what the person does.

mod adjust;
mod answer;
mod contact;
mod done;
mod finish;
mod given;
mod late;
mod link;
mod question;
mod reopen;
mod requests;
pub(crate) mod result;
mod standing;
mod start;
mod timekeeping;
mod welcome;

pub use adjust::{
    AdjustmentPage, EXTRA_TIME_STEPS, Request, adjustment_page, ask_for_other, take_extra_time,
};
pub use answer::{Save, Saved, save_answer};
pub use contact::{
    AdjustmentAnswer, ContactRequest, adjustment_link, answer_request, contact_request,
};
pub use done::{Done, done};
pub use finish::{close_intake_attempts, close_overdue, submit};
pub use given::Given;
pub use late::accept_late_answers;
pub use link::{Opened, authenticate, open_link};
pub use question::{Mark, QuestionPage, Review, ReviewLine, question_page, review};
pub use reopen::reopen;
pub use requests::{request_human_review, withdraw};
pub use standing::{Standing, question_count, standing};
pub use start::{Consent, start};
pub use timekeeping::{Timekeeping, keep_time};
pub use welcome::{Welcome, mark_opened, welcome};
