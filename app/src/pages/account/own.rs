//! One's own account: who one is here, the password, the browsers one is signed in with.

use crate::auth::SignedIn;
use crate::dates;
use crate::failure::Answer;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use crate::ui::{ErrorSummary, Field, FieldErrors, ThemeChoice};
use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;
use service::accounts::SessionView;
use service::principal::{Roles, Staff};
use service::{Error, Service};

/// `GET /account`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    SignedIn(staff): SignedIn,
) -> Answer {
    let page = Page::staff("Your account", Area::Account).narrow();
    show(&ctx, &state.service, &staff, page, FieldErrors::new())
        .await
        .map_err(|error| ctx.failure(error))
}

/// The page again with 422, after a password that was not accepted.
///
/// # Errors
/// Those of the store.
pub async fn again(
    ctx: &PageContext,
    service: &Service,
    staff: &Staff,
    errors: FieldErrors,
) -> Result<Response, Error> {
    let page = Page::staff("Your account", Area::Account)
        .narrow()
        .invalid();
    show(ctx, service, staff, page, errors).await
}

async fn show(
    ctx: &PageContext,
    service: &Service,
    staff: &Staff,
    page: Page,
    errors: FieldErrors,
) -> Result<Response, Error> {
    let sessions = service::accounts::list_sessions(service, staff).await?;
    let rows = sessions
        .into_iter()
        .map(|session| Row::new(service, session))
        .collect::<Vec<_>>();
    let (name, email, roles) = (
        staff.name().to_owned(),
        staff.email().to_owned(),
        in_words(staff.roles()),
    );
    let theme = ctx.theme;
    Ok(shell::page(ctx, page, || {
        view! {
            <h1>"Your account"</h1>
            <ErrorSummary errors=errors.clone()/>
            <dl class="facts">
                <dt>"Name"</dt><dd>{name}</dd>
                <dt>"E-mail"</dt><dd>{email.clone()}</dd>
                <dt>"May act as"</dt><dd>{roles}</dd>
            </dl>
            <h2>"Password"</h2>
            {password(&email, &errors)}
            <h2>"Where you are signed in"</h2>
            {sessions_view(rows)}
            <div class="gap"><ThemeChoice current=theme back="/account"/></div>
        }
    }))
}

fn password(email: &str, errors: &FieldErrors) -> AnyView {
    view! {
        <form method="post" action="/account/password">
            // For password managers: which account this password belongs to.
            <input type="hidden" autocomplete="username" value=email.to_owned()/>
            <Field name="current" label="Present password" kind="password" required=true autocomplete="current-password"
                error=errors.of("current")/>
            <Field name="password" label="New password" kind="password" required=true autocomplete="new-password"
                hint="At least 12 characters. Every other browser is signed out." error=errors.of("password")/>
            <div class="bar actions"><button class="button main">"Change the password"</button></div>
        </form>
    }
    .into_any()
}

struct Row {
    end: String,
    browser: String,
    since: String,
    seen: String,
    current: bool,
}

impl Row {
    fn new(service: &Service, session: SessionView) -> Self {
        Self {
            end: format!("/account/sessions/{}/end", session.id),
            browser: browser(&session.user_agent),
            since: dates::date_time(service, session.created_at),
            seen: dates::date_time(service, session.last_seen),
            current: session.current,
        }
    }
}

fn sessions_view(rows: Vec<Row>) -> AnyView {
    let others = rows.iter().any(|row| !row.current);
    let rows = rows
        .into_iter()
        .map(|row| {
            let action = if row.current {
                view! { <span class="tag on">"This browser"</span> }.into_any()
            } else {
                let label = format!("Sign out {}", row.browser);
                view! {
                    <form method="post" action=row.end><button class="button" aria-label=label>"Sign out"</button></form>
                }
                .into_any()
            };
            view! {
                <tr>
                    <th scope="row" data-label="Browser">{row.browser}</th>
                    <td data-label="Since">{row.since}</td>
                    <td data-label="Last seen">{row.seen}</td>
                    <td>{action}</td>
                </tr>
            }
        })
        .collect_view();
    let all = others.then(|| {
        view! {
            <form method="post" action="/account/sessions/end-others" class="gap">
                <button class="button">"Sign out everywhere else"</button>
            </form>
        }
    });
    view! {
        <section class="card scroll" tabindex="0" aria-label="Sessions">
            <table class="cards">
                <thead><tr>
                    <th scope="col">"Browser"</th><th scope="col">"Since"</th><th scope="col">"Last seen"</th>
                    <th scope="col"><span class="vis-hidden">"Action"</span></th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
        {all}
    }
    .into_any()
}

/// "Admin, recruiter".
pub fn in_words(roles: Roles) -> String {
    let held = [
        (roles.admin, "admin"),
        (roles.recruiter, "recruiter"),
        (roles.rater, "rater"),
    ];
    let names: Vec<&str> = held
        .into_iter()
        .filter_map(|(held, name)| held.then_some(name))
        .collect();
    names.join(", ")
}

/// "Firefox on Linux", from how the browser calls itself; enough to tell one's own apart.
fn browser(user_agent: &str) -> String {
    let find = |names: &[(&str, &'static str)], otherwise| {
        names
            .iter()
            .find(|(sign, _)| user_agent.contains(sign))
            .map_or(otherwise, |(_, name)| *name)
    };
    // Most browsers also claim to be others: the most particular sign comes first.
    let program = find(
        &[
            ("Edg", "Edge"),
            ("OPR/", "Opera"),
            ("Firefox/", "Firefox"),
            ("Chrom", "Chrome"),
            ("Safari/", "Safari"),
        ],
        "A browser",
    );
    let system = find(
        &[
            ("Android", "Android"),
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("Windows", "Windows"),
            ("Mac OS", "Mac"),
            ("Linux", "Linux"),
        ],
        "an unknown system",
    );
    format!("{program} on {system}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_named_by_their_most_particular_sign() {
        for (user_agent, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
                "Firefox on Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            ("<script>", "A browser on an unknown system"),
        ] {
            assert_eq!(browser(user_agent), name);
        }
    }

    #[test]
    fn roles_are_listed() {
        assert_eq!(
            in_words(Roles {
                admin: true,
                recruiter: false,
                rater: true
            }),
            "admin, rater"
        );
    }
}
