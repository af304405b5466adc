//! The replies of a question and the controls of its format, named by letters alone. Never contains the situation.

use crate::ui::{FieldErrors, field_id};
use domain::answer::{Answer, RATING};
use domain::candidate_view::{CandidateOption, CandidateQuestion};
use leptos::prelude::*;

/// What the controls of one question are drawn from.
pub(super) struct Fields<'a> {
    pub question: &'a CandidateQuestion,
    pub answer: Option<&'a Answer>,
    pub errors: &'a FieldErrors,
    pub scope: &'a str,
}

impl Fields<'_> {
    fn reply_id(&self, option: &CandidateOption) -> String {
        format!("{}r{}", self.scope, option.letter)
    }

    /// The replies, read once.
    pub fn replies(&self) -> AnyView {
        let items = self
            .question
            .options
            .iter()
            .map(|option| {
                view! {
                    <li id=self.reply_id(option)>
                        <b aria-hidden="true">{option.letter.to_string()}</b>
                        <span>{option.text.clone()}</span>
                    </li>
                }
            })
            .collect_view();
        view! { <ol class="replies">{items}</ol> }.into_any()
    }

    /// The replies, each with its own control below.
    pub fn each(&self, control: fn(&Self, &CandidateOption) -> AnyView) -> AnyView {
        let items = self
            .question
            .options
            .iter()
            .map(|option| {
                view! {
                    <li>
                        <b aria-hidden="true">{option.letter.to_string()}</b>
                        <div class="stack">
                            <div id=self.reply_id(option)>{option.text.clone()}</div>
                            {control(self, option)}
                        </div>
                    </li>
                }
            })
            .collect_view();
        view! { <ol class="replies">{items}</ol> }.into_any()
    }

    /// The replies as radios: the whole reply is the target.
    pub fn choices(&self, name: &'static str, legend: &'static str) -> AnyView {
        let chosen = self.chosen(name);
        let radios = (0..)
            .zip(&self.question.options)
            .map(|(at, option)| {
                // The error summary leads to the first radio.
                let id = (at == 0).then(|| field_id(&format!("{}{name}", self.scope)));
                let checked = chosen == Some(option.id.as_str());
                let letter = option.letter.to_string();
                view! {
                    <label class="choice">
                        <input type="radio" id=id name=name value=letter.clone() checked=checked/>
                        <span><b>{letter}</b>" "{option.text.clone()}</span>
                    </label>
                }
            })
            .collect_view();
        view! {
            <fieldset>
                <legend>{legend}</legend>
                {radios}
            </fieldset>
        }
        .into_any()
    }

    pub fn error(&self, name: &str) -> Option<AnyView> {
        let id = format!("{}{name}-error", self.scope);
        self.errors
            .of(name)
            .map(|message| view! { <p class="error" id=id>{message}</p> }.into_any())
    }

    /// One of the letters: each radio is named by its letter and the whole reply.
    pub fn letters(&self, name: &'static str, legend: &'static str) -> AnyView {
        let wrong = self.errors.of(name).is_some();
        let described = wrong.then(|| format!("{}{name}-error", self.scope));
        let chosen = self.chosen(name);
        let radios = (0..)
            .zip(&self.question.options)
            .map(|(at, option)| {
                let letter = option.letter.to_string();
                let label = format!("{}{name}{letter}", self.scope);
                let named = format!("{label} {}", self.reply_id(option));
                // The error summary leads to the first radio.
                let id = (at == 0).then(|| field_id(&format!("{}{name}", self.scope)));
                let checked = chosen == Some(option.id.as_str());
                view! {
                    <label>
                        <input type="radio" id=id name=name value=letter.clone() aria-labelledby=named checked=checked/>
                        <span id=label>{letter}</span>
                    </label>
                }
            })
            .collect_view();
        view! {
            <fieldset class="letters" class:wrong=wrong aria-describedby=described>
                <legend>{legend}</legend>
                {self.error(name)}
                <div>{radios}</div>
            </fieldset>
        }
        .into_any()
    }

    fn chosen(&self, name: &str) -> Option<&str> {
        match (name, self.answer?) {
            ("best", Answer::SingleBest { choice }) => choice.as_deref(),
            ("most", Answer::MostLeast { most, .. }) => most.as_deref(),
            ("least", Answer::MostLeast { least, .. }) => least.as_deref(),
            _ => None,
        }
    }

    /// 1 to 7 for one reply.
    pub fn rating(&self, option: &CandidateOption) -> AnyView {
        let given = match self.answer {
            Some(Answer::RateEach { ratings }) => ratings.get(&option.id).copied(),
            _ => None,
        };
        let name = format!("rate-{}", option.letter);
        let legend = format!("{}{name}", self.scope);
        let named = format!("{legend} {}", self.reply_id(option));
        let labels = RATING
            .map(|rating| {
                let id = (rating == 1).then(|| field_id(&format!("{}{name}", self.scope)));
                view! {
                    <label>
                        <input type="radio" id=id name=name.clone() value=rating checked=given == Some(rating)/>
                        <span>{rating}</span>
                    </label>
                }
            })
            .collect_view();
        view! {
            <fieldset aria-labelledby=named>
                <legend class="vis-hidden" id=legend>{format!("Rating of {}", option.letter)}</legend>
                <div class="scale">
                    <span class="end">"1 harms"</span>
                    {labels}
                    <span class="end">"7 helps most"</span>
                </div>
            </fieldset>
        }
        .into_any()
    }

    /// A place for one reply, by a native select.
    pub fn place(&self, option: &CandidateOption) -> AnyView {
        let given = match self.answer {
            Some(Answer::RankOrder { places }) => places.get(&option.id).copied(),
            _ => None,
        };
        let first = self
            .question
            .options
            .first()
            .is_some_and(|first| first.id == option.id);
        let name = format!("place-{}", option.letter);
        let field = if first {
            "place".to_owned()
        } else {
            name.clone()
        };
        let id = field_id(&format!("{}{field}", self.scope));
        let wrong = self.errors.of("place").map(|_| "true");
        let choices = (1_u8..)
            .take(self.question.options.len())
            .map(|place| {
                let words = match place {
                    1 => "1, best".to_owned(),
                    place if usize::from(place) == self.question.options.len() => {
                        format!("{place}, last")
                    }
                    place => place.to_string(),
                };
                view! { <option value=place selected=given == Some(place)>{words}</option> }
            })
            .collect_view();
        view! {
            <div class="field">
                <label for=id.clone()>{format!("Place of {}", option.letter)}</label>
                <select id=id name=name aria-describedby=self.reply_id(option) aria-invalid=wrong>
                    <option value="">"Not placed yet"</option>
                    {choices}
                </select>
            </div>
        }
        .into_any()
    }
}
