//! The HTML around every page: head, header, main, footer.

use leptos::prelude::*;

use super::{Area, Bundle, Crumb, Frame, Page, PageContext, Viewer};
use crate::ui::Notice;
use http::StatusCode;

const BOOTSTRAP: &str = include_str!("bootstrap.js");

/// The whole document.
pub(super) fn document(ctx: &PageContext, page: &Page, body: AnyView) -> AnyView {
    let title = match (page.invalid, page.title.as_str()) {
        (true, title) => format!("Error: {title} - Attune"),
        (false, title) => format!("{title} - Attune"),
    };
    let width = if page.wide { "wrap" } else { "wrap narrow" };
    let flash = ctx
        .flash
        .clone()
        .map(|flash| view! { <Notice tone=flash.tone live=true>{flash.text}</Notice> });
    view! {
        <!DOCTYPE html>
        <html lang=ctx.lang.clone() dir=ctx.direction() data-theme=ctx.theme.as_str()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content=ctx.theme.color_scheme()/>
                <title>{title}</title>
                {links(ctx, page)}
            </head>
            <body>
                <a class="skip" href="#main">"Skip to the content"</a>
                {header(ctx, page)}
                <main id="main" class=width tabindex="-1">
                    {crumbs(&page.crumbs)}
                    {flash}
                    {body}
                </main>
                <footer class="foot">
                    <div class=width>"Attune"</div>
                </footer>
                {script(ctx, page.bundle)}
            </body>
        </html>
    }
    .into_any()
}

fn links(ctx: &PageContext, page: &Page) -> AnyView {
    let sheet = ctx
        .assets
        .sheet(page.sheet())
        .map(|href| view! { <link rel="stylesheet" href=href.to_owned()/> });
    let icon = ctx
        .assets
        .path("icon.svg")
        .map(|href| view! { <link rel="icon" type="image/svg+xml" href=href.to_owned()/> });
    (sheet, icon).into_any()
}

/// The start of the islands, at the end of the body: the style sheet and the words come first.
fn script(ctx: &PageContext, bundle: Bundle) -> Option<AnyView> {
    let paths = ctx.assets.bundle(bundle)?;
    // The paths are plain names (see `Assets::from_manifest`), so that quotes are all the escaping they need.
    let code = BOOTSTRAP
        .replace("SCRIPT", &format!("\"{}\"", paths.script))
        .replace("WASM", &format!("\"{}\"", paths.wasm));
    let script = paths.script.to_owned();
    Some(
        view! {
            <link rel="modulepreload" href=script fetchpriority="low"/>
            <script type="module" nonce=ctx.nonce.clone()>{code}</script>
        }
        .into_any(),
    )
}

fn header(ctx: &PageContext, page: &Page) -> AnyView {
    match &page.frame {
        Frame::Candidate { job } => {
            let job = job.clone().map(|job| view! { <span class="quiet">{job}</span> });
            view! {
                <header class="top">
                    <div class="wrap narrow bar"><span class="brand">"Attune"</span>{job}</div>
                </header>
            }
            .into_any()
        }
        Frame::Plain => view! {
            <header class="top"><div class="wrap narrow bar"><a class="brand" href="/">"Attune"</a></div></header>
        }
        .into_any(),
        Frame::Staff { area } => view! {
            <header class="top">
                <div class="wrap bar">
                    <a class="brand" href="/">"Attune"</a>
                    {ctx.viewer.as_ref().map(|viewer| navigation(viewer, *area))}
                </div>
            </header>
        }
        .into_any(),
    }
}

fn navigation(viewer: &Viewer, current: Area) -> AnyView {
    let here = move |area: Area| (area == current).then_some("page");
    let links = areas(viewer)
        .into_iter()
        .map(|(area, label, href)| view! { <li><a href=href aria-current=here(area)>{label}</a></li> })
        .collect_view();
    view! {
        <nav class="areas" aria-label="Main"><ul>{links}</ul></nav>
        <div class="bar end">
            <a href="/account" aria-current=here(Area::Account)>{viewer.name.clone()}</a>
            <form method="post" action="/logout"><button class="button plain">"Log out"</button></form>
        </div>
    }
    .into_any()
}

/// The areas a viewer is offered, with their words and paths.
fn areas(viewer: &Viewer) -> Vec<(Area, &'static str, &'static str)> {
    let all = [
        (
            viewer.recruiter || viewer.admin,
            Area::Assessments,
            "Assessments",
            "/assessments",
        ),
        (
            viewer.recruiter || viewer.admin,
            Area::Banks,
            "Question banks",
            "/banks",
        ),
        (viewer.admin, Area::Accounts, "Accounts", "/admin/accounts"),
        (viewer.admin, Area::System, "System", "/admin/jobs"),
    ];
    all.into_iter()
        .filter(|(offered, ..)| *offered)
        .map(|(_, area, label, href)| (area, label, href))
        .collect()
}

fn crumbs(crumbs: &[Crumb]) -> Option<AnyView> {
    if crumbs.is_empty() {
        return None;
    }
    let steps = crumbs
        .iter()
        .cloned()
        .map(|crumb| view! { <li><a href=crumb.href>{crumb.label}</a></li> })
        .collect_view();
    Some(view! { <nav class="crumbs" aria-label="You are in"><ol>{steps}</ol></nav> }.into_any())
}

/// The content of an error page.
pub(super) fn error(
    status: StatusCode,
    heading: String,
    message: String,
    request_id: String,
    staff: bool,
) -> AnyView {
    let id = (!request_id.is_empty()).then(|| {
        view! { <p class="quiet">"If you ask for help, give this number: " <code>{request_id}</code></p> }
    });
    let home = if staff {
        view! { <p><a class="button" href="/">"Go to the start page"</a></p> }.into_any()
    } else {
        view! { <p class="quiet">"Were you invited to answer questions? Open the link in your mail again."</p> }.into_any()
    };
    view! {
        <p class="quiet">"Error " {status.as_u16()}</p>
        <h1>{heading}</h1>
        <p>{message}</p>
        {home}
        {id}
    }
    .into_any()
}
