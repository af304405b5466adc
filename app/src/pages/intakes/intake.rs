//! One intake: how far it is, and everybody invited to it.

use super::table::table;
use super::{below_assessment, people, progress_words, simulated_tag, stage_words, state_words};
use crate::auth::WithAccess;
use crate::dates;
use crate::failure::{Answer, encode};
use crate::pages::results::InIntake;
use crate::shell::{self, PageContext};
use crate::state::AppState;
use crate::ui::{Choice, Empty, Field, Pagination, Select};
use axum::extract::{Path, Query, State};
use http::HeaderValue;
use leptos::prelude::*;
use service::Service;
use service::intakes::{self, IntakePage, Stage};
use service::invitations::{self, InvitationList, ListQuery, State as InvitationState};
use std::collections::HashMap;

/// Seconds between two loads of a page that is kept up to date.
const REFRESH: u64 = 15;

/// GET …/intakes/{intake}
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<InIntake>,
    Query(query): Query<HashMap<String, String>>,
) -> Answer {
    let asked = asked(&query);
    let live = query.get("live").is_some_and(|value| value == "1");
    let id = at.id().map_err(|error| ctx.failure(error))?;
    let intake = intakes::page(&state.service, &on, id)
        .await
        .map_err(|error| ctx.failure(error))?;
    let list = invitations::list(&state.service, &on, id, &asked)
        .await
        .map_err(|error| ctx.failure(error))?;
    let page = below_assessment(
        &intake.intake.name,
        &at.assessment,
        &intake.assessment_title,
    );
    let mut response = shell::page(&ctx, page, || {
        view(&state.service, &at, &intake, &list, &asked, live)
    });
    if live {
        response
            .headers_mut()
            .insert("refresh", HeaderValue::from(REFRESH));
    }
    Ok(response)
}

/// Anything but the words on the page's own links counts as not asked.
fn asked(query: &HashMap<String, String>) -> ListQuery {
    let text = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
    ListQuery {
        state: InvitationState::named(text("state")),
        search: text("q").chars().take(100).collect(),
        page: text("page").parse().unwrap_or(1),
    }
}

fn view(
    service: &Service,
    at: &InIntake,
    page: &IntakePage,
    list: &InvitationList,
    asked: &ListQuery,
    live: bool,
) -> AnyView {
    let body = if page.intake.counts.all() == 0 {
        nobody(at, page)
    } else {
        view! { {filters(at, asked, live)} {results(service, at, page, list, asked, live)} }
            .into_any()
    };
    view! {
        {head(at, page)}
        {standing(service, page)}
        {progress(at, page, asked, live)}
        {remind(at, page)}
        {body}
    }
    .into_any()
}

/// Reminders go out once for each person, so the button stands behind what it does.
fn remind(at: &InIntake, page: &IntakePage) -> Option<AnyView> {
    (page.accepts_people() && page.to_remind > 0).then(|| {
        let waiting = people(page.to_remind);
        let send = match page.to_remind {
            1 => "Send 1 reminder".to_owned(),
            count => format!("Send {count} reminders"),
        };
        view! {
            <details class="more">
                <summary>{format!("Remind {waiting}")}</summary>
                <form method="post" action=format!("{}/remind", at.path()) class="card stack">
                    <p>{format!("{waiting} got a mail and did not start yet. Each gets the same link once more. There is only one reminder.")}</p>
                    <button class="button">{send}</button>
                </form>
            </details>
        }
        .into_any()
    })
}

/// The name, and what can be done with the whole intake.
fn head(at: &InIntake, page: &IntakePage) -> AnyView {
    let path = at.path();
    let open = page.intake.stage != Stage::Closed;
    let invite = (page.accepts_people() && page.intake.counts.all() > 0).then(
        || view! { <a class="button main" href=format!("{path}/invite")>"Invite people"</a> },
    );
    let change = open.then(|| {
        view! {
            <a class="button" href=format!("{path}/edit")>"Change"</a>
            <a class="button" href=format!("{path}/close")>"Close the intake"</a>
        }
    });
    let class = if page.intake.stage == Stage::Open {
        "tag on"
    } else {
        "tag"
    };
    view! {
        <div class="bar">
            <h1>{page.intake.name.clone()}</h1>
            <span class=class>{stage_words(page.intake.stage)}</span>
            {simulated_tag(page.simulated)}
            <div class="bar end">
                <a class="button" href=format!("{path}/ranking")>"Ranking"</a>
                {change}
                {invite}
            </div>
        </div>
    }
    .into_any()
}

/// Days, place and people of the round.
fn standing(service: &Service, page: &IntakePage) -> AnyView {
    let intake = &page.intake;
    let date = |at| dates::date(service, at);
    let days = match (intake.opens_at, intake.closes_at) {
        (None, None) => "Open until it is closed by hand.".to_owned(),
        (Some(first), None) => format!("From {}, until it is closed by hand.", date(first)),
        (None, Some(last)) => format!("Until {}.", date(last)),
        (Some(first), Some(last)) => format!("From {} to {}.", date(first), date(last)),
    };
    let over = match (intake.stage, intake.closed_at) {
        (Stage::Closed, Some(at)) => {
            let by = intake
                .closed_by
                .as_deref()
                .map(|by| format!(" by {by}"))
                .unwrap_or_default();
            format!(" Closed on {}{by}; the ranking is frozen.", date(at))
        }
        (Stage::Over, _) => {
            " Nobody can start any more. Close it to freeze the ranking, or set a later last day."
                .into()
        }
        _ if page.assessment_closed => {
            " The assessment is closed: nobody can be invited any more.".into()
        }
        _ => String::new(),
    };
    let named = [
        ("Site: ", &intake.site),
        ("Hiring manager: ", &intake.hiring_manager),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(label, text)| format!(" {label}{text}."))
    .collect::<String>();
    view! { <p class="quiet">{days}{named}{over}</p> }.into_any()
}

/// How far everybody is, in words and as a bar, and whether the page renews itself.
fn progress(at: &InIntake, page: &IntakePage, asked: &ListQuery, live: bool) -> AnyView {
    let counts = &page.intake.counts;
    if counts.all() == 0 {
        return ().into_any();
    }
    let renew = if live {
        view! {
            "This page renews itself every 15 seconds. "
            <a href=link(at, asked, asked.page, false)>"Stop renewing"</a>
        }
        .into_any()
    } else {
        view! { <a href=link(at, asked, asked.page, true)>"Keep this page up to date"</a> }
            .into_any()
    };
    view! {
        <p>{progress_words(counts)}</p>
        <progress max=counts.people().max(1).to_string() value=counts.submitted.to_string() aria-label="Submitted">
        </progress>
        <p class="quiet">{renew}</p>
    }
    .into_any()
}

fn nobody(at: &InIntake, page: &IntakePage) -> AnyView {
    if !page.accepts_people() {
        return view! { <Empty what="Nobody was invited to this intake.">{""}</Empty> }.into_any();
    }
    let invite = format!("{}/invite", at.path());
    let what = "Nobody is invited yet. Type one person, paste a list or choose a CSV file; you see everything before it is \
                sent.";
    view! { <Empty what=what><a class="button main" href=invite>"Invite people"</a></Empty> }
        .into_any()
}

fn filters(at: &InIntake, asked: &ListQuery, live: bool) -> AnyView {
    let mut choices = vec![Choice::new("", "All")];
    choices.extend(InvitationState::ALL.map(|state| {
        let words = state_words(state);
        let (first, rest) = words.split_at(1);
        Choice::new(state.name(), format!("{}{rest}", first.to_uppercase()))
    }));
    let state = asked.state.map(InvitationState::name).unwrap_or_default();
    let live = live.then(|| view! { <input type="hidden" name="live" value="1"/> });
    let clear = (asked.state.is_some() || !asked.search.trim().is_empty())
        .then(|| view! { <a class="button plain" href=at.path()>"Show everyone"</a> });
    view! {
        <form class="toolbar gap" method="get" action=at.path() role="search">
            <div class="grow"><Field name="q" label="Name or e-mail" value=asked.search.clone() kind="search" maxlength=100/></div>
            <Select name="state" label="State" choices value=state/>
            {live}
            <button class="button">"Show"</button>
            {clear}
        </form>
    }
    .into_any()
}

fn results(
    service: &Service,
    at: &InIntake,
    page: &IntakePage,
    list: &InvitationList,
    asked: &ListQuery,
    live: bool,
) -> AnyView {
    if list.rows.is_empty() {
        let all = at.path();
        return view! { <Empty what="Nobody here fits that."><a class="button" href=all>"Show everyone"</a></Empty> }
            .into_any();
    }
    let number = |value: i64| u32::try_from(value).unwrap_or(u32::MAX);
    let shown = if list.total == 1 {
        "1 invitation".to_owned()
    } else {
        format!("{} invitations", list.total)
    };
    let here = link(at, asked, 0, live);
    let base = here.strip_suffix('0').unwrap_or(&here).to_owned();
    view! {
        <p class="quiet">{format!("{shown}, by name")}</p>
        {table(service, at, page, &list.rows)}
        <Pagination current=number(list.page) pages=number(list.pages) link=base/>
    }
    .into_any()
}

/// This page as asked, at another page of the list.
fn link(at: &InIntake, asked: &ListQuery, page: i64, live: bool) -> String {
    let mut link = format!("{}?", at.path());
    if let Some(state) = asked.state {
        link.push_str(&format!("state={}&", state.name()));
    }
    if !asked.search.trim().is_empty() {
        link.push_str(&format!("q={}&", encode(asked.search.trim())));
    }
    if live {
        link.push_str("live=1&");
    }
    format!("{link}page={page}")
}
