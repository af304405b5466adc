//! Cheap ways to answer without understanding anybody: by the length of a reply, its punctuation, its figures, or the
//! words that it shares with the scenario. What each would earn on the single best reply, so that no coach can sell it.
//! The habits that a recruiter sees before publishing are in `domain::rehearsal`; these are stricter and for our texts.

use domain::question::{Question, ReplyOption};
use std::collections::BTreeSet;

/// A habit prefers the reply with the highest number; the replies of the question are given too.
pub type Habit = fn(&ReplyOption, &Question) -> f64;

pub const HABITS: [(&str, Habit); 9] = [
    ("the shortest", |reply, _| -length(reply)),
    ("of middle length", |reply, question| {
        let longer = |other: &&ReplyOption| length(other) > length(reply);
        let rank = question.options.iter().filter(longer).count();
        -(rank.abs_diff(question.options.len() / 2) as f64)
    }),
    ("a question in it", |reply, _| {
        f64::from(u8::from(reply.text.contains('?')))
    }),
    ("an apology in it", |reply, _| {
        f64::from(u8::from(sorry(reply)))
    }),
    ("no apology in it", |reply, _| {
        -f64::from(u8::from(sorry(reply)))
    }),
    ("the most figures", |reply, _| {
        let is_figure = |part: &&str| part.starts_with(|c: char| c.is_ascii_digit());
        reply.text.split_whitespace().filter(is_figure).count() as f64
    }),
    ("the shortest sentences", |reply, _| {
        let ends = reply.text.matches(['.', '?', '!']).count().max(1);
        -(reply.text.split_whitespace().count() as f64) / ends as f64
    }),
    ("the most words of the scenario", |reply, question| {
        shared(reply, &question.scenario)
    }),
    ("the most words of the customer", |reply, question| {
        shared(reply, &quoted(question))
    }),
];

/// What `habit` earns over the questions: 0 is guessing, 100 always the best reply. A tie is a guess among the tied.
pub fn earns(habit: Habit, questions: &[Question]) -> f64 {
    let scores = questions.iter().map(|question| {
        let values = || question.options.iter().map(|option| option.value);
        let low = values().fold(f64::INFINITY, f64::min);
        let high = values().fold(f64::NEG_INFINITY, f64::max);
        let scaled = |value: f64| (value - low) / (high - low);
        let chance = mean(values().map(scaled));
        let preferences = || question.options.iter().map(|o| habit(o, question));
        let most = preferences().fold(f64::NEG_INFINITY, f64::max);
        let chosen = values().zip(preferences());
        let chosen = chosen.filter(|(_, preference)| (most - preference).abs() < 1e-9);
        (mean(chosen.map(|(value, _)| scaled(value))) - chance) / (1.0 - chance)
    });
    100.0 * mean(scores)
}

fn mean(of: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = of.fold((0.0, 0.0), |(sum, count), x| (sum + x, count + 1.0));
    sum / count
}

fn length(reply: &ReplyOption) -> f64 {
    reply.text.chars().count() as f64
}

fn sorry(reply: &ReplyOption) -> bool {
    let text = reply.text.to_lowercase();
    text.contains("sorry") || text.contains("apolog")
}

/// How many words of more than three letters the reply has in common with a text.
fn shared(reply: &ReplyOption, text: &str) -> f64 {
    words(&reply.text).intersection(&words(text)).count() as f64
}

fn words(text: &str) -> BTreeSet<String> {
    let text = text.to_lowercase();
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
    let long = parts.filter(|word| word.chars().count() > 3);
    long.map(str::to_owned).collect()
}

/// What is said in the scenario, between quotation marks.
fn quoted(question: &Question) -> String {
    let parts: Vec<&str> = question.scenario.split('"').skip(1).step_by(2).collect();
    parts.join(" ")
}
