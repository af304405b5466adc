//! The filter above lists of questions: a form by GET, so that a filtered list has an address.

use crate::failure::encode;
use crate::ui::sentence_case;
use crate::ui::{Choice, Field, Select};
use domain::question::{Channel, Competency, Direction, Format, Kind};
use leptos::prelude::*;
use serde::Deserialize;
use service::banks::{Bank, Filter, by_code, code};

/// The filter as it stands in the address; anything unknown does not filter.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FilterQuery {
    pub q: String,
    pub bank: String,
    pub kind: String,
    pub competency: String,
    pub format: String,
    pub channel: String,
    pub direction: String,
    pub sector: String,
    pub page: String,
}

/// What the form offers besides the fixed lists.
#[derive(Debug, Clone, Default)]
pub struct Offer {
    pub sectors: Vec<String>,
    /// Empty where the page is about one bank.
    pub banks: Vec<Bank>,
}

impl FilterQuery {
    pub fn filter(&self) -> Filter {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Filter {
            bank: given(&self.bank),
            kind: by_code(&self.kind),
            competency: by_code(&self.competency),
            format: by_code(&self.format),
            channel: by_code(&self.channel),
            direction: by_code(&self.direction),
            sector: given(&self.sector),
            search: self.q.chars().take(200).collect(),
        }
    }

    /// From 1.
    pub fn page(&self) -> u32 {
        self.page.parse().unwrap_or(1).max(1)
    }

    /// Whether something is asked for.
    pub fn is_set(&self) -> bool {
        self.fields().iter().any(|(_, value)| !value.is_empty())
    }

    fn fields(&self) -> [(&'static str, &str); 8] {
        [
            ("q", &self.q),
            ("bank", &self.bank),
            ("kind", &self.kind),
            ("competency", &self.competency),
            ("format", &self.format),
            ("channel", &self.channel),
            ("direction", &self.direction),
            ("sector", &self.sector),
        ]
    }

    /// This filter as an address, up to the page's number.
    pub fn link(&self, path: &str) -> String {
        let set = self
            .fields()
            .into_iter()
            .filter(|(_, value)| !value.is_empty());
        let terms: String = set
            .map(|(name, value)| format!("{name}={}&", encode(value)))
            .collect();
        format!("{path}?{terms}page=")
    }
}

/// The form; it leads to `path`.
pub fn toolbar(path: &str, query: &FilterQuery, offer: Offer) -> AnyView {
    let banks = (!offer.banks.is_empty()).then(|| {
        let choices = offer
            .banks
            .iter()
            .map(|bank| Choice::new(&bank.info.id, &bank.info.title));
        select("bank", "Bank", "All banks", choices, &query.bank)
    });
    let kinds = [(Kind::Empathy, "Empathy"), (Kind::Job, "Job")];
    let kinds = kinds
        .iter()
        .map(|(kind, name)| Choice::new(code(kind), *name));
    let competencies = Competency::EMPATHY
        .iter()
        .map(|one| Choice::new(code(one), one.name()));
    let formats = Format::ALL
        .iter()
        .map(|one| Choice::new(code(one), sentence_case(one.name())));
    let channels = Channel::ALL
        .iter()
        .map(|one| Choice::new(code(one), one.name()));
    let directions = Direction::ALL
        .iter()
        .map(|one| Choice::new(code(one), one.name()));
    let sectors = offer
        .sectors
        .iter()
        .map(|one| Choice::new(one, sentence_case(one)));
    let reset = query.is_set().then(|| {
        view! { <a class="button plain" href=path.to_owned()>"Show all"</a> }
    });
    view! {
        <form class="toolbar" method="get" action=path.to_owned() role="search">
            <Field name="q" label="Words" value=query.q.clone() kind="search"/>
            {banks}
            {select("kind", "Kind", "All kinds", kinds, &query.kind)}
            {select("competency", "Competency", "All competencies", competencies, &query.competency)}
            {select("format", "Format", "All formats", formats, &query.format)}
            {select("channel", "Channel", "All channels", channels, &query.channel)}
            {select("direction", "Direction", "Both", directions, &query.direction)}
            {select("sector", "Sector", "All sectors", sectors, &query.sector)}
            <button class="button">"Filter"</button>
            {reset}
        </form>
    }
    .into_any()
}

fn select(
    name: &str,
    label: &str,
    all: &str,
    choices: impl Iterator<Item = Choice>,
    value: &str,
) -> AnyView {
    let choices: Vec<Choice> = std::iter::once(Choice::new("", all))
        .chain(choices)
        .collect();
    view! { <Select name label choices value/> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_a_filter_and_back() {
        let query = FilterQuery {
            q: "late parcel".into(),
            competency: "PT".into(),
            format: "rate_each".into(),
            channel: "carrier pigeon".into(),
            page: "0".into(),
            ..FilterQuery::default()
        };
        let filter = query.filter();
        assert_eq!(filter.competency, Some(Competency::PT));
        assert_eq!(filter.format, Some(Format::RateEach));
        assert_eq!(filter.channel, None);
        assert_eq!(query.page(), 1);
        assert_eq!(
            query.link("/banks"),
            "/banks?q=late%20parcel&competency=PT&format=rate_each&channel=carrier%20pigeon&page="
        );
        assert!(!FilterQuery::default().is_set());
    }

    #[test]
    fn sectors_are_written_as_words() {
        assert_eq!(sentence_case("technical_support"), "Technical support");
        assert_eq!(sentence_case(""), "");
    }
}
