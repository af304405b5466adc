//! The shell of every page: scripts, policy, areas, titles, and what a page leaves behind.

use super::*;
use crate::{assets::Assets, ui::Notice};
use axum::body::to_bytes;

async fn html(response: Response) -> String {
    let bytes = to_bytes(response.into_body(), usize::MAX)
        .await
        .expect("a body in memory");
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn assets() -> Assets {
    Assets::from_manifest(
        br#"{"candidate.css":"candidate.1.css","staff.css":"staff.2.css","candidate.js":"candidate.3.js","candidate.wasm":"candidate.4.wasm"}"#,
    )
    .expect("a valid manifest")
}

fn context() -> PageContext {
    PageContext {
        assets: Arc::new(assets()),
        ..PageContext::bare("bm9uY2U=", "/a/b")
    }
}

fn viewer() -> Viewer {
    Viewer {
        name: "R. <Name>".into(),
        admin: false,
        recruiter: true,
        rater: false,
    }
}

#[tokio::test]
async fn a_page_without_islands_has_no_script_and_one_sheet() {
    let response = page(
        &context(),
        Page::candidate("Welcome").job("Support agent"),
        || view! { <h1>"Hello"</h1> },
    );
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "text/html; charset=utf-8"
    );
    let html = html(response).await;
    assert!(
        html.starts_with("<!DOCTYPE html><html lang=\"en\" dir=\"ltr\" data-theme=\"auto\">"),
        "{html}"
    );
    assert!(html.contains("<title>Welcome - Attune</title>"), "{html}");
    assert!(
        html.contains(r#"<link rel="stylesheet" href="/assets/candidate.1.css">"#),
        "{html}"
    );
    assert!(
        html.contains("Support agent") && html.contains("<h1>Hello</h1>"),
        "{html}"
    );
    assert!(
        !html.contains("<script") && !html.contains("style="),
        "{html}"
    );
}

#[tokio::test]
async fn islands_bring_a_script_with_the_nonce_of_the_policy() {
    let response = page(
        &context(),
        Page::candidate("Question").islands(Bundle::Candidate),
        || (),
    );
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .expect("ascii")
        .to_owned();
    assert_eq!(
        policy,
        "default-src 'self'; script-src 'self' 'nonce-bm9uY2U=' 'wasm-unsafe-eval'; style-src 'self'; object-src 'none'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    let html = html(response).await;
    assert!(
        html.contains(r#"<script type="module" nonce="bm9uY2U=">"#),
        "{html}"
    );
    assert!(
        html.contains(r#"import("/assets/candidate.3.js")"#),
        "{html}"
    );
    assert!(
        html.contains(r#"fetch("/assets/candidate.4.wasm")"#),
        "{html}"
    );
    assert_eq!(
        html.matches("bm9uY2U=").count(),
        1,
        "the nonce stands in the script's attribute alone: {html}"
    );
}

#[tokio::test]
async fn a_nonce_that_could_widen_the_policy_is_not_used() {
    for nonce in ["", "x' 'unsafe-inline", "a;b", "a\r\nb"] {
        let response = page(
            &PageContext::bare(nonce, "/"),
            Page::plain("Sign in"),
            || (),
        );
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .expect("ascii");
        assert!(policy.contains("script-src 'self'; "), "{policy}");
    }
}

#[tokio::test]
async fn without_a_manifest_islands_pages_are_plain_pages() {
    let ctx = PageContext::bare("n", "/");
    let html = html(page(
        &ctx,
        Page::candidate("Question").islands(Bundle::Candidate),
        || "words",
    ))
    .await;
    assert!(
        html.contains("words") && !html.contains("<script") && !html.contains("<link"),
        "{html}"
    );
}

#[tokio::test]
async fn staff_see_their_areas_only_and_names_are_escaped() {
    let ctx = PageContext {
        viewer: Some(viewer()),
        ..context()
    };
    let html = html(page(
        &ctx,
        Page::staff("Banks", Area::Banks).crumb("Home", "/"),
        || (),
    ))
    .await;
    assert!(
        html.contains(r#"<a href="/banks" aria-current="page">"#),
        "{html}"
    );
    assert!(
        html.contains(r#"href="/assessments""#) && !html.contains(r#"href="/admin/jobs""#),
        "{html}"
    );
    assert!(
        html.contains("R. &lt;Name&gt;") && !html.contains("<Name>"),
        "{html}"
    );
    assert!(
        html.contains(r#"<form method="post" action="/logout">"#),
        "{html}"
    );
}

#[tokio::test]
async fn a_form_that_was_not_accepted_says_so_in_the_title() {
    let response = page(&context(), Page::plain("Sign in").invalid(), || ());
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        html(response)
            .await
            .contains("<title>Error: Sign in - Attune</title>")
    );
}

#[tokio::test]
async fn an_error_page_gives_the_request_id_and_no_markup_of_others() {
    let ctx = PageContext {
        request_id: "0192-abc".into(),
        ..context()
    };
    let response = error_page(
        &ctx,
        StatusCode::NOT_FOUND,
        "Not found",
        "There is no <b>page</b> here.",
    );
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let html = html(response).await;
    assert!(
        html.contains("0192-abc") && html.contains("no &lt;b&gt;page&lt;/b&gt; here"),
        "{html}"
    );
}

#[tokio::test]
async fn a_message_of_the_previous_request_is_shown_and_announced() {
    let flash = Flash {
        tone: crate::ui::Tone::Good,
        text: "48 invitations are on their way.".into(),
    };
    let ctx = PageContext {
        flash: Some(flash),
        ..context()
    };
    let html = html(page(
        &ctx,
        Page::plain("Intake"),
        || view! { <Notice tone=crate::ui::Tone::Info>"x"</Notice> },
    ))
    .await;
    assert!(
        html.contains(
            r#"<div role="status" class="note good">48 invitations are on their way.</div>"#
        ),
        "{html}"
    );
}

/// What a view makes is freed with its response: the tenth thousand of pages holds no more than the first.
#[test]
fn nothing_reactive_outlives_its_page() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    struct Counted(Arc<AtomicUsize>);
    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    let dropped = Arc::new(AtomicUsize::new(0));
    for _ in 0..100 {
        let counted = Counted(dropped.clone());
        page(&context(), Page::plain("Any"), || {
            let kept = StoredValue::new(counted);
            view! { <p>{move || kept.with_value(|_| "here")}</p> }
        });
    }
    assert_eq!(dropped.load(Ordering::Relaxed), 100);
}
