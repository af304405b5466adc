//! The ranking of an intake: who stands where, as far as the numbers can tell, and what to do next.

use super::ranking_aside::aside;
use super::ranking_head::head;
use super::ranking_table::table;
use super::{Asked, InIntake, below, blind, count};
use crate::auth::WithAccess;
use crate::failure::{Answer, encode};
use crate::shell::{self, PageContext};
use crate::state::AppState;
use crate::ui::{Choice, Empty, Field, Notice, Pagination, Select, Tone};
use axum::extract::{Path, Query, State};
use domain::ranking::BANDS_FROM;
use http::HeaderMap;
use leptos::prelude::*;
use service::Service;
use service::principal::OnAssessment;
use service::results::{Decision, RankingPage, RankingQuery, SliceOrder, Unranked, ranking_page};
use std::collections::HashMap;

/// GET …/ranking
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<InIntake>,
    headers: HeaderMap,
    Query(query): Query<Asked>,
) -> Answer {
    let asked = asked(&query, blind(&headers, &query));
    let intake = at.id().map_err(|error| ctx.failure(error))?;
    let found = ranking_page(&state.service, &on, intake, &asked)
        .await
        .map_err(|error| ctx.failure(error))?;
    let page = below("Ranking", &at, &found.assessment, &found.intake);
    Ok(shell::page(&ctx, page, || {
        view(&state.service, &on, &at, &asked, &found)
    }))
}

/// Anything but the words on the page's own links counts as not asked.
fn asked(query: &HashMap<String, String>, blind: bool) -> RankingQuery {
    let text = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
    RankingQuery {
        order: if text("by") == "score" {
            SliceOrder::ByScore
        } else {
            SliceOrder::ByBand
        },
        page: text("page").parse().unwrap_or(1).clamp(1, 1_000_000),
        name: text("q").chars().take(100).collect(),
        decision: Decision::parse(text("decision")),
        band: text("band").parse().ok().filter(|band| *band > 0),
        blind,
    }
}

fn view(
    service: &Service,
    on: &OnAssessment,
    at: &InIntake,
    asked: &RankingQuery,
    page: &RankingPage,
) -> AnyView {
    let head = head(service, on, at, asked, page);
    if page
        .shown
        .as_ref()
        .is_none_or(|shown| shown.content.snapshot.submissions == 0)
    {
        let people = format!("{}/invite", at.path());
        let unranked = unranked(at, &page.unranked, page.counts.not_ranked);
        return view! {
            {head}
            <Empty what="Nobody has submitted a complete attempt yet. The ranking appears here with the first one.">
                <a class="button" href=people>"Invite people"</a>
            </Empty>
            {unranked}
        }
        .into_any();
    }
    view! {
        {head}
        {filters(at, asked, page)}
        <div class="split">
            <section aria-label="Ranking" class="stack">
                {few(page)}
                {table(at, asked, page)}
                {pages(at, asked, page)}
                {unranked(at, &page.unranked, page.counts.not_ranked)}
            </section>
            {aside(page)}
        </div>
    }
    .into_any()
}

fn filters(at: &InIntake, asked: &RankingQuery, page: &RankingPage) -> AnyView {
    let bands = page
        .shown
        .as_ref()
        .map_or(0, |shown| shown.content.snapshot.band_sizes.len());
    let mut decisions = vec![Choice::new("", "Any")];
    decisions
        .extend(Decision::ALL.map(|decision| Choice::new(decision.as_str(), decision.label())));
    let decision = asked.decision.map(Decision::as_str).unwrap_or_default();
    let band = (bands > 1).then(|| {
        let mut choices = vec![Choice::new("", "All")];
        choices
            .extend((1..=bands).map(|band| Choice::new(band.to_string(), format!("Band {band}"))));
        let value = asked.band.map(|band| band.to_string()).unwrap_or_default();
        view! { <Select name="band" label="Band" choices value/> }
    });
    let order = (bands > 0).then(|| {
        let choices = vec![
            Choice::new("band", "By band"),
            Choice::new("score", "By score"),
        ];
        let value = if asked.order == SliceOrder::ByScore {
            "score"
        } else {
            "band"
        };
        view! { <Select name="by" label="Order" choices value/> }
    });
    let name = (!asked.blind).then(|| {
        view! { <div class="grow"><Field name="q" label="Name" value=asked.name.clone() kind="search" maxlength=100/></div> }
    });
    let clear = (asked.decision.is_some() || asked.band.is_some() || !asked.name.trim().is_empty())
        .then(|| view! { <a class="button plain" href=format!("{}/ranking", at.path())>"Show everyone"</a> });
    view! {
        <form class="toolbar" method="get" action=format!("{}/ranking", at.path())>
            {name}
            <Select name="decision" label="Decision" choices=decisions value=decision/>
            {band}
            {order}
            <button class="button">"Show"</button>
            {clear}
        </form>
    }
    .into_any()
}

/// Under 30 there are no bands, and the page says why.
fn few(page: &RankingPage) -> Option<AnyView> {
    let snapshot = &page.shown.as_ref()?.content.snapshot;
    if snapshot.band_width.is_some() {
        return None;
    }
    let submissions = count(snapshot.submissions.into(), "submission", "submissions");
    Some(
        view! {
            <Notice tone=Tone::Info>
                <p>
                    {format!("With {submissions} the list is sorted by score and has no bands. They begin at {BANDS_FROM}: \
                    before that, too few people have answered to say which differences are real. Where intervals overlap, \
                    two people cannot be told apart.")}
                </p>
            </Notice>
        }
        .into_any(),
    )
}

fn pages(at: &InIntake, asked: &RankingQuery, page: &RankingPage) -> AnyView {
    let link = link(at, asked);
    if let Some(pages) = page.pages {
        return view! { <Pagination current=asked.page.min(pages) pages link/> }.into_any();
    }
    let previous = (asked.page > 1).then(
        || view! { <li><a rel="prev" href=format!("{link}{}", asked.page - 1)>"Previous"</a></li> },
    );
    let next = page.has_next.then(
        || view! { <li><a rel="next" href=format!("{link}{}", asked.page + 1)>"Next"</a></li> },
    );
    view! { <nav class="pages" aria-label="Pages"><ul>{previous}{next}</ul></nav> }.into_any()
}

/// The link to a page of the same question, up to the page's number.
fn link(at: &InIntake, asked: &RankingQuery) -> String {
    let mut link = format!("{}/ranking?", at.path());
    let mut add = |name: &str, value: &str| {
        if !value.is_empty() {
            link.push_str(&format!("{name}={}&", encode(value)));
        }
    };
    add(
        "by",
        if asked.order == SliceOrder::ByScore {
            "score"
        } else {
            ""
        },
    );
    add("q", asked.name.trim());
    add(
        "decision",
        asked.decision.map(Decision::as_str).unwrap_or_default(),
    );
    add(
        "band",
        &asked.band.map(|band| band.to_string()).unwrap_or_default(),
    );
    link.push_str("page=");
    link
}

/// Those who submitted without being ranked, listed apart.
fn unranked(at: &InIntake, people: &[Unranked], all: u64) -> Option<AnyView> {
    if people.is_empty() {
        return None;
    }
    let rows = people
        .iter()
        .map(|one| {
            let result = format!("{}/candidates/{}", at.path(), one.invitation);
            let reopen = format!("{}/invitations/{}/reopen", at.path(), one.invitation);
            let why = if one.unfinished { "Under 80 % answered" } else { "Too little evidence after losses" };
            let label = format!("Reopen the attempt of {}", one.name);
            view! {
                <tr>
                    <td><a href=result>{one.name.clone()}</a>" "{super::simulated_tag(one.simulated)}</td>
                    <td>{why}</td>
                    <td>
                        <form method="post" action=reopen><button class="button" aria-label=label>"Reopen"</button></form>
                    </td>
                </tr>
            }
        })
        .collect_view();
    let more = (all > people.len() as u64)
        .then(|| view! { <p class="quiet">{format!("The first {} of {all}.", people.len())}</p> });
    Some(
        view! {
            <h2 class="gap">"Not ranked"</h2>
            <p>"These attempts ended without enough answers to rank. Reopening one lets the person go on where it stopped."</p>
            <div class="card scroll" tabindex="0" aria-label="Not ranked">
                <table>
                    <thead><tr><th scope="col">"Candidate"</th><th scope="col">"Why"</th><th scope="col">"Do"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {more}
        }
        .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_words_are_asked() {
        let query = |pairs: &[(&str, &str)]| -> HashMap<String, String> {
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect()
        };
        let strange = asked(
            &query(&[
                ("by", "name; DROP"),
                ("page", "-1"),
                ("decision", "hire"),
                ("band", "x"),
            ]),
            false,
        );
        assert_eq!(
            (strange.order, strange.page, strange.decision, strange.band),
            (SliceOrder::ByBand, 1, None, None)
        );
        let asked = asked(
            &query(&[
                ("by", "score"),
                ("page", "3"),
                ("decision", "hold"),
                ("band", "2"),
            ]),
            true,
        );
        assert_eq!(
            (asked.order, asked.page, asked.band),
            (SliceOrder::ByScore, 3, Some(2))
        );
        let at = InIntake {
            assessment: "a".into(),
            intake: "i".into(),
        };
        assert_eq!(
            link(&at, &asked),
            "/assessments/a/intakes/i/ranking?by=score&decision=hold&band=2&page="
        );
    }
}
