//! The audit log of the whole instance, newest first, narrowed by what was acted on, by whom and when.

use super::system_tabs;
use crate::auth::AsAdmin;
use crate::dates;
use crate::failure::{Answer, encode};
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use crate::ui::{Choice, Empty, Field, Select};
use axum::extract::{Query, State};
use domain::time::{DAY, Timestamp};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use serde::Deserialize;
use service::Error;
use service::ports::{AuditFilter, AuditRecord};

/// What actions are about, as they are named in the log and in words.
const NOUNS: [(&str, &str); 14] = [
    ("account", "Accounts"),
    ("session", "Signing in"),
    ("assessment", "Assessments"),
    ("attempt", "Attempts"),
    ("bank", "Question banks"),
    ("candidate", "Candidates"),
    ("decision", "Decisions"),
    ("export", "Exports"),
    ("intake", "Intakes"),
    ("invitation", "Invitations"),
    ("job", "Mail and jobs"),
    ("panel", "Expert panels"),
    ("report", "Reports"),
    ("throttle", "Throttles"),
];

/// The filter as typed, and where the page begins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AuditQuery {
    noun: String,
    account: String,
    /// ISO dates.
    from: String,
    until: String,
    /// The last line of the page before: milliseconds, a dot, its id.
    before: String,
}

impl AuditQuery {
    /// What is no noun or date does not narrow.
    fn filter(&self, zone: &str) -> AuditFilter {
        let noun = NOUNS.iter().find(|(noun, _)| *noun == self.noun);
        AuditFilter {
            noun: noun.map(|(noun, _)| (*noun).to_owned()),
            account_id: (!self.account.is_empty()).then(|| self.account.clone()),
            from: midnight(&self.from, zone),
            // The whole of the last day.
            until: midnight(&self.until, zone).map(|start| start.plus(DAY)),
        }
    }

    fn before(&self) -> Option<(Timestamp, String)> {
        let (at, id) = self.before.split_once('.')?;
        Some((Timestamp(at.parse().ok()?), id.to_owned()))
    }

    fn older(&self, (at, id): &(Timestamp, String)) -> String {
        format!(
            "/admin/audit?noun={}&account={}&from={}&until={}&before={}.{}",
            encode(&self.noun),
            encode(&self.account),
            encode(&self.from),
            encode(&self.until),
            at.0,
            encode(id)
        )
    }
}

fn midnight(day: &str, zone: &str) -> Option<Timestamp> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let start = day.parse::<Date>().ok()?.to_zoned(zone).ok()?;
    Some(Timestamp(start.timestamp().as_millisecond()))
}

/// `GET /admin/audit`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Query(query): Query<AuditQuery>,
) -> Answer {
    let service = &state.service;
    let filter = query.filter(&service.settings.timezone);
    let read = async {
        let page = service::audit::search(service, &admin, &filter, query.before()).await?;
        let accounts = service::accounts::list_accounts(service, &admin).await?;
        Ok::<_, Error>((page, accounts))
    };
    let (page, accounts) = read.await.map_err(|error| ctx.failure(error))?;
    let people = accounts
        .into_iter()
        .map(|account| Choice::new(account.id.to_string(), account.name));
    let people: Vec<Choice> = std::iter::once(Choice::new("", "Everybody"))
        .chain(people)
        .collect();
    let older = page.next.as_ref().map(|next| query.older(next));
    let lines: Vec<(String, AuditRecord)> = page
        .lines
        .into_iter()
        .map(|line| (dates::date_time(service, line.at), line))
        .collect();
    let first = query.before.is_empty();
    Ok(shell::page(
        &ctx,
        Page::staff("Audit log", Area::System),
        || {
            view! {
                <h1>"Audit log"</h1>
                {system_tabs("/admin/audit")}
                {toolbar(query, people)}
                {table(lines)}
                {pages(first, older)}
            }
        },
    ))
}

fn toolbar(query: AuditQuery, people: Vec<Choice>) -> AnyView {
    let nouns = NOUNS.iter().map(|(noun, words)| Choice::new(*noun, *words));
    let nouns: Vec<Choice> = std::iter::once(Choice::new("", "Everything"))
        .chain(nouns)
        .collect();
    view! {
        <form class="toolbar" method="get" action="/admin/audit">
            <Select name="noun" label="About" choices=nouns value=query.noun/>
            <Select name="account" label="By" choices=people value=query.account/>
            <Field name="from" label="From" kind="date" value=query.from/>
            <Field name="until" label="To" kind="date" value=query.until/>
            <button class="button">"Filter"</button>
        </form>
    }
    .into_any()
}

fn table(lines: Vec<(String, AuditRecord)>) -> AnyView {
    if lines.is_empty() {
        return view! { <Empty what="Nothing was recorded that fits.">""</Empty> }.into_any();
    }
    let rows = lines
        .into_iter()
        .map(|(at, line)| {
            view! {
                <tr>
                    <td data-label="When">{at}</td>
                    <td data-label="Who">{line.actor}</td>
                    <td data-label="What"><code>{line.action}</code></td>
                    <td data-label="About">{line.subject}</td>
                    <td data-label="Detail">{line.detail}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card scroll" tabindex="0" aria-label="Audit log">
            <table class="cards">
                <thead><tr>
                    <th scope="col">"When"</th><th scope="col">"Who"</th><th scope="col">"What"</th>
                    <th scope="col">"About"</th><th scope="col">"Detail"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn pages(first: bool, older: Option<String>) -> AnyView {
    let newest = (!first).then(|| view! { <li><a href="/admin/audit">"Newest"</a></li> });
    let older = older.map(|href| view! { <li><a rel="next" href=href>"Older"</a></li> });
    if newest.is_none() && older.is_none() {
        return ().into_any();
    }
    view! { <nav class="pages" aria-label="Pages"><ul>{newest}{older}</ul></nav> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_filter_does_not_narrow() {
        let query = AuditQuery {
            noun: "accounts%".into(),
            from: "soon".into(),
            ..AuditQuery::default()
        };
        assert_eq!(query.filter("UTC"), AuditFilter::default());
        assert_eq!(query.before(), None);
    }

    #[test]
    fn a_range_of_days_holds_its_last_day() {
        let query = AuditQuery {
            from: "2026-11-22".into(),
            until: "2026-11-22".into(),
            ..AuditQuery::default()
        };
        let filter = query.filter("UTC");
        let (from, until) = (filter.from.expect("a day"), filter.until.expect("a day"));
        assert_eq!(until.since(from), DAY);
    }

    #[test]
    fn the_next_page_keeps_the_filter() {
        let query = AuditQuery {
            noun: "job".into(),
            ..AuditQuery::default()
        };
        let next = (Timestamp(5), "0192-a".to_owned());
        let href = query.older(&next);
        assert!(
            href.contains("noun=job") && href.ends_with("before=5.0192-a"),
            "{href}"
        );
        let back = AuditQuery {
            before: "5.0192-a".into(),
            ..AuditQuery::default()
        };
        assert_eq!(back.before(), Some(next));
    }
}
