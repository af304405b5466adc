//! The head of a ranking: where the intake stands, what the ranking rests on, and what can be done with all of it.

use super::{InIntake, count, simulated_tag};
use crate::dates;
use domain::assessment::Purpose;
use domain::report::figures::whole;
use leptos::prelude::*;
use service::principal::OnAssessment;
use service::results::{RankingPage, RankingQuery};
use service::{Service, reports};

/// Title, what can be done with the whole ranking, and where the intake stands.
pub(super) fn head(
    service: &Service,
    on: &OnAssessment,
    at: &InIntake,
    asked: &RankingQuery,
    page: &RankingPage,
) -> AnyView {
    let path = at.path();
    let counts = page.counts;
    let standing = if page.closed_at.is_some() {
        "closed"
    } else {
        "open"
    };
    let random = page.frozen.as_ref().map(|frozen| {
        format!(
            "Random answering averages 0; 19 in 20 random answerers stay below {}.",
            whole(frozen.random_95)
        )
    });
    let figures = format!(
        "{}, {standing} · {} invited · {} submitted · {} in progress.",
        page.intake,
        counts.invited,
        counts.complete + counts.not_ranked,
        counts.started
    );
    let (hide, words) = if asked.blind {
        ("no", "Show names")
    } else {
        ("yes", "Hide names")
    };
    let ranked = page.shown.is_some();
    let actions = ranked.then(|| {
        view! {
            <form method="post" action=format!("{path}/blind")>
                <button class="button" name="hide" value=hide>{words}</button>
            </form>
            <a class="button" href=format!("{path}/export.csv")>"Export CSV"</a>
            <a class="button" href=format!("{path}/report.pdf")>"Download PDF"</a>
        }
    });
    let mail = ranked.then(|| mail(on, &path, page));
    let pilot = page
        .frozen
        .as_ref()
        .is_some_and(|frozen| frozen.purpose == Purpose::Pilot);
    let pilot = pilot.then(|| view! { <span class="tag on">"pilot"</span> });
    view! {
        <div class="bar"><h1>"Ranking"</h1>{pilot}{simulated_tag(page.simulated)}<span class="end"></span>{actions}</div>
        <p>{figures}" "{random}</p>
        {as_of(service, page)}
        {mail}
    }
    .into_any()
}

/// Which submissions the ranking rests on.
fn as_of(service: &Service, page: &RankingPage) -> Option<AnyView> {
    let shown = page.shown.as_ref()?;
    let snapshot = &shown.content.snapshot;
    let on = dates::date(service, snapshot.as_of);
    let submissions = count(
        snapshot.submissions.into(),
        "complete submission",
        "complete submissions",
    );
    let words = if shown.is_final {
        format!("Final: frozen with the intake on {on}, as of {submissions}.")
    } else {
        let newer = page
            .counts
            .complete
            .saturating_sub(snapshot.submissions.into());
        let newer = match newer {
            0 => String::new(),
            newer => format!(" {newer} more came in since; the ranking is made anew shortly."),
        };
        format!("As of {submissions}, {on}.{newer}")
    };
    Some(view! { <p class="quiet">{words}</p> }.into_any())
}

fn mail(on: &OnAssessment, path: &str, page: &RankingPage) -> Option<AnyView> {
    let frozen = page.frozen.as_ref()?;
    let boxes = reports::addressees(frozen, on)
        .into_iter()
        .map(|one| {
            let label = if one.is_self { format!("{} (you)", one.email) } else { one.email.clone() };
            view! {
                <label class="check">
                    <input type="checkbox" name="to" value=one.email checked=one.is_self/><span>{label}</span>
                </label>
            }
        })
        .collect_view();
    Some(
        view! {
            <details class="more">
                <summary>"E-mail the report"</summary>
                <form method="post" action=format!("{path}/report/mail") class="card stack">
                    <p>"The ranking with its bands, as a PDF. The link in the mail works for 30 days."</p>
                    <fieldset class="field"><legend>"Send it to"</legend>{boxes}</fieldset>
                    <label class="check">
                        <input type="checkbox" name="attach" value="yes"/>
                        <span>"Attach the PDF instead of a link"</span>
                    </label>
                    <button class="button">"Send the report"</button>
                </form>
            </details>
        }
        .into_any(),
    )
}
